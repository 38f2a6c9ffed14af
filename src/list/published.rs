//! Published services: `name tcp|udp [front-end:]port -> [address][:port] [application ...] [from source ...]`,
//! with `pair` as address for what ends on the pair itself.

use std::fmt;
use std::net::Ipv4Addr;

use crate::choice::{Choice, Protocol};
use crate::facts;
use crate::net::Range;

/// A published service; as it is typed, its target may be left to the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service<Target = Ipv4Addr> {
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
    pub target: Target,
    /// Whether it ends on the pair itself, as a VPN does.
    pub on_pair: bool,
    /// Port of the host.
    pub target_port: u16,
    /// The applications that PAN-OS lets pass; empty for any.
    pub applications: Vec<String>,
    /// Who may reach it, none within another; empty for anybody.
    pub sources: Vec<Range>,
}

/// A published service as it is typed.
pub type TypedService = Service<Option<Ipv4Addr>>;

/// What is wrong with an entry: the place of its cell, where it has cells, and words to go on after "the service".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The column.
    pub column: Option<usize>,
    /// What is wrong.
    pub said: &'static str,
}

impl TypedService {
    /// Reads an entry.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn read(entry: &str) -> Result<Self, Flaw> {
        let [name, protocol, port, target, target_port, applications, sources, front_end] =
            cells(entry)?;
        let flaw = |column, said| Flaw { column: Some(column), said };
        if !facts::panos::is_object_name(&name) || name.len() > facts::azure::SERVICE_NAME_MAX {
            let said = "has a name that is not 1 to 40 letters, digits, hyphens and underscores";
            return Err(flaw(NAME, said));
        }
        let protocol = Protocol::from_text(&protocol).ok_or(NO_PROTOCOL)?;
        let port = port_number(&port).ok_or(flaw(PORT, "has a port that is not 1 to 65534"))?;
        let target_port = match target_port.as_str() {
            "" => port,
            text => port_number(text)
                .ok_or(flaw(TARGET_PORT, "has a target port that is not 1 to 65534"))?,
        };
        let on_pair = target == PAIR;
        let target = match target.as_str() {
            "" => None,
            text => {
                let said = "has no IPv4 address and not the word pair as target";
                let host = if on_pair { facts::panos::LOOPBACK } else { text };
                Some(host.parse().map_err(|_| flaw(TARGET, said))?)
            }
        };
        let front_end = Some(front_end).filter(|front_end| !front_end.is_empty());
        let applications: Vec<String> =
            applications.split_whitespace().map(str::to_owned).collect();
        if !applications.iter().all(|name| facts::panos::is_application(name)) {
            let said = "has an application that is not lower-case letters, digits, - and _";
            return Err(flaw(APPLICATIONS, said));
        }
        let sources = ranges(&sources).map_err(|said| flaw(SOURCES, said))?;
        Ok(Self {
            sources,
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
}

impl<Target> Service<Target> {
    /// The service with another target.
    pub fn to<Other>(self, target: Other) -> Service<Other> {
        Service {
            target,
            name: self.name,
            protocol: self.protocol,
            front_end: self.front_end,
            port: self.port,
            backend_port: self.backend_port,
            on_pair: self.on_pair,
            target_port: self.target_port,
            applications: self.applications,
            sources: self.sources,
        }
    }

    /// Whether anybody may reach it.
    pub fn is_open(&self) -> bool {
        self.sources.iter().all(|range| range.prefix_len() == 0)
    }

    /// A host that may reach it, where it is not anybody; one of the Internet, if any of them is.
    pub fn client(&self) -> Option<Ipv4Addr> {
        let ends = |range: &Range| [range.nth(9).unwrap_or(range.last()), range.last()];
        let hosts = || self.sources.iter().filter(|_| !self.is_open()).flat_map(ends);
        let comes = |host: &Ipv4Addr| !facts::azure::is_unrouted(Range::host(*host));
        hosts().find(comes).or_else(|| hosts().next())
    }
}

impl fmt::Display for TypedService {
    /// The entry that the service is typed as.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let front_end = self.front_end.as_deref().unwrap_or_default();
        let port = self.port.to_string();
        let chosen = self.target.map(|target| target.to_string());
        let target = if self.on_pair { PAIR.to_owned() } else { chosen.unwrap_or_default() };
        let other = Some(self.target_port).filter(|other| *other != self.port);
        let other = other.map(|port| port.to_string()).unwrap_or_default();
        let applications = self.applications.join(" ");
        let sources: Vec<String> = self.sources.iter().map(|range| written(*range)).collect();
        let sources = sources.join(" ");
        let protocol = self.protocol.text();
        let cells =
            [&self.name, protocol, &port, &target, &other, &applications, &sources, front_end];
        f.write_str(&entry(cells))
    }
}

impl fmt::Display for Service {
    /// The entry that it would be typed as.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clone().to(Some(self.target)).fmt(f)
    }
}

/// The target of what ends on the pair.
const PAIR: &str = "pair";

// The columns of the cells below.
const NAME: usize = 0;
const PORT: usize = 2;
const TARGET: usize = 3;
const TARGET_PORT: usize = 4;
const APPLICATIONS: usize = 5;
const SOURCES: usize = 6;

const NO_PROTOCOL: Flaw = shape("has a protocol that is not tcp or udp");

/// A flaw of an entry that has no cells.
const fn shape(said: &'static str) -> Flaw {
    Flaw { column: None, said }
}

/// Stands for a target that is left to the plan where more follows.
const CHOSEN: &str = "auto";

/// Stands before the sources.
const FROM: &str = "from";

/// Name, protocol, port, target, target port, applications, sources and front end, or what keeps an entry
/// from having them.
pub(super) fn cells(entry: &str) -> Result<[String; 8], Flaw> {
    let (left, right) = entry.split_once("->").ok_or(shape("has no ->"))?;
    let words: Vec<&str> = left.split_whitespace().collect();
    let protocol =
        |word: &str| Protocol::ALL.iter().find(|known| known.text().eq_ignore_ascii_case(word));
    // Half typed, name and port may be missing; the protocol is always there.
    let (name, word, port) = match words.as_slice() {
        [name, word, port] => (*name, *word, *port),
        [name, word] if protocol(word).is_some() => (*name, *word, ""),
        [word, port] if protocol(word).is_some() => ("", *word, *port),
        [word] if protocol(word).is_some() => ("", *word, ""),
        _ => return Err(shape("has not three words before ->")),
    };
    // Written without its first sign, `:tcp` would be the protocol, and `::443` another text.
    let (front_end, port) = match port.split_once(':') {
        Some(("", word)) if word.parse::<u16>().is_err() => ("", port),
        Some(parts) => parts,
        None => ("", port),
    };
    let protocol = protocol(word).ok_or(NO_PROTOCOL)?;
    let mut words = right.split_whitespace();
    let before: Vec<&str> = words.by_ref().take_while(|word| *word != FROM).collect();
    let sources: Vec<&str> = words.collect();
    // Without its sources the word would let anybody in.
    if sources.is_empty() && right.split_whitespace().last() == Some(FROM) {
        return Err(shape("has no source after from"));
    }
    let (target, applications) = before.split_first().map_or(("", &[][..]), |(a, b)| (*a, b));
    let (target, target_port) = target.split_once(':').unwrap_or((target, ""));
    let is_port = |word: &&str| word.starts_with(':') || word.bytes().all(|b| b.is_ascii_digit());
    if applications.iter().any(is_port) {
        return Err(shape("has a port apart from its target"));
    }
    let applications = applications.join(" ");
    let sources = sources.join(" ");
    let target = if target == CHOSEN { "" } else { target };
    let protocol = protocol.text();
    let cells = [name, protocol, port, target, target_port, &applications, &sources, front_end];
    Ok(cells.map(str::to_owned))
}

/// The entry of such cells, half-typed ones included. A comma would end it, so blanks stand for those that a
/// cell has.
pub(super) fn entry(
    [name, protocol, port, target, target_port, applications, sources, front_end]: [&str; 8],
) -> String {
    let after = |sign: &str, cell: &str| match cell {
        "" => String::new(),
        cell => format!("{sign}{}", cell.replace(',', " ")),
    };
    let front_end = if front_end.is_empty() { String::new() } else { format!("{front_end}:") };
    let target_port = after(":", target_port);
    let more = after(" ", applications) + &after(" from ", sources);
    let target = if target.is_empty() && !more.is_empty() { CHOSEN } else { target };
    let name = if name.is_empty() { String::new() } else { format!("{name} ") };
    format!("{name}{protocol} {front_end}{port} -> {target}{target_port}{more}")
}

/// What is wrong with a row of such cells, if anything.
pub(super) fn flaw(cells: [&str; 8]) -> Option<Flaw> {
    let [name, _, port, ..] = cells;
    match (name, port) {
        ("", _) => Some(Flaw { column: Some(NAME), said: "has no name" }),
        (_, "") => Some(Flaw { column: Some(PORT), said: "has no port" }),
        _ => TypedService::read(&entry(cells)).err(),
    }
}

/// Sources, or what is wrong with them. Azure refuses a rule of which one prefix holds another.
/// Source: kubernetes-sigs/cloud-provider-azure#6775, read 2026-11-26.
fn ranges(text: &str) -> Result<Vec<Range>, &'static str> {
    let mut ranges: Vec<Range> = Vec::new();
    for word in text.split_whitespace() {
        let host = word.parse().ok().map(Range::host);
        let range = host.or_else(|| Range::read(word).ok());
        let range = range.ok_or("has a source that is no IPv4 address or range")?;
        if ranges.iter().any(|other| other.overlaps(range)) {
            return Err("has a source that another one holds");
        }
        ranges.push(range);
    }
    Ok(ranges)
}

/// A range as a person types it.
fn written(range: Range) -> String {
    match range.prefix_len() {
        32 => range.network().to_string(),
        _ => range.to_string(),
    }
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
        let web = TypedService::read("web tcp 443 -> 10.0.2.6:8443").unwrap();
        assert_eq!((web.port, web.target_port), (443, 8443));
        let second = TypedService::read("web tcp second:443 -> 10.0.2.6:8443").unwrap();
        assert_eq!((second.front_end.as_deref(), second.port), (Some("second"), 443));
        assert_eq!(second.to_string(), "web tcp second:443 -> 10.0.2.6:8443");
        let moved = web.to(Ipv4Addr::new(10, 9, 0, 1));
        assert_eq!(moved.to_string(), "web tcp 443 -> 10.9.0.1:8443");
        let dns = TypedService::read("dns UDP 53->10.0.2.7").unwrap();
        assert_eq!((dns.protocol, dns.target_port), (Protocol::Udp, 53));
        assert_eq!(dns.to_string(), "dns udp 53 -> 10.0.2.7");
        let vpn = TypedService::read("ike udp 500 -> pair").unwrap();
        assert!(vpn.on_pair && !second.on_pair);
        let moved = vpn.to(Ipv4Addr::new(10, 9, 0, 1));
        assert_eq!(moved.to_string(), "ike udp 500 -> pair");
        let named = TypedService::read("web tcp 443 -> 10.0.2.6:8443  ssl   web-browsing").unwrap();
        assert_eq!(named.applications, ["ssl", "web-browsing"]);
        assert_eq!(named.to_string(), "web tcp 443 -> 10.0.2.6:8443 ssl web-browsing");
    }

    #[test]
    fn a_target_may_be_left_to_the_plan() {
        for text in ["web tcp 443 -> ", "web tcp 443 -> :8443", "web tcp 443 -> auto:8443 ssl"] {
            let web = TypedService::read(text).unwrap();
            assert_eq!((web.target, web.to_string().as_str()), (None, text));
        }
        let web = TypedService::read("web tcp 443 -> auto").unwrap();
        assert_eq!(web.to_string(), "web tcp 443 -> ");
    }

    #[test]
    fn sources_follow_the_word_from() {
        for text in [
            "web tcp 443 -> 10.0.2.6 from 203.0.113.0/24",
            "web tcp two:443 -> 10.0.2.6:8443 ssl from 203.0.113.0/24 198.51.100.7",
            "web tcp 443 -> auto from 198.51.100.7",
            "ike udp 500 -> pair from 198.51.100.7",
        ] {
            let service = TypedService::read(text).unwrap();
            assert_eq!(service.to_string(), text);
            assert!(!service.sources.is_empty() && !service.applications.contains(&"from".into()));
        }
        let web = TypedService::read("web tcp 443 -> from 203.0.113.0/24").unwrap();
        assert_eq!((web.target, web.client()), (None, Some(Ipv4Addr::new(203, 0, 113, 9))));
        assert_eq!(TypedService::read("web tcp 443 -> 10.0.2.6").unwrap().client(), None);
        let typed = ["web", "tcp", "443", "", "", "", "198.51.100.7, 203.0.113.0/24", ""];
        assert_eq!(flaw(typed), None, "a comma in a cell is no end of the entry");
    }

    #[test]
    fn a_half_typed_row_is_read_as_it_was_written() {
        for typed in [
            ["", "udp", "", "10.0.2.7", "", "", "", ""],
            ["", "udp", "", "", "", "", "", ""],
            ["", "udp", "500", "", "", "ike", "", ""],
            ["vpn", "udp", "", "", "", "", "", ""],
            ["tcp", "udp", "", "", "", "", "", ""],
            ["", "udp", "", "", "", "", "", "two"],
        ] {
            let written = entry(typed);
            assert_eq!(cells(written.trim()), Ok(typed.map(str::to_owned)), "{written:?}");
        }
        for text in
            ["udp :tcp ->", "udp :500 ->", "udp : -> :", "udp ::x:2 ->", "udp -> auto: from from"]
        {
            let again =
                |text: &str| entry(cells(text.trim()).unwrap().each_ref().map(String::as_str));
            assert_eq!(again(&again(text)), again(text));
        }
    }

    #[test]
    fn a_row_says_which_cell_is_wrong() {
        for (cells, column) in [
            (["", "tcp", "443", "", "", "", "", ""], Some(NAME)),
            (["web", "tcp", "", "", "", "", "", ""], Some(PORT)),
            (["web", "tcp", "x", "", "", "", "", ""], Some(PORT)),
            (["web", "tcp", "443", "10.0.0", "", "", "", ""], Some(TARGET)),
            (["web", "tcp", "443", "", "0", "", "", ""], Some(TARGET_PORT)),
            (["web", "tcp", "443", "", "", "SSL", "", ""], Some(APPLICATIONS)),
            (["web", "tcp", "443", "", "", "ssl", "host", ""], Some(SOURCES)),
            (["web", "tcp", "443", "", "", "", "203.0.113.9/24", ""], Some(SOURCES)),
            (["web", "tcp", "443", "", "", "", "8.0.0.0/8 8.8.8.8", ""], Some(SOURCES)),
        ] {
            assert_eq!(flaw(cells).unwrap().column, column, "{cells:?}");
        }
        assert_eq!(flaw(["web", "tcp", "443", "", "", "", "", "two"]), None);
    }

    #[test]
    fn a_broken_service_says_what_is_broken() {
        for (entry, reason) in [
            ("web tcp 443", "->"),
            ("web 443 -> 10.0.2.6", "three words"),
            ("web tcp -> 10.0.2.6", "port"),
            ("tcp 443 -> 10.0.2.6", "name"),
            ("web icmp 443 -> 10.0.2.6", "protocol"),
            ("web tcp 0 -> 10.0.2.6", "port"),
            ("web tcp 65535 -> 10.0.2.6", "port"),
            ("web tcp 443 -> host", "target"),
            ("web tcp 443 -> 10.0.2.6 8443", "target"),
            ("web tcp 443 -> 10.0.2.6 :8443", "target"),
            ("web tcp 443 -> 10.0.2.6 SSL", "application"),
            ("web tcp 443 -> 10.0.2.6 ssl;x", "application"),
            ("web tcp 443 -> 10.0.2.6:+1", "target port"),
            ("web tcp 443 -> 10.0.2.6 ssl from", "no source after from"),
            ("web tcp 443 -> 10.0.2.6 from Internet", "no IPv4 address or range"),
            ("w'eb tcp 443 -> 10.0.2.6", "name"),
        ] {
            assert!(TypedService::read(entry).unwrap_err().said.contains(reason), "{entry}");
        }
    }
}
