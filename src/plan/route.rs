//! Routes: Azure's route tables to the internal balancer, and PAN-OS's static routes.
//!
//! Two routers are needed on the firewalls because both sides must answer probes that come from one
//! address: each sends its answer out of its own interface.

use std::net::Ipv4Addr;

use super::name::Namer;
use super::{Balance, Network, Role, Route, RouteTable, Router, Server, StaticRoute, Subnet, Via};
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

/// Azure's route tables.
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
    network: &Network,
    balance: &Balance,
    server: Option<&Server>,
) -> Vec<RouteTable> {
    let remotes: Vec<Range> = network.remotes.iter().map(|remote| remote.range).collect();
    let next_hop = balance.internal.address.value;
    let to = |name: String, destination: Range| Route { name, destination, next_hop };
    let default = || to("default".to_owned(), everywhere());
    let table = |subnet: &Subnet, stem: &str, routes: Vec<Route>, propagates: bool| RouteTable {
        name: namer.fixed(&format!("{stem}-rt")),
        routes,
        propagates,
        subnet: subnet.name.value.clone(),
    };
    let of_trust = hosts_in_trust(network, balance, server)
        .then(|| table(&network.trust, "trust", vec![default()], true));
    let of_workloads = network.workloads.iter().map(|subnet| {
        let others = network.workloads.iter().filter(|one| one.range.value != subnet.range.value);
        let others = others.map(|other| to(format!("to-{}", other.name), other.range.value));
        let remotes = remotes.iter().enumerate();
        let remotes = remotes.map(|(n, range)| to(format!("to-remote-{}", n + 1), *range));
        let routes = std::iter::once(default()).chain(others).chain(remotes).collect();
        table(subnet, &subnet.name.value, routes, false)
    });
    of_trust.into_iter().chain(of_workloads).collect()
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
    let [to_untrust, to_trust] = [UNTRUST, TRUST].map(|side| side.router(routing));
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
