//! PAN-OS system settings as typed.

use super::Design;
use super::reader::Reader;
use crate::choice::Profile;
use crate::facts;
use crate::field::Field;
use crate::finding::Case;

/// What wants a licence, lets everything through or may lock the person out.
pub(super) fn check(reader: &mut Reader<'_>, design: &Design) {
    for field in
        [Field::SystemUpdateSchedule, Field::SystemThreatProfiles, Field::SystemWildfireLimits]
    {
        if design.is_on(field) {
            reader.find(Case::LicenseNeeded.at([field], ()));
        }
    }
    let field = Field::SystemProfile;
    if design.choice::<Profile>(field) == Profile::Lab {
        reader.find(Case::LabProfile.at([field], ()).offer("Use hardened", [(field, "")]));
    }
    let field = Field::SystemPermittedIp;
    if design.is_typed(field) {
        reader.find(Case::PermittedIp.at([field], ()).offer("Leave it to the NSG", [(field, "")]));
    }
}

pub(super) fn timezone(reader: &mut Reader<'_>, field: Field) -> Option<String> {
    reader.text_if(field, facts::timezone::is_time_zone, |found| {
        let finding = Case::TimezoneShape.at([field], found);
        match facts::timezone::time_zone_meant(found) {
            Some(meant) => finding.safe_value(field, meant),
            None => finding.offer("Use UTC", [(field, "UTC")]),
        }
    })
}

pub(super) fn banner(reader: &mut Reader<'_>, field: Field) -> Option<String> {
    let max = facts::panos::BANNER_MAX;
    let banner = reader.text_if(
        field,
        |text| text.chars().count() <= max,
        |found| Case::BannerLength.at([field], (found.chars().count(), max)),
    )?;
    // PAN-OS writes line feeds alone.
    Some(banner.replace("\r\n", "\n").replace('\r', "\n"))
}
