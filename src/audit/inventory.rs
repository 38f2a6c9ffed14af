//! All of the template's addresses and references: each address is one that the plan knows, and each
//! reference leads to a resource, a subnet, a front end, a pool or a probe that is there.

use std::net::Ipv4Addr;

use serde_json::Value;

use super::template::{resource, text};
use crate::design::Source;
use crate::facts;
use crate::net::Range;
use crate::plan::{Plan, Prefixes, Sources};

/// Every address and reference of the template that leads nowhere.
pub(super) fn check(plan: &Plan, template: &Value) -> Vec<String> {
    let known = known(plan);
    let mut wrong: Vec<String> = Vec::new();
    let resources = template.get("resources").and_then(Value::as_array);
    for one in resources.into_iter().flatten() {
        let name = text(one, "/name").unwrap_or_default();
        strings(one, &mut |string| {
            if let Some(range) = range(string)
                && !known.contains(&range)
            {
                wrong
                    .push(format!("azuredeploy.json has {string} in {name}, which is not planned"));
            }
            for reference in references(string) {
                if !leads_somewhere(plan, template, &reference) {
                    let names = reference.names.join("/");
                    wrong.push(format!(
                        "azuredeploy.json refers in {name} to {} {names}, which is not there",
                        reference.kind
                    ));
                }
            }
        });
    }
    wrong.dedup();
    wrong
}

/// Every address and range that a template of this plan may have; a host is a /32.
fn known(plan: &Plan) -> Vec<Range> {
    let network = &plan.network;
    let mut known: Vec<Range> = network.inside().chain(network.blocks.iter().copied()).collect();
    known.extend(network.subnets().map(|subnet| subnet.range.value));
    known.extend(plan.addresses().iter().map(|planned| Range::host(planned.address.value)));
    known.extend(
        plan.balance
            .services
            .iter()
            .filter_map(|service| plan.balance.floating_address(service).map(Range::host)),
    );
    let routes = plan.route_tables.iter().flat_map(|table| &table.routes);
    known.extend(routes.map(|route| route.destination));
    for filter in plan.nsgs.iter().flat_map(|nsg| &nsg.rules) {
        for party in [&filter.source, &filter.destination] {
            if let Prefixes::Ranges(ranges) = party {
                known.extend(ranges);
            }
        }
    }
    if let Sources::Typed(sources) = &plan.access.sources {
        known.extend(sources.iter().filter_map(|source| match source {
            Source::Range(range) => Some(*range),
            Source::Tag(_) => None,
        }));
    }
    known.push(Range::host(facts::azure::PROBE_SOURCE));
    known
}

fn range(text: &str) -> Option<Range> {
    text.parse::<Ipv4Addr>().map(Range::host).ok().or_else(|| Range::read(text).ok())
}

/// Visits every text of a resource but names and tags, which may look like anything, and what a script
/// carries, which has a check of its own.
fn strings(value: &Value, visit: &mut dyn FnMut(&str)) {
    match value {
        Value::String(string) => visit(string),
        Value::Array(items) => items.iter().for_each(|item| strings(item, visit)),
        Value::Object(members) => {
            let free = ["name", "tags", "scriptContent", "customData"];
            let told = members.iter().filter(|(key, _)| !free.contains(&key.as_str()));
            told.for_each(|(_, member)| strings(member, visit));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What a `resourceId` is about.
struct Reference<'a> {
    kind: &'a str,
    names: Vec<&'a str>,
}

/// The references of an expression into the deployment's own resource group.
fn references(expression: &str) -> Vec<Reference<'_>> {
    let calls = expression.split("resourceId(").skip(1);
    let calls = calls.filter_map(|call| {
        let call = call.split(')').next()?;
        let mut parts = call.split(',').map(|part| part.trim().trim_matches('\''));
        // Of another group or subscription the template knows nothing.
        let kind = parts.next().filter(|kind| kind.starts_with("Microsoft."))?;
        Some(Reference { kind, names: parts.collect() })
    });
    calls.collect()
}

fn leads_somewhere(plan: &Plan, template: &Value, reference: &Reference<'_>) -> bool {
    let levels: Vec<&str> = reference.kind.split('/').collect();
    let ([provider, kind, inner @ ..], [name, names @ ..]) =
        (levels.as_slice(), reference.names.as_slice())
    else {
        return false;
    };
    // The name of the account may be a parameter, and so is told by the expression.
    if name.contains('(') || *kind == "storageAccounts" {
        return true;
    }
    let stands_already = (*kind == "virtualNetworks" && plan.network.existing.is_some())
        || *kind == "availabilitySets"
        || provider.is_empty();
    let Some(found) = resource(template, &format!("/{kind}"), name) else {
        return stands_already;
    };
    // A child may be a resource of its own, named by its whole path.
    let child = inner
        .last()
        .and_then(|kind| resource(template, &format!("/{kind}"), &reference.names.join("/")));
    let ([kind, ..], [name, ..], None) = (inner, names, child) else { return true };
    let parts = found.pointer(&format!("/properties/{kind}")).and_then(Value::as_array);
    parts.is_some_and(|parts| parts.iter().any(|part| text(part, "/name") == Some(name)))
}
