//! Probe, published services and egress.

use std::net::Ipv4Addr;

use super::super::{Availability, Egress, NatGateway, Plan, PublicAddress, Role};
use crate::design::{Choice, Design, GatewaySku, ProbeProtocol, Protocol, Service};
use crate::facts;
use crate::field::Field;
use crate::finding::{Case, Finding, follow};
use crate::net::Range;

pub(super) fn audit(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    probe(design, plan, findings);
    services(design, plan, findings);
    front_ends(plan, findings);
    floating(plan, findings);
    floating_inside(plan, findings);
    egress(design, plan, findings);
}

/// Detection slower than this is worth a word, in seconds.
const DETECTION_MAX_S: u32 = 30;

fn probe(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let probe = &plan.balance.probe;
    let at = [Field::BalanceProbePort, Field::BalanceProbeProtocol];
    if !facts::panos::PROBE_PORTS.iter().any(|(port, _)| *port == probe.port) {
        findings.push(Case::ProbePort.at(at, probe.port).choose(Field::BalanceProbePort));
    } else if matches!(
        (probe.protocol, probe.port),
        (ProbeProtocol::Http, 22 | 443) | (ProbeProtocol::Https, 22 | 80)
    ) {
        findings.push(
            Case::ProbeProtocol
                .at(
                    [Field::BalanceProbeProtocol, Field::BalanceProbePort],
                    (probe.protocol, probe.port),
                )
                .offer("Choose the port for me", [(Field::BalanceProbePort, "")]),
        );
    }
    if probe.protocol == ProbeProtocol::Tcp && design.is_typed(Field::BalanceProbePath) {
        findings.push(
            Case::ProbePathUnused
                .at([Field::BalanceProbePath, Field::BalanceProbeProtocol], ())
                .clear(Field::BalanceProbePath),
        );
    }
    if probe.port == 22 {
        findings.push(Case::ProbeSsh.at([Field::BalanceProbePort], ()).offer(
            "Probe HTTPS on 443",
            [(Field::BalanceProbeProtocol, "https"), (Field::BalanceProbePort, "443")],
        ));
    }
    let detection_s = probe.interval_s.saturating_mul(probe.threshold);
    if detection_s > DETECTION_MAX_S {
        findings.push(
            Case::DetectionSlow
                .at(
                    [Field::BalanceProbeIntervalS, Field::BalanceProbeThreshold],
                    (detection_s, DETECTION_MAX_S),
                )
                .offer(
                    "Use 5 s and 2",
                    [(Field::BalanceProbeIntervalS, ""), (Field::BalanceProbeThreshold, "")],
                ),
        );
    }
}

fn services(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let field = Field::BalanceServices;
    for service in design.services(field).iter().filter(|service| service.target.is_none()) {
        if plan.server.is_none() {
            let at = [field, Field::ServerEnabled];
            findings.push(Case::ServiceNoTarget.at(at, &service.name));
        }
    }
    let moved = moved_inside(design, plan);
    if plan.balance.services.is_empty() {
        let made = plan.balance.public.made;
        let case = if made { Case::EgressOnly } else { Case::ServicesNone };
        findings.push(case.at([field], ()));
    }
    for service in &plan.balance.services {
        if service.protocol == Protocol::Tcp && service.port == plan.balance.probe.port {
            findings.push(Case::ServiceProbe.at([field], (&service.name, service.port)));
        }
        let of_ha = match service.protocol {
            Protocol::Tcp => {
                facts::panos::HA1_PORTS.contains(&service.port)
                    || service.port == facts::panos::HA1_ENCRYPTED_PORT
            }
            Protocol::Udp => service.port == facts::panos::HA2_PORT,
        };
        if of_ha {
            findings
                .push(Case::ServiceHa.at([field], (&service.name, service.protocol, service.port)));
        }
        let finding = unreachable(plan, service).map(|finding| match &moved {
            Some(moved) if finding.case == Case::TargetOutside => {
                finding.offer("Move the targets into the VNet", [(field, moved)])
            }
            _ => finding,
        });
        // A target that the plan chose is wrong only where its subnet is.
        let chosen = !design.is_typed(field);
        let causes = |one: &Finding| chosen && one.case == Case::RangesOverlap;
        if let Some(finding) = finding {
            follow(findings, causes, finding);
        }
        let network = &plan.network;
        let unnamed = network.existing.is_some() && network.holding(service.target).is_none();
        if unnamed && network.blocks.iter().any(|block| block.contains(service.target)) {
            let at = [field, Field::NetworkMode];
            findings.push(
                Case::DefaultRouteManual.at(at, (service.target, &plan.balance.internal.address)),
            );
        }
    }
}

/// The services with the targets that lie outside at the same host of the VNet, as they stood in a range that
/// it had before; none where that leads nowhere either.
fn moved_inside(design: &Design, plan: &Plan) -> Option<String> {
    let network = &plan.network;
    let block = *network.blocks.first()?;
    let mut n_moved = 0;
    let services = design.services(Field::BalanceServices).iter().map(|service| {
        let outside = |target: &Ipv4Addr| !network.inside().any(|range| range.contains(*target));
        let Some(target) = service.target.filter(outside) else {
            return Some(service.to_string());
        };
        let around = Range::around(target, block.prefix_len())?;
        let moved = service.clone().to(block.nth(around.index_of(target)?)?);
        n_moved += 1;
        unreachable(plan, &moved).is_none().then(|| moved.to_string())
    });
    let services = services.collect::<Option<Vec<_>>>()?;
    (n_moved > 0).then(|| services.join("\n"))
}

/// Why clients cannot reach a target through the pair: nothing can stand there, the units have no way to
/// it, or its answers leave by another way.
fn unreachable(plan: &Plan, service: &Service) -> Option<Finding> {
    let at = [Field::BalanceServices];
    let (named, target) = (&service.name, service.target);
    let network = &plan.network;
    let server = plan.server.as_ref().map(|server| server.address.value);
    let own = plan.addresses();
    if service.on_pair {
        return None;
    }
    if Some(target) != server && own.iter().any(|planned| planned.address.value == target) {
        return Some(Case::TargetOfPair.at(at, (named, target)));
    }
    let Some(subnet) = network.holding(target) else {
        // An existing VNet may have subnets that the design does not name.
        return if !network.inside().any(|range| range.contains(target)) {
            Some(Case::TargetOutside.at(at, (named, target)))
        } else if network.existing.is_none()
            && network.blocks.iter().any(|block| block.contains(target))
        {
            Some(Case::TargetNowhere.at(at, (named, target)))
        } else {
            None
        };
    };
    let (name, range) = (&subnet.name, subnet.range.value);
    match subnet.role {
        Role::Management | Role::Untrust | Role::Gateway | Role::Bastion => {
            Some(Case::TargetInFront.at(at, (named, target, name)))
        }
        _ if facts::azure::is_reserved(range, target) => {
            Some(Case::TargetReserved.at(at, (named, target, range, name)))
        }
        _ if plan.route_table_of(subnet).is_none() => {
            Some(Case::ServiceTarget.at(at, (named, target, name)))
        }
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
            findings.push(Case::FrontEndUnused.at([at, Field::BalanceServices], &front_end.name));
        }
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
            let at = [at, Field::BalancePublicAddressId];
            findings.push(Case::FrontEndShared.at(at, (name, other)));
        }
    }
    for service in services.iter().filter(|service| service.backend_port != service.port) {
        findings.push(Case::FrontEndPort.at(
            [Field::BalanceServices, at],
            (&service.name, service.backend_port, service.protocol, service.port),
        ));
    }
    let new = public.front_ends().any(|(_, a)| matches!(a, PublicAddress::New { .. }));
    if public.prefix_id.is_some() && new {
        let case = match &plan.availability {
            Availability::Zones(..) | Availability::ZonesAuto(_) => Case::PrefixZones,
            Availability::NewSet(_) | Availability::ExistingSet(_) | Availability::None => {
                Case::PrefixNoZones
            }
        };
        let at = [Field::BalancePublicPrefixId, Field::PairAvailability];
        findings.push(case.at(at, ()));
    }
}

fn floating(plan: &Plan, findings: &mut Vec<Finding>) {
    let balance = &plan.balance;
    let unknown =
        balance.services.iter().find(|service| balance.floating_address(service).is_none());
    if let Some(service) = unknown.filter(|_| balance.floating_ip) {
        let at =
            [Field::BalanceFloatingIp, Field::BalancePublicAddressId, Field::BalancePublicAddress];
        let finding = match &service.front_end {
            None => Case::FloatingAddress.at(at, ()),
            Some(name) => Case::FloatingFrontEnd.at(at, name),
        };
        findings.push(finding.offer("Switch floating IP off", [(Field::BalanceFloatingIp, "")]));
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
        let field =
            if n == 0 { Field::BalancePublicAddress } else { Field::BalancePublicFrontEnds };
        let at = [field, Field::BalanceFloatingIp];
        let finding = match around {
            Some(range) => Case::FloatingInside.at(at, (name, address, range)),
            None if facts::azure::forbidden(host).is_some() || facts::azure::is_private(host) => {
                Case::FloatingPrivate.at(at, (name, address))
            }
            None => continue,
        };
        findings.push(finding.offer("Switch floating IP off", [(Field::BalanceFloatingIp, "")]));
    }
}

fn egress(design: &Design, plan: &Plan, findings: &mut Vec<Finding>) {
    let field = Field::BalanceEgress;
    let standing = plan.balance.nat_gateway.as_ref().and_then(NatGateway::id);
    let finding = match &plan.balance.egress {
        Egress::OutboundRule { ports_per_unit, .. } => {
            Case::EgressPorts.at([field], ports_per_unit)
        }
        Egress::NatGateway if standing.is_some() => Case::ExistingGatewayPorts.at([field], ()),
        Egress::NatGateway => {
            Case::GatewayPorts.at([field], facts::azure::SNAT_PORTS_PER_ADDRESS + 512)
        }
        Egress::PublicIps => {
            Case::EgressPublicIps.at([field], ()).offer("Use the outbound rule", [(field, "")])
        }
        Egress::None => {
            Case::EgressNone.at([field], ()).offer("Use the outbound rule", [(field, "")])
        }
    };
    findings.push(finding);
    zonal(plan, findings);
    let id = Field::BalanceNatGatewayId;
    if plan.balance.nat_gateway.is_none() && design.is_typed(id) {
        let at = [id, Field::BalanceEgress, Field::AccessManagementEgress];
        findings.push(Case::GatewayUnused.at(at, ()).clear(id));
    }
    if standing.is_some() {
        for typed in [Field::BalanceNatGatewayName, Field::BalanceNatGatewaySku] {
            if design.is_typed(typed) {
                findings.push(Case::GatewayStands.at([typed, id], ()).clear(typed));
            }
        }
    }
}

/// Two zones promise more than a gateway in one of them can keep.
fn zonal(plan: &Plan, findings: &mut Vec<Finding>) {
    if !plan.has_zonal_gateway() {
        return;
    }
    let redundant = [(Field::BalanceNatGatewaySku, GatewaySku::StandardV2.text())];
    let finding = if plan.balance.egress == Egress::NatGateway {
        Case::GatewayZonal
            .at([Field::BalanceEgress, Field::PairAvailability], ())
            .offer("Use the outbound rule", [(Field::BalanceEgress, "outbound_rule")])
    } else {
        Case::GatewayZonal.at([Field::AccessManagementEgress, Field::PairAvailability], ())
    };
    findings.push(finding.offer("Use a gateway in all zones (not verified)", redundant));
}
