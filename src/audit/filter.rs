//! What the template's filters do with the packets that the pair lives by, judged as Azure would: the
//! rule of the lowest priority that fits decides.

use std::net::Ipv4Addr;

use serde_json::Value;

use super::template::{resource, text};
use crate::design::{Protocol, Source};
use crate::facts;
use crate::net::Range;
use crate::plan::{Nic, Plan, Sources};

/// Where a packet comes from.
#[derive(Clone, Copy)]
enum Sender {
    Host(Ipv4Addr),
    /// Any host that is in no range of the design.
    Internet,
    /// Azure's health probe.
    Probe,
}

const IN: &str = "Inbound";
const OUT: &str = "Outbound";

/// A packet before a filter.
#[derive(Clone, Copy)]
struct Packet {
    /// Which of the filter's rules are asked, `Inbound` or `Outbound`.
    way: &'static str,
    from: Sender,
    to: Ipv4Addr,
    /// `Tcp`, `Udp` or `Icmp`, as Azure writes it.
    protocol: &'static str,
    port: u16,
}

/// A packet that must pass the filter of a NIC, or must not, and what happens otherwise.
struct Demand<'a> {
    nic: &'a str,
    packet: Packet,
    pass: bool,
    otherwise: String,
}

/// Every demand that the filters of the template do not meet.
pub(super) fn check(plan: &Plan, template: &Value) -> Vec<String> {
    let mut demands = high_availability(plan);
    demands.extend(traffic(plan));
    demands.extend(management(plan));
    let unmet = demands.into_iter().filter(|demand| {
        let nsg = nsg_of(template, demand.nic);
        nsg.is_none_or(|nsg| judge(nsg, demand.packet) != demand.pass)
    });
    unmet.map(|demand| format!("azuredeploy.json: {}", demand.otherwise)).collect()
}

/// What keeps the units from both becoming active.
fn high_availability(plan: &Plan) -> Vec<Demand<'_>> {
    let [control, sync] = facts::panos::HA1_PORTS;
    let encrypted = facts::panos::HA1_ENCRYPTED_PORT;
    let ha1 = [("Icmp", 0), ("Tcp", control), ("Tcp", sync), ("Tcp", encrypted)];
    let ha2 = [("Udp", facts::panos::HA2_PORT)];
    let mut demands = Vec::new();
    for (own, peer) in [(&plan.units.a, &plan.units.b), (&plan.units.b, &plan.units.a)] {
        let links =
            [(&own.management, &peer.management, &ha1[..]), (&own.ha2, &peer.ha2, &ha2[..])];
        for (own, peer, traffic) in links {
            demands.extend(traffic.iter().map(|(protocol, port)| Demand {
                nic: &own.name,
                packet: Packet {
                    way: IN,
                    from: Sender::Host(peer.address.value),
                    to: own.address.value,
                    protocol,
                    port: *port,
                },
                pass: true,
                otherwise: format!(
                    "the filter of {} blocks {protocol} {port} from {}, so both units would become active",
                    own.name, peer.address
                ),
            }));
        }
    }
    demands
}

fn transport(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Tcp => "Tcp",
        Protocol::Udp => "Udp",
    }
}

/// A packet that must pass, named by what it is.
fn must_pass<'a>(nic: &'a Nic, packet: Packet, what: &str) -> Demand<'a> {
    Demand {
        nic: &nic.name,
        packet,
        pass: true,
        otherwise: format!("the filter of {} blocks {what}", nic.name),
    }
}

/// Probes, published services, and transit from behind the firewalls.
fn traffic(plan: &Plan) -> Vec<Demand<'_>> {
    let balance = &plan.balance;
    let mut demands = Vec::new();
    for unit in plan.units.each() {
        for nic in [&unit.untrust, &unit.trust] {
            let (to, port) = (nic.address.value, balance.probe.port);
            let packet = Packet { way: IN, from: Sender::Probe, to, protocol: "Tcp", port };
            demands.push(must_pass(nic, packet, "the health probe"));
        }
        for service in &balance.services {
            let to = balance.floating_address(service).unwrap_or(unit.untrust.address.value);
            let (protocol, port) = (transport(service.protocol), service.backend_port);
            let packet = Packet { way: IN, from: Sender::Internet, to, protocol, port };
            demands.push(must_pass(
                &unit.untrust,
                packet,
                &format!("the service {}", service.name),
            ));
            // Passed on, it leaves by trust with its client's address.
            let (to, port) = (service.target, service.target_port);
            let packet = Packet { way: OUT, from: Sender::Internet, to, protocol, port };
            let what = format!("the way on to the target of {}", service.name);
            demands.push(must_pass(&unit.trust, packet, &what));
        }
        for range in plan.network.inside() {
            // The address just inside stands for the whole range.
            let host = range.nth(9).unwrap_or(range.network());
            let packet = Packet {
                way: IN,
                from: Sender::Host(host),
                to: ELSEWHERE,
                protocol: "Tcp",
                port: 443,
            };
            demands.push(must_pass(&unit.trust, packet, &format!("transit from {range}")));
        }
    }
    demands
}

/// An address of nobody. Source: RFC 5737.
const ELSEWHERE: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 1);

/// Management is closed to those who were not named.
fn management(plan: &Plan) -> Vec<Demand<'_>> {
    let open = match &plan.access.sources {
        Sources::Asked => false,
        Sources::Typed(sources) => sources.iter().any(|source| match source {
            Source::Range(range) => range.contains(ELSEWHERE),
            Source::Tag(tag) => tag == "Internet",
        }),
    };
    let units = plan.units.each().into_iter().filter(|_| !open);
    units
        .map(|unit| {
            let nic = &unit.management;
            let to = nic.address.value;
            Demand {
                nic: &nic.name,
                packet: Packet { way: IN, from: Sender::Internet, to, protocol: "Tcp", port: 443 },
                pass: false,
                otherwise: format!("the filter of {} lets the whole Internet in", nic.name),
            }
        })
        .collect()
}

/// The filter that a NIC names.
fn nsg_of<'a>(template: &'a Value, nic: &str) -> Option<&'a Value> {
    let nic = resource(template, "networkInterfaces", nic)?;
    let id = text(nic, "/properties/networkSecurityGroup/id")?;
    resource(template, "networkSecurityGroups", id.rsplit('\'').nth(1)?)
}

/// Whether a filter lets a packet in, or out. What no rule fits is left to Azure's own rules, of which the
/// last denies.
fn judge(nsg: &Value, packet: Packet) -> bool {
    let rules = nsg.pointer("/properties/securityRules").and_then(Value::as_array);
    let rules = rules.into_iter().flatten().filter_map(|rule| rule.get("properties"));
    let fitting =
        rules.filter(|rule| text(rule, "/direction") == Some(packet.way)).filter(|rule| {
            let protocol = text(rule, "/protocol").unwrap_or_default();
            (protocol == "*" || protocol == packet.protocol)
                && list(rule, "sourceAddressPrefix")
                    .iter()
                    .any(|prefix| covers(prefix, packet.from))
                && list(rule, "destinationAddressPrefix")
                    .iter()
                    .any(|prefix| covers(prefix, Sender::Host(packet.to)))
                && list(rule, "destinationPortRange")
                    .iter()
                    .any(|port| *port == "*" || *port == packet.port.to_string())
        });
    let first = fitting.min_by_key(|rule| rule.get("priority").and_then(Value::as_u64));
    first.is_some_and(|rule| text(rule, "/access") == Some("Allow"))
}

/// The values of a key, which Azure writes in one of two forms.
pub(super) fn list<'a>(rule: &'a Value, key: &str) -> Vec<&'a str> {
    let plural = if key.ends_with('x') { format!("{key}es") } else { format!("{key}s") };
    let many = rule.get(&plural).and_then(Value::as_array).into_iter().flatten();
    rule.get(key).into_iter().chain(many).filter_map(Value::as_str).collect()
}

fn covers(prefix: &str, from: Sender) -> bool {
    match from {
        _ if prefix == "*" => true,
        Sender::Host(address) => Range::read(prefix).is_ok_and(|range| range.contains(address)),
        Sender::Internet => prefix == "Internet",
        Sender::Probe => prefix == "AzureLoadBalancer",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_lowest_priority_that_fits_decides() {
        let rule = |priority: u32, access: &str, source: &str| {
            json!({ "name": "x", "properties": {
                "priority": priority, "direction": "Inbound", "access": access, "protocol": "Tcp",
                "sourceAddressPrefixes": [source], "destinationAddressPrefix": "10.0.0.0/24",
                "destinationPortRanges": ["22", "443"],
            }})
        };
        let nsg = json!({ "properties": { "securityRules": [
            rule(4096, "Deny", "*"), rule(100, "Allow", "10.1.0.0/16"), rule(110, "Deny", "10.1.2.0/24"),
        ]}});
        let packet = |from: [u8; 4], to: [u8; 4], port: u16| Packet {
            way: IN,
            from: Sender::Host(from.into()),
            to: to.into(),
            protocol: "Tcp",
            port,
        };
        assert!(judge(&nsg, packet([10, 1, 2, 3], [10, 0, 0, 4], 443)));
        assert!(!judge(&nsg, packet([10, 2, 2, 3], [10, 0, 0, 4], 443)));
        assert!(!judge(&nsg, packet([10, 1, 2, 3], [10, 0, 1, 4], 443)));
        assert!(!judge(&nsg, packet([10, 1, 2, 3], [10, 0, 0, 4], 80)));
        let out = Packet { way: OUT, ..packet([10, 1, 2, 3], [10, 0, 0, 4], 443) };
        assert!(!judge(&nsg, out), "a rule for the way in says nothing of the way out");
    }
}
