//! Addresses: inside their subnet, not reserved, given to one owner only.

use super::super::{Plan, PlannedAddress, Subnet};
use crate::design::Design;
use crate::facts;
use crate::field::Field;
use crate::finding::{Code, Finding};

pub(super) fn audit(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let addresses = plan.addresses();
    for planned in &addresses {
        place(plan, planned, findings);
    }
    for (n, a) in addresses.iter().enumerate() {
        for b in addresses.iter().skip(n + 1) {
            if a.address.value == b.address.value {
                let (field, first) = (b.address.from.field(), a.address.from.field());
                let message = format!(
                    "{} is {}, which {} of {} has too, expected each address once",
                    field.key(),
                    b.address,
                    first.key(),
                    a.owner
                );
                let finding = Finding::new(Code::AddressNotUnique, [field, first], message);
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
        let message = format!(
            "{} is {address}, which is not inside {range} of {}",
            field.key(),
            planned.subnet.name
        );
        let at = [field, planned.subnet.range.from.field()];
        Finding::new(Code::AddressOutside, at, message)
    } else if facts::azure::is_reserved(range, address) {
        let message = format!(
            "{} is {address}, which Azure reserves in {range}, expected the fifth address or a later one but not the last",
            field.key()
        );
        Finding::new(Code::AddressReserved, [field], message)
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
        Some(address) => {
            finding.offer(format!("Use {address}"), vec![(field, address.to_string())])
        }
        None => finding,
    };
    finding.offer("Choose for me", vec![(field, String::new())])
}

/// A unit that watches one of its own addresses watches nothing.
fn monitoring(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    for path in &design.ha.monitoring.paths {
        if let Some(reason) = facts::azure::hostless(*path) {
            let message = format!(
                "ha.monitoring watches {path}, which is {reason}, expected a host's address"
            );
            findings.push(Finding::new(Code::MonitoringShape, [Field::HaMonitoring], message));
        }
        if plan.addresses().iter().any(|planned| planned.address.value == *path) {
            let message = format!(
                "ha.monitoring watches {path}, an address of this design, expected one beyond it"
            );
            findings.push(Finding::new(Code::MonitoringShape, [Field::HaMonitoring], message));
        }
        let network = &plan.network;
        let inside = network.blocks.iter().any(|block| block.contains(*path));
        let held = network.subnets().any(|subnet| subnet.range.value.contains(*path));
        if network.existing.is_none() && inside && !held {
            let message = format!(
                "ha.monitoring watches {path}, which is in no subnet of the VNet, expected a host"
            );
            findings.push(Finding::new(Code::MonitoringSilent, [Field::HaMonitoring], message));
        }
        let kept = |subnet: &Subnet| facts::azure::is_reserved(subnet.range.value, *path);
        if *path == facts::azure::PROBE_SOURCE || plan.network.subnets().any(kept) {
            let message = format!(
                "ha.monitoring watches {path}, which Azure keeps for itself and which answers no ping, expected a host (not verified)"
            );
            findings.push(Finding::new(Code::MonitoringSilent, [Field::HaMonitoring], message));
        }
    }
}
