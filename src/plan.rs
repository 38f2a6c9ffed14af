//! What will be built: every name, address and setting, settled once, each with its origin.
//!
//! Documents read an [`Approved`] plan and compute no name and no address of their own; the diagram
//! reads unapproved plans too. A plan holds no secret. `derive` is total as far as the ranges allow:
//! only when a subnet cannot be placed at all is there no plan. Each file below holds a section's types
//! beside what they are derived from.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::design::{Choice as _, GatewaySku, ManagementEgress, Unit};
use crate::field::Field;
use crate::finding;
use crate::finding::Finding;

mod access;
mod address;
mod audit;
mod balance;
mod bootstrap;
mod derive;
mod ha;
mod machine;
mod name;
mod network;
mod nsg;
mod packets;
mod policy;
mod public;
mod remark;
mod route;
mod settle;
mod site;
mod system;
mod unit;

pub use access::{Access, Sources};
pub use address::PAIR_LEN_MAX;
pub use audit::audit;
pub use balance::{
    Balance, Egress, FrontEnd, GatewayKind, InternalBalancer, Loopback, NatGateway, Probe,
    PublicBalancer,
};
pub use bootstrap::{Bootstrap, Publish};
pub use derive::derive;
pub use ha::{Ha, TimerValues};
pub use machine::{Availability, Image, Machine};
pub use name::Named;
pub use network::{ExistingVnet, Network, Peering, Remote, Role, Subnet};
pub use nsg::{Direction, Nsg, Prefixes, SecurityRule, Transport};
pub use policy::PolicyRule;
pub use public::PublicAddress;
pub use remark::{filled, remark};
pub use route::{NextHop, Route, RouteTable, Router, StaticRoute, Via};
pub use settle::{Address, Name, Origin, Planned};
pub use site::{Metrics, Site};
pub use system::{Logs, Panorama, System};
pub use unit::{Both, Firewall, Nic, Server};

/// Everything that will be built.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What every resource carries.
    pub site: Site,
    /// VNet, subnets, ranges behind the firewalls.
    pub network: Network,
    /// Both firewalls.
    pub units: Both<Firewall>,
    /// What both machines have in common.
    pub machine: Machine,
    /// Availability.
    pub availability: Availability,
    /// Balancers, probe, services, egress.
    pub balance: Balance,
    /// Administrator and management.
    pub access: Access,
    /// Network security groups.
    pub nsgs: Vec<Nsg>,
    /// Azure route tables.
    pub route_tables: Vec<RouteTable>,
    /// PAN-OS routers: untrust, trust.
    pub routers: [Router; 2],
    /// High availability.
    pub ha: Ha,
    /// PAN-OS system settings.
    pub system: System,
    /// Panorama.
    pub panorama: Option<Panorama>,
    /// The test server.
    pub server: Option<Server>,
    /// How the packages reach the units.
    pub bootstrap: Bootstrap,
    /// Where the files will be published.
    pub publish: Publish,
    /// Every field that has a value, as text with its origin: the form's placeholders.
    pub settled: BTreeMap<Field, Planned<String>>,
}

impl Plan {
    /// The watched addresses to which a unit's own pings leave by this router's interface.
    pub fn watched(&self, router: &Router) -> Vec<Ipv4Addr> {
        let [_, trust] = &self.routers;
        let inner = router.name == trust.name;
        let here = |to: &Ipv4Addr| self.leaves_inside(*to) == inner;
        self.ha.monitoring.paths.iter().copied().filter(here).collect()
    }

    /// Whether a unit's own packet to this address leaves by the trust side.
    pub(crate) fn leaves_inside(&self, to: Ipv4Addr) -> bool {
        let [untrust, _] = &self.routers;
        route::leaves_inside(&self.network, untrust, to)
    }

    /// The unit that is active when both are well: the lower priority wins.
    pub fn preferred(&self) -> Unit {
        if self.units.a.priority <= self.units.b.priority { Unit::A } else { Unit::B }
    }

    /// The route table associated with a subnet.
    pub fn route_table_of(&self, subnet: &Subnet) -> Option<&RouteTable> {
        self.route_tables.iter().find(|table| table.subnet.is(subnet))
    }

    /// The NAT gateway that serves a subnet.
    pub fn nat_gateway_of(&self, subnet: &Subnet) -> Option<&NatGateway> {
        let untrust = self.balance.egress == Egress::NatGateway;
        let management = self.access.management_egress == ManagementEgress::NatGateway;
        let served = [(Role::Untrust, untrust), (Role::Management, management)];
        self.balance.nat_gateway.as_ref().filter(|_| served.contains(&(subnet.role, true)))
    }

    /// Whether the units stand in zones, and a NAT gateway that stands in one serves them.
    pub fn has_zonal_gateway(&self) -> bool {
        let of_one = |gateway: &NatGateway| gateway.sku() == Some(GatewaySku::Standard);
        let in_zones =
            matches!(self.availability, Availability::Zones(..) | Availability::ZonesAuto(_));
        in_zones && self.balance.nat_gateway.as_ref().is_some_and(of_one)
    }

    /// Where no package configures the units, what has to be done until they forward anything: the rest of a
    /// sentence.
    pub fn configured_by(&self) -> Option<String> {
        if self.bootstrap.mode.has_package() {
            return None;
        }
        let manager = self.panorama.as_ref().filter(|_| self.bootstrap.mode.asks());
        Some(match manager {
            Some(manager) => {
                let cut_off = self.access.management_egress == ManagementEgress::None;
                let though = if manager.is_cloud() && cut_off {
                    ", to which management has no way here,"
                } else {
                    ""
                };
                format!(
                    "that {}{though} has pushed interfaces, routes, policy and high availability",
                    manager.title()
                )
            }
            None => "that each unit was loaded by hand with its own bootstrap.xml".to_owned(),
        })
    }

    /// Whether a subnet reaches the storage account by a service endpoint. To one that stands already the scripts add it,
    /// and only for an account that is closed.
    pub fn reaches_storage(&self, subnet: &Subnet) -> bool {
        let is_added = self.network.existing.is_none() || self.bootstrap.closed;
        subnet.role == Role::Management && self.bootstrap.mode.has_package() && is_added
    }

    /// The NSG of the NICs with this role, where NICs have one; `Workload` is the test server's.
    pub fn nsg(&self, role: Role) -> Option<&Nsg> {
        self.nsgs.iter().find(|nsg| !nsg.on_subnet && nsg.role == role)
    }

    /// The NSG of a subnet.
    pub fn nsg_of(&self, subnet: &Subnet) -> Option<&Nsg> {
        self.nsgs.iter().find(|nsg| nsg.on_subnet && nsg.role == subnet.role)
    }

    /// Every planned address with what it is for and the range that must hold it.
    pub fn addresses(&self) -> Vec<PlannedAddress<'_>> {
        let mut addresses = Vec::new();
        for firewall in self.units.each() {
            for nic in firewall.nics() {
                let subnet = self.network.of(nic.role).expect("each NIC's role has a subnet");
                let owner = format!("{} {}", firewall.name, nic.role.label());
                let (role, address) = (nic.role, &nic.address);
                addresses.push(PlannedAddress { owner, role, address, subnet });
            }
        }
        addresses.push(PlannedAddress {
            owner: self.balance.internal.name.value.clone(),
            role: Role::Balancer,
            address: &self.balance.internal.address,
            subnet: &self.network.balancer,
        });
        if let Some(server) = &self.server {
            let subnet = self.network.of_host(server.address.value);
            addresses.push(PlannedAddress {
                owner: server.name.value.clone(),
                role: subnet.role,
                address: &server.address,
                subnet,
            });
        }
        addresses
    }
}

/// A planned address in its place.
#[derive(Clone, Debug)]
pub struct PlannedAddress<'a> {
    /// Whose address it is.
    pub owner: String,
    /// What it is for: HA2 addresses may stand in the trust subnet.
    pub role: Role,
    /// The address.
    pub address: &'a Address,
    /// The subnet that must hold it.
    pub subnet: &'a Subnet,
}

/// A plan without error findings, the only thing that documents are made from.
#[derive(Clone, Copy, Debug)]
pub struct Approved<'a>(&'a Plan);

impl<'a> Approved<'a> {
    /// The plan.
    pub fn plan(self) -> &'a Plan {
        self.0
    }
}

/// Approves a plan unless any finding, from whichever stage, is an error.
pub fn approve<'a>(plan: &'a Plan, findings: &[Finding]) -> Option<Approved<'a>> {
    (!finding::blocks(findings)).then_some(Approved(plan))
}
