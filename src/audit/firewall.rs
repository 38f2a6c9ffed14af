//! What a configuration says: interfaces, routers, zones, objects, rules and high availability.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::tree::Tree;
use crate::net::Range;

/// What an interface is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Traffic, on a NIC.
    Traffic,
    /// High availability.
    Ha,
    /// No NIC stands behind it: a loopback, a tunnel, a VLAN, an aggregate or a part of one.
    Other,
}

/// An interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// `ethernet1/1`.
    pub name: String,
    /// What it is for.
    pub used: Use,
    /// Addresses with prefix lengths; none with DHCP.
    pub addresses: Vec<String>,
    /// Whether DHCP gives it a default route.
    pub learns: bool,
    /// Interface management profile.
    pub profile: String,
}

/// A static route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its name.
    pub name: String,
    /// Destination.
    pub destination: String,
    /// Next hop's address, or empty.
    pub gateway: String,
    /// Next router, or empty.
    pub next_router: String,
    /// Outgoing interface, or empty.
    pub interface: String,
}

/// A virtual or logical router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Router {
    /// Its name.
    pub name: String,
    /// Its interfaces.
    pub interfaces: Vec<String>,
    /// Its static routes.
    pub routes: Vec<Route>,
}

/// A zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Its name.
    pub name: String,
    /// Its interfaces.
    pub interfaces: Vec<String>,
}

/// A service object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// `tcp` or `udp`.
    pub protocol: String,
    /// Its port.
    pub port: String,
}

/// A security or NAT rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Source zones.
    pub from: Vec<String>,
    /// Destination zones.
    pub to: Vec<String>,
    /// Sources.
    pub source: Vec<String>,
    /// Destinations.
    pub destination: Vec<String>,
    /// Applications, for security rules.
    pub applications: Vec<String>,
    /// Services: a security rule lists them, a NAT rule names one.
    pub services: Vec<String>,
    /// Whether it is only for some users or web categories, or for all but its addresses.
    pub narrowed: bool,
    /// `allow` or `deny`, for security rules.
    pub action: String,
    /// Address that the destination is translated to, or empty.
    pub translated: String,
    /// Port that it is translated to, or empty.
    pub translated_port: String,
    /// Whether a pool hides the source, of which the address is not known.
    pub pooled: bool,
    /// Interface whose address hides the source, or empty.
    pub hides_behind: String,
    /// That address with its length, or empty.
    pub hides_address: String,
}

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
pub struct Firewall {
    /// Host name.
    pub host_name: String,
    /// Interfaces.
    pub interfaces: Vec<Interface>,
    /// Routers.
    pub routers: Vec<Router>,
    /// Zones.
    pub zones: Vec<Zone>,
    /// Interfaces that the virtual system imports.
    pub imported: Vec<String>,
    /// Service objects.
    pub services: Vec<Service>,
    /// Groups of services with their members.
    pub service_groups: BTreeMap<String, Vec<String>>,
    /// Address objects and groups, those that are known as first and last addresses.
    pub objects: BTreeMap<String, Option<Vec<Span>>>,
    /// Security rules in order.
    pub security: Vec<Rule>,
    /// Whether PAN-OS's own rule inside a zone, which allows, was made to deny.
    pub denies_inside_zones: bool,
    /// NAT rules in order.
    pub nat: Vec<Rule>,
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
    pub(super) firewall: Firewall,
}

impl Firewall {
    /// The interface with this name.
    pub fn interface(&self, name: &str) -> Option<&Interface> {
        self.interfaces.iter().find(|interface| interface.name == name)
    }

    /// What an address in a rule stands for: a range, a host, an object; `None` where it is not known,
    /// as of a name that is resolved later.
    pub fn spans(&self, text: &str) -> Option<Vec<Span>> {
        self.objects.get(text).cloned().unwrap_or_else(|| span(text).map(|span| vec![span]))
    }

    /// The one host that an address in a rule stands for.
    pub fn host(&self, text: &str) -> Option<Ipv4Addr> {
        match self.spans(text)?.as_slice() {
            [(first, last)] if first == last => Some(*first),
            _ => None,
        }
    }

    /// The interface that has an address, with or without its length or by an object.
    pub fn owner(&self, address: Ipv4Addr) -> Option<&Interface> {
        let is = |text: &String| {
            let bare = text.split('/').next().and_then(|bare| bare.parse().ok());
            bare.or_else(|| self.host(text)) == Some(address)
        };
        self.interfaces.iter().find(|interface| interface.addresses.iter().any(is))
    }

    /// The zone of an interface.
    pub fn zone_of(&self, interface: &str) -> Option<&str> {
        let zone = self.zones.iter().find(|zone| zone.interfaces.iter().any(|i| i == interface));
        zone.map(|zone| zone.name.as_str())
    }
}

/// First and last address.
pub type Span = (Ipv4Addr, Ipv4Addr);

/// `any`, a range, a host with or without the length of its network, or `first-last`.
fn span(text: &str) -> Option<Span> {
    if text == "any" {
        return Some((Ipv4Addr::UNSPECIFIED, Ipv4Addr::BROADCAST));
    }
    if let Some((first, last)) = text.split_once('-') {
        return first.trim().parse().ok().zip(last.trim().parse().ok());
    }
    if let Ok(range) = Range::read(text) {
        return Some((range.network(), range.last()));
    }
    let host = text.split('/').next()?.parse().ok()?;
    Some((host, host))
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
pub fn read(config: &Tree) -> Firewall {
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
    Firewall {
        host_name: device.text_at("deviceconfig/system/hostname"),
        interfaces: interfaces(&device.at("network/interface")),
        routers,
        zones: each(vsys.at("zone"))
            .iter()
            .map(|zone| Zone {
                name: zone.name.clone(),
                interfaces: zone.members("network/layer3"),
            })
            .collect(),
        imported: vsys.members("import/network/interface"),
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
        objects: objects([&vsys, &config.at("shared")]),
        security: rules(&vsys.at("rulebase/security/rules")),
        denies_inside_zones: vsys
            .at("rulebase/default-security-rules/rules")
            .children
            .iter()
            .any(|rule| rule.name == "intrazone-default" && rule.text_at("action") != "allow"),
        nat: rules(&vsys.at("rulebase/nat/rules")),
        ha: high_availability(&device.at("deviceconfig/high-availability")),
        users: each(config.at("mgt-config/users"))
            .iter()
            .map(|user| (user.name.clone(), user.text_at("phash")))
            .collect(),
        tree: config.clone(),
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
