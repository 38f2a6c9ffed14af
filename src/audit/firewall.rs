//! What a configuration says: interfaces, routers, zones, objects, rules and high availability.

use std::collections::BTreeMap;

use super::tree::Tree;
use crate::walk::firewall::{
    Firewall, Interface, Profile, Route, Router, Rule, Service, Span, Use, Zone, span,
};

/// High availability.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ha {
    /// Whether anything is said of it.
    pub configured: bool,
    /// Whether it is on.
    pub enabled: String,
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
    /// HA1 port.
    pub ha1_port: String,
    /// Transport of session synchronisation.
    pub transport: String,
    /// Device priority.
    pub priority: String,
    /// The timers' element.
    pub timers: Tree,
    /// Preemption.
    pub preemptive: String,
}

/// A configuration as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Configuration {
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

/// How deep groups of addresses are followed.
const GROUPS_MAX: u32 = 8;

/// Address objects and static groups, of the device and shared.
fn objects(places: [&Tree; 2]) -> BTreeMap<String, Option<Vec<Span>>> {
    let entries = |kind: &str| places.map(|place| place.at(kind).children).concat();
    let mut known: BTreeMap<String, Option<Vec<Span>>> = entries("address")
        .into_iter()
        .map(|entry| {
            let text = entry.text_at("ip-netmask") + &entry.text_at("ip-range");
            (entry.name, span(&text).map(|span| vec![span]))
        })
        .collect();
    let groups = entries("address-group");
    for _ in 0..GROUPS_MAX {
        let resolved: Vec<_> = groups
            .iter()
            .filter_map(|group| {
                let members = group.members("static");
                let all = members.iter().map(|name| match known.get(name) {
                    Some(object) => object.clone(),
                    None => span(name).map(|span| vec![span]),
                });
                let all = all.collect::<Option<Vec<_>>>().filter(|all| !all.is_empty());
                Some((group.name.clone(), Some(all?.concat())))
            })
            .collect();
        known.extend(resolved);
    }
    for group in groups {
        known.entry(group.name).or_insert(None);
    }
    known
}

/// Reads a configuration; what is missing is empty.
pub fn read(config: &Tree) -> Configuration {
    let device = config.at("devices/entry");
    let vsys = device.at("vsys/entry");
    let each = |tree: Tree| tree.children;
    let routers = if device.at("network").child("logical-router").is_some() {
        each(device.at("network/logical-router"))
            .iter()
            .map(|entry| router(&entry.name, &entry.at("vrf/entry")))
            .collect()
    } else {
        each(device.at("network/virtual-router"))
            .iter()
            .map(|entry| router(&entry.name, entry))
            .collect()
    };
    Configuration {
        firewall: firewall(config, &device, &vsys, routers),
        imported: vsys.members("import/network/interface"),
        ha: high_availability(&device.at("deviceconfig/high-availability")),
        users: each(config.at("mgt-config/users"))
            .iter()
            .map(|user| (user.name.clone(), user.text_at("phash")))
            .collect(),
        tree: config.clone(),
    }
}

/// What it does with packets.
fn firewall(config: &Tree, device: &Tree, vsys: &Tree, routers: Vec<Router>) -> Firewall {
    let each = |tree: Tree| tree.children;
    Firewall {
        host_name: device.text_at("deviceconfig/system/hostname"),
        interfaces: interfaces(&device.at("network/interface")),
        profiles: each(device.at("network/profiles/interface-management-profile"))
            .iter()
            .map(profile)
            .collect(),
        routers,
        zones: each(vsys.at("zone"))
            .iter()
            .map(|zone| Zone {
                name: zone.name.clone(),
                interfaces: zone.members("network/layer3"),
            })
            .collect(),
        services: [each(vsys.at("service")), each(config.at("shared/service"))]
            .concat()
            .iter()
            .filter_map(service)
            .collect(),
        service_groups: [each(vsys.at("service-group")), each(config.at("shared/service-group"))]
            .concat()
            .into_iter()
            .map(|group| (group.name.clone(), group.members("members")))
            .collect(),
        objects: objects([vsys, &config.at("shared")]),
        security: rules(&vsys.at("rulebase/security/rules")),
        denies_inside_zones: vsys
            .at("rulebase/default-security-rules/rules")
            .children
            .iter()
            .any(|rule| rule.name == "intrazone-default" && rule.text_at("action") != "allow"),
        nat: rules(&vsys.at("rulebase/nat/rules")),
    }
}

fn profile(entry: &Tree) -> Profile {
    let answers = entry.children.iter().filter(|child| child.text == "yes");
    Profile {
        name: entry.name.clone(),
        permitted: entry.at("permitted-ip").children.into_iter().map(|one| one.name).collect(),
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
            found.push(interface(&entry.name, used, &layer3));
            let units = layer3.at("units").children;
            found.extend(units.iter().map(|unit| interface(&unit.name, Use::Other, unit)));
        }
        let units = kind.at("units").children;
        found.extend(units.iter().map(|unit| interface(&unit.name, Use::Other, unit)));
    }
    found
}

fn interface(name: &str, used: Use, layer3: &Tree) -> Interface {
    let addresses = layer3.at("ip").children;
    Interface {
        name: name.to_owned(),
        used,
        addresses: addresses.into_iter().map(|address| address.name).collect(),
        learns: layer3
            .child("dhcp-client")
            .is_some_and(|client| client.text_at("create-default-route") != "no"),
        profile: layer3.text_at("interface-management-profile"),
    }
}

fn router(name: &str, body: &Tree) -> Router {
    let routes = body.at("routing-table/ip/static-route").children;
    let route = |entry: Tree| Route {
        destination: entry.text_at("destination"),
        gateway: entry.text_at("nexthop/ip-address"),
        next_router: entry.text_at("nexthop/next-vr") + &entry.text_at("nexthop/next-lr"),
        interface: entry.text_at("interface"),
        name: entry.name,
    };
    Router {
        name: name.to_owned(),
        interfaces: body.members("interface"),
        routes: routes.into_iter().map(route).collect(),
    }
}

fn service(entry: &Tree) -> Option<Service> {
    let protocol = entry.at("protocol").children.into_iter().next()?;
    Some(Service {
        name: entry.name.clone(),
        port: protocol.text_at("port"),
        protocol: protocol.tag,
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
        entry.text_at(&format!("destination-translation/{leaf}"))
            + &entry.text_at(&format!("dynamic-destination-translation/{leaf}"))
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
            vec![service.text]
        } else {
            service.children.into_iter().map(|member| member.text).collect()
        },
        narrowed: ["source-user", "category", "source-hip", "destination-hip"]
            .iter()
            .any(|kind| entry.members(kind).iter().any(|member| member != "any"))
            || ["negate-source", "negate-destination"]
                .iter()
                .any(|one| entry.text_at(one) == "yes"),
        action: entry.text_at("action"),
        translated: target("translated-address"),
        translated_port: target("translated-port"),
        pooled: !source.children.is_empty() && hidden.children.is_empty(),
        hides_behind: hidden.text_at("interface"),
        hides_address: hidden.text_at("ip"),
    }
}

fn high_availability(ha: &Tree) -> Ha {
    Ha {
        configured: ha.child("group").is_some() || ha.text_at("enabled") == "yes",
        enabled: ha.text_at("enabled"),
        group_id: ha.text_at("group/group-id"),
        peer: ha.text_at("group/peer-ip"),
        ha2_address: ha.text_at("interface/ha2/ip-address"),
        ha2_netmask: ha.text_at("interface/ha2/netmask"),
        ha2_port: ha.text_at("interface/ha2/port"),
        ha1_port: ha.text_at("interface/ha1/port"),
        transport: ha.text_at("group/state-synchronization/transport"),
        priority: ha.text_at("group/election-option/device-priority"),
        timers: ha.at("group/election-option/timers"),
        preemptive: ha.text_at("group/election-option/preemptive"),
    }
}
