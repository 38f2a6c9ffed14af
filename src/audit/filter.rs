//! What the template's filters do with the packets that the pair lives by.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use super::fault::{Contradiction, Fault};
use super::firewall::Unit;
use super::template::{HA2, MANAGEMENT, TRUST, Template, UNTRUST, each, is, nics_of};
use crate::facts;
use crate::plan::Plan;
use crate::walk::azure::{Azure, Nic, Packet, Protocol, Sender, Subnet, Way};

/// The firewalls of a network: machines with all four NICs, those that are known.
fn firewalls(azure: &Azure) -> Vec<Vec<Option<&Nic>>> {
    let machines = azure.machines.iter().filter(|machine| machine.nics.len() > HA2);
    machines.map(|machine| machine.nics.iter().map(|name| azure.nic(name)).collect()).collect()
}

/// The management NICs of all firewalls, of pairs and of single ones.
fn managements<'a>(azure: &'a Azure, template: Template<'_>) -> Vec<&'a Nic> {
    let nics = template.nics();
    let vendors = template.of_kind("virtualMachines").filter(|machine| {
        let publishers = ["/plan/publisher", "/properties/storageProfile/imageReference/publisher"];
        let many = each(machine, "/properties/networkProfile/networkInterfaces").count() > HA2;
        many || publishers.iter().any(|path| is(machine, path, "paloaltonetworks"))
    });
    let first = vendors.filter_map(|machine| nics_of(machine, &nics).first().copied().flatten());
    first.filter_map(|nic| azure.nic(nic.name)).collect()
}

/// Addresses that stand for any where a NIC's is not known: a rule for a range does not have both.
const ANYWHERE: [Ipv4Addr; 2] = [Ipv4Addr::new(10, 255, 255, 254), Ipv4Addr::new(192, 0, 2, 1)];

/// Whether the whole Internet certainly reaches a NIC, whatever its address.
fn is_reached(azure: &Azure, nic: &Nic, (protocol, port): (Protocol, u16)) -> bool {
    let (way, from) = (Way::In, Sender::Internet);
    let passes = |to| azure.passes(nic, Packet { way, from, to, protocol, port }) == Some(true);
    let range = azure.subnet(&nic.subnet).and_then(|subnet| subnet.range);
    match (nic.address, range) {
        (Some(address), _) => passes(address),
        // The first host and the last address stand for the whole subnet.
        (None, Some(range)) => {
            passes(range.nth(4).unwrap_or(range.network())) && passes(range.last())
        }
        (None, None) => ANYWHERE.into_iter().all(passes),
    }
}

/// What the filters stop that any pair lives by, and whether they let the whole Internet in to
/// management, unless that is wanted.
pub(super) fn check(
    azure: &Azure,
    template: Template<'_>,
    units: &[Unit],
    open: bool,
) -> Vec<Contradiction> {
    let firewalls = firewalls(azure);
    let mut wrong = Vec::new();
    let at = |place: usize| {
        let nics = firewalls.iter().filter_map(move |nics| nics.get(place).copied().flatten());
        nics.collect::<Vec<_>>()
    };
    let tcp = |port: u16| (Protocol::Tcp, port);
    for port in [22, 443].into_iter().filter(|_| !open) {
        let reached = |nic: &&Nic| is_reached(azure, nic, tcp(port));
        let nics = managements(azure, template).into_iter().filter(reached);
        wrong.extend(of_filters(template, nics, |nics| Fault::OpenManagement.of([&nics, &port])));
    }
    let probes = azure.balancers.iter().flat_map(|balancer| &balancer.probes);
    for port in probes.map(|probe| probe.port).collect::<BTreeSet<u16>>() {
        let asks = |name: &String| {
            let mut balancers = azure.balancers.iter().filter(|balancer| balancer.name == *name);
            balancers.any(|balancer| balancer.probes.iter().any(|probe| probe.port == port))
        };
        let nics = [UNTRUST, TRUST].into_iter().flat_map(at).filter(|nic| {
            nic.balancers.iter().any(asks)
                && reaches(azure, nic, Sender::Probe, tcp(port)) == Some(false)
        });
        wrong.extend(of_filters(template, nics, |nics| Fault::ProbeFiltered.of([&nics, &port])));
    }
    let by_ip = units.iter().any(|unit| unit.configuration.ha.transport == "ip");
    let ha2 = if by_ip { (Protocol::Other, 0) } else { (Protocol::Udp, facts::panos::HA2_PORT) };
    if let [a, b] = firewalls.as_slice() {
        wrong.extend(links(azure, template, [a, b], ha2));
    }
    wrong
}

/// What is said of the filters of NICs, whose names are its fact; nothing of none.
fn of_filters<'a>(
    template: Template<'_>,
    nics: impl Iterator<Item = &'a Nic>,
    say: impl Fn(&str) -> Contradiction,
) -> Option<Contradiction> {
    let nics: Vec<&Nic> = nics.collect();
    let names: Vec<&str> = nics.iter().map(|nic| nic.name.as_str()).collect();
    let what = say(&names.join(" and "));
    nics.first().map(|nic| beside(template, what, nic))
}

/// A contradiction with the line of a NIC's filter as a side; of the NIC where the filter is elsewhere.
fn beside(template: Template<'_>, what: Contradiction, nic: &Nic) -> Contradiction {
    let filter = nic.filter.as_ref();
    let filter = filter.and_then(|name| template.named("networkSecurityGroups", name));
    let value = filter.or_else(|| template.named("networkInterfaces", &nic.name));
    template.beside(what, value.expect("a NIC was read from its template"))
}

/// HA1, in the clear or encrypted, and HA2, each way between two firewalls.
fn links(
    azure: &Azure,
    template: Template<'_>,
    firewalls: [&[Option<&Nic>]; 2],
    ha2: (Protocol, u16),
) -> Vec<Contradiction> {
    let [control, sync] = facts::panos::HA1_PORTS.map(|port| (Protocol::Tcp, port));
    let encrypted = (Protocol::Tcp, facts::panos::HA1_ENCRYPTED_PORT);
    let mut wrong = Vec::new();
    for (place, what, ways) in [
        (MANAGEMENT, "the HA1 heartbeat", &[&[(Protocol::Icmp, 0)][..]][..]),
        (MANAGEMENT, "HA1", &[&[control, sync], &[encrypted]]),
        (HA2, "HA2", &[&[ha2]]),
    ] {
        let [a, b] = firewalls.map(|nics| nics.get(place).copied().flatten());
        let (Some(a), Some(b)) = (a, b) else { continue };
        let shut = [(a, b), (b, a)].into_iter().filter_map(|(own, peer)| {
            let peer = peer.address?;
            let arrives = |kind: &(Protocol, u16)| {
                reaches(azure, own, Sender::Host(peer), *kind) != Some(false)
            };
            (!ways.iter().any(|way| way.iter().all(arrives))).then_some((&own.name, peer))
        });
        let what = match shut.collect::<Vec<_>>().as_slice() {
            [] => continue,
            [(nic, peer)] => Fault::LinkFiltered.of([nic, &what, peer]),
            _ => Fault::LinksFiltered.of([&a.name, &b.name, &what]),
        };
        wrong.push(beside(template, what, a));
    }
    wrong
}

/// Of what a plan publishes and sends on, all that the filters do not certainly let pass.
pub(super) fn traffic(plan: &Plan, azure: &Azure, template: Template<'_>) -> Vec<Contradiction> {
    let mut demands: Vec<(&str, Packet, String)> = Vec::new();
    for unit in plan.units.each() {
        for service in &plan.balance.services {
            let to = plan.balance.floating_address(service).unwrap_or(unit.untrust.address.value);
            let from = service.client().map_or(Sender::Internet, Sender::Host);
            let protocol = service.protocol.into();
            let arriving = Packet { way: Way::In, from, to, protocol, port: service.backend_port };
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
            let (way, to, protocol, port) = (Way::In, facts::azure::STRANGER, Protocol::Tcp, 443);
            let transit = Packet { way, from, to, protocol, port };
            demands.push((&unit.trust.name, transit, format!("transit from {range}")));
        }
    }
    // A subnet's filter stands before every host in it, of which no NIC may be known.
    let behind =
        plan.balance.services.iter().filter(|service| !service.on_pair).filter(|service| {
            let packet = Packet {
                way: Way::In,
                from: service.client().map_or(Sender::Internet, Sender::Host),
                to: service.target,
                protocol: service.protocol.into(),
                port: service.target_port,
            };
            let holds = |subnet: &&Subnet| subnet.range.is_some_and(|one| one.contains(packet.to));
            let subnet = azure.subnets.iter().find(holds);
            let verdict = subnet.and_then(|subnet| azure.verdict_of(subnet, packet));
            verdict.is_some_and(|(_, verdict)| verdict.allows != Some(true))
        });
    let behind = behind.map(|service| {
        let what = format!("the service {}", service.name);
        Fault::TrafficFiltered.of([&service.target, &what]).at(template.path, 0)
    });
    let blocked = demands.into_iter().filter(|(name, packet, _)| {
        azure.nic(name).and_then(|nic| azure.passes(nic, *packet)) != Some(true)
    });
    let blocked =
        blocked.map(|(nic, _, what)| Fault::TrafficFiltered.of([&nic, &what]).at(template.path, 0));
    blocked.chain(behind).collect()
}

/// Whether a packet reaches the address of a NIC; `None` where the template does not say.
fn reaches(
    azure: &Azure,
    nic: &Nic,
    from: Sender,
    (protocol, port): (Protocol, u16),
) -> Option<bool> {
    azure.passes(nic, Packet { way: Way::In, from, to: nic.address?, protocol, port })
}
