//! A firewall as packets meet it: interfaces, routers, zones, objects and rules, as PAN-OS writes them.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::net::Range;

/// What an interface is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Traffic, on a NIC.
    Traffic,
    /// High availability.
    Ha,
    /// No NIC stands behind it: a loopback, a tunnel, a VLAN, an aggregate or a part of one.
    Other,
}

/// An interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// `ethernet1/1`.
    pub name: String,
    /// What it is for.
    pub used: Use,
    /// Addresses with prefix lengths; none with DHCP.
    pub addresses: Vec<String>,
    /// Whether DHCP gives it a default route.
    pub learns: bool,
    /// Interface management profile.
    pub profile: String,
}

/// A static route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its name.
    pub name: String,
    /// Destination.
    pub destination: String,
    /// Next hop's address, or empty.
    pub gateway: String,
    /// Next router, or empty.
    pub next_router: String,
    /// Outgoing interface, or empty.
    pub interface: String,
}

/// A virtual or logical router.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Router {
    /// Its name.
    pub name: String,
    /// Its interfaces.
    pub interfaces: Vec<String>,
    /// Its static routes.
    pub routes: Vec<Route>,
}

/// A zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Its name.
    pub name: String,
    /// Its interfaces.
    pub interfaces: Vec<String>,
}

/// A service object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// `tcp` or `udp`.
    pub protocol: String,
    /// Its port.
    pub port: String,
}

/// A security or NAT rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Source zones.
    pub from: Vec<String>,
    /// Destination zones.
    pub to: Vec<String>,
    /// Sources.
    pub source: Vec<String>,
    /// Destinations.
    pub destination: Vec<String>,
    /// Applications, for security rules.
    pub applications: Vec<String>,
    /// Services: a security rule lists them, a NAT rule names one.
    pub services: Vec<String>,
    /// Whether it is only for some users or web categories, or for all but its addresses.
    pub narrowed: bool,
    /// `allow` or `deny`, for security rules.
    pub action: String,
    /// Address that the destination is translated to, or empty.
    pub translated: String,
    /// Port that it is translated to, or empty.
    pub translated_port: String,
    /// Whether a pool hides the source, of which the address is not known.
    pub pooled: bool,
    /// Interface whose address hides the source, or empty.
    pub hides_behind: String,
    /// That address with its length, or empty.
    pub hides_address: String,
}

/// A profile that says what an interface answers itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// Sources that it answers; empty for all.
    pub permitted: Vec<String>,
    /// Services that it answers, as `ssh`.
    pub answers: Vec<String>,
}

/// A firewall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firewall {
    /// Host name.
    pub host_name: String,
    /// Sources that its management answers; empty for all.
    pub permitted: Vec<String>,
    /// Interfaces.
    pub interfaces: Vec<Interface>,
    /// Interface management profiles.
    pub profiles: Vec<Profile>,
    /// Routers.
    pub routers: Vec<Router>,
    /// Zones.
    pub zones: Vec<Zone>,
    /// Service objects.
    pub services: Vec<Service>,
    /// Groups of services with their members.
    pub service_groups: BTreeMap<String, Vec<String>>,
    /// Address objects and groups, those that are known as first and last addresses.
    pub objects: BTreeMap<String, Option<Vec<Span>>>,
    /// Security rules in order.
    pub security: Vec<Rule>,
    /// Whether PAN-OS's own rule inside a zone, which allows, was made to deny.
    pub denies_inside_zones: bool,
    /// NAT rules in order.
    pub nat: Vec<Rule>,
}

impl Rule {
    /// Everything that a rule is for: zones, addresses, applications and services.
    pub fn lists(&self) -> [&[String]; 6] {
        let Self { from, to, source, destination, applications, services, .. } = self;
        [from, to, source, destination, applications, services]
    }
}

impl Firewall {
    /// The interface with this name.
    pub fn interface(&self, name: &str) -> Option<&Interface> {
        self.interfaces.iter().find(|interface| interface.name == name)
    }

    /// What an address in a rule stands for: a range, a host, an object; `None` where it is not known,
    /// as of a name that is resolved later.
    pub fn spans(&self, text: &str) -> Option<Vec<Span>> {
        self.objects.get(text).cloned().unwrap_or_else(|| span(text).map(|span| vec![span]))
    }

    /// Whether a list of those who are answered holds an address; an empty one holds all.
    pub fn admits(&self, list: &[String], address: Ipv4Addr) -> bool {
        let mut spans = list.iter().filter_map(|text| self.spans(text)).flatten();
        list.is_empty() || spans.any(|(first, last)| (first..=last).contains(&address))
    }

    /// The one host that an address in a rule stands for.
    pub fn host(&self, text: &str) -> Option<Ipv4Addr> {
        match self.spans(text)?.as_slice() {
            [(first, last)] if first == last => Some(*first),
            _ => None,
        }
    }

    /// The interface that has an address, with or without its length or by an object.
    pub fn owner(&self, address: Ipv4Addr) -> Option<&Interface> {
        let is = |text: &String| bare(text).or_else(|| self.host(text)) == Some(address);
        self.interfaces.iter().find(|interface| interface.addresses.iter().any(is))
    }

    /// The zone of an interface.
    pub fn zone_of(&self, interface: &str) -> Option<&str> {
        let zone = self.zones.iter().find(|zone| zone.interfaces.iter().any(|i| i == interface));
        zone.map(|zone| zone.name.as_str())
    }
}

/// The address in `10.0.1.4/24`.
pub fn bare(text: &str) -> Option<Ipv4Addr> {
    text.split('/').next()?.parse().ok()
}

/// The range around the address in `10.0.1.4/24`.
pub fn around(text: &str) -> Option<Range> {
    let (address, len) = text.split_once('/')?;
    Range::around(address.parse().ok()?, len.parse().ok()?)
}

/// First and last address.
pub type Span = (Ipv4Addr, Ipv4Addr);

/// `any`, a range, a host with or without the length of its network, or `first-last`.
pub fn span(text: &str) -> Option<Span> {
    if text == "any" {
        return Some((Ipv4Addr::UNSPECIFIED, Ipv4Addr::BROADCAST));
    }
    if let Some((first, last)) = text.split_once('-') {
        return first.trim().parse().ok().zip(last.trim().parse().ok());
    }
    if let Ok(range) = Range::read(text) {
        return Some((range.network(), range.last()));
    }
    bare(text).map(|host| (host, host))
}
