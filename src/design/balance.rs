//! Both balancers: probe, published services, egress and flow settings.

use std::net::Ipv4Addr;

use super::reader::Reader;
use super::{network, pair};
use crate::choice::{Egress, ProbeProtocol, Protocol};
use crate::facts;
use crate::field::Field;
use crate::finding::Case;
use crate::list::{FrontEnd, Service};

/// Both balancers as typed.
#[derive(Clone, Debug)]
pub struct Balance {
    /// Public balancer's name.
    pub public_name: Option<String>,
    /// Published services; `None` for "choose for me".
    pub services: Option<Vec<Service>>,
    /// DNS label of the public address.
    pub dns_label: Option<String>,
    /// Resource id of an existing public IP.
    pub address_id: Option<String>,
    /// Its address.
    pub address: Option<Ipv4Addr>,
    /// Further public front ends.
    pub front_ends: Vec<FrontEnd>,
    /// Resource id of a public IP prefix that new front ends take their addresses from.
    pub prefix_id: Option<String>,
    /// Internal balancer's name.
    pub internal_name: Option<String>,
    /// Internal front end.
    pub internal_address: Option<Ipv4Addr>,
    /// Probe protocol.
    pub probe_protocol: Option<ProbeProtocol>,
    /// Probe port.
    pub probe_port: Option<u32>,
    /// Probe path.
    pub probe_path: Option<String>,
    /// Seconds.
    pub probe_interval_s: Option<u32>,
    /// Count.
    pub probe_threshold: Option<u32>,
    /// Egress.
    pub egress: Option<Egress>,
    /// NAT gateway's name.
    pub nat_gateway: Option<String>,
    /// Floating IP.
    pub floating_ip: Option<bool>,
    /// Minutes.
    pub idle_timeout_min: Option<u32>,
    /// TCP reset when a flow times out.
    pub tcp_reset: Option<bool>,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Balance {
    let front_ends = front_ends(reader);
    let balance = Balance {
        public_name: network::name(reader, Field::BalancePublicName, &facts::azure::RESOURCE),
        services: services(reader, &front_ends),
        dns_label: dns_label(reader),
        address_id: pair::resource_id(
            reader,
            Field::BalancePublicAddressId,
            &["Microsoft.Network/publicIPAddresses"],
        ),
        address: reader.address(Field::BalancePublicAddress),
        front_ends,
        prefix_id: pair::resource_id(
            reader,
            Field::BalancePublicPrefixId,
            &["Microsoft.Network/publicIPPrefixes"],
        ),
        internal_name: network::name(reader, Field::BalanceInternalName, &facts::azure::RESOURCE),
        internal_address: reader.address(Field::BalanceInternalAddress),
        probe_protocol: reader.choice(Field::BalanceProbeProtocol),
        probe_port: reader.number(Field::BalanceProbePort),
        probe_path: probe_path(reader),
        probe_interval_s: reader.number(Field::BalanceProbeIntervalS),
        probe_threshold: reader.number(Field::BalanceProbeThreshold),
        egress: reader.choice(Field::BalanceEgress),
        nat_gateway: network::name(reader, Field::BalanceNatGatewayName, &facts::azure::RESOURCE),
        floating_ip: reader.switch(Field::BalanceFloatingIp),
        idle_timeout_min: reader.number(Field::BalanceIdleTimeoutMin),
        tcp_reset: reader.switch(Field::BalanceTcpReset),
    };
    check_address(reader, &balance);
    balance
}

/// The address of an existing public IP is of no use without its id, nor is a label with it.
fn check_address(reader: &mut Reader<'_>, balance: &Balance) {
    if balance.address.is_some() && balance.address_id.is_none() {
        reader.find(
            Case::AddressPair.at([Field::BalancePublicAddressId, Field::BalancePublicAddress], ()),
        );
    }
    let all_exist = balance.address_id.is_some()
        && balance.front_ends.iter().all(|front_end| front_end.address_id.is_some());
    if balance.prefix_id.is_some() && all_exist {
        reader.find(
            Case::PrefixUnused
                .at([Field::BalancePublicPrefixId, Field::BalancePublicAddressId], ())
                .clear(Field::BalancePublicPrefixId),
        );
    }
    if balance.dns_label.is_some() && balance.address_id.is_some() {
        reader.find(
            Case::DnsLabelUnused
                .at([Field::BalancePublicDnsLabel, Field::BalancePublicAddressId], ())
                .clear(Field::BalancePublicDnsLabel),
        );
    }
}

fn dns_label(reader: &mut Reader<'_>) -> Option<String> {
    let field = Field::BalancePublicDnsLabel;
    let label = reader.text_if(
        field,
        |text| facts::azure::DNS_LABEL.fits(text),
        |found| Case::DnsLabel.at([field], (found, facts::azure::DNS_LABEL.expected)),
    )?;
    if let Some(word) = facts::azure::reserved_word(&label) {
        reader.find(Case::DnsLabelReserved.at([field], (label, word)));
        return None;
    }
    Some(label)
}

/// Further front ends: `name`, `name=ID` or `name=ID ADDRESS`, one a line.
fn front_ends(reader: &mut Reader<'_>) -> Vec<FrontEnd> {
    let field = Field::BalancePublicFrontEnds;
    let mut front_ends: Vec<FrontEnd> = Vec::new();
    for line in reader.entries(field) {
        let front_end = match FrontEnd::read(&line) {
            Ok(front_end) => front_end,
            Err(reason) => {
                reader.find(Case::FrontEndSyntax.at([field], (line, reason)));
                continue;
            }
        };
        let taken = front_end.name.eq_ignore_ascii_case(facts::azure::FRONT_END)
            || front_ends.iter().any(|other| other.name.eq_ignore_ascii_case(&front_end.name));
        if taken {
            reader.find(Case::FrontEndsEqual.at([field], &front_end.name));
            continue;
        }
        front_ends.push(front_end);
    }
    front_ends
}

fn probe_path(reader: &mut Reader<'_>) -> Option<String> {
    let field = Field::BalanceProbePath;
    let fits = |text: &str| {
        text.starts_with('/') && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\'')
    };
    reader.text_if(field, fits, |found| Case::ProbePath.at([field], found))
}

fn services(reader: &mut Reader<'_>, front_ends: &[FrontEnd]) -> Option<Vec<Service>> {
    let field = Field::BalanceServices;
    let lines = reader.entries(field);
    if lines.is_empty() {
        return None;
    }
    // The word `none` publishes nothing; a blank would publish the test server.
    if lines == ["none"] {
        return Some(Vec::new());
    }
    let mut services: Vec<Service> = Vec::new();
    for line in &lines {
        match Service::read(line) {
            Ok(service) => {
                check_service(reader, &services, &service);
                check_front_end(reader, front_ends, &service);
                services.push(service);
            }
            Err(reason) => {
                reader.find(Case::ServiceSyntax.at([field], (line, reason)));
            }
        }
    }
    Some(services)
}

fn check_front_end(reader: &mut Reader<'_>, front_ends: &[FrontEnd], service: &Service) {
    let Some(wanted) = &service.front_end else { return };
    if front_ends.iter().any(|front_end| front_end.name == *wanted) {
        return;
    }
    let at = [Field::BalanceServices, Field::BalancePublicFrontEnds];
    let known = reader.entries(Field::BalancePublicFrontEnds);
    let added = known.into_iter().chain([wanted.clone()]).collect::<Vec<_>>().join("\n");
    reader.find(
        Case::FrontEndUnknown
            .at(at, (&service.name, wanted))
            .offer(format!("Add {wanted}"), vec![(Field::BalancePublicFrontEnds, added)]),
    );
}

fn check_service(reader: &mut Reader<'_>, before: &[Service], service: &Service) {
    let field = Field::BalanceServices;
    for other in before {
        if other.name.eq_ignore_ascii_case(&service.name) {
            reader.find(Case::ServiceName.at([field], &service.name));
        }
        let same_door = other.front_end == service.front_end;
        if same_door && (other.protocol, other.port) == (service.protocol, service.port) {
            reader.find(
                Case::ServicePort
                    .at([field], (&other.name, &service.name, service.protocol, service.port)),
            );
        }
    }
    if service.protocol == Protocol::Udp && service.port == facts::azure::RESERVED_UDP_PORT {
        reader.find(Case::ServiceReservedPort.at([field], (&service.name, service.port)));
    }
    if service.protocol == Protocol::Tcp && [22, 3389].contains(&service.port) {
        reader.find(Case::ServiceManagement.at([field], (&service.name, service.port)));
    }
}
