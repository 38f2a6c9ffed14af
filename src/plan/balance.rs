//! Both balancers, the probe, the services and egress.

use std::net::Ipv4Addr;

use super::name::Namer;
use super::settle::Settler;
use super::{
    Address, Balance, Egress, FrontEnd, InternalBalancer, NatGateway, Origin, Probe, PublicAddress,
    PublicBalancer, Server, name,
};
use crate::design::{Design, ManagementEgress, ProbeProtocol, Protocol, Service};
use crate::field::Field;
use crate::{design, facts};

pub(super) fn derive(
    settler: &mut Settler,
    namer: &Namer,
    design: &Design,
    internal: Address,
    server: Option<&Server>,
    management_egress: ManagementEgress,
) -> Balance {
    let typed = &design.balance;
    let mut services = services(settler, typed, server);
    let egress = settler.settle(
        Field::BalanceEgress,
        typed.egress,
        "keeps one address across a failover and costs nothing more",
        || design::Egress::OutboundRule,
    );
    let nat_gateway = (egress.value == design::Egress::NatGateway
        || management_egress == ManagementEgress::NatGateway)
        .then(|| nat_gateway(settler, namer, typed));
    let floating_ip = settler.switch(
        Field::BalanceFloatingIp,
        typed.floating_ip,
        "each unit's own address is known in advance, the public one is not",
        false,
    );
    let probe = probe(settler, typed);
    if !floating_ip {
        tell_apart(&mut services, probe.port);
    }
    let n_first = services.iter().filter(|service| service.front_end.is_none()).count();
    let typed_front_end = typed.address_id.is_some() || typed.dns_label.is_some();
    let made = typed_front_end
        || !services.is_empty()
        || !typed.front_ends.is_empty()
        || egress.value == design::Egress::OutboundRule;
    Balance {
        public: PublicBalancer { made, ..public(settler, namer, typed) },
        internal: InternalBalancer {
            name: namer.own(
                settler,
                Field::BalanceInternalName,
                typed.internal_name.as_ref(),
                "vmseries-outbound-lb",
            ),
            frontend: "internal-frontend".to_owned(),
            pool: "trust-pool".to_owned(),
            rule: "ha-ports".to_owned(),
            address: internal,
        },
        probe,
        egress: planned_egress(egress.value, n_first),
        services,
        nat_gateway,
        floating_ip,
        idle_timeout_min: settler
            .settle(Field::BalanceIdleTimeoutMin, typed.idle_timeout_min, "Azure's default", || 4)
            .value,
        tcp_reset: settler.switch(
            Field::BalanceTcpReset,
            typed.tcp_reset,
            "Azure's default",
            false,
        ),
    }
}

/// The typed services, or the test server's web page.
fn services(
    settler: &mut Settler,
    typed: &design::Balance,
    server: Option<&Server>,
) -> Vec<Service> {
    let (services, from) = match (&typed.services, server) {
        (Some(services), _) => (services.clone(), Origin::Typed(Field::BalanceServices)),
        (None, Some(server)) => {
            let page = Service {
                name: "http".to_owned(),
                protocol: Protocol::Tcp,
                front_end: None,
                port: 80,
                backend_port: 80,
                target: server.address.value,
                target_port: 80,
            };
            (vec![page], chosen("the test server's web page"))
        }
        (None, None) => (Vec::new(), chosen("nothing to publish without the test server")),
    };
    let lines: Vec<String> = services.iter().map(ToString::to_string).collect();
    settler.record(Field::BalanceServices, lines.join("\n"), from);
    services
}

/// Gives services of different front ends that use one port a port of their own behind the balancer,
/// because without floating IP nothing else tells the front ends apart.
fn tell_apart(services: &mut [Service], probe_port: u16) {
    let doors = |services: &[Service]| -> Vec<(Protocol, u16)> {
        let all = services.iter().flat_map(|one| [one.port, one.backend_port].map(|p| (one, p)));
        all.map(|(one, port)| (one.protocol, port)).collect()
    };
    for n in 1..services.len() {
        let (before, rest) = services.split_at_mut(n);
        let Some(service) = rest.first_mut() else { continue };
        let clashes = before.iter().any(|other| {
            other.front_end != service.front_end
                && (other.protocol, other.backend_port) == (service.protocol, service.backend_port)
        });
        if !clashes {
            continue;
        }
        let (protocol, port) = (service.protocol, service.port);
        let taken = doors(services);
        // 443 becomes 10443, which people recognise, or the next free one after it.
        let start = if port <= 55_000 { port + 10_000 } else { 10_000 };
        let kept = facts::panos::HA1_PORTS.into_iter().chain([
            facts::panos::HA1_ENCRYPTED_PORT,
            facts::panos::HA2_PORT,
            facts::azure::RESERVED_UDP_PORT,
            probe_port,
        ]);
        let kept: Vec<u16> = kept.collect();
        let free = (start..=65_534)
            .find(|port| !kept.contains(port) && !taken.contains(&(protocol, *port)));
        if let (Some(free), Some(service)) = (free, services.get_mut(n)) {
            service.backend_port = free;
        }
    }
}

fn chosen(why: &str) -> Origin {
    Origin::Chosen { near: Field::BalanceServices, why: why.to_owned() }
}

fn nat_gateway(settler: &mut Settler, namer: &Namer, typed: &design::Balance) -> NatGateway {
    let name = namer.own(
        settler,
        Field::BalanceNatGatewayName,
        typed.nat_gateway.as_ref(),
        "vmseries-natgw",
    );
    NatGateway { public_ip: name::after(&name, "pip"), name }
}

fn public(settler: &mut Settler, namer: &Namer, typed: &design::Balance) -> PublicBalancer {
    let name = namer.own(
        settler,
        Field::BalancePublicName,
        typed.public_name.as_ref(),
        "vmseries-inbound-lb",
    );
    let address = match &typed.address_id {
        Some(id) => PublicAddress::Existing { id: id.clone(), address: typed.address },
        None => PublicAddress::New {
            name: name::after(&name, "pip"),
            dns_label: typed.dns_label.clone(),
        },
    };
    record_typed(settler, Field::BalancePublicAddressId, typed.address_id.as_deref());
    record_typed(settler, Field::BalancePublicDnsLabel, typed.dns_label.as_deref());
    let text = typed.address.map(|address: Ipv4Addr| address.to_string());
    record_typed(settler, Field::BalancePublicAddress, text.as_deref());
    let further = typed.front_ends.iter().map(|front_end| FrontEnd {
        name: front_end.name.clone(),
        address: match &front_end.address_id {
            Some(id) => PublicAddress::Existing { id: id.clone(), address: front_end.address },
            None => PublicAddress::New {
                name: name::after(&name, &format!("{}-pip", front_end.name)),
                dns_label: None,
            },
        },
    });
    let further: Vec<FrontEnd> = further.collect();
    let listed: Vec<&str> = further.iter().map(|other| other.name.as_str()).collect();
    let listed = Some(listed.join("\n")).filter(|text| !text.is_empty());
    record_typed(settler, Field::BalancePublicFrontEnds, listed.as_deref());
    record_typed(settler, Field::BalancePublicPrefixId, typed.prefix_id.as_deref());
    PublicBalancer {
        name,
        further,
        made: true,
        prefix_id: typed.prefix_id.clone(),
        frontend: facts::azure::FRONT_END.to_owned(),
        pool: "untrust-pool".to_owned(),
        address,
    }
}

fn record_typed(settler: &mut Settler, field: Field, text: Option<&str>) {
    if let Some(text) = text {
        settler.record(field, text.to_owned(), Origin::Typed(field));
    }
}

fn probe(settler: &mut Settler, typed: &design::Balance) -> Probe {
    let protocol = settler.settle(
        Field::BalanceProbeProtocol,
        typed.probe_protocol,
        "the plainest probe",
        || ProbeProtocol::Tcp,
    );
    let port = settler.settle(
        Field::BalanceProbePort,
        typed.probe_port,
        "what PAN-OS answers for this protocol",
        || match protocol.value {
            ProbeProtocol::Tcp => 22,
            ProbeProtocol::Http => 80,
            ProbeProtocol::Https => 443,
        },
    );
    let path = match protocol.value {
        ProbeProtocol::Tcp => None,
        ProbeProtocol::Http | ProbeProtocol::Https => {
            let path = settler.settle(
                Field::BalanceProbePath,
                typed.probe_path.clone(),
                "answers 200 without a login",
                || facts::panos::PROBE_PATH.to_owned(),
            );
            Some(path.value)
        }
    };
    Probe {
        name: "health-probe".to_owned(),
        protocol: protocol.value,
        // The reader keeps the number inside 1 to 65535.
        port: u16::try_from(port.value).unwrap_or(u16::MAX),
        path,
        interval_s: settler
            .settle(Field::BalanceProbeIntervalS, typed.probe_interval_s, "Azure's shortest", || 5)
            .value,
        threshold: settler
            .settle(
                Field::BalanceProbeThreshold,
                typed.probe_threshold,
                "one lost probe is no failure",
                || 2,
            )
            .value,
    }
}

fn planned_egress(egress: design::Egress, n_services: usize) -> Egress {
    match egress {
        design::Egress::OutboundRule => Egress::OutboundRule {
            name: "egress".to_owned(),
            ports_per_unit: snat_ports_per_unit(n_services),
        },
        design::Egress::NatGateway => Egress::NatGateway,
        design::Egress::PublicIps => Egress::PublicIps,
        design::Egress::None => Egress::None,
    }
}

/// SNAT ports of each of the two units: the address's ports less one block for each rule's port,
/// halved, in whole blocks.
fn snat_ports_per_unit(n_services: usize) -> u32 {
    let block = facts::azure::SNAT_PORT_BLOCK;
    let n_services = u32::try_from(n_services).unwrap_or(u32::MAX);
    let left =
        facts::azure::SNAT_PORTS_PER_ADDRESS.saturating_sub(n_services.saturating_mul(block));
    left / 2 / block * block
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::{Protocol, Service, snat_ports_per_unit, tell_apart};

    fn service(front_end: Option<&str>, port: u16) -> Service {
        Service {
            name: "x".to_owned(),
            protocol: Protocol::Tcp,
            front_end: front_end.map(str::to_owned),
            port,
            backend_port: port,
            target: Ipv4Addr::new(10, 0, 2, 6),
            target_port: port,
        }
    }

    #[test]
    fn front_ends_are_told_apart_by_a_free_port() {
        let mut services = vec![
            service(None, 443),
            service(Some("b"), 443),
            service(Some("c"), 443),
            service(None, 10_444),
            service(Some("b"), 80),
            service(Some("b"), 60_000),
            service(None, 60_000),
        ];
        tell_apart(&mut services, 22);
        let ports: Vec<u16> = services.iter().map(|service| service.backend_port).collect();
        assert_eq!(ports, [443, 10_443, 10_445, 10_444, 80, 60_000, 10_000]);
    }

    #[test]
    fn snat_ports_are_whole_blocks_of_what_the_rules_leave() {
        assert_eq!(snat_ports_per_unit(0), 32_000);
        assert_eq!(snat_ports_per_unit(1), 31_992);
        assert_eq!(snat_ports_per_unit(4), 31_984);
        assert_eq!(snat_ports_per_unit(1_000_000), 0);
    }
}
