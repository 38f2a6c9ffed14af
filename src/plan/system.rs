//! PAN-OS's system settings, and who manages the units.

use super::settle::{Address, Name, Settler};
use super::unit::{Both, Firewall};
use crate::design::{Local, Profile, Routing, SyslogServer};
use crate::facts::panos::CLOUD_MANAGER;
use crate::field::Field;
use crate::net::Range;

/// PAN-OS system settings.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own in the form")]
pub struct System {
    /// Primary DNS server.
    pub dns: Address,
    /// Secondary DNS server.
    pub dns2: Option<Address>,
    /// Domain of the host names.
    pub domain: Option<String>,
    /// Region that telemetry goes to.
    pub telemetry_region: Option<String>,
    /// Primary time server.
    pub ntp: Name,
    /// Secondary time server.
    pub ntp2: Option<Name>,
    /// Time zone.
    pub timezone: Name,
    /// Login banner.
    pub banner: Option<String>,
    /// Management access list with both units' own addresses; empty for none.
    pub permitted_ip: Vec<Range>,
    /// Profile.
    pub profile: Profile,
    /// Routing engine.
    pub routing: Routing,
    /// Scheduled content updates.
    pub update_schedule: bool,
    /// PAN-OS's own threat profiles on allowing rules.
    pub threat_profiles: bool,
    /// Drop what exceeds the inspection queues.
    pub strict_inspection: bool,
    /// Zone protection on untrust.
    pub zone_protection: bool,
    /// Password history, API key lifetime, commit lock.
    pub admin_limits: bool,
    /// Sizes and reports of WildFire.
    pub wildfire_limits: bool,
    /// Where logs go.
    pub logs: Logs,
    /// Whether the packages carry the policy; otherwise Panorama pushes it.
    pub local_policy: bool,
}

/// Where the logs of rules, system and configuration go.
#[derive(Clone, Debug)]
pub struct Logs {
    /// Syslog servers.
    pub syslog: Vec<SyslogServer>,
    /// Panorama or its log collectors.
    pub panorama: bool,
    /// The region of Strata Logging Service.
    pub strata_region: Option<String>,
}

impl Logs {
    /// Whether any log leaves the units.
    pub fn leave(&self) -> bool {
        !self.syslog.is_empty() || self.panorama || self.strata_region.is_some()
    }
}

/// Panorama.
#[derive(Clone, Debug)]
pub struct Panorama {
    /// Address, name or `cloud`.
    pub server: String,
    /// The standby.
    pub server2: Option<String>,
    /// Template stack.
    pub template_stack: Option<String>,
    /// Device group.
    pub device_group: Option<String>,
    /// Collector group.
    pub collector_group: Option<String>,
}

impl Panorama {
    /// Whether it is Strata Cloud Manager.
    pub fn is_cloud(&self) -> bool {
        self.server == CLOUD_MANAGER
    }

    /// What manages the units, by its product's name.
    pub fn title(&self) -> &'static str {
        if self.is_cloud() { "Strata Cloud Manager" } else { "Panorama" }
    }
}

pub(super) fn derive(settler: &mut Settler<'_>, units: &Both<Firewall>) -> System {
    let design = settler.design;
    System {
        dns: settler.address(Field::SystemDns),
        dns2: settler.typed(Field::SystemDns2, design.address(Field::SystemDns2)),
        domain: settler.typed_text(Field::SystemDomain),
        telemetry_region: settler.typed_text(Field::SystemTelemetryRegion),
        ntp: settler.text(Field::SystemNtp),
        ntp2: Some(settler.text(Field::SystemNtp2)),
        timezone: settler.text(Field::SystemTimezone),
        banner: design.text(Field::SystemBanner).cloned(),
        permitted_ip: permitted(design.ranges(Field::SystemPermittedIp), units),
        profile: settler.choice(Field::SystemProfile),
        routing: settler.choice(Field::SystemRouting),
        update_schedule: settler.switch(Field::SystemUpdateSchedule),
        threat_profiles: settler.switch(Field::SystemThreatProfiles),
        strict_inspection: settler.switch(Field::SystemStrictInspection),
        zone_protection: settler.switch(Field::SystemZoneProtection),
        admin_limits: settler.switch(Field::SystemAdminLimits),
        wildfire_limits: settler.switch(Field::SystemWildfireLimits),
        logs: logs(settler),
        // Policy is local unless Panorama is there to push it.
        local_policy: !design.is_typed(Field::PanoramaServer)
            || settler.choice::<Local>(Field::PanoramaLocal) == Local::All,
    }
}

/// The typed ranges, and both units' own addresses: PAN-OS asks the list of pings too, and HA1's heartbeat is
/// the peer's ping. Both are in both lists, so that the files stay alike. Source: knowledge base, permitted IP
/// addresses and ICMP (kA10g000000Clb4CAC, read 2026-11-26).
fn permitted(typed: &[Range], units: &Both<Firewall>) -> Vec<Range> {
    let own = units.each().map(|unit| unit.management.address.value);
    let lacking = own.into_iter().filter(|own| !typed.iter().any(|range| range.contains(*own)));
    let lacking = lacking.filter(|_| !typed.is_empty()).map(Range::host);
    typed.iter().copied().chain(lacking).collect()
}

fn logs(settler: &mut Settler<'_>) -> Logs {
    let syslog = settler.design.syslog(Field::LogSyslog);
    settler.typed_list(Field::LogSyslog, syslog);
    Logs {
        syslog: syslog.to_vec(),
        panorama: settler.switch(Field::LogPanorama),
        strata_region: settler.typed_text(Field::LogStrataRegion),
    }
}

pub(super) fn panorama(settler: &mut Settler<'_>) -> Option<Panorama> {
    let typed = |field: Field| settler.design.text(field).cloned();
    let panorama = Panorama {
        server: typed(Field::PanoramaServer)?,
        server2: typed(Field::PanoramaServer2),
        template_stack: typed(Field::PanoramaTemplateStack),
        device_group: typed(Field::PanoramaDeviceGroup),
        collector_group: typed(Field::PanoramaCollectorGroup),
    };
    settler.typed_text(Field::PanoramaServer);
    Some(panorama)
}
