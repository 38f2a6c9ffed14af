//! The plan as packets will meet it: the walk's model filled from what is planned.

use std::collections::BTreeMap;

use super::{Nic, Plan, PolicyRule, Router, StaticRoute, Subnet, Via};
use crate::design::{Dataplane, Unit};
use crate::facts;
use crate::walk::firewall;
use crate::walk::firewall::{Firewall, Interface, Profile, Route, Use, Zone};

/// Name of the profile that answers the probe.
const PROBE_PROFILE: &str = "health-probe";

impl Plan {
    /// A unit.
    pub fn firewall(&self, unit: Unit) -> Firewall {
        let rules = |rules: Vec<PolicyRule>| rules.into_iter().map(|one| one.rule).collect();
        Firewall {
            host_name: self.units.of(unit).name.value.clone(),
            interfaces: self.interfaces(unit).to_vec(),
            profiles: vec![self.probe_profile()],
            routers: self.routers.iter().map(router).collect(),
            zones: self.routers.iter().map(zone).collect(),
            services: self.service_objects(),
            service_groups: BTreeMap::new(),
            objects: BTreeMap::new(),
            security: rules(self.security_rules()),
            denies_inside_zones: self.denies_inside_zones(),
            nat: rules(self.nat_rules(unit)),
        }
    }

    /// Untrust, trust and HA2 of a unit. The first two carry the own address and the peer's as a /32, or
    /// what Azure's DHCP gives.
    pub fn interfaces(&self, unit: Unit) -> [Interface; 3] {
        let [own, peer] = [self.units.of(unit), self.units.peer_of(unit)];
        let traffic = |own: &Nic, peer: &Nic, subnet: &Subnet| Interface {
            name: own.interface.to_owned(),
            used: Use::Traffic,
            addresses: match self.machine.dataplane {
                Dataplane::Static => vec![
                    format!("{}/{}", own.address, subnet.range.value.prefix_len()),
                    format!("{}/32", peer.address),
                ],
                Dataplane::Dhcp => Vec::new(),
            },
            learns: false,
            profile: PROBE_PROFILE.to_owned(),
        };
        let ha2 = Interface {
            name: own.ha2.interface.to_owned(),
            used: Use::Ha,
            addresses: Vec::new(),
            learns: false,
            profile: String::new(),
        };
        [
            traffic(&own.untrust, &peer.untrust, &self.network.untrust),
            traffic(&own.trust, &peer.trust, &self.network.trust),
            ha2,
        ]
    }

    /// What answers the probe's port, and only to the probe's source.
    pub fn probe_profile(&self) -> Profile {
        let mut known = facts::panos::PROBE_PORTS.iter();
        let answered = known.find(|(port, _)| *port == self.balance.probe.port);
        Profile {
            name: PROBE_PROFILE.to_owned(),
            permitted: vec![facts::azure::PROBE_SOURCE.to_string()],
            answers: answered.map(|(_, element)| (*element).to_owned()).into_iter().collect(),
        }
    }
}

fn router(router: &Router) -> firewall::Router {
    firewall::Router {
        name: router.name.to_owned(),
        interfaces: vec![router.interface.to_owned()],
        routes: router.routes.iter().map(|one| route(router, one)).collect(),
    }
}

/// A route out of the own interface names it; one to the other router has none.
fn route(router: &Router, route: &StaticRoute) -> Route {
    let [gateway, next_router, interface] = match route.via {
        Via::Gateway(gateway) => [gateway.to_string(), String::new(), router.interface.to_owned()],
        Via::Router(other) => [String::new(), other.to_owned(), String::new()],
    };
    let (name, destination) = (route.name.clone(), route.destination.to_string());
    Route { name, destination, gateway, next_router, interface }
}

fn zone(router: &Router) -> Zone {
    Zone { name: router.zone.to_owned(), interfaces: vec![router.interface.to_owned()] }
}
