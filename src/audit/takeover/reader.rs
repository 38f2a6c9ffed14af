//! What each field is read from; the closed list of fields makes the list whole.
//!
//! A field that no package tells says why. A secret is never read: not its text, nor its hash.

use super::seen::{Said, Seen};
use super::{access, balance, bootstrap, machine, name, network, published, system};
use crate::audit::template::{MANAGEMENT, TRUST, UNTRUST};
use crate::field::Field;

/// How a field is recovered.
#[derive(Clone, Copy)]
pub(super) enum Reader {
    /// From the package, by this.
    Of(fn(&Seen<'_>) -> Option<Said>),
    /// Not at all, for this reason.
    Nowhere(&'static str),
}

use Reader::{Nowhere, Of};

/// Why secrets stay where they are.
pub(super) const SECRET: &str = "secrets and their hashes are never taken over; give them anew";

macro_rules! readers {
    ($($field:ident => $reader:expr,)*) => {
        /// How a field is recovered.
        pub(super) fn reader(field: Field) -> Reader {
            match field {
                $(Field::$field => $reader,)*
            }
        }
    };
}

readers! {
    NetworkMode => Of(network::mode),
    NetworkName => Of(network::name),
    NetworkRange => Of(network::range),
    NetworkResourceGroup => Of(network::group),
    NetworkManagementName => Of(|seen| network::subnet_name(seen, MANAGEMENT)),
    NetworkManagementRange => Of(|seen| network::subnet_range(seen, MANAGEMENT)),
    NetworkUntrustName => Of(|seen| network::subnet_name(seen, UNTRUST)),
    NetworkUntrustRange => Of(|seen| network::subnet_range(seen, UNTRUST)),
    NetworkTrustName => Of(|seen| network::subnet_name(seen, TRUST)),
    NetworkTrustRange => Of(|seen| network::subnet_range(seen, TRUST)),
    NetworkBalancerName => Of(network::balancer_name),
    NetworkBalancerRange => Of(network::balancer_range),
    NetworkHa2Name => Of(network::ha2_name),
    NetworkHa2Range => Of(network::ha2_range),
    NetworkWorkloads => Of(network::workloads),
    NetworkPeered => Of(network::peered),
    NetworkOnPremises => Of(network::on_premises),
    NetworkTaken => Nowhere("it only keeps the planner off ranges, and no file says it"),
    NetworkPeeringId => Of(network::peerings),
    NetworkTransit => Of(network::transit),
    NetworkInternetRoutes => Of(network::internet_routes),
    ServerEnabled => Of(machine::has_server),
    ServerName => Of(machine::server_name),
    ServerAddress => Of(machine::server_address),
    ServerSize => Of(machine::server_size),
    ServerSshKey => Of(machine::server_key),
    PairAName => Of(|seen| machine::host_name(seen, 0)),
    PairAManagement => Of(|seen| machine::management(seen, 0)),
    PairAUntrust => Of(|seen| machine::address(seen, 0, UNTRUST)),
    PairATrust => Of(|seen| machine::address(seen, 0, TRUST)),
    PairAHa2 => Of(|seen| machine::ha2(seen, 0)),
    PairBName => Of(|seen| machine::host_name(seen, 1)),
    PairBManagement => Of(|seen| machine::management(seen, 1)),
    PairBUntrust => Of(|seen| machine::address(seen, 1, UNTRUST)),
    PairBTrust => Of(|seen| machine::address(seen, 1, TRUST)),
    PairBHa2 => Of(|seen| machine::ha2(seen, 1)),
    PairSize => Of(machine::size),
    PairDisk => Of(machine::disk),
    PairAvailability => Of(machine::availability),
    PairZones => Of(machine::zones),
    PairSetName => Of(machine::set_name),
    PairPanos => Of(machine::line),
    PairImageVersion => Of(machine::image_version),
    PairImageId => Of(machine::image_id),
    PairImagePlan => Of(machine::image_plan),
    PairGen2 => Of(machine::gen2),
    PairAcceleratedNetworking => Of(machine::accelerated),
    PairIdentity => Of(machine::identity),
    PairBootDiagnostics => Of(machine::boot_diagnostics),
    PairDataplane => Of(machine::dataplane),
    PairLoopback => Of(network::loopback),
    HaGroupId => Of(system::group_id),
    HaTimers => Of(system::timers),
    HaPreempt => Of(system::preempt),
    HaPriorityA => Of(|seen| system::priority(seen, 0)),
    HaPriorityB => Of(|seen| system::priority(seen, 1)),
    HaKeepAlive => Of(system::keep_alive),
    HaMonitoring => Of(system::monitoring),
    HaTimerPromotionHold => Of(|seen| system::timer(seen, Field::HaTimerPromotionHold)),
    HaTimerHello => Of(|seen| system::timer(seen, Field::HaTimerHello)),
    HaTimerHeartbeat => Of(|seen| system::timer(seen, Field::HaTimerHeartbeat)),
    HaTimerFlapMax => Of(|seen| system::timer(seen, Field::HaTimerFlapMax)),
    HaTimerPreemptionHold => Of(|seen| system::timer(seen, Field::HaTimerPreemptionHold)),
    HaTimerMonitorHoldUp => Of(|seen| system::timer(seen, Field::HaTimerMonitorHoldUp)),
    HaTimerMasterHoldUp => Of(|seen| system::timer(seen, Field::HaTimerMasterHoldUp)),
    BalancePublicName => Of(|seen| balance::name(seen, true)),
    BalanceServices => Of(published::services),
    BalancePublicDnsLabel => Of(balance::dns_label),
    BalancePublicAddressId => Of(balance::address_id),
    BalancePublicAddress => Of(balance::address),
    BalancePublicFrontEnds => Of(balance::further),
    BalancePublicPrefixId => Of(balance::prefix),
    BalanceInternalName => Of(|seen| balance::name(seen, false)),
    BalanceInternalAddress => Of(balance::internal_address),
    BalanceProbeProtocol => Of(balance::probe_protocol),
    BalanceProbePort => Of(|seen| balance::of_probe(seen, &["/properties/port"])),
    BalanceProbePath => Of(|seen| balance::of_probe(seen, &["/properties/requestPath"])),
    BalanceProbeIntervalS => Of(|seen| balance::of_probe(seen, &["/properties/intervalInSeconds"])),
    BalanceProbeThreshold => Of(|seen| balance::of_probe(seen, &["/properties/probeThreshold", "/properties/numberOfProbes"])),
    BalanceEgress => Of(balance::egress),
    BalanceNatGatewayName => Of(balance::gateway_name),
    BalanceFloatingIp => Of(balance::floating),
    BalanceIdleTimeoutMin => Of(balance::idle_timeout),
    BalanceTcpReset => Of(balance::tcp_reset),
    AccessUser => Of(access::user),
    AccessSshKey => Of(access::key),
    AccessLogin => Of(access::login),
    AccessManagementPublic => Of(access::management_public),
    AccessManagementSources => Of(access::sources),
    AccessManagementEgress => Of(access::egress),
    AccessNsgPlace => Of(name::place),
    AccessNsgName => Of(name::filters),
    AccessPassword => Nowhere(SECRET),
    LicensePlan => Of(machine::plan),
    PanoramaServer => Of(|seen| seen.first("panorama-server")),
    PanoramaServer2 => Of(|seen| seen.first("panorama-server-2")),
    PanoramaTemplateStack => Of(|seen| seen.first("tplname")),
    PanoramaDeviceGroup => Of(|seen| seen.first("dgname")),
    PanoramaLocal => Of(system::local),
    PanoramaCollectorGroup => Of(|seen| seen.first("cgname")),
    LicenseAuthCode => Nowhere(SECRET),
    PanoramaVmAuthKey => Nowhere(SECRET),
    PanoramaAuthKey => Nowhere(SECRET),
    PanoramaPinId => Nowhere(SECRET),
    PanoramaPinValue => Nowhere(SECRET),
    BootstrapMode => Of(bootstrap::mode),
    BootstrapAccount => Of(bootstrap::account),
    BootstrapAccountGroup => Of(bootstrap::account_group),
    BootstrapShare => Of(bootstrap::share),
    BootstrapDirectoryA => Of(|seen| bootstrap::directory(seen, 0)),
    BootstrapDirectoryB => Of(|seen| bootstrap::directory(seen, 1)),
    BootstrapInitCfg => Of(system::further_keys),
    PublishTemplateUrl => Nowhere("where files are published is said by none of them"),
    PublishFormUrl => Nowhere("where files are published is said by none of them"),
    SystemDns => Of(|seen| system::system(seen, "dns-primary", "dns-setting/servers/primary")),
    SystemDns2 => Of(|seen| system::system(seen, "dns-secondary", "dns-setting/servers/secondary")),
    SystemDomain => Of(|seen| system::system(seen, "domain", "domain")),
    SystemNtp => Of(|seen| system::system(seen, "", "ntp-servers/primary-ntp-server/ntp-server-address")),
    SystemNtp2 => Of(|seen| system::system(seen, "", "ntp-servers/secondary-ntp-server/ntp-server-address")),
    SystemTimezone => Of(|seen| system::system(seen, "", "timezone")),
    SystemBanner => Of(system::banner),
    SystemPermittedIp => Of(system::permitted),
    SystemProfile => Of(system::profile),
    SystemUpdateSchedule => Of(system::updates),
    SystemThreatProfiles => Of(system::threat_profiles),
    SystemStrictInspection => Of(system::strict),
    SystemZoneProtection => Of(system::zone_protection),
    SystemAdminLimits => Of(system::admin_limits),
    SystemWildfireLimits => Of(system::wildfire),
    SystemTelemetryRegion => Of(system::telemetry),
    SystemRouting => Of(system::routing),
    LogSyslog => Of(system::syslog),
    LogPanorama => Of(system::to_panorama),
    LogStrataRegion => Of(system::strata),
    SiteSuffix => Of(name::site_suffix),
    SiteTags => Of(bootstrap::tags),
    SiteCloud => Nowhere("a template is the same in every cloud"),
    SiteAppInsights => Of(bootstrap::insights),
}
