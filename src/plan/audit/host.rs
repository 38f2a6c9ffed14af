//! Addresses: inside their subnet, not reserved, given to one owner only.

use std::net::Ipv4Addr;

use super::super::{Egress, Origin, Plan, PlannedAddress, Subnet};
use crate::design::Protocol;
use crate::facts;
use crate::field::Field;
use crate::finding::{Case, Finding, follow};
use crate::net::Range;

pub(super) fn audit(plan: &Plan, findings: &mut Vec<Finding>) {
    let addresses = plan.addresses();
    for planned in &addresses {
        place(plan, planned, findings);
    }
    for (n, a) in addresses.iter().enumerate() {
        for b in addresses.iter().skip(n + 1) {
            if a.address.value == b.address.value {
                let (field, first) = (b.address.from.field(), a.address.from.field());
                let finding = Case::AddressNotUnique.at([field, first], (&b.address, &a.owner));
                let causes = |one: &Finding| is_narrow(one, b) || is_shared(one, a, b);
                follow(findings, causes, free(plan, b, finding));
            }
        }
    }
    monitoring(plan, findings);
    loopback(plan, findings);
}

/// The loopback's address is nobody else's, and IPsec has both of its ports.
fn loopback(plan: &Plan, findings: &mut Vec<Finding>) {
    let (field, services) = (Field::PairLoopback, Field::BalanceServices);
    let Some(loopback) = &plan.balance.loopback else { return };
    let address = loopback.address.value;
    let mut held = plan.network.blocks.iter().copied().chain(plan.network.inside());
    if let Some(range) = held.find(|range| range.contains(address)) {
        findings.push(Case::LoopbackTaken.at([field], (address, range)).choose(field));
    }
    let has = |port: &u16| {
        let mut on_pair = plan.balance.services.iter().filter(|service| service.on_pair);
        on_pair.any(|service| {
            service.protocol == Protocol::Udp
                && service.port == *port
                && service.target_port == *port
        })
    };
    let (there, lacking): (Vec<u16>, Vec<u16>) =
        facts::panos::IPSEC_PORTS.iter().partition(|port| has(port));
    if let ([there], [lacking]) = (there.as_slice(), lacking.as_slice()) {
        findings.push(Case::IpsecHalf.at([services], (*there, *lacking)));
    }
}

fn place(plan: &Plan, planned: &PlannedAddress<'_>, findings: &mut Vec<Finding>) {
    let field = planned.address.from.field();
    let address = planned.address.value;
    let range = planned.subnet.range.value;
    let finding = if !range.contains(address) {
        let at = [field, planned.subnet.range.from.field()];
        Case::AddressOutside.at(at, (address, range, &planned.subnet.name))
    } else if facts::azure::is_reserved(range, address) {
        Case::AddressReserved.at([field], (address, range))
    } else {
        return;
    };
    follow(findings, |one| is_narrow(one, planned), free(plan, planned, finding));
}

/// Whether a finding says that the subnets of two chosen addresses overlap.
fn is_shared(finding: &Finding, a: &PlannedAddress<'_>, b: &PlannedAddress<'_>) -> bool {
    let of_both = [a, b].map(|one| {
        let chosen = matches!(one.address.from, Origin::Chosen { .. });
        chosen && finding.at.contains(&one.subnet.range.from.field())
    });
    finding.case == Case::RangesOverlap && of_both == [true; 2]
}

/// Whether a finding says that a chosen address has no room in its subnet.
fn is_narrow(finding: &Finding, planned: &PlannedAddress<'_>) -> bool {
    let chosen = matches!(planned.address.from, Origin::Chosen { .. });
    let subnet = planned.subnet.range.from.field();
    let narrow = matches!(finding.case, Case::SubnetTooSmall | Case::SubnetLength);
    chosen && narrow && finding.at.first() == Some(&subnet)
}

/// Offers the first free address of the subnet, and leaving it to the plan.
fn free(plan: &Plan, planned: &PlannedAddress<'_>, finding: Finding) -> Finding {
    let field = planned.address.from.field();
    let range = planned.subnet.range.value;
    let addresses = plan.addresses();
    let used = addresses.iter().map(|other| other.address.value);
    let finding = match super::super::address::Hosts::new(range, used).first_free() {
        Some(address) => finding.offer_value(field, address),
        None => finding,
    };
    finding.choose(field)
}

/// A watched address must answer the pings of both units; one that never does suspends the pair.
fn monitoring(plan: &Plan, findings: &mut Vec<Finding>) {
    let network = &plan.network;
    let watched = &plan.ha.monitoring;
    let mut n_told = 0;
    for path in watched.paths.iter().copied() {
        let held = network.holding(path).is_some();
        let inside = network.blocks.iter().any(|block| block.contains(path));
        let kept = |subnet: &Subnet| facts::azure::is_reserved(subnet.range.value, path);
        let at = [Field::HaMonitoring];
        let finding = if let Some(reason) = facts::azure::hostless(path) {
            Case::MonitoringHostless.at(at, (path, reason))
        } else if plan.addresses().iter().any(|planned| planned.address.value == path) {
            Case::MonitoringOwn.at(at, path)
        } else if path == facts::azure::PROBE_SOURCE || network.subnets().any(kept) {
            Case::MonitoringSilent.at(at, path)
        } else if network.existing.is_none() && inside && !held {
            Case::MonitoringNowhere.at(at, path)
        } else if held || inside || plan.leaves_inside(path) {
            continue;
        } else if let Some(finding) = beyond(plan, path) {
            finding
        } else {
            continue;
        };
        n_told += 1;
        // What is not listed needs no repair.
        if n_told > facts::limit::TOLD_MAX {
            findings.push(finding);
            continue;
        }
        let others = watched.paths.iter().filter(|other| **other != path);
        let link = watched.link.then(|| "link".to_owned());
        let rest: Vec<String> = link.into_iter().chain(others.map(ToString::to_string)).collect();
        let title = format!("Stop watching {path}");
        findings.push(finding.offer(title, [(Field::HaMonitoring, rest.join("\n"))]));
    }
}

/// A watched address on the way to the Internet: of the ways out only an own public address carries ICMP.
fn beyond(plan: &Plan, path: Ipv4Addr) -> Option<Finding> {
    let at = Field::HaMonitoring;
    if facts::azure::is_private(Range::host(path)) {
        return Some(Case::MonitoringPrivate.at([at, Field::NetworkPeered], path));
    }
    let case = match plan.balance.egress {
        Egress::OutboundRule { .. } => Case::MonitoringNoPing,
        Egress::NatGateway => Case::MonitoringNatGateway,
        Egress::None => Case::MonitoringNoEgress,
        Egress::PublicIps => return None,
    };
    Some(case.at([at, Field::BalanceEgress], path))
}
