//! The filters of a package's template, without a plan: what they stop that the pair lives by, and whom
//! they let in to management. What only a deployment knows is passed over.

use std::net::Ipv4Addr;

use serde_json::Value;

use super::template::{Template, each, last_name};
use crate::audit::filter::list;
use crate::audit::template::text;
use crate::facts;
use crate::net::Range;

/// A packet before a filter; without a source it comes from anywhere in the Internet.
struct Packet {
    from: Option<Ipv4Addr>,
    to: Ipv4Addr,
    protocol: &'static str,
    port: u16,
}

/// A NIC of a firewall with its address and its filter.
struct Guarded<'a> {
    name: &'a str,
    address: Ipv4Addr,
    nsg: &'a Value,
}

/// Names of management and HA2 among a firewall's NICs.
const MANAGEMENT: usize = 0;
const HA2: usize = 3;

/// Where a design says who may reach management, that is not judged here.
pub(super) fn check(template: &Template<'_>, designed: bool, wrong: &mut Vec<String>) {
    for nsg in template.of_kind("/networkSecurityGroups") {
        for rule in each(nsg, "/properties/securityRules") {
            let name = text(rule, "/name").unwrap_or_default();
            if name.starts_with("deny") && is(rule, "/properties/access", "Allow") {
                wrong.push(format!("the rule {name} of the template allows"));
            }
        }
    }
    let firewalls: Vec<Vec<Option<Guarded<'_>>>> = template
        .of_kind("/virtualMachines")
        .map(|machine| guarded(template, machine))
        .filter(|nics| nics.len() > HA2)
        .collect();
    for nic in firewalls.iter().filter_map(|nics| nics.get(MANAGEMENT)?.as_ref()) {
        for port in [22, 443].into_iter().filter(|_| !designed) {
            let packet = Packet { from: None, to: nic.address, protocol: "Tcp", port };
            if judge(template, nic.nsg, &packet) == Some(true) {
                wrong.push(format!(
                    "the filter of {} in the template lets the whole Internet in, port {port}",
                    nic.name
                ));
            }
        }
    }
    let [a, b] = firewalls.as_slice() else { return };
    for (own, peer) in [(a, b), (b, a)] {
        links(template, own, peer, wrong);
    }
}

/// HA1, in the clear or encrypted, and HA2.
fn links(
    template: &Template<'_>,
    own: &[Option<Guarded<'_>>],
    peer: &[Option<Guarded<'_>>],
    wrong: &mut Vec<String>,
) {
    let [control, sync] = facts::panos::HA1_PORTS;
    let encrypted = facts::panos::HA1_ENCRYPTED_PORT;
    for (place, what, ways) in [
        (MANAGEMENT, "the HA1 heartbeat", &[&[("Icmp", 0)][..]][..]),
        (MANAGEMENT, "HA1", &[&[("Tcp", control), ("Tcp", sync)], &[("Tcp", encrypted)]]),
        (HA2, "HA2", &[&[("Udp", facts::panos::HA2_PORT)]]),
    ] {
        let (Some(Some(own)), Some(Some(peer))) = (own.get(place), peer.get(place)) else {
            continue;
        };
        let passes = |(protocol, port): &(&'static str, u16)| {
            let from = Some(peer.address);
            let packet = Packet { from, to: own.address, protocol, port: *port };
            judge(template, own.nsg, &packet) != Some(false)
        };
        if !ways.iter().any(|way| way.iter().all(passes)) {
            wrong.push(format!(
                "the filter of {} in the template blocks {what} from {}",
                own.name, peer.address
            ));
        }
    }
}

/// The NICs of a machine in their order, those with an address and a filter that the template says.
fn guarded<'a>(template: &Template<'a>, machine: &'a Value) -> Vec<Option<Guarded<'a>>> {
    let nics = each(machine, "/properties/networkProfile/networkInterfaces");
    nics.map(|nic| {
        let name = last_name(text(nic, "/id")?)?;
        let named = |one: &&Value| text(one, "/name") == Some(name);
        let nic = template.of_kind("/networkInterfaces").find(named)?;
        let address = "/properties/ipConfigurations/0/properties/privateIPAddress";
        let nsg = last_name(text(nic, "/properties/networkSecurityGroup/id")?)?;
        let mut nsgs = template.of_kind("/networkSecurityGroups");
        Some(Guarded {
            name,
            address: text(nic, address)?.parse().ok()?,
            nsg: nsgs.find(|one| text(one, "/name") == Some(nsg))?,
        })
    })
    .collect()
}

/// Whether a filter lets a packet in, by the first rule that fits; `None` where the template does not say.
fn judge(template: &Template<'_>, nsg: &Value, packet: &Packet) -> Option<bool> {
    let mut rules: Vec<&Value> = each(nsg, "/properties/securityRules")
        .filter_map(|rule| rule.get("properties"))
        .filter(|rule| is(rule, "/direction", "Inbound"))
        .collect();
    rules.sort_by_key(|rule| rule.get("priority").and_then(Value::as_u64));
    for rule in rules {
        let fits = [
            Some(is(rule, "/protocol", "*") || is(rule, "/protocol", packet.protocol)),
            any(template, rule, "destinationPortRange", |ports| port_in(ports, packet)),
            any(template, rule, "sourceAddressPrefix", |prefix| covers(prefix, packet.from)),
            any(template, rule, "destinationAddressPrefix", |prefix| {
                covers(prefix, Some(packet.to))
            }),
        ];
        if fits.contains(&Some(false)) {
            continue;
        }
        let certain = fits.iter().all(Option::is_some);
        return certain.then(|| is(rule, "/access", "Allow"));
    }
    None
}

/// Whether one of the values fits; parameters count by their default.
fn any(
    template: &Template<'_>,
    rule: &Value,
    key: &str,
    fits: impl Fn(&str) -> Option<bool>,
) -> Option<bool> {
    let mut values = list(rule, key);
    let expression = rule.get(format!("{key}es")).and_then(Value::as_str);
    values.extend(expression);
    let mut found = Vec::new();
    for value in values {
        let Some(name) = value.strip_prefix("[parameters('").and_then(|v| v.strip_suffix("')]"))
        else {
            found.push(fits(value));
            continue;
        };
        let default = template.0.pointer(&format!("/parameters/{name}/defaultValue"));
        match default {
            Some(Value::String(one)) => found.push(fits(one)),
            Some(Value::Array(many)) => {
                found.extend(many.iter().filter_map(Value::as_str).map(&fits));
            }
            _ => found.push(None),
        }
    }
    if found.contains(&Some(true)) {
        Some(true)
    } else if found.contains(&None) {
        None
    } else {
        Some(false)
    }
}

fn port_in(ports: &str, packet: &Packet) -> Option<bool> {
    let number = |text: &str| text.trim().parse::<u16>().ok();
    match ports.split_once('-') {
        _ if ports == "*" || packet.protocol == "Icmp" => Some(true),
        Some((first, last)) => Some((number(first)?..=number(last)?).contains(&packet.port)),
        None => Some(number(ports)? == packet.port),
    }
}

/// Whether a prefix takes an address in, or the Internet. Of tags only those are known that take all.
fn covers(prefix: &str, host: Option<Ipv4Addr>) -> Option<bool> {
    if prefix == "*" || prefix == "0.0.0.0/0" || prefix.eq_ignore_ascii_case("any") {
        return Some(true);
    }
    let range = Range::read(prefix).ok().or_else(|| prefix.parse().ok().map(Range::host));
    match (range, host) {
        (Some(range), Some(host)) => Some(range.contains(host)),
        (Some(_), None) => Some(false),
        (None, None) => Some(prefix.eq_ignore_ascii_case("Internet")),
        (None, Some(_)) => None,
    }
}

fn is(value: &Value, path: &str, wanted: &str) -> bool {
    text(value, path).is_some_and(|found| found.eq_ignore_ascii_case(wanted))
}
