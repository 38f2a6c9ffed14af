//! Addresses: inside their subnet, not reserved, given to one owner only.

use super::super::{Plan, PlannedAddress, Subnet};
use crate::design::Design;
use crate::facts;
use crate::field::Field;
use crate::finding::{Case, Finding};

pub(super) fn audit(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let addresses = plan.addresses();
    for planned in &addresses {
        place(plan, planned, findings);
    }
    for (n, a) in addresses.iter().enumerate() {
        for b in addresses.iter().skip(n + 1) {
            if a.address.value == b.address.value {
                let (field, first) = (b.address.from.field(), a.address.from.field());
                let finding = Case::AddressNotUnique.at([field, first], (&b.address, &a.owner));
                findings.push(free(plan, b, finding));
            }
        }
    }
    monitoring(design, plan, findings);
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
    findings.push(free(plan, planned, finding));
}

/// Offers the first free address of the subnet, and leaving it to the plan.
fn free(plan: &Plan, planned: &PlannedAddress<'_>, finding: Finding) -> Finding {
    let field = planned.address.from.field();
    let range = planned.subnet.range.value;
    let addresses = plan.addresses();
    let used: Vec<_> = addresses.iter().map(|other| Some(other.address.value)).collect();
    let finding = match super::super::address::Hosts::new(range, used).first_free() {
        Some(address) => finding.offer_value(field, address),
        None => finding,
    };
    finding.choose(field)
}

/// A unit that watches one of its own addresses watches nothing.
fn monitoring(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    for path in &design.ha.monitoring.paths {
        if let Some(reason) = facts::azure::hostless(*path) {
            findings.push(Case::MonitoringHostless.at([Field::HaMonitoring], (path, reason)));
        }
        if plan.addresses().iter().any(|planned| planned.address.value == *path) {
            findings.push(Case::MonitoringOwn.at([Field::HaMonitoring], path));
        }
        let network = &plan.network;
        let inside = network.blocks.iter().any(|block| block.contains(*path));
        let held = network.subnets().any(|subnet| subnet.range.value.contains(*path));
        if network.existing.is_none() && inside && !held {
            findings.push(Case::MonitoringNowhere.at([Field::HaMonitoring], path));
        }
        let kept = |subnet: &Subnet| facts::azure::is_reserved(subnet.range.value, *path);
        if *path == facts::azure::PROBE_SOURCE || plan.network.subnets().any(kept) {
            findings.push(Case::MonitoringSilent.at([Field::HaMonitoring], path));
        }
    }
}
