//! Syslog servers: `udp|tcp|tls server[:port]`.

use std::fmt;

use crate::choice::{Choice, Transport};
use crate::facts;

/// A server that logs are sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyslogServer {
    /// How they travel.
    pub transport: Transport,
    /// Its address or name.
    pub server: String,
    /// Its port, 1 to 65535.
    pub port: u16,
}

impl SyslogServer {
    /// Reads an entry.
    ///
    /// # Errors
    /// Says what is wrong with it, to go on after "the syslog server".
    pub fn read(entry: &str) -> Result<Self, &'static str> {
        let [transport, server, port] = cells(entry).ok_or("is not a transport and a server")?;
        let transport = Transport::from_text(&transport)
            .ok_or("has a transport that is not udp, tcp or tls")?;
        if !facts::panos::is_server(&server) {
            return Err("has no host's IPv4 address and no name");
        }
        let usual = facts::panos::syslog_port(transport == Transport::Tls);
        let typed = || port.parse().ok().filter(|typed| *typed > 0);
        let port = if port.is_empty() { Some(usual) } else { typed() };
        let port = port.ok_or("has a port that is not 1 to 65535")?;
        Ok(Self { transport, server, port })
    }

    /// The entry with another server.
    pub fn to(&self, server: impl fmt::Display) -> String {
        Self { server: server.to_string(), ..self.clone() }.to_string()
    }
}

impl fmt::Display for SyslogServer {
    /// The entry that the server is typed as.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}:{}", self.transport, self.server, self.port)
    }
}

/// Transport, server and port of an entry that has this shape.
pub(super) fn cells(entry: &str) -> Option<[String; 3]> {
    let (transport, host) = entry.split_once(char::is_whitespace)?;
    let (server, port) = host.split_once(':').unwrap_or((host, ""));
    let (server, port) = (server.trim(), port.trim());
    let lower = transport.to_ascii_lowercase();
    let known = Transport::from_text(&lower).is_some();
    let plain = |text: &str| !text.contains(|c: char| c.is_whitespace() || c == ':');
    (known && plain(server) && plain(port)).then(|| [lower, server.to_owned(), port.to_owned()])
}

/// The entry of such cells, half-typed ones included.
pub(super) fn entry([transport, server, port]: [&str; 3]) -> String {
    let port = if port.is_empty() { String::new() } else { format!(":{port}") };
    format!("{transport} {server}{port}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_read_with_and_without_its_port() {
        for (entry, said) in [
            ("udp 10.0.2.9", "udp 10.0.2.9:514"),
            ("TCP siem.example.com:1514", "tcp siem.example.com:1514"),
            ("tls  siem.example.com", "tls siem.example.com:6514"),
        ] {
            assert_eq!(SyslogServer::read(entry).unwrap().to_string(), said);
        }
        assert_eq!(SyslogServer::read("udp 10.0.2.9").unwrap().to("10.9.0.1"), "udp 10.9.0.1:514");
    }

    #[test]
    fn a_broken_server_says_what_is_broken() {
        for (entry, reason) in [
            ("10.0.2.9", "transport"),
            ("http 10.0.2.9", "transport"),
            ("udp 10.0.2.256", "address"),
            ("udp 10.0.2.9:0", "port"),
            ("udp 10.0.2.9:70000", "port"),
            ("udp a b", "transport"),
        ] {
            assert!(SyslogServer::read(entry).unwrap_err().contains(reason), "{entry}");
        }
    }
}
