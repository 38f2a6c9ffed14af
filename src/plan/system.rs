//! PAN-OS's system settings, and who manages the units.

use super::settle::{Address, Name, Settler};
use crate::design::{Design, Local, Profile, Routing};
use crate::facts;
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
    /// Primary time server.
    pub ntp: Name,
    /// Secondary time server.
    pub ntp2: Option<Name>,
    /// Time zone.
    pub timezone: Name,
    /// Login banner.
    pub banner: Option<String>,
    /// Management access list; empty for none.
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
    /// Whether the packages carry the policy; otherwise Panorama pushes it.
    pub local_policy: bool,
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

pub(super) fn derive(settler: &mut Settler, design: &Design) -> System {
    let typed = &design.system;
    let [ntp, ntp2] = facts::panos::NTP_DEFAULT;
    let dns = facts::panos::DNS_DEFAULT;
    let why_dns = "Azure's DNS, reached from management without egress";
    let why_ntp = "public servers";
    let licences = "needs licences";
    let mut off = |field, typed, why| settler.switch(field, typed, why, false);
    let update_schedule = off(Field::SystemUpdateSchedule, typed.update_schedule, licences);
    let threat_profiles = off(Field::SystemThreatProfiles, typed.threat_profiles, licences);
    let wildfire_limits = off(Field::SystemWildfireLimits, typed.wildfire_limits, licences);
    let strict_inspection =
        off(Field::SystemStrictInspection, typed.strict_inspection, "may drop traffic under load");
    let zone_protection =
        off(Field::SystemZoneProtection, typed.zone_protection, "its thresholds want measuring");
    let admin_limits = off(
        Field::SystemAdminLimits,
        typed.admin_limits,
        "your rules for administrators may differ",
    );
    System {
        dns: settler.settle(Field::SystemDns, typed.dns, why_dns, dns),
        dns2: settler.typed(Field::SystemDns2, typed.dns2),
        ntp: settler.settle(Field::SystemNtp, typed.ntp.clone(), why_ntp, ntp),
        ntp2: Some(settler.settle(Field::SystemNtp2, typed.ntp2.clone(), why_ntp, ntp2)),
        timezone: settler.settle(
            Field::SystemTimezone,
            typed.timezone.clone(),
            "logs of several places compare",
            "UTC",
        ),
        banner: typed.banner.clone(),
        permitted_ip: typed.permitted_ip.clone(),
        profile: settler.value(
            Field::SystemProfile,
            typed.profile,
            "needs no licence",
            Profile::Hardened,
        ),
        routing: settler.value(
            Field::SystemRouting,
            typed.routing,
            "needs no reboot",
            Routing::VirtualRouter,
        ),
        update_schedule,
        threat_profiles,
        strict_inspection,
        zone_protection,
        admin_limits,
        wildfire_limits,
        local_policy: local_policy(settler, design),
    }
}

/// Policy is local unless Panorama is there to push it.
fn local_policy(settler: &mut Settler, design: &Design) -> bool {
    let typed = &design.panorama;
    let why = "the pair works before Panorama is reached";
    typed.server.is_none()
        || settler.value(Field::PanoramaLocal, typed.local, why, Local::All) == Local::All
}

pub(super) fn panorama(settler: &mut Settler, design: &Design) -> Option<Panorama> {
    let typed = &design.panorama;
    settler.typed(Field::PanoramaServer, typed.server.clone());
    Some(Panorama {
        server: typed.server.clone()?,
        server2: typed.server2.clone(),
        template_stack: typed.template_stack.clone(),
        device_group: typed.device_group.clone(),
        collector_group: typed.collector_group.clone(),
    })
}
