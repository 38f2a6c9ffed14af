//! A packet's way through a unit: routers, address translation, policy, and the way back.
//!
//! The order is PAN-OS's own: the zone of departure follows from the destination as it arrives;
//! translation is judged with it; the translated destination is looked up again; policy is judged with
//! the address and port before translation and the zone after it. Source: PAN-OS administrator guide,
//! NAT policy rules and the flow of a packet.

use std::fmt;
use std::net::Ipv4Addr;

use super::firewall::{Firewall, Interface, Route, Router, Rule};
use super::tree::Tree;
use crate::facts;
use crate::net::Range;

/// A packet as it reaches an interface; the first one of its session.
#[derive(Clone, Copy, Debug)]
pub struct Packet<'a> {
    /// Interface by which it comes in.
    pub interface: &'a str,
    /// Source address.
    pub source: Ipv4Addr,
    /// Destination address.
    pub destination: Ipv4Addr,
    /// `tcp`, `udp`, or `icmp` for a ping.
    pub protocol: &'a str,
    /// Destination port; 0 for a ping.
    pub port: u16,
}

/// What becomes of a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The unit itself answers it, out of this interface.
    Answered {
        /// Interface by which the answer leaves.
        by: String,
    },
    /// It goes on.
    Forwarded(Passage),
    /// It ends here, for this reason.
    Dropped(String),
}

impl Fate {
    /// How it goes on, if it does.
    pub fn passage(&self) -> Option<&Passage> {
        match self {
            Self::Forwarded(passage) => Some(passage),
            Self::Answered { .. } | Self::Dropped(_) => None,
        }
    }
}

impl fmt::Display for Fate {
    /// The end of a sentence that begins with the packet.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { by } => write!(f, "is answered out of `{by}`"),
            Self::Dropped(by) => write!(f, "is stopped by {by}"),
            Self::Forwarded(Passage { interface, source, destination, port, reply, .. }) => write!(
                f,
                "leaves by {interface} from {source} to {destination} port {port} and is answered out of `{reply}`"
            ),
        }
    }
}

/// A packet as it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Interface by which it leaves.
    pub interface: String,
    /// Source after translation.
    pub source: Ipv4Addr,
    /// Destination after translation.
    pub destination: Ipv4Addr,
    /// Port after translation.
    pub port: u16,
    /// Security rule that let it pass; empty for PAN-OS's own rule inside a zone.
    pub rule: String,
    /// Interface by which the answer leaves towards the source; empty when it finds no way.
    pub reply: String,
}

/// Where a destination lies as seen from a router.
enum Place<'a> {
    /// On the unit itself, at this interface.
    Own(&'a Interface),
    /// Beyond this interface.
    Beyond(&'a Interface),
}

impl<'a> Place<'a> {
    fn interface(&self) -> &'a Interface {
        match self {
            Self::Own(interface) | Self::Beyond(interface) => interface,
        }
    }
}

/// Walks a packet through a unit.
pub fn walk(firewall: &Firewall, packet: &Packet<'_>) -> Fate {
    match pass(firewall, packet) {
        Ok(fate) => fate,
        Err(reason) => Fate::Dropped(reason),
    }
}

fn pass(firewall: &Firewall, packet: &Packet<'_>) -> Result<Fate, String> {
    let from = zone(firewall, packet.interface)?;
    let router = router_of(firewall, packet.interface)?;
    let first = place(firewall, router, packet.destination)?;
    let before = zone(firewall, &first.interface().name)?;
    let nat = firewall.nat.iter().find(|rule| fits(firewall, rule, packet, (from, before)));
    let mut destination = packet.destination;
    let mut port = packet.port;
    if let Some(rule) = nat.filter(|rule| !rule.translated.is_empty()) {
        let target = rule.translated.parse();
        destination = target.map_err(|_| format!("{} translates to no address", rule.name))?;
        if !rule.translated_port.is_empty() {
            let target = rule.translated_port.parse();
            port = target.map_err(|_| format!("{} translates to no port", rule.name))?;
        }
    }
    let last = place(firewall, router, destination)?;
    let to = zone(firewall, &last.interface().name)?;
    let rule = firewall.security.iter().find(|rule| fits(firewall, rule, packet, (from, to)));
    match rule {
        Some(rule) if rule.action != "allow" => return Err(format!("the rule {}", rule.name)),
        None if from != to => return Err("no rule that allows it".to_owned()),
        Some(_) | None => {}
    }
    let interface = match last {
        Place::Own(interface) => {
            answers(firewall, interface, packet)?;
            let by = exit(firewall, &router.name, packet.source).unwrap_or_default();
            return Ok(Fate::Answered { by });
        }
        Place::Beyond(interface) => interface,
    };
    let hidden = nat.map(|rule| hidden_source(firewall, rule)).transpose()?.flatten();
    // The answer is looked up where the packet left, after its destination is the source again.
    let back = router_of(firewall, &interface.name)?;
    Ok(Fate::Forwarded(Passage {
        interface: interface.name.clone(),
        source: hidden.unwrap_or(packet.source),
        destination,
        port,
        rule: rule.map(|rule| rule.name.clone()).unwrap_or_default(),
        reply: exit(firewall, &back.name, packet.source).unwrap_or_default(),
    }))
}

fn zone<'a>(firewall: &'a Firewall, interface: &str) -> Result<&'a str, String> {
    firewall.zone_of(interface).ok_or_else(|| format!("{interface}, which is in no zone"))
}

fn router_of<'a>(firewall: &'a Firewall, interface: &str) -> Result<&'a Router, String> {
    let holds = |router: &&Router| router.interfaces.iter().any(|name| name == interface);
    let router = firewall.routers.iter().find(holds);
    router.ok_or_else(|| format!("{interface}, which is in no router"))
}

fn place<'a>(firewall: &'a Firewall, router: &Router, to: Ipv4Addr) -> Result<Place<'a>, String> {
    let own = |interface: &&Interface| {
        let mut addresses = interface.addresses.iter();
        addresses.any(|address| bare(address) == Some(to))
    };
    if let Some(interface) = firewall.interfaces.iter().find(own) {
        return Ok(Place::Own(interface));
    }
    let name = exit(firewall, &router.name, to)
        .ok_or_else(|| format!("{}, which has no way to {to}", router.name))?;
    let interface = firewall.interface(&name);
    interface.map(Place::Beyond).ok_or_else(|| format!("{name}, which does not exist"))
}

/// The address in `10.0.1.4/24`.
pub(super) fn bare(address: &str) -> Option<Ipv4Addr> {
    address.split('/').next()?.parse().ok()
}

/// Whether a rule, of translation or of security, is about a packet between these zones.
fn fits(firewall: &Firewall, rule: &Rule, packet: &Packet<'_>, (from, to): (&str, &str)) -> bool {
    let named =
        |list: &[String], one: &str| list.iter().any(|known| known == one || known == "any");
    let holds = |list: &[String], address: Ipv4Addr| {
        // A name stands for an object of another package, of which nothing is known here.
        list.iter().any(|known| match (bare(known), Range::read(known)) {
            (_, Ok(range)) => range.contains(address),
            (Some(host), Err(_)) => host == address,
            (None, Err(_)) => true,
        })
    };
    named(&rule.from, from)
        && named(&rule.to, to)
        && holds(&rule.source, packet.source)
        && holds(&rule.destination, packet.destination)
        && rule.services.iter().any(|name| serves(firewall, name, packet.protocol, packet.port))
        && judges(rule, packet.protocol == "icmp")
}

/// Whether a rule's applications, which a NAT rule has none of, hold pings or what is no ping.
fn judges(rule: &Rule, ping: bool) -> bool {
    let names = &rule.applications;
    let pings = names.iter().any(|name| name == "ping" || name == "icmp");
    let all = names.is_empty() || names.iter().any(|name| name == "any");
    if ping { pings || all } else { all || !pings }
}

/// The way of a unit's own ping from a router: it begins in the zone of the interface by which it
/// leaves, with that interface's own address. Source: PAN-OS, path monitoring (not verified).
pub fn ping(firewall: &Firewall, router: &str, destination: Ipv4Addr) -> Fate {
    let Some(interface) = exit(firewall, router, destination) else {
        return Fate::Dropped(format!("{router}, which has no way to {destination}"));
    };
    let own = firewall.interface(&interface).and_then(|found| found.addresses.first());
    // With DHCP the address is not known before the unit runs.
    let source = own.and_then(|address| bare(address)).unwrap_or(Ipv4Addr::UNSPECIFIED);
    walk(
        firewall,
        &Packet { interface: &interface, source, destination, protocol: "icmp", port: 0 },
    )
}

/// Whether a service covers a port. Source of the predefined ones: PAN-OS, service objects.
fn serves(firewall: &Firewall, name: &str, protocol: &str, port: u16) -> bool {
    match name {
        // With any application its own port can be any.
        "any" | "application-default" => true,
        "service-http" => protocol == "tcp" && (port == 80 || port == 8080),
        "service-https" => protocol == "tcp" && port == 443,
        own => firewall.services.iter().any(|service| {
            service.name == own
                && service.protocol == protocol
                && service.port.split(',').any(|part| holds_port(part.trim(), port))
        }),
    }
}

fn holds_port(ports: &str, port: u16) -> bool {
    let (low, high) = ports.split_once('-').unwrap_or((ports, ports));
    let bounds = low.parse::<u16>().ok().zip(high.parse::<u16>().ok());
    bounds.is_some_and(|(low, high)| (low..=high).contains(&port))
}

/// Whether the management profile of an interface answers a packet.
fn answers(firewall: &Firewall, interface: &Interface, packet: &Packet<'_>) -> Result<(), String> {
    let profile = profile(firewall, &interface.profile)
        .ok_or_else(|| format!("{}, which has no management profile", interface.name))?;
    let permitted = profile.at("permitted-ip").children;
    let admits = |range: &str| {
        bare(range) == Some(packet.source)
            || Range::read(range).is_ok_and(|range| range.contains(packet.source))
    };
    if !permitted.is_empty() && !permitted.iter().any(|entry| admits(&entry.name)) {
        return Err(format!("the profile {}, which does not permit its source", profile.name));
    }
    let open = facts::panos::PROBE_PORTS.iter().any(|(port, element)| {
        *port == packet.port && packet.protocol == "tcp" && profile.text_at(element) == "yes"
    });
    let closed = || format!("the profile {}, which does not answer the port", profile.name);
    open.then_some(()).ok_or_else(closed)
}

/// An interface management profile.
pub(super) fn profile(firewall: &Firewall, name: &str) -> Option<Tree> {
    let path = "devices/entry/network/profiles/interface-management-profile";
    firewall.tree.at(path).children.into_iter().find(|profile| profile.name == name)
}

/// The source that a translation rule gives to a packet.
fn hidden_source(firewall: &Firewall, rule: &Rule) -> Result<Option<Ipv4Addr>, String> {
    if rule.hides_behind.is_empty() {
        return Ok(None);
    }
    let interface = firewall.interface(&rule.hides_behind);
    let first = interface.and_then(|interface| interface.addresses.first());
    let address = Some(&rule.hides_address).filter(|address| !address.is_empty()).or(first);
    let address = address.and_then(|address| bare(address));
    address
        .map(Some)
        .ok_or_else(|| format!("{}, which hides the source behind no address", rule.name))
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
