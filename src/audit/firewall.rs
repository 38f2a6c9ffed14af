//! What a configuration says: interfaces, routers, zones, objects, rules and high availability.

use std::collections::BTreeMap;

use super::fault::Contradiction;
use super::tree::Tree;
use crate::walk::firewall::{
    Firewall, Interface, Profile, Route, Router, Rule, Service, Span, Use, Zone, span,
};

/// High availability.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ha {
    /// Whether anything is said of it.
    pub configured: bool,
    /// Group id.
    pub group_id: String,
    /// The peer's HA1 address.
    pub peer: String,
    /// Own HA2 address.
    pub ha2_address: String,
    /// HA2 mask.
    pub ha2_netmask: String,
    /// HA2 port.
    pub ha2_port: String,
    /// Transport of session synchronisation.
    pub transport: String,
    /// Device priority.
    pub priority: String,
}

/// A configuration as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
    /// Path of its file.
    pub path: String,
    /// What it does with packets.
    pub firewall: Firewall,
    /// Interfaces that the virtual system imports.
    pub imported: Vec<String>,
    /// High availability.
    pub ha: Ha,
    /// Users with their hashes.
    pub users: Vec<(String, String)>,
    /// The whole tree.
    pub tree: Tree,
}

/// A unit of a package: its configuration, however many copies of it there are.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// Directory of its package in the share; empty where it is not known.
    pub(super) directory: String,
    /// Its configuration.
    pub(super) configuration: Configuration,
}

/// A part of a configuration by its name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'a> {
    /// The device itself: its host name and services.
    System,
    /// High availability.
    Ha,
    /// An interface.
    Interface(&'a str),
    /// A router.
    Router(&'a str),
    /// A static route of any router.
    Route(&'a str),
    /// A zone.
    Zone(&'a str),
    /// An interface management profile.
    Profile(&'a str),
    /// A security rule.
    Security(&'a str),
    /// A NAT rule.
    Nat(&'a str),
    /// A rule of either kind.
    Rule(&'a str),
    /// A user.
    User(&'a str),
    /// All users.
    Users,
    /// All interface management profiles.
    Profiles,
    /// All rules.
    Rulebase,
}

const DEVICE: &str = "devices/entry";
const VSYS: &str = "devices/entry/vsys/entry";

impl Unit {
    /// The host name.
    pub(super) fn host(&self) -> &str {
        &self.configuration.firewall.host_name
    }
}

/// Where routers stand, of either kind.
const ROUTERS: [&str; 2] =
    ["devices/entry/network/virtual-router", "devices/entry/network/logical-router"];

impl Configuration {
    /// The element of a part; the whole configuration where it is not written.
    pub(super) fn element(&self, part: Part<'_>) -> &Tree {
        let (lists, name): (&[&str], _) = match part {
            Part::System => (&["devices/entry/deviceconfig/system"], ""),
            Part::Ha => (&["devices/entry/deviceconfig/high-availability"], ""),
            Part::Users => (&["mgt-config/users"], ""),
            Part::Profiles => (&["devices/entry/network/profiles"], ""),
            Part::Rulebase => (&["devices/entry/vsys/entry/rulebase"], ""),
            Part::User(name) => (&["mgt-config/users"], name),
            Part::Profile(name) => (&["devices/entry/network/profiles"], name),
            Part::Interface(name) => (&["devices/entry/network/interface"], name),
            Part::Router(name) | Part::Route(name) => (&ROUTERS, name),
            Part::Zone(name) => (&["devices/entry/vsys/entry/zone"], name),
            Part::Security(name) => (&["devices/entry/vsys/entry/rulebase/security/rules"], name),
            Part::Nat(name) => (&["devices/entry/vsys/entry/rulebase/nat/rules"], name),
            Part::Rule(name) => (&["devices/entry/vsys/entry/rulebase"], name),
        };
        let found = lists.iter().map(|path| self.tree.at(path)).find_map(|list| {
            if name.is_empty() { Some(list).filter(|list| list.line > 0) } else { list.entry(name) }
        });
        found.unwrap_or(&self.tree)
    }

    /// A contradiction with the line of one of its parts as a side.
    pub(super) fn beside(&self, what: Contradiction, part: Part<'_>) -> Contradiction {
        what.at(&self.path, self.element(part).line)
    }
}

/// Most addresses of a group, and of all groups, that are followed; beyond, what a group holds is not known.
const GROUP_MAX: usize = 4096;
const GROUPS_MAX: usize = 1 << 18;
/// How deep groups of addresses are followed.
const ROUNDS: u32 = 8;

/// Address objects and static groups, of the device and shared; the device's own count first.
fn objects(places: [&Tree; 2]) -> BTreeMap<String, Option<Vec<Span>>> {
    let entries = |kind: &str| {
        let lists = places.iter().rev().map(|place| place.at(kind));
        lists.flat_map(|list| &list.children).collect::<Vec<_>>()
    };
    let object = |entry: &&Tree| {
        let text = entry.text_at("ip-netmask").to_owned() + entry.text_at("ip-range");
        (entry.name.clone(), span(&text).map(|span| vec![span]))
    };
    let mut known: BTreeMap<String, Option<Vec<Span>>> =
        entries("address").iter().map(object).collect();
    let mut groups = entries("address-group");
    let mut room = GROUPS_MAX;
    for _ in 0..ROUNDS {
        groups.retain(|group| {
            let spans = match members(group, &known, room) {
                Members::Later => return true,
                Members::Unknown => None,
                Members::Known(spans) => Some(spans),
            };
            room -= spans.as_ref().map_or(0, Vec::len);
            known.insert(group.name.clone(), spans);
            false
        });
    }
    for group in groups {
        known.entry(group.name.clone()).or_insert(None);
    }
    known
}

/// What a group holds.
enum Members {
    /// A group in it has to be followed first.
    Later,
    /// It cannot be known.
    Unknown,
    /// These.
    Known(Vec<Span>),
}

fn members(group: &Tree, known: &BTreeMap<String, Option<Vec<Span>>>, room: usize) -> Members {
    let mut all = Vec::new();
    for member in &group.at("static").children {
        let name = &member.text;
        match (known.get(name), span(name)) {
            (Some(Some(spans)), _) => all.extend(spans),
            (None, Some(span)) => all.push(span),
            (Some(None), _) => return Members::Unknown,
            (None, None) => return Members::Later,
        }
        if all.len() > GROUP_MAX.min(room) {
            return Members::Unknown;
        }
    }
    if all.is_empty() { Members::Later } else { Members::Known(all) }
}

/// Reads the configuration of a file; what is missing is empty.
pub fn read(path: &str, config: Tree) -> Configuration {
    let device = config.at(DEVICE);
    let vsys = config.at(VSYS);
    let network = device.at("network");
    let routers = if let Some(list) = network.child("logical-router") {
        list.children.iter().map(|one| router(&one.name, one.at("vrf/entry"))).collect()
    } else {
        let list = network.at("virtual-router");
        list.children.iter().map(|one| router(&one.name, one)).collect()
    };
    let users = &config.at("mgt-config/users").children;
    Configuration {
        path: path.to_owned(),
        firewall: firewall(&config, device, vsys, routers),
        imported: vsys.members("import/network/interface"),
        ha: high_availability(device.at("deviceconfig/high-availability")),
        users: users
            .iter()
            .map(|user| (user.name.clone(), user.text_at("phash").to_owned()))
            .collect(),
        tree: config,
    }
}

/// What it does with packets.
fn firewall(config: &Tree, device: &Tree, vsys: &Tree, routers: Vec<Router>) -> Firewall {
    let shared = config.at("shared");
    let both = |kind: &str| {
        [vsys, shared].into_iter().flat_map(|place| &place.at(kind).children).collect::<Vec<_>>()
    };
    Firewall {
        host_name: device.text_at("deviceconfig/system/hostname").to_owned(),
        permitted: names(device.at("deviceconfig/system/permitted-ip")),
        interfaces: interfaces(device.at("network/interface")),
        profiles: device
            .at("network/profiles/interface-management-profile")
            .children
            .iter()
            .map(profile)
            .collect(),
        routers,
        zones: vsys
            .at("zone")
            .children
            .iter()
            .map(|zone| Zone {
                name: zone.name.clone(),
                interfaces: zone.members("network/layer3"),
            })
            .collect(),
        services: both("service").into_iter().filter_map(service).collect(),
        service_groups: both("service-group")
            .into_iter()
            .map(|group| (group.name.clone(), group.members("members")))
            .collect(),
        objects: objects([vsys, shared]),
        security: rules(vsys.at("rulebase/security/rules")),
        denies_inside_zones: vsys
            .at("rulebase/default-security-rules/rules")
            .children
            .iter()
            .any(|rule| rule.name == "intrazone-default" && rule.text_at("action") != "allow"),
        nat: rules(vsys.at("rulebase/nat/rules")),
    }
}

/// The names of the entries of a list.
fn names(list: &Tree) -> Vec<String> {
    list.children.iter().map(|one| one.name.clone()).collect()
}

fn profile(entry: &Tree) -> Profile {
    let answers = entry.children.iter().filter(|child| child.text == "yes");
    Profile {
        name: entry.name.clone(),
        permitted: names(entry.at("permitted-ip")),
        answers: answers.map(|child| child.tag.clone()).collect(),
    }
}

fn interfaces(all: &Tree) -> Vec<Interface> {
    let mut found = Vec::new();
    for kind in &all.children {
        // A loopback, a tunnel and a VLAN have units alone.
        let nics = if kind.tag.contains("ethernet") { kind.children.as_slice() } else { &[] };
        for entry in nics {
            let layer3 = entry.at("layer3");
            let used = match (kind.tag.as_str(), entry.child("ha"), entry.child("layer3")) {
                ("ethernet", Some(_), _) => Use::Ha,
                ("ethernet", None, Some(_)) => Use::Traffic,
                _ => Use::Other,
            };
            found.push(interface(&entry.name, used, layer3));
            let units = &layer3.at("units").children;
            found.extend(units.iter().map(|unit| interface(&unit.name, Use::Other, unit)));
        }
        let units = &kind.at("units").children;
        found.extend(units.iter().map(|unit| interface(&unit.name, Use::Other, unit)));
    }
    found
}

fn interface(name: &str, used: Use, layer3: &Tree) -> Interface {
    let addresses = &layer3.at("ip").children;
    Interface {
        name: name.to_owned(),
        used,
        addresses: addresses.iter().map(|address| address.name.clone()).collect(),
        learns: layer3
            .child("dhcp-client")
            .is_some_and(|client| client.text_at("create-default-route") != "no"),
        profile: layer3.text_at("interface-management-profile").to_owned(),
    }
}

fn router(name: &str, body: &Tree) -> Router {
    let routes = &body.at("routing-table/ip/static-route").children;
    let route = |entry: &Tree| Route {
        destination: entry.text_at("destination").to_owned(),
        gateway: entry.text_at("nexthop/ip-address").to_owned(),
        next_router: entry.text_at("nexthop/next-vr").to_owned() + entry.text_at("nexthop/next-lr"),
        interface: entry.text_at("interface").to_owned(),
        name: entry.name.clone(),
    };
    Router {
        name: name.to_owned(),
        interfaces: body.members("interface"),
        routes: routes.iter().map(route).collect(),
    }
}

fn service(entry: &Tree) -> Option<Service> {
    let protocol = entry.at("protocol").children.first()?;
    Some(Service {
        name: entry.name.clone(),
        port: protocol.text_at("port").to_owned(),
        protocol: protocol.tag.clone(),
    })
}

/// The rules that are in force.
fn rules(list: &Tree) -> Vec<Rule> {
    list.children.iter().filter(|entry| entry.text_at("disabled") != "yes").map(rule).collect()
}

fn rule(entry: &Tree) -> Rule {
    let source = entry.at("source-translation");
    let hidden = source.at("dynamic-ip-and-port/interface-address");
    // Of the two forms of a new destination a rule has one.
    let target = |leaf: &str| {
        entry.text_at(&format!("destination-translation/{leaf}")).to_owned()
            + entry.text_at(&format!("dynamic-destination-translation/{leaf}"))
    };
    let service = entry.at("service");
    Rule {
        name: entry.name.clone(),
        from: entry.members("from"),
        to: entry.members("to"),
        source: entry.members("source"),
        destination: entry.members("destination"),
        applications: entry.members("application"),
        services: if service.children.is_empty() {
            vec![service.text.clone()]
        } else {
            entry.members("service")
        },
        narrowed: ["source-user", "category", "source-hip", "destination-hip"]
            .iter()
            .any(|kind| entry.members(kind).iter().any(|member| member != "any"))
            || ["negate-source", "negate-destination"]
                .iter()
                .any(|one| entry.text_at(one) == "yes"),
        action: entry.text_at("action").to_owned(),
        translated: target("translated-address"),
        translated_port: target("translated-port"),
        pooled: !source.children.is_empty() && hidden.children.is_empty(),
        hides_behind: hidden.text_at("interface").to_owned(),
        hides_address: hidden.text_at("ip").to_owned(),
    }
}

fn high_availability(ha: &Tree) -> Ha {
    let text = |path: &str| ha.text_at(path).to_owned();
    Ha {
        configured: ha.child("group").is_some() || ha.text_at("enabled") == "yes",
        group_id: text("group/group-id"),
        peer: text("group/peer-ip"),
        ha2_address: text("interface/ha2/ip-address"),
        ha2_netmask: text("interface/ha2/netmask"),
        ha2_port: text("interface/ha2/port"),
        transport: text("group/state-synchronization/transport"),
        priority: text("group/election-option/device-priority"),
    }
}
