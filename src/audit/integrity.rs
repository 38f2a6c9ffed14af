//! Whether a configuration holds together: nothing refers to what is not there, no packet circles, and
//! both units differ in what must differ and in nothing else. PAN-OS's own parsers check none of this.

use std::net::Ipv4Addr;

use super::firewall::Firewall;
use super::firewall::Route;
use super::firewall::Router;
use super::firewall::Rule;
use super::tree::Tree;
use crate::facts;
use crate::net::Range;

/// Service names that need no object. Source: PAN-OS, predefined services.
const PREDEFINED: [&str; 4] = ["any", "application-default", "service-http", "service-https"];

/// What does not hold together in one configuration.
pub fn check(firewall: &Firewall) -> Vec<String> {
    let mut wrong = Vec::new();
    references(firewall, &mut wrong);
    memberships(firewall, &mut wrong);
    rules(firewall, &mut wrong);
    routes(firewall, &mut wrong);
    probes(firewall, &mut wrong);
    names(firewall, &mut wrong);
    leftovers(firewall, &mut wrong);
    wrong
        .into_iter()
        .map(|what| format!("bootstrap.xml of {}: {what}", firewall.host_name))
        .collect()
}

/// Every interface that is named exists, and the HA interface is in no zone, router or import.
fn references(firewall: &Firewall, wrong: &mut Vec<String>) {
    let zones = firewall.zones.iter().flat_map(|zone| &zone.interfaces);
    let routers = firewall.routers.iter().flat_map(|router| &router.interfaces);
    let hiding = firewall.nat.iter().map(|rule| &rule.hides_behind).filter(|name| !name.is_empty());
    for name in zones.chain(routers).chain(&firewall.imported).chain(hiding) {
        match firewall.interface(name) {
            None => wrong.push(format!("the interface {name} does not exist")),
            Some(interface) if interface.is_ha => {
                wrong.push(format!("the HA interface {name} is in a zone, router or import"));
            }
            Some(_) => {}
        }
    }
    for port in [&firewall.ha.ha2_port] {
        if !firewall.interface(port).is_some_and(|interface| interface.is_ha) {
            wrong.push(format!("HA2 uses {port}, which is no HA interface"));
        }
    }
}

/// Every layer-3 interface is in one zone, in one router and in the import.
fn memberships(firewall: &Firewall, wrong: &mut Vec<String>) {
    for interface in firewall.interfaces.iter().filter(|interface| !interface.is_ha) {
        let in_zones = firewall.zones.iter().filter(|z| z.interfaces.contains(&interface.name));
        let in_routers = firewall.routers.iter().filter(|r| r.interfaces.contains(&interface.name));
        let counts = [
            ("zones", in_zones.count()),
            ("routers", in_routers.count()),
            ("imports", firewall.imported.iter().filter(|name| **name == interface.name).count()),
        ];
        for (what, count) in counts.into_iter().filter(|(_, count)| *count != 1) {
            wrong.push(format!("{} is in {count} {what}, expected one", interface.name));
        }
    }
}

/// Rules name zones and services that exist; translation looks at the zone before it, security at the
/// zone after it and the address before it.
fn rules(firewall: &Firewall, wrong: &mut Vec<String>) {
    for rule in firewall.security.iter().chain(&firewall.nat) {
        for zone in rule.from.iter().chain(&rule.to).filter(|zone| *zone != "any") {
            if !firewall.zones.iter().any(|known| known.name == *zone) {
                wrong.push(format!(
                    "rule {} names the zone {zone}, which does not exist",
                    rule.name
                ));
            }
        }
        let defined = firewall.services.iter().any(|service| service.name == rule.service);
        if !defined && !PREDEFINED.contains(&rule.service.as_str()) {
            wrong.push(format!(
                "rule {} names the service {}, which is not defined",
                rule.name, rule.service
            ));
        }
    }
    for nat in firewall.nat.iter().filter(|rule| !rule.translated.is_empty()) {
        if nat.to != nat.from {
            wrong.push(format!("NAT rule {} is not in the zone before translation", nat.name));
        }
        let Some(security) = firewall.security.iter().find(|rule| rule.name == nat.name) else {
            wrong.push(format!("NAT rule {} has no security rule", nat.name));
            continue;
        };
        if security.destination != nat.destination || security.service != nat.service {
            wrong.push(format!("the rules {} do not judge the same packets", nat.name));
        }
        let target = exit_zone(firewall, &nat.translated);
        if target.as_deref() != security.to.first().map(String::as_str) {
            wrong.push(format!(
                "security rule {} leads to {:?}, the target {} lies in {target:?}",
                nat.name, security.to, nat.translated
            ));
        }
    }
}

/// Every next router exists, and no destination circles.
fn routes(firewall: &Firewall, wrong: &mut Vec<String>) {
    for router in &firewall.routers {
        for route in &router.routes {
            let to_nowhere = !route.next_router.is_empty()
                && !firewall.routers.iter().any(|other| other.name == route.next_router);
            if to_nowhere {
                wrong.push(format!(
                    "route {} leads to {}, which does not exist",
                    route.name, route.next_router
                ));
            }
            let Ok(destination) = Range::read(&route.destination) else {
                wrong.push(format!(
                    "route {} has the destination {}",
                    route.name, route.destination
                ));
                continue;
            };
            // The address just inside the range stands for the whole of it.
            let sample = destination.nth(9).unwrap_or(destination.network());
            if exit(firewall, &router.name, sample).is_none() {
                wrong.push(format!("a packet to {sample} circles from {}", router.name));
            }
        }
    }
}

/// The interface by which a packet leaves that a router holds; `None` when it circles or is lost.
pub fn exit(firewall: &Firewall, router: &str, to: Ipv4Addr) -> Option<String> {
    let mut at = firewall.routers.iter().find(|known| known.name == router)?;
    for _ in 0..=firewall.routers.len() {
        if let Some(interface) = connected(firewall, at, to) {
            return Some(interface);
        }
        let route = best(at, to)?;
        if route.next_router.is_empty() {
            return Some(route.interface.clone()).filter(|interface| !interface.is_empty());
        }
        at = firewall.routers.iter().find(|known| known.name == route.next_router)?;
    }
    None
}

fn connected(firewall: &Firewall, router: &Router, to: Ipv4Addr) -> Option<String> {
    let holds = |text: &String| {
        let (address, len) = text.split_once('/')?;
        Range::around(address.parse().ok()?, len.parse().ok()?).filter(|range| range.contains(to))
    };
    let mut interfaces = router.interfaces.iter().filter_map(|name| firewall.interface(name));
    let found =
        interfaces.find(|interface| interface.addresses.iter().any(|a| holds(a).is_some()))?;
    Some(found.name.clone())
}

/// The route with the longest prefix.
fn best(router: &Router, to: Ipv4Addr) -> Option<&Route> {
    let fits =
        |route: &&Route| Range::read(&route.destination).is_ok_and(|range| range.contains(to));
    let len = |route: &&Route| Range::read(&route.destination).map_or(0, Range::prefix_len);
    router.routes.iter().filter(fits).max_by_key(len)
}

/// The zone by which a packet to this address leaves, coming from the untrust side.
fn exit_zone(firewall: &Firewall, to: &str) -> Option<String> {
    let first = firewall.routers.first()?;
    let interface = exit(firewall, &first.name, to.parse().ok()?)?;
    firewall.zone_of(&interface).map(str::to_owned)
}

/// Each router answers probes out of its own interface.
fn probes(firewall: &Firewall, wrong: &mut Vec<String>) {
    let source = facts::azure::PROBE_SOURCE;
    for router in &firewall.routers {
        let answer = router.routes.iter().find(|route| {
            route.destination == format!("{source}/32")
                && router.interfaces.contains(&route.interface)
        });
        if answer.is_none() {
            wrong.push(format!("{} does not answer probes out of its own interface", router.name));
        }
    }
    let allowed = |profile: &Tree| {
        profile
            .at("permitted-ip")
            .children
            .iter()
            .map(|entry| entry.name.clone())
            .collect::<Vec<_>>()
    };
    let profiles =
        firewall.tree.at("devices/entry/network/profiles/interface-management-profile").children;
    for interface in firewall.interfaces.iter().filter(|interface| !interface.is_ha) {
        let profile = profiles.iter().find(|profile| profile.name == interface.profile);
        if profile.map(allowed) != Some(vec![source.to_string()]) {
            wrong.push(format!("{} does not answer {source} alone", interface.name));
        }
    }
}

/// Names are unique and short enough, hashes have PAN-OS's form.
fn names(firewall: &Firewall, wrong: &mut Vec<String>) {
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
    for (user, hash) in &firewall.users {
        if hash != "*" && !is_phash(hash) {
            wrong.push(format!("the hash of {user} has not the form $5$salt$hash"));
        }
    }
}

/// Elements and attributes that record another device's past.
const LEFTOVERS: [&str; 5] = ["ptpl", "loc", "uuid", "initcfg", "content-preview"];

/// A configuration written for a first boot has no past, and only its root has attributes.
fn leftovers(firewall: &Firewall, wrong: &mut Vec<String>) {
    firewall.tree.walk("", &mut |path, element| {
        let foreign = path != "/config" && !element.attributes.is_empty();
        if foreign || LEFTOVERS.contains(&element.tag.as_str()) {
            wrong.push(format!("{path} is left over from another device"));
        }
    });
}

fn is_phash(hash: &str) -> bool {
    let parts: Vec<&str> = hash.split('$').collect();
    let ["", "5", salt, digest] = parts.as_slice() else { return false };
    let plain =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"./".contains(&byte));
    salt.len() == 8 && digest.len() == 43 && plain(salt) && plain(digest)
}

/// Paths in which the units differ on purpose. The names of addresses are part of a path.
const DIFFERENT: [&str; 6] = [
    "/layer3/ip/entry",
    "/system/hostname",
    "/ha2/ip-address",
    "/group/peer-ip",
    "/election-option/device-priority",
    "/interface-address/ip",
];

/// What does not hold together between the two configurations.
pub fn check_pair(a: &Firewall, b: &Firewall) -> Vec<String> {
    let mut wrong = Vec::new();
    for interface in a.interfaces.iter().filter(|interface| !interface.addresses.is_empty()) {
        let other = b.interface(&interface.name);
        let crossed =
            other.is_some_and(|other| bare(&interface.addresses) == reversed(&other.addresses));
        if !crossed {
            wrong.push(format!(
                "{} does not carry the other unit's address as a /32",
                interface.name
            ));
        }
    }
    let must_differ = [
        ("priority", &a.ha.priority, &b.ha.priority),
        ("HA1 peer", &a.ha.peer, &b.ha.peer),
        ("HA2 address", &a.ha.ha2_address, &b.ha.ha2_address),
        ("host name", &a.host_name, &b.host_name),
    ];
    for (what, a, b) in must_differ {
        if a == b {
            wrong.push(format!("both units have the {what} {a}"));
        }
    }
    let (lines_a, lines_b) = (comparable(&a.tree), comparable(&b.tree));
    for (left, right) in lines_a.iter().zip(&lines_b).filter(|(left, right)| left != right).take(3)
    {
        wrong.push(format!("the units differ where they must not: {left} and {right}"));
    }
    if lines_a.len() != lines_b.len() {
        wrong.push("one unit has elements that the other lacks".to_owned());
    }
    wrong
}

/// Addresses without their lengths; the own one first.
fn bare(addresses: &[String]) -> Vec<&str> {
    addresses.iter().map(|address| address.split('/').next().unwrap_or_default()).collect()
}

fn reversed(addresses: &[String]) -> Vec<&str> {
    let mut bare = bare(addresses);
    bare.reverse();
    bare
}

/// A line an element, without those that differ on purpose.
fn comparable(tree: &Tree) -> Vec<String> {
    let mut lines = Vec::new();
    tree.walk("", &mut |path, element| {
        if !DIFFERENT.iter().any(|part| path.contains(part)) {
            lines.push(format!("{path} {}", element.text));
        }
    });
    lines
}

/// A packet before any translation, for [`judge`].
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// Zone by which it comes in.
    pub from: &'a str,
    /// Zone by which it leaves.
    pub to: &'a str,
    /// Source address.
    pub source: Ipv4Addr,
    /// Destination address.
    pub destination: Ipv4Addr,
    /// Service object that fits it.
    pub service: &'a str,
}

/// The first security rule that judges a packet.
pub fn judge<'a>(firewall: &'a Firewall, packet: &Packet<'_>) -> Option<&'a Rule> {
    let named =
        |list: &[String], one: &str| list.iter().any(|known| known == one || known == "any");
    let holds = |list: &[String], address: Ipv4Addr| {
        list.iter().any(|known| {
            known == "any"
                || *known == address.to_string()
                || Range::read(known).is_ok_and(|range| range.contains(address))
        })
    };
    let serves = |name: &str| ["any", "application-default", packet.service].contains(&name);
    firewall.security.iter().find(|rule| {
        named(&rule.from, packet.from)
            && named(&rule.to, packet.to)
            && holds(&rule.source, packet.source)
            && holds(&rule.destination, packet.destination)
            && serves(&rule.service)
    })
}
