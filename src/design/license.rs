//! Licence plan and Panorama; their secrets are judged here and stay outside.

use super::Design;
use super::reader::{Ear, Reader};
use crate::choice::{LicensePlan, Local};
use crate::draft::Secrets;
use crate::facts;
use crate::field::Field;
use crate::finding::Case;

/// A plan that may not exist, and what has no effect without Panorama or with Strata Cloud Manager.
pub(super) fn check(reader: &mut Reader<'_>, design: &Design) {
    if design.choice::<LicensePlan>(Field::LicensePlan) == LicensePlan::Bundle3 {
        reader.find(|| Case::Bundle3.at([Field::LicensePlan], ()));
    }
    let server = Field::PanoramaServer;
    let (template, group) = (Field::PanoramaTemplateStack, Field::PanoramaDeviceGroup);
    let typed = |field: &Field| design.is_typed(*field);
    if !typed(&server) {
        let logs = Some(Field::LogPanorama).filter(|field| design.is_on(*field));
        for field in server.beside().filter(typed).chain(logs) {
            reader.find(|| Case::PanoramaUnused.at([field, server], ()).clear(field));
        }
        return;
    }
    let local = Field::PanoramaLocal;
    if design.choice::<Local>(local) == Local::Network {
        let finding = Case::PolicyRemote.at([local], ());
        reader.find(|| finding.offer("Keep policy in the packages", [(local, "")]));
    }
    // Strata Cloud Manager has folders in place of device groups, and neither stacks nor collectors.
    let cloud = design.is_cloud_managed();
    let unknown = server.beside().filter(|field| cloud && ![group, local].contains(field));
    let logs = Some(Field::LogPanorama).filter(|field| cloud && design.is_on(*field));
    for field in unknown.filter(typed).chain(logs) {
        reader.find(|| Case::CloudSetting.at([field, server], ()).clear(field));
    }
    let (case, places) = if cloud {
        (Case::CloudIncomplete, &[group][..])
    } else {
        (Case::PanoramaMembership, &[template, group][..])
    };
    for place in places.iter().filter(|place| !typed(place)) {
        reader.find(|| case.at([*place, server], ()));
    }
}

/// An IPv4 address or a host name.
pub(super) fn host(reader: &mut Reader<'_, impl Ear>, field: Field, case: Case) -> Option<String> {
    reader.text_if(field, facts::panos::is_server, |found| case.at([field], found))
}

pub(super) fn group(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    let fits = |text: &str| {
        text.len() <= facts::panos::OBJECT_NAME_MAX
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b" ._-".contains(&b))
    };
    reader.text_if(field, fits, |found| Case::PanoramaName.at([field], found))
}

/// Judges auth codes and keys; their texts never enter a message.
pub(super) fn check_secrets(reader: &mut Reader<'_>, secrets: &Secrets, design: &Design) {
    check_characters(reader, secrets);
    check_auth_code(reader, secrets, design);
    check_keys(reader, secrets, design);
}

/// Secrets that stand in a line of their own; where in the text the trouble is may be said, not more.
fn check_characters(reader: &mut Reader<'_>, secrets: &Secrets) {
    for field in Field::secrets().filter(|field| *field != Field::AccessPassword) {
        let Some(secret) = secrets.get(field) else { continue };
        let text = secret.expose();
        let codes = field == Field::LicenseAuthCode;
        let unfit = |c: char| super::reader::unprintable(c, false);
        let place = if codes {
            let between = |place: usize| text.get(place..).is_some_and(ends_line);
            text.char_indices().find(|(place, c)| unfit(*c) && !between(*place))
        } else {
            text.char_indices().find(|(_, c)| unfit(*c))
        };
        if let Some((place, _)) = place {
            let nth = text.char_indices().take_while(|(at, _)| *at < place).count() + 1;
            reader.find(|| Case::SecretCharacter.at([field], nth));
        } else if !codes && text.trim() != text {
            reader.find(|| Case::SecretBlank.at([field], ()));
        }
    }
}

/// Whether a text begins with a line end, of either kind.
fn ends_line(text: &str) -> bool {
    text.starts_with('\n') || text.starts_with("\r\n")
}

fn check_auth_code(reader: &mut Reader<'_>, secrets: &Secrets, design: &Design) {
    let field = Field::LicenseAuthCode;
    let byol = design.is_byol();
    let Some(codes) = secrets.get(field) else {
        if byol && !design.is_asked() {
            reader.find(|| Case::AuthCodeMissing.at([field], ()));
        }
        return;
    };
    if !byol {
        reader.find(|| Case::AuthCodeUnused.at([field, Field::LicensePlan], ()));
        return;
    }
    let codes: Vec<&str> = facts::panos::auth_codes(codes.expose()).collect();
    if let Some(place) = codes.iter().position(|code| !facts::panos::is_auth_code(code)) {
        reader.find(|| Case::AuthCodeShape.at([field], place + 1));
    }
    if codes.len() > 1 {
        reader.find(|| Case::AuthCodeSeveral.at([field], codes.len()));
    }
}

fn check_keys(reader: &mut Reader<'_>, secrets: &Secrets, design: &Design) {
    use Field::{
        PanoramaAuthKey, PanoramaPinId, PanoramaPinValue, PanoramaServer, PanoramaVmAuthKey,
    };
    let key = |field: Field| {
        secrets.get(field).map(|key| key.expose().trim()).filter(|key| !key.is_empty())
    };
    key_shape(reader, PanoramaVmAuthKey, PanoramaAuthKey, key(PanoramaVmAuthKey));
    key_shape(reader, PanoramaAuthKey, PanoramaVmAuthKey, key(PanoramaAuthKey));
    let typed = |field: &Field| key(*field).is_some();
    let keys = [PanoramaVmAuthKey, PanoramaAuthKey];
    let asked = design.is_asked();
    if design.is_cloud_managed() {
        for field in keys.into_iter().filter(typed) {
            reader.find(|| Case::CloudKey.at([field, PanoramaServer], ()));
        }
        if !typed(&PanoramaPinId) && !typed(&PanoramaPinValue) && !asked {
            reader.find(|| Case::CloudPin.at([PanoramaPinId, PanoramaServer], ()));
        }
    } else if design.is_typed(PanoramaServer) && !keys.iter().any(typed) && !asked {
        reader.find(|| Case::PanoramaKey.at([PanoramaVmAuthKey, PanoramaServer], ()));
    }
    if typed(&PanoramaAuthKey) {
        plugin(reader, typed, design);
    }
    if typed(&PanoramaPinId) != typed(&PanoramaPinValue) {
        let missing = if typed(&PanoramaPinId) { PanoramaPinValue } else { PanoramaPinId };
        reader.find(|| Case::PinIncomplete.at([missing], ()));
    }
}

/// A key in the other key's field is refused; one of no known shape is only doubted.
fn key_shape(reader: &mut Reader<'_>, field: Field, other: Field, key: Option<&str>) {
    use facts::panos::{is_plugin_auth_key, is_vm_auth_key};
    let Some(key) = key else { return };
    let vm = field == Field::PanoramaVmAuthKey;
    let (fits, fits_other) = if vm {
        (is_vm_auth_key(key), is_plugin_auth_key(key))
    } else {
        (is_plugin_auth_key(key), is_vm_auth_key(key))
    };
    if fits_other {
        reader.find(|| Case::KeyMisplaced.at([field, other], ()));
    } else if !fits {
        let case = if vm { Case::VmAuthKeyShape } else { Case::PluginKeyShape };
        reader.find(|| case.at([field], ()));
    }
}

/// Panorama's licence plugin licenses the units itself, so nothing else may.
fn plugin(reader: &mut Reader<'_>, typed: impl Fn(&Field) -> bool, design: &Design) {
    let own = Field::PanoramaAuthKey;
    let mut excludes = |field: Field| reader.find(|| Case::LicensePlugin.at([own, field], ()));
    for field in [Field::PanoramaVmAuthKey, Field::LicenseAuthCode] {
        if typed(&field) {
            excludes(field);
        }
    }
    if !design.is_byol() {
        excludes(Field::LicensePlan);
    }
}
