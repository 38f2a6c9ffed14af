//! Probe, published services and egress.

use std::net::Ipv4Addr;

use super::super::{Availability, Egress, Network, Plan, PublicAddress, Role, Subnet};
use crate::design::{Design, ProbeProtocol, Protocol};
use crate::facts;
use crate::field::Field;
use crate::finding::{Code, Finding};
use crate::net::Range;

pub(super) fn audit(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    probe(design, plan, findings);
    services(plan, findings);
    front_ends(plan, findings);
    floating(plan, findings);
    floating_inside(plan, findings);
    egress(plan, findings);
}

/// Detection slower than this is worth a word, in seconds.
const DETECTION_MAX_S: u32 = 30;

fn probe(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let probe = &plan.balance.probe;
    let at = [Field::BalanceProbePort, Field::BalanceProbeProtocol];
    if !facts::panos::PROBE_PORTS.iter().any(|(port, _)| *port == probe.port) {
        let message = format!("balance.probe.port is {}, expected 22, 80 or 443", probe.port);
        findings.push(
            Finding::new(Code::ProbePort, at, message)
                .offer("Choose for me", vec![(Field::BalanceProbePort, String::new())]),
        );
    } else if matches!(
        (probe.protocol, probe.port),
        (ProbeProtocol::Http, 22 | 443) | (ProbeProtocol::Https, 22 | 80)
    ) {
        let message = format!(
            "balance.probe.protocol is {}, which PAN-OS does not speak on port {}",
            probe.protocol, probe.port
        );
        findings.push(
            Finding::new(
                Code::ProbeProtocol,
                [Field::BalanceProbeProtocol, Field::BalanceProbePort],
                message,
            )
            .offer("Choose the port for me", vec![(Field::BalanceProbePort, String::new())]),
        );
    }
    if probe.protocol == ProbeProtocol::Tcp && design.balance.probe_path.is_some() {
        let message = "balance.probe.path is typed for a TCP probe, which has none";
        findings.push(
            Finding::new(
                Code::ProbePath,
                [Field::BalanceProbePath, Field::BalanceProbeProtocol],
                message,
            )
            .safe("Clear it", vec![(Field::BalanceProbePath, String::new())]),
        );
    }
    if probe.port == 22 {
        let message =
            "the probe asks for TCP 22, which was seen answered by units that no longer forwarded";
        findings.push(Finding::new(Code::ProbeSsh, [Field::BalanceProbePort], message).offer(
            "Probe HTTPS on 443",
            vec![
                (Field::BalanceProbeProtocol, "https".into()),
                (Field::BalanceProbePort, "443".into()),
            ],
        ));
    }
    let detection_s = probe.interval_s.saturating_mul(probe.threshold);
    if detection_s > DETECTION_MAX_S {
        let message = format!(
            "a dead unit goes unnoticed for {detection_s} s, expected at most {DETECTION_MAX_S} s"
        );
        findings.push(
            Finding::new(
                Code::DetectionSlow,
                [Field::BalanceProbeIntervalS, Field::BalanceProbeThreshold],
                message,
            )
            .offer(
                "Use 5 s and 2",
                vec![
                    (Field::BalanceProbeIntervalS, String::new()),
                    (Field::BalanceProbeThreshold, String::new()),
                ],
            ),
        );
    }
}

fn services(plan: &Plan, findings: &mut Vec<Finding>) {
    let field = Field::BalanceServices;
    if plan.balance.services.is_empty() {
        let message = if plan.balance.public.made {
            "no service is published, so the public balancer serves egress only"
        } else {
            "no service is published and egress goes another way, so there is no public balancer"
        };
        findings.push(Finding::new(Code::ServicesNone, [field], message));
    }
    for service in &plan.balance.services {
        if service.protocol == Protocol::Tcp && service.port == plan.balance.probe.port {
            let message = format!(
                "the service `{}` is published on the probe's port {}",
                service.name, service.port
            );
            findings.push(Finding::new(Code::ServiceProbe, [field], message));
        }
        let of_ha = match service.protocol {
            Protocol::Tcp => {
                facts::panos::HA1_PORTS.contains(&service.port)
                    || service.port == facts::panos::HA1_ENCRYPTED_PORT
            }
            Protocol::Udp => service.port == facts::panos::HA2_PORT,
        };
        if of_ha {
            let message = format!(
                "the service `{}` is published on {} {}, which the units use for HA",
                service.name, service.protocol, service.port
            );
            findings.push(Finding::new(Code::ServiceHa, [field], message));
        }
        if let Some(problem) = unreachable(plan, service.target) {
            let message =
                format!("the service `{}` leads to {}, {problem}", service.name, service.target);
            findings.push(Finding::new(Code::ServiceTarget, [field], message));
        }
        let network = &plan.network;
        let unnamed = network.existing.is_some() && holding(network, service.target).is_none();
        if unnamed && network.blocks.iter().any(|block| block.contains(service.target)) {
            let message = format!(
                "the subnet of {} is not named, so its default route to {} must be made by hand",
                service.target, plan.balance.internal.address
            );
            let at = [field, Field::NetworkMode];
            findings.push(Finding::new(Code::RouteManual, at, message));
        }
    }
}

/// The subnet that holds an address.
fn holding(network: &Network, address: Ipv4Addr) -> Option<&Subnet> {
    network.subnets().find(|subnet| subnet.range.value.contains(address))
}

/// Why clients cannot reach a target through the pair: nothing can stand there, the units have no way to
/// it, or its answers leave by another way.
fn unreachable(plan: &Plan, target: Ipv4Addr) -> Option<String> {
    let network = &plan.network;
    let server = plan.server.as_ref().map(|server| server.address.value);
    let own = plan.addresses();
    if Some(target) != server && own.iter().any(|planned| planned.address.value == target) {
        return Some("which is an address of the pair itself".to_owned());
    }
    let Some(subnet) = holding(network, target) else {
        // An existing VNet may have subnets that the design does not name.
        return if !network.inside().any(|range| range.contains(target)) {
            Some("which is neither in the VNet nor in a peered range".to_owned())
        } else if network.existing.is_none()
            && network.blocks.iter().any(|block| block.contains(target))
        {
            Some("which is in no subnet of the VNet, so no host can have it".to_owned())
        } else {
            None
        };
    };
    let name = &subnet.name;
    let range = subnet.range.value;
    match subnet.role {
        Role::Management | Role::Untrust => {
            Some(format!("which is in {name}, not behind the firewalls"))
        }
        _ if facts::azure::is_reserved(range, target) => {
            Some(format!("which Azure keeps for itself in {range} of {name}"))
        }
        _ if plan.route_table_of(subnet).is_none() => Some(format!(
            "which is in {name}, where no route leads answers back through the firewalls"
        )),
        Role::Balancer | Role::Ha2 | Role::Trust | Role::Workload => None,
    }
}

/// Further front ends: each with an address of its own and a service, and told apart by the firewalls.
fn front_ends(plan: &Plan, findings: &mut Vec<Finding>) {
    let public = &plan.balance.public;
    let services = &plan.balance.services;
    let at = Field::BalancePublicFrontEnds;
    for front_end in &public.further {
        if !services.iter().any(|s| s.front_end.as_deref() == Some(front_end.name.as_str())) {
            let message = format!("no service is published on the front end `{}`", front_end.name);
            findings.push(Finding::new(
                Code::FrontEndUnused,
                [at, Field::BalanceServices],
                message,
            ));
        }
    }
    let (n_further, most) = (public.further.len(), facts::azure::FRONT_ENDS_MAX);
    if n_further > most {
        let message = format!("{n_further} further front ends are named, expected at most {most}");
        findings.push(Finding::new(Code::FrontEndsMany, [at], message));
    }
    let existing: Vec<(&str, &str, Option<Ipv4Addr>)> = public
        .front_ends()
        .filter_map(|(name, address)| match address {
            PublicAddress::Existing { id, address } => Some((name, id.as_str(), *address)),
            PublicAddress::New { .. } => None,
        })
        .collect();
    for (n, (name, id, address)) in existing.iter().enumerate() {
        for (other, _, _) in existing.iter().skip(n + 1).filter(|(_, other, known)| {
            let told_by_address = plan.balance.floating_ip && address.is_some();
            other.eq_ignore_ascii_case(id) || (told_by_address && known == address)
        }) {
            let message = format!("the front ends `{name}` and `{other}` have one public IP");
            let at = [at, Field::BalancePublicAddressId];
            findings.push(Finding::new(Code::FrontEndShared, at, message));
        }
    }
    for service in services.iter().filter(|service| service.backend_port != service.port) {
        let message = format!(
            "the service `{}` reaches the firewalls on port {}, because another front end uses {} {}",
            service.name, service.backend_port, service.protocol, service.port
        );
        findings.push(Finding::new(Code::FrontEndPort, [Field::BalanceServices, at], message));
    }
    if services.len() > facts::azure::RULES_PER_NIC {
        let message = format!(
            "{} services are published, Azure takes {}",
            services.len(),
            facts::azure::RULES_PER_NIC
        );
        findings.push(Finding::new(Code::ServicesMany, [Field::BalanceServices], message));
    }
    let new = public.front_ends().any(|(_, a)| matches!(a, PublicAddress::New { .. }));
    if public.prefix_id.is_some() && new {
        let zones = match &plan.availability {
            Availability::Zones(..) | Availability::ZonesAuto => "all zones",
            Availability::NewSet(_) | Availability::ExistingSet(_) | Availability::None => {
                "no zones"
            }
        };
        let message = format!(
            "new front ends have {zones}, expected the same of balance.public.prefix_id (not verified)"
        );
        let at = [Field::BalancePublicPrefixId, Field::PairAvailability];
        findings.push(Finding::new(Code::PrefixZones, at, message));
    }
}

fn floating(plan: &Plan, findings: &mut Vec<Finding>) {
    let balance = &plan.balance;
    let unknown =
        balance.services.iter().find(|service| balance.floating_address(service).is_none());
    if let Some(service) = unknown.filter(|_| balance.floating_ip) {
        let message = match &service.front_end {
            None => {
                "balance.floating_ip is on, and the public address is not known before deployment"
                    .to_owned()
            }
            Some(name) => format!(
                "balance.floating_ip is on, and the address of the front end `{name}` is not known before deployment"
            ),
        };
        findings.push(
            Finding::new(
                Code::FloatingAddress,
                [
                    Field::BalanceFloatingIp,
                    Field::BalancePublicAddressId,
                    Field::BalancePublicAddress,
                ],
                message,
            )
            .hint("Create the public IP first and give its id and address")
            .offer("Switch floating IP off", vec![(Field::BalanceFloatingIp, String::new())]),
        );
    }
}

/// With floating IP the units get packets for the public address itself, so it must lie outside.
fn floating_inside(plan: &Plan, findings: &mut Vec<Finding>) {
    let public = &plan.balance.public;
    if !plan.balance.floating_ip {
        return;
    }
    for (n, (name, address)) in public.front_ends().enumerate() {
        let PublicAddress::Existing { address: Some(address), .. } = address else { continue };
        let host = Range::host(*address);
        let around = plan.network.inside().find(|range| range.contains(*address));
        let what = match around {
            Some(range) => format!("which is inside {range} behind the firewalls"),
            None if facts::azure::forbidden(host).is_some() || facts::azure::is_private(host) => {
                "which is no public address".to_owned()
            }
            None => continue,
        };
        let field =
            if n == 0 { Field::BalancePublicAddress } else { Field::BalancePublicFrontEnds };
        let message = format!("the front end `{name}` has the address {address}, {what}");
        let finding =
            Finding::new(Code::FloatingInside, [field, Field::BalanceFloatingIp], message);
        findings.push(
            finding
                .offer("Switch floating IP off", vec![(Field::BalanceFloatingIp, String::new())]),
        );
    }
}

fn egress(plan: &Plan, findings: &mut Vec<Finding>) {
    let field = Field::BalanceEgress;
    let finding = match &plan.balance.egress {
        Egress::OutboundRule { ports_per_unit, .. } => Finding::new(
            Code::EgressPorts,
            [field],
            format!(
                "egress keeps the public balancer's address across a failover, with {ports_per_unit} source ports for each unit"
            ),
        ),
        Egress::NatGateway => Finding::new(
            Code::EgressPorts,
            [field],
            format!(
                "egress keeps the NAT gateway's address across a failover, with {} source ports for the pair",
                facts::azure::SNAT_PORTS_PER_ADDRESS + 512
            ),
        ),
        Egress::PublicIps => Finding::new(
            Code::EgressPublicIps,
            [field],
            "each unit has its own public address, so the source address changes at every failover",
        )
        .offer("Use the outbound rule", vec![(field, String::new())]),
        Egress::None => Finding::new(
            Code::EgressNone,
            [field],
            "there is no way from behind the firewalls to the Internet",
        )
        .offer("Use the outbound rule", vec![(field, String::new())]),
    };
    findings.push(finding);
}
