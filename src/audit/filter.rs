//! What the template's filters do with the packets that the pair lives by, judged as Azure would: the
//! rule of the lowest priority that fits decides.
//!
//! A verdict is yes, no, or unknown where only the deployment knows, as of a parameter without default.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use serde_json::Value;

use super::damage::{Contradiction, Damage};
use super::firewall::Unit;
use super::template::{
    HA2, MANAGEMENT, Nic, TRUST, Template, UNTRUST, each, is, last_name, nics_of, number, text,
};
use crate::design::{Protocol, Source};
use crate::facts;
use crate::net::Range;
use crate::plan::{Plan, Sources};

/// Where a packet comes from.
#[derive(Clone, Copy, Debug)]
enum Sender {
    Host(Ipv4Addr),
    /// Any host of the Internet.
    Internet,
    /// Azure's health probe.
    Probe,
}

/// A protocol without ports that Azure has no name for; only a rule for any protocol is about it.
const OTHER: &str = "other";

#[derive(Clone, Copy, Debug)]
enum Way {
    In,
    Out,
}

/// A packet before a filter.
#[derive(Clone, Copy, Debug)]
struct Packet {
    way: Way,
    from: Sender,
    to: Ipv4Addr,
    /// `Tcp`, `Udp` or `Icmp`, as Azure writes it, or [`OTHER`].
    protocol: &'static str,
    port: u16,
}

/// The firewalls of the template: machines with all four NICs.
fn firewalls(template: Template<'_>) -> Vec<Vec<Option<Nic<'_>>>> {
    let nics = template.nics();
    let machines = template.of_kind("virtualMachines").map(|machine| nics_of(machine, &nics));
    machines.filter(|nics| nics.len() > HA2).collect()
}

/// What the filters stop that any pair lives by, and whether they let the whole Internet in to
/// management, unless that is wanted.
pub(super) fn check(template: Template<'_>, units: &[Unit], open: bool) -> Vec<Contradiction> {
    let firewalls = firewalls(template);
    let mut wrong = Vec::new();
    let at = |place: usize| {
        let nics = firewalls.iter().filter_map(move |nics| nics.get(place).copied().flatten());
        nics.collect::<Vec<_>>()
    };
    for port in [22, 443].into_iter().filter(|_| !open) {
        let reached =
            |nic: &Nic<'_>| reaches(template, *nic, Sender::Internet, "Tcp", port) == Some(true);
        if let Some(nics) = named(at(MANAGEMENT).into_iter().filter(reached)) {
            wrong.push(Damage::Open.of(format!(
                "the filter of {nics} in the template lets the whole Internet in, port {port}"
            )));
        }
    }
    for port in probed_ports(template) {
        let nics = [UNTRUST, TRUST].into_iter().flat_map(at).filter(|nic| {
            let asked = pools_of(*nic).any(|balancer| probes(template, balancer, port));
            asked && reaches(template, *nic, Sender::Probe, "Tcp", port) == Some(false)
        });
        if let Some(nics) = named(nics) {
            wrong.push(Damage::Failover.of(format!(
                "the filter of {nics} in the template blocks the probe of port {port}"
            )));
        }
    }
    let by_ip = units.iter().any(|unit| unit.configuration.ha.transport == "ip");
    let ha2 = if by_ip { (OTHER, 0) } else { ("Udp", facts::panos::HA2_PORT) };
    if let [a, b] = firewalls.as_slice() {
        wrong.extend(Damage::Failover.each(links(template, [a, b], ha2)));
    }
    wrong
}

/// The names of NICs in a sentence; `None` for none.
fn named<'a>(nics: impl Iterator<Item = Nic<'a>>) -> Option<String> {
    let names: Vec<&str> = nics.map(|nic| nic.name).collect();
    (!names.is_empty()).then(|| names.join(" and "))
}

/// The ports that balancers probe, each once.
fn probed_ports(template: Template<'_>) -> BTreeSet<u16> {
    let probes = template.parts("loadBalancers", "probes");
    probes.filter_map(|probe| u16::try_from(number(probe, "/properties/port")?).ok()).collect()
}

/// Whether a balancer probes a port.
fn probes(template: Template<'_>, balancer: &str, port: u16) -> bool {
    let balancer = template.named("loadBalancers", balancer);
    let mut probes = balancer.into_iter().flat_map(|one| each(one, "/properties/probes"));
    probes.any(|probe| number(probe, "/properties/port") == Some(u64::from(port)))
}

/// The balancers in whose pools a NIC stands.
fn pools_of(nic: Nic<'_>) -> impl Iterator<Item = &str> {
    let pools = "/properties/ipConfigurations/0/properties/loadBalancerBackendAddressPools";
    each(nic.resource, pools).filter_map(|pool| text(pool, "/id")?.rsplit('\'').nth(3))
}

/// HA1, in the clear or encrypted, and HA2, each way between two firewalls.
fn links<'a>(
    template: Template<'a>,
    firewalls: [&[Option<Nic<'a>>]; 2],
    ha2: (&'static str, u16),
) -> Vec<String> {
    let [control, sync] = facts::panos::HA1_PORTS;
    let encrypted = facts::panos::HA1_ENCRYPTED_PORT;
    let mut wrong = Vec::new();
    for (place, what, ways) in [
        (MANAGEMENT, "the HA1 heartbeat", &[&[("Icmp", 0)][..]][..]),
        (MANAGEMENT, "HA1", &[&[("Tcp", control), ("Tcp", sync)], &[("Tcp", encrypted)]]),
        (HA2, "HA2", &[&[ha2]]),
    ] {
        let [a, b] = firewalls.map(|nics| nics.get(place).copied().flatten());
        let (Some(a), Some(b)) = (a, b) else { continue };
        let shut = [(a, b), (b, a)].into_iter().filter_map(|(own, peer)| {
            let peer = peer.address?;
            let arrives = |(protocol, port): &(&'static str, u16)| {
                reaches(template, own, Sender::Host(peer), protocol, *port) != Some(false)
            };
            (!ways.iter().any(|way| way.iter().all(arrives))).then_some((own.name, peer))
        });
        match shut.collect::<Vec<_>>().as_slice() {
            [] => {}
            [(nic, peer)] => {
                wrong
                    .push(format!("the filter of {nic} in the template blocks {what} from {peer}"));
            }
            _ => wrong.push(format!(
                "the filters of {} and {} in the template block {what} between them",
                a.name, b.name
            )),
        }
    }
    wrong
}

/// Whether a design lets the whole Internet in to management.
pub(super) fn is_open(plan: &Plan) -> bool {
    match &plan.access.sources {
        Sources::Asked => false,
        Sources::Typed(sources) => sources.iter().any(|source| match source {
            Source::Range(range) => range.prefix_len() == 0,
            Source::Tag(tag) => tag == "Internet",
        }),
    }
}

/// An address of nobody. Source: RFC 5737.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 1);

/// Of what a plan publishes and sends on, all that the filters do not certainly let pass.
pub(super) fn traffic(plan: &Plan, template: Template<'_>) -> Vec<String> {
    let mut demands: Vec<(&str, Packet, String)> = Vec::new();
    for unit in plan.units.each() {
        for service in &plan.balance.services {
            let to = plan.balance.floating_address(service).unwrap_or(unit.untrust.address.value);
            let protocol = match service.protocol {
                Protocol::Tcp => "Tcp",
                Protocol::Udp => "Udp",
            };
            let (from, port) = (Sender::Internet, service.backend_port);
            let arriving = Packet { way: Way::In, from, to, protocol, port };
            // Passed on, it leaves by trust with its client's address.
            let (to, port) = (service.target, service.target_port);
            let leaving = Packet { way: Way::Out, from, to, protocol, port };
            let name = &service.name;
            demands.push((&unit.untrust.name, arriving, format!("the service {name}")));
            demands.push((
                &unit.trust.name,
                leaving,
                format!("the way on to the target of {name}"),
            ));
        }
        for range in plan.network.inside() {
            // The address just inside stands for the whole range.
            let from = Sender::Host(range.nth(9).unwrap_or(range.network()));
            let (way, to, protocol, port) = (Way::In, ELSEWHERE, "Tcp", 443);
            let transit = Packet { way, from, to, protocol, port };
            demands.push((&unit.trust.name, transit, format!("transit from {range}")));
        }
    }
    let nics = template.nics();
    let blocked = demands.into_iter().filter(|(name, packet, _)| {
        let nic = nics.iter().find(|nic| nic.name == *name);
        nic.and_then(|nic| passes(template, *nic, *packet)) != Some(true)
    });
    blocked
        .map(|(nic, _, what)| format!("the filter of {nic} in the template blocks {what}"))
        .collect()
}

/// Whether a packet reaches the address of a NIC; `None` where the template does not say.
fn reaches(
    template: Template<'_>,
    nic: Nic<'_>,
    from: Sender,
    protocol: &'static str,
    port: u16,
) -> Option<bool> {
    passes(template, nic, Packet { way: Way::In, from, to: nic.address?, protocol, port })
}

/// Whether the filter of a NIC lets a packet pass; `None` without one, or where the template does not say.
fn passes(template: Template<'_>, nic: Nic<'_>, packet: Packet) -> Option<bool> {
    let id = text(nic.resource, "/properties/networkSecurityGroup/id")?;
    verdict(template, template.named("networkSecurityGroups", last_name(id)?)?, packet)
}

/// What a filter says to a packet. A rule of which it is not known whether it fits leaves the verdict
/// open, unless what stands below it says the same.
fn verdict(template: Template<'_>, nsg: &Value, packet: Packet) -> Option<bool> {
    let way = match packet.way {
        Way::In => "Inbound",
        Way::Out => "Outbound",
    };
    let mut rules: Vec<&Value> = each(nsg, "/properties/securityRules")
        .filter_map(|rule| rule.get("properties"))
        .filter(|rule| is(rule, "/direction", way))
        .collect();
    rules.sort_by_key(|rule| number(rule, "/priority"));
    rules.into_iter().rev().fold(by_default(packet), |below, rule| {
        let allows = is(rule, "/access", "Allow");
        match fits(template, rule, packet) {
            Some(true) => Some(allows),
            Some(false) => below,
            None => below.filter(|below| *below == allows),
        }
    })
}

/// Azure's own rules stand below all others: probes and the VNet may come in and nobody else; out may go
/// what is for the VNet or comes from it. Which hosts are the VNet's is not known here.
/// Source: Azure documentation, default security rules.
fn by_default(packet: Packet) -> Option<bool> {
    match (packet.way, packet.from) {
        (Way::In, Sender::Probe) => Some(true),
        (Way::In | Way::Out, Sender::Internet) => Some(false),
        (Way::In | Way::Out, Sender::Host(_)) | (Way::Out, Sender::Probe) => None,
    }
}

fn fits(template: Template<'_>, rule: &Value, packet: Packet) -> Option<bool> {
    let protocol = is(rule, "/protocol", "*") || is(rule, "/protocol", packet.protocol);
    let all = [
        Some(protocol),
        any(template, rule, "destinationPortRange", "s", |ports| port_in(ports, packet)),
        any(template, rule, "sourceAddressPrefix", "es", |prefix| covers(prefix, packet.from)),
        any(template, rule, "destinationAddressPrefix", "es", |prefix| {
            covers(prefix, Sender::Host(packet.to))
        }),
    ];
    if all.contains(&Some(false)) { Some(false) } else { (!all.contains(&None)).then_some(true) }
}

/// Whether one of a key's values fits, which Azure writes as one or as a list; a parameter counts by its
/// default.
fn any(
    template: Template<'_>,
    rule: &Value,
    key: &str,
    plural: &str,
    fits: impl Fn(&str) -> Option<bool>,
) -> Option<bool> {
    let mut found = Vec::new();
    let written = [rule.get(key), rule.get(format!("{key}{plural}"))];
    for value in written.into_iter().flatten().flat_map(texts) {
        let name = value.strip_prefix("[parameters('").and_then(|value| value.strip_suffix("')]"));
        let default = |name| template.0.pointer(&format!("/parameters/{name}/defaultValue"));
        match name.and_then(default) {
            Some(default) => found.extend(texts(default).map(&fits)),
            None if value.starts_with('[') => found.push(None),
            None => found.push(fits(value)),
        }
    }
    if found.contains(&Some(true)) { Some(true) } else { (!found.contains(&None)).then_some(false) }
}

/// A text, or the texts of a list.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let many = value.as_array().into_iter().flatten();
    many.chain([value]).filter_map(Value::as_str)
}

fn port_in(ports: &str, packet: Packet) -> Option<bool> {
    let number = |text: &str| text.trim().parse::<u16>().ok();
    match ports.split_once('-') {
        _ if ports == "*" || packet.protocol == "Icmp" => Some(true),
        _ if packet.protocol == OTHER => None,
        Some((first, last)) => Some((number(first)?..=number(last)?).contains(&packet.port)),
        None => Some(number(ports)? == packet.port),
    }
}

/// Whether a prefix or a service tag takes a sender in. Of tags only those are known that say all.
fn covers(prefix: &str, from: Sender) -> Option<bool> {
    if ["*", "0.0.0.0/0", "any"].iter().any(|all| prefix.eq_ignore_ascii_case(all)) {
        return Some(true);
    }
    let range = Range::read(prefix).ok().or_else(|| prefix.parse().ok().map(Range::host));
    let tag = |tag: &str| prefix.eq_ignore_ascii_case(tag);
    match (range, from) {
        (Some(range), Sender::Host(host)) => Some(range.contains(host)),
        (Some(range), Sender::Probe) => Some(range.contains(facts::azure::PROBE_SOURCE)),
        (Some(_), Sender::Internet) => Some(false),
        (None, Sender::Internet) => Some(tag("Internet")),
        (None, Sender::Probe) if tag("AzureLoadBalancer") => Some(true),
        (None, Sender::Host(_)) if tag("AzureLoadBalancer") => Some(false),
        (None, Sender::Host(host)) if tag("Internet") && host.is_private() => Some(false),
        (None, Sender::Host(_) | Sender::Probe) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn packet(from: [u8; 4], to: [u8; 4], port: u16) -> Packet {
        let from = Sender::Host(from.into());
        Packet { way: Way::In, from, to: to.into(), protocol: "Tcp", port }
    }

    fn rule(priority: u32, access: &str, source: &str) -> Value {
        json!({ "name": "x", "properties": {
            "priority": priority, "direction": "Inbound", "access": access, "protocol": "Tcp",
            "sourceAddressPrefixes": [source], "destinationAddressPrefix": "10.0.0.0/24",
            "destinationPortRanges": ["22", "443"],
        }})
    }

    fn judge(rules: &[Value], packet: Packet) -> Option<bool> {
        let template = json!({ "parameters": { "who": { "defaultValue": ["10.3.0.0/16"] } } });
        let nsg = json!({ "properties": { "securityRules": rules } });
        verdict(Template(&template), &nsg, packet)
    }

    #[test]
    fn the_lowest_priority_that_fits_decides() {
        let rules = [
            rule(4096, "Deny", "*"),
            rule(100, "Allow", "10.1.0.0/16"),
            rule(110, "Deny", "10.1.2.0/24"),
        ];
        assert_eq!(judge(&rules, packet([10, 1, 2, 3], [10, 0, 0, 4], 443)), Some(true));
        assert_eq!(judge(&rules, packet([10, 2, 2, 3], [10, 0, 0, 4], 443)), Some(false));
        let stranger = Packet { from: Sender::Internet, ..packet([0; 4], [10, 0, 0, 4], 443) };
        assert_eq!(judge(&rules, stranger), Some(false));
        assert_eq!(judge(&[], stranger), Some(false), "Azure's own rule denies it");
        let out = Packet { way: Way::Out, ..stranger };
        assert_eq!(judge(&rules, out), Some(false), "no rule says anything of the way out");
    }

    #[test]
    fn a_rule_that_may_fit_leaves_the_verdict_open_unless_all_agree() {
        let from = packet([10, 1, 2, 3], [10, 0, 0, 4], 443);
        let asked = |access: &str| rule(100, access, "[parameters('asked')]");
        assert_eq!(judge(&[asked("Allow"), rule(200, "Deny", "*")], from), None);
        assert_eq!(judge(&[asked("Deny"), rule(200, "Deny", "*")], from), Some(false));
        let default = rule(100, "Allow", "[parameters('who')]");
        assert_eq!(judge(&[default.clone(), rule(200, "Deny", "*")], from), Some(false));
        let named = packet([10, 3, 0, 9], [10, 0, 0, 4], 22);
        assert_eq!(judge(&[default, rule(200, "Deny", "*")], named), Some(true));
    }
}
