//! `bootstrap.xml`: only what the function needs, in the order in which PAN-OS writes it.

use super::element::{Element, entry, flag, leaf, members, node, placeholder};
use super::secret::SecretSource;
use super::{log, policy};
use crate::design;
use crate::design::{Choice, Routing, TimerSet, Unit};
use crate::facts;
use crate::plan::{Ha, Plan, Role, Router, StaticRoute, System, Via};
use crate::walk::firewall::{Interface, Profile, Zone};
use crate::xml::Xml;

/// Name of the zone protection profile.
const ZONE_PROFILE: &str = "untrust-protection";

pub(super) fn bootstrap(plan: &Plan, secrets: SecretSource<'_>, unit: Unit) -> String {
    let version = format!("{}.0", plan.machine.line.text());
    let attributes = [
        ("version", version.as_str()),
        ("urldb", "paloaltonetworks"),
        ("detail-version", &version),
    ];
    let shared = node("shared", log::shared(&plan.system.logs));
    let sections = [mgt_config(plan, secrets), shared, devices(plan, unit)];
    Xml::declared_document(|xml| {
        xml.element("config", &attributes, |xml| {
            for section in &sections {
                section.write(xml);
            }
        });
    })
}

/// The factory's `admin` stays locked. The design's administrator gets the hash; without one, or with a key
/// alone, no password lets anybody in.
fn mgt_config(plan: &Plan, secrets: SecretSource<'_>) -> Element {
    let superuser = || node("permissions", vec![node("role-based", vec![flag("superuser", true)])]);
    let mut user = vec![match secrets {
        SecretSource::Placeholders if !plan.access.key_only => placeholder("phash", "phash"),
        SecretSource::Typed(_, Some(hash)) if !plan.access.key_only => leaf("phash", hash.expose()),
        SecretSource::Placeholders | SecretSource::Typed(..) => leaf("phash", "*"),
    }];
    if let Some(key) = &plan.access.ssh_key {
        user.push(leaf("public-key", base64(key.as_bytes())));
    }
    user.push(superuser());
    let users = node(
        "users",
        vec![entry("admin", vec![leaf("phash", "*"), superuser()]), entry(&plan.access.user, user)],
    );
    let mut sections = vec![users];
    if plan.system.profile != design::Profile::Minimal || plan.system.admin_limits {
        sections.push(password_complexity(plan.system.admin_limits));
    }
    node("mgt-config", sections)
}

fn password_complexity(limits: bool) -> Element {
    let mut body = vec![
        flag("enabled", true),
        leaf("minimum-length", facts::azure::PASSWORD_LENGTH.0),
        leaf("minimum-uppercase-letters", 1),
        leaf("minimum-lowercase-letters", 1),
        leaf("minimum-numeric-letters", 1),
        leaf("minimum-special-characters", 1),
        flag("block-username-inclusion", true),
    ];
    if limits {
        body.push(leaf("password-history-count", 24));
        body.push(leaf("new-password-differs-by-characters", 3));
    }
    node("password-complexity", body)
}

fn devices(plan: &Plan, unit: Unit) -> Element {
    node(
        "devices",
        vec![entry(
            "localhost.localdomain",
            vec![network(plan, unit), deviceconfig(plan, unit), vsys(plan, unit)],
        )],
    )
}

fn network(plan: &Plan, unit: Unit) -> Element {
    let [untrust, trust, ha2] = plan.interfaces(unit);
    let interfaces = vec![
        dataplane(untrust, Role::Untrust),
        dataplane(trust, Role::Trust),
        entry(
            ha2.name,
            vec![node("ha", Vec::new()), leaf("comment", "HA2, session synchronisation")],
        ),
    ];
    let mut by_kind = vec![node("ethernet", interfaces)];
    by_kind.extend(plan.loopback().map(|loopback| {
        let addresses = loopback.addresses.iter().map(|address| entry(address, Vec::new()));
        let comment = leaf("comment", "what ends on the pair");
        let unit = entry(loopback.name, vec![node("ip", addresses.collect()), comment]);
        node("loopback", vec![node("units", vec![unit])])
    }));
    node(
        "network",
        vec![node("interface", by_kind), node("profiles", profiles(plan)), routers(plan)],
    )
}

/// A layer-3 interface with its addresses, or with Azure's DHCP.
fn dataplane(interface: Interface, role: Role) -> Element {
    let addresses = interface.addresses.into_iter().map(|address| entry(address, Vec::new()));
    let addressing = if addresses.len() > 0 {
        node("ip", addresses.collect())
    } else {
        node(
            "dhcp-client",
            vec![flag("enable", true), flag("create-default-route", interface.learns)],
        )
    };
    let profile = leaf("interface-management-profile", interface.profile);
    entry(interface.name, vec![node("layer3", vec![addressing, profile]), leaf("comment", role)])
}

fn profiles(plan: &Plan) -> Vec<Element> {
    let mut profiles = vec![probe_profile(&plan.probe_profile())];
    if plan.system.zone_protection {
        profiles.push(zone_protection());
    }
    profiles
}

/// Scans are alerted on, malformed options dropped. Spoofing is not judged: the probe's source arrives
/// on two routers. Source: iron-skillet's recommended profile (not verified on a live firewall).
fn zone_protection() -> Element {
    let scan = |id: u32, interval_s: u32| {
        let action = node("action", vec![node("alert", Vec::new())]);
        entry(id, vec![action, leaf("interval", interval_s), leaf("threshold", 100)])
    };
    let profile = entry(
        ZONE_PROFILE,
        vec![
            node("scan", vec![scan(8001, 2), scan(8002, 10), scan(8003, 2)]),
            flag("discard-malformed-option", true),
            flag("remove-tcp-timestamp", true),
        ],
    );
    node("zone-protection-profile", vec![profile])
}

fn probe_profile(profile: &Profile) -> Element {
    let answers = |element: &str| profile.answers.iter().any(|own| own == element);
    let known = facts::panos::PROBE_PORTS.iter().filter(|(_, element)| answers(element));
    let answered = known.map(|(_, element)| flag(element, true));
    let sources = profile.permitted.iter().map(|source| entry(source, Vec::new())).collect();
    let body = answered.chain([node("permitted-ip", sources)]).collect();
    node("interface-management-profile", vec![entry(&profile.name, body)])
}

fn routers(plan: &Plan) -> Element {
    let logical = plan.system.routing == Routing::LogicalRouter;
    let routers = plan.routers.iter().map(|router| {
        let interfaces = members("interface", plan.interfaces_of(router));
        let body = vec![interfaces, routing_table(router, logical)];
        if logical {
            entry(router.name, vec![node("vrf", vec![entry("default", body)])])
        } else {
            entry(router.name, body)
        }
    });
    node(if logical { "logical-router" } else { "virtual-router" }, routers.collect())
}

fn routing_table(router: &Router, logical: bool) -> Element {
    let statics = router.routes.iter().map(|route| static_route(router, route, logical)).collect();
    let table = node("ip", vec![node("static-route", statics)]);
    node("routing-table", vec![table])
}

/// A route out of the own interface names it; one to the other router has none.
fn static_route(router: &Router, route: &StaticRoute, logical: bool) -> Element {
    let mut body = match &route.via {
        Via::Gateway(gateway) => vec![
            node("nexthop", vec![leaf("ip-address", gateway)]),
            leaf("interface", router.interface),
        ],
        Via::Router(other) => {
            let tag = if logical { "next-lr" } else { "next-vr" };
            vec![node("nexthop", vec![leaf(tag, other)])]
        }
    };
    body.push(leaf("metric", 10));
    body.push(leaf("destination", route.destination));
    entry(&route.name, body)
}

fn deviceconfig(plan: &Plan, unit: Unit) -> Element {
    node(
        "deviceconfig",
        vec![
            system(&plan.system, &plan.units.of(unit).name.value),
            setting(plan),
            high_availability(plan, unit),
        ],
    )
}

fn system(system: &System, host_name: &str) -> Element {
    let dhcp = vec![
        flag("send-hostname", true),
        flag("send-client-id", true),
        flag("accept-dhcp-hostname", false),
        flag("accept-dhcp-domain", false),
    ];
    let mut dns = vec![leaf("primary", &system.dns)];
    dns.extend(system.dns2.as_ref().map(|dns2| leaf("secondary", dns2)));
    let time =
        |tag: &'static str, server: &str| node(tag, vec![leaf("ntp-server-address", server)]);
    let mut ntp = vec![time("primary-ntp-server", &system.ntp.value)];
    ntp.extend(system.ntp2.as_ref().map(|ntp2| time("secondary-ntp-server", &ntp2.value)));
    let mut body = vec![
        node("type", vec![node("dhcp-client", dhcp)]),
        leaf("hostname", host_name),
        leaf("timezone", &system.timezone),
        node("dns-setting", vec![node("servers", dns)]),
        node("ntp-servers", ntp),
        leaf("update-server", "updates.paloaltonetworks.com"),
        node("service", vec![flag("disable-telnet", true), flag("disable-http", true)]),
    ];
    body.extend(system.domain.as_ref().map(|domain| leaf("domain", domain)));
    body.extend(system.telemetry_region.as_ref().map(telemetry));
    if system.update_schedule {
        body.push(update_schedule());
    }
    let banner =
        system.banner.as_ref().map(|banner| banner.replace(facts::panos::BANNER_HOST, host_name));
    body.extend(banner.map(|banner| leaf("login-banner", banner)));
    if !system.permitted_ip.is_empty() {
        let ranges = system.permitted_ip.iter().map(|range| entry(range, Vec::new()));
        body.push(node("permitted-ip", ranges.collect()));
    }
    node("system", body)
}

/// Source: knowledge base, device telemetry; public configurations of 10.1 and later (read 2026-11-26).
fn telemetry(region: &String) -> Element {
    let kinds = ["device-health-performance", "product-usage", "threat-prevention"];
    let body = kinds.into_iter().map(|kind| flag(kind, true));
    node("device-telemetry", body.chain([leaf("region", region)]).collect())
}

/// Source: iron-skillet's schedule (not verified on a live firewall).
fn update_schedule() -> Element {
    let install = |at: u32| vec![leaf("at", at), leaf("action", "download-and-install")];
    let recurring = |children: Vec<Element>| vec![node("recurring", children)];
    node(
        "update-schedule",
        vec![
            node("anti-virus", recurring(vec![node("hourly", install(4))])),
            node("wildfire", recurring(vec![node("real-time", Vec::new())])),
            node(
                "threats",
                recurring(vec![node("every-30-mins", install(2)), leaf("threshold", 48)]),
            ),
        ],
    )
}

fn setting(plan: &Plan) -> Element {
    let mut body = vec![node("config", vec![leaf("rematch", "yes")])];
    let management = management(&plan.system);
    if !management.is_empty() {
        body.push(node("management", management));
    }
    if plan.system.wildfire_limits {
        body.push(wildfire());
    }
    if plan.system.profile == design::Profile::Hardened {
        body.push(node("session", vec![flag("packet-buffer-protection-enable", true)]));
        body.push(node(
            "tcp",
            vec![
                leaf("urgent-data", "clear"),
                flag("drop-zero-flag", true),
                flag("bypass-exceed-oo-queue", false),
                flag("check-timestamp-option", true),
                flag("strip-mptcp-option", true),
            ],
        ));
    }
    if plan.system.strict_inspection {
        let queue = |tag: &'static str| flag(tag, false);
        body.push(node(
            "ctd",
            vec![queue("tcp-bypass-exceed-queue"), queue("udp-bypass-exceed-queue")],
        ));
        body.push(node(
            "application",
            vec![flag("notify-user", true), queue("bypass-exceed-queue")],
        ));
    }
    let suppression = plan.system.strict_inspection.then(|| flag("log-suppression", false));
    let logging: Vec<Element> =
        suppression.into_iter().chain(log::service(&plan.system.logs)).collect();
    if !logging.is_empty() {
        body.push(node("logging", logging));
    }
    if plan.system.routing == Routing::LogicalRouter {
        body.push(flag("advance-routing", true));
    }
    node("setting", body)
}

/// How administrators work. Source: iron-skillet; the limits are not verified on a live firewall.
fn management(system: &System) -> Vec<Element> {
    let mut body = Vec::new();
    if system.profile == design::Profile::Hardened {
        let lockout = vec![leaf("failed-attempts", 5), leaf("lockout-time", 30)];
        body.extend([leaf("idle-timeout", 10), node("admin-lockout", lockout)]);
    }
    if system.admin_limits {
        let lifetime = leaf("lifetime", facts::panos::API_KEY_LIFETIME_MIN);
        body.push(node("api", vec![node("key", vec![lifetime])]));
        body.push(flag("auto-acquire-commit-lock", true));
        body.push(flag("enable-log-high-dp-load", true));
    }
    body
}

/// Source: iron-skillet (not verified on a live firewall).
fn wildfire() -> Element {
    let limit = |(kind, size): (&str, u32)| entry(kind, vec![leaf("size-limit", size)]);
    let limits = facts::panos::WILDFIRE_LIMITS.map(limit).to_vec();
    node(
        "wildfire",
        vec![
            node("file-size-limit", limits),
            flag("report-benign-file", true),
            flag("report-grayware-file", true),
        ],
    )
}

fn high_availability(plan: &Plan, unit: Unit) -> Element {
    let own = plan.units.of(unit);
    let subnet = plan.network.ha2_subnet();
    let ha2 = node(
        "ha2",
        vec![
            leaf("port", own.ha2.interface),
            leaf("ip-address", &own.ha2.address),
            leaf("netmask", subnet.range.value.netmask()),
            leaf("gateway", subnet.gateway()),
        ],
    );
    let ha1 = node("ha1", vec![leaf("port", own.management.interface)]);
    node(
        "high-availability",
        vec![flag("enabled", true), node("interface", vec![ha1, ha2]), group(plan, unit)],
    )
}

fn group(plan: &Plan, unit: Unit) -> Element {
    let ha = &plan.ha;
    // The default transport is a layer-2 frame, which a VNet does not carry.
    let mut sync = vec![flag("enabled", true), leaf("transport", "udp")];
    if ha.keep_alive {
        let threshold = facts::panos::KEEP_ALIVE_THRESHOLD_MS;
        let watch =
            vec![flag("enabled", true), leaf("action", "log-only"), leaf("threshold", threshold)];
        sync.push(node("ha2-keep-alive", watch));
    }
    let passive = node("active-passive", vec![leaf("passive-link-state", "auto")]);
    let mut body = vec![
        leaf("group-id", ha.group_id),
        leaf("peer-ip", &plan.units.peer_of(unit).management.address),
        node("mode", vec![passive]),
        node("configuration-synchronization", vec![flag("enabled", ha.config_sync)]),
        node("state-synchronization", sync),
        node(
            "election-option",
            vec![
                leaf("device-priority", plan.units.of(unit).priority),
                flag("preemptive", ha.preempt),
                flag("heartbeat-backup", false),
                node("timers", vec![timers(ha)]),
            ],
        ),
    ];
    body.extend(monitoring(plan));
    node("group", body)
}

fn timers(ha: &Ha) -> Element {
    let values = &ha.values;
    match ha.timers {
        TimerSet::Recommended => node("recommended", Vec::new()),
        TimerSet::Aggressive => node("aggressive", Vec::new()),
        TimerSet::Advanced => node(
            "advanced",
            vec![
                leaf("promotion-hold-time", values.promotion_hold_ms),
                leaf("hello-interval", values.hello_ms),
                leaf("heartbeat-interval", values.heartbeat_ms),
                leaf("flap-max", values.flap_max),
                leaf("preemption-hold-time", values.preemption_hold_min),
                leaf("monitor-fail-hold-up-time", values.monitor_hold_up_ms),
                leaf("additional-master-hold-up-time", values.master_hold_up_ms),
            ],
        ),
    }
}

fn monitoring(plan: &Plan) -> Option<Element> {
    let watched = &plan.ha.monitoring;
    let mut body = Vec::new();
    if watched.link {
        let interfaces = plan.routers.each_ref().map(|router| router.interface);
        let links =
            entry("dataplane", watching(vec![members("interface", interfaces)], Vec::new()));
        let groups = vec![node("link-group", vec![links])];
        body.push(node("link-monitoring", watching(Vec::new(), groups)));
    }
    if !watched.paths.is_empty() {
        let groups = plan.routers.iter().filter_map(|router| path_group(plan, router)).collect();
        let logical = plan.system.routing == Routing::LogicalRouter;
        let kind = if logical { "logical-router" } else { "virtual-router" };
        let groups = vec![node("path-group", vec![node(kind, groups)])];
        body.push(node("path-monitoring", watching(Vec::new(), groups)));
    }
    (!body.is_empty()).then(|| node("monitoring", body))
}

/// The addresses that a router's own pings watch, where there are any.
fn path_group(plan: &Plan, router: &Router) -> Option<Element> {
    let watched = plan.watched(router);
    let group = vec![members("destination-ip", &watched)];
    let group = entry("watched", watching(group, Vec::new()));
    let group = vec![node("destination-ip-group", vec![group])];
    (!watched.is_empty()).then(|| entry(router.name, watching(group, Vec::new())))
}

/// A watch that is on and fails with any of what it watches, between what stands before and after.
fn watching(before: Vec<Element>, after: Vec<Element>) -> Vec<Element> {
    let on = [flag("enabled", true), leaf("failure-condition", "any")];
    before.into_iter().chain(on).chain(after).collect()
}

fn vsys(plan: &Plan, unit: Unit) -> Element {
    let [untrust, _] = &plan.routers;
    let zones = plan.zones();
    let interfaces: Vec<&String> = zones.iter().flat_map(|zone| &zone.interfaces).collect();
    let zone = |zone: &Zone| {
        let mut network = vec![members("layer3", &zone.interfaces)];
        if plan.system.zone_protection && zone.name == untrust.zone {
            network.push(leaf("zone-protection-profile", ZONE_PROFILE));
        }
        entry(&zone.name, vec![node("network", network)])
    };
    let rulebase = node(
        "rulebase",
        vec![policy::security(plan), policy::defaults(plan), policy::nat(plan, unit)],
    );
    let import = node("import", vec![node("network", vec![members("interface", interfaces)])]);
    node(
        "vsys",
        vec![entry(
            "vsys1",
            vec![
                node("zone", zones.iter().map(zone).collect()),
                policy::services(plan),
                import,
                rulebase,
            ],
        )],
    )
}

/// PAN-OS keeps a public key as the base64 of its whole line (not verified).
fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
