//! What a configuration says: interfaces, routers, zones, objects, rules and high availability.

use super::tree::Tree;

/// A layer-3 or HA interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// `ethernet1/1`.
    pub name: String,
    /// Whether it carries HA.
    pub is_ha: bool,
    /// Addresses with prefix lengths; none with DHCP.
    pub addresses: Vec<String>,
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
    /// Whether it is only for some users or web categories.
    pub narrowed: bool,
    /// `allow` or `deny`, for security rules.
    pub action: String,
    /// Address that the destination is translated to, or empty.
    pub translated: String,
    /// Port that it is translated to, or empty.
    pub translated_port: String,
    /// Interface whose address hides the source, or empty.
    pub hides_behind: String,
    /// That address with its length, or empty.
    pub hides_address: String,
}

/// High availability.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ha {
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
    /// Security rules in order.
    pub security: Vec<Rule>,
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

    /// The zone of an interface.
    pub fn zone_of(&self, interface: &str) -> Option<&str> {
        let zone = self.zones.iter().find(|zone| zone.interfaces.iter().any(|i| i == interface));
        zone.map(|zone| zone.name.as_str())
    }
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
        interfaces: each(device.at("network/interface/ethernet")).iter().map(interface).collect(),
        routers,
        zones: each(vsys.at("zone"))
            .iter()
            .map(|zone| Zone {
                name: zone.name.clone(),
                interfaces: zone.members("network/layer3"),
            })
            .collect(),
        imported: vsys.members("import/network/interface"),
        services: each(vsys.at("service")).iter().filter_map(service).collect(),
        security: rules(&vsys.at("rulebase/security/rules")),
        nat: rules(&vsys.at("rulebase/nat/rules")),
        ha: high_availability(&device.at("deviceconfig/high-availability")),
        users: each(config.at("mgt-config/users"))
            .iter()
            .map(|user| (user.name.clone(), user.text_at("phash")))
            .collect(),
        tree: config.clone(),
    }
}

fn interface(entry: &Tree) -> Interface {
    let addresses = entry.at("layer3/ip").children;
    Interface {
        name: entry.name.clone(),
        is_ha: entry.child("ha").is_some(),
        addresses: addresses.into_iter().map(|address| address.name).collect(),
        profile: entry.text_at("layer3/interface-management-profile"),
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
    let hidden = entry.at("source-translation/dynamic-ip-and-port/interface-address");
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
            .any(|kind| entry.members(kind).iter().any(|member| member != "any")),
        action: entry.text_at("action"),
        translated: entry.text_at("destination-translation/translated-address"),
        translated_port: entry.text_at("destination-translation/translated-port"),
        hides_behind: hidden.text_at("interface"),
        hides_address: hidden.text_at("ip"),
    }
}

fn high_availability(ha: &Tree) -> Ha {
    Ha {
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
