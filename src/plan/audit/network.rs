//! Ranges: length, overlap, containment, room, and what an existing VNet must be told.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use super::super::{Plan, Remote, Role, Subnet, address};
use crate::design::{Choice, Design, InternetRoutes, Transit};
use crate::facts;
use crate::field::{Field, Kind};
use crate::finding::{Case, Fact, Finding, follow};
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
    first_boot(plan, findings);
    routes(plan, findings);
    peerings(design, plan, findings);
    beyond(design, plan, findings);
    if plan.network.ha2.is_none() {
        findings.push(
            Case::Ha2Shared
                .at([Field::NetworkHa2Name], ())
                .offer("Use a subnet of its own", [(Field::NetworkHa2Name, "ha2-subnet")]),
        );
    }
}

fn lengths(plan: &Plan, findings: &mut Vec<Finding>) {
    let (low, high) = (facts::azure::VNET_LEN_MIN, facts::azure::VNET_LEN_MAX);
    for block in &plan.network.blocks {
        if plan.network.existing.is_none() && !(low..=high).contains(&block.prefix_len()) {
            findings.push(Case::RangeLength.at([Field::NetworkRange], (block, low, high)));
        }
    }
    for subnet in plan.network.subnets() {
        let smallest = match subnet.role {
            Role::Gateway => facts::azure::GATEWAY_LEN_MAX,
            Role::Bastion => facts::azure::BASTION_LEN_MAX,
            Role::Management
            | Role::Untrust
            | Role::Trust
            | Role::Balancer
            | Role::Ha2
            | Role::Workload => facts::azure::SUBNET_LEN_MAX,
        };
        let range = subnet.range.value;
        if range.prefix_len() > smallest {
            let field = subnet.range.from.field();
            let finding = Case::SubnetLength.at([field], (range, smallest));
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
        let blocks: Fact = plan.network.blocks.iter().copied().collect();
        let finding = Case::SubnetOutside.at([field, Field::NetworkRange], (range, blocks));
        findings.push(next_free(plan, subnet, range.prefix_len(), finding));
    }
}

/// Offers the next free range for a subnet, and leaving it to the plan.
fn next_free(plan: &Plan, subnet: &Subnet, len: u8, finding: Finding) -> Finding {
    let field = subnet.range.from.field();
    if field == Field::NetworkWorkloads {
        return finding;
    }
    let used: Vec<Range> = plan
        .network
        .subnets()
        .filter(|other| !other.is(subnet))
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
        Some(range) => finding.offer_value(field, range),
        None => finding,
    };
    finding.choose(field)
}

fn overlaps(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let network = &plan.network;
    let subnets: Vec<&Subnet> = network.subnets().collect();
    for (n, other) in subnets.iter().enumerate() {
        let b = other.range.value;
        let before = subnets.iter().take(n).find(|subnet| subnet.range.value.overlaps(b));
        if let Some(subnet) = before {
            // The later subnet is the one to move, unless only the earlier one was typed.
            let (field, first) = (other.range.from.field(), subnet.range.from.field());
            let facts = (b, &other.name, &subnet.range, &subnet.name);
            let finding = Case::RangesOverlap.at([field, first], facts);
            findings.push(next_free(plan, other, b.prefix_len(), finding));
        }
    }
    for (n, b) in network.blocks.iter().enumerate() {
        if let Some(a) = network.blocks.iter().take(n).find(|a| a.overlaps(*b)) {
            findings.push(Case::BlocksOverlap.at([Field::NetworkRange], (a, b)));
        }
    }
    let taken =
        design.ranges(Field::NetworkTaken).iter().map(|range| (Field::NetworkTaken, *range));
    let remotes = network.remotes.iter().map(|remote| (remote.field, remote.range));
    let mut n_told = 0;
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
                let finding =
                    Case::SubnetOverlapsRange.at([at, field], (&subnet.range, &subnet.name, range));
                n_told += 1;
                // What is not listed needs no repair.
                findings.push(if n_told <= facts::limit::TOLD_MAX {
                    next_free(plan, subnet, subnet.range.value.prefix_len(), finding)
                } else {
                    finding
                });
            }
            (None, Some(block)) if field != Field::NetworkTaken || whole.is_some() => {
                findings
                    .push(Case::VnetOverlapsRange.at([field, Field::NetworkRange], (range, block)));
            }
            _ => {}
        }
    }
    // All of them are reached the same way, so one may sum up others; only the same one twice is odd.
    let mut known: BTreeMap<Range, Field> = BTreeMap::new();
    for remote in &network.remotes {
        if let Some(first) = known.insert(remote.range, remote.field) {
            findings.push(Case::RangeTwice.at([remote.field, first], remote.range));
        }
    }
}

/// How many addresses a subnet must give.
fn holds(plan: &Plan, subnet: &Subnet) -> u64 {
    let planned = plan.addresses();
    let here = planned.iter().filter(|planned| planned.subnet.is(subnet)).count();
    u64::try_from(here).expect("a count has at most 64 bits")
}

fn room(plan: &Plan, findings: &mut Vec<Finding>) {
    for subnet in plan.network.subnets() {
        let range = subnet.range.value;
        let (usable, needed) = (facts::azure::usable(range), holds(plan, subnet));
        if usable >= needed {
            continue;
        }
        let field = subnet.range.from.field();
        let mut finding = Case::SubnetTooSmall.at([field], (range, &subnet.name, usable, needed));
        let len = (0..=facts::azure::SUBNET_LEN_MAX).rev().find(|len| {
            Range::around(range.network(), *len).is_some_and(|r| facts::azure::usable(r) >= needed)
        });
        if let Some(len) = len {
            finding = next_free(plan, subnet, len, finding);
        }
        let short =
            |one: &Finding| one.case == Case::SubnetLength && one.at.first() == Some(&field);
        follow(findings, short, finding);
    }
}

/// A new VNet whose pair takes half of it or more has little left to grow into.
fn growth(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let network = &plan.network;
    let own =
        network.subnets().filter(|subnet| subnet.range.from.field() != Field::NetworkWorkloads);
    let own = own.map(|subnet| subnet.range.value);
    let used: Vec<Range> = own.chain(design.ranges(Field::NetworkTaken).iter().copied()).collect();
    let all: u64 = network.blocks.iter().map(|block| block.size()).sum();
    let free: u64 = network.blocks.iter().map(|block| address::left(*block, &used)).sum();
    if network.existing.is_none() && free * 2 <= all {
        findings.push(Case::GrowthRoom.at([Field::NetworkRange], (free, all)));
    }
}

fn existing(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let names = |field: &Field| {
        *field == Field::NetworkName
            || matches!(field.spec().kind, Kind::SubnetName | Kind::SubnetRange)
    };
    let ha2 = [Field::NetworkHa2Name, Field::NetworkHa2Range];
    let needed = |field: &Field| plan.network.ha2.is_some() || !ha2.contains(field);
    for field in Field::open().filter(names).filter(needed) {
        if !design.is_typed(field) {
            findings.push(Case::ExistingNeedsValue.at([field, Field::NetworkMode], ()));
        }
    }
    for workload in design.workloads(Field::NetworkWorkloads) {
        if workload.range().is_none() {
            let at = [Field::NetworkWorkloads, Field::NetworkMode];
            findings.push(Case::ExistingWorkload.at(at, &workload.name));
        }
    }
    for field in [Field::NetworkDnsServers, Field::NetworkDdosPlanId] {
        if design.is_typed(field) {
            let at = [field, Field::NetworkMode];
            findings.push(Case::ExistingUntouched.at(at, ()).clear(field));
        }
    }
    if !design.is_typed(Field::NetworkRange) {
        findings.push(Case::ExistingRange.at([Field::NetworkRange, Field::NetworkMode], ()));
    }
    for table in &plan.route_tables {
        findings
            .push(Case::RouteManual.at([Field::NetworkMode], (&table.name, &table.subnet.name)));
    }
    let served = plan.network.subnets().filter(|subnet| plan.nat_gateway_of(subnet).is_some());
    for subnet in served {
        findings.push(Case::GatewayManual.at([Field::NetworkMode], &subnet.name));
    }
}

/// Before they have a configuration, the units ask the servers that the VNet names.
fn first_boot(plan: &Plan, findings: &mut Vec<Finding>) {
    let servers = &plan.network.dns_servers;
    if !servers.is_empty() && plan.network.existing.is_none() && plan.bootstrap.mode.has_package() {
        let servers: Fact = servers.iter().copied().collect();
        findings.push(Case::DnsFirstBoot.at([Field::NetworkDnsServers], servers));
    }
}

fn peerings(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let field = Field::NetworkPeeringId;
    if !design.is_typed(Field::NetworkPeeringId) {
        return;
    }
    if plan.network.existing.is_some() {
        findings.push(Case::PeeringExisting.at([field, Field::NetworkMode], ()).clear(field));
        return;
    }
    for peering in &plan.network.peerings {
        findings.push(Case::PeeringOtherSide.at([field], &peering.vnet));
    }
    let transit = plan.network.transit;
    let at = [Field::NetworkTransit, field];
    if transit == Transit::Use && plan.network.peerings.len() > 1 {
        findings.push(Case::TransitSeveral.at(at, plan.network.peerings.len()));
    }
    if plan.network.remotes.is_empty() {
        findings.push(Case::PeeringRanges.at([Field::NetworkPeered, field], ()));
    }
}

/// Which gateway the peerings share, and what comes back from elsewhere past the pair.
fn beyond(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let network = &plan.network;
    let field = Field::NetworkTransit;
    let shared = network.transit != Transit::None;
    if shared && !design.is_typed(Field::NetworkPeeringId) {
        findings.push(Case::TransitUnused.at([field, Field::NetworkPeeringId], ()).clear(field));
    } else if network.transit == Transit::Use && network.gateway().is_some() {
        findings.push(
            Case::TransitOwn
                .at([field, Field::NetworkWorkloads], ())
                .offer("Offer this VNet's gateway", [(field, Transit::Offer.text())]),
        );
    } else if network.transit == Transit::Offer
        && network.gateway().is_none()
        && network.existing.is_none()
    {
        findings.push(Case::TransitNothing.at([field, Field::NetworkWorkloads], ()));
    }
    let told = |remotes: Vec<&Remote>, case: Case| {
        let first = remotes.first()?.field;
        let ranges: Fact = remotes.iter().map(|remote| remote.range).collect();
        Some(case.at([first], (ranges, &plan.balance.internal.address)))
    };
    let on_premises = |remote: &&Remote| remote.field == Field::NetworkOnPremises;
    let (beyond, peered): (Vec<_>, Vec<_>) = network.remotes.iter().partition(on_premises);
    // Spokes are reached past the pair as well as subnets of this VNet.
    let hidden = network.workloads.is_empty() && network.spokes().next().is_none();
    findings.extend(told(peered, Case::ReturnSpoke));
    if network.gateway().is_none() && !hidden {
        findings.extend(told(beyond.clone(), Case::ReturnGateway));
    }
    let own = plan.route_tables.iter().any(|table| table.subnet.role == Role::Untrust);
    if !own && let Some(first) = beyond.first() {
        let at = [first.field, Field::NetworkInternetRoutes];
        findings.push(Case::TunnelForced.at(at, ()).offer(
            "Give both a default route of their own",
            [(Field::NetworkInternetRoutes, InternetRoutes::On.text())],
        ));
    }
}

fn routes(plan: &Plan, findings: &mut Vec<Finding>) {
    let (n_tables, most) = (plan.route_tables.len(), facts::azure::ROUTE_TABLES_MAX);
    if n_tables > most {
        findings.push(Case::RoutesMany.at([Field::NetworkWorkloads], (n_tables, most)));
    }
    for table in &plan.route_tables {
        let (n_routes, most) = (table.routes.len(), facts::azure::ROUTES_MAX);
        if n_routes > most {
            let at = [Field::NetworkWorkloads, Field::NetworkPeered];
            findings.push(Case::TableRoutesMany.at(at, (&table.name, n_routes, most)));
        }
    }
    bypass(plan, findings);
}

/// Hosts in the trust subnet, whose table has the default route alone: every more specific route of
/// Azure's leads past the pair.
fn bypass(plan: &Plan, findings: &mut Vec<Finding>) {
    let network = &plan.network;
    let trust = &network.trust;
    let case = match (network.workloads.is_empty(), network.remotes.is_empty()) {
        (true, true) => return,
        (false, true) => Case::WorkloadBypass,
        (true, false) => Case::RangeBypass,
        (false, false) => Case::RouteBypass,
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
    for (field, host) in hosts {
        let at = [field, Field::NetworkWorkloads];
        let mut finding = case.at(at, (host, &trust.name));
        // With a workload subnet only a typed address puts the server here.
        if field == Field::ServerAddress && !network.workloads.is_empty() {
            finding = finding.offer("Let its address be chosen", [(field, "")]);
        }
        findings.push(finding);
    }
}
