//! Both balancers, the probe, the services and egress.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use super::access::Access;
use super::address::Hosts;
use super::network::{Network, Role};
use super::public::PublicAddress;
use super::settle::{Address, Name, Origin, Settler, after, last_name, lines};
use super::unit::Server;
use crate::choice::Choice as _;
use crate::design::{
    GatewaySku, Line, ManagementEgress, ProbeProtocol, Protocol, Service, TypedService,
};
use crate::field::Field;
use crate::net::Range;
use crate::{design, facts};

/// A further public front end.
#[derive(Clone, Debug)]
pub struct FrontEnd {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: PublicAddress,
}

/// A health probe; both balancers use the same.
#[derive(Clone, Debug)]
pub struct Probe {
    /// Its name.
    pub name: String,
    /// TCP, HTTP or HTTPS.
    pub protocol: ProbeProtocol,
    /// 22, 80 or 443.
    pub port: u16,
    /// Path, for HTTP and HTTPS only.
    pub path: Option<String>,
    /// Seconds.
    pub interval_s: u32,
    /// Count.
    pub threshold: u32,
}

/// Where services end that are for the pair itself, the same on both units.
#[derive(Clone, Debug)]
pub struct Loopback {
    /// Its interface.
    pub interface: &'static str,
    /// Its zone.
    pub zone: &'static str,
    /// Its address.
    pub address: Address,
}

/// The public balancer.
#[derive(Clone, Debug)]
pub struct PublicBalancer {
    /// Its name.
    pub name: Name,
    /// Front end's name.
    pub frontend: String,
    /// Backend pool's name.
    pub pool: String,
    /// Front end's address.
    pub address: PublicAddress,
    /// Further front ends.
    pub further: Vec<FrontEnd>,
    /// Whether it is made at all: something is published, or egress needs its address.
    pub made: bool,
    /// Resource id of the prefix that new public IPs come from.
    pub prefix_id: Option<String>,
}

impl PublicBalancer {
    /// Names and addresses of all front ends, the first one first; none where there is no balancer.
    pub fn front_ends(&self) -> impl Iterator<Item = (&str, &PublicAddress)> {
        let further = self.further.iter().map(|other| (other.name.as_str(), &other.address));
        let all = [(self.frontend.as_str(), &self.address)].into_iter().chain(further);
        all.filter(|_| self.made)
    }

    /// Name and address of the front end that a service is published on; none where its name is none's,
    /// which is an error.
    pub fn front_end_of(&self, service: &Service) -> Option<(&str, &PublicAddress)> {
        let named = service.front_end.as_ref().unwrap_or(&self.frontend);
        self.front_ends().find(|(name, _)| name == named)
    }
}

/// The internal balancer.
#[derive(Clone, Debug)]
pub struct InternalBalancer {
    /// Its name.
    pub name: Name,
    /// Front end's name.
    pub frontend: String,
    /// Backend pool's name.
    pub pool: String,
    /// Name of the HA-ports rule.
    pub rule: String,
    /// Front end's address.
    pub address: Address,
}

/// Where traffic to the Internet gets its public address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Egress {
    /// The public balancer's front end.
    OutboundRule {
        /// Name of the rule.
        name: String,
        /// SNAT ports of each unit.
        ports_per_unit: u32,
    },
    /// The NAT gateway.
    NatGateway,
    /// Public IPs on the untrust NICs.
    PublicIps,
    /// Nowhere.
    None,
}

/// A NAT gateway, for egress, for management or for both.
#[derive(Clone, Debug)]
pub struct NatGateway {
    /// Its name.
    pub name: Name,
    /// Whether it is made.
    pub kind: GatewayKind,
}

/// A NAT gateway that the template makes, or one that stands already.
#[derive(Clone, Debug)]
pub enum GatewayKind {
    /// One with an address of its own.
    New {
        /// Name of its public IP.
        public_ip: String,
        /// Its kind, and its public IP's.
        sku: GatewaySku,
    },
    /// One whose addresses are not known here.
    Existing {
        /// Its resource id.
        id: String,
    },
}

impl NatGateway {
    /// What its addresses are known by: the public IP of a new one, else the gateway itself.
    pub fn address(&self) -> &str {
        match &self.kind {
            GatewayKind::New { public_ip, .. } => public_ip,
            GatewayKind::Existing { .. } => &self.name.value,
        }
    }

    /// The kind of one that is made.
    pub fn sku(&self) -> Option<GatewaySku> {
        match self.kind {
            GatewayKind::New { sku, .. } => Some(sku),
            GatewayKind::Existing { .. } => None,
        }
    }

    /// The resource id of one that stands already.
    pub fn id(&self) -> Option<&str> {
        match &self.kind {
            GatewayKind::New { .. } => None,
            GatewayKind::Existing { id } => Some(id),
        }
    }
}

/// Both balancers and what passes them.
#[derive(Clone, Debug)]
pub struct Balance {
    /// The public balancer.
    pub public: PublicBalancer,
    /// The internal balancer.
    pub internal: InternalBalancer,
    /// The probe.
    pub probe: Probe,
    /// Published services.
    pub services: Vec<Service>,
    /// Egress.
    pub egress: Egress,
    /// NAT gateway, where anything uses one.
    pub nat_gateway: Option<NatGateway>,
    /// Floating IP on the public rules.
    pub floating_ip: bool,
    /// Minutes.
    pub idle_timeout_min: u32,
    /// TCP reset when a flow times out.
    pub tcp_reset: bool,
    /// The loopback, where a service ends on the pair.
    pub loopback: Option<Loopback>,
}

impl Loopback {
    /// Its address as a range.
    pub fn range(&self) -> Range {
        Range::host(self.address.value)
    }
}

impl Balance {
    /// The balancer that a NIC of this role stands behind, and its backend pool.
    pub fn of(&self, role: Role) -> Option<(&Name, &str)> {
        match role {
            Role::Untrust => self.public.made.then_some((&self.public.name, &self.public.pool)),
            Role::Trust => Some((&self.internal.name, &self.internal.pool)),
            Role::Management
            | Role::Ha2
            | Role::Balancer
            | Role::Workload
            | Role::Gateway
            | Role::Bastion => None,
        }
    }

    /// With floating IP the public address, under which the firewalls get a service's packets.
    pub fn floating_address(&self, service: &Service) -> Option<Ipv4Addr> {
        match self.public.front_end_of(service)? {
            (_, PublicAddress::Existing { address, .. }) if self.floating_ip => *address,
            (_, PublicAddress::Existing { .. } | PublicAddress::New { .. }) => None,
        }
    }
}

pub(super) fn derive(
    settler: &mut Settler<'_>,
    egress: design::Egress,
    (network, access, server): (&Network, &Access, Option<&Server>),
) -> Balance {
    let design = settler.design;
    let floating_ip = settler.switch(Field::BalanceFloatingIp);
    let probe = probe(settler);
    let services = services(settler, server);
    let loopback = services.iter().any(|service| service.on_pair).then(|| Loopback {
        interface: facts::panos::LOOPBACK_INTERFACE,
        zone: facts::panos::LOOPBACK_ZONE,
        address: settler.address(Field::PairLoopback),
    });
    let ending = |service: Service| match &loopback {
        Some(loopback) if service.on_pair => Service { target: loopback.address.value, ..service },
        Some(_) | None => service,
    };
    let services: Vec<Service> = services.into_iter().map(ending).collect();
    let services = if floating_ip { services } else { with_own_ports(&services, probe.port) };
    let n_first = services.iter().filter(|service| service.front_end.is_none()).count();
    let made = design.is_typed(Field::BalancePublicAddressId)
        || design.is_typed(Field::BalancePublicDnsLabel)
        || design.is_typed(Field::BalancePublicFrontEnds)
        || !services.is_empty()
        || egress == design::Egress::OutboundRule;
    let nat_gateway = egress == design::Egress::NatGateway
        || access.management_egress == ManagementEgress::NatGateway;
    Balance {
        public: public(settler, made),
        internal: internal(settler, network),
        probe,
        egress: match egress {
            design::Egress::OutboundRule => Egress::OutboundRule {
                name: "egress".to_owned(),
                ports_per_unit: snat_ports_per_unit(n_first),
            },
            design::Egress::NatGateway => Egress::NatGateway,
            design::Egress::PublicIps => Egress::PublicIps,
            design::Egress::None => Egress::None,
        },
        services,
        nat_gateway: self::nat_gateway(settler, nat_gateway),
        floating_ip,
        idle_timeout_min: settler.number(Field::BalanceIdleTimeoutMin),
        tcp_reset: settler.switch(Field::BalanceTcpReset),
        loopback,
    }
}

fn nat_gateway(settler: &mut Settler<'_>, used: bool) -> Option<NatGateway> {
    let field = Field::BalanceNatGatewayId;
    let existing = settler.typed_text(field);
    used.then(|| {
        if let Some(id) = existing {
            let value = last_name(&id).to_owned();
            let name = Name { value, from: Origin::Typed(field) };
            return NatGateway { name, kind: GatewayKind::Existing { id } };
        }
        let name = settler.name(Field::BalanceNatGatewayName);
        let sku = settler.choice(Field::BalanceNatGatewaySku);
        NatGateway { kind: GatewayKind::New { public_ip: after(&name, "pip"), sku }, name }
    })
}

fn internal(settler: &mut Settler<'_>, network: &Network) -> InternalBalancer {
    let field = Field::BalanceInternalAddress;
    let mut hosts = Hosts::of(network.balancer.range.value, settler.design, &[field]);
    InternalBalancer {
        name: settler.name(Field::BalanceInternalName),
        frontend: "internal-frontend".to_owned(),
        pool: "trust-pool".to_owned(),
        rule: "ha-ports".to_owned(),
        address: hosts.settle(settler, field),
    }
}

/// The typed services, or the test server's web page.
fn services(settler: &mut Settler<'_>, server: Option<&Server>) -> Vec<Service> {
    let near = Field::BalanceServices;
    let chosen = |why: &str| Origin::Chosen { near, why: why.to_owned() };
    let (services, from) = match server {
        _ if settler.design.is_typed(near) => {
            let typed = settler.design.services(near).iter().cloned();
            // A target that is left to the plan is the test server; without one that is an error.
            let services = typed.filter_map(|service| {
                let target = service.target.or(server.map(|server| server.address.value))?;
                Some(service.to(target))
            });
            (services.collect(), Origin::Typed(near))
        }
        Some(server) => {
            let page = TypedService::read("http tcp 80 ->").expect("the page is a service");
            (vec![page.to(server.address.value)], chosen("the test server's web page"))
        }
        None => (Vec::new(), chosen("nothing to publish without the test server")),
    };
    settler.record(near, lines(&services), from);
    services
}

/// The services, each with a port of its own behind the balancer where services of different front ends
/// use one, because without floating IP nothing else tells the front ends apart.
fn with_own_ports(services: &[Service], probe_port: u16) -> Vec<Service> {
    let mut taken: BTreeSet<(Protocol, u16)> = BTreeSet::new();
    taken.extend(services.iter().map(|service| (service.protocol, service.port)));
    let mut first: BTreeMap<(Protocol, u16), &Option<String>> = BTreeMap::new();
    let mut done = Vec::new();
    for service in services {
        let door = (service.protocol, service.port);
        let clashes = *first.entry(door).or_insert(&service.front_end) != &service.front_end;
        let backend_port =
            if clashes { free_port(service, &taken, probe_port) } else { service.port };
        taken.insert((service.protocol, backend_port));
        done.push(Service { backend_port, ..service.clone() });
    }
    done
}

/// A port that none of the services uses: 443 becomes 10443, which people recognise, or the next free one
/// after it.
fn free_port(service: &Service, taken: &BTreeSet<(Protocol, u16)>, probe_port: u16) -> u16 {
    let start = if service.port <= 55_000 { service.port + 10_000 } else { 10_000 };
    let [control, sync] = facts::panos::HA1_PORTS;
    let kept = [
        control,
        sync,
        facts::panos::HA1_ENCRYPTED_PORT,
        facts::panos::HA2_PORT,
        facts::azure::RESERVED_UDP_PORT,
        probe_port,
    ];
    let is_free = |port: &u16| !kept.contains(port) && !taken.contains(&(service.protocol, *port));
    (start..=65_534).find(is_free).expect("a design has fewer services than ports")
}

fn public(settler: &mut Settler<'_>, made: bool) -> PublicBalancer {
    let design = settler.design;
    let name = settler.name(Field::BalancePublicName);
    let id = settler.typed_text(Field::BalancePublicAddressId);
    let dns_label = settler.typed_text(Field::BalancePublicDnsLabel);
    let typed = design.address(Field::BalancePublicAddress);
    settler.typed(Field::BalancePublicAddress, typed);
    let prefix_id = settler.typed_text(Field::BalancePublicPrefixId);
    let front_ends = design.front_ends(Field::BalancePublicFrontEnds);
    let listed: Vec<&str> = front_ends.iter().map(|one| one.name.as_str()).collect();
    settler.typed_list(Field::BalancePublicFrontEnds, &listed);
    let address = |id: Option<String>, address, name: String, dns_label| match id {
        Some(id) => PublicAddress::Existing { id, address },
        None => PublicAddress::New { name, dns_label },
    };
    let further = front_ends.iter().map(|other| FrontEnd {
        name: other.name.clone(),
        address: address(
            other.address_id.clone(),
            other.address,
            after(&name, &format!("{}-pip", other.name)),
            None,
        ),
    });
    PublicBalancer {
        frontend: facts::azure::FRONT_END.to_owned(),
        pool: "untrust-pool".to_owned(),
        address: address(id, typed.copied(), after(&name, "pip"), dns_label),
        further: further.collect(),
        made,
        prefix_id,
        name,
    }
}

fn probe(settler: &mut Settler<'_>) -> Probe {
    let protocol = settler.choice(Field::BalanceProbeProtocol);
    let (port, has_path) = match protocol {
        ProbeProtocol::Tcp => (22_u32, false),
        ProbeProtocol::Http => (80, true),
        ProbeProtocol::Https => (443, true),
    };
    let why = "what PAN-OS answers for this protocol";
    let typed = settler.design.number(Field::BalanceProbePort).copied();
    let port = settler.value(Field::BalanceProbePort, typed, why, port);
    Probe {
        name: "health-probe".to_owned(),
        protocol,
        port: u16::try_from(port).expect("the reader keeps ports inside 1 to 65535"),
        path: has_path.then(|| probe_path(settler)),
        interval_s: settler.number(Field::BalanceProbeIntervalS),
        threshold: settler.number(Field::BalanceProbeThreshold),
    }
}

fn probe_path(settler: &mut Settler<'_>) -> String {
    let line: Line = settler.choice(Field::PairPanos);
    let typed = settler.design.text(Field::BalanceProbePath).cloned();
    let why = format!("answers 200 without a login on {line}");
    settler.value(Field::BalanceProbePath, typed, why, facts::panos::probe_path(line.text()))
}

/// SNAT ports of each of the two units: the address's ports less one block for each rule's port,
/// halved, in whole blocks.
fn snat_ports_per_unit(n_services: usize) -> u32 {
    let block = facts::azure::SNAT_PORT_BLOCK;
    let n_services = u32::try_from(n_services).expect("a design has few services");
    let left =
        facts::azure::SNAT_PORTS_PER_ADDRESS.saturating_sub(n_services.saturating_mul(block));
    left / 2 / block * block
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::{Service, TypedService, snat_ports_per_unit, with_own_ports};

    fn service(front_end: Option<&str>, port: u16) -> Service {
        let front_end = front_end.map_or_else(String::new, |name| format!("{name}:"));
        let service = TypedService::read(&format!("x tcp {front_end}{port} ->")).unwrap();
        service.to(Ipv4Addr::new(10, 0, 2, 6))
    }

    #[test]
    fn front_ends_are_with_own_ports_by_a_free_port() {
        let services = vec![
            service(None, 443),
            service(Some("b"), 443),
            service(Some("c"), 443),
            service(None, 10_444),
            service(Some("b"), 80),
            service(Some("b"), 60_000),
            service(None, 60_000),
        ];
        let ports: Vec<u16> =
            with_own_ports(&services, 22).iter().map(|service| service.backend_port).collect();
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
