//! A whole configuration as statements, `path=text` each: what the plan wants against what the file
//! says. Nothing in the file may be unplanned, and nothing planned may be missing.
//!
//! The plan is told here a second time, flat and without the writer's code, so that a slip of the writer
//! that strikes both units alike is still a difference.

use std::net::Ipv4Addr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use fast_ha::audit::firewall::Configuration;
use fast_ha::audit::tree::Tree;
use fast_ha::design::{Dataplane, Profile, Routing, Service, TimerSet, Unit};
use fast_ha::facts;
use fast_ha::plan::{Plan, Via};
use fast_ha::walk::firewall::Rule;

/// At most how many differences are told; the rest follows from the first ones.
const TOLD_MAX: usize = 12;

/// Stands for a password hash of the right form; which one it is, is not the plan's to know.
const HASH: &str = "a hash";

/// Everything in which one unit's configuration is not what the plan wants.
pub(super) fn check(plan: &Plan, unit: Unit, read: &Configuration) -> Vec<String> {
    let planned = planned(plan, unit, read);
    let found = found(&read.tree);
    // Both are sorted, so a look-up is short.
    let lacks = |list: &[String], said: &String| list.binary_search(said).is_err();
    let missing = planned.iter().filter(|said| lacks(&found, said));
    let missing = missing.map(|said| format!("lacks {said}"));
    let foreign = found.iter().filter(|said| lacks(&planned, said));
    let foreign = foreign.map(|said| format!("has the unplanned {said}"));
    let differences = order(plan, unit, read).into_iter().chain(missing).chain(foreign);
    differences
        .take(TOLD_MAX)
        .map(|what| format!("bootstrap.xml of unit {} {what}", unit.letter()))
        .collect()
}

/// What a file says: its leaves, without what is only prose.
fn found(config: &Tree) -> Vec<String> {
    let mut said = Statements::default();
    super::paths(config, "", &mut |path, element| {
        let prose = ["description", "comment"].contains(&element.tag.as_str());
        if element.children.is_empty() && !prose {
            let hashed = element.tag == "phash" && is_phash(&element.text);
            said.say(short(path), if hashed { HASH } else { &element.text });
        }
        for (name, value) in &element.attributes {
            let own = format!("{}@{name}", short(path));
            said.say(if path == "/config" { name } else { &own }, value);
        }
    });
    said.sorted()
}

/// Whether a text is `$5$`, eight characters of salt and the digest, as PAN-OS stores it.
fn is_phash(text: &str) -> bool {
    let parts: Vec<usize> = text.split('$').map(str::len).collect();
    text.starts_with("$5$") && parts == [0, 1, 8, 43]
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
fn order(plan: &Plan, unit: Unit, read: &Configuration) -> Vec<String> {
    let names =
        |rules: &[Rule]| -> Vec<String> { rules.iter().map(|rule| rule.name.clone()).collect() };
    let mut lists = vec![
        ("security rules", names(&read.firewall.security), names(&security(plan))),
        ("NAT rules", names(&read.firewall.nat), names(&nat(plan, unit))),
    ];
    for (name, planned) in addresses(plan, unit) {
        let found = read.firewall.interface(name).map(|interface| interface.addresses.clone());
        lists.push((name, found.unwrap_or_default(), planned));
    }
    let differ = lists.into_iter().filter(|(_, found, planned)| found != planned);
    differ
        .map(|(what, found, planned)| {
            format!("has {what} {}, planned are {}", found.join(", "), planned.join(", "))
        })
        .collect()
}

/// Statements, and the ways to make one.
#[derive(Default)]
struct Statements(Vec<String>);

impl Statements {
    fn say(&mut self, path: &str, text: &str) {
        self.0.push(format!("{path}={text}"));
    }

    /// A statement a line below a path; what follows the `=` has no line ends.
    fn tell(&mut self, path: &str, lines: &str) {
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.0.push(format!("{path}/{line}"));
        }
    }

    fn sorted(mut self) -> Vec<String> {
        self.0.sort_unstable();
        self.0.dedup();
        self.0
    }

    fn members(&mut self, path: &str, texts: &[String]) {
        for text in texts {
            self.say(&format!("{path}/member"), text);
        }
    }
}

fn yes_no(on: bool) -> &'static str {
    if on { "yes" } else { "no" }
}

/// What the configuration of a unit must say.
fn planned(plan: &Plan, unit: Unit, read: &Configuration) -> Vec<String> {
    let mut said = Statements::default();
    administrators(plan, read, &mut said);
    interfaces(plan, unit, &mut said);
    routers(plan, &mut said);
    system(plan, unit, &mut said);
    settings(plan, &mut said);
    high_availability(plan, unit, &mut said);
    timers(plan, &mut said);
    monitoring(plan, &mut said);
    objects(plan, &mut said);
    logs(plan, &mut said);
    for rule in security(plan) {
        security_rule(plan, &rule, &mut said);
    }
    for rule in nat(plan, unit) {
        nat_rule(&rule, &mut said);
    }
    said.sorted()
}

fn administrators(plan: &Plan, read: &Configuration, said: &mut Statements) {
    let user = &plan.access.user.value;
    // Whether a password was typed is no part of the plan; with a key alone there must be none.
    let locked = read.users.iter().any(|(name, hash)| name == user && hash == "*");
    let own = if locked || plan.access.key_only { "*" } else { HASH };
    for (name, hash) in [("admin", "*"), (user.as_str(), own)] {
        let lines = format!("phash={hash}\npermissions/role-based/superuser=yes");
        said.tell(&format!("mgt-config/users/entry[{name}]"), &lines);
    }
    if let Some(key) = &plan.access.ssh_key {
        said.say(&format!("mgt-config/users/entry[{user}]/public-key"), &BASE64.encode(key));
    }
    let limits = plan.system.admin_limits;
    let complexity = "mgt-config/password-complexity";
    if plan.system.profile != Profile::Minimal || limits {
        said.tell(
            complexity,
            "enabled=yes
            minimum-length=12
            minimum-uppercase-letters=1
            minimum-lowercase-letters=1
            minimum-numeric-letters=1
            minimum-special-characters=1
            block-username-inclusion=yes",
        );
    }
    if limits {
        said.tell(complexity, "password-history-count=24\nnew-password-differs-by-characters=3");
    }
}

/// Addresses of the dataplane interfaces, own one first; none with DHCP.
fn addresses(plan: &Plan, unit: Unit) -> [(&'static str, Vec<String>); 2] {
    let (own, peer) = (plan.units.of(unit), plan.units.peer_of(unit));
    let sides = [
        ("ethernet1/1", &own.untrust, &peer.untrust, &plan.network.untrust),
        ("ethernet1/2", &own.trust, &peer.trust, &plan.network.trust),
    ];
    sides.map(|(name, own, peer, subnet)| {
        let len = subnet.range.value.prefix_len();
        let list = match plan.machine.dataplane {
            Dataplane::Static => {
                vec![format!("{}/{len}", own.address), format!("{}/32", peer.address)]
            }
            Dataplane::Dhcp => Vec::new(),
        };
        (name, list)
    })
}

fn interfaces(plan: &Plan, unit: Unit, said: &mut Statements) {
    let ethernet = "network/interface/ethernet";
    for (name, addresses) in addresses(plan, unit) {
        let layer3 = format!("{ethernet}/entry[{name}]/layer3");
        said.say(&format!("{layer3}/interface-management-profile"), "health-probe");
        if addresses.is_empty() {
            said.tell(&format!("{layer3}/dhcp-client"), "enable=yes\ncreate-default-route=no");
        }
        for address in addresses {
            said.say(&format!("{layer3}/ip/entry[{address}]"), "");
        }
    }
    said.say(&format!("{ethernet}/entry[ethernet1/3]/ha"), "");
    let service = match plan.balance.probe.port {
        22 => "ssh",
        80 => "http",
        _ => "https",
    };
    let probe = facts::azure::PROBE_SOURCE;
    said.tell(
        "network/profiles/interface-management-profile/entry[health-probe]",
        &format!("{service}=yes\npermitted-ip/entry[{probe}]="),
    );
    if plan.system.zone_protection {
        said.tell(
            "network/profiles/zone-protection-profile/entry[untrust-protection]",
            "scan/entry[8001]/action/alert=
            scan/entry[8001]/interval=2
            scan/entry[8001]/threshold=100
            scan/entry[8002]/action/alert=
            scan/entry[8002]/interval=10
            scan/entry[8002]/threshold=100
            scan/entry[8003]/action/alert=
            scan/entry[8003]/interval=2
            scan/entry[8003]/threshold=100
            discard-malformed-option=yes
            remove-tcp-timestamp=yes",
        );
        said.say("zone/entry[untrust]/network/zone-protection-profile", "untrust-protection");
    }
    said.tell(
        "zone",
        "entry[untrust]/network/layer3/member=ethernet1/1
        entry[trust]/network/layer3/member=ethernet1/2",
    );
    said.tell("import/network/interface", "member=ethernet1/1\nmember=ethernet1/2");
    if let Some(address) = loopback(plan) {
        let unit = "network/interface/loopback/units/entry[loopback.1]/ip";
        said.tell(unit, &format!("entry[{address}]="));
        said.tell("zone", "entry[vpn]/network/layer3/member=loopback.1");
        said.tell("import/network/interface", "member=loopback.1");
    }
}

/// The address of the loopback, where a service ends on the pair.
fn loopback(plan: &Plan) -> Option<String> {
    let mut on_pair = plan.balance.services.iter().filter(|service| service.on_pair);
    on_pair.next().map(|service| format!("{}/32", service.target))
}

/// The same, where a tunnel can be opened from it.
fn opens(plan: &Plan) -> Option<String> {
    let ike = |service: &&Service| {
        let udp = service.protocol.to_string() == "udp";
        service.on_pair && udp && [500, 4500].contains(&service.target_port)
    };
    plan.balance.services.iter().find(ike).and_then(|_| loopback(plan))
}

fn routers(plan: &Plan, said: &mut Statements) {
    let logical = plan.system.routing == Routing::LogicalRouter;
    let (kind, next, vrf) = if logical {
        ("logical", "next-lr", "/vrf/entry[default]")
    } else {
        ("virtual", "next-vr", "")
    };
    for router in &plan.routers {
        let body = format!("network/{kind}-router/entry[{}]{vrf}", router.name);
        said.say(&format!("{body}/interface/member"), router.interface);
        if router.zone == "untrust" && loopback(plan).is_some() {
            said.say(&format!("{body}/interface/member"), "loopback.1");
        }
        for route in &router.routes {
            let via = match &route.via {
                Via::Gateway(gateway) => {
                    format!("nexthop/ip-address={gateway}\ninterface={}", router.interface)
                }
                Via::Router(other) => format!("nexthop/{next}={other}"),
            };
            said.tell(
                &format!("{body}/routing-table/ip/static-route/entry[{}]", route.name),
                &format!("destination={}\nmetric=10\n{via}", route.destination),
            );
        }
    }
}

fn system(plan: &Plan, unit: Unit, said: &mut Statements) {
    let system = &plan.system;
    let host = &plan.units.of(unit).name.value;
    let path = "deviceconfig/system";
    said.tell(
        path,
        &format!(
            "type/dhcp-client/send-hostname=yes
            type/dhcp-client/send-client-id=yes
            type/dhcp-client/accept-dhcp-hostname=no
            type/dhcp-client/accept-dhcp-domain=no
            hostname={host}
            timezone={}
            update-server=updates.paloaltonetworks.com
            service/disable-telnet=yes
            service/disable-http=yes
            dns-setting/servers/primary={}
            ntp-servers/primary-ntp-server/ntp-server-address={}",
            system.timezone, system.dns, system.ntp
        ),
    );
    if let Some(dns2) = &system.dns2 {
        said.tell(path, &format!("dns-setting/servers/secondary={dns2}"));
    }
    if let Some(ntp2) = &system.ntp2 {
        said.tell(path, &format!("ntp-servers/secondary-ntp-server/ntp-server-address={ntp2}"));
    }
    if let Some(domain) = &system.domain {
        said.tell(path, &format!("domain={domain}"));
    }
    if let Some(region) = &system.telemetry_region {
        said.tell(
            "deviceconfig/system/device-telemetry",
            &format!("region={region}\ndevice-health-performance=yes\nproduct-usage=yes\nthreat-prevention=yes"),
        );
    }
    if let Some(banner) = &system.banner {
        said.say("deviceconfig/system/login-banner", &banner.replace("{host}", host));
    }
    let permitted = &system.permitted_ip;
    for range in permitted {
        said.tell(path, &format!("permitted-ip/entry[{range}]="));
    }
    // The peer's heartbeats are asked for too.
    for unit in plan.units.each().iter().filter(|_| !permitted.is_empty()) {
        let own = unit.management.address.value;
        let covered = permitted.iter().any(|range| range.contains(own));
        said.tell(path, if covered { "" } else { "permitted-ip/entry[of each unit]=" });
    }
    if system.update_schedule {
        said.tell(
            "deviceconfig/system/update-schedule",
            "anti-virus/recurring/hourly/at=4
            anti-virus/recurring/hourly/action=download-and-install
            wildfire/recurring/real-time=
            threats/recurring/every-30-mins/at=2
            threats/recurring/every-30-mins/action=download-and-install
            threats/recurring/threshold=48",
        );
    }
}

fn settings(plan: &Plan, said: &mut Statements) {
    let system = &plan.system;
    let path = "deviceconfig/setting";
    said.tell(path, "config/rematch=yes");
    if system.profile == Profile::Hardened {
        said.tell(
            path,
            "management/idle-timeout=10
            management/admin-lockout/failed-attempts=5
            management/admin-lockout/lockout-time=30
            session/packet-buffer-protection-enable=yes
            tcp/urgent-data=clear
            tcp/drop-zero-flag=yes
            tcp/bypass-exceed-oo-queue=no
            tcp/check-timestamp-option=yes
            tcp/strip-mptcp-option=yes",
        );
    }
    if system.admin_limits {
        said.tell(
            path,
            "management/api/key/lifetime=525600
            management/auto-acquire-commit-lock=yes
            management/enable-log-high-dp-load=yes",
        );
    }
    if system.wildfire_limits {
        for (kind, size) in facts::panos::WILDFIRE_LIMITS {
            said.tell(path, &format!("wildfire/file-size-limit/entry[{kind}]/size-limit={size}"));
        }
        said.tell(path, "wildfire/report-benign-file=yes\nwildfire/report-grayware-file=yes");
    }
    if system.strict_inspection {
        said.tell(
            path,
            "ctd/tcp-bypass-exceed-queue=no
            ctd/udp-bypass-exceed-queue=no
            application/notify-user=yes
            application/bypass-exceed-queue=no
            logging/log-suppression=no",
        );
    }
    if system.routing == Routing::LogicalRouter {
        said.tell(path, "advance-routing=yes");
    }
}

const HA: &str = "deviceconfig/high-availability";

fn high_availability(plan: &Plan, unit: Unit, said: &mut Statements) {
    let ha = &plan.ha;
    let own = plan.units.of(unit);
    let subnet = plan.network.ha2_subnet();
    said.say("urldb", "paloaltonetworks");
    for version in ["version", "detail-version"] {
        said.say(version, &format!("{}.0", plan.machine.line));
    }
    said.tell(
        HA,
        &format!(
            "enabled=yes
            interface/ha1/port=management
            interface/ha2/port=ethernet1/3
            interface/ha2/ip-address={}
            interface/ha2/netmask={}
            interface/ha2/gateway={}
            group/group-id={}
            group/peer-ip={}
            group/election-option/device-priority={}
            group/mode/active-passive/passive-link-state=auto
            group/configuration-synchronization/enabled={}
            group/state-synchronization/enabled=yes
            group/state-synchronization/transport=udp
            group/election-option/preemptive={}
            group/election-option/heartbeat-backup=no",
            own.ha2.address,
            subnet.range.value.netmask(),
            subnet.gateway(),
            ha.group_id,
            plan.units.peer_of(unit).management.address,
            own.priority,
            yes_no(ha.config_sync),
            yes_no(ha.preempt),
        ),
    );
    if ha.keep_alive {
        said.tell(
            HA,
            "group/state-synchronization/ha2-keep-alive/enabled=yes
            group/state-synchronization/ha2-keep-alive/action=log-only
            group/state-synchronization/ha2-keep-alive/threshold=10000",
        );
    }
}

fn timers(plan: &Plan, said: &mut Statements) {
    let timers = "deviceconfig/high-availability/group/election-option/timers";
    let values = &plan.ha.values;
    match plan.ha.timers {
        TimerSet::Recommended => said.tell(timers, "recommended="),
        TimerSet::Aggressive => said.tell(timers, "aggressive="),
        TimerSet::Advanced => {
            for (name, value) in [
                ("promotion-hold-time", values.promotion_hold_ms),
                ("hello-interval", values.hello_ms),
                ("heartbeat-interval", values.heartbeat_ms),
                ("flap-max", values.flap_max),
                ("preemption-hold-time", values.preemption_hold_min),
                ("monitor-fail-hold-up-time", values.monitor_hold_up_ms),
                ("additional-master-hold-up-time", values.master_hold_up_ms),
            ] {
                said.tell(timers, &format!("advanced/{name}={value}"));
            }
        }
    }
}

fn monitoring(plan: &Plan, said: &mut Statements) {
    let path = "deviceconfig/high-availability/group/monitoring";
    let watched = &plan.ha.monitoring;
    if watched.link {
        said.tell(
            path,
            "link-monitoring/enabled=yes
            link-monitoring/failure-condition=any
            link-monitoring/link-group/entry[dataplane]/enabled=yes
            link-monitoring/link-group/entry[dataplane]/failure-condition=any
            link-monitoring/link-group/entry[dataplane]/interface/member=ethernet1/1
            link-monitoring/link-group/entry[dataplane]/interface/member=ethernet1/2",
        );
    }
    let (kind, name) = match plan.system.routing {
        Routing::LogicalRouter => ("logical-router", "lr"),
        Routing::VirtualRouter => ("virtual-router", "vr"),
    };
    for (zone, paths) in watched_from(plan) {
        let router = format!("path-monitoring/path-group/{kind}/entry[{name}-{zone}]");
        let group = format!("{router}/destination-ip-group/entry[watched]");
        for part in ["path-monitoring", &router, &group] {
            said.tell(path, &format!("{part}/enabled=yes\n{part}/failure-condition=any"));
        }
        for watched in &paths {
            said.tell(path, &format!("{group}/destination-ip/member={watched}"));
        }
    }
}

/// The watched addresses of each zone that has any: those inside are reached by the trust side, unless
/// they lie in the untrust subnet.
fn watched_from(plan: &Plan) -> Vec<(&'static str, Vec<String>)> {
    let network = &plan.network;
    let inner = |to: &Ipv4Addr| {
        !network.untrust.range.value.contains(*to) && network.inside().any(|r| r.contains(*to))
    };
    let (trust, untrust): (Vec<Ipv4Addr>, Vec<Ipv4Addr>) =
        plan.ha.monitoring.paths.iter().partition(|to| inner(to));
    let texts = |list: Vec<Ipv4Addr>| list.iter().map(ToString::to_string).collect::<Vec<_>>();
    let both = [("untrust", texts(untrust)), ("trust", texts(trust))];
    both.into_iter().filter(|(_, list)| !list.is_empty()).collect()
}

/// The name of a service object: its transport and port.
fn object(service: &Service) -> String {
    format!("{}-{}", service.protocol, service.backend_port)
}

fn published(plan: &Plan) -> impl Iterator<Item = &Service> {
    plan.balance.services.iter().filter(|service| plan.system.local_policy || service.on_pair)
}

fn objects(plan: &Plan, said: &mut Statements) {
    let probe = plan.balance.probe.port;
    said.tell("service", &format!("entry[tcp-{probe}]/protocol/tcp/port={probe}"));
    for service in published(plan) {
        let (name, port) = (object(service), service.backend_port);
        let line = format!("entry[{name}]/protocol/{}/port={port}", service.protocol);
        said.tell("service", &line);
    }
    let inside = if plan.panorama.is_some() { "deny" } else { "allow" };
    for (rule, action) in [("intrazone-default", inside), ("interzone-default", "deny")] {
        let path = format!("rulebase/default-security-rules/rules/entry[{rule}]");
        said.tell(&path, &format!("action={action}\nlog-start=no\nlog-end=yes"));
        logged(plan, &path, said);
    }
}

/// Where logs go: the profile, what no rule logs, and the servers.
fn logs(plan: &Plan, said: &mut Statements) {
    let logs = &plan.system.logs;
    if !logs.leave() {
        said.say("shared", "");
        return;
    }
    let path = "shared/log-settings";
    let upwards = yes_no(logs.panorama || logs.strata_region.is_some());
    let profile = format!("{path}/profiles/entry[log-forwarding]");
    let rules = ["traffic", "threat", "wildfire", "url", "data", "tunnel", "auth", "decryption"];
    let of_rules = rules.map(|kind| (kind, format!("{profile}/match-list/entry[all-{kind}]")));
    let others = ["system", "config"];
    let others = others.map(|kind| ("", format!("{path}/{kind}/match-list/entry[all-{kind}]")));
    for (kind, list) in of_rules.into_iter().chain(others) {
        said.tell(&list, &format!("filter=All Logs\nsend-to-panorama={upwards}"));
        if !kind.is_empty() {
            said.say(&format!("{list}/log-type"), kind);
        }
        if !logs.syslog.is_empty() {
            said.say(&format!("{list}/send-syslog/member"), "syslog");
        }
    }
    for (n, server) in logs.syslog.iter().enumerate() {
        let transport = server.transport.to_string().to_uppercase().replace("TLS", "SSL");
        said.tell(
            &format!("{path}/syslog/entry[syslog]/server/entry[server-{}]", n + 1),
            &format!(
                "server={}\ntransport={transport}\nport={}\nformat=BSD\nfacility=LOG_USER",
                server.server, server.port
            ),
        );
    }
    if let Some(region) = &logs.strata_region {
        said.say(&format!("{profile}/enhanced-application-logging"), "yes");
        said.tell(
            "deviceconfig/setting/logging/logging-service-forwarding",
            &format!("enable=yes\nlogging-service-regions={region}"),
        );
    }
}

/// What each rule says of where its logs go.
fn logged(plan: &Plan, rule: &str, said: &mut Statements) {
    if plan.system.logs.leave() {
        said.say(&format!("{rule}/log-setting"), "log-forwarding");
    }
}

/// A rule by its name and what it judges.
fn rule(
    name: &str,
    (from, to): (&str, &str),
    (source, destination): (Vec<String>, Vec<String>),
    service: &str,
) -> Rule {
    Rule {
        name: name.to_owned(),
        from: vec![from.to_owned()],
        to: vec![to.to_owned()],
        source,
        destination,
        services: vec![service.to_owned()],
        applications: vec!["any".to_owned()],
        action: "allow".to_owned(),
        ..Rule::default()
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
fn security(plan: &Plan) -> Vec<Rule> {
    let port = format!("tcp-{}", plan.balance.probe.port);
    let probe =
        |zone: &str| rule(&format!("probe-{zone}"), (zone, zone), (from_probe(), any()), &port);
    let mut rules = vec![probe("untrust"), probe("trust")];
    rules.extend(published(plan).map(|service| {
        let sources: Vec<String> = service.sources.iter().map(ToString::to_string).collect();
        let from = if sources.is_empty() { any() } else { sources };
        let sides = (from, arrivals(plan, service));
        let named = service.applications.clone();
        let zones = ("untrust", if service.on_pair { "vpn" } else { "trust" });
        Rule {
            applications: if named.is_empty() { any() } else { named },
            ..rule(&format!("in-{}", service.name), zones, sides, &object(service))
        }
    }));
    rules.extend(opens(plan).map(|from| Rule {
        applications: vec!["ike".to_owned(), "ipsec-esp-udp".to_owned()],
        ..rule("vpn-out", ("vpn", "untrust"), (vec![from], any()), "any")
    }));
    for (zone, to) in watched_from(plan) {
        let own = match plan.machine.dataplane {
            Dataplane::Static if zone == "trust" => {
                plan.units.each().map(|unit| unit.trust.address.to_string()).into()
            }
            Dataplane::Static => untrust_addresses(plan),
            Dataplane::Dhcp => any(),
        };
        rules.push(Rule {
            applications: vec!["ping".to_owned()],
            ..rule(
                &format!("path-monitoring-{zone}"),
                (zone, zone),
                (own, to),
                "application-default",
            )
        });
    }
    if !plan.system.local_policy {
        return rules;
    }
    if plan.system.profile == Profile::Lab {
        rules.push(rule("lab-allow-all", ("any", "any"), (any(), any()), "any"));
        return rules;
    }
    let (out, across) = ((inside(plan), any()), (inside(plan), inside(plan)));
    rules.push(rule("outbound", ("trust", "untrust"), out, "application-default"));
    rules.push(rule("east-west", ("trust", "trust"), across, "any"));
    if plan.panorama.is_none() {
        rules.push(Rule {
            action: "deny".to_owned(),
            ..rule("deny-all", ("any", "any"), (any(), any()), "any")
        });
    }
    rules
}

/// The planned NAT rules of a unit, in their order.
fn nat(plan: &Plan, unit: Unit) -> Vec<Rule> {
    let probe =
        |zone: &str| rule(&format!("probe-{zone}"), (zone, zone), (from_probe(), any()), "any");
    let mut rules = vec![probe("untrust"), probe("trust")];
    rules.extend(published(plan).map(|service| {
        let sides = (any(), arrivals(plan, service));
        let moved = service.backend_port != service.target_port;
        Rule {
            translated: service.target.to_string(),
            translated_port: if moved { service.target_port.to_string() } else { String::new() },
            ..rule(&format!("in-{}", service.name), ("untrust", "untrust"), sides, &object(service))
        }
    }));
    let [(_, own), _] = addresses(plan, unit);
    let hidden = |name: &str, from: &str, source: Vec<String>| Rule {
        hides_behind: "ethernet1/1".to_owned(),
        hides_address: own.first().cloned().unwrap_or_default(),
        ..rule(name, (from, "untrust"), (source, any()), "any")
    };
    rules.extend(opens(plan).map(|from| hidden("vpn-out", "vpn", vec![from])));
    if plan.system.local_policy {
        rules.push(hidden("outbound", "trust", inside(plan)));
    }
    rules
}

/// What both kinds of rules say.
fn judged(path: &str, rule: &Rule, said: &mut Statements) {
    for (list, texts) in [
        ("from", &rule.from),
        ("to", &rule.to),
        ("source", &rule.source),
        ("destination", &rule.destination),
    ] {
        said.members(&format!("{path}/{list}"), texts);
    }
}

fn security_rule(plan: &Plan, rule: &Rule, said: &mut Statements) {
    let path = format!("rulebase/security/rules/entry[{}]", rule.name);
    judged(&path, rule, said);
    said.members(&format!("{path}/application"), &rule.applications);
    said.members(&format!("{path}/service"), &rule.services);
    logged(plan, &path, said);
    // Every few seconds a probe or a ping: those would only fill the logs.
    let quiet = rule.name.starts_with("probe-") || rule.name.starts_with("path-monitoring-");
    said.tell(
        &path,
        &format!(
            "source-user/member=any
            category/member=any
            action={}
            log-start=no
            log-end={}",
            rule.action,
            yes_no(!quiet)
        ),
    );
    if plan.system.threat_profiles && rule.action == "allow" && !quiet {
        said.tell(
            &format!("{path}/profile-setting/profiles"),
            "virus/member=default
            spyware/member=strict
            vulnerability/member=strict
            wildfire-analysis/member=default",
        );
    }
}

fn nat_rule(rule: &Rule, said: &mut Statements) {
    let path = format!("rulebase/nat/rules/entry[{}]", rule.name);
    judged(&path, rule, said);
    for (leaf, text) in [
        ("service", rule.services.first().unwrap_or(&rule.name)),
        ("destination-translation/translated-address", &rule.translated),
        ("destination-translation/translated-port", &rule.translated_port),
        ("source-translation/dynamic-ip-and-port/interface-address/interface", &rule.hides_behind),
        ("source-translation/dynamic-ip-and-port/interface-address/ip", &rule.hides_address),
    ] {
        if !text.is_empty() {
            said.say(&format!("{path}/{leaf}"), text);
        }
    }
}
