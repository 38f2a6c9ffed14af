//! Routes: Azure's route tables to the internal balancer, and PAN-OS's static routes.
//!
//! Two routers are needed on the firewalls because both sides must answer probes that come from one
//! address: each sends its answer out of its own interface.

use std::net::Ipv4Addr;

use super::name::Namer;
use super::{Network, Route, RouteTable, Router, StaticRoute, Subnet, Via};
use crate::design::Routing;
use crate::facts;
use crate::net::Range;

/// One side of the firewalls.
pub(crate) struct Side {
    virtual_router: &'static str,
    logical_router: &'static str,
    /// Its interface.
    pub(crate) interface: &'static str,
    zone: &'static str,
}

impl Side {
    /// The router's name under a routing engine.
    fn router(&self, routing: Routing) -> &'static str {
        match routing {
            Routing::VirtualRouter => self.virtual_router,
            Routing::LogicalRouter => self.logical_router,
        }
    }
}

/// The untrust side.
pub(crate) const UNTRUST: Side = Side {
    virtual_router: "vr-untrust",
    logical_router: "lr-untrust",
    interface: "ethernet1/1",
    zone: "untrust",
};
/// The trust side.
pub(crate) const TRUST: Side = Side {
    virtual_router: "vr-trust",
    logical_router: "lr-trust",
    interface: "ethernet1/2",
    zone: "trust",
};
/// The HA2 interface, which belongs to no router and no zone.
pub(crate) const HA2: &str = "ethernet1/3";

/// The whole of IPv4.
pub(super) fn everywhere() -> Range {
    Range::around(Ipv4Addr::UNSPECIFIED, 0).expect("a length of 0 is a range")
}

/// Azure's route tables, and their names noted on the subnets that they serve.
///
/// Workload subnets send everything to the internal balancer, and take no gateway's routes past it. The
/// trust subnet has a table only where hosts stand in it, and that table governs the firewalls' own NICs
/// too: what a unit sends on to a route of it comes back for ever. So it has the default route alone, and
/// Azure's routes of the VNet, peerings and gateways, which are all more specific, take the units' packets
/// straight on.
///
/// No route into nowhere shuts the workloads off from management and untrust: the filters there end with
/// a denial already, and such a route would also stop an administrator's host behind the firewalls.
pub(super) fn tables(
    namer: &Namer,
    network: &mut Network,
    balancer: Ipv4Addr,
    hosts_in_trust: bool,
) -> Vec<RouteTable> {
    let remotes: Vec<Range> = network.remotes.iter().map(|remote| remote.range).collect();
    let all: Vec<(String, Range)> = network
        .workloads
        .iter()
        .map(|subnet| (subnet.name.value.clone(), subnet.range.value))
        .collect();
    let to = |name: String, destination: Range| Route { name, destination, next_hop: balancer };
    let default = || to("default".to_owned(), everywhere());
    let mut tables = Vec::new();
    let mut serve = |subnet: &mut Subnet, stem: &str, routes: Vec<Route>, propagates: bool| {
        let name = namer.fixed(&format!("{stem}-rt"));
        let subnets = vec![subnet.name.value.clone()];
        subnet.route_table = Some(name.clone());
        tables.push(RouteTable { name, routes, propagates, subnets });
    };
    if hosts_in_trust {
        serve(&mut network.trust, "trust", vec![default()], true);
    }
    for subnet in &mut network.workloads {
        let stem = subnet.name.value.clone();
        let neighbours = all.iter().filter(|(_, range)| *range != subnet.range.value);
        let mut routes = vec![default()];
        routes.extend(neighbours.map(|(name, range)| to(format!("to-{name}"), *range)));
        routes.extend(
            remotes.iter().enumerate().map(|(n, range)| to(format!("to-remote-{}", n + 1), *range)),
        );
        serve(subnet, &stem, routes, false);
    }
    tables
}

/// PAN-OS's routers: untrust, trust.
pub(super) fn routers(network: &Network, routing: Routing) -> [Router; 2] {
    let [to_untrust, to_trust] = [UNTRUST, TRUST].map(|side| side.router(routing));
    let probe = Range::host(facts::azure::PROBE_SOURCE);
    let route = |name: &str, destination: Range, via: Via| StaticRoute {
        name: name.to_owned(),
        destination,
        via,
    };
    let mut untrust = vec![
        route("default", everywhere(), Via::Gateway(network.untrust.gateway)),
        route("probe", probe, Via::Gateway(network.untrust.gateway)),
    ];
    let mut trust = vec![
        route("default", everywhere(), Via::Router(to_untrust)),
        route("probe", probe, Via::Gateway(network.trust.gateway)),
    ];
    for (n, range) in network.inside().enumerate() {
        let name = format!("inside-{}", n + 1);
        // What is connected to a router needs no route in it.
        if !network.untrust.range.value.covers(range) {
            untrust.push(route(&name, range, Via::Router(to_trust)));
        }
        if !network.trust.range.value.covers(range) {
            trust.push(route(&name, range, Via::Gateway(network.trust.gateway)));
        }
    }
    let router = |side: Side, routes| Router {
        name: side.router(routing),
        interface: side.interface,
        zone: side.zone,
        routes,
    };
    [router(UNTRUST, untrust), router(TRUST, trust)]
}

/// Whether a unit's own packet to this address leaves by the trust side: what the untrust router hands
/// to the other one, by the longest prefix.
pub(super) fn leaves_inside(network: &Network, untrust: &Router, to: Ipv4Addr) -> bool {
    let fits = |route: &&StaticRoute| route.destination.contains(to);
    let best = untrust.routes.iter().filter(fits).max_by_key(|r| r.destination.prefix_len());
    !network.untrust.range.value.contains(to)
        && best.is_some_and(|route| matches!(route.via, Via::Router(_)))
}
