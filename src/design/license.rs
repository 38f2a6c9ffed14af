//! Licence plan and Panorama; their secrets are judged here and stay outside.

use super::Design;
use super::choice::choice;
use super::reader::Reader;
use crate::draft::Secrets;
use crate::facts;
use crate::field::Field;
use crate::finding::{Code, Finding};

choice! {
    /// Marketplace plan.
    LicensePlan {
        /// Bring your own licence.
        Byol "byol",
        /// Pay as you go, bundle 1.
        Bundle1 "bundle1",
        /// Pay as you go, bundle 2.
        Bundle2 "bundle2",
        /// Pay as you go, bundle 3.
        Bundle3 "bundle3",
    }
}

/// The licence as typed.
#[derive(Clone, Debug)]
pub struct License {
    /// Marketplace plan.
    pub plan: Option<LicensePlan>,
}

choice! {
    /// What of the configuration the packages carry.
    Local {
        /// Everything.
        All "all",
        /// Interfaces, routes and high availability; policy comes from Panorama.
        Network "network",
    }
}

/// Panorama as typed.
#[derive(Clone, Debug)]
pub struct Panorama {
    /// Address, name or `cloud`.
    pub server: Option<String>,
    /// The standby.
    pub server2: Option<String>,
    /// Template stack.
    pub template_stack: Option<String>,
    /// Device group.
    pub device_group: Option<String>,
    /// Collector group.
    pub collector_group: Option<String>,
    /// What stays local.
    pub local: Option<Local>,
    /// Whether a registration PIN is typed; the PIN itself is not kept.
    pub registration: bool,
}

impl Panorama {
    /// Whether Strata Cloud Manager stands in Panorama's place.
    pub fn is_cloud(&self) -> bool {
        self.server.as_deref() == Some(facts::panos::CLOUD_MANAGER)
    }
}

pub(super) fn read(reader: &mut Reader<'_>) -> License {
    let plan = reader.choice(Field::LicensePlan);
    if plan == Some(LicensePlan::Bundle3) {
        reader.find(
            Finding::new(
                Code::Bundle3,
                [Field::LicensePlan],
                "the plan bundle3 was not found in a published source (not verified)",
            )
            .hint("Check with `az vm image list --publisher paloaltonetworks --offer vmseries-flex --all`"),
        );
    }
    License { plan }
}

pub(super) fn read_panorama(reader: &mut Reader<'_>, secrets: &Secrets) -> Panorama {
    let registration = secrets.get(Field::PanoramaPinId).is_some();
    let panorama = Panorama {
        server: host(reader, Field::PanoramaServer, Code::PanoramaHost),
        server2: host(reader, Field::PanoramaServer2, Code::PanoramaHost),
        template_stack: group(reader, Field::PanoramaTemplateStack),
        device_group: group(reader, Field::PanoramaDeviceGroup),
        collector_group: group(reader, Field::PanoramaCollectorGroup),
        local: reader.choice(Field::PanoramaLocal),
        registration,
    };
    if panorama.is_cloud() {
        cloud(reader, &panorama);
    }
    if panorama.server.is_some() && panorama.local == Some(Local::Network) {
        let message = "the packages carry no policy, so nothing passes until Panorama pushes it";
        reader.find(
            Finding::new(Code::PolicyRemote, [Field::PanoramaLocal], message)
                .offer("Keep policy in the packages", vec![(Field::PanoramaLocal, String::new())]),
        );
    }
    if panorama.server.is_none() {
        let typed = [
            (Field::PanoramaServer2, panorama.server2.is_some()),
            (Field::PanoramaTemplateStack, panorama.template_stack.is_some()),
            (Field::PanoramaDeviceGroup, panorama.device_group.is_some()),
            (Field::PanoramaCollectorGroup, panorama.collector_group.is_some()),
            (Field::PanoramaLocal, panorama.local.is_some()),
        ];
        for (field, _) in typed.into_iter().filter(|(_, typed)| *typed) {
            let message = format!("{} is typed, and panorama.server is not", field.key());
            reader.find(
                Finding::new(Code::PanoramaUnused, [field, Field::PanoramaServer], message)
                    .safe("Clear it", vec![(field, String::new())]),
            );
        }
    }
    panorama
}

/// Strata Cloud Manager has folders in place of device groups, and neither stacks nor collectors.
fn cloud(reader: &mut Reader<'_>, panorama: &Panorama) {
    let foreign = [
        (Field::PanoramaServer2, panorama.server2.is_some()),
        (Field::PanoramaTemplateStack, panorama.template_stack.is_some()),
        (Field::PanoramaCollectorGroup, panorama.collector_group.is_some()),
    ];
    for (field, _) in foreign.into_iter().filter(|(_, typed)| *typed) {
        let message = format!(
            "{} is typed, and panorama.server is cloud, which knows nothing of it",
            field.key()
        );
        reader.find(
            Finding::new(Code::CloudSetting, [field, Field::PanoramaServer], message)
                .safe("Clear it", vec![(field, String::new())]),
        );
    }
    if panorama.device_group.is_none() {
        let message = "panorama.server is cloud and panorama.device_group is blank, expected the folder that the units join";
        reader.find(Finding::new(
            Code::CloudIncomplete,
            [Field::PanoramaDeviceGroup, Field::PanoramaServer],
            message,
        ));
    }
}

/// An IPv4 address or a host name.
pub(super) fn host(reader: &mut Reader<'_>, field: Field, code: Code) -> Option<String> {
    let fits = |text: &str| {
        let looks_numeric = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if looks_numeric {
            text.parse().is_ok_and(|address| facts::azure::hostless(address).is_none())
        } else {
            facts::panos::is_server_name(text)
        }
    };
    reader.text_if(field, fits, |found| {
        let message =
            format!("{} is `{found}`, expected a host's IPv4 address or a name", field.key());
        Finding::new(code, [field], message)
    })
}

fn group(reader: &mut Reader<'_>, field: Field) -> Option<String> {
    let fits = |text: &str| {
        text.len() <= facts::panos::OBJECT_NAME_MAX
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b" ._-".contains(&b))
    };
    reader.text_if(field, fits, |found| {
        let message = format!(
            "{} is `{found}`, expected up to 63 letters, digits, blanks, dots, - and _",
            field.key()
        );
        Finding::new(Code::PanoramaName, [field], message)
    })
}

/// Judges auth codes and keys; their texts never enter a message.
pub(super) fn check_secrets(reader: &mut Reader<'_>, secrets: &Secrets, design: &Design) {
    check_characters(reader, secrets);
    check_auth_code(reader, secrets, design);
    check_keys(reader, secrets, design);
}

/// Secrets that stand in a line of their own; where in the text the trouble is may be said, not more.
fn check_characters(reader: &mut Reader<'_>, secrets: &Secrets) {
    for field in [
        Field::LicenseAuthCode,
        Field::PanoramaVmAuthKey,
        Field::PanoramaAuthKey,
        Field::PanoramaPinId,
        Field::PanoramaPinValue,
    ] {
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
        let what = match place {
            Some((place, _)) => {
                let nth = text.get(..place).unwrap_or_default().chars().count() + 1;
                format!("has a control character or a line end at place {nth}")
            }
            None if !codes && text.trim() != text => "begins or ends with a blank".to_owned(),
            None => continue,
        };
        let message = format!("{} {what}, expected one line of printable text", field.key());
        reader.find(
            Finding::new(Code::ControlCharacter, [field], message)
                .hint("Copy it again, without what stands around it"),
        );
    }
}

/// Whether a text begins with a line end, of either kind.
fn ends_line(text: &str) -> bool {
    text.starts_with('\n') || text.starts_with("\r\n")
}

fn check_auth_code(reader: &mut Reader<'_>, secrets: &Secrets, design: &Design) {
    let field = Field::LicenseAuthCode;
    let byol = matches!(design.license.plan, None | Some(LicensePlan::Byol));
    let Some(codes) = secrets.get(field) else {
        if byol && !design.bootstrap.is_one_click() {
            reader.find(Finding::new(
                Code::AuthCodeMissing,
                [field],
                "no auth code is typed, so the units start unlicensed",
            ));
        }
        return;
    };
    if !byol {
        reader.find(Finding::new(
            Code::AuthCodeUnused,
            [field, Field::LicensePlan],
            "an auth code is typed for a pay-as-you-go plan, where it is left out",
        ));
        return;
    }
    let codes: Vec<&str> = facts::panos::auth_codes(codes.expose()).collect();
    if let Some(place) = codes.iter().position(|code| !facts::panos::is_auth_code(code)) {
        let message = format!(
            "auth code {} has not its usual shape, expected eight capitals and digits starting with I, V or D",
            place + 1
        );
        reader.find(Finding::new(Code::AuthCodeShape, [field], message));
    }
    if codes.len() > 1 {
        let message =
            format!("{} auth codes are typed, only the first may be fetched", codes.len());
        reader.find(
            Finding::new(Code::AuthCodeSeveral, [field], message)
                .hint("Use one auth code of a bundle"),
        );
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
    let asked = design.bootstrap.is_one_click();
    if design.panorama.is_cloud() {
        for field in keys.into_iter().filter(typed) {
            let message = format!(
                "{} is typed, and panorama.server is cloud, which registers units by their PIN",
                field.key()
            );
            reader.find(Finding::new(Code::CloudSetting, [field, PanoramaServer], message));
        }
        if !typed(&PanoramaPinId) && !typed(&PanoramaPinValue) && !asked {
            let message = "panorama.server is cloud and no registration PIN is typed, so the units do not appear there";
            reader.find(Finding::new(
                Code::CloudIncomplete,
                [PanoramaPinId, PanoramaServer],
                message,
            ));
        }
    } else if design.panorama.server.is_some() && !keys.iter().any(typed) && !asked {
        reader.find(
            Finding::new(
                Code::PanoramaKey,
                [PanoramaVmAuthKey, PanoramaServer],
                "panorama.server is set without a key, so Panorama does not admit the units by itself",
            )
            .hint("Run `request bootstrap vm-auth-key generate lifetime 24` on Panorama"),
        );
    }
    if typed(&PanoramaAuthKey) {
        plugin(reader, typed, design);
    }
    if typed(&PanoramaPinId) != typed(&PanoramaPinValue) {
        let missing = if typed(&PanoramaPinId) { PanoramaPinValue } else { PanoramaPinId };
        let message = format!("{} is missing, registration needs id and value", missing.key());
        reader.find(Finding::new(Code::PinIncomplete, [missing], message));
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
        let message = format!("{} holds a key of {}'s shape", field.key(), other.key());
        reader.find(
            Finding::new(Code::KeyMisplaced, [field, other], message)
                .hint(format!("Type it into {} and clear this field", other.key())),
        );
    } else if !fits {
        let expected = if vm { "digits only" } else { "_AQ__ at its start" };
        let message = format!("{} has not its usual shape, expected {expected}", field.key());
        reader.find(Finding::new(Code::VmAuthKeyShape, [field], message));
    }
}

/// Panorama's licence plugin licenses the units itself, so nothing else may.
fn plugin(reader: &mut Reader<'_>, typed: impl Fn(&Field) -> bool, design: &Design) {
    let own = Field::PanoramaAuthKey;
    let mut excludes = |field: Field| {
        let message = format!(
            "panorama.auth_key and {} are both set, expected one: the licence plugin admits and licenses the units",
            field.key()
        );
        reader.find(Finding::new(Code::LicensePlugin, [own, field], message));
    };
    for field in [Field::PanoramaVmAuthKey, Field::LicenseAuthCode] {
        if typed(&field) {
            excludes(field);
        }
    }
    if !matches!(design.license.plan, None | Some(LicensePlan::Byol)) {
        excludes(Field::LicensePlan);
    }
}
