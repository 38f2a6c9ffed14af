//! Published services: `name tcp|udp [front-end:]port -> address[:port] [application ...]`, with `pair` as
//! address for what ends on the pair itself.

use std::fmt;
use std::net::Ipv4Addr;

use crate::choice::{Choice, Protocol};
use crate::facts;

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
    /// The host behind the firewalls, or the loopback's address.
    pub target: Ipv4Addr,
    /// Whether it ends on the pair itself, as a VPN does.
    pub on_pair: bool,
    /// Port of the host.
    pub target_port: u16,
    /// The applications that PAN-OS lets pass; empty for any.
    pub applications: Vec<String>,
}

impl Service {
    /// Reads an entry.
    ///
    /// # Errors
    /// Says what is wrong with it, to go on after "the service".
    pub fn read(entry: &str) -> Result<Self, &'static str> {
        let [name, protocol, front_end, port, target, target_port, applications] = cells(entry)?;
        if !facts::panos::is_object_name(&name) || name.len() > facts::azure::SERVICE_NAME_MAX {
            return Err("has a name that is not 1 to 40 letters, digits, hyphens and underscores");
        }
        let protocol = Protocol::from_text(&protocol).ok_or(NO_PROTOCOL)?;
        let port = port_number(&port).ok_or("has a port that is not 1 to 65534")?;
        let target_port = match target_port.as_str() {
            "" => port,
            text => port_number(text).ok_or("has a target port that is not 1 to 65534")?,
        };
        let on_pair = target == PAIR;
        let target = if on_pair { facts::panos::LOOPBACK } else { &target };
        let target =
            target.parse().map_err(|_| "has no IPv4 address and not the word pair as target")?;
        let front_end = Some(front_end).filter(|front_end| !front_end.is_empty());
        let applications: Vec<String> =
            applications.split_whitespace().map(str::to_owned).collect();
        if !applications.iter().all(|name| facts::panos::is_application(name)) {
            return Err("has an application that is not lower-case letters, digits, - and _");
        }
        Ok(Self {
            name,
            protocol,
            front_end,
            port,
            backend_port: port,
            target,
            on_pair,
            target_port,
            applications,
        })
    }

    /// The entry with another target.
    pub fn to(&self, target: Ipv4Addr) -> String {
        Self { target, ..self.clone() }.to_string()
    }
}

impl fmt::Display for Service {
    /// The entry that the service is typed as.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let front_end = self.front_end.as_deref().unwrap_or_default();
        let port = self.port.to_string();
        let target = if self.on_pair { PAIR.to_owned() } else { self.target.to_string() };
        let other = Some(self.target_port).filter(|other| *other != self.port);
        let other = other.map(|port| port.to_string()).unwrap_or_default();
        let applications = self.applications.join(" ");
        let protocol = self.protocol.text();
        let cells = [&self.name, protocol, front_end, &port, &target, &other, &applications];
        f.write_str(&entry(cells))
    }
}

/// The target of what ends on the pair.
const PAIR: &str = "pair";

const NO_PROTOCOL: &str = "has a protocol that is not tcp or udp";

/// Name, protocol, front end, port, target, target port and applications, or what keeps an entry from having
/// them.
pub(super) fn cells(entry: &str) -> Result<[String; 7], &'static str> {
    let (left, right) = entry.split_once("->").ok_or("has no ->")?;
    let words: Vec<&str> = left.split_whitespace().collect();
    let [name, protocol, port] = words.as_slice() else {
        return Err("has not three words before ->");
    };
    let protocol = Protocol::ALL
        .iter()
        .find(|known| known.text().eq_ignore_ascii_case(protocol))
        .ok_or(NO_PROTOCOL)?;
    let (front_end, port) = port.split_once(':').unwrap_or(("", port));
    let right = right.trim();
    let (target, applications) = right.split_once(char::is_whitespace).unwrap_or((right, ""));
    let (target, target_port) = target.split_once(':').unwrap_or((target, ""));
    let applications: Vec<&str> = applications.split_whitespace().collect();
    let is_port = |word: &&str| word.starts_with(':') || word.bytes().all(|b| b.is_ascii_digit());
    if applications.iter().any(is_port) {
        return Err("has a port apart from its target");
    }
    let applications = applications.join(" ");
    let cells = [name, protocol.text(), front_end, port, target, target_port, &applications];
    Ok(cells.map(str::to_owned))
}

/// The entry of such cells, half-typed ones included.
pub(super) fn entry(
    [name, protocol, front_end, port, target, target_port, applications]: [&str; 7],
) -> String {
    let front_end = if front_end.is_empty() { String::new() } else { format!("{front_end}:") };
    let target_port =
        if target_port.is_empty() { String::new() } else { format!(":{target_port}") };
    let applications =
        if applications.is_empty() { String::new() } else { format!(" {applications}") };
    format!("{name} {protocol} {front_end}{port} -> {target}{target_port}{applications}")
}

fn port_number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|port| digits && (1..=65534).contains(port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_read_and_written_with_and_without_a_target_port() {
        let web = Service::read("web tcp 443 -> 10.0.2.6:8443").unwrap();
        assert_eq!((web.port, web.target_port), (443, 8443));
        let second = Service::read("web tcp second:443 -> 10.0.2.6:8443").unwrap();
        assert_eq!((second.front_end.as_deref(), second.port), (Some("second"), 443));
        assert_eq!(second.to_string(), "web tcp second:443 -> 10.0.2.6:8443");
        assert_eq!(web.to(Ipv4Addr::new(10, 9, 0, 1)), "web tcp 443 -> 10.9.0.1:8443");
        let dns = Service::read("dns UDP 53->10.0.2.7").unwrap();
        assert_eq!((dns.protocol, dns.target_port), (Protocol::Udp, 53));
        assert_eq!(dns.to_string(), "dns udp 53 -> 10.0.2.7");
        let vpn = Service::read("ike udp 500 -> pair").unwrap();
        assert!(vpn.on_pair && !web.on_pair);
        assert_eq!(vpn.to(Ipv4Addr::new(10, 9, 0, 1)), "ike udp 500 -> pair");
        let named = Service::read("web tcp 443 -> 10.0.2.6:8443  ssl   web-browsing").unwrap();
        assert_eq!(named.applications, ["ssl", "web-browsing"]);
        assert_eq!(named.to_string(), "web tcp 443 -> 10.0.2.6:8443 ssl web-browsing");
    }

    #[test]
    fn a_broken_service_says_what_is_broken() {
        for (entry, reason) in [
            ("web tcp 443", "->"),
            ("web 443 -> 10.0.2.6", "three words"),
            ("web icmp 443 -> 10.0.2.6", "protocol"),
            ("web tcp 0 -> 10.0.2.6", "port"),
            ("web tcp 65535 -> 10.0.2.6", "port"),
            ("web tcp 443 -> host", "target"),
            ("web tcp 443 -> 10.0.2.6 8443", "target"),
            ("web tcp 443 -> 10.0.2.6 :8443", "target"),
            ("web tcp 443 -> 10.0.2.6 SSL", "application"),
            ("web tcp 443 -> 10.0.2.6 ssl;x", "application"),
            ("web tcp 443 -> 10.0.2.6:+1", "target port"),
            ("w'eb tcp 443 -> 10.0.2.6", "name"),
        ] {
            assert!(Service::read(entry).unwrap_err().contains(reason), "{entry}");
        }
    }
}
