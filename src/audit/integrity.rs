//! Whether a configuration holds together: nothing refers to what is not there, no packet circles, and
//! what the pair needs is switched on. PAN-OS's own parsers check none of this.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::budget::Budget;
use super::fault::{Contradiction, Fault};
use super::firewall::{Configuration, Part};
use super::tree::Tree;
use crate::facts;
use crate::net::Range;
use crate::walk::firewall::{Firewall, Interface, Profile, Route, Rule, Use, around, bare};
use crate::walk::packet;
use crate::walk::packet::{Fate, Packet, Passage};

mod pair;

pub use pair::check_pair;

/// Service names that need no object. Source: PAN-OS, predefined services.
const PREDEFINED: [&str; 4] = ["any", "application-default", "service-http", "service-https"];

/// A check of one configuration.
type Check = for<'a, 'b> fn(&'a mut Judge<'b>);

/// What is broken by itself, what packets do in a configuration that is not, and the rest.
const BUILT: [Check; 4] = [references, memberships, undefined, routes];
const WALKED: [Check; 3] = [translation, probes, watched];
const BESIDE: [Check; 4] = [shadowed, high_availability, names, leftovers];

/// A configuration before its checks.
struct Judge<'a> {
    configuration: &'a Configuration,
    firewall: &'a Firewall,
    budget: &'a Budget,
    /// Steps that one packet takes through the configuration at most, and through its routers alone.
    walk: usize,
    route: usize,
    wrong: Vec<Contradiction>,
}

impl<'a> Judge<'a> {
    fn of(configuration: &'a Configuration, budget: &'a Budget) -> Self {
        let firewall = &configuration.firewall;
        let route = route_steps(firewall);
        let walk = rule_steps(firewall) + 4 * route;
        Self { configuration, firewall, budget, walk, route, wrong: Vec::new() }
    }

    fn say(&mut self, what: Contradiction, part: Part<'_>) {
        self.wrong.push(self.configuration.beside(what, part));
    }

    fn run(&mut self, checks: &[Check]) {
        for check in checks {
            check(self);
        }
    }
}

/// Each hop looks at each address and route of a router, and a circle ends after as many hops as there
/// are routers.
fn route_steps(firewall: &Firewall) -> usize {
    let addresses: usize = firewall.interfaces.iter().map(|one| 1 + one.addresses.len()).sum();
    let widest =
        firewall.routers.iter().map(|router| router.interfaces.len() + router.routes.len());
    (1 + firewall.routers.len()) * (1 + addresses + widest.max().unwrap_or(0))
}

/// Each rule looks at each of its members, and an address at each range that it stands for.
fn rule_steps(firewall: &Firewall) -> usize {
    let spans = |name: &String| match firewall.objects.get(name) {
        Some(Some(spans)) => 1 + spans.len(),
        Some(None) | None => 1,
    };
    let services = 1 + firewall.services.len() + firewall.service_groups.len();
    let rules = firewall.security.iter().chain(&firewall.nat);
    let steps = rules.map(|rule| {
        let addresses = rule.source.iter().chain(&rule.destination).map(spans).sum::<usize>();
        let names = rule.from.len() + rule.to.len() + rule.applications.len();
        1 + addresses + names + rule.services.len() * services
    });
    let zones = firewall.zones.iter().map(|zone| 1 + zone.interfaces.len()).sum::<usize>();
    steps.sum::<usize>() + 4 * zones
}

/// What does not hold together in one configuration.
pub fn check(configuration: &Configuration, budget: &Budget) -> Vec<Contradiction> {
    let mut judge = Judge::of(configuration, budget);
    judge.run(&BUILT);
    // What packets do in a configuration that is broken already follows from that.
    if judge.wrong.is_empty() {
        judge.run(&WALKED);
    }
    judge.run(&BESIDE);
    judge.wrong
}

/// Rules that allow everything from everywhere.
pub fn wide_open(configuration: &Configuration) -> Vec<Contradiction> {
    let any = |list: &[String]| list.iter().any(|one| one == "any");
    let open = configuration.firewall.security.iter().filter(|rule| {
        rule.action == "allow" && !rule.narrowed && rule.lists().into_iter().all(any)
    });
    let say = |rule: &Rule| {
        configuration.beside(Fault::AllAllowed.of([&rule.name]), Part::Security(&rule.name))
    };
    open.map(say).collect()
}

/// Every interface that is named exists, and the HA interface is in no zone, router or import.
fn references(judge: &mut Judge<'_>) {
    let firewall = judge.firewall;
    let zones = firewall
        .zones
        .iter()
        .flat_map(|zone| zone.interfaces.iter().map(|name| (name, Part::Zone(&zone.name))));
    let routers = firewall
        .routers
        .iter()
        .flat_map(|router| router.interfaces.iter().map(|name| (name, Part::Router(&router.name))));
    let imported = judge.configuration.imported.iter().map(|name| (name, Part::System));
    let hiding = firewall.nat.iter().filter(|rule| !rule.hides_behind.is_empty());
    let hiding = hiding.map(|rule| (&rule.hides_behind, Part::Nat(&rule.name)));
    let known: BTreeMap<&str, Use> =
        firewall.interfaces.iter().map(|one| (one.name.as_str(), one.used)).collect();
    for (name, part) in zones.chain(routers).chain(imported).chain(hiding) {
        match known.get(name.as_str()) {
            None => judge.say(Fault::InterfaceMissing.of([name]), part),
            Some(Use::Ha) => judge.say(Fault::HaInterfaceUsed.of([name]), part),
            Some(Use::Traffic | Use::Other) => {}
        }
    }
    let ha = &judge.configuration.ha;
    if ha.configured && known.get(ha.ha2_port.as_str()) != Some(&Use::Ha) {
        judge.say(Fault::Ha2Port.of([&ha.ha2_port]), Part::Ha);
    }
}

/// The interfaces that carry traffic.
fn dataplane(firewall: &Firewall) -> impl Iterator<Item = &Interface> {
    firewall.interfaces.iter().filter(|interface| interface.used == Use::Traffic)
}

/// How often each name stands in lists.
fn counts<'a>(names: impl Iterator<Item = &'a String>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name.as_str()).or_default() += 1;
    }
    counts
}

/// Every layer-3 interface is in one zone, in one router and in the import.
fn memberships(judge: &mut Judge<'_>) {
    let firewall = judge.firewall;
    let lists = [
        ("zones", counts(firewall.zones.iter().flat_map(|zone| &zone.interfaces))),
        ("routers", counts(firewall.routers.iter().flat_map(|router| &router.interfaces))),
        ("imports", counts(judge.configuration.imported.iter())),
    ];
    for interface in dataplane(firewall) {
        for (what, counts) in &lists {
            let count = counts.get(interface.name.as_str()).copied().unwrap_or(0);
            if count != 1 {
                let what = Fault::Membership.of([&interface.name, &count, what]);
                judge.say(what, Part::Interface(&interface.name));
            }
        }
    }
}

/// Rules name zones and services that exist; what several rules name is said once.
fn undefined(judge: &mut Judge<'_>) {
    let firewall = judge.firewall;
    let zones: BTreeSet<&str> = firewall.zones.iter().map(|zone| zone.name.as_str()).collect();
    let services = firewall.services.iter().map(|service| service.name.as_str());
    let groups = firewall.service_groups.keys().map(String::as_str);
    let services: BTreeSet<&str> = services.chain(groups).chain(PREDEFINED).collect();
    let mut lacking: BTreeMap<(Fault, &str), Vec<&str>> = BTreeMap::new();
    for rule in firewall.security.iter().chain(&firewall.nat) {
        let named = rule.from.iter().chain(&rule.to).filter(|zone| *zone != "any");
        let lost = named.filter(|zone| !zones.contains(zone.as_str()));
        let undefined = rule.services.iter().filter(|name| !services.contains(name.as_str()));
        let all = lost.map(|zone| (Fault::ZoneMissing, zone));
        for (fault, name) in all.chain(undefined.map(|name| (Fault::ServiceMissing, name))) {
            lacking.entry((fault, name)).or_default().push(&rule.name);
        }
    }
    for ((fault, name), rules) in lacking {
        let first = rules.first().expect("a rule named it");
        let what = fault.of([first, &name]);
        judge.say(what, Part::Rule(first));
    }
}

/// A part of a configuration by its name.
type Named<'a> = fn(&'a str) -> Part<'a>;

/// Each rule has packets to judge.
fn shadowed(judge: &mut Judge<'_>) {
    let firewall = judge.firewall;
    let lists: [(_, Named<'_>); 2] =
        [(&firewall.security, Part::Security), (&firewall.nat, Part::Nat)];
    for (rules, part) in lists {
        for (n, rule) in rules.iter().enumerate() {
            let mut before = rules.iter().take(n);
            let above = before
                .find(|above| judge.budget.steps(compared(above, rule)) && swallows(above, rule));
            if let Some(above) = above {
                let what = Fault::RuleShadowed.of([&rule.name, &above.name]);
                let what = judge.configuration.beside(what, part(&rule.name));
                judge.say(what, part(&above.name));
            }
        }
    }
}

/// Steps of comparing two rules.
fn compared(above: &Rule, below: &Rule) -> usize {
    let lists = above.lists().into_iter().zip(below.lists());
    lists.map(|(one, other)| 1 + one.len() * other.len()).sum()
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
fn translation(judge: &mut Judge<'_>) {
    let firewall = judge.firewall;
    let Some(stranger) = stranger(firewall) else { return };
    for rule in firewall.nat.iter().filter(|rule| !rule.translated.is_empty()) {
        published(judge, rule, stranger);
    }
    for rule in firewall.nat.iter().filter(|rule| !rule.hides_behind.is_empty()) {
        hidden(judge, rule, stranger);
    }
}

/// The interface by which the packets of a rule come in.
fn entry<'a>(firewall: &'a Firewall, rule: &Rule) -> Option<&'a str> {
    let zone = firewall.zones.iter().find(|zone| rule.from.contains(&zone.name))?;
    zone.interfaces.first().map(String::as_str)
}

fn published(judge: &mut Judge<'_>, rule: &Rule, stranger: Ipv4Addr) {
    let firewall = judge.firewall;
    if !judge.budget.steps(judge.walk) {
        return;
    }
    let hosts = rule.destination.iter().filter_map(|text| firewall.host(text));
    let hosts: Vec<Ipv4Addr> = hosts.collect();
    let mut zones = hosts.iter().filter_map(|host| firewall.zone_of(&firewall.owner(*host)?.name));
    if zones.any(|zone| !rule.to.iter().any(|to| to == zone || to == "any")) {
        judge.say(Fault::NatZone.of([&rule.name]), Part::Nat(&rule.name));
    }
    let object = firewall.services.iter().find(|known| rule.services.contains(&known.name));
    let port = object.and_then(|object| object.port.split([',', '-']).next()?.parse().ok());
    let (Some(interface), Some(object), Some(port)) = (entry(firewall, rule), object, port) else {
        return;
    };
    // The network of a leased address is not known before the unit runs, and may hold any private one.
    let leased = firewall.interface(interface).is_some_and(|found| found.addresses.is_empty());
    let beside = |host: &Ipv4Addr| leased && facts::azure::is_private(Range::host(*host));
    // Behind the unit's own address the answer finds back by itself.
    let hidden = !rule.hides_behind.is_empty();
    let protocol = &object.protocol;
    for destination in hosts.into_iter().filter(|host| !beside(host)) {
        let mut lost = None;
        for source in std::iter::once(stranger).chain(admitted(firewall, rule)) {
            if !judge.budget.steps(judge.walk) {
                return;
            }
            let arriving = Packet { interface, source, destination, protocol, port };
            let fate = packet::walk(firewall, &arriving);
            let arrives = |passage: &Passage| {
                Some(passage.destination) == firewall.host(&rule.translated)
                    && (hidden || (passage.source == source && passage.reply == interface))
            };
            let right =
                |fate: &Fate| ends(firewall, rule, fate) || fate.passage().is_some_and(arrives);
            if !fate.certainly_not(right) {
                lost = None;
                break;
            }
            lost.get_or_insert(fate);
        }
        if let Some(fate) = lost {
            let what =
                [&destination as &dyn std::fmt::Display, protocol, &port, &fate, &rule.translated];
            judge.say(Fault::ServiceLost.of(what), Part::Nat(&rule.name));
            // The other addresses of the rule fare alike.
            return;
        }
    }
}

/// A host for each security rule that lets somebody, and not everybody, in to what a rule translates.
fn admitted<'a>(firewall: &'a Firewall, rule: &'a Rule) -> impl Iterator<Item = Ipv4Addr> {
    let meets = |one: &[String], other: &[String]| {
        [one, other].iter().any(|list| list.iter().any(|text| text == "any"))
            || one.iter().any(|text| other.contains(text))
    };
    let about = move |security: &&Rule| {
        security.action == "allow"
            && meets(&security.from, &rule.from)
            && meets(&security.destination, &rule.destination)
    };
    firewall.security.iter().filter(about).filter_map(|security| {
        let (_, last) = *firewall.spans(security.source.first()?)?.first()?;
        (last != Ipv4Addr::BROADCAST).then_some(last)
    })
}

fn hidden(judge: &mut Judge<'_>, rule: &Rule, stranger: Ipv4Addr) {
    let firewall = judge.firewall;
    if !judge.budget.steps(judge.walk) {
        return;
    }
    let inside = rule.source.iter().find_map(|range| Range::read(range).ok()?.nth(9));
    let (Some(interface), Some(source)) = (entry(firewall, rule), inside) else { return };
    let (destination, protocol, port) = (stranger, "tcp", 443);
    let leaving = Packet { interface, source, destination, protocol, port };
    // With DHCP the address is not known before the unit runs.
    let own = firewall.interface(&rule.hides_behind);
    let own = own.and_then(|interface| bare(interface.addresses.first()?));
    let Some(own) = own else { return };
    let fate = packet::walk(firewall, &leaving);
    let leaves =
        |passage: &Passage| passage.interface == rule.hides_behind && passage.source == own;
    if fate.certainly_not(|fate| fate.passage().is_some_and(leaves)) {
        judge.say(Fault::HidingLost.of([&source, &fate, &own]), Part::Nat(&rule.name));
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
    let known = routes.map(|route| &route.destination).chain(connected);
    let known = known.filter_map(|text| around(text)).filter(|range| range.prefix_len() > 0);
    let known: Vec<Range> = known.collect();
    let unknown = |address: &Ipv4Addr| !known.iter().any(|range| range.contains(*address));
    CANDIDATES.into_iter().find(unknown)
}

/// Every next hop exists where it is looked for, and no destination circles or is lost.
fn routes(judge: &mut Judge<'_>) {
    let firewall = judge.firewall;
    let stranger = stranger(firewall);
    let routers: BTreeSet<&str> = firewall.routers.iter().map(|one| one.name.as_str()).collect();
    // A router without interfaces, as the default one of many a package, routes nothing.
    for router in firewall.routers.iter().filter(|router| !router.interfaces.is_empty()) {
        let before = judge.wrong.len();
        for route in &router.routes {
            if !judge.budget.steps(judge.route) {
                return;
            }
            let part = Part::Route(&route.name);
            if let Some(what) = next_hop(firewall, &routers, route) {
                judge.say(what, part);
                continue;
            }
            let Ok(destination) = Range::read(&route.destination) else {
                if !firewall.objects.contains_key(&route.destination) {
                    judge.say(Fault::RouteDestination.of([&route.name, &route.destination]), part);
                }
                continue;
            };
            if [&route.next_router, &route.gateway, &route.interface].iter().all(|to| to.is_empty())
            {
                continue;
            }
            // The address just inside the range stands for the whole of it, and a stranger for all.
            let inside = destination.nth(9).unwrap_or(destination.network());
            let all = stranger.filter(|_| destination.prefix_len() == 0);
            let sample = all.unwrap_or(inside);
            if packet::exit(firewall, &router.name, sample).is_none() {
                judge.say(Fault::RouteCircles.of([&sample, &router.name]), part);
            }
        }
        let lost = |to| packet::exit(firewall, &router.name, to).is_none();
        // A broken route says it already.
        if judge.wrong.len() == before
            && judge.budget.steps(judge.route)
            && stranger.is_some_and(lost)
        {
            judge.say(Fault::RouterLost.of([&router.name]), Part::Router(&router.name));
        }
    }
}

/// Whether the next router does not exist, or the next address is in no network of the route's interface.
fn next_hop(firewall: &Firewall, routers: &BTreeSet<&str>, route: &Route) -> Option<Contradiction> {
    let (name, next) = (&route.name, &route.next_router);
    if !next.is_empty() && !routers.contains(next.as_str()) {
        return Some(Fault::NextRouterMissing.of([name, next]));
    }
    let interface = firewall.interface(&route.interface);
    let mut networks = interface.into_iter().flat_map(networks).peekable();
    let gateway = route.gateway.parse::<Ipv4Addr>().ok()?;
    let beside = networks.peek().is_none() || networks.any(|range| range.contains(gateway));
    (!beside).then(|| Fault::GatewayElsewhere.of([name, &gateway, &route.interface]))
}

/// The networks that an interface is connected to; none with DHCP.
fn networks(interface: &Interface) -> impl Iterator<Item = Range> {
    let ranges = interface.addresses.iter().filter_map(|text| around(text));
    ranges.filter(|range| range.size() > 1)
}

/// Where probes are expected, each router answers them out of its own interface, by whatever route.
fn probes(judge: &mut Judge<'_>) {
    let firewall = judge.firewall;
    let source = facts::azure::PROBE_SOURCE;
    let named = [source.to_string(), Range::host(source).to_string()];
    let says = |element: &Tree| named.contains(&element.name) || named.contains(&element.text);
    if !judge.configuration.tree.any(&says) {
        return;
    }
    for router in firewall.routers.iter().filter(|router| !router.interfaces.is_empty()) {
        if !judge.budget.steps(judge.route) {
            return;
        }
        let by = packet::exit(firewall, &router.name, source);
        if !by.is_some_and(|by| router.interfaces.contains(&by)) {
            judge.say(Fault::ProbeReply.of([&router.name]), Part::Router(&router.name));
        }
    }
    let mut unlike: BTreeMap<(Fault, &str), Vec<&str>> = BTreeMap::new();
    for interface in dataplane(firewall) {
        if !judge.budget.steps(judge.walk + firewall.profiles.len()) {
            return;
        }
        let own = |profile: &&Profile| profile.name == interface.profile;
        let profile = firewall.profiles.iter().find(own);
        let permitted = profile.map(|profile| profile.permitted.as_slice());
        match permitted {
            Some([only]) if named.contains(only) => {
                probed(judge, interface, profile, source);
            }
            Some(all) if firewall.admits(all, source) => {}
            _ => {
                let unlike = unlike.entry((Fault::ProbeProfile, &interface.profile));
                unlike.or_default().push(&interface.name);
                continue;
            }
        }
        if permitted.is_some_and(|all| all.is_empty() || !all.iter().all(|one| named.contains(one)))
        {
            let unlike = unlike.entry((Fault::ProbeOpen, &interface.profile));
            unlike.or_default().push(&interface.name);
            probed(judge, interface, profile, source);
        }
    }
    for ((fault, profile), interfaces) in unlike {
        let what = fault.of([&interfaces.join(" and "), &source]);
        let first = interfaces.first().expect("an interface has it");
        let what = judge.configuration.beside(what, Part::Interface(first));
        if profile.is_empty() {
            judge.wrong.push(what);
        } else {
            judge.say(what, Part::Profile(profile));
        }
    }
}

/// Of an interface whose profile answers the probe: nothing stands in the way.
fn probed(
    judge: &mut Judge<'_>,
    interface: &Interface,
    profile: Option<&Profile>,
    source: Ipv4Addr,
) {
    let firewall = judge.firewall;
    let open = |(_, element): &(u16, &str)| {
        profile.is_some_and(|profile| profile.answers.iter().any(|own| own == element))
    };
    let ports = facts::panos::PROBE_PORTS.into_iter().filter(open).map(|(port, _)| port);
    let own = interface.addresses.first().and_then(|address| bare(address));
    for (port, destination) in ports.filter_map(|port| Some((port, own?))) {
        let interface = &interface.name;
        let probe = Packet { interface, source, destination, protocol: "tcp", port };
        let fate = packet::walk(firewall, &probe);
        let answered = Fate::Answered { by: interface.clone() };
        if fate.certainly_not(|fate| *fate == answered) {
            let what = Fault::ProbeLost.of([&destination, &port, &fate, interface]);
            judge.say(what, Part::Interface(interface));
        }
    }
}

/// Where it is configured, high availability is on and hands its sessions over, by a transport that a
/// VNet carries: frames of Ethernet, as without any choice, do not cross it.
fn high_availability(judge: &mut Judge<'_>) {
    let configuration = judge.configuration;
    let ha = &configuration.ha;
    if !ha.configured {
        return;
    }
    let tree = configuration.element(Part::Ha);
    let text = |path: &str| tree.text_at(path);
    for (what, path, wanted) in [
        ("high availability", "enabled", &["yes"][..]),
        ("session synchronisation", "group/state-synchronization/enabled", &["yes"]),
        ("the transport of HA2", "group/state-synchronization/transport", &["udp", "ip"]),
        ("the port of HA1", "interface/ha1/port", &["management"]),
    ] {
        let found = tree.at(path);
        // What PAN-OS does where sessions are not spoken of is not published.
        if found.text.is_empty() && path == "group/state-synchronization/enabled" {
            continue;
        }
        if !wanted.contains(&found.text.as_str()) {
            let said = if found.text.is_empty() { "nothing" } else { &found.text };
            let what = Fault::HaSetting.of([&what, &said, &wanted.join(" or ")]);
            let line = if found.line > 0 { found.line } else { tree.line };
            judge.wrong.push(what.at(&configuration.path, line));
        }
    }
    let mask = ha.ha2_netmask.parse::<Ipv4Addr>().map_or(u32::MAX, u32::from);
    let len = u8::try_from(mask.leading_ones()).expect("a mask has 32 bits");
    let own = ha.ha2_address.parse().ok().and_then(|address| Range::around(address, len));
    let router = own.filter(|range| range.size() > 1).map(facts::azure::gateway);
    let gateway = text("interface/ha2/gateway");
    if let Some(router) = router.filter(|router| gateway != router.to_string()) {
        let line = tree.at("interface/ha2").line;
        let what = Fault::Ha2Gateway.of([&gateway, &router]);
        judge.wrong.push(what.at(&configuration.path, line));
    }
}

/// Every watched address is watched from a router that is there, by pings that leave the unit by that
/// router's own interface; a ping that the policy stops takes the active unit out of service. With DHCP
/// it is not known yet what lies beside an interface.
fn watched(judge: &mut Judge<'_>) {
    let firewall = judge.firewall;
    let monitoring = judge.configuration.element(Part::Ha).at("group/monitoring/path-monitoring");
    for kind in ["path-group/virtual-router", "path-group/logical-router"] {
        for group in &monitoring.at(kind).children {
            let lists = &group.at("destination-ip-group").children;
            let watched = lists.iter().flat_map(|list| &list.at("destination-ip").children);
            let router = firewall.routers.iter().find(|router| router.name == group.name);
            let own = router.map_or(&[][..], |router| router.interfaces.as_slice());
            let mut known = own.iter().filter_map(|name| firewall.interface(name));
            if known.any(|interface| interface.addresses.is_empty()) {
                continue;
            }
            for (to, line) in watched.filter_map(|to| Some((to.text.parse().ok()?, to.line))) {
                if !judge.budget.steps(judge.walk) {
                    return;
                }
                let fate = packet::ping(firewall, &group.name, to);
                let leaves = |passage: &Passage| own.contains(&passage.interface);
                if fate.certainly_not(|fate| fate.passage().is_some_and(leaves)) {
                    let what = Fault::WatchedLost.of([&to, &group.name, &fate]);
                    judge.wrong.push(what.at(&judge.configuration.path, line));
                }
            }
        }
    }
}

/// Names are unique and short enough, hashes have PAN-OS's form.
fn names(judge: &mut Judge<'_>) {
    let configuration = judge.configuration;
    let at = |path: &str| configuration.tree.at(path).children.iter();
    let every_router = || {
        let kinds = ["virtual-router", "logical-router"];
        kinds.into_iter().flat_map(|kind| at(&format!("devices/entry/network/{kind}")))
    };
    let short = facts::panos::SHORT_NAME_MAX;
    // Rules that are switched off may share a name with nothing either, so the elements are read.
    let vsys = |path: &str| at(&format!("devices/entry/vsys/entry/{path}")).collect();
    let profiles = at("devices/entry/network/profiles").flat_map(|kind| &kind.children);
    let lists: [(&str, usize, bool, Vec<&Tree>); 6] = [
        ("security rule", 63, true, vsys("rulebase/security/rules")),
        ("NAT rule", 63, true, vsys("rulebase/nat/rules")),
        ("service", 63, true, vsys("service")),
        ("zone", 31, true, vsys("zone")),
        ("router", 31, true, every_router().collect()),
        ("profile", short, false, profiles.collect()),
    ];
    for (what, most, unique, elements) in lists {
        named(judge, what, most, unique.then_some(&mut BTreeMap::new()), &elements);
    }
    let table = "routing-table/ip/static-route";
    let routes = every_router().flat_map(|one| [one.at(table), one.at("vrf/entry").at(table)]);
    let routes: Vec<&Tree> = routes.flat_map(|table| &table.children).collect();
    named(judge, "route", short, None, &routes);
    for (user, hash) in &configuration.users {
        if hash != "*" && !is_phash(hash) {
            judge.say(Fault::HashForm.of([user]), Part::User(user));
        }
    }
}

/// Names of one kind: their length, and, where there are names to be apart from, that each stands once.
fn named<'a>(
    judge: &mut Judge<'_>,
    what: &str,
    most: usize,
    mut seen: Option<&mut BTreeMap<&'a str, usize>>,
    elements: &[&'a Tree],
) {
    let path = &judge.configuration.path;
    for element in elements {
        let name = element.name.as_str();
        if name.is_empty() || name.len() > most {
            let what = Fault::NameLength.of([&what, &name, &most]);
            judge.wrong.push(what.at(path, element.line));
        }
        if let Some(first) = seen.as_mut().and_then(|seen| seen.insert(name, element.line)) {
            let what = Fault::NameTwice.of([&what, &name]);
            judge.wrong.push(what.at(path, first).at(path, element.line));
        }
    }
}

/// Elements and attributes that record another device's past.
const LEFTOVERS: [&str; 4] = ["ptpl", "loc", "initcfg", "content-preview"];

/// A configuration written for a first boot has no past; rules may have their own ids.
fn leftovers(judge: &mut Judge<'_>) {
    let root = &judge.configuration.tree;
    let mut found: Vec<&Tree> = Vec::new();
    root.each(&mut |element| {
        let mut names = element.attributes.iter().map(|(name, _)| name.as_str());
        let foreign = !std::ptr::eq(element, root) && names.any(|name| name != "uuid");
        if foreign || LEFTOVERS.contains(&element.tag.as_str()) {
            found.push(element);
        }
    });
    if let Some(first) = found.first() {
        let more = match found.len() - 1 {
            0 => String::new(),
            n => format!(" with {n} more elements"),
        };
        let name = if first.name.is_empty() {
            first.tag.clone()
        } else {
            format!("{} {}", first.tag, first.name)
        };
        let what = Fault::LeftOver.of([&format!("{name}{more}")]);
        let path = &judge.configuration.path;
        judge.wrong.push(found.iter().take(3).fold(what, |what, one| what.at(path, one.line)));
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
