//! Both balancers: probe, published services, egress and flow settings.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use super::choice::{Choice, choice};
use super::reader::Reader;
use super::{network, pair};
use crate::facts;
use crate::field::Field;
use crate::finding::Case;

choice! {
    /// What the probe speaks.
    ProbeProtocol {
        /// A TCP handshake.
        Tcp "tcp",
        /// An HTTP request that must answer 200.
        Http "http",
        /// An HTTPS request that must answer 200.
        Https "https",
    }
}

choice! {
    /// Transport of a published service.
    Protocol {
        /// TCP.
        Tcp "tcp",
        /// UDP.
        Udp "udp",
    }
}

choice! {
    /// Where traffic to the Internet gets its public address.
    Egress {
        /// The public balancer's address.
        OutboundRule "outbound_rule",
        /// A NAT gateway.
        NatGateway "nat_gateway",
        /// One public IP on each unit's untrust NIC.
        PublicIps "public_ips",
        /// Nowhere.
        None "none",
    }
}

/// A public front end beside the first one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontEnd {
    /// Its name, by which services name it.
    pub name: String,
    /// Resource id of an existing public IP; `None` for a new one.
    pub address_id: Option<String>,
    /// The address of the existing public IP.
    pub address: Option<Ipv4Addr>,
}

/// A published service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name, which names rules on both sides.
    pub name: String,
    /// TCP or UDP.
    pub protocol: Protocol,
    /// Front end that it is published on; `None` for the first one.
    pub front_end: Option<String>,
    /// Port of the front end, 1 to 65534.
    pub port: u16,
    /// Port on which the firewalls get it: the front end's, unless the plan has to tell two front
    /// ends apart by it.
    pub backend_port: u16,
    /// The host behind the firewalls.
    pub target: Ipv4Addr,
    /// Port of the host.
    pub target_port: u16,
}

impl fmt::Display for Service {
    /// The line that the service is typed as.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.name, self.protocol)?;
        if let Some(front_end) = &self.front_end {
            write!(f, "{front_end}:")?;
        }
        write!(f, "{} -> {}", self.port, self.target)?;
        if self.port == self.target_port {
            return Ok(());
        }
        write!(f, ":{}", self.target_port)
    }
}

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
        let front_end = match front_end(&line) {
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

fn front_end(line: &str) -> Result<FrontEnd, &'static str> {
    let (name, rest) = match line.split_once('=') {
        Some((name, rest)) => (name.trim(), rest.trim()),
        None => (line, ""),
    };
    if !facts::azure::RESOURCE.fits(name) || name.len() > facts::azure::SERVICE_NAME_MAX {
        return Err("has a name that is not 1 to 40 letters, digits, hyphens and underscores");
    }
    let mut words = rest.split_whitespace();
    let (address_id, address) = (words.next(), words.next());
    if words.next().is_some() || (address_id.is_none() && line.contains('=')) {
        return Err("is neither a name nor name=id address");
    }
    let kinds = ["Microsoft.Network/publicIPAddresses"];
    if address_id.is_some_and(|id| !pair::is_resource_id(id, &kinds)) {
        return Err("has an id that is none of a public IP");
    }
    let address = match address.map(Ipv4Addr::from_str) {
        Some(Err(_)) => return Err("has an address that is not IPv4"),
        Some(Ok(address)) => Some(address),
        None => None,
    };
    Ok(FrontEnd { name: name.to_owned(), address_id: address_id.map(str::to_owned), address })
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
        match service(line) {
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

/// Reads `web tcp 443 -> 10.0.2.6:8443`.
fn service(line: &str) -> Result<Service, &'static str> {
    let (left, right) = line.split_once("->").ok_or("has no ->")?;
    let words: Vec<&str> = left.split_whitespace().collect();
    let [name, protocol, port] = words.as_slice() else {
        return Err("has not three words before ->");
    };
    if !facts::panos::is_object_name(name) || name.len() > facts::azure::SERVICE_NAME_MAX {
        return Err("has a name that is not 1 to 40 letters, digits, hyphens and underscores");
    }
    let protocol = Protocol::from_text(&protocol.to_ascii_lowercase())
        .ok_or("has a protocol that is not tcp or udp")?;
    let (front_end, port) = match port.split_once(':') {
        Some((front_end, port)) => (Some(front_end.to_owned()), port),
        None => (None, *port),
    };
    let port = port_number(port).ok_or("has a port that is not 1 to 65534")?;
    let right = right.trim();
    let (address, target_port) = match right.split_once(':') {
        Some((address, text)) => {
            (address, port_number(text).ok_or("has a target port that is not 1 to 65534")?)
        }
        None => (right, port),
    };
    let target = Ipv4Addr::from_str(address.trim()).map_err(|_| "has no IPv4 address as target")?;
    Ok(Service {
        name: (*name).to_owned(),
        protocol,
        front_end,
        port,
        backend_port: port,
        target,
        target_port,
    })
}

fn port_number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| digits && (1..=65534).contains(port))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_line_is_read_with_and_without_a_target_port() {
        let web = service("web tcp 443 -> 10.0.2.6:8443").unwrap();
        assert_eq!((web.port, web.target_port), (443, 8443));
        let second = service("web tcp second:443 -> 10.0.2.6:8443").unwrap();
        assert_eq!((second.front_end.as_deref(), second.port), (Some("second"), 443));
        assert_eq!(second.to_string(), "web tcp second:443 -> 10.0.2.6:8443");
        let dns = service("dns UDP 53->10.0.2.7").unwrap();
        assert_eq!((dns.protocol, dns.target_port), (Protocol::Udp, 53));
    }

    #[test]
    fn a_front_end_is_read_with_and_without_an_existing_address() {
        let id =
            "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/publicIPAddresses/b";
        assert_eq!(front_end("second").unwrap().address_id, None);
        let existing = front_end(&format!("b = {id} 203.0.113.11")).unwrap();
        assert_eq!(existing.address_id.as_deref(), Some(id));
        assert_eq!(existing.address, Some(Ipv4Addr::new(203, 0, 113, 11)));
        for line in ["-x", "b=", "b=/x", &format!("b={id} host"), &format!("b={id} 1.2.3.4 x")] {
            assert!(front_end(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_broken_service_line_says_what_is_broken() {
        for (line, reason) in [
            ("web tcp 443", "->"),
            ("web 443 -> 10.0.2.6", "three words"),
            ("web icmp 443 -> 10.0.2.6", "protocol"),
            ("web tcp 0 -> 10.0.2.6", "port"),
            ("web tcp 65535 -> 10.0.2.6", "port"),
            ("web tcp 443 -> host", "target"),
            ("web tcp 443 -> 10.0.2.6:+1", "target port"),
            ("w'eb tcp 443 -> 10.0.2.6", "name"),
        ] {
            assert!(service(line).unwrap_err().contains(reason), "{line}");
        }
    }
}
