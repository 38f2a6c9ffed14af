//! The published services: a rule of the public balancer, the translation behind it, and the rule that lets it
//! pass.

use std::net::Ipv4Addr;

use super::seen::{Said, Seen};
use crate::audit::template::UNTRUST;
use crate::list::Service;
use crate::net::Range;
use crate::walk::azure::{BalancingRule, FilterRule, Ports, Prefix, Protocol, Way};
use crate::walk::firewall::{Firewall, Rule, Use};
use crate::walk::packet;
use crate::{choice, facts};

/// What nothing in a package tells.
const NO_TARGET: &str = "no rule of the packages translates it, so its target is not known here";
/// What the deployment is asked.
const ASKED: &str = "only the deployment knows its protocol and its ports";

/// The protocol of a service, by name as PAN-OS has it.
fn protocol(rule: &BalancingRule) -> Option<choice::Protocol> {
    match rule.protocol? {
        Protocol::Tcp => Some(choice::Protocol::Tcp),
        Protocol::Udp => Some(choice::Protocol::Udp),
        Protocol::Any | Protocol::Icmp | Protocol::Other => None,
    }
}

/// The rules of a rulebase that are about a balancing rule's port; of several those named like it.
fn about<'f>(
    seen: &Seen<'_>,
    firewall: &Firewall,
    rules: &'f [Rule],
    rule: &BalancingRule,
) -> Vec<&'f Rule> {
    let (Some(protocol), Some(port)) = (protocol(rule), rule.backend_port) else {
        return Vec::new();
    };
    let names: usize = rules.iter().map(|one| one.services.len()).sum();
    if !seen.budget.steps(names * (1 + firewall.services.len())) {
        return Vec::new();
    }
    let fits = |name: &String| {
        let any = name == "any" || name == "application-default";
        !any && packet::serves(firewall, name, &protocol.to_string(), port) == Some(true)
    };
    let found: Vec<&Rule> = rules.iter().filter(|one| one.services.iter().any(fits)).collect();
    let alike: Vec<&Rule> =
        found.iter().copied().filter(|one| one.name.ends_with(&rule.name)).collect();
    if alike.is_empty() { found } else { alike }
}

/// The translation of a balancing rule's port.
fn translation<'f>(
    seen: &Seen<'_>,
    firewall: &'f Firewall,
    rule: &BalancingRule,
) -> Option<&'f Rule> {
    let about = about(seen, firewall, &firewall.nat, rule);
    about.into_iter().find(|one| !one.translated.is_empty())
}

/// The address under which the firewalls get what a front end sends on with floating IP.
pub(super) fn arrival(seen: &Seen<'_>, front_end: &str) -> Option<Ipv4Addr> {
    let firewall = &seen.any()?.firewall;
    let (balancer, _) = seen.balancer(true)?;
    let here = balancer
        .rules
        .iter()
        .filter(|rule| rule.floating == Some(true) && rule.front_end == front_end);
    here.into_iter().find_map(|rule| {
        let to = translation(seen, firewall, rule)?.destination.first()?;
        firewall.host(to).filter(|host| firewall.owner(*host).is_none())
    })
}

/// Address and port of the host that a service leads to, and whether it is the pair itself.
fn target(seen: &Seen<'_>, rule: &BalancingRule) -> Option<(Ipv4Addr, u16, bool)> {
    let translated = seen.any().and_then(|configuration| {
        let firewall = &configuration.firewall;
        let nat = translation(seen, firewall, rule)?;
        let host = firewall.host(&nat.translated)?;
        let port = match nat.translated_port.as_str() {
            "" => rule.backend_port?,
            told => told.parse().ok()?,
        };
        let own = firewall.owner(host).is_some_and(|interface| interface.used == Use::Other);
        Some((host, port, own))
    });
    translated.or_else(|| admitted(seen, rule))
}

/// The one port that a filter's rule is for.
fn port(ports: &[Ports]) -> Option<u16> {
    match ports {
        [Ports::Span(first, last)] if first == last => Some(*first),
        _ => None,
    }
}

/// What the untrust filter admits a service by.
fn outer<'s>(seen: &'s Seen<'_>, rule: &BalancingRule) -> Option<&'s FilterRule> {
    seen.filter_at(UNTRUST)?.rules.iter().find(|one| {
        one.allows == Some(true)
            && one.way == Some(Way::In)
            && one.protocol.is_some()
            && one.protocol == rule.protocol
            && port(&one.ports).is_some()
            && port(&one.ports) == rule.backend_port
    })
}

/// Where the rules of PAN-OS are elsewhere: the host whose filter admits what the untrust filter admits by a
/// rule of the same name.
fn admitted(seen: &Seen<'_>, rule: &BalancingRule) -> Option<(Ipv4Addr, u16, bool)> {
    let outer = outer(seen, rule)?;
    let own = |nic: &&crate::walk::azure::Nic| {
        seen.any().is_none_or(|one| nic.address.is_none_or(|at| one.firewall.owner(at).is_none()))
    };
    seen.azure.nics.iter().filter(own).find_map(|nic| {
        let name = nic.filter.as_ref()?;
        let filter = seen.azure.filters.iter().find(|filter| filter.name == *name)?;
        let inner = filter.rules.iter().find(|one| {
            one.name == outer.name && one.protocol == outer.protocol && one.way == Some(Way::In)
        })?;
        let behind = !nic.forwards;
        Some((nic.address.filter(|_| behind)?, port(&inner.ports)?, false))
    })
}

/// The rule that lets a service pass. The probe's own rule is about its port too, and its source is one host.
fn passing<'s>(seen: &Seen<'s>, rule: &BalancingRule) -> Option<&'s Rule> {
    let firewall = &seen.any()?.firewall;
    let probe = facts::azure::PROBE_SOURCE.to_string();
    let about = about(seen, firewall, &firewall.security, rule);
    let others = |one: &&Rule| one.source.iter().any(|source| *source != probe);
    about.into_iter().find(|one| one.action == "allow" && others(one))
}

/// Whom a service is for; none for everybody. Where the rules of PAN-OS are elsewhere the filter says it.
fn sources(seen: &Seen<'_>, rule: &BalancingRule) -> Vec<Range> {
    if let Some(passing) = passing(seen, rule) {
        return passing.source.iter().filter_map(|source| Range::read(source).ok()).collect();
    }
    let outer = outer(seen, rule).into_iter().flat_map(|outer| &outer.sources);
    let range = |prefix: &Prefix| match prefix {
        Prefix::Range(range) => Some(*range),
        Prefix::Any | Prefix::Tag(_) | Prefix::Asked => None,
    };
    outer.filter_map(range).collect()
}

/// The applications that the rule of a service lets pass; empty for any.
fn applications(seen: &Seen<'_>, rule: &BalancingRule) -> Vec<String> {
    let named = passing(seen, rule).map_or(&[][..], |one| one.applications.as_slice());
    named.iter().filter(|name| *name != "any").cloned().collect()
}

/// A service that cannot be taken over: its name and why.
type Lost = (String, &'static str);

/// A service as it would be typed.
fn service(seen: &Seen<'_>, rule: &BalancingRule, first: &str) -> Option<Result<Service, Lost>> {
    let lost = |why| Some(Err((rule.name.clone(), why)));
    let (Some(_), Some(port), Some(backend_port)) = (rule.protocol, rule.port, rule.backend_port)
    else {
        return lost(ASKED);
    };
    let protocol = protocol(rule)?;
    let Some((target, target_port, on_pair)) = target(seen, rule) else { return lost(NO_TARGET) };
    Some(Ok(Service {
        name: rule.name.clone(),
        protocol,
        front_end: Some(rule.front_end.clone()).filter(|name| name != first),
        port,
        backend_port,
        target,
        on_pair,
        target_port,
        applications: applications(seen, rule),
        sources: sources(seen, rule),
    }))
}

fn all(seen: &Seen<'_>) -> Option<Vec<Result<Service, Lost>>> {
    seen.template?;
    let Some((balancer, _)) = seen.balancer(true) else { return Some(Vec::new()) };
    let first = balancer.front_ends.first()?;
    Some(balancer.rules.iter().filter_map(|rule| service(seen, rule, &first.name)).collect())
}

pub(super) fn services(seen: &Seen<'_>) -> Option<Said> {
    let known: Vec<Service> = all(seen)?.into_iter().filter_map(Result::ok).collect();
    let said = Said::list(&known).unwrap_or_else(|| Said::new(NONE));
    let balancer = seen.template.zip(seen.balancer(true));
    Some(said.at(balancer.map(|(template, (_, resource))| template.spot(resource))))
}

/// What is typed for no service at all.
const NONE: &str = "none";

/// The services that cannot be taken over.
pub(super) fn lost(seen: &Seen<'_>) -> Vec<Lost> {
    all(seen).unwrap_or_default().into_iter().filter_map(Result::err).collect()
}
