//! Network security groups: one for each role of NICs or of subnets, with a rule for each kind of traffic that
//! the pair needs.
//!
//! Azure's default rules allow all traffic inside the VNet, so each group ends with a denial. What is
//! allowed comes from the same values as everything else: services, probe, HA addresses, sources.

use std::net::Ipv4Addr;

use super::access::{Access, Sources};
use super::balance::Balance;
use super::network::{Network, Role};
use super::settle::Settler;
use super::unit::{Both, Firewall, Server};
use crate::design::{NsgPlace, Protocol, Service, Source};
use crate::facts;
use crate::field::Field;
use crate::net::Range;

/// Direction of a security rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the NIC.
    Inbound,
    /// From the NIC.
    Outbound,
}

/// Protocol of a security rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// Any.
    Any,
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// ICMP.
    Icmp,
}

impl From<Protocol> for Transport {
    fn from(protocol: Protocol) -> Self {
        match protocol {
            Protocol::Tcp => Self::Tcp,
            Protocol::Udp => Self::Udp,
        }
    }
}

/// Source or destination of a security rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prefixes {
    /// Any address.
    Any,
    /// The management sources that the deployment asks for.
    Asked,
    /// These ranges; a single host is a /32.
    Ranges(Vec<Range>),
    /// A service tag.
    Tag(String),
}

impl Prefixes {
    /// Whom a service is for.
    fn clients(service: &Service) -> Self {
        match service.sources.as_slice() {
            [] => Self::Any,
            sources => Self::Ranges(sources.to_vec()),
        }
    }

    fn hosts<'a>(addresses: impl IntoIterator<Item = &'a Ipv4Addr>) -> Self {
        Self::Ranges(addresses.into_iter().map(|address| Range::host(*address)).collect())
    }
}

/// A rule of an NSG.
#[derive(Clone, Debug)]
pub struct SecurityRule {
    /// Its name.
    pub name: String,
    /// 100 to 4096, unique per direction.
    pub priority: u16,
    /// Direction.
    pub direction: Direction,
    /// Allow or deny.
    pub allow: bool,
    /// Protocol.
    pub transport: Transport,
    /// Source.
    pub source: Prefixes,
    /// Destination.
    pub destination: Prefixes,
    /// Destination ports; empty for any.
    pub ports: Vec<u16>,
    /// What it is for, at most 140 characters.
    pub purpose: String,
}

/// A network security group.
#[derive(Clone, Debug)]
pub struct Nsg {
    /// Whose NICs or subnets carry it; of NICs, `Workload` for the test server's.
    pub role: Role,
    /// Whether subnets carry it, and not NICs.
    pub on_subnet: bool,
    /// Its name.
    pub name: String,
    /// Its rules in order of priority, inbound first.
    pub rules: Vec<SecurityRule>,
}

/// What the rules are made from.
pub(super) struct Inputs<'a> {
    pub(super) network: &'a Network,
    pub(super) units: &'a Both<Firewall>,
    pub(super) balance: &'a Balance,
    pub(super) access: &'a Access,
    pub(super) server: Option<&'a Server>,
}

/// All groups: of the NICs, and of the subnets that the template makes.
pub(super) fn derive(settler: &mut Settler<'_>, inputs: &Inputs<'_>) -> Vec<Nsg> {
    let base = settler.text(Field::AccessNsgName);
    let place = settler.choice::<NsgPlace>(Field::AccessNsgPlace);
    let name = |part: &str| settler.fixed_name(&format!("{base}-{part}"));
    let mut groups = Vec::new();
    if place != NsgPlace::Subnet {
        let server = inputs.server.map(|server| (Role::Workload, "linux", linux(inputs, server)));
        let pair = [
            (Role::Management, "mgmt", management(inputs)),
            (Role::Untrust, "untrust", untrust(inputs)),
            (Role::Trust, "trust", trust(inputs)),
            (Role::Ha2, "ha2", ha2(inputs)),
        ];
        let all = pair.into_iter().chain(server);
        groups.extend(all.map(|(role, part, group)| group.closed((role, false), name(part))));
    }
    if place != NsgPlace::Nic && inputs.network.existing.is_none() {
        groups.extend(of_subnets(inputs).into_iter().map(|(role, part, group)| {
            group.closed((role, true), name(&format!("{part}-subnet")))
        }));
    }
    groups
}

/// The groups of subnets. Each lets in what its NICs need, and what the firewalls pass on to it: the ranges behind
/// them, HA2 in trust among them, and with its client's address what is published to it. Workloads share one, as
/// they are alike here.
fn of_subnets(inputs: &Inputs<'_>) -> Vec<(Role, &'static str, Group)> {
    let network = inputs.network;
    let held = |role: Role, group: Group| {
        let ranges: Vec<Range> = network
            .subnets()
            .filter(|subnet| subnet.role == role)
            .map(|subnet| subnet.range.value)
            .collect();
        group.with_published(inputs, |target| ranges.iter().any(|range| range.contains(target)))
    };
    let mut groups = vec![
        (Role::Management, "mgmt", management(inputs)),
        (Role::Untrust, "untrust", untrust(inputs)),
        (Role::Trust, "trust", held(Role::Trust, trust(inputs))),
        (Role::Balancer, "lb", held(Role::Balancer, Group::new().with_inside(inputs))),
    ];
    if network.ha2.is_some() {
        groups.push((Role::Ha2, "ha2", held(Role::Ha2, ha2(inputs).with_inside(inputs))));
    }
    if !network.workloads.is_empty() {
        let mut workload = Group::new();
        workload.allow(
            "allow-probe",
            Transport::Any,
            &[],
            (Prefixes::Tag("AzureLoadBalancer".to_owned()), Prefixes::Any),
            "Health probes of the workloads' own balancers",
        );
        groups.push((
            Role::Workload,
            "workload",
            held(Role::Workload, workload.with_inside(inputs)),
        ));
    }
    groups
}

/// A group being written; priorities follow the order.
struct Group {
    rules: Vec<SecurityRule>,
}

impl Group {
    fn new() -> Self {
        Self { rules: Vec::new() }
    }

    fn allow(
        &mut self,
        name: impl Into<String>,
        transport: Transport,
        ports: &[u16],
        (source, destination): (Prefixes, Prefixes),
        purpose: impl Into<String>,
    ) {
        let all = everything(name.into(), purpose.into());
        self.rules.push(SecurityRule {
            transport,
            source,
            destination,
            ports: ports.to_vec(),
            ..all
        });
    }

    /// Lets everything out. What a unit passes on keeps its client's address, which is none of the VNet's, so
    /// Azure's own rules for the way out, of the VNet to itself and of anything to the Internet, do not fit
    /// it. Source: Azure documentation, default security rules and the service tag `VirtualNetwork`.
    fn let_out(&mut self) {
        let purpose = "What the firewalls pass on, with its client's address";
        let all = everything("allow-passed-on".to_owned(), purpose.to_owned());
        self.rules.push(SecurityRule { direction: Direction::Outbound, ..all });
    }

    /// Lets in the ranges behind the firewalls.
    fn with_inside(mut self, inputs: &Inputs<'_>) -> Self {
        self.allow(
            "allow-inside",
            Transport::Any,
            &[],
            (Prefixes::Ranges(inputs.network.inside().collect()), Prefixes::Any),
            "Traffic of the ranges behind the firewalls to any destination",
        );
        self
    }

    /// Lets in what is published to the hosts that it is for.
    fn with_published(mut self, inputs: &Inputs<'_>, holds: impl Fn(Ipv4Addr) -> bool) -> Self {
        let services = inputs.balance.services.iter();
        for service in services.filter(|service| !service.on_pair && holds(service.target)) {
            self.allow(
                named(service),
                service.protocol.into(),
                &[service.target_port],
                (Prefixes::clients(service), Prefixes::hosts([&service.target])),
                "Published service; clients keep their address behind the firewalls",
            );
        }
        self
    }

    /// Ends the group: what is not allowed above is denied, also from inside the VNet. Priorities follow the
    /// order.
    fn closed(mut self, (role, on_subnet): (Role, bool), name: String) -> Nsg {
        for way in [Direction::Inbound, Direction::Outbound] {
            let rules = self.rules.iter_mut().filter(|rule| rule.direction == way);
            for (rule, priority) in rules.zip((facts::azure::NSG_PRIORITY.0..).step_by(10)) {
                rule.priority = priority;
            }
        }
        let purpose = "Everything else, which Azure would allow inside the VNet";
        let all = everything("deny-all-inbound".to_owned(), purpose.to_owned());
        let (priority, allow) = (facts::azure::NSG_PRIORITY.1, false);
        self.rules.push(SecurityRule { priority, allow, ..all });
        Nsg { role, on_subnet, name, rules: self.rules }
    }
}

/// A rule that lets everything in.
fn everything(name: String, purpose: String) -> SecurityRule {
    SecurityRule {
        name,
        priority: facts::azure::NSG_PRIORITY.0,
        direction: Direction::Inbound,
        allow: true,
        transport: Transport::Any,
        source: Prefixes::Any,
        destination: Prefixes::Any,
        ports: Vec::new(),
        purpose,
    }
}

fn management(inputs: &Inputs<'_>) -> Group {
    let mut group = Group::new();
    let ports = facts::panos::MANAGEMENT_PORTS;
    match &inputs.access.sources {
        Sources::Asked => group.allow(
            "allow-management",
            Transport::Tcp,
            &ports,
            (Prefixes::Asked, Prefixes::Any),
            "SSH and HTTPS of PAN-OS from the sources given at deployment",
        ),
        Sources::Typed(sources) => {
            for (n, source) in sources.iter().enumerate() {
                let party = match source {
                    Source::Range(range) => Prefixes::Ranges(vec![*range]),
                    Source::Tag(tag) => Prefixes::Tag(tag.clone()),
                };
                group.allow(
                    format!("allow-management-{}", n + 1),
                    Transport::Tcp,
                    &ports,
                    (party, Prefixes::Any),
                    "SSH and HTTPS of PAN-OS from this source",
                );
            }
        }
    }
    let pair = Prefixes::hosts(inputs.units.each().map(|unit| &unit.management.address.value));
    let between = (pair.clone(), pair);
    group.allow(
        "allow-ha1-heartbeat",
        Transport::Icmp,
        &[],
        between.clone(),
        "HA1 heartbeat; without it both units become active",
    );
    let [control, sync] = facts::panos::HA1_PORTS;
    group.allow(
        "allow-ha1",
        Transport::Tcp,
        &[control, sync, facts::panos::HA1_ENCRYPTED_PORT],
        between,
        "HA1 control, in the clear and encrypted; without it both units become active",
    );
    group
}

/// Name of a service's rule, which no rule of the pair's own has.
fn named(service: &Service) -> String {
    let own = ["probe", "inside", "ha2", "passed-on"];
    let taken = own.iter().any(|name| name.eq_ignore_ascii_case(&service.name));
    format!("{}-{}", if taken { "publish" } else { "allow" }, service.name)
}

fn probe(group: &mut Group, balance: &Balance) {
    group.allow(
        "allow-probe",
        Transport::Tcp,
        &[balance.probe.port],
        (Prefixes::Tag("AzureLoadBalancer".to_owned()), Prefixes::Any),
        "Health probe of the load balancer",
    );
}

fn untrust(inputs: &Inputs<'_>) -> Group {
    let mut group = Group::new();
    probe(&mut group, inputs.balance);
    for service in &inputs.balance.services {
        let destination = match inputs.balance.floating_address(service) {
            Some(address) => Prefixes::hosts([&address]),
            None => Prefixes::hosts(inputs.units.each().map(|unit| &unit.untrust.address.value)),
        };
        group.allow(
            named(service),
            service.protocol.into(),
            &[service.backend_port],
            (Prefixes::clients(service), destination),
            format!("Published service {}", service.name),
        );
    }
    group
}

fn trust(inputs: &Inputs<'_>) -> Group {
    let mut group = Group::new();
    probe(&mut group, inputs.balance);
    let mut group = group.with_inside(inputs);
    group.let_out();
    group
}

fn ha2(inputs: &Inputs<'_>) -> Group {
    let mut group = Group::new();
    let pair = Prefixes::hosts(inputs.units.each().map(|unit| &unit.ha2.address.value));
    group.allow(
        "allow-ha2",
        Transport::Udp,
        &[facts::panos::HA2_PORT],
        (pair.clone(), pair),
        "Session synchronisation between the units",
    );
    group
}

fn linux(inputs: &Inputs<'_>, server: &Server) -> Group {
    let own = server.address.value;
    let mut group = Group::new().with_published(inputs, |target| target == own);
    group.allow(
        "allow-inside",
        Transport::Tcp,
        &[22, 80, 443],
        (Prefixes::Ranges(inputs.network.inside().collect()), Prefixes::hosts([&own])),
        "SSH and web from the ranges behind the firewalls",
    );
    group
}
