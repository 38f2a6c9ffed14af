//! All of the template's addresses: each is one that the plan knows.

use std::net::Ipv4Addr;

use fast_ha::design::Source;
use fast_ha::facts;
use fast_ha::net::Range;
use fast_ha::plan::{Plan, Prefixes, Sources};
use serde_json::Value;

use super::text;

/// Every address of the template that is not planned.
pub(super) fn check(plan: &Plan, template: &Value) -> Vec<String> {
    let known = known(plan);
    let mut wrong: Vec<String> = Vec::new();
    for one in template["resources"].as_array().into_iter().flatten() {
        let name = text(one, "/name").unwrap_or_default();
        strings(one, &mut |string| {
            if range(string).is_some_and(|range| !known.contains(&range)) {
                wrong
                    .push(format!("azuredeploy.json has {string} in {name}, which is not planned"));
            }
        });
    }
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
    for rule in plan.nsgs.iter().flat_map(|nsg| &nsg.rules) {
        for prefixes in [&rule.source, &rule.destination] {
            if let Prefixes::Ranges(ranges) = prefixes {
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
    known.extend(network.dns_servers.iter().copied().map(Range::host));
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
