//! Firewalls and the network around them.

use std::net::Ipv4Addr;

use super::azure::{Azure, Nic};
use super::firewall::{Firewall, Use};
use crate::facts;
use crate::net::Range;

/// Firewalls and the network around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// The network.
    pub azure: Azure,
    /// The firewalls; the host name is that of its machine.
    pub units: Vec<Firewall>,
}

impl Model {
    /// A unit as it runs: with DHCP its interfaces have the addresses that Azure hands out.
    pub(super) fn running(&self, unit: usize) -> Firewall {
        let mut firewall = self.units.get(unit).cloned().expect("a unit that is there");
        for interface in firewall.interfaces.iter_mut().filter(|one| one.used == Use::Traffic) {
            let nic = self.nic(unit, &interface.name);
            let subnet = nic.and_then(|nic| self.azure.subnet(&nic.subnet));
            let range = subnet.and_then(|subnet| subnet.range);
            let leased = nic.and_then(|nic| nic.address).zip(range);
            if interface.addresses.is_empty() {
                let text =
                    |(own, range): (Ipv4Addr, Range)| format!("{own}/{}", range.prefix_len());
                interface.addresses = leased.map(text).into_iter().collect();
            }
        }
        firewall
    }

    /// The NICs of a unit's machine, in their order.
    pub(super) fn machine_nics(&self, unit: usize) -> Vec<&Nic> {
        let host = self.units.get(unit).map(|unit| &unit.host_name);
        let mut machines = self.azure.machines.iter();
        let machine = machines.find(|machine| Some(&machine.host_name) == host);
        let names = machine.into_iter().flat_map(|machine| &machine.nics);
        names.filter_map(|name| self.azure.nic(name)).collect()
    }

    /// The NIC behind an interface of a unit.
    pub(super) fn nic(&self, unit: usize, interface: &str) -> Option<&Nic> {
        let place = facts::panos::INTERFACES.iter().position(|name| *name == interface)?;
        self.machine_nics(unit).get(place).copied()
    }

    /// The unit that is managed by a NIC, the first of its machine.
    pub(super) fn managed_by(&self, nic: &Nic) -> Option<&Firewall> {
        let mut units = self.units.iter().enumerate();
        let is_own =
            |n: usize| self.machine_nics(n).first().is_some_and(|own| own.name == nic.name);
        units.find_map(|(n, unit)| is_own(n).then_some(unit))
    }

    /// The unit and its interface for traffic that a NIC stands behind.
    pub(super) fn interface(&self, nic: &str) -> Option<(usize, String)> {
        self.units.iter().enumerate().find_map(|(n, unit)| {
            let traffic = unit.interfaces.iter().filter(|one| one.used == Use::Traffic);
            let mut named = traffic.map(|interface| &interface.name);
            let name = named.find(|name| self.nic(n, name).is_some_and(|one| one.name == nic))?;
            Some((n, name.clone()))
        })
    }
}
