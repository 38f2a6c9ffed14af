//! Objects and rules as PAN-OS writes them; what they are is the plan's.

use super::element::{Element, entry, flag, leaf, members, node};
use super::log;
use crate::design::Unit;
use crate::plan::{Plan, PolicyRule, System};
use crate::walk::firewall::{Rule, Service};

/// Service objects.
pub(super) fn services(plan: &Plan) -> Element {
    let object = |service: Service| {
        let transport = if service.protocol == "udp" { "udp" } else { "tcp" };
        let body = node("protocol", vec![node(transport, vec![leaf("port", service.port)])]);
        entry(service.name, vec![body])
    };
    node("service", plan.service_objects().into_iter().map(object).collect())
}

/// The NAT rulebase of one unit.
pub(super) fn nat(plan: &Plan, unit: Unit) -> Element {
    let rules = plan.nat_rules(unit).into_iter().map(nat_rule).collect();
    node("nat", vec![node("rules", rules)])
}

fn nat_rule(PolicyRule { rule, description, .. }: PolicyRule) -> Element {
    let mut element = Vec::new();
    if !rule.translated.is_empty() {
        let mut translation = vec![leaf("translated-address", &rule.translated)];
        if !rule.translated_port.is_empty() {
            translation.push(leaf("translated-port", &rule.translated_port));
        }
        element.push(node("destination-translation", translation));
    }
    if !rule.hides_behind.is_empty() {
        let mut interface = vec![leaf("interface", &rule.hides_behind)];
        if !rule.hides_address.is_empty() {
            interface.insert(0, leaf("ip", &rule.hides_address));
        }
        let behind = node("dynamic-ip-and-port", vec![node("interface-address", interface)]);
        element.push(node("source-translation", vec![behind]));
    }
    element.extend(about(&rule));
    element.push(leaf("service", rule.services.concat()));
    if !description.is_empty() {
        element.push(leaf("description", description));
    }
    entry(rule.name, element)
}

/// The zones and addresses that a rule is about.
fn about(rule: &Rule) -> [Element; 4] {
    [
        members("to", &rule.to),
        members("from", &rule.from),
        members("source", &rule.source),
        members("destination", &rule.destination),
    ]
}

/// The security rulebase, the same on both units.
pub(super) fn security(plan: &Plan) -> Element {
    let rules = plan.security_rules().into_iter().map(|rule| security_rule(rule, &plan.system));
    node("security", vec![node("rules", rules.collect())])
}

/// The rule, with where its logs go, and with PAN-OS's own threat profiles where it allows logged traffic and
/// they are wanted.
fn security_rule(PolicyRule { rule, log, description }: PolicyRule, system: &System) -> Element {
    let mut element = about(&rule).to_vec();
    element.extend([
        members("source-user", ["any"]),
        members("category", ["any"]),
        members("application", &rule.applications),
        members("service", &rule.services),
        leaf("action", &rule.action),
        flag("log-start", false),
        flag("log-end", log),
        leaf("description", description),
    ]);
    element.extend(log::setting(&system.logs));
    if system.threat_profiles && rule.action == "allow" && log {
        element.push(threat_setting());
    }
    entry(rule.name, element)
}

/// Profiles that every PAN-OS has under these names. Source: PAN-OS, predefined security profiles.
fn threat_setting() -> Element {
    let profiles = [
        ("virus", "default"),
        ("spyware", "strict"),
        ("vulnerability", "strict"),
        ("wildfire-analysis", "default"),
    ];
    let profiles = profiles.map(|(kind, name)| members(kind, [name])).to_vec();
    node("profile-setting", vec![node("profiles", profiles)])
}

/// PAN-OS's two default rules, made to log.
pub(super) fn defaults(plan: &Plan) -> Element {
    let intrazone = if plan.denies_inside_zones() { "deny" } else { "allow" };
    let rule = |name: &str, action: &str| {
        let body = [leaf("action", action), flag("log-start", false), flag("log-end", true)];
        entry(name, body.into_iter().chain(log::setting(&plan.system.logs)).collect())
    };
    let rules = vec![rule("intrazone-default", intrazone), rule("interzone-default", "deny")];
    node("default-security-rules", vec![node("rules", rules)])
}
