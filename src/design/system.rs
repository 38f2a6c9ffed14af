//! PAN-OS system settings as typed.

use std::net::Ipv4Addr;

use super::choice::choice;
use super::license;
use super::reader::Reader;
use crate::facts;
use crate::field::Field;
use crate::finding::{Code, Finding};
use crate::net::Range;

choice! {
    /// How strict the configuration is.
    Profile {
        /// The licence-free hardening.
        Hardened "hardened",
        /// Only what the function needs.
        Minimal "minimal",
        /// Allow all.
        Lab "lab",
    }
}

choice! {
    /// Which routing engine.
    Routing {
        /// Virtual routers.
        VirtualRouter "virtual_router",
        /// Logical routers, advanced routing.
        LogicalRouter "logical_router",
    }
}

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
        ntp: license::host(reader, Field::SystemNtp, Code::HostShape),
        ntp2: license::host(reader, Field::SystemNtp2, Code::HostShape),
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
        let message = format!("{} is on, which works with the threat licences only", field.key());
        reader.find(Finding::new(Code::LicenseNeeded, [field], message));
    }
    if system.profile == Some(Profile::Lab) {
        reader.find(
            Finding::new(
                Code::LabProfile,
                [Field::SystemProfile],
                "system.profile is lab, which allows all traffic",
            )
            .offer("Use hardened", vec![(Field::SystemProfile, String::new())]),
        );
    }
    system
}

fn timezone(reader: &mut Reader<'_>) -> Option<String> {
    let field = Field::SystemTimezone;
    reader.text_if(field, facts::timezone::is_time_zone, |found| {
        let message = format!(
            "system.timezone is `{found}`, expected a name that PAN-OS knows, such as UTC, CET or Europe/Berlin"
        );
        let finding = Finding::new(Code::TimezoneShape, [field], message);
        match facts::timezone::time_zone_meant(found) {
            Some(meant) => finding.safe(format!("Use {meant}"), vec![(field, meant)]),
            None => finding.offer("Use UTC", vec![(field, "UTC".into())]),
        }
    })
}

fn banner(reader: &mut Reader<'_>) -> Option<String> {
    let field = Field::SystemBanner;
    let max = facts::panos::BANNER_MAX;
    let banner = reader.text_if(
        field,
        |text| text.chars().count() <= max,
        |found| {
            let message = format!(
                "system.banner has {} characters, expected at most {max}",
                found.chars().count()
            );
            Finding::new(Code::BannerLength, [field], message)
        },
    )?;
    // PAN-OS writes line feeds alone.
    Some(banner.replace("\r\n", "\n").replace('\r', "\n"))
}

fn permitted_ip(reader: &mut Reader<'_>) -> Vec<Range> {
    let field = Field::SystemPermittedIp;
    let ranges = reader.ranges(field);
    if !ranges.is_empty() {
        reader.find(
            Finding::new(
                Code::PermittedIp,
                [field],
                "system.permitted_ip is set; a wrong list locks you out, and bootstrap runs only once",
            )
            .offer("Leave it to the NSG", vec![(field, String::new())]),
        );
    }
    ranges
}
