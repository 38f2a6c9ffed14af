//! Whether a configuration holds together: nothing refers to what is not there, no packet circles, and
//! what the pair needs is switched on. PAN-OS's own parsers check none of this.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::damage::{Contradiction, Damage};
use super::firewall::Configuration;
use crate::facts;
use crate::net::Range;
use crate::walk::firewall::{Firewall, Interface, Profile, Route, Rule, Use};
use crate::walk::packet;
use crate::walk::packet::{Fate, Packet, Passage};

mod pair;

pub use pair::check_pair;

/// Service names that need no object. Source: PAN-OS, predefined services.
const PREDEFINED: [&str; 4] = ["any", "application-default", "service-http", "service-https"];

/// What a check says of one configuration, and what that breaks.
type Check = (Damage, fn(&Configuration, &mut Vec<String>));

/// What is broken by itself, and what packets do in a configuration that is not.
const BUILT: [Check; 4] = [
    (Damage::Boot, references),
    (Damage::Forward, memberships),
    (Damage::Forward, undefined),
    (Damage::Forward, routes),
];
const WALKED: [Check; 3] =
    [(Damage::Forward, translation), (Damage::Failover, probes), (Damage::Failover, watched)];
const BESIDE: [Check; 4] = [
    (Damage::Forward, shadowed),
    (Damage::Failover, high_availability),
    (Damage::Boot, names),
    (Damage::Boot, leftovers),
];

/// What does not hold together in one configuration.
pub fn check(configuration: &Configuration) -> Vec<Contradiction> {
    let mut all = run(configuration, &BUILT);
    // What packets do in a configuration that is broken already follows from that.
    if all.is_empty() {
        all = run(configuration, &WALKED);
    }
    all.extend(run(configuration, &BESIDE));
    all
}

fn run(configuration: &Configuration, checks: &[Check]) -> Vec<Contradiction> {
    let mut all = Vec::new();
    for (damage, check) in checks {
        let mut wrong = Vec::new();
        check(configuration, &mut wrong);
        all.extend(damage.each(told(configuration, wrong)));
    }
    all
}

/// Rules that allow everything from everywhere.
pub fn wide_open(configuration: &Configuration) -> Vec<Contradiction> {
    let any = |list: &[String]| list.iter().any(|one| one == "any");
    let open = configuration.firewall.security.iter().filter(|rule| {
        let lists = [
            &rule.from,
            &rule.to,
            &rule.source,
            &rule.destination,
            &rule.applications,
            &rule.services,
        ];
        rule.action == "allow" && !rule.narrowed && lists.into_iter().all(|list| any(list))
    });
    let open = open.map(|rule| format!("the rule {} allows everything from everywhere", rule.name));
    Damage::Open.each(told(configuration, open.collect())).collect()
}

fn told(configuration: &Configuration, wrong: Vec<String>) -> Vec<String> {
    let of = |what| format!("bootstrap.xml of {}: {what}", configuration.firewall.host_name);
    wrong.into_iter().map(of).collect()
}

/// Every interface that is named exists, and the HA interface is in no zone, router or import.
fn references(configuration: &Configuration, wrong: &mut Vec<String>) {
    let firewall = &configuration.firewall;
    let zones = firewall.zones.iter().flat_map(|zone| &zone.interfaces);
    let routers = firewall.routers.iter().flat_map(|router| &router.interfaces);
    let hiding = firewall.nat.iter().map(|rule| &rule.hides_behind).filter(|name| !name.is_empty());
    for name in zones.chain(routers).chain(&configuration.imported).chain(hiding) {
        match firewall.interface(name) {
            None => wrong.push(format!("the interface {name} does not exist")),
            Some(interface) if interface.used == Use::Ha => {
                wrong.push(format!("the HA interface {name} is in a zone, router or import"));
            }
            Some(_) => {}
        }
    }
    let port = &configuration.ha.ha2_port;
    let dedicated = firewall.interface(port).is_some_and(|interface| interface.used == Use::Ha);
    if configuration.ha.configured && !dedicated {
        wrong.push(format!("HA2 uses {port}, which is no HA interface"));
    }
}

/// The interfaces that carry traffic.
fn dataplane(firewall: &Firewall) -> impl Iterator<Item = &Interface> {
    firewall.interfaces.iter().filter(|interface| interface.used == Use::Traffic)
}

/// Every layer-3 interface is in one zone, in one router and in the import.
fn memberships(configuration: &Configuration, wrong: &mut Vec<String>) {
    let firewall = &configuration.firewall;
    for interface in dataplane(firewall) {
        let in_zones = firewall.zones.iter().filter(|z| z.interfaces.contains(&interface.name));
        let in_routers = firewall.routers.iter().filter(|r| r.interfaces.contains(&interface.name));
        let counts = [
            ("zones", in_zones.count()),
            ("routers", in_routers.count()),
            (
                "imports",
                configuration.imported.iter().filter(|name| **name == interface.name).count(),
            ),
        ];
        for (what, count) in counts.into_iter().filter(|(_, count)| *count != 1) {
            wrong.push(format!("{} is in {count} {what}, expected one", interface.name));
        }
    }
}

/// Rules name zones and services that exist.
fn undefined(configuration: &Configuration, wrong: &mut Vec<String>) {
    let firewall = &configuration.firewall;
    let mut lacking: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for rule in firewall.security.iter().chain(&firewall.nat) {
        for zone in rule.from.iter().chain(&rule.to).filter(|zone| *zone != "any") {
            if !firewall.zones.iter().any(|known| known.name == *zone) {
                let what = format!("the zone {zone}, which does not exist");
                lacking.entry(what).or_default().push(&rule.name);
            }
        }
        for name in &rule.services {
            let defined = firewall.services.iter().any(|service| service.name == *name)
                || firewall.service_groups.contains_key(name);
            if !defined && !PREDEFINED.contains(&name.as_str()) {
                let what = format!("the service {name}, which is not defined");
                lacking.entry(what).or_default().push(&rule.name);
            }
        }
    }
    for (what, mut rules) in lacking {
        rules.dedup();
        match rules.as_slice() {
            [] => {}
            [rule] => wrong.push(format!("rule {rule} names {what}")),
            [first, ..] => {
                wrong.push(format!("rule {first} names {what} ({} rules)", rules.len()));
            }
        }
    }
}

/// Each rule has packets to judge.
fn shadowed(configuration: &Configuration, wrong: &mut Vec<String>) {
    let firewall = &configuration.firewall;
    for rules in [&firewall.security, &firewall.nat] {
        for (n, rule) in rules.iter().enumerate() {
            if let Some(above) = rules.iter().take(n).find(|above| swallows(above, rule)) {
                wrong.push(format!(
                    "no packet reaches the rule {}, because {} stands above it",
                    rule.name, above.name
                ));
            }
        }
    }
}

/// Whether a rule judges every packet that another one would.
fn swallows(above: &Rule, below: &Rule) -> bool {
    let all = |wide: &[String], narrow: &[String]| {
        wide.iter().any(|one| one == "any") || narrow.iter().all(|one| wide.contains(one))
    };
    let addresses = |wide: &[String], narrow: &[String]| {
        let covered = |one: &String| {
            Range::read(one).is_ok_and(|inner| {
                wide.iter().any(|outer| Range::read(outer).is_ok_and(|outer| outer.covers(inner)))
            })
        };
        all(wide, narrow) || narrow.iter().all(covered)
    };
    !above.narrowed
        && all(&above.from, &below.from)
        && all(&above.to, &below.to)
        && addresses(&above.source, &below.source)
        && addresses(&above.destination, &below.destination)
        && all(&above.applications, &below.applications)
        && all(&above.services, &below.services)
}

/// Translation looks at the zone before it. What is published reaches its target with the client's
/// address and is answered the way it came; what goes out is hidden behind the unit's own address.
fn translation(configuration: &Configuration, wrong: &mut Vec<String>) {
    let firewall = &configuration.firewall;
    let Some(stranger) = stranger(firewall) else { return };
    let entry = |rule: &Rule| {
        let zone = firewall.zones.iter().find(|zone| rule.from.contains(&zone.name))?;
        zone.interfaces.first().cloned()
    };
    for rule in firewall.nat.iter().filter(|rule| !rule.translated.is_empty()) {
        let hosts = rule.destination.iter().filter_map(|text| firewall.host(text));
        let hosts: Vec<Ipv4Addr> = hosts.collect();
        let mut zones =
            hosts.iter().filter_map(|host| firewall.zone_of(&firewall.owner(*host)?.name));
        if zones.any(|zone| !rule.to.iter().any(|to| to == zone || to == "any")) {
            wrong.push(format!("NAT rule {} is not in the zone before translation", rule.name));
        }
        let object = firewall.services.iter().find(|known| rule.services.contains(&known.name));
        let port = object.and_then(|object| object.port.split([',', '-']).next()?.parse().ok());
        let (Some(interface), Some(object), Some(port)) = (entry(rule), object, port) else {
            continue;
        };
        // The network of a leased address is not known before the unit runs, and may hold any private one.
        let leased = firewall.interface(&interface).is_some_and(|found| found.addresses.is_empty());
        let beside = |host: &Ipv4Addr| leased && facts::azure::is_private(Range::host(*host));
        for destination in hosts.into_iter().filter(|host| !beside(host)) {
            let arriving = Packet {
                interface: &interface,
                source: stranger,
                destination,
                protocol: &object.protocol,
                port,
            };
            let what = format!("a packet to {destination} {} {port}", object.protocol);
            let fate = packet::walk(firewall, &arriving);
            // Behind the unit's own address the answer finds back by itself.
            let hidden = !rule.hides_behind.is_empty();
            let arrives = |passage: &Passage| {
                Some(passage.destination) == firewall.host(&rule.translated)
                    && (hidden || (passage.source == stranger && passage.reply == interface))
            };
            if fate.certainly_not(|fate| {
                ends(firewall, rule, fate) || fate.passage().is_some_and(arrives)
            }) {
                let to = &rule.translated;
                wrong.push(format!("{what} {fate}, expected to reach {to} from its own address"));
                // The other addresses of the rule fare alike.
                break;
            }
        }
    }
    for rule in firewall.nat.iter().filter(|rule| !rule.hides_behind.is_empty()) {
        let inside = rule.source.iter().find_map(|range| Range::read(range).ok()?.nth(9));
        let (Some(interface), Some(source)) = (entry(rule), inside) else { continue };
        let leaving = Packet {
            interface: &interface,
            source,
            destination: stranger,
            protocol: "tcp",
            port: 443,
        };
        let own = firewall.interface(&rule.hides_behind).and_then(|interface| {
            let first = interface.addresses.first()?;
            packet::bare(first)
        });
        // With DHCP the address is not known before the unit runs.
        let Some(own) = own else { continue };
        let fate = packet::walk(firewall, &leaving);
        let leaves =
            |passage: &Passage| passage.interface == rule.hides_behind && passage.source == own;
        if fate.certainly_not(|fate| fate.passage().is_some_and(leaves)) {
            wrong.push(format!(
                "a packet from {source} to the Internet {fate}, expected to leave as {own}"
            ));
        }
    }
}

/// Whether a packet ends on the unit itself, at an address of its own that a rule translates to.
fn ends(firewall: &Firewall, rule: &Rule, fate: &Fate) -> bool {
    let own = firewall.host(&rule.translated).and_then(|host| firewall.owner(host));
    own.is_some() && matches!(fate, Fate::Answered { by } if !by.is_empty())
}

/// An address of the Internet: one that no route but the default ones is about.
fn stranger(firewall: &Firewall) -> Option<Ipv4Addr> {
    const CANDIDATES: [Ipv4Addr; 4] = [
        Ipv4Addr::new(198, 51, 100, 77),
        Ipv4Addr::new(203, 0, 113, 77),
        Ipv4Addr::new(192, 0, 2, 77),
        Ipv4Addr::new(8, 8, 8, 8),
    ];
    let routes = firewall.routers.iter().flat_map(|router| &router.routes);
    let connected = firewall.interfaces.iter().flat_map(|interface| &interface.addresses);
    let known: Vec<Range> = routes
        .map(|route| &route.destination)
        .chain(connected)
        .filter_map(|text| {
            let (address, len) = text.split_once('/')?;
            Range::around(address.parse().ok()?, len.parse().ok().filter(|len| *len > 0)?)
        })
        .collect();
    let unknown = |address: &Ipv4Addr| !known.iter().any(|range| range.contains(*address));
    CANDIDATES.into_iter().find(unknown)
}

/// Every next hop exists where it is looked for, and no destination circles or is lost.
fn routes(configuration: &Configuration, wrong: &mut Vec<String>) {
    let firewall = &configuration.firewall;
    // A router without interfaces, as the default one of many a package, routes nothing.
    for router in firewall.routers.iter().filter(|router| !router.interfaces.is_empty()) {
        let before = wrong.len();
        for route in &router.routes {
            if let Some(why) = next_hop(firewall, route) {
                wrong.push(why);
                continue;
            }
            let Ok(destination) = Range::read(&route.destination) else {
                if !firewall.objects.contains_key(&route.destination) {
                    let (name, destination) = (&route.name, &route.destination);
                    wrong.push(format!("route {name} has the destination {destination}"));
                }
                continue;
            };
            if [&route.next_router, &route.gateway, &route.interface].iter().all(|to| to.is_empty())
            {
                continue;
            }
            // The address just inside the range stands for the whole of it, and a stranger for all.
            let inside = destination.nth(9).unwrap_or(destination.network());
            let all = stranger(firewall).filter(|_| destination.prefix_len() == 0);
            let sample = all.unwrap_or(inside);
            if packet::exit(firewall, &router.name, sample).is_none() {
                wrong.push(format!("a packet to {sample} circles from {}", router.name));
            }
        }
        let lost = |to| packet::exit(firewall, &router.name, to).is_none();
        // A broken route says it already.
        if wrong.len() == before && stranger(firewall).is_some_and(lost) {
            wrong.push(format!("{} has no way to the Internet", router.name));
        }
    }
}

/// Whether the next router does not exist, or the next address is in no network of the route's interface.
fn next_hop(firewall: &Firewall, route: &Route) -> Option<String> {
    let (name, next) = (&route.name, &route.next_router);
    if !next.is_empty() && !firewall.routers.iter().any(|other| other.name == *next) {
        return Some(format!("route {name} leads to {next}, which does not exist"));
    }
    let interface = firewall.interface(&route.interface);
    let mut networks = interface.into_iter().flat_map(networks).peekable();
    let gateway = route.gateway.parse::<Ipv4Addr>().ok()?;
    let beside = networks.peek().is_none() || networks.any(|range| range.contains(gateway));
    let interface = &route.interface;
    (!beside).then(|| format!("route {name} leads to {gateway}, which is not on {interface}"))
}

/// The networks that an interface is connected to; none with DHCP.
fn networks(interface: &Interface) -> impl Iterator<Item = Range> {
    interface.addresses.iter().filter_map(|text| {
        let (address, len) = text.split_once('/')?;
        let len = len.parse().ok().filter(|len| *len < 32)?;
        Range::around(address.parse().ok()?, len)
    })
}

/// Where probes are expected, each router answers them out of its own interface, by whatever route.
fn probes(configuration: &Configuration, wrong: &mut Vec<String>) {
    let firewall = &configuration.firewall;
    let source = facts::azure::PROBE_SOURCE;
    let mut expected = false;
    let named = [source.to_string(), Range::host(source).to_string()];
    configuration.tree.walk("", &mut |_, element| {
        expected |= named.contains(&element.name) || named.contains(&element.text);
    });
    if !expected {
        return;
    }
    for router in firewall.routers.iter().filter(|router| !router.interfaces.is_empty()) {
        let by = packet::exit(firewall, &router.name, source);
        if !by.is_some_and(|by| router.interfaces.contains(&by)) {
            wrong.push(format!("{} does not answer probes out of its own interface", router.name));
        }
    }
    for interface in dataplane(firewall) {
        let own = |profile: &&Profile| profile.name == interface.profile;
        let profile = firewall.profiles.iter().find(own);
        if profile.is_none_or(|profile| profile.permitted != [source.to_string()]) {
            wrong.push(format!("{} does not answer {source} alone", interface.name));
        }
        let open = |(_, element): &(u16, &str)| {
            profile.is_some_and(|profile| profile.answers.iter().any(|own| own == element))
        };
        let ports = facts::panos::PROBE_PORTS.into_iter().filter(open).map(|(port, _)| port);
        let own = interface.addresses.first().and_then(|address| packet::bare(address));
        for (port, destination) in ports.filter_map(|port| Some((port, own?))) {
            let interface = &interface.name;
            let probe = Packet { interface, source, destination, protocol: "tcp", port };
            let fate = packet::walk(firewall, &probe);
            let answered = Fate::Answered { by: interface.clone() };
            if fate.certainly_not(|fate| *fate == answered) {
                wrong.push(format!(
                    "a probe of {destination} port {port} {fate}, expected to be answered out of {interface}"
                ));
            }
        }
    }
}

/// Where it is configured, high availability is on and hands its sessions over, by a transport that a
/// VNet carries: frames of Ethernet, as without any choice, do not cross it.
fn high_availability(configuration: &Configuration, wrong: &mut Vec<String>) {
    let ha = &configuration.ha;
    if !ha.configured {
        return;
    }
    let tree = configuration.tree.at("devices/entry/deviceconfig/high-availability");
    let sync = tree.text_at("group/state-synchronization/enabled");
    for (what, found, wanted) in [
        ("high availability", &ha.enabled, &["yes"][..]),
        ("session synchronisation", &sync, &["yes"]),
        ("the transport of HA2", &ha.transport, &["udp", "ip"]),
        ("the port of HA1", &ha.ha1_port, &["management"]),
    ] {
        if !wanted.contains(&found.as_str()) {
            let found = if found.is_empty() { "nothing" } else { found };
            wrong.push(format!("{what} is {found}, expected {}", wanted.join(" or ")));
        }
    }
    let mask = ha.ha2_netmask.parse::<Ipv4Addr>().map_or(u32::MAX, u32::from);
    let len = u8::try_from(mask.leading_ones()).expect("a mask has 32 bits");
    let own = ha.ha2_address.parse().ok().and_then(|address| Range::around(address, len));
    let router = own.filter(|range| range.size() > 1).map(facts::azure::gateway);
    let gateway = tree.text_at("interface/ha2/gateway");
    if let Some(router) = router.filter(|router| gateway != router.to_string()) {
        wrong.push(format!("HA2 has the gateway `{gateway}`, expected Azure's router {router}"));
    }
}

/// Every watched address is watched from a router that is there, by pings that leave the unit by that
/// router's own interface; a ping that the policy stops takes the active unit out of service. With DHCP
/// it is not known yet what lies beside an interface.
fn watched(configuration: &Configuration, wrong: &mut Vec<String>) {
    let firewall = &configuration.firewall;
    let groups = "devices/entry/deviceconfig/high-availability/group/monitoring/path-monitoring";
    for kind in ["virtual-router", "logical-router"] {
        let groups = configuration.tree.at(&format!("{groups}/path-group/{kind}")).children;
        for group in &groups {
            let lists = group.at("destination-ip-group").children;
            let watched = lists.iter().flat_map(|list| list.members("destination-ip"));
            for to in watched.filter_map(|to| to.parse::<Ipv4Addr>().ok()) {
                let router = firewall.routers.iter().find(|router| router.name == group.name);
                let own = router.map(|router| router.interfaces.as_slice()).unwrap_or_default();
                let mut known = own.iter().filter_map(|name| firewall.interface(name));
                if known.any(|interface| interface.addresses.is_empty()) {
                    continue;
                }
                let fate = packet::ping(firewall, &group.name, to);
                let leaves = |passage: &Passage| own.contains(&passage.interface);
                if fate.certainly_not(|fate| fate.passage().is_some_and(leaves)) {
                    wrong.push(format!("a ping of {to} from {} {fate}", group.name));
                }
            }
        }
    }
}

/// Names are unique and short enough, hashes have PAN-OS's form.
fn names(configuration: &Configuration, wrong: &mut Vec<String>) {
    let firewall = &configuration.firewall;
    let routes = firewall.routers.iter().flat_map(|router| &router.routes);
    let profiles = &configuration.tree.at("devices/entry/network/profiles").children;
    let profiles = profiles.iter().flat_map(|kind| &kind.children);
    let routes = routes.map(|route| ("route", &route.name));
    for (what, name) in routes.chain(profiles.map(|profile| ("profile", &profile.name))) {
        if name.is_empty() || name.len() > facts::panos::SHORT_NAME_MAX {
            wrong.push(format!(
                "the {what} name `{name}` has not 1 to {} characters",
                facts::panos::SHORT_NAME_MAX
            ));
        }
    }
    let lists: [(&str, usize, Vec<&String>); 5] = [
        ("security rule", 63, firewall.security.iter().map(|rule| &rule.name).collect()),
        ("NAT rule", 63, firewall.nat.iter().map(|rule| &rule.name).collect()),
        ("service", 63, firewall.services.iter().map(|service| &service.name).collect()),
        ("zone", 31, firewall.zones.iter().map(|zone| &zone.name).collect()),
        ("router", 31, firewall.routers.iter().map(|router| &router.name).collect()),
    ];
    for (what, most, names) in lists {
        for (n, name) in names.iter().enumerate() {
            if name.is_empty() || name.len() > most {
                wrong.push(format!("the {what} name `{name}` has not 1 to {most} characters"));
            }
            if names.iter().skip(n + 1).any(|other| other == name) {
                wrong.push(format!("two {what}s have the name {name}"));
            }
        }
    }
    for (user, hash) in &configuration.users {
        if hash != "*" && !is_phash(hash) {
            wrong.push(format!("the hash of {user} has not the form $5$salt$hash or $1$salt$hash"));
        }
    }
}

/// Elements and attributes that record another device's past.
const LEFTOVERS: [&str; 4] = ["ptpl", "loc", "initcfg", "content-preview"];

/// A configuration written for a first boot has no past; rules may have their own ids.
fn leftovers(configuration: &Configuration, wrong: &mut Vec<String>) {
    let mut found = Vec::new();
    configuration.tree.walk("", &mut |path, element| {
        let mut names = element.attributes.iter().map(|(name, _)| name.as_str());
        let foreign = path != "/config" && names.any(|name| name != "uuid");
        if foreign || LEFTOVERS.contains(&element.tag.as_str()) {
            found.push(path.to_owned());
        }
    });
    match found.as_slice() {
        [] => {}
        [one] => wrong.push(format!("{one} is left over from another device")),
        [one, more @ ..] => {
            let n = more.len();
            wrong.push(format!("{one} is left over from another device, and {n} more elements"));
        }
    }
}

/// The forms of crypt that PAN-OS takes, SHA-256 and the older MD5.
fn is_phash(hash: &str) -> bool {
    let parts: Vec<&str> = hash.split('$').collect();
    let (salt, digest, len) = match parts.as_slice() {
        ["", "5", salt, digest] => (salt, digest, 43),
        ["", "1", salt, digest] => (salt, digest, 22),
        _ => return false,
    };
    let plain =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"./".contains(&byte));
    hash.len() <= facts::panos::PHASH_MAX
        && (1..=16).contains(&salt.len())
        && digest.len() == len
        && plain(salt)
        && plain(digest)
}
