//! Both balancers: probe, published services, egress and flow settings.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use super::choice::Choice;
use super::choice::choice;
use super::network;
use super::pair;
use super::reader::Reader;
use crate::facts;
use crate::field::Field;
use crate::finding::Code;
use crate::finding::Finding;

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

/// A published service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name, which names rules on both sides.
    pub name: String,
    /// TCP or UDP.
    pub protocol: Protocol,
    /// Port of the front end, 1 to 65534.
    pub port: u16,
    /// The host behind the firewalls.
    pub target: Ipv4Addr,
    /// Port of the host.
    pub target_port: u16,
}

impl fmt::Display for Service {
    /// The line that the service is typed as.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} -> {}", self.name, self.protocol, self.port, self.target)?;
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
    let balance = Balance {
        public_name: network::name(reader, Field::BalancePublicName, &facts::azure::RESOURCE),
        services: services(reader),
        dns_label: dns_label(reader),
        address_id: pair::resource_id(
            reader,
            Field::BalancePublicAddressId,
            &["Microsoft.Network/publicIPAddresses"],
        ),
        address: reader.address(Field::BalancePublicAddress),
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
        reader.find(Finding::new(
            Code::AddressPair,
            [Field::BalancePublicAddressId, Field::BalancePublicAddress],
            "balance.public.address is given without balance.public.address_id",
        ));
    }
    if balance.dns_label.is_some() && balance.address_id.is_some() {
        reader.find(
            Finding::new(
                Code::DnsLabelUnused,
                [Field::BalancePublicDnsLabel, Field::BalancePublicAddressId],
                "balance.public.dns_label has no effect on an existing public IP",
            )
            .safe("Clear it", vec![(Field::BalancePublicDnsLabel, String::new())]),
        );
    }
}

fn dns_label(reader: &mut Reader<'_>) -> Option<String> {
    let field = Field::BalancePublicDnsLabel;
    reader.text_if(
        field,
        |text| facts::azure::DNS_LABEL.fits(text),
        |found| {
            let message = format!(
                "balance.public.dns_label is `{found}`, expected {}",
                facts::azure::DNS_LABEL.expected
            );
            Finding::new(Code::DnsLabel, [field], message)
        },
    )
}

fn probe_path(reader: &mut Reader<'_>) -> Option<String> {
    let field = Field::BalanceProbePath;
    let fits = |text: &str| {
        text.starts_with('/') && text.bytes().all(|b| b.is_ascii_graphic() && b != b'\'')
    };
    reader.text_if(field, fits, |found| {
        let message =
            format!("balance.probe.path is `{found}`, expected a path such as /php/login.php");
        Finding::new(Code::ProbePath, [field], message)
    })
}

fn services(reader: &mut Reader<'_>) -> Option<Vec<Service>> {
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
                services.push(service);
            }
            Err(reason) => {
                let message = format!(
                    "the service `{line}` {reason}, expected name tcp|udp port -> address[:port]"
                );
                reader.find(Finding::new(Code::ServiceSyntax, [field], message));
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
    let port = port_number(port).ok_or("has a port that is not 1 to 65534")?;
    let right = right.trim();
    let (address, target_port) = match right.split_once(':') {
        Some((address, text)) => {
            (address, port_number(text).ok_or("has a target port that is not 1 to 65534")?)
        }
        None => (right, port),
    };
    let target = Ipv4Addr::from_str(address.trim()).map_err(|_| "has no IPv4 address as target")?;
    Ok(Service { name: (*name).to_owned(), protocol, port, target, target_port })
}

fn port_number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| digits && (1..=65534).contains(port))
}

fn check_service(reader: &mut Reader<'_>, before: &[Service], service: &Service) {
    let field = Field::BalanceServices;
    for other in before {
        if other.name.eq_ignore_ascii_case(&service.name) {
            let message = format!("two services have the name `{}`", service.name);
            reader.find(Finding::new(Code::ServiceName, [field], message));
        }
        if (other.protocol, other.port) == (service.protocol, service.port) {
            let message = format!(
                "the services `{}` and `{}` both use {} {}, expected one each",
                other.name, service.name, service.protocol, service.port
            );
            reader.find(Finding::new(Code::ServicePort, [field], message));
        }
    }
    if service.protocol == Protocol::Udp && service.port == facts::azure::RESERVED_UDP_PORT {
        let message = format!("the service `{}` uses UDP {}", service.name, service.port);
        reader.find(Finding::new(Code::ServiceReservedPort, [field], message));
    }
    if service.protocol == Protocol::Tcp && [22, 3389].contains(&service.port) {
        let message = format!(
            "the service `{}` publishes TCP {} to the Internet",
            service.name, service.port
        );
        reader.find(Finding::new(Code::ServiceManagement, [field], message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_line_is_read_with_and_without_a_target_port() {
        let web = service("web tcp 443 -> 10.0.2.6:8443").unwrap();
        assert_eq!((web.port, web.target_port), (443, 8443));
        let dns = service("dns UDP 53->10.0.2.7").unwrap();
        assert_eq!((dns.protocol, dns.target_port), (Protocol::Udp, 53));
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
