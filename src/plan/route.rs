//! Routes: Azure's route tables to the internal balancer, and PAN-OS's static routes.
//!
//! Two routers are needed on the firewalls because both sides must answer probes that come from one
//! address: each sends its answer out of its own interface.

use std::net::Ipv4Addr;

use super::balance::Balance;
use super::network::{Network, Role, Subnet};
use super::settle::Settler;
use super::unit::Server;
use crate::design::{InternetRoutes, Routing};
use crate::facts;
use crate::field::Field;
use crate::net::Range;

/// Where a route of an Azure route table leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextHop {
    /// To the internal front end.
    Balancer(Ipv4Addr),
    /// To the Internet.
    Internet,
}

/// A route of an Azure route table.
#[derive(Clone, Debug)]
pub struct Route {
    /// Its name.
    pub name: String,
    /// Destination.
    pub destination: Range,
    /// Where it leads.
    pub next_hop: NextHop,
}

/// An Azure route table.
#[derive(Clone, Debug)]
pub struct RouteTable {
    /// Its name.
    pub name: String,
    /// Its routes.
    pub routes: Vec<Route>,
    /// Whether the routes of gateways hold beside them.
    pub propagates: bool,
    /// The subnet that it is associated with.
    pub subnet: Subnet,
}

/// Where a static route of PAN-OS leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// Azure's router on the router's own interface.
    Gateway(Ipv4Addr),
    /// The other router.
    Router(&'static str),
}

/// A static route of PAN-OS.
#[derive(Clone, Debug)]
pub struct StaticRoute {
    /// Its name.
    pub name: String,
    /// Destination.
    pub destination: Range,
    /// Next hop.
    pub via: Via,
}

/// A virtual or logical router of PAN-OS, the same on both units.
#[derive(Clone, Debug)]
pub struct Router {
    /// Its name.
    pub name: &'static str,
    /// Its one interface.
    pub interface: &'static str,
    /// The zone of that interface.
    pub zone: &'static str,
    /// Its static routes.
    pub routes: Vec<StaticRoute>,
}

/// The whole of IPv4.
fn everywhere() -> Range {
    Range::around(Ipv4Addr::UNSPECIFIED, 0).expect("a length of 0 is a range")
}

/// Azure's route tables.
///
/// Workload subnets send everything to the internal balancer, and take no gateway's routes past it. The
/// trust subnet has a table only where hosts stand in it, and that table governs the firewalls' own NICs
/// too: what a unit sends on to a route of it comes back for ever. So it has the default route alone, and
/// Azure's routes of the VNet, peerings and gateways, which are all more specific, take the units' packets
/// straight on.
///
/// What a gateway brings from elsewhere to a workload or a spoke comes to the pair too: its subnet has a table of
/// these ranges, takes no default route, and keeps the gateway's own routes, without which Azure refuses it.
/// Untrust and management have a default route of their own where a gateway may make one known: it would take
/// what the pair sends to the Internet back on premises. Nothing on premises is reached by untrust, because the
/// firewalls send to these ranges by trust; management keeps the gateway's routes, so that administrators and
/// Panorama on premises reach it. Source: Azure documentation, virtual network traffic routing and VPN Gateway
/// settings.
///
/// No route into nowhere shuts the workloads off from management and untrust: the NSGs there end with
/// a denial already, and such a route would also stop an administrator's host behind the firewalls.
pub(super) fn tables(
    settler: &Settler<'_>,
    network: &Network,
    balance: &Balance,
    server: Option<&Server>,
    own_internet: bool,
) -> Vec<RouteTable> {
    let remotes: Vec<Range> = network.remotes.iter().map(|remote| remote.range).collect();
    let next_hop = NextHop::Balancer(balance.internal.address.value);
    let to = |name: String, destination: Range| Route { name, destination, next_hop };
    let default = || to("default".to_owned(), everywhere());
    let table = |subnet: &Subnet, stem: &str, routes: Vec<Route>, propagates: bool| RouteTable {
        name: settler.fixed_name(&format!("{stem}-rt")),
        routes,
        propagates,
        subnet: subnet.clone(),
    };
    let of_trust = hosts_in_trust(network, balance, server)
        .then(|| table(&network.trust, "trust", vec![default()], true));
    // More tables than Azure takes are refused, so the others need no routes.
    let workloads = network.workloads.iter().take(facts::azure::ROUTE_TABLES_MAX + 1);
    let of_workloads = workloads.map(|subnet| {
        let others = network.workloads.iter().filter(|one| one.range.value != subnet.range.value);
        let others = others.map(|other| to(format!("to-{}", other.name), other.range.value));
        let remotes = remotes.iter().enumerate();
        let remotes = remotes.map(|(n, range)| to(format!("to-remote-{}", n + 1), *range));
        let routes = std::iter::once(default()).chain(others).chain(remotes).collect();
        table(subnet, &subnet.name.value, routes, false)
    });
    let of_gateway = network.gateway().and_then(|subnet| {
        let workloads = network.workloads.iter();
        let workloads =
            workloads.map(|subnet| to(format!("to-{}", subnet.name), subnet.range.value));
        let spokes = network.spokes().enumerate();
        let spokes = spokes.map(|(n, spoke)| to(format!("to-spoke-{}", n + 1), spoke.range));
        let routes: Vec<Route> = workloads.chain(spokes).collect();
        (!routes.is_empty()).then(|| table(subnet, &subnet.name.value, routes, true))
    });
    let internet = || Route { next_hop: NextHop::Internet, ..default() };
    let own = [(&network.untrust, "untrust", false), (&network.management, "mgmt", true)];
    let own = own.into_iter().filter(|_| own_internet);
    let own =
        own.map(|(subnet, stem, propagates)| table(subnet, stem, vec![internet()], propagates));
    own.chain(of_trust).chain(of_workloads).chain(of_gateway).collect()
}

/// Whether untrust and management have default routes of their own.
pub(super) fn own_internet(settler: &mut Settler<'_>, network: &Network) -> bool {
    match settler.choice(Field::NetworkInternetRoutes) {
        InternetRoutes::Auto => network.gateway().is_some(),
        InternetRoutes::On => true,
        InternetRoutes::Off => false,
    }
}

/// Whether hosts stand in the trust subnet: what is published from it, the test server, or whatever
/// will be there where no workload subnet is.
fn hosts_in_trust(network: &Network, balance: &Balance, server: Option<&Server>) -> bool {
    let in_trust = |host: Ipv4Addr| network.of_host(host).role == Role::Trust;
    let trust = network.trust.range.value;
    network.workloads.is_empty()
        || server.is_some_and(|server| in_trust(server.address.value))
        || balance.services.iter().any(|service| trust.contains(service.target))
}

/// PAN-OS's routers: untrust, trust.
pub(super) fn routers(network: &Network, routing: Routing) -> [Router; 2] {
    let [to_untrust, to_trust] = match routing {
        Routing::VirtualRouter => ["vr-untrust", "vr-trust"],
        Routing::LogicalRouter => ["lr-untrust", "lr-trust"],
    };
    let [_, of_untrust, of_trust, _] = facts::panos::INTERFACES;
    let probe = Range::host(facts::azure::PROBE_SOURCE);
    let route = |name: &str, destination: Range, via: Via| StaticRoute {
        name: name.to_owned(),
        destination,
        via,
    };
    let mut untrust = vec![
        route("default", everywhere(), Via::Gateway(network.untrust.gateway())),
        route("probe", probe, Via::Gateway(network.untrust.gateway())),
    ];
    let mut trust = vec![
        route("default", everywhere(), Via::Router(to_untrust)),
        route("probe", probe, Via::Gateway(network.trust.gateway())),
    ];
    for (n, range) in network.inside().enumerate() {
        let name = format!("inside-{}", n + 1);
        // What is connected to a router needs no route in it.
        if !network.untrust.range.value.covers(range) {
            untrust.push(route(&name, range, Via::Router(to_trust)));
        }
        if !network.trust.range.value.covers(range) {
            trust.push(route(&name, range, Via::Gateway(network.trust.gateway())));
        }
    }
    [
        Router { name: to_untrust, interface: of_untrust, zone: "untrust", routes: untrust },
        Router { name: to_trust, interface: of_trust, zone: "trust", routes: trust },
    ]
}

/// Whether a unit's own packet to this address leaves by the trust side: what the untrust router hands
/// to the other one, by the longest prefix.
pub(super) fn leaves_inside(network: &Network, untrust: &Router, to: Ipv4Addr) -> bool {
    let fits = |route: &&StaticRoute| route.destination.contains(to);
    let best = untrust.routes.iter().filter(fits).max_by_key(|r| r.destination.prefix_len());
    !network.untrust.range.value.contains(to)
        && best.is_some_and(|route| matches!(route.via, Via::Router(_)))
}
