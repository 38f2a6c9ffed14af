//! PAN-OS system settings as typed.

use std::net::Ipv4Addr;

use super::license;
use super::reader::Reader;
use crate::choice::{Profile, Routing};
use crate::facts;
use crate::field::Field;
use crate::finding::Case;
use crate::net::Range;

/// System settings as typed.
#[derive(Clone, Debug)]
pub struct System {
    /// Primary DNS server.
    pub dns: Option<Ipv4Addr>,
    /// Secondary DNS server.
    pub dns2: Option<Ipv4Addr>,
    /// Primary time server.
    pub ntp: Option<String>,
    /// Secondary time server.
    pub ntp2: Option<String>,
    /// Time zone.
    pub timezone: Option<String>,
    /// Login banner.
    pub banner: Option<String>,
    /// PAN-OS's management access list; empty for none.
    pub permitted_ip: Vec<Range>,
    /// Profile.
    pub profile: Option<Profile>,
    /// Routing engine.
    pub routing: Option<Routing>,
    /// Scheduled content updates.
    pub update_schedule: Option<bool>,
    /// PAN-OS's own threat profiles on allowing rules.
    pub threat_profiles: Option<bool>,
    /// Drop what exceeds the inspection queues.
    pub strict_inspection: Option<bool>,
    /// Zone protection on untrust.
    pub zone_protection: Option<bool>,
    /// Password history, API key lifetime, commit lock.
    pub admin_limits: Option<bool>,
    /// Sizes and reports of WildFire.
    pub wildfire_limits: Option<bool>,
}

pub(super) fn read(reader: &mut Reader<'_>) -> System {
    let system = System {
        dns: reader.address(Field::SystemDns),
        dns2: reader.address(Field::SystemDns2),
        ntp: license::host(reader, Field::SystemNtp, Case::HostShape),
        ntp2: license::host(reader, Field::SystemNtp2, Case::HostShape),
        timezone: timezone(reader),
        banner: banner(reader),
        permitted_ip: permitted_ip(reader),
        profile: reader.choice(Field::SystemProfile),
        routing: reader.choice(Field::SystemRouting),
        update_schedule: reader.switch(Field::SystemUpdateSchedule),
        threat_profiles: reader.switch(Field::SystemThreatProfiles),
        strict_inspection: reader.switch(Field::SystemStrictInspection),
        zone_protection: reader.switch(Field::SystemZoneProtection),
        admin_limits: reader.switch(Field::SystemAdminLimits),
        wildfire_limits: reader.switch(Field::SystemWildfireLimits),
    };
    let licensed = [
        (Field::SystemUpdateSchedule, system.update_schedule),
        (Field::SystemThreatProfiles, system.threat_profiles),
        (Field::SystemWildfireLimits, system.wildfire_limits),
    ];
    for (field, _) in licensed.into_iter().filter(|(_, on)| *on == Some(true)) {
        reader.find(Case::LicenseNeeded.at([field], ()));
    }
    if system.profile == Some(Profile::Lab) {
        reader.find(
            Case::LabProfile
                .at([Field::SystemProfile], ())
                .offer("Use hardened", [(Field::SystemProfile, "")]),
        );
    }
    system
}

fn timezone(reader: &mut Reader<'_>) -> Option<String> {
    let field = Field::SystemTimezone;
    reader.text_if(field, facts::timezone::is_time_zone, |found| {
        let finding = Case::TimezoneShape.at([field], found);
        match facts::timezone::time_zone_meant(found) {
            Some(meant) => finding.safe_value(field, meant),
            None => finding.offer("Use UTC", [(field, "UTC")]),
        }
    })
}

fn banner(reader: &mut Reader<'_>) -> Option<String> {
    let field = Field::SystemBanner;
    let max = facts::panos::BANNER_MAX;
    let banner = reader.text_if(
        field,
        |text| text.chars().count() <= max,
        |found| Case::BannerLength.at([field], (found.chars().count(), max)),
    )?;
    // PAN-OS writes line feeds alone.
    Some(banner.replace("\r\n", "\n").replace('\r', "\n"))
}

fn permitted_ip(reader: &mut Reader<'_>) -> Vec<Range> {
    let field = Field::SystemPermittedIp;
    let ranges = reader.ranges(field);
    if !ranges.is_empty() {
        reader.find(Case::PermittedIp.at([field], ()).offer("Leave it to the NSG", [(field, "")]));
    }
    ranges
}
