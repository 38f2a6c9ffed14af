//! Ranges: length, overlap, containment, room, and what an existing VNet must be told.

use std::net::Ipv4Addr;

use super::super::{Plan, Role, Subnet, address};
use crate::design::Design;
use crate::facts;
use crate::field::Field;
use crate::finding::{Code, Finding};
use crate::net::Range;

pub(super) fn audit(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    lengths(plan, findings);
    containment(plan, findings);
    overlaps(design, plan, findings);
    room(plan, findings);
    growth(design, plan, findings);
    if plan.network.existing.is_some() {
        existing(design, plan, findings);
    }
    routes(plan, findings);
    peerings(design, plan, findings);
    if plan.network.ha2.is_none() {
        let message = "the HA2 NICs share the trust subnet";
        findings.push(
            Finding::new(Code::Ha2Shared, [Field::NetworkHa2Name], message).offer(
                "Use a subnet of its own",
                vec![(Field::NetworkHa2Name, "ha2-subnet".into())],
            ),
        );
    }
}

fn lengths(plan: &Plan, findings: &mut Vec<Finding>) {
    let (low, high) = (facts::azure::VNET_LEN_MIN, facts::azure::VNET_LEN_MAX);
    for block in &plan.network.blocks {
        if plan.network.existing.is_none() && !(low..=high).contains(&block.prefix_len()) {
            let message =
                format!("network.range has {block}, expected a length of /{low} to /{high}");
            findings.push(Finding::new(Code::RangeLength, [Field::NetworkRange], message));
        }
    }
    let smallest = facts::azure::SUBNET_LEN_MAX;
    for subnet in plan.network.subnets() {
        let range = subnet.range.value;
        if range.prefix_len() > smallest {
            let field = subnet.range.from.field();
            let message =
                format!("{} is {range}, expected a subnet of /{smallest} or larger", field.key());
            let finding = Finding::new(Code::RangeLength, [field], message);
            findings.push(next_free(plan, subnet, smallest, finding));
        }
    }
}

fn containment(plan: &Plan, findings: &mut Vec<Finding>) {
    for subnet in plan.network.subnets() {
        let range = subnet.range.value;
        if plan.network.blocks.iter().any(|block| block.covers(range)) {
            continue;
        }
        let field = subnet.range.from.field();
        let blocks: Vec<String> = plan.network.blocks.iter().map(ToString::to_string).collect();
        let message = format!(
            "{} is {range}, which is not inside network.range {}",
            field.key(),
            blocks.join(", ")
        );
        let finding = Finding::new(Code::SubnetOutside, [field, Field::NetworkRange], message);
        findings.push(next_free(plan, subnet, range.prefix_len(), finding));
    }
}

/// Offers the next free range for a subnet, and leaving it to the plan.
fn next_free(plan: &Plan, subnet: &Subnet, len: u8, finding: Finding) -> Finding {
    let field = subnet.range.from.field();
    if subnet.role == Role::Workload {
        return finding;
    }
    let used: Vec<Range> = plan
        .network
        .subnets()
        .filter(|other| other.name != subnet.name)
        .map(|other| other.range.value)
        .chain(plan.network.remotes.iter().map(|remote| remote.range))
        .filter(|range| !plan.network.is_summary(*range))
        .collect();
    // A longer prefix than fits is of no use, so shorter ones are tried after it.
    let holds = holds(plan, subnet);
    let blocks = &plan.network.blocks;
    let free = (0..=len).rev().find_map(|len| {
        blocks.iter().find_map(|block| address::first_free(*block, len, holds, &used))
    });
    let finding = match free {
        Some(range) => finding.offer(format!("Use {range}"), vec![(field, range.to_string())]),
        None => finding,
    };
    finding.offer("Choose for me", vec![(field, String::new())])
}

fn overlaps(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let network = &plan.network;
    let subnets: Vec<&Subnet> = network.subnets().collect();
    for (n, subnet) in subnets.iter().enumerate() {
        for other in subnets.iter().skip(n + 1) {
            let (a, b) = (subnet.range.value, other.range.value);
            if a.overlaps(b) {
                // The later subnet is the one to move, unless only the earlier one was typed.
                let (field, first) = (other.range.from.field(), subnet.range.from.field());
                let message = format!(
                    "{} {b} of {} overlaps {} {a} of {}",
                    field.key(),
                    other.name,
                    first.key(),
                    subnet.name
                );
                let finding = Finding::new(Code::RangesOverlap, [field, first], message);
                findings.push(next_free(plan, other, b.prefix_len(), finding));
            }
        }
    }
    pairs(&network.blocks, Field::NetworkRange, findings);
    let taken = design.network.taken.iter().map(|range| (Field::NetworkTaken, *range));
    let remotes = network.remotes.iter().map(|remote| (remote.field, remote.range));
    for (field, range) in taken.chain(remotes) {
        let subnet = subnets.iter().find(|subnet| subnet.range.value.overlaps(range));
        let block = network.blocks.iter().find(|block| block.overlaps(range));
        if field != Field::NetworkTaken && network.is_summary(range) {
            continue;
        }
        let whole = block.filter(|block| range.covers(**block) && network.existing.is_none());
        match (subnet.filter(|_| whole.is_none()), block) {
            (Some(subnet), _) => {
                let at = subnet.range.from.field();
                let message = format!(
                    "{} {} of {} overlaps {range} of {}",
                    at.key(),
                    subnet.range,
                    subnet.name,
                    field.key()
                );
                let finding = Finding::new(Code::RangesOverlap, [at, field], message);
                findings.push(next_free(plan, subnet, subnet.range.value.prefix_len(), finding));
            }
            (None, Some(block)) if field != Field::NetworkTaken || whole.is_some() => {
                let message = format!(
                    "{} has {range}, which overlaps the VNet's own {block}, expected a range outside",
                    field.key()
                );
                findings.push(Finding::new(
                    Code::RangesOverlap,
                    [field, Field::NetworkRange],
                    message,
                ));
            }
            _ => {}
        }
    }
    // All of them are reached the same way, so one may sum up others; only the same one twice is odd.
    for (n, remote) in network.remotes.iter().enumerate() {
        if let Some(other) = network.remotes.iter().skip(n + 1).find(|o| o.range == remote.range) {
            let (range, field) = (remote.range, other.field);
            let message = format!("{range} is behind the firewalls twice, expected each once");
            findings.push(Finding::new(Code::RangesOverlap, [field, remote.field], message));
        }
    }
}

/// Overlaps inside one list.
fn pairs(ranges: &[Range], field: Field, findings: &mut Vec<Finding>) {
    for (n, a) in ranges.iter().enumerate() {
        for b in ranges.iter().skip(n + 1).filter(|b| b.overlaps(*a)) {
            let message = format!("{} has {a} and {b}, which overlap", field.key());
            findings.push(Finding::new(Code::RangesOverlap, [field], message));
        }
    }
}

/// How many addresses a subnet must give.
fn holds(plan: &Plan, subnet: &Subnet) -> u64 {
    let planned = plan.addresses();
    let here = planned.iter().filter(|planned| planned.subnet.name == subnet.name).count();
    u64::try_from(here).unwrap_or(u64::MAX)
}

fn room(plan: &Plan, findings: &mut Vec<Finding>) {
    for subnet in plan.network.subnets() {
        let range = subnet.range.value;
        let (usable, needed) = (facts::azure::usable(range), holds(plan, subnet));
        if usable >= needed {
            continue;
        }
        let field = subnet.range.from.field();
        let message = format!(
            "{} {range} of {} has {usable} usable addresses, the design needs {needed}",
            field.key(),
            subnet.name
        );
        let mut finding = Finding::new(Code::SubnetTooSmall, [field], message);
        let len = (0..=facts::azure::SUBNET_LEN_MAX).rev().find(|len| {
            Range::around(range.network(), *len).is_some_and(|r| facts::azure::usable(r) >= needed)
        });
        if let Some(len) = len {
            finding = next_free(plan, subnet, len, finding);
        }
        findings.push(finding);
    }
}

/// A new VNet whose pair takes half of it or more has little left to grow into.
fn growth(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let network = &plan.network;
    let own = network.subnets().filter(|subnet| subnet.role != Role::Workload);
    let own = own.map(|subnet| subnet.range.value);
    let used: Vec<Range> = own.chain(design.network.taken.iter().copied()).collect();
    let all: u64 = network.blocks.iter().map(|block| block.size()).sum();
    let free: u64 = network.blocks.iter().map(|block| address::left(*block, &used)).sum();
    if network.existing.is_none() && free * 2 <= all {
        let message = format!(
            "network.range keeps {free} of {all} addresses for workloads, expected more than half"
        );
        findings.push(
            Finding::new(Code::GrowthRoom, [Field::NetworkRange], message)
                .hint("Use a range of /24 or larger, or mark less of it as taken"),
        );
    }
}

fn existing(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let network = &design.network;
    let mut needed = vec![
        (Field::NetworkName, network.name.is_some()),
        (Field::NetworkManagementName, network.management.name.is_some()),
        (Field::NetworkManagementRange, network.management.range.is_some()),
        (Field::NetworkUntrustName, network.untrust.name.is_some()),
        (Field::NetworkUntrustRange, network.untrust.range.is_some()),
        (Field::NetworkTrustName, network.trust.name.is_some()),
        (Field::NetworkTrustRange, network.trust.range.is_some()),
        (Field::NetworkBalancerName, network.balancer.name.is_some()),
        (Field::NetworkBalancerRange, network.balancer.range.is_some()),
    ];
    if let Some(ha2) = &network.ha2 {
        needed.push((Field::NetworkHa2Name, ha2.name.is_some()));
        needed.push((Field::NetworkHa2Range, ha2.range.is_some()));
    }
    for (field, _) in needed.into_iter().filter(|(_, typed)| !typed) {
        let message = format!("{} is blank, expected what the existing VNet has", field.key());
        findings.push(
            Finding::new(Code::ExistingNeedsValue, [field, Field::NetworkMode], message)
                .hint("Type it; nothing can be chosen for a network that already stands"),
        );
    }
    if network.blocks.is_empty() {
        let message = "network.range is blank, so return routes cover the named subnets of the existing VNet only";
        findings.push(
            Finding::new(Code::ExistingRange, [Field::NetworkRange, Field::NetworkMode], message)
                .hint("Type the VNet's address space"),
        );
    }
    for table in &plan.route_tables {
        let message = format!(
            "the route table {} is created, and {} must be associated with it by hand",
            table.name, table.subnet
        );
        findings.push(Finding::new(Code::RouteManual, [Field::NetworkMode], message));
    }
    let served = plan.network.subnets().filter(|subnet| plan.nat_gateway_of(subnet).is_some());
    for subnet in served {
        let message = format!(
            "the NAT gateway is created, and {} must be associated with it by hand",
            subnet.name
        );
        findings.push(Finding::new(Code::RouteManual, [Field::NetworkMode], message));
    }
}

fn peerings(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let field = Field::NetworkPeeringId;
    if design.network.peering_ids.is_empty() {
        return;
    }
    if plan.network.existing.is_some() {
        let message =
            "network.peering_id is typed for an existing VNet, which the template never changes";
        findings.push(
            Finding::new(Code::PeeringExisting, [field, Field::NetworkMode], message)
                .safe("Clear it", vec![(field, String::new())]),
        );
        return;
    }
    for peering in &plan.network.peerings {
        let message = format!("the VNet {} needs its half of the peering too", peering.vnet);
        findings.push(Finding::new(Code::PeeringOtherSide, [field], message));
    }
    if plan.network.remotes.is_empty() {
        let message = "network.peering_id is typed, and no range behind the firewalls is named";
        findings.push(Finding::new(Code::PeeringRanges, [Field::NetworkPeered, field], message));
    }
}

/// What the template would take as a whole: routes grow with the square of the workloads.
fn limits(plan: &Plan, findings: &mut Vec<Finding>) {
    let (n_bytes, n_resources) = plan.template_estimate();
    let most = facts::azure::TEMPLATE_MAX;
    let at = [Field::NetworkWorkloads, Field::NetworkPeered];
    if n_bytes > most {
        let message = format!(
            "the template would take up to {} kB, Azure takes {} kB",
            n_bytes / 1024,
            most / 1024
        );
        findings.push(Finding::new(Code::TemplateLarge, at, message));
    }
    let most = facts::azure::TEMPLATE_RESOURCES_MAX;
    if n_resources > most {
        let message =
            format!("the template would have {n_resources} resources, Azure takes {most}");
        findings.push(Finding::new(Code::TemplateLarge, at, message));
    }
}

fn routes(plan: &Plan, findings: &mut Vec<Finding>) {
    let (n_tables, most) = (plan.route_tables.len(), facts::azure::ROUTE_TABLES_MAX);
    if n_tables > most {
        let message = format!("the workloads need {n_tables} route tables, Azure takes {most}");
        findings.push(Finding::new(Code::RoutesMany, [Field::NetworkWorkloads], message));
    }
    for table in &plan.route_tables {
        let (n_routes, most) = (table.routes.len(), facts::azure::ROUTES_MAX);
        if n_routes > most {
            let message =
                format!("the route table {} has {n_routes} routes, Azure takes {most}", table.name);
            let at = [Field::NetworkWorkloads, Field::NetworkPeered];
            findings.push(Finding::new(Code::RoutesMany, at, message));
        }
    }
    limits(plan, findings);
    bypass(plan, findings);
}

/// Hosts in the trust subnet, whose table has the default route alone: every more specific route of
/// Azure's leads past the pair.
fn bypass(plan: &Plan, findings: &mut Vec<Finding>) {
    let network = &plan.network;
    let trust = &network.trust;
    let beside = match (network.workloads.is_empty(), network.remotes.is_empty()) {
        (true, true) => return,
        (false, true) => "the workload subnets",
        (true, false) => "the ranges behind the firewalls",
        (false, false) => "the workload subnets and the ranges behind the firewalls",
    };
    let server = plan.server.iter().map(|server| (Field::ServerAddress, server.address.value));
    let targets = plan.balance.services.iter();
    let targets = targets.map(|service| (Field::BalanceServices, service.target));
    let mut hosts: Vec<(Field, Ipv4Addr)> = Vec::new();
    for (field, host) in server.chain(targets) {
        let known = hosts.iter().any(|(_, known)| *known == host);
        if trust.range.value.contains(host) && !known {
            hosts.push((field, host));
        }
    }
    let hint = if network.workloads.is_empty() {
        "Name a workload subnet, and put hosts there"
    } else {
        "Put it into a workload subnet"
    };
    for (field, host) in hosts {
        let message = format!("{host} stands in {} and reaches {beside} past the pair", trust.name);
        let at = [field, Field::NetworkWorkloads];
        let mut finding = Finding::new(Code::RouteBypass, at, message).hint(hint);
        // With a workload subnet only a typed address puts the server here.
        if field == Field::ServerAddress && !network.workloads.is_empty() {
            finding = finding.offer("Let its address be chosen", vec![(field, String::new())]);
        }
        findings.push(finding);
    }
}
