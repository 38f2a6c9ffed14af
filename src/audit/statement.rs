//! A whole configuration as statements, a path and its text each: what the plan wants against what the
//! file says. Nothing in the file may be unplanned, and nothing planned may be missing.
//!
//! The plan is told here a second time, flat and without the writer's code, so that a slip of the writer
//! that strikes both units alike is still a difference.

use std::collections::BTreeSet;
use std::fmt::Display;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::firewall;
use super::firewall::Firewall;
use super::integrity;
use super::tree::Tree;
use crate::design::Dataplane;
use crate::design::Profile;
use crate::design::Routing;
use crate::design::Service;
use crate::design::Unit;
use crate::facts;
use crate::plan::Plan;
use crate::plan::Timers;
use crate::plan::Via;

/// At most how many differences are told; the rest follows from the first ones.
const TOLD_MAX: usize = 12;

/// Stands for a password hash of the right form; which one it is, is not the plan's to know.
const HASH: &str = "a hash";

/// Everything in which one unit's configuration is not what the plan wants.
pub(super) fn check(plan: &Plan, unit: Unit, read: &Firewall) -> Vec<String> {
    let planned = planned(plan, unit, read);
    let found = found(&read.tree);
    let say = |(path, text): &(String, String), verb: &str| match text.as_str() {
        "" => format!("{verb} {path}"),
        text => format!("{verb} {path} = {text}"),
    };
    let missing = planned.difference(&found).map(|statement| say(statement, "lacks"));
    let foreign = found.difference(&planned).map(|statement| say(statement, "has the unplanned"));
    let differences = order(plan, unit, read).into_iter().chain(missing).chain(foreign);
    differences
        .take(TOLD_MAX)
        .map(|what| format!("bootstrap.xml of unit {} {what}", unit.letter()))
        .collect()
}

/// What a file says: its leaves, without what is only prose.
fn found(config: &Tree) -> BTreeSet<(String, String)> {
    let mut said = Statements::default();
    config.walk("", &mut |path, element| {
        let prose = ["description", "comment"].contains(&element.tag.as_str());
        if element.children.is_empty() && !prose {
            let hashed = element.tag == "phash" && integrity::is_phash(&element.text);
            said.say(short(path), if hashed { HASH } else { &element.text });
        }
    });
    for (name, value) in &config.attributes {
        said.say(format!("@{name}"), value);
    }
    said.0
}

/// A path without what nearly every path begins with.
fn short(path: &str) -> &str {
    let mut path = path;
    for common in ["/config/", "devices/entry[localhost.localdomain]/", "vsys/entry[vsys1]/"] {
        path = path.strip_prefix(common).unwrap_or(path);
    }
    path
}

/// Where order has a meaning: rules are tried from the top, the first address is the interface's own.
fn order(plan: &Plan, unit: Unit, read: &Firewall) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut compare = |what: String, found: Vec<&str>, planned: Vec<&str>| {
        if found != planned {
            let (found, planned) = (found.join(", "), planned.join(", "));
            wrong.push(format!("has the {what} {found}, planned are {planned}"));
        }
    };
    let (security, nat) = (security(plan), nat(plan, unit));
    compare("security rules".to_owned(), names(&read.security), names(&security));
    compare("NAT rules".to_owned(), names(&read.nat), names(&nat));
    for (name, addresses) in addresses(plan, unit) {
        let interface = read.interface(name);
        let found = interface.map(|interface| interface.addresses.as_slice()).unwrap_or_default();
        compare(
            format!("addresses of {name}"),
            found.iter().map(String::as_str).collect(),
            addresses.iter().map(String::as_str).collect(),
        );
    }
    wrong
}

fn names(rules: &[firewall::Rule]) -> Vec<&str> {
    rules.iter().map(|rule| rule.name.as_str()).collect()
}

/// Statements, and the ways to make one.
#[derive(Default)]
struct Statements(BTreeSet<(String, String)>);

impl Statements {
    fn say(&mut self, path: impl Into<String>, text: impl Display) {
        self.0.insert((path.into(), text.to_string()));
    }

    /// Several leaves below one path.
    fn all<const N: usize>(&mut self, path: &str, leaves: [(&str, &str); N]) {
        for (leaf, text) in leaves {
            self.say(format!("{path}/{leaf}"), text);
        }
    }

    fn members<T: Display>(&mut self, path: &str, texts: impl IntoIterator<Item = T>) {
        for text in texts {
            self.say(format!("{path}/member"), text);
        }
    }
}

fn yes_no(on: bool) -> &'static str {
    if on { "yes" } else { "no" }
}

/// What the configuration of a unit must say.
fn planned(plan: &Plan, unit: Unit, read: &Firewall) -> BTreeSet<(String, String)> {
    let mut said = Statements::default();
    root(plan, &mut said);
    administrators(plan, read, &mut said);
    interfaces(plan, unit, &mut said);
    routers(plan, &mut said);
    system(plan, unit, &mut said);
    settings(plan, &mut said);
    high_availability(plan, unit, &mut said);
    monitoring(plan, &mut said);
    objects(plan, &mut said);
    for rule in security(plan) {
        security_rule(plan, &rule, &mut said);
    }
    for rule in nat(plan, unit) {
        nat_rule(&rule, &mut said);
    }
    said.0
}

fn root(plan: &Plan, said: &mut Statements) {
    let version = format!("{}.0", plan.machine.line);
    said.say("@version", &version);
    said.say("@detail-version", &version);
    said.say("@urldb", "paloaltonetworks");
    said.say("shared", "");
}

fn administrators(plan: &Plan, read: &Firewall, said: &mut Statements) {
    let user = &plan.access.user.value;
    // Whether a password was typed is no part of the plan; with a key alone there must be none.
    let locked = read.users.iter().any(|(name, hash)| name == user && hash == "*");
    let own = if locked || plan.access.key_only { "*" } else { HASH };
    for (name, hash) in [("admin", "*"), (user.as_str(), own)] {
        said.say(format!("mgt-config/users/entry[{name}]/phash"), hash);
        said.say(format!("mgt-config/users/entry[{name}]/permissions/role-based/superuser"), "yes");
    }
    if let Some(key) = &plan.access.ssh_key {
        said.say(format!("mgt-config/users/entry[{user}]/public-key"), BASE64.encode(key));
    }
    let limits = plan.system.admin_limits;
    if plan.system.profile != Profile::Minimal || limits {
        said.all(
            "mgt-config/password-complexity",
            [
                ("enabled", "yes"),
                ("minimum-length", "12"),
                ("minimum-uppercase-letters", "1"),
                ("minimum-lowercase-letters", "1"),
                ("minimum-numeric-letters", "1"),
                ("minimum-special-characters", "1"),
                ("block-username-inclusion", "yes"),
            ],
        );
    }
    if limits {
        said.all(
            "mgt-config/password-complexity",
            [("password-history-count", "24"), ("new-password-differs-by-characters", "3")],
        );
    }
}

/// Addresses of the dataplane interfaces, own one first; none with DHCP.
fn addresses(plan: &Plan, unit: Unit) -> Vec<(&'static str, Vec<String>)> {
    let (own, peer) = (plan.units.of(unit), plan.units.peer_of(unit));
    let sides = [
        ("ethernet1/1", &own.untrust, &peer.untrust, &plan.network.untrust),
        ("ethernet1/2", &own.trust, &peer.trust, &plan.network.trust),
    ];
    let addresses = sides.map(|(name, own, peer, subnet)| {
        let len = subnet.range.value.prefix_len();
        let list = match plan.machine.dataplane {
            Dataplane::Static => {
                vec![format!("{}/{len}", own.address), format!("{}/32", peer.address)]
            }
            Dataplane::Dhcp => Vec::new(),
        };
        (name, list)
    });
    addresses.into()
}

fn interfaces(plan: &Plan, unit: Unit, said: &mut Statements) {
    for (name, addresses) in addresses(plan, unit) {
        let layer3 = format!("network/interface/ethernet/entry[{name}]/layer3");
        said.say(format!("{layer3}/interface-management-profile"), "health-probe");
        if addresses.is_empty() {
            said.all(
                &format!("{layer3}/dhcp-client"),
                [("enable", "yes"), ("create-default-route", "no")],
            );
        }
        for address in addresses {
            said.say(format!("{layer3}/ip/entry[{address}]"), "");
        }
    }
    said.say("network/interface/ethernet/entry[ethernet1/3]/ha", "");
    let profile = "network/profiles/interface-management-profile/entry[health-probe]";
    let service = match plan.balance.probe.port {
        22 => "ssh",
        80 => "http",
        _ => "https",
    };
    said.say(format!("{profile}/{service}"), "yes");
    said.say(format!("{profile}/permitted-ip/entry[{}]", facts::azure::PROBE_SOURCE), "");
    if plan.system.zone_protection {
        let profile = "network/profiles/zone-protection-profile/entry[untrust-protection]";
        for (scan, interval) in [(8001, "2"), (8002, "10"), (8003, "2")] {
            let scan = format!("{profile}/scan/entry[{scan}]");
            said.all(&scan, [("action/alert", ""), ("interval", interval), ("threshold", "100")]);
        }
        said.all(profile, [("discard-malformed-option", "yes"), ("remove-tcp-timestamp", "yes")]);
        said.say("zone/entry[untrust]/network/zone-protection-profile", "untrust-protection");
    }
    for (zone, interface) in [("untrust", "ethernet1/1"), ("trust", "ethernet1/2")] {
        said.members(&format!("zone/entry[{zone}]/network/layer3"), [interface]);
        said.members("import/network/interface", [interface]);
    }
}

fn routers(plan: &Plan, said: &mut Statements) {
    let logical = plan.system.routing == Routing::LogicalRouter;
    let (kind, next) = if logical { ("logical", "next-lr") } else { ("virtual", "next-vr") };
    for router in &plan.routers {
        let mut body = format!("network/{kind}-router/entry[{}]", router.name);
        if logical {
            body += "/vrf/entry[default]";
        }
        said.members(&format!("{body}/interface"), [router.interface]);
        for route in &router.routes {
            let path = format!("{body}/routing-table/ip/static-route/entry[{}]", route.name);
            said.say(format!("{path}/destination"), route.destination);
            said.say(format!("{path}/metric"), 10);
            match &route.via {
                Via::Gateway(gateway) => {
                    said.say(format!("{path}/nexthop/ip-address"), gateway);
                    said.say(format!("{path}/interface"), router.interface);
                }
                Via::Router(other) => said.say(format!("{path}/nexthop/{next}"), other),
            }
        }
    }
}

fn system(plan: &Plan, unit: Unit, said: &mut Statements) {
    let system = &plan.system;
    let host = &plan.units.of(unit).name.value;
    let path = "deviceconfig/system";
    said.all(
        "deviceconfig/system/type/dhcp-client",
        [
            ("send-hostname", "yes"),
            ("send-client-id", "yes"),
            ("accept-dhcp-hostname", "no"),
            ("accept-dhcp-domain", "no"),
        ],
    );
    said.all(
        path,
        [
            ("hostname", host),
            ("timezone", &system.timezone.value),
            ("update-server", "updates.paloaltonetworks.com"),
            ("service/disable-telnet", "yes"),
            ("service/disable-http", "yes"),
        ],
    );
    said.say(format!("{path}/dns-setting/servers/primary"), &system.dns);
    if let Some(dns2) = &system.dns2 {
        said.say(format!("{path}/dns-setting/servers/secondary"), dns2);
    }
    for (which, server) in [("primary", Some(&system.ntp)), ("secondary", system.ntp2.as_ref())] {
        if let Some(server) = server {
            let path = format!("{path}/ntp-servers/{which}-ntp-server/ntp-server-address");
            said.say(path, server);
        }
    }
    if let Some(banner) = &system.banner {
        said.say(format!("{path}/login-banner"), banner.replace("{host}", host));
    }
    for range in &system.permitted_ip {
        said.say(format!("{path}/permitted-ip/entry[{range}]"), "");
    }
    if system.update_schedule {
        said.all(
            "deviceconfig/system/update-schedule",
            [
                ("anti-virus/recurring/hourly/at", "4"),
                ("anti-virus/recurring/hourly/action", "download-and-install"),
                ("wildfire/recurring/real-time", ""),
                ("threats/recurring/every-30-mins/at", "2"),
                ("threats/recurring/every-30-mins/action", "download-and-install"),
                ("threats/recurring/threshold", "48"),
            ],
        );
    }
}

fn settings(plan: &Plan, said: &mut Statements) {
    let system = &plan.system;
    let path = "deviceconfig/setting";
    said.say("deviceconfig/setting/config/rematch", "yes");
    if system.profile == Profile::Hardened {
        said.all(
            path,
            [
                ("management/idle-timeout", "10"),
                ("management/admin-lockout/failed-attempts", "5"),
                ("management/admin-lockout/lockout-time", "30"),
                ("session/packet-buffer-protection-enable", "yes"),
                ("tcp/urgent-data", "clear"),
                ("tcp/drop-zero-flag", "yes"),
                ("tcp/bypass-exceed-oo-queue", "no"),
                ("tcp/check-timestamp-option", "yes"),
                ("tcp/strip-mptcp-option", "yes"),
            ],
        );
    }
    if system.admin_limits {
        said.all(
            path,
            [
                ("management/api/key/lifetime", "525600"),
                ("management/auto-acquire-commit-lock", "yes"),
                ("management/enable-log-high-dp-load", "yes"),
            ],
        );
    }
    if system.wildfire_limits {
        for (kind, size) in facts::panos::WILDFIRE_LIMITS {
            said.say(format!("{path}/wildfire/file-size-limit/entry[{kind}]/size-limit"), size);
        }
        said.all(
            path,
            [("wildfire/report-benign-file", "yes"), ("wildfire/report-grayware-file", "yes")],
        );
    }
    if system.strict_inspection {
        said.all(
            path,
            [
                ("ctd/tcp-bypass-exceed-queue", "no"),
                ("ctd/udp-bypass-exceed-queue", "no"),
                ("application/notify-user", "yes"),
                ("application/bypass-exceed-queue", "no"),
                ("logging/log-suppression", "no"),
            ],
        );
    }
    if system.routing == Routing::LogicalRouter {
        said.say("deviceconfig/setting/advance-routing", "yes");
    }
}

fn high_availability(plan: &Plan, unit: Unit, said: &mut Statements) {
    let ha = &plan.ha;
    let own = plan.units.of(unit);
    let subnet = plan.network.ha2_subnet();
    let path = "deviceconfig/high-availability";
    said.say(format!("{path}/enabled"), "yes");
    said.say(format!("{path}/interface/ha1/port"), "management");
    said.say(format!("{path}/interface/ha2/port"), "ethernet1/3");
    said.say(format!("{path}/interface/ha2/ip-address"), &own.ha2.address);
    said.say(format!("{path}/interface/ha2/netmask"), subnet.range.value.netmask());
    said.say(format!("{path}/interface/ha2/gateway"), subnet.gateway);
    let group = format!("{path}/group");
    said.say(format!("{group}/group-id"), ha.group_id);
    said.say(format!("{group}/peer-ip"), &plan.units.peer_of(unit).management.address);
    said.say(format!("{group}/election-option/device-priority"), own.priority);
    said.all(
        &group,
        [
            ("mode/active-passive/passive-link-state", "auto"),
            ("configuration-synchronization/enabled", yes_no(ha.config_sync)),
            ("state-synchronization/enabled", "yes"),
            ("state-synchronization/transport", "udp"),
            ("election-option/preemptive", yes_no(ha.preempt)),
            ("election-option/heartbeat-backup", "no"),
        ],
    );
    if ha.keep_alive {
        said.all(
            &format!("{group}/state-synchronization/ha2-keep-alive"),
            [("enabled", "yes"), ("action", "log-only"), ("threshold", "10000")],
        );
    }
    let timers = format!("{group}/election-option/timers");
    match &ha.timers {
        Timers::Recommended => said.say(format!("{timers}/recommended"), ""),
        Timers::Aggressive => said.say(format!("{timers}/aggressive"), ""),
        Timers::Advanced(values) => {
            for (name, value) in [
                ("promotion-hold-time", values.promotion_hold_ms),
                ("hello-interval", values.hello_ms),
                ("heartbeat-interval", values.heartbeat_ms),
                ("flap-max", values.flap_max),
                ("preemption-hold-time", values.preemption_hold_min),
                ("monitor-fail-hold-up-time", values.monitor_hold_up_ms),
                ("additional-master-hold-up-time", values.master_hold_up_ms),
            ] {
                said.say(format!("{timers}/advanced/{name}"), value);
            }
        }
    }
}

fn monitoring(plan: &Plan, said: &mut Statements) {
    let path = "deviceconfig/high-availability/group/monitoring";
    let watched = &plan.ha.monitoring;
    let on = [("enabled", "yes"), ("failure-condition", "any")];
    if watched.link {
        let links = format!("{path}/link-monitoring");
        said.all(&links, on);
        let group = format!("{links}/link-group/entry[dataplane]");
        said.all(&group, on);
        said.members(&format!("{group}/interface"), ["ethernet1/1", "ethernet1/2"]);
    }
    if !watched.paths.is_empty() {
        let (kind, router) = match plan.system.routing {
            Routing::LogicalRouter => ("logical-router", "lr-untrust"),
            Routing::VirtualRouter => ("virtual-router", "vr-untrust"),
        };
        let paths = format!("{path}/path-monitoring");
        said.all(&paths, on);
        let router = format!("{paths}/path-group/{kind}/entry[{router}]");
        said.all(&router, on);
        let group = format!("{router}/destination-ip-group/entry[watched]");
        said.all(&group, on);
        said.members(&format!("{group}/destination-ip"), &watched.paths);
    }
}

/// The name of a service object: its transport and port.
fn object(service: &Service) -> String {
    format!("{}-{}", service.protocol, service.backend_port)
}

fn published(plan: &Plan) -> impl Iterator<Item = &Service> {
    plan.balance.services.iter().filter(|_| plan.system.local_policy)
}

fn objects(plan: &Plan, said: &mut Statements) {
    let probe = plan.balance.probe.port;
    said.say(format!("service/entry[tcp-{probe}]/protocol/tcp/port"), probe);
    for service in published(plan) {
        let path = format!("service/entry[{}]/protocol/{}/port", object(service), service.protocol);
        said.say(path, service.backend_port);
    }
    let defaults = "rulebase/default-security-rules/rules";
    for (rule, action) in [("intrazone-default", "allow"), ("interzone-default", "deny")] {
        said.all(
            &format!("{defaults}/entry[{rule}]"),
            [("action", action), ("log-start", "no"), ("log-end", "yes")],
        );
    }
}

/// A rule by its name and what it judges.
fn rule(
    name: impl Into<String>,
    (from, to): (&str, &str),
    (source, destination): (Vec<String>, Vec<String>),
    service: impl Into<String>,
) -> firewall::Rule {
    firewall::Rule {
        name: name.into(),
        from: vec![from.to_owned()],
        to: vec![to.to_owned()],
        source,
        destination,
        services: vec![service.into()],
        applications: vec!["any".to_owned()],
        action: "allow".to_owned(),
        ..firewall::Rule::default()
    }
}

fn any() -> Vec<String> {
    vec!["any".to_owned()]
}

fn from_probe() -> Vec<String> {
    vec![facts::azure::PROBE_SOURCE.to_string()]
}

/// Where published traffic arrives: both units' untrust addresses, or the public one with floating IP.
fn arrivals(plan: &Plan, service: &Service) -> Vec<String> {
    let floating = plan.balance.floating_address(service).map(|address| vec![address.to_string()]);
    floating.unwrap_or_else(|| untrust_addresses(plan))
}

fn untrust_addresses(plan: &Plan) -> Vec<String> {
    plan.units.each().map(|unit| unit.untrust.address.to_string()).into()
}

fn inside(plan: &Plan) -> Vec<String> {
    plan.network.inside().map(|range| range.to_string()).collect()
}

/// The planned security rules, in their order.
fn security(plan: &Plan) -> Vec<firewall::Rule> {
    let port = format!("tcp-{}", plan.balance.probe.port);
    let probe = |zone: &str| {
        rule(format!("probe-{zone}"), (zone, zone), (from_probe(), any()), port.clone())
    };
    let mut rules = vec![probe("untrust"), probe("trust")];
    if !plan.system.local_policy {
        return rules;
    }
    rules.extend(published(plan).map(|service| {
        let sides = (any(), arrivals(plan, service));
        rule(format!("in-{}", service.name), ("untrust", "trust"), sides, object(service))
    }));
    let watched = &plan.ha.monitoring.paths;
    if !watched.is_empty() {
        let own = match plan.machine.dataplane {
            Dataplane::Static => untrust_addresses(plan),
            Dataplane::Dhcp => any(),
        };
        let to = watched.iter().map(ToString::to_string).collect();
        rules.push(firewall::Rule {
            applications: vec!["ping".to_owned()],
            ..rule("path-monitoring", ("untrust", "untrust"), (own, to), "application-default")
        });
    }
    if plan.system.profile == Profile::Lab {
        rules.push(rule("lab-allow-all", ("any", "any"), (any(), any()), "any"));
        return rules;
    }
    let (out, across) = ((inside(plan), any()), (inside(plan), inside(plan)));
    rules.push(rule("outbound", ("trust", "untrust"), out, "application-default"));
    rules.push(rule("east-west", ("trust", "trust"), across, "any"));
    rules.push(firewall::Rule {
        action: "deny".to_owned(),
        ..rule("deny-all", ("any", "any"), (any(), any()), "any")
    });
    rules
}

/// The planned NAT rules of a unit, in their order.
fn nat(plan: &Plan, unit: Unit) -> Vec<firewall::Rule> {
    let probe =
        |zone: &str| rule(format!("probe-{zone}"), (zone, zone), (from_probe(), any()), "any");
    let mut rules = vec![probe("untrust"), probe("trust")];
    rules.extend(published(plan).map(|service| {
        let sides = (any(), arrivals(plan, service));
        let moved = service.backend_port != service.target_port;
        firewall::Rule {
            translated: service.target.to_string(),
            translated_port: if moved { service.target_port.to_string() } else { String::new() },
            ..rule(format!("in-{}", service.name), ("untrust", "untrust"), sides, object(service))
        }
    }));
    if plan.system.local_policy {
        let own =
            addresses(plan, unit).into_iter().next().and_then(|(_, list)| list.first().cloned());
        rules.push(firewall::Rule {
            hides_behind: "ethernet1/1".to_owned(),
            hides_address: own.unwrap_or_default(),
            ..rule("outbound", ("trust", "untrust"), (inside(plan), any()), "any")
        });
    }
    rules
}

/// What both kinds of rules say.
fn judged(path: &str, rule: &firewall::Rule, said: &mut Statements) {
    said.members(&format!("{path}/from"), &rule.from);
    said.members(&format!("{path}/to"), &rule.to);
    said.members(&format!("{path}/source"), &rule.source);
    said.members(&format!("{path}/destination"), &rule.destination);
}

fn security_rule(plan: &Plan, rule: &firewall::Rule, said: &mut Statements) {
    let path = format!("rulebase/security/rules/entry[{}]", rule.name);
    judged(&path, rule, said);
    said.members(&format!("{path}/application"), &rule.applications);
    said.members(&format!("{path}/service"), &rule.services);
    for list in ["source-user", "category"] {
        said.members(&format!("{path}/{list}"), ["any"]);
    }
    // Every few seconds a probe or a ping: those would only fill the logs.
    let quiet = rule.name.starts_with("probe-") || rule.name == "path-monitoring";
    said.all(&path, [("action", &rule.action), ("log-start", "no"), ("log-end", yes_no(!quiet))]);
    if plan.system.threat_profiles && rule.action == "allow" && !quiet {
        for (kind, profile) in [
            ("virus", "default"),
            ("spyware", "strict"),
            ("vulnerability", "strict"),
            ("wildfire-analysis", "default"),
        ] {
            said.members(&format!("{path}/profile-setting/profiles/{kind}"), [profile]);
        }
    }
}

fn nat_rule(rule: &firewall::Rule, said: &mut Statements) {
    let path = format!("rulebase/nat/rules/entry[{}]", rule.name);
    judged(&path, rule, said);
    for service in &rule.services {
        said.say(format!("{path}/service"), service);
    }
    let interface = "source-translation/dynamic-ip-and-port/interface-address";
    for (leaf, text) in [
        ("destination-translation/translated-address".to_owned(), &rule.translated),
        ("destination-translation/translated-port".to_owned(), &rule.translated_port),
        (format!("{interface}/interface"), &rule.hides_behind),
        (format!("{interface}/ip"), &rule.hides_address),
    ] {
        if !text.is_empty() {
            said.say(format!("{path}/{leaf}"), text);
        }
    }
}
