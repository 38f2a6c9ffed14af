//! The template against itself and against the configurations of the units.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use serde_json::Value;

use super::damage::{Contradiction, Damage};
use super::firewall::{Configuration, Unit};
use super::template::{
    HA2, MANAGEMENT, Nic, TRUST, Template, UNTRUST, each, is, nics_of, number, text,
};
use crate::facts;
use crate::facts::vmseries::line_numbers;
use crate::net::Range;
use crate::walk::firewall::{Firewall, Rule, Service};
use crate::walk::packet;

/// Everything in which the template disagrees with itself or with the units.
pub(super) fn check(template: Template<'_>, units: &[Unit]) -> Vec<Contradiction> {
    let mut all = Vec::new();
    let mut run = |damage: Damage, check: &dyn Fn(&mut Vec<String>)| {
        let mut wrong = Vec::new();
        check(&mut wrong);
        all.extend(damage.each(wrong));
    };
    let nics = template.nics();
    run(Damage::Boot, &|wrong| subnets(template, &nics, wrong));
    run(Damage::Boot, &|wrong| ha_ports(template, wrong));
    run(Damage::Forward, &|wrong| next_hops(template, wrong));
    run(Damage::Failover, &|wrong| spoken(template, wrong));
    run(Damage::Failover, &|wrong| probes(template, units, wrong));
    run(Damage::Reach, &|wrong| services(template, units, wrong));
    for unit in units {
        let host = &unit.configuration.firewall.host_name;
        // Of two units with one host name it is not known which machine is whose.
        if units.iter().filter(|other| other.configuration.firewall.host_name == *host).count() > 1
        {
            continue;
        }
        if let Some(machine) = template.machine(host) {
            run(Damage::Boot, &|wrong| setting(template, machine, unit, units, wrong));
            run(Damage::Forward, &|wrong| {
                addresses(machine, &unit.configuration, &nics, wrong);
            });
            run(Damage::Failover, &|wrong| {
                peer(template, machine, &unit.configuration, &nics, wrong);
            });
        } else if template.of_kind("virtualMachines").next().is_some() {
            run(Damage::Boot, &|wrong| {
                wrong.push(format!(
                    "bootstrap.xml is for the host `{host}`, and the template has no such machine"
                ));
            });
        }
    }
    all
}

/// Each NIC has an address of its own, inside its subnet; each subnet lies inside the VNet.
fn subnets(template: Template<'_>, nics: &[Nic<'_>], wrong: &mut Vec<String>) {
    for (n, nic) in nics.iter().enumerate() {
        let Some(address) = nic.address else { continue };
        if let Some(range) = nic.range.filter(|range| !range.contains(address)) {
            wrong.push(format!(
                "the NIC {} of the template has {address}, which is not in its subnet {range}",
                nic.name
            ));
        }
        if let Some(other) = nics.iter().take(n).find(|other| other.address == nic.address) {
            wrong.push(format!(
                "the NICs {} and {} of the template share {address}",
                other.name, nic.name
            ));
        }
    }
    let blocks: Vec<Range> = template
        .of_kind("virtualNetworks")
        .flat_map(|vnet| each(vnet, "/properties/addressSpace/addressPrefixes"))
        .filter_map(|block| Range::read(block.as_str()?).ok())
        .collect();
    for (name, range) in template.ranges() {
        if !blocks.is_empty() && !blocks.iter().any(|block| block.covers(range)) {
            wrong.push(format!("the subnet {name} of the template lies outside its VNet"));
        }
    }
}

/// Routes lead to internal front ends.
fn next_hops(template: Template<'_>, wrong: &mut Vec<String>) {
    let address = |part: &Value, path: &str| text(part, path)?.parse::<Ipv4Addr>().ok();
    let front_ends: Vec<Ipv4Addr> = template
        .parts("loadBalancers", "frontendIPConfigurations")
        .filter_map(|one| address(one, "/properties/privateIPAddress"))
        .collect();
    let hops = template.parts("routeTables", "routes");
    for hop in hops.filter_map(|route| address(route, "/properties/nextHopIpAddress")) {
        if !front_ends.is_empty() && !front_ends.contains(&hop) {
            wrong.push(format!("a route of the template leads to {hop}, where no front end is"));
        }
    }
}

/// A rule for all ports is one for all transports: Azure has no other.
fn ha_ports(template: Template<'_>, wrong: &mut Vec<String>) {
    for rule in template.parts("loadBalancers", "loadBalancingRules") {
        let all = number(rule, "/properties/frontendPort") == Some(0);
        if all != is(rule, "/properties/protocol", "All") {
            let name = text(rule, "/name").unwrap_or_default();
            wrong.push(format!(
                "the rule {name} of the template is for all ports or for all transports, expected both or neither"
            ));
        }
    }
}

/// A probe of HTTP or HTTPS asks a port on which PAN-OS speaks that.
fn spoken(template: Template<'_>, wrong: &mut Vec<String>) {
    for probe in template.parts("loadBalancers", "probes") {
        let port = number(probe, "/properties/port");
        let mut known = facts::panos::PROBE_PORTS.iter();
        let spoken = known.find(|(known, _)| Some(u64::from(*known)) == port);
        let Some((port, element)) = spoken else { continue };
        let asks = |protocol: &str| is(probe, "/properties/protocol", protocol);
        if (asks("http") || asks("https")) && !asks(element) {
            let name = text(probe, "/name").unwrap_or_default();
            let asked = text(probe, "/properties/protocol").unwrap_or_default();
            wrong.push(format!(
                "the probe {name} of the template asks {asked} of port {port}, where PAN-OS speaks {element}"
            ));
        }
    }
}

/// The machine of a configuration reads its own package, forwards, and boots an image that knows the
/// configuration's version; the administrator is the same.
fn setting(
    template: Template<'_>,
    machine: &Value,
    unit: &Unit,
    units: &[Unit],
    wrong: &mut Vec<String>,
) {
    let host = &unit.configuration.firewall.host_name;
    if let Some(directory) = share_directory(machine)
        && let Some(other) = units.iter().find(|other| other.directory == directory)
        && other.configuration.firewall.host_name != *host
    {
        wrong.push(format!(
            "the machine {host} of the template reads the directory {directory}, which is for {}",
            other.configuration.firewall.host_name
        ));
    }
    let image = text(machine, "/properties/storageProfile/imageReference/version");
    let version = unit.configuration.tree.attributes.iter().find(|(name, _)| name == "version");
    if let (Some(image), Some((_, version))) = (image, version)
        && let (Some(image), Some(needs)) = (line_numbers(image), line_numbers(version))
        && needs > image
    {
        wrong.push(format!(
            "bootstrap.xml of {host} is of version {version}, newer than the image of the template"
        ));
    }
    let nics = nics_of(machine, &template.nics());
    let nics = [UNTRUST, TRUST].into_iter().filter_map(|place| nics.get(place).copied().flatten());
    for nic in nics {
        let forwards = nic.resource.pointer("/properties/enableIPForwarding");
        if forwards.and_then(Value::as_bool) != Some(true) {
            wrong.push(format!("the NIC {} of the template does not forward", nic.name));
        }
    }
    for user in each(template.0, "/parameters/adminUsername/allowedValues") {
        let known = |(known, _): &(String, String)| user == known.as_str();
        if let Some(user) = user.as_str()
            && !unit.configuration.users.iter().any(known)
        {
            wrong.push(format!(
                "the administrator of the template is {user}, whom bootstrap.xml of {host} lacks"
            ));
        }
    }
}

/// The directory that a machine's custom data names.
fn share_directory(machine: &Value) -> Option<String> {
    let data = text(machine, "/properties/osProfile/customData")?;
    let (_, rest) = data.split_once("share-directory=")?;
    let name = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c));
    Some(name.collect())
}

/// The machine of a configuration has the addresses that the configuration says.
fn addresses(machine: &Value, unit: &Configuration, nics: &[Nic<'_>], wrong: &mut Vec<String>) {
    let own = nics_of(machine, nics);
    let at = |place: usize| own.get(place).copied().flatten();
    let address = |place: usize| at(place).and_then(|nic| nic.address);
    let with_length = |place: usize| {
        let nic = at(place)?;
        Some(format!("{}/{}", nic.address?, nic.range?.prefix_len()))
    };
    let first = |name: &str| {
        let addresses =
            unit.firewall.interface(name).map(|interface| interface.addresses.as_slice());
        addresses.and_then(<[String]>::first).map_or("", String::as_str)
    };
    let mask = at(HA2).and_then(|nic| nic.range).map(|range| range.netmask().to_string());
    let mut pairs = vec![
        ("address of ethernet1/1", first("ethernet1/1"), with_length(UNTRUST)),
        ("address of ethernet1/2", first("ethernet1/2"), with_length(TRUST)),
        ("HA2 address", &unit.ha.ha2_address, address(HA2).map(|address| address.to_string())),
        ("HA2 mask", &unit.ha.ha2_netmask, mask),
    ];
    let hidden = unit.firewall.nat.iter().filter(|rule| rule.hides_behind == "ethernet1/1");
    pairs.extend(
        hidden.map(|rule| ("outbound address", rule.hides_address.as_str(), with_length(UNTRUST))),
    );
    let host = &unit.firewall.host_name;
    let differing = pairs.into_iter().filter_map(|(what, found, wanted)| {
        let wanted = wanted.filter(|wanted| !found.is_empty() && wanted != found)?;
        Some(format!("the {what} {found}, the template has {wanted}"))
    });
    let differing: Vec<String> = differing.collect();
    if !differing.is_empty() {
        wrong.push(format!("bootstrap.xml of {host} has {}", differing.join("; ")));
    }
}

/// The HA1 peer of a unit is the other machine's management.
fn peer(
    template: Template<'_>,
    machine: &Value,
    unit: &Configuration,
    nics: &[Nic<'_>],
    wrong: &mut Vec<String>,
) {
    let host = &unit.firewall.host_name;
    let management = |machine: &Value| nics_of(machine, nics).get(MANAGEMENT).copied().flatten();
    let mut others = template
        .of_kind("virtualMachines")
        .filter(|other| *other != machine)
        .filter_map(management);
    if let Ok(peer) = unit.ha.peer.parse::<Ipv4Addr>()
        && !others.any(|nic| nic.address == Some(peer))
    {
        wrong.push(format!(
            "bootstrap.xml of {host} has the HA1 peer {peer}, which is no other machine's management"
        ));
    }
}

/// The host names of units for which something holds, in a sentence; `None` for none.
fn hosts(units: &[Unit], holds: impl Fn(&Configuration) -> bool) -> Option<String> {
    let found = units.iter().map(|unit| &unit.configuration).filter(|unit| holds(unit));
    let names: Vec<&str> = found.map(|unit| unit.firewall.host_name.as_str()).collect();
    (!names.is_empty()).then(|| names.join(" and "))
}

/// Every published port has a NAT rule, or else every NAT rule a published port.
fn services(template: Template<'_>, units: &[Unit], wrong: &mut Vec<String>) {
    // Without any translation for others than the unit itself the policy comes from elsewhere.
    let translates = |firewall: &Firewall, rule: &Rule| {
        let own = |address: &String| {
            let host = firewall.host(address);
            host.is_some_and(|host| firewall.owner(host).is_some())
        };
        (!rule.translated.is_empty() && !own(&rule.translated))
            || (!rule.hides_behind.is_empty() && !rule.source.iter().all(own))
    };
    let local = |unit: &Configuration| {
        unit.firewall.nat.iter().any(|rule| translates(&unit.firewall, rule))
    };
    if template.of_kind("loadBalancers").next().is_none() {
        return;
    }
    let rules = |unit: &Configuration| -> Vec<Rule> {
        unit.firewall.nat.iter().filter(|rule| !rule.translated.is_empty()).cloned().collect()
    };
    let published: BTreeSet<(String, u16)> = template
        .parts("loadBalancers", "loadBalancingRules")
        .filter_map(|rule| {
            let port = u16::try_from(number(rule, "/properties/backendPort")?).ok()?;
            let protocol = text(rule, "/properties/protocol")?.to_ascii_lowercase();
            (port > 0).then_some((protocol, port))
        })
        .collect();
    let before = wrong.len();
    for (protocol, port) in &published {
        let lacks = |unit: &Configuration| {
            let may = |name: &String| {
                packet::serves(&unit.firewall, name, protocol, *port) != Some(false)
            };
            local(unit) && !rules(unit).iter().any(|rule| rule.services.iter().any(may))
        };
        if let Some(hosts) = hosts(units, lacks) {
            wrong.push(format!(
                "the template publishes {protocol} {port}, without a NAT rule in {hosts}"
            ));
        }
    }
    if wrong.len() > before {
        return;
    }
    for Unit { configuration: unit, .. } in units.iter().filter(|unit| local(&unit.configuration)) {
        for rule in rules(unit).iter().filter(|_| !is_direct(template, unit)) {
            let object =
                unit.firewall.services.iter().find(|known| rule.services.contains(&known.name));
            let Some(Service { protocol, port, .. }) = object else { continue };
            let Ok(number) = port.parse::<u16>() else { continue };
            if !published.contains(&(protocol.clone(), number)) {
                let (name, host) = (&rule.name, &unit.firewall.host_name);
                wrong.push(format!(
                    "the NAT rule {name} of {host} is for {protocol} {port}, which the template does not publish"
                ));
            }
        }
    }
}

/// Whether a unit has a public address of its own, which needs no balancer.
fn is_direct(template: Template<'_>, unit: &Configuration) -> bool {
    let public = "/properties/ipConfigurations/0/properties/publicIPAddress";
    template.nics().iter().any(|nic| {
        nic.address.and_then(|address| unit.firewall.owner(address)).is_some()
            && nic.resource.pointer(public).is_some()
    })
}

/// The port that is probed is one that the interfaces answer.
fn probes(template: Template<'_>, units: &[Unit], wrong: &mut Vec<String>) {
    let probes = template.parts("loadBalancers", "probes");
    let ports = probes.filter_map(|probe| number(probe, "/properties/port"));
    for port in ports.collect::<BTreeSet<_>>() {
        let silent = |unit: &Configuration| {
            let profiles = &unit.firewall.profiles;
            let mut known = facts::panos::PROBE_PORTS.iter();
            let element = known.find(|(known, _)| u64::from(*known) == port);
            let answers = element.is_some_and(|(_, element)| {
                profiles.iter().any(|profile| profile.answers.iter().any(|own| own == element))
            });
            !profiles.is_empty() && !answers
        };
        if let Some(hosts) = hosts(units, silent) {
            wrong
                .push(format!("the template probes port {port}, which is not answered by {hosts}"));
        }
    }
}
