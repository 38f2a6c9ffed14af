//! The flows that a design is made for: who sends what to whom, and the journey of each.
//!
//! A flow is told once, here; checks, pictures, texts and the command line tell the same one. Each journey is
//! the walk's over the model, which the plan fills.

use std::fmt;
use std::net::Ipv4Addr;

use crate::design::{BootstrapMode, ManagementEgress, Service, Unit};
use crate::facts;
use crate::field::Field;
use crate::net::Range;
use crate::plan::{Egress, Firewall, Plan, Remote, Role};
use crate::walk::azure::Protocol;
use crate::walk::journey;
use crate::walk::journey::{Address, Datagram, End, Hop, Journey, Opening, Start, Station};
use crate::walk::model::Model;
use crate::walk::packet::{Decision, Kind};

/// Those who manage the pair, on the way of a flow.
pub const ADMINISTRATORS: &str = "administrators";
/// Azure's storage, on the way of a flow.
pub const STORAGE: &str = "storage";
/// The Internet, on the way of a flow.
pub const INTERNET: &str = "Internet";

/// What a flow is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// A client of the Internet reaches a published service.
    Inbound,
    /// A host behind the pair reaches the Internet.
    Outbound,
    /// Hosts behind the pair reach each other.
    EastWest,
    /// A range beyond the VNet reaches a host behind the pair, or the other way.
    Remote,
    /// An administrator reaches management.
    Management,
    /// A balancer asks whether a unit is active.
    Probe,
    /// The units' control link.
    Ha1,
    /// Their session synchronisation.
    Ha2,
    /// A unit reads its package.
    Bootstrap,
    /// A unit fetches its licence and content.
    License,
}

impl fmt::Display for Purpose {
    /// As a heading.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inbound => "Inbound service",
            Self::Outbound => "Outbound",
            Self::EastWest => "Workload to workload",
            Self::Remote => "Peered and on premises",
            Self::Management => "Management",
            Self::Probe => "Probe",
            Self::Ha1 => "HA1",
            Self::Ha2 => "HA2",
            Self::Bootstrap => "Bootstrap",
            Self::License => "Licence",
        })
    }
}

/// A flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Its name, one word, for the command line.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// Who reaches whom.
    pub title: String,
    /// How it begins.
    pub opening: Opening,
}

impl Flow {
    /// Its journey through the plan's model while a unit is active.
    pub fn journey(&self, plan: &Plan, model: &Model, active: Unit) -> Journey {
        let active = match active {
            Unit::A => 0,
            Unit::B => 1,
        };
        let mut journey = journey::walk(model, &self.opening, active);
        for hop in journey.there.iter_mut().chain(&mut journey.back) {
            let given = self.given(plan, hop);
            hop.by.extend(given.map(|given| Decision::new(Kind::Assumed, &given)));
        }
        let arrived = journey.there.last();
        let at_unit = self.purpose == Purpose::Management
            && arrived.is_some_and(|hop| hop.station == Station::Receiver);
        let last = arrived.and_then(|hop| hop.by.last());
        let own =
            |rule: &Decision| rule.kind == Kind::Security && rule.name.ends_with("zone-default");
        // Its rules stand before PAN-OS's own, and the documents do not have them.
        match &journey.end {
            End::Stops(why) if last.is_some_and(own) => {
                let Some(manager) = &plan.panorama else { return journey };
                let manager = manager.title();
                let why = format!("{manager}'s rules decide; until they are pushed {why}");
                Journey { end: End::Open(why), ..journey }
            }
            // Its list is in the configuration that it does not have yet.
            End::Stops(why) if at_unit && plan.configured_by().is_some() => {
                let why = format!("it works until the unit is configured as planned; then {why}");
                Journey { end: End::Open(why), ..journey }
            }
            End::Works => match self.receiver_beyond(plan) {
                Some(range) => {
                    let why = format!(
                        "whether {range} answers by the pair, and not by its own way to the Internet, stands in no document"
                    );
                    Journey { end: End::Open(why), ..journey }
                }
                None => journey,
            },
            End::Stops(_) | End::Open(_) => journey,
        }
    }

    /// The range on premises that holds the target of a published service.
    fn receiver_beyond<'a>(&self, plan: &'a Plan) -> Option<&'a str> {
        let target = self.opening.receiver.filter(|_| self.purpose == Purpose::Inbound)?;
        let mut remotes = plan.network.remotes.iter();
        let beyond = remotes.find(|remote| is_beyond(remote) && remote.range.contains(target))?;
        Some(&beyond.name)
    }

    /// What a hop takes for granted that neither template nor package brings about.
    fn given(&self, plan: &Plan, hop: &Hop) -> Option<String> {
        let made = |by: &Decision| plan.route_tables.iter().any(|table| table.name == by.of);
        let gateway = plan.balance.nat_gateway.as_ref();
        let attached = match hop.station {
            Station::Router if hop.by.iter().any(made) => Some("each route table"),
            Station::Egress if gateway.is_some_and(|gateway| gateway.name.value == hop.name) => {
                Some("the NAT gateway")
            }
            Station::Firewall => return plan.configured_by(),
            Station::Receiver if matches!(self.purpose, Purpose::Ha1 | Purpose::Ha2) => {
                return plan.configured_by();
            }
            Station::Sender
            | Station::Balancer
            | Station::Nic
            | Station::Router
            | Station::Egress
            | Station::Receiver => None,
        };
        // A template does not write a subnet that stands already.
        if let Some(what) = attached.filter(|_| plan.network.existing.is_some()) {
            return Some(format!(
                "that {what} was put on its existing subnet, by the scripts or by hand"
            ));
        }
        let stored = self.opening.packet.destination == Address::Storage;
        (stored && hop.station == Station::Router).then(|| storage_given(plan)).flatten()
    }
}

/// What the service endpoint asks for where no other way to the storage account is known.
fn storage_given(plan: &Plan) -> Option<String> {
    let bootstrap = &plan.bootstrap;
    let egress = plan.access.management_egress;
    let has_way_out = matches!(egress, ManagementEgress::PublicIp | ManagementEgress::NatGateway);
    if !plan.reaches_storage(&plan.network.management) || (has_way_out && !bootstrap.closed) {
        return None;
    }
    let subnet = &plan.network.management.name;
    let endpoint = plan.network.existing.is_some().then(|| {
        format!(
            "that {subnet} has the service endpoint Microsoft.Storage, by the scripts or by hand"
        )
    });
    let region = (bootstrap.mode != BootstrapMode::OneClick)
        .then(|| "that the storage account stands in the VNet's region".to_owned());
    let given: Vec<String> = endpoint.into_iter().chain(region).collect();
    (!given.is_empty()).then(|| given.join(" and "))
}

impl Flow {
    /// The name of who begins it: of somebody outside, of a balancer, or else of the NIC or the subnet in which
    /// its source stands.
    pub fn sender(&self, plan: &Plan) -> Option<String> {
        let (public, internal) = (&plan.balance.public.name, &plan.balance.internal.name);
        let begins = match (self.purpose, self.name.as_str()) {
            (Purpose::Management, _) => Some(ADMINISTRATORS),
            (Purpose::Probe, "probe-untrust") => Some(public.value.as_str()),
            (Purpose::Probe, _) => Some(internal.value.as_str()),
            (Purpose::Inbound, _) => Some(INTERNET),
            _ => None,
        };
        let (Address::Ip(address), None) = (&self.opening.packet.source, begins) else {
            return begins.map(str::to_owned);
        };
        if let Start::Remote(name) = &self.opening.start {
            return Some(name.clone());
        }
        let nics = plan.units.each().into_iter().flat_map(Firewall::nics);
        let nic = nics.filter(|nic| nic.address.value == *address).map(|nic| nic.name.clone());
        let server = plan.server.iter().filter(|server| server.address.value == *address);
        let mut hosts = nic.chain(server.map(|server| server.nic_name.clone()));
        let subnet = || Some(plan.network.holding(*address)?.name.value.clone());
        hosts.next().or_else(subnet)
    }

    /// The names of what it passes on a journey, in the order in which it does: who begins it, its hops, and the
    /// subnets in which they stand.
    pub fn passes(&self, plan: &Plan, journey: &Journey) -> Vec<String> {
        let hops = journey.there.iter().chain(&journey.back).map(|hop| hop.name.clone());
        let mut names: Vec<String> = Vec::new();
        for name in self.sender(plan).into_iter().chain(hops).flat_map(|name| stands(plan, &name)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// The name of a hop, with that of the subnet in which it stands.
pub fn stands(plan: &Plan, name: &str) -> Vec<String> {
    let nics = plan.units.each().into_iter().flat_map(Firewall::nics);
    let nics = nics.filter(|nic| nic.name == name || nic.public_name() == Some(name));
    let server = plan.server.iter().filter(|server| server.nic_name == name);
    let balancer = [&plan.balance.internal].into_iter().filter(|one| one.name.value == name);
    let addresses = nics
        .map(|nic| nic.address.value)
        .chain(server.map(|server| server.address.value))
        .chain(balancer.map(|balancer| balancer.address.value))
        .chain(name.parse());
    let around = addresses
        .filter_map(|address| plan.network.holding(address))
        .map(|subnet| subnet.name.value.clone());
    // A NIC of a unit is that unit's.
    let has = |unit: &&Firewall| unit.nics().iter().any(|nic| nic.name == name);
    let unit = plan.units.each().into_iter().find(has).map(|unit| unit.name.value.clone());
    // A packet that leaves by the outbound rule leaves by the public balancer.
    let rule =
        matches!(&plan.balance.egress, Egress::OutboundRule { name: rule, .. } if rule == name);
    let own = if rule { plan.balance.public.name.value.as_str() } else { name };
    std::iter::once(own.to_owned()).chain(around).chain(unit).collect()
}

/// All flows of a design while a unit is active, in the order of their purposes.
pub fn flows(plan: &Plan, active: Unit) -> Vec<Flow> {
    let mut flows = inbound(plan);
    flows.extend(inside(plan));
    flows.extend(remote(plan));
    flows.extend(management(plan, active));
    flows.extend(probes(plan, active));
    flows.extend(pair(plan, active));
    flows
}

fn opening(
    start: Start,
    protocol: Protocol,
    (source, destination): (Address, Address),
    port: impl Into<Option<u16>>,
) -> Opening {
    let port = port.into();
    let packet = Datagram { protocol, source, source_port: None, destination, port };
    Opening { start, packet, application: None, receiver: None }
}

fn tcp(start: Start, ends: (Address, Address), port: u16) -> Opening {
    opening(start, Protocol::Tcp, ends, port)
}

fn inbound(plan: &Plan) -> Vec<Flow> {
    let service = |service: &Service| {
        let (_, address) = plan.balance.public.front_end_of(service)?;
        let to = Address::Public(address.name().to_owned());
        let name = &service.name;
        let client = service.client().map_or(Address::Internet, Address::Ip);
        Some(Flow {
            name: format!("inbound-{name}"),
            purpose: Purpose::Inbound,
            title: format!(
                "A client reaches {name} at {}, {} {}",
                address.name(),
                service.protocol,
                service.port
            ),
            opening: Opening {
                application: service.applications.first().cloned(),
                receiver: Some(service.target),
                ..opening(Start::Internet, service.protocol.into(), (client, to), service.port)
            },
        })
    };
    plan.balance.services.iter().filter_map(service).collect()
}

/// A host behind the pair.
struct Host {
    name: String,
    address: Ipv4Addr,
}

/// The test server, and one host of each workload in which it does not stand.
fn hosts(plan: &Plan) -> Vec<Host> {
    let of_server = plan
        .server
        .as_ref()
        .map(|server| Host { name: server.name.value.clone(), address: server.address.value });
    let home = of_server.as_ref().map(|server| server.address);
    let others = plan.network.workloads.iter().filter(|subnet| {
        let holds = |address: Ipv4Addr| subnet.range.value.contains(address);
        !home.is_some_and(holds)
    });
    let others = others.map(|subnet| Host {
        name: subnet.name.value.clone(),
        address: host_of(subnet.range.value),
    });
    of_server.into_iter().chain(others).collect()
}

/// From each host to the Internet, and to the next one.
fn inside(plan: &Plan) -> Vec<Flow> {
    let hosts = hosts(plan);
    let mut flows: Vec<Flow> = hosts
        .iter()
        .map(|host| Flow {
            name: format!("outbound-{}", host.name),
            purpose: Purpose::Outbound,
            title: format!("A host of {} reaches the Internet", host.name),
            opening: tcp(Start::Host, (Address::Ip(host.address), Address::Internet), 443),
        })
        .collect();
    let across = hosts.iter().zip(hosts.iter().skip(1));
    let both = across.flat_map(|(a, b)| [(a, b), (b, a)]);
    flows.extend(both.map(|(from, to)| Flow {
        name: format!("{}-to-{}", from.name, to.name),
        purpose: Purpose::EastWest,
        title: format!("A host of {} reaches one of {}", from.name, to.name),
        opening: tcp(Start::Host, (Address::Ip(from.address), Address::Ip(to.address)), 443),
    }));
    flows
}

/// Whether a range lies behind a gateway.
fn is_beyond(remote: &Remote) -> bool {
    remote.field == Field::NetworkOnPremises
}

/// Between each range beyond the VNet and the first host, the Internet, and the next range.
fn remote(plan: &Plan) -> Vec<Flow> {
    let remotes = &plan.network.remotes;
    let address = |remote: &Remote| Address::Ip(host_of(remote.range));
    let flow = |(from, start): (&str, Start), to: &str, ends: (Address, Address)| Flow {
        name: format!("{from}-to-{to}"),
        purpose: Purpose::Remote,
        title: format!("A host of {from} reaches {to}"),
        opening: tcp(start, ends, 443),
    };
    let hosts = hosts(plan);
    let mut flows = Vec::new();
    for (n, remote) in remotes.iter().enumerate() {
        let start = || (remote.name.as_str(), Start::Remote(remote.name.clone()));
        if let Some(host) = hosts.last() {
            let own = Address::Ip(host.address);
            flows.push(flow(start(), &host.name, (address(remote), own.clone())));
            let from = (host.name.as_str(), Start::Host);
            flows.push(flow(from, &remote.name, (own, address(remote))));
        }
        // The subnet of a gateway takes no route to everywhere. Source: Azure documentation, VPN gateway.
        if !is_beyond(remote) {
            let out = flow(start(), "internet", (address(remote), Address::Internet));
            flows.push(Flow {
                title: format!("A host of {} reaches the Internet", remote.name),
                ..out
            });
        }
        // What two ranges behind one gateway send each other stays there.
        let next = remotes.get(n + 1).filter(|next| !(is_beyond(remote) && is_beyond(next)));
        if let Some(next) = next {
            flows.push(flow(start(), &next.name, (address(remote), address(next))));
        }
    }
    flows
}

/// How management of the active unit is reached, and what it reaches.
fn management(plan: &Plan, active: Unit) -> Vec<Flow> {
    let unit = plan.units.of(active);
    let own = Address::Ip(unit.management.address.value);
    let out = |name: &str, purpose, title: String, to: Address, port| Flow {
        name: name.to_owned(),
        purpose,
        title,
        opening: tcp(Start::Host, (own.clone(), to), port),
    };
    let [_, https] = facts::panos::MANAGEMENT_PORTS;
    let (start, ends) = administrator(plan, unit);
    let mut flows = vec![Flow {
        name: "management".to_owned(),
        purpose: Purpose::Management,
        title: format!("An administrator reaches {}", unit.name),
        opening: tcp(start, ends, https),
    }];
    if plan.bootstrap.mode.has_package() {
        let title = format!("{} reads its package", unit.name);
        let port = facts::azure::FILES_PORT;
        flows.push(out("bootstrap", Purpose::Bootstrap, title, Address::Storage, port));
    }
    let title = format!("{} fetches its licence and content", unit.name);
    flows.push(out("licence", Purpose::License, title, Address::Internet, https));
    flows
}

/// Where an administrator sits, at a source that is let in or next to the unit, and both ends of what is sent: in
/// a range beyond that is declared, in the Internet, in the VNet, or where no document leads from.
fn administrator(plan: &Plan, unit: &Firewall) -> (Start, (Address, Address)) {
    let access = &plan.access;
    let private = Address::Ip(unit.management.address.value);
    let permitted = &plan.system.permitted_ip;
    // The units themselves are in every list.
    let units = plan.units.each().map(|unit| Range::host(unit.management.address.value));
    let listed = permitted.iter().filter(|one| !units.contains(one));
    let both = |source: Range| listed.clone().filter_map(move |one| one.shared(source));
    let filtered: Vec<Range> = access.ranges().collect();
    let admitted: Vec<Range> = match filtered.as_slice() {
        [] => listed.clone().copied().collect(),
        filtered => filtered.iter().copied().flat_map(both).collect(),
    };
    // Where the filters and the unit's own list let in nobody together, who passes the filters meets the list.
    let sources = if admitted.is_empty() { filtered } else { admitted };
    let shared = |one: Range| sources.iter().find_map(|source| source.shared(one)).map(host_of);
    let mut remotes = plan.network.remotes.iter();
    let beyond = remotes
        .find_map(|remote| Some((Start::Remote(remote.name.clone()), shared(remote.range)?)));
    if let Some((start, from)) = beyond {
        return (start, (Address::Ip(from), private));
    }
    let public = unit.management.public_name();
    let outside = sources.iter().find(|range| !facts::azure::is_private(**range));
    let outside = outside.copied().map(host_of);
    let comes = access.is_open_outside() && (outside.is_some() || permitted.is_empty());
    if let Some(public) = public.filter(|_| comes) {
        let from = outside.map_or(Address::Internet, Address::Ip);
        return (Start::Internet, (from, Address::Public(public.to_owned())));
    }
    let mut subnets = plan.network.subnets();
    if let Some(within) = subnets.find_map(|subnet| shared(subnet.range.value)) {
        return (Start::Host, (Address::Ip(within), private));
    }
    match sources.first().copied() {
        Some(range) if !access.is_open_inside() => {
            (Start::Remote(range.to_string()), (Address::Ip(host_of(range)), private))
        }
        Some(_) | None => {
            let beside = host_of(plan.network.management.range.value);
            (Start::Host, (Address::Ip(beside), private))
        }
    }
}

/// A host that stands for a range.
fn host_of(range: Range) -> Ipv4Addr {
    range.nth(9).unwrap_or(range.last())
}

fn probes(plan: &Plan, active: Unit) -> Vec<Flow> {
    let probe = |role: Role| {
        let nic = plan.units.of(active).nic(role)?;
        let made = role != Role::Untrust || plan.balance.public.made;
        made.then(|| Flow {
            name: format!("probe-{role}"),
            purpose: Purpose::Probe,
            title: format!("The balancer asks {} at {role}", plan.units.of(active).name),
            opening: Opening::probe(nic.address.value, plan.balance.probe.port),
        })
    };
    [Role::Untrust, Role::Trust].into_iter().filter_map(probe).collect()
}

/// Between the units: heartbeat, control and session synchronisation.
fn pair(plan: &Plan, active: Unit) -> Vec<Flow> {
    let (own, peer) = (plan.units.of(active), plan.units.peer_of(active));
    let link = |name: &str, purpose, role: Role, what: &str, (protocol, port)| {
        let (own, to) = (own.nic(role)?, peer.nic(role)?);
        let ends = [own, to].map(|nic| Address::Ip(nic.address.value));
        let [source, destination] = ends;
        Some(Flow {
            name: name.to_owned(),
            purpose,
            title: format!("{what} of the pair"),
            opening: opening(Start::Host, protocol, (source, destination), port),
        })
    };
    let [control, _] = facts::panos::HA1_PORTS;
    let links = [
        link("ha1-heartbeat", Purpose::Ha1, Role::Management, "Heartbeat", (Protocol::Icmp, None)),
        link("ha1", Purpose::Ha1, Role::Management, "Control", (Protocol::Tcp, Some(control))),
        link(
            "ha2",
            Purpose::Ha2,
            Role::Ha2,
            "Session synchronisation",
            (Protocol::Udp, Some(facts::panos::HA2_PORT)),
        ),
    ];
    links.into_iter().flatten().collect()
}
