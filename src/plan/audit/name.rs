//! Names with their suffix: Azure's rules, PAN-OS's host name, and one name for one thing.

use std::collections::BTreeMap;

use super::super::{Availability, Name, Plan, PublicAddress};
use crate::facts;
use crate::facts::azure::NameRule;
use crate::field::Field;
use crate::finding::{Case, Fact, Finding};

pub(super) fn audit(plan: &Plan, findings: &mut Vec<Finding>) {
    for planned in names(plan) {
        if planned.rule.fits(&planned.name) {
            continue;
        }
        let length = planned.name.chars().count();
        let at = [planned.field, Field::SiteSuffix];
        let (kind, rule) = (Fact::Word(planned.kind), planned.rule);
        findings.push(if length > rule.max {
            Case::PlannedNameLength.at(at, (kind, planned.name, length, rule.max))
        } else {
            Case::PlannedNameShape.at(at, (kind, planned.name, Fact::Word(rule.expected)))
        });
    }
    for unit in plan.units.each() {
        if !facts::panos::is_host_name(&unit.name.value) {
            let at = [unit.name.from.field(), Field::SiteSuffix];
            findings.push(
                Case::PlannedHostName
                    .at(at, (&unit.name, unit.unit.letter(), facts::panos::HOST_NAME_MAX)),
            );
        }
    }
    duplicates(plan, findings);
}

/// A planned name with its rule.
struct Named {
    kind: &'static str,
    name: String,
    field: Field,
    rule: NameRule,
}

/// Every name that the template will carry.
fn names(plan: &Plan) -> Vec<Named> {
    let mut names = Vec::new();
    let mut add = |kind: &'static str, name: &str, field: Field, rule: NameRule| {
        names.push(Named { kind, name: name.to_owned(), field, rule });
    };
    let own = |name: &Name| (name.value.clone(), name.from.field());
    let resource = facts::azure::RESOURCE;
    let (vnet, field) = own(&plan.network.name);
    add("VNet", &vnet, field, facts::azure::VNET);
    for subnet in plan.network.subnets() {
        add("subnet", &subnet.name.value, subnet.name.from.field(), resource);
    }
    for unit in plan.units.each() {
        let field = unit.name.from.field();
        add("VM", &unit.name.value, field, facts::azure::VM);
        add("disk", &unit.disk_name, field, resource);
        for nic in unit.nics() {
            add("NIC", &nic.name, field, resource);
            if let Some(name) = &nic.public_ip {
                add("public IP", name, field, resource);
            }
        }
    }
    if let Some(server) = &plan.server {
        let field = server.name.from.field();
        add("VM", &server.name.value, field, facts::azure::VM);
        add("NIC", &server.nic_name, field, resource);
        add("disk", &server.disk_name, field, resource);
    }
    let (public, field) = own(&plan.balance.public.name);
    if plan.balance.public.made {
        add("load balancer", &public, field, resource);
    }
    for (_, address) in plan.balance.public.front_ends() {
        if let PublicAddress::New { name, .. } = address {
            add("public IP", name, field, resource);
        }
    }
    let (internal, field) = own(&plan.balance.internal.name);
    add("load balancer", &internal, field, resource);
    if let Some(gateway) = &plan.balance.nat_gateway {
        let field = gateway.name.from.field();
        add("NAT gateway", &gateway.name.value, field, resource);
        add("public IP", &gateway.public_ip, field, resource);
    }
    if let Availability::NewSet(name) | Availability::ExistingSet(name) = &plan.availability {
        add("availability set", &name.value, name.from.field(), resource);
    }
    for peering in &plan.network.peerings {
        add("peering", &peering.name, Field::NetworkPeeringId, resource);
    }
    if let Some(metrics) = &plan.site.metrics {
        // The narrowest of the two: a workspace has 4 to 63 letters, digits and hyphens.
        add("workspace", &metrics.workspace, Field::SiteSuffix, facts::azure::WORKSPACE);
        add("Application Insights", &metrics.component, Field::SiteSuffix, resource);
    }
    for nsg in &plan.nsgs {
        add("NSG", &nsg.name, Field::AccessNsgName, resource);
    }
    for table in &plan.route_tables {
        add("route table", &table.name, Field::NetworkTrustName, resource);
    }
    names
}

/// Two resources of one kind with one name: the second would overwrite the first.
fn duplicates(plan: &Plan, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<(&str, String), Field> = BTreeMap::new();
    for planned in names(plan) {
        // Azure compares names without regard to case.
        let key = (planned.kind, planned.name.to_ascii_lowercase());
        if let Some(first) = seen.insert(key, planned.field) {
            let at = if first == planned.field {
                vec![planned.field]
            } else {
                vec![planned.field, first]
            };
            findings.push(Case::NamesEqual.at(at, (planned.kind, &planned.name)));
        }
    }
}
