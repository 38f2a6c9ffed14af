//! The plan as packets will meet it: the walk's model filled from what is planned.

use std::collections::BTreeMap;

use super::{
    Direction, Egress, NatGateway, NextHop, Nic, Nsg, Plan, PolicyRule, Prefixes, PublicAddress,
    Remote, Role, RouteTable, Router, SecurityRule, StaticRoute, Subnet, Transport, Via,
};
use crate::design::{Dataplane, ManagementEgress, Service, Unit};
use crate::field::Field;
use crate::net::Range;
use crate::walk::azure::{
    Azure, Balancer, BalancingRule, Front, FrontEnd, Hop, Ports, Prefix, Protocol, Way,
};
use crate::walk::firewall::{Firewall, Interface, Profile, Route, Use, Zone};
use crate::walk::model::Model;
use crate::walk::{azure, firewall};
use crate::{design, facts};

/// Name of the profile that answers the probe.
const PROBE_PROFILE: &str = "health-probe";

impl Plan {
    /// The units and the network around them.
    pub fn model(&self) -> Model {
        Model { azure: self.azure(), units: Unit::BOTH.map(|unit| self.firewall(unit)).to_vec() }
    }

    /// A unit.
    pub fn firewall(&self, unit: Unit) -> Firewall {
        let rules = |rules: Vec<PolicyRule>| rules.into_iter().map(|one| one.rule).collect();
        Firewall {
            host_name: self.units.of(unit).name.value.clone(),
            permitted: self.system.permitted_ip.iter().map(ToString::to_string).collect(),
            interfaces: self.interfaces(unit).into_iter().chain(self.loopback()).collect(),
            profiles: vec![self.probe_profile()],
            routers: self.routers.iter().map(|one| self.router(one)).collect(),
            zones: self.zones(),
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

    /// The loopback, where something ends on the pair.
    pub fn loopback(&self) -> Option<Interface> {
        self.balance.loopback.as_ref().map(|loopback| Interface {
            name: loopback.interface.to_owned(),
            used: Use::Other,
            addresses: vec![loopback.range().to_string()],
            learns: false,
            profile: String::new(),
        })
    }

    /// The interfaces of a router: its own, and on the outer one the loopback.
    pub fn interfaces_of(&self, router: &Router) -> Vec<String> {
        let [untrust, _] = &self.routers;
        let loopback = self.loopback().filter(|_| router.name == untrust.name);
        let own = router.interface.to_owned();
        std::iter::once(own).chain(loopback.map(|loopback| loopback.name)).collect()
    }

    /// The zones with their interfaces.
    pub fn zones(&self) -> Vec<Zone> {
        let of_router = |router: &Router| Zone {
            name: router.zone.to_owned(),
            interfaces: vec![router.interface.to_owned()],
        };
        let loopback = self.balance.loopback.as_ref().map(|loopback| Zone {
            name: loopback.zone.to_owned(),
            interfaces: vec![loopback.interface.to_owned()],
        });
        self.routers.iter().map(of_router).chain(loopback).collect()
    }

    fn router(&self, router: &Router) -> firewall::Router {
        firewall::Router {
            name: router.name.to_owned(),
            interfaces: self.interfaces_of(router),
            routes: router.routes.iter().map(|one| route(router, one)).collect(),
        }
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

impl Plan {
    /// The network around the units.
    pub fn azure(&self) -> Azure {
        let gateway = self.network.gateway().map(|subnet| subnet.name.value.clone());
        let remote = |remote: &Remote| azure::Remote {
            name: remote.name.clone(),
            range: remote.range,
            gateway: gateway.clone().filter(|_| remote.field == Field::NetworkOnPremises),
        };
        let known = |(_, address): (&str, &PublicAddress)| match address {
            PublicAddress::Existing { address: Some(known), .. } => {
                Some((address.name().to_owned(), *known))
            }
            PublicAddress::Existing { address: None, .. } | PublicAddress::New { .. } => None,
        };
        let nat_gateway = |gateway: &NatGateway| azure::NatGateway {
            name: gateway.name.value.clone(),
            public_ips: vec![gateway.address().to_owned()],
        };
        Azure {
            blocks: self.network.blocks.clone(),
            subnets: self.network.subnets().map(|one| self.subnet(one)).collect(),
            tables: self.route_tables.iter().map(table).collect(),
            filters: self.nsgs.iter().map(filter).collect(),
            nics: self.nics(),
            machines: self.machines(),
            balancers: self.balancers(),
            nat_gateways: self.balance.nat_gateway.iter().map(nat_gateway).collect(),
            remotes: self.network.remotes.iter().map(remote).collect(),
            known: self.balance.public.front_ends().filter_map(known).collect(),
        }
    }

    fn subnet(&self, subnet: &Subnet) -> azure::Subnet {
        azure::Subnet {
            name: subnet.name.value.clone(),
            range: Some(subnet.range.value),
            table: self.route_table_of(subnet).map(|table| table.name.clone()),
            filter: self.nsg_of(subnet).map(|nsg| nsg.name.clone()),
            nat_gateway: self.nat_gateway_of(subnet).map(|gateway| gateway.name.value.clone()),
            storage: self.reaches_storage(subnet),
            own_way_out: subnet.role == Role::Management
                && self.access.management_egress == ManagementEgress::Existing,
        }
    }

    /// The units' NICs, and the test server's.
    fn nics(&self) -> Vec<azure::Nic> {
        let filter = |role: Role| self.nsg(role).map(|nsg| nsg.name.clone());
        let of_unit = |nic: &Nic| {
            let subnet = self.network.of(nic.role).expect("each NIC's role has a subnet");
            let balancer = self.balance.of(nic.role).map(|(balancer, _)| balancer);
            azure::Nic {
                name: nic.name.clone(),
                address: Some(nic.address.value),
                subnet: subnet.name.value.clone(),
                filter: filter(nic.role),
                public_ip: nic.public_name().map(str::to_owned),
                forwards: nic.ip_forwarding,
                balancers: balancer.map(|name| name.value.clone()).into_iter().collect(),
            }
        };
        let of_server = self.server.as_ref().map(|server| azure::Nic {
            name: server.nic_name.clone(),
            address: Some(server.address.value),
            subnet: self.network.of_host(server.address.value).name.value.clone(),
            filter: filter(Role::Workload),
            public_ip: None,
            forwards: false,
            balancers: Vec::new(),
        });
        let units = self.units.each().into_iter().flat_map(super::Firewall::nics);
        units.map(of_unit).chain(of_server).collect()
    }

    fn machines(&self) -> Vec<azure::Machine> {
        let of_unit = |unit: &super::Firewall| azure::Machine {
            host_name: unit.name.value.clone(),
            nics: unit.nics().map(|nic| nic.name.clone()).to_vec(),
        };
        let of_server = self.server.as_ref().map(|server| azure::Machine {
            host_name: server.name.value.clone(),
            nics: vec![server.nic_name.clone()],
        });
        self.units.each().into_iter().map(of_unit).chain(of_server).collect()
    }

    fn balancers(&self) -> Vec<Balancer> {
        let balance = &self.balance;
        let probe = azure::Probe {
            name: balance.probe.name.clone(),
            port: balance.probe.port,
            interval_s: balance.probe.interval_s.into(),
            threshold: balance.probe.threshold.into(),
        };
        let internal = Balancer {
            name: balance.internal.name.value.clone(),
            front_ends: vec![FrontEnd {
                name: balance.internal.frontend.clone(),
                address: Front::Private(Some(balance.internal.address.value)),
            }],
            probes: vec![probe.clone()],
            rules: vec![BalancingRule {
                name: balance.internal.rule.clone(),
                front_end: balance.internal.frontend.clone(),
                probe: Some(balance.probe.name.clone()),
                protocol: Some(Protocol::Any),
                port: Some(0),
                backend_port: Some(0),
                floating: Some(false),
            }],
            outbound: Vec::new(),
        };
        let public = balance.public.made.then(|| self.public_balancer(probe));
        public.into_iter().chain([internal]).collect()
    }

    fn public_balancer(&self, probe: azure::Probe) -> Balancer {
        let balance = &self.balance;
        let public = &balance.public;
        let front_end = |(name, address): (&str, &PublicAddress)| FrontEnd {
            name: name.to_owned(),
            address: Front::Public(address.name().to_owned()),
        };
        let rule = |service: &Service| {
            let (front_end, _) = public.front_end_of(service)?;
            Some(BalancingRule {
                name: service.name.clone(),
                front_end: front_end.to_owned(),
                probe: Some(probe.name.clone()),
                protocol: Some(Protocol::from(service.protocol)),
                port: Some(service.port),
                backend_port: Some(service.backend_port),
                floating: Some(balance.floating_ip),
            })
        };
        Balancer {
            name: public.name.value.clone(),
            front_ends: public.front_ends().map(front_end).collect(),
            rules: balance.services.iter().filter_map(rule).collect(),
            outbound: match &balance.egress {
                Egress::OutboundRule { name, .. } => {
                    vec![(name.clone(), vec![public.frontend.clone()])]
                }
                Egress::NatGateway | Egress::PublicIps | Egress::None => Vec::new(),
            },
            // Without a rule nothing asks for the probe's answer.
            probes: if balance.services.is_empty() { Vec::new() } else { vec![probe] },
        }
    }
}

impl From<design::Protocol> for Protocol {
    fn from(protocol: design::Protocol) -> Self {
        match protocol {
            design::Protocol::Tcp => Self::Tcp,
            design::Protocol::Udp => Self::Udp,
        }
    }
}

fn table(table: &RouteTable) -> azure::Table {
    let route = |route: &super::Route| azure::Route {
        name: route.name.clone(),
        destination: route.destination,
        hop: match route.next_hop {
            NextHop::Balancer(address) => Hop::Appliance(address),
            NextHop::Internet => Hop::Internet,
        },
    };
    azure::Table {
        name: table.name.clone(),
        routes: table.routes.iter().map(route).collect(),
        propagates: table.propagates,
    }
}

fn filter(nsg: &Nsg) -> azure::Filter {
    azure::Filter { name: nsg.name.clone(), rules: nsg.rules.iter().map(filter_rule).collect() }
}

fn filter_rule(rule: &SecurityRule) -> azure::FilterRule {
    azure::FilterRule {
        name: rule.name.clone(),
        priority: Some(rule.priority.into()),
        way: Some(match rule.direction {
            Direction::Inbound => Way::In,
            Direction::Outbound => Way::Out,
        }),
        allows: Some(rule.allow),
        protocol: Some(match rule.transport {
            Transport::Any => Protocol::Any,
            Transport::Tcp => Protocol::Tcp,
            Transport::Udp => Protocol::Udp,
            Transport::Icmp => Protocol::Icmp,
        }),
        sources: prefixes(&rule.source),
        destinations: prefixes(&rule.destination),
        ports: match rule.ports.as_slice() {
            [] => vec![Ports::Any],
            ports => ports.iter().map(|port| Ports::Span(*port, *port)).collect(),
        },
    }
}

fn prefixes(end: &Prefixes) -> Vec<Prefix> {
    match end {
        Prefixes::Any => vec![Prefix::Any],
        Prefixes::Asked => vec![Prefix::Asked],
        Prefixes::Tag(tag) => vec![Prefix::Tag(tag.clone())],
        Prefixes::Ranges(ranges) => {
            let prefix = |range: &Range| match range.prefix_len() {
                0 => Prefix::Any,
                _ => Prefix::Range(*range),
            };
            ranges.iter().map(prefix).collect()
        }
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
