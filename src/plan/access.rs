//! Network security groups: one for each role, with everything that the pair lives by named.
//!
//! Azure's default rules allow all traffic inside the VNet, so each group ends with a denial. What is
//! allowed comes from the same values as everything else: services, probe, HA addresses, sources.

use std::net::Ipv4Addr;

use super::name::Namer;
use super::{
    Access, Balance, Both, Direction, Filter, Firewall, Network, Nsg, Party, Role, Server, Sources,
    Transport,
};
use crate::design::Source;
use crate::facts;
use crate::net::Range;

/// What the filters are made from.
pub(super) struct Inputs<'a> {
    pub(super) namer: &'a Namer,
    pub(super) base: &'a str,
    pub(super) network: &'a Network,
    pub(super) units: &'a Both<Firewall>,
    pub(super) balance: &'a Balance,
    pub(super) access: &'a Access,
    pub(super) server: Option<&'a Server>,
}

/// All groups: management, untrust, trust, HA2, and the test server's.
pub(super) fn nsgs(inputs: &Inputs<'_>) -> Vec<Nsg> {
    let mut nsgs = vec![management(inputs), untrust(inputs), trust(inputs), ha2(inputs)];
    nsgs.extend(inputs.server.map(|server| linux(inputs, server)));
    nsgs
}

/// A group being written; priorities follow the order.
struct Writer {
    filters: Vec<Filter>,
}

impl Writer {
    fn new() -> Self {
        Self { filters: Vec::new() }
    }

    fn allow(
        &mut self,
        name: impl Into<String>,
        transport: Transport,
        ports: &[u16],
        (source, destination): (Party, Party),
        purpose: impl Into<String>,
    ) {
        let step = u16::try_from(self.filters.len()).unwrap_or(u16::MAX).saturating_mul(10);
        self.filters.push(Filter {
            name: name.into(),
            priority: facts::azure::NSG_PRIORITY.0.saturating_add(step),
            direction: Direction::Inbound,
            allow: true,
            transport,
            source,
            destination,
            ports: ports.to_vec(),
            purpose: purpose.into(),
        });
    }

    /// Lets everything out. What a unit passes on keeps its client's address, which is none of the VNet's, so
    /// Azure's own rules for the way out, of the VNet to itself and of anything to the Internet, do not fit
    /// it. Source: Azure documentation, default security rules and the service tag `VirtualNetwork`.
    fn let_out(&mut self) {
        self.filters.push(Filter {
            name: "allow-passed-on".to_owned(),
            priority: facts::azure::NSG_PRIORITY.0,
            direction: Direction::Outbound,
            allow: true,
            transport: Transport::Any,
            source: Party::Any,
            destination: Party::Any,
            ports: Vec::new(),
            purpose: "What the firewalls pass on, with its client's address".to_owned(),
        });
    }

    /// Ends the group: what is not allowed above is denied, also from inside the VNet.
    fn finish(mut self, role: Role, name: String) -> Nsg {
        self.filters.push(Filter {
            name: "deny-all-inbound".to_owned(),
            priority: facts::azure::NSG_PRIORITY.1,
            direction: Direction::Inbound,
            allow: false,
            transport: Transport::Any,
            source: Party::Any,
            destination: Party::Any,
            ports: Vec::new(),
            purpose: "Everything else, which Azure would allow inside the VNet".to_owned(),
        });
        Nsg { role, name, filters: self.filters }
    }
}

fn hosts<'a>(addresses: impl IntoIterator<Item = &'a Ipv4Addr>) -> Party {
    Party::Ranges(addresses.into_iter().map(|address| Range::host(*address)).collect())
}

fn management(inputs: &Inputs<'_>) -> Nsg {
    let mut writer = Writer::new();
    let ports = [22, 443];
    match &inputs.access.sources {
        Sources::Asked => writer.allow(
            "allow-management",
            Transport::Tcp,
            &ports,
            (Party::ManagementSources, Party::Any),
            "SSH and HTTPS of PAN-OS from the sources given at deployment",
        ),
        Sources::Typed(sources) => {
            for (n, source) in sources.iter().enumerate() {
                let party = match source {
                    Source::Range(range) => Party::Ranges(vec![*range]),
                    Source::Tag(tag) => Party::Tag(tag.clone()),
                };
                writer.allow(
                    format!("allow-management-{}", n + 1),
                    Transport::Tcp,
                    &ports,
                    (party, Party::Any),
                    "SSH and HTTPS of PAN-OS from this source",
                );
            }
        }
    }
    let pair = hosts(inputs.units.each().map(|unit| &unit.management.address.value));
    let between = (pair.clone(), pair);
    writer.allow(
        "allow-ha1-heartbeat",
        Transport::Icmp,
        &[],
        between.clone(),
        "HA1 heartbeat; without it both units become active",
    );
    let [control, sync] = facts::panos::HA1_PORTS;
    writer.allow(
        "allow-ha1",
        Transport::Tcp,
        &[control, sync, facts::panos::HA1_ENCRYPTED_PORT],
        between,
        "HA1 control, in the clear and encrypted; without it both units become active",
    );
    writer.finish(Role::Management, inputs.namer.fixed(&format!("{}-mgmt", inputs.base)))
}

fn probe(writer: &mut Writer, balance: &Balance) {
    writer.allow(
        "allow-probe",
        Transport::Tcp,
        &[balance.probe.port],
        (Party::Tag("AzureLoadBalancer".to_owned()), Party::Any),
        "Health probe of the load balancer",
    );
}

fn untrust(inputs: &Inputs<'_>) -> Nsg {
    let mut writer = Writer::new();
    probe(&mut writer, inputs.balance);
    for service in &inputs.balance.services {
        let destination = match inputs.balance.floating_address(service) {
            Some(address) => hosts([&address]),
            None => hosts(inputs.units.each().map(|unit| &unit.untrust.address.value)),
        };
        writer.allow(
            format!("allow-{}", service.name),
            service.protocol.into(),
            &[service.backend_port],
            (Party::Any, destination),
            format!("Published service {}", service.name),
        );
    }
    writer.finish(Role::Untrust, inputs.namer.fixed(&format!("{}-untrust", inputs.base)))
}

fn trust(inputs: &Inputs<'_>) -> Nsg {
    let mut writer = Writer::new();
    probe(&mut writer, inputs.balance);
    writer.allow(
        "allow-inside",
        Transport::Any,
        &[],
        (Party::Ranges(inputs.network.inside().collect()), Party::Any),
        "Traffic of the ranges behind the firewalls to any destination",
    );
    writer.let_out();
    writer.finish(Role::Trust, inputs.namer.fixed(&format!("{}-trust", inputs.base)))
}

fn ha2(inputs: &Inputs<'_>) -> Nsg {
    let mut writer = Writer::new();
    let pair = hosts(inputs.units.each().map(|unit| &unit.ha2.address.value));
    writer.allow(
        "allow-ha2",
        Transport::Udp,
        &[facts::panos::HA2_PORT],
        (pair.clone(), pair),
        "Session synchronisation between the units",
    );
    writer.finish(Role::Ha2, inputs.namer.fixed(&format!("{}-ha2", inputs.base)))
}

fn linux(inputs: &Inputs<'_>, server: &Server) -> Nsg {
    let mut writer = Writer::new();
    let itself = hosts([&server.address.value]);
    let published =
        inputs.balance.services.iter().filter(|service| service.target == server.address.value);
    for service in published {
        writer.allow(
            format!("allow-{}", service.name),
            service.protocol.into(),
            &[service.target_port],
            (Party::Any, itself.clone()),
            "Published service; clients keep their address behind the firewalls",
        );
    }
    writer.allow(
        "allow-inside",
        Transport::Tcp,
        &[22, 80, 443],
        (Party::Ranges(inputs.network.inside().collect()), itself),
        "SSH and web from the ranges behind the firewalls",
    );
    writer.finish(Role::Workload, inputs.namer.fixed(&format!("{}-linux", inputs.base)))
}
