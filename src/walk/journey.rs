//! A whole way: from a sender through filters, balancers, firewalls and routes to the receiver, and the
//! answer's way back, with what decided at each hop.
//!
//! The answer is part of the way: a session lives where its first packet passed, so an answer that takes
//! another way, or meets a unit that knows no session of it, ends there. What lies beyond the VNet is
//! outside the documents: a hop there says what it takes for granted.

use std::fmt;
use std::net::Ipv4Addr;

use super::azure::Protocol;
use super::packet::{Decision, Kind};
use crate::facts;

mod way;

pub use way::walk;

/// An address of a packet on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// One that is known.
    Ip(Ipv4Addr),
    /// That of a host of the Internet.
    Internet,
    /// That of the public IP with this name.
    Public(String),
    /// That of Azure's storage.
    Storage,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(address) => address.fmt(f),
            Self::Internet => f.write_str("Internet"),
            Self::Public(name) => f.write_str(name),
            Self::Storage => f.write_str("storage"),
        }
    }
}

/// A packet on its way. A port that the sender or a translation chooses is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datagram {
    /// Protocol.
    pub protocol: Protocol,
    /// Source address.
    pub source: Address,
    /// Source port.
    pub source_port: Option<u16>,
    /// Destination address.
    pub destination: Address,
    /// Destination port; none for protocols without ports.
    pub port: Option<u16>,
}

impl Datagram {
    /// Its answer.
    fn answer(&self) -> Self {
        Self {
            protocol: self.protocol,
            source: self.destination.clone(),
            source_port: self.port,
            destination: self.source.clone(),
            port: self.source_port,
        }
    }
}

impl fmt::Display for Datagram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |address: &Address, port: Option<u16>| match port {
            Some(port) => format!("{address}:{port}"),
            None => address.to_string(),
        };
        let source = end(&self.source, self.source_port);
        let destination = end(&self.destination, self.port);
        write!(f, "{} {source} > {destination}", self.protocol)
    }
}

/// What a hop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Station {
    /// The sender, where it is no NIC that is known.
    Sender,
    /// A balancer.
    Balancer,
    /// A NIC, entered or left by its filters.
    Nic,
    /// A firewall.
    Firewall,
    /// Azure's router in a subnet.
    Router,
    /// What gives a packet its public address.
    Egress,
    /// The receiver.
    Receiver,
}

/// A hop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// What it is.
    pub station: Station,
    /// Its name.
    pub name: String,
    /// The packet as it comes.
    pub before: Datagram,
    /// The packet as it goes on.
    pub after: Datagram,
    /// What decided.
    pub by: Vec<Decision>,
}

impl Hop {
    /// What decided, in a sentence; empty where nothing did.
    pub fn reasons(&self) -> String {
        self.by.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }

    /// Whether the packet goes on as another one.
    pub fn translates(&self) -> bool {
        self.before != self.after
    }
}

impl fmt::Display for Hop {
    /// The packet as it comes, as it goes on where that differs, and what decided.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.before)?;
        if self.translates() {
            write!(f, ", on as {}", self.after)?;
        }
        match self.reasons().as_str() {
            "" => Ok(()),
            reasons => write!(f, " ({reasons})"),
        }
    }
}

/// How a journey ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The answer arrives.
    Works,
    /// It ends at its last hop, for this reason.
    Stops(String),
    /// The documents do not say what its last hop does.
    Open(String),
}

impl fmt::Display for End {
    /// The rest of a sentence that begins with the flow.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Works => f.write_str("works"),
            Self::Stops(why) => write!(f, "stops: {why}"),
            Self::Open(why) => write!(f, "is open: {why}"),
        }
    }
}

/// The way of a session's first packet, and its answer's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// The way there.
    pub there: Vec<Hop>,
    /// The way back; empty where the packet does not arrive.
    pub back: Vec<Hop>,
    /// How it ends.
    pub end: End,
}

impl Journey {
    /// What is taken for granted on its way, each as the rest of a sentence.
    pub fn provided(&self) -> Vec<&str> {
        let mut assumed: Vec<&str> = Vec::new();
        for by in self.there.iter().chain(&self.back).flat_map(|hop| &hop.by) {
            if by.kind == Kind::Assumed && !assumed.contains(&by.name.as_str()) {
                assumed.push(&by.name);
            }
        }
        assumed
    }

    /// How it ends, as the rest of a sentence that begins with the flow; what is taken for granted is said.
    pub fn outcome(&self) -> String {
        match (&self.end, self.provided().as_slice()) {
            (End::Works, assumed @ [_, ..]) => {
                format!("works, provided {}", assumed.join(", and "))
            }
            (end, _) => end.to_string(),
        }
    }

    /// The packet on its way there, each time that it is another one.
    pub fn forms(&self) -> Vec<&Datagram> {
        let mut forms: Vec<&Datagram> = Vec::new();
        for packet in self.there.iter().flat_map(|hop| [&hop.before, &hop.after]) {
            if forms.last() != Some(&packet) {
                forms.push(packet);
            }
        }
        forms
    }
}

/// Where a packet starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    /// In the Internet.
    Internet,
    /// Azure's health probe.
    Probe,
    /// In a range beyond the VNet.
    Remote(String),
    /// At a host in the VNet.
    Host,
}

/// A session to be walked: where it starts, its first packet, and the application that it turns out to be,
/// where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Where it starts.
    pub start: Start,
    /// Its first packet.
    pub packet: Datagram,
    /// The application, as PAN-OS names it.
    pub application: Option<String>,
    /// Who is meant to get it, where translation decides that.
    pub receiver: Option<Ipv4Addr>,
}

impl Opening {
    /// A balancer's probe.
    pub fn probe(at: Ipv4Addr, port: u16) -> Self {
        let packet = Datagram {
            protocol: Protocol::Tcp,
            source: Address::Ip(facts::azure::PROBE_SOURCE),
            source_port: None,
            destination: Address::Ip(at),
            port: Some(port),
        };
        Self { start: Start::Probe, packet, application: None, receiver: None }
    }
}
