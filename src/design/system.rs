//! PAN-OS system settings as typed.

use std::net::Ipv4Addr;

use super::Design;
use super::reader::{Ear, Reader};
use crate::choice::{Choice as _, LicensePlan, Profile, Transport};
use crate::facts;
use crate::field::Field;
use crate::finding::Case;
use crate::list::SyslogServer;
use crate::net::Range;

/// What wants a licence, lets everything through or may lock the person out.
pub(super) fn check(reader: &mut Reader<'_>, design: &Design) {
    for field in
        [Field::SystemUpdateSchedule, Field::SystemThreatProfiles, Field::SystemWildfireLimits]
    {
        if design.is_on(field) {
            reader.find(|| Case::LicenseNeeded.at([field], ()));
        }
    }
    let (field, plan) = (Field::SystemThreatProfiles, Field::LicensePlan);
    let paid = design.choice::<LicensePlan>(plan) != LicensePlan::Byol;
    if paid && !design.is_on(field) {
        let finding = Case::ThreatProfilesOff.at([field, plan], ());
        reader.find(|| finding.offer("Switch them on", [(field, "on")]));
    }
    let field = Field::SystemProfile;
    if design.choice::<Profile>(field) == Profile::Lab {
        reader.find(|| Case::LabProfile.at([field], ()).offer("Use hardened", [(field, "")]));
    }
    let field = Field::SystemPermittedIp;
    if design.is_typed(field) {
        reader
            .find(|| Case::PermittedIp.at([field], ()).offer("Leave it to the NSG", [(field, "")]));
    }
    check_logs(reader, design);
}

/// Logs that others can read, that are not sent at all, or that want something else first.
fn check_logs(reader: &mut Reader<'_>, design: &Design) {
    let field = Field::LogSyslog;
    for server in design.syslog(field).iter().filter(|server| server.transport != Transport::Tls) {
        let address = server.server.parse::<Ipv4Addr>().map(Range::host);
        if address.is_ok_and(|address| !facts::azure::is_private(address)) {
            reader
                .find(|| Case::SyslogClear.at([field], (server.transport.text(), &server.server)));
        }
    }
    let (region, managed) = (Field::LogStrataRegion, design.is_typed(Field::PanoramaServer));
    if design.is_typed(region) && !design.registration {
        reader.find(|| Case::StrataCertificate.at([region, Field::PanoramaPinId], ()));
    }
    let kept = !design.is_on(Field::LogPanorama) && !design.is_typed(region);
    if managed && kept && design.syslog(field).is_empty() {
        let finding = if design.is_cloud_managed() {
            Case::LogsKeptCloud.at([region, Field::PanoramaServer], ())
        } else {
            let switch = Field::LogPanorama;
            let finding = Case::LogsKept.at([switch, Field::PanoramaServer], ());
            finding.offer("Send them to Panorama", [(switch, "on")])
        };
        reader.find(|| finding);
    }
}

pub(super) fn syslog(reader: &mut Reader<'_, impl Ear>, field: Field) -> Vec<SyslogServer> {
    let mut servers: Vec<SyslogServer> = Vec::new();
    for entry in reader.entries(field) {
        match SyslogServer::read(&entry) {
            Ok(server) if servers.contains(&server) => reader.repeated(field, &entry),
            Ok(server) => servers.push(server),
            Err(reason) => reader.find(|| Case::SyslogSyntax.at([field], (entry, reason))),
        }
    }
    servers
}

pub(super) fn domain(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    let fits = |text: &str| {
        let lettered = text.bytes().any(|byte| byte.is_ascii_alphabetic());
        lettered && text.len() <= facts::panos::DOMAIN_MAX && facts::panos::is_server_name(text)
    };
    reader.text_if(field, fits, |found| {
        Case::DomainShape.at([field], (found, facts::panos::DOMAIN_MAX))
    })
}

pub(super) fn log_region(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    let fits = |text: &str| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        (2..=facts::panos::SHORT_NAME_MAX).contains(&text.len()) && text.bytes().all(plain)
    };
    reader.text_if(field, fits, |found| {
        let finding = Case::LogRegion.at([field], found);
        let lower = found.to_ascii_lowercase();
        if fits(&lower) { finding.safe_value(field, lower) } else { finding }
    })
}

pub(super) fn timezone(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    reader.text_if(field, facts::timezone::is_time_zone, |found| {
        let finding = Case::TimezoneShape.at([field], found);
        match facts::timezone::time_zone_meant(found) {
            Some(meant) => finding.safe_value(field, meant),
            None => finding.offer("Use UTC", [(field, "UTC")]),
        }
    })
}

pub(super) fn banner(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    let max = facts::panos::BANNER_MAX;
    let banner = reader.text_if(
        field,
        |text| text.chars().count() <= max,
        |found| Case::BannerLength.at([field], (found.chars().count(), max)),
    )?;
    // PAN-OS writes line feeds alone.
    Some(banner.replace("\r\n", "\n").replace('\r', "\n"))
}
