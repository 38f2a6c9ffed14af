//! A packet's way through a unit: routers, address translation, policy, and the way back.
//!
//! The order is PAN-OS's own: the zone of departure follows from the destination as it arrives;
//! translation is judged with it; the translated destination is looked up again; policy is judged with
//! the address and port before translation and the zone after it. Source: PAN-OS administrator guide,
//! NAT policy rules and the flow of a packet.

use std::fmt;
use std::net::Ipv4Addr;

use super::azure::any;
use super::firewall::{Firewall, Interface, Route, Router, Rule, Use, around, bare};
use crate::choice::{Choice, choice};
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
    /// The configuration does not say, for this reason.
    Unknown(String),
}

impl Fate {
    /// How it goes on, if it does.
    pub fn passage(&self) -> Option<&Passage> {
        match self {
            Self::Forwarded(passage) => Some(passage),
            Self::Answered { .. } | Self::Dropped(_) | Self::Unknown(_) => None,
        }
    }

    /// Whether it is known what becomes of it, and that is not what it should be.
    pub fn certainly_not(&self, wanted: impl Fn(&Self) -> bool) -> bool {
        !matches!(self, Self::Unknown(_)) && !wanted(self)
    }
}

impl fmt::Display for Fate {
    /// The end of a sentence that begins with the packet.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered { by } => write!(f, "is answered out of `{by}`"),
            Self::Dropped(by) => write!(f, "is stopped by {by}"),
            Self::Unknown(why) => write!(f, "may go on, because {why}"),
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

choice! {
    /// What a decision is about; the label comes before its name.
    Kind {
        /// A route: it says by which next hop a packet goes on.
        Route "route" "route",
        /// A rule that translates addresses and ports of a packet.
        Translation "translation" "translation",
        /// A security rule of a firewall: it lets a packet pass or stops it.
        Security "security" "security rule",
        /// A rule of a network security group.
        Filter "filter" "filter",
        /// A rule of a balancer: it says to which units a balancer sends a packet.
        Balancing "balancing" "balancing rule",
        /// The health probe by which a balancer chooses a unit.
        Probe "probe" "probe",
        /// The session that the first packet opened: the answer belongs to it.
        Session "session" "session",
        /// Something that the files do not say and the walk takes for granted.
        Assumed "assumed" "taken for granted",
    }
}

/// What decided at a hop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What it is about.
    pub kind: Kind,
    /// The list that it stands in, or empty.
    pub of: String,
    /// Its name.
    pub name: String,
}

impl Decision {
    /// One that stands in no list.
    pub fn new(kind: Kind, name: &str) -> Self {
        Self { kind, of: String::new(), name: name.to_owned() }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, of, name } = self;
        let kind = kind.label();
        match of.as_str() {
            "" => write!(f, "{kind} {name}"),
            of => write!(f, "{kind} {name} of {of}"),
        }
    }
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
    trace(firewall, packet, None).fate
}

/// A packet's way through a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// What becomes of it.
    pub fate: Fate,
    /// What decided: translation, routes, policy.
    pub by: Vec<Decision>,
    /// Where it is for after translation, address and port.
    pub to: (Ipv4Addr, u16),
}

/// Walks a packet through a unit and keeps what decided. Which application it turns out to be may be known.
pub fn trace(firewall: &Firewall, packet: &Packet<'_>, application: Option<&str>) -> Trace {
    let (mut by, mut to) = (Vec::new(), (packet.destination, packet.port));
    let fate = pass(firewall, packet, application, (&mut by, &mut to)).unwrap_or_else(|end| end);
    Trace { fate, by, to }
}

/// The error is where the way ends.
fn pass(
    firewall: &Firewall,
    packet: &Packet<'_>,
    application: Option<&str>,
    (by, onward): (&mut Vec<Decision>, &mut (Ipv4Addr, u16)),
) -> Result<Fate, Fate> {
    let from = zone(firewall, packet.interface)?;
    let router = router_of(firewall, packet.interface)?;
    let first = place(firewall, router, packet.destination)?;
    let before = zone(firewall, &first.interface().name)?;
    let nat = deciding(firewall, &firewall.nat, (packet, application), (from, before))?;
    by.extend(nat.map(|rule| Decision::new(Kind::Translation, &rule.name)));
    let mut destination = packet.destination;
    let mut port = packet.port;
    if let Some(rule) = nat.filter(|rule| !rule.translated.is_empty()) {
        let why = || Fate::Unknown(format!("where {} translates to is not known", rule.name));
        destination = firewall.host(&rule.translated).ok_or_else(why)?;
        if !rule.translated_port.is_empty() {
            port = rule.translated_port.parse().map_err(|_| why())?;
        }
    }
    *onward = (destination, port);
    let last = place(firewall, router, destination)?;
    by.extend(ways(firewall, router, destination));
    let to = zone(firewall, &last.interface().name)?;
    let rule = deciding(firewall, &firewall.security, (packet, application), (from, to))?;
    let own = if from == to { "intrazone-default" } else { "interzone-default" };
    by.push(Decision::new(Kind::Security, rule.map_or(own, |rule| &rule.name)));
    match rule {
        Some(rule) if rule.action != "allow" => return ended(format!("the rule {}", rule.name)),
        None if from != to => return ended(format!("{own}, as no rule allows it")),
        None if firewall.denies_inside_zones => {
            return ended("the rule intrazone-default".to_owned());
        }
        Some(_) | None => {}
    }
    let interface = match last {
        Place::Own(interface) => {
            // What a loopback takes, a VPN answers, of which the rules say nothing.
            if interface.used != Use::Other {
                answers(firewall, interface, packet)?;
            }
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

fn ended<T>(by: String) -> Result<T, Fate> {
    Err(Fate::Dropped(by))
}

fn zone<'a>(firewall: &'a Firewall, interface: &str) -> Result<&'a str, Fate> {
    let zone = firewall.zone_of(interface);
    zone.map_or_else(|| ended(format!("{interface}, which is in no zone")), Ok)
}

fn router_of<'a>(firewall: &'a Firewall, interface: &str) -> Result<&'a Router, Fate> {
    let holds = |router: &&Router| router.interfaces.iter().any(|name| name == interface);
    let router = firewall.routers.iter().find(holds);
    router.map_or_else(|| ended(format!("{interface}, which is in no router")), Ok)
}

/// The first rule that fits; the error is that one before it may fit.
fn deciding<'a>(
    firewall: &Firewall,
    rules: &'a [Rule],
    packet: (&Packet<'_>, Option<&str>),
    zones: (&str, &str),
) -> Result<Option<&'a Rule>, Fate> {
    for rule in rules {
        match fits(firewall, rule, packet, zones) {
            Some(true) => return Ok(Some(rule)),
            Some(false) => {}
            None => {
                let why = format!("whether the rule {} is about it is not known", rule.name);
                return Err(Fate::Unknown(why));
            }
        }
    }
    Ok(None)
}

fn place<'a>(firewall: &'a Firewall, router: &Router, to: Ipv4Addr) -> Result<Place<'a>, Fate> {
    if let Some(interface) = firewall.owner(to) {
        return Ok(Place::Own(interface));
    }
    let Some(name) = exit(firewall, &router.name, to) else {
        return ended(format!("{}, which has no way to {to}", router.name));
    };
    let interface = firewall.interface(&name).map(Place::Beyond);
    interface.map_or_else(|| ended(format!("{name}, which does not exist")), Ok)
}

/// Whether a rule, of translation or of security, is about a packet between these zones.
fn fits(
    firewall: &Firewall,
    rule: &Rule,
    (packet, application): (&Packet<'_>, Option<&str>),
    (from, to): (&str, &str),
) -> Option<bool> {
    let named =
        |list: &[String], one: &str| Some(list.iter().any(|known| known == one || known == "any"));
    let holds = |list: &[String], address: Ipv4Addr| {
        any(list.iter().map(|known| {
            let spans = firewall.spans(known)?;
            Some(spans.iter().any(|(first, last)| (*first..=*last).contains(&address)))
        }))
    };
    let services = rule.services.iter();
    let all = [
        named(&rule.from, from),
        named(&rule.to, to),
        holds(&rule.source, packet.source),
        holds(&rule.destination, packet.destination),
        any(services.map(|name| serves(firewall, name, packet.protocol, packet.port))),
        judges(rule, packet.protocol == "icmp", application),
        // Of users and web categories nothing is known here.
        (!rule.narrowed).then_some(true),
    ];
    if all.contains(&Some(false)) { Some(false) } else { (!all.contains(&None)).then_some(true) }
}

/// Whether a rule's applications, which a NAT rule has none of, hold pings or what is no ping. Which
/// other application a packet turns out to be is mostly not known.
fn judges(rule: &Rule, ping: bool, application: Option<&str>) -> Option<bool> {
    let names = &rule.applications;
    let is_ping = |name: &String| name == "ping" || name == "icmp";
    if names.is_empty() || names.iter().any(|name| name == "any") {
        Some(true)
    } else if ping {
        Some(names.iter().any(is_ping))
    } else if names.iter().all(is_ping) {
        Some(false)
    } else {
        application.map(|one| names.iter().any(|name| name == one))
    }
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
pub fn serves(firewall: &Firewall, name: &str, protocol: &str, port: u16) -> Option<bool> {
    let object = |name: &str| firewall.services.iter().find(|service| service.name == name);
    let covers = |name: &str| {
        let service = object(name)?;
        let mut ports = service.port.split(',');
        let holds = ports.any(|part| holds_port(part.trim(), port));
        Some(service.protocol == protocol && holds)
    };
    match name {
        // With any application its own port can be any.
        "any" | "application-default" => Some(true),
        "service-http" => Some(protocol == "tcp" && (port == 80 || port == 8080)),
        "service-https" => Some(protocol == "tcp" && port == 443),
        own => match firewall.service_groups.get(own) {
            Some(members) => any(members.iter().map(|member| covers(member))),
            None => covers(own),
        },
    }
}

fn holds_port(ports: &str, port: u16) -> bool {
    let (low, high) = ports.split_once('-').unwrap_or((ports, ports));
    let bounds = low.parse::<u16>().ok().zip(high.parse::<u16>().ok());
    bounds.is_some_and(|(low, high)| (low..=high).contains(&port))
}

/// Whether the management profile of an interface answers a packet.
fn answers(firewall: &Firewall, interface: &Interface, packet: &Packet<'_>) -> Result<(), Fate> {
    let profile = firewall.profiles.iter().find(|profile| profile.name == interface.profile);
    let Some(profile) = profile else {
        return ended(format!("{}, which has no management profile", interface.name));
    };
    let admits = |range: &String| {
        bare(range) == Some(packet.source)
            || Range::read(range).is_ok_and(|range| range.contains(packet.source))
    };
    if !profile.permitted.is_empty() && !profile.permitted.iter().any(admits) {
        return ended(format!("the profile {}, which does not permit its source", profile.name));
    }
    let answered = |element: &str| profile.answers.iter().any(|own| own == element);
    let open = facts::panos::PROBE_PORTS.iter().any(|(port, element)| {
        *port == packet.port && packet.protocol == "tcp" && answered(element)
    });
    if open {
        return Ok(());
    }
    ended(format!("the profile {}, which does not answer the port", profile.name))
}

/// The source that a translation rule gives to a packet.
fn hidden_source(firewall: &Firewall, rule: &Rule) -> Result<Option<Ipv4Addr>, Fate> {
    if rule.pooled {
        return Err(Fate::Unknown(format!("{} hides its source behind a pool", rule.name)));
    }
    if rule.hides_behind.is_empty() {
        return Ok(None);
    }
    let interface = firewall.interface(&rule.hides_behind);
    let first = interface.and_then(|interface| interface.addresses.first());
    let address = Some(&rule.hides_address).filter(|address| !address.is_empty()).or(first);
    match address.and_then(|address| bare(address)) {
        Some(address) => Ok(Some(address)),
        None => ended(format!("{}, which hides the source behind no address", rule.name)),
    }
}

/// The interface by which a packet leaves that a router holds; `None` when it circles or is lost.
pub fn exit(firewall: &Firewall, router: &str, to: Ipv4Addr) -> Option<String> {
    let mut at = firewall.routers.iter().find(|known| known.name == router)?;
    for _ in 0..=firewall.routers.len() {
        if let Some(interface) = connected(firewall, at, to) {
            return Some(interface);
        }
        let leased = |fits: fn(&Interface) -> bool| {
            let mut own = at.interfaces.iter().filter_map(|name| firewall.interface(name));
            own.find(|interface| fits(interface)).map(|interface| interface.name.clone())
        };
        let Some(route) = best(at, to) else { return leased(|interface| interface.learns) };
        if route.next_router.is_empty() {
            // A route may leave its interface to the network in which its gateway lies, which with DHCP
            // is not known.
            let gateway = route.gateway.parse().ok();
            let beside =
                || connected(firewall, at, gateway?).or(leased(|one| one.addresses.is_empty()));
            let named = Some(route.interface.clone()).filter(|interface| !interface.is_empty());
            return named.or_else(beside);
        }
        at = firewall.routers.iter().find(|known| known.name == route.next_router)?;
    }
    None
}

/// The routes by which a packet leaves that a router holds, from router to router; what is connected has
/// none.
fn ways(firewall: &Firewall, router: &Router, to: Ipv4Addr) -> Vec<Decision> {
    let mut ways = Vec::new();
    let mut at = Some(router);
    while let Some(router) = at.filter(|_| ways.len() <= firewall.routers.len()) {
        let beyond = connected(firewall, router, to).is_none() && firewall.owner(to).is_none();
        let route = best(router, to).filter(|_| beyond);
        ways.extend(route.map(|route| Decision {
            kind: Kind::Route,
            of: router.name.clone(),
            name: route.name.clone(),
        }));
        at = route
            .and_then(|route| firewall.routers.iter().find(|next| next.name == route.next_router));
    }
    ways
}

fn connected(firewall: &Firewall, router: &Router, to: Ipv4Addr) -> Option<String> {
    let holds = |text: &String| around(text).is_some_and(|range| range.contains(to));
    let mut interfaces = router.interfaces.iter().filter_map(|name| firewall.interface(name));
    let found = interfaces.find(|interface| interface.addresses.iter().any(holds))?;
    Some(found.name.clone())
}

/// The route with the longest prefix.
fn best(router: &Router, to: Ipv4Addr) -> Option<&Route> {
    let fits =
        |route: &&Route| Range::read(&route.destination).is_ok_and(|range| range.contains(to));
    let len = |route: &&Route| Range::read(&route.destination).map_or(0, Range::prefix_len);
    router.routes.iter().filter(fits).max_by_key(len)
}
