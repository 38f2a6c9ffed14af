//! A packet on its way, hop by hop, with the sessions that it leaves behind.

use std::net::Ipv4Addr;

use super::{Address, Datagram, End, Hop, Journey, Opening, Start, Station};
use crate::facts;
use crate::net::Range;
use crate::walk::azure::{
    Azure, Balancer, BalancingRule, Decided, Front, FrontEnd, Hop as Next, Nic, Packet, Protocol,
    Remote, Sender, Subnet, System, Verdict, Way,
};
use crate::walk::model::Model;
use crate::walk::packet;
use crate::walk::packet::{Decision, Fate, Kind};

/// A translation or a unit's session that the answer has to meet.
#[derive(Clone, Debug)]
struct Session {
    at: String,
    station: Station,
    /// Interface by which the answer leaves; for firewalls.
    reply: String,
    before: Datagram,
    after: Datagram,
}

/// Where a packet is.
enum Place {
    Internet,
    Remote,
    /// On the way from a subnet to its router, sent by this NIC, if one is known.
    Leaving(String, Option<String>),
    /// Before this NIC.
    Before(String),
    /// In the firewall of this number, at this interface.
    Inside(usize, String),
    /// At the receiver.
    Arrived,
}

/// More hops than any way has that does not circle.
const HOPS_MAX: usize = 24;

/// Walks a session's first packet there and its answer back while one unit is active.
pub fn walk(model: &Model, opening: &Opening, active: usize) -> Journey {
    let Opening { start, packet, application, receiver } = opening;
    let application = application.as_deref();
    let mut walker = Walker { model, active, application, sessions: Vec::new(), hops: Vec::new() };
    let there = walker.there(start, packet.clone());
    let hops = std::mem::take(&mut walker.hops);
    let last = match there {
        Ok(last) => last,
        Err(end) => return Journey { there: hops, back: Vec::new(), end },
    };
    if let Some(wanted) = receiver.map(Address::Ip).filter(|wanted| last.destination != *wanted) {
        let translates = |hop: &Hop| hop.before.destination != hop.after.destination;
        let n = hops.iter().rposition(translates).map_or(hops.len(), |n| n + 1);
        let end = End::Stops(format!("it goes on to {}, expected {wanted}", last.destination));
        return Journey { there: hops.into_iter().take(n).collect(), back: Vec::new(), end };
    }
    let end = walker.back(start, &hops, last.answer()).err().unwrap_or(End::Works);
    Journey { there: hops, back: walker.hops, end }
}

struct Walker<'a> {
    model: &'a Model,
    active: usize,
    application: Option<&'a str>,
    sessions: Vec<Session>,
    hops: Vec<Hop>,
}

type Step = Result<(Place, Datagram), End>;

fn stop<T>(why: impl Into<String>) -> Result<T, End> {
    Err(End::Stops(why.into()))
}

impl<'a> Walker<'a> {
    fn there(&mut self, start: &Start, packet: Datagram) -> Result<Datagram, End> {
        let place = match start {
            Start::Internet => {
                if let Address::Ip(from) = packet.source
                    && facts::azure::is_unrouted(Range::host(from))
                {
                    self.hop(Station::Sender, "Internet", &packet, &packet, Vec::new());
                    return stop(format!("no packet of the Internet comes from {from}"));
                }
                Place::Internet
            }
            Start::Remote(name) if !self.azure().remotes.iter().any(|one| one.name == *name) => {
                let why = format!("how {name} reaches the VNet stands in no document");
                return Err(End::Open(why));
            }
            Start::Remote(name) => {
                self.hop(Station::Sender, name, &packet, &packet, Vec::new());
                Place::Remote
            }
            Start::Probe => {
                let nic = self.nic_of(&packet.destination);
                Place::Before(nic.map(|nic| nic.name.clone()).unwrap_or_default())
            }
            Start::Host => self.sent(&packet, false)?,
        };
        self.run(place, packet, false)
    }

    /// The answer starts where the packet arrived.
    fn back(&mut self, start: &Start, there: &[Hop], packet: Datagram) -> Result<(), End> {
        let place = match there.last() {
            Some(hop) if hop.station == Station::Firewall => {
                self.answered(start, hop)?;
                Place::Arrived
            }
            Some(_) if packet.source == Address::Internet => Place::Internet,
            Some(_) if packet.source == Address::Storage => return Ok(()),
            Some(hop) if self.is_remote(&packet.source) => {
                let (name, by) = (hop.name.clone(), Vec::new());
                self.hop(Station::Sender, &name, &packet, &packet, by);
                Place::Remote
            }
            Some(_) => self.sent(&packet, true)?,
            None => return stop("nothing received it"),
        };
        self.run(place, packet, true)?;
        match self.sessions.first() {
            Some(missed) => stop(format!(
                "the answer passes by {}, which saw the packet and knows the session",
                missed.at
            )),
            None => Ok(()),
        }
    }

    /// Out of the NIC of its source, or from a host of which no NIC is known.
    fn sent(&mut self, packet: &Datagram, reply: bool) -> Result<Place, End> {
        if let Some(nic) = self.nic_of(&packet.source) {
            return self.leave(&nic.name, packet, reply);
        }
        let Some(subnet) = self.subnet_of(&packet.source) else {
            return stop(format!("no subnet holds {}", packet.source));
        };
        let asked = self.asked(packet, Way::Out);
        let verdict = self.azure().verdict_of(subnet, asked).filter(|_| !reply);
        let name = packet.source.to_string();
        self.judged(verdict.into_iter().collect(), (Station::Sender, &name), packet)?;
        Ok(Place::Leaving(subnet.name.clone(), None))
    }

    /// What ends on a unit is answered by it; a probe has to be answered out of the interface at which it
    /// came.
    fn answered(&mut self, start: &Start, hop: &Hop) -> Result<(), End> {
        let Some(session) = self.sessions.pop() else { return stop("nothing answers it") };
        let (answer, after) = (session.after.answer(), session.before.answer());
        let by = Decision::new(Kind::Session, &format!("out of {}", session.reply));
        self.hop(Station::Firewall, &hop.name, &answer, &after, vec![by]);
        let unit = self.model.units.iter().position(|unit| unit.host_name == hop.name);
        let out = unit.and_then(|unit| self.model.nic(unit, &session.reply));
        let arrived = self.nic_of(&hop.before.destination);
        if *start != Start::Probe {
            let Some(nic) = out else {
                return stop(format!("{} finds no way back to {}", hop.name, after.destination));
            };
            let place = self.leave(&nic.name, &after, true)?;
            return self.run(place, after, true).map(drop);
        }
        if out.map(|nic| &nic.name) == arrived.map(|nic| &nic.name) {
            return Ok(());
        }
        stop(format!("it is answered out of `{}`, not the way it came", session.reply))
    }

    fn hop(
        &mut self,
        station: Station,
        name: &str,
        before: &Datagram,
        after: &Datagram,
        by: Vec<Decision>,
    ) {
        let (before, after) = (before.clone(), after.clone());
        self.hops.push(Hop { station, name: name.to_owned(), before, after, by });
    }

    fn run(
        &mut self,
        mut place: Place,
        mut packet: Datagram,
        reply: bool,
    ) -> Result<Datagram, End> {
        for _ in 0..HOPS_MAX {
            (place, packet) = match place {
                Place::Arrived => return Ok(packet),
                Place::Internet => self.internet(packet, reply)?,
                Place::Remote => self.remote(packet, reply)?,
                Place::Leaving(subnet, nic) => {
                    self.routed(&subnet, nic.as_deref(), packet, reply)?
                }
                Place::Before(nic) => self.enter(&nic, packet, reply)?,
                Place::Inside(unit, interface) => {
                    self.firewall(unit, &interface, &packet, reply)?
                }
            };
        }
        stop("it circles")
    }

    /// From the Internet: by a front end, by a NIC's public IP, or back through what hid the sender.
    fn internet(&mut self, packet: Datagram, reply: bool) -> Step {
        if reply && let Some(session) = self.take(Station::Egress, &packet) {
            let after = session.before.answer();
            self.hop(Station::Egress, &session.at, &packet, &after, Vec::new());
            return self.arriving(after, reply);
        }
        let Address::Public(public) = &packet.destination else {
            return Ok(self.received("Internet", packet));
        };
        if let Some(nic) =
            self.azure().nics.iter().find(|nic| nic.public_ip.as_ref() == Some(public))
            && let Some(address) = nic.address
        {
            let after = Datagram { destination: Address::Ip(address), ..packet.clone() };
            let (name, to) = (public.clone(), nic.name.clone());
            self.hop(Station::Egress, &name, &packet, &after, Vec::new());
            self.remember(Station::Egress, &name, "", &packet, &after, reply);
            return Ok((Place::Before(to), after));
        }
        let front = self.azure().balancers.iter().find_map(|balancer| {
            let mut fronts = balancer.front_ends.iter();
            let front = fronts.find(|front| front.address == Front::Public(public.clone()))?;
            Some((balancer, front))
        });
        match front {
            Some((balancer, front)) => self.balanced(balancer, front, &packet, reply),
            None => stop(format!("nothing has the address of {public}")),
        }
    }

    /// Through a balancer to the active unit, which is the one that answers its probes.
    fn balanced(
        &mut self,
        balancer: &'a Balancer,
        front: &'a FrontEnd,
        packet: &Datagram,
        reply: bool,
    ) -> Step {
        let rules = balancer.rules.iter().filter(|rule| rule.front_end == front.name);
        let judged: Vec<_> = rules.map(|rule| (rule, is_about(rule, packet))).collect();
        let about =
            |wanted| judged.iter().find(|(_, about)| *about == wanted).map(|(rule, _)| *rule);
        let Some(rule) = about(Some(true)) else {
            self.hop(Station::Balancer, &balancer.name, packet, packet, Vec::new());
            if let Some(open) = about(None) {
                let why = format!("the deployment decides what the rule {} is about", open.name);
                return Err(End::Open(why));
            }
            let port = packet.port.unwrap_or_default();
            return stop(format!("no rule of {} is about {} {port}", front.name, packet.protocol));
        };
        let mut by = vec![Decision::new(Kind::Balancing, &rule.name)];
        let nics = self.model.machine_nics(self.active);
        let pooled = |nic: &&Nic| nic.balancers.contains(&balancer.name);
        let nic = nics.into_iter().find(pooled);
        let Some((nic, address)) = nic.and_then(|nic| Some((nic, nic.address?))) else {
            self.hop(Station::Balancer, &balancer.name, packet, packet, by);
            return stop(format!(
                "no NIC of the active unit stands in the pool of {}",
                balancer.name
            ));
        };
        let internal = matches!(front.address, Front::Private(_));
        let known = |address: &Address| match address {
            Address::Public(name) => self.azure().known.get(name).copied().map(Address::Ip),
            Address::Ip(_) | Address::Internet | Address::Storage => Some(address.clone()),
        };
        let after = if internal {
            packet.clone()
        } else {
            let destination = rule.floating.and_then(|keeps| {
                if keeps { known(&packet.destination) } else { Some(Address::Ip(address)) }
            });
            let Some((destination, port)) = destination.zip(rule.backend_port) else {
                self.hop(Station::Balancer, &balancer.name, packet, packet, by);
                return Err(End::Open("what the balancer makes of it is not known".to_owned()));
            };
            let port = if port == 0 { packet.port } else { Some(port) };
            Datagram { destination, port, ..packet.clone() }
        };
        by.extend(rule.probe.as_ref().map(|probe| Decision::new(Kind::Probe, probe)));
        self.hop(Station::Balancer, &balancer.name, packet, &after, by);
        self.probed(balancer, rule, address)?;
        if !internal {
            self.remember(Station::Balancer, &balancer.name, "", packet, &after, reply);
        }
        Ok((Place::Before(nic.name.clone()), after))
    }

    /// Whether the active unit answers a rule's probe.
    fn probed(&self, balancer: &Balancer, rule: &BalancingRule, at: Ipv4Addr) -> Result<(), End> {
        let probe = balancer.probes.iter().find(|probe| Some(&probe.name) == rule.probe.as_ref());
        let Some(probe) = probe else { return Ok(()) };
        match walk(self.model, &Opening::probe(at, probe.port), self.active).end {
            End::Works => Ok(()),
            End::Stops(why) => stop(format!("its probe of {at} port {} fails: {why}", probe.port)),
            End::Open(why) => Err(End::Open(format!("its probe of {at} may fail: {why}"))),
        }
    }

    /// From a range beyond. By the VNet's own gateway, that subnet's routes hold. The other side's are in no
    /// document; they are taken to lead to the pair exactly where the answer would come back by it, as they
    /// have to.
    fn remote(&mut self, packet: Datagram, reply: bool) -> Step {
        let gateway = self.remote_of(&packet.source).and_then(|remote| remote.gateway.clone());
        if let Some(gateway) = gateway {
            return self.routed(&gateway, None, packet, reply);
        }
        let answer = self.address(&packet.source);
        let target = self.subnet_of(&packet.destination);
        let hop = target.map(|subnet| self.azure().route(subnet, answer).hop());
        let steered = match hop {
            Some(Next::Appliance(hop)) => self.azure().internal(hop),
            Some(_) => None,
            None => self.azure().front_inside(),
        };
        if let Some(hop) = self.hops.last_mut() {
            let said = match steered {
                Some((_, front)) => {
                    format!("that what comes from {} is routed to {}", hop.name, front.name)
                }
                None => format!(
                    "that what comes from {} is sent straight through the peering or gateway",
                    hop.name
                ),
            };
            hop.by.push(Decision::new(Kind::Assumed, &said));
        }
        match steered {
            Some((balancer, front)) => self.balanced(balancer, front, &packet, reply),
            None => self.arriving(packet, reply),
        }
    }

    /// To an address inside, straight on. Of a host without a known NIC its subnet's filter is asked.
    fn arriving(&mut self, packet: Datagram, reply: bool) -> Step {
        if let Some(nic) = self.nic_of(&packet.destination) {
            return Ok((Place::Before(nic.name.clone()), packet));
        }
        let name = match &packet.destination {
            Address::Ip(to) => {
                let remote = self.remote_of(&packet.destination);
                let subnet = self.subnet_of(&packet.destination);
                match (subnet, remote) {
                    (Some(subnet), _) => {
                        let name = to.to_string();
                        let asked = self.asked(&packet, Way::In);
                        let verdict = self.azure().verdict_of(subnet, asked).filter(|_| !reply);
                        let verdicts = verdict.into_iter().collect();
                        self.judged(verdicts, (Station::Receiver, &name), &packet)?;
                        return Ok((Place::Arrived, packet));
                    }
                    (None, Some(remote)) => remote.name.clone(),
                    (None, None) => return stop(format!("nothing has the address {to}")),
                }
            }
            Address::Internet | Address::Public(_) | Address::Storage => {
                packet.destination.to_string()
            }
        };
        Ok(self.received(&name, packet))
    }

    fn received(&mut self, name: &str, packet: Datagram) -> (Place, Datagram) {
        self.hop(Station::Receiver, name, &packet, &packet, Vec::new());
        (Place::Arrived, packet)
    }

    /// Out of a NIC, past its filters. An answer passes with its session.
    fn leave(&mut self, name: &str, packet: &Datagram, reply: bool) -> Result<Place, End> {
        let Some(nic) = self.azure().nic(name) else { return stop(format!("{name} is not there")) };
        if !reply {
            self.filtered(nic, packet, Way::Out)?;
        }
        Ok(Place::Leaving(nic.subnet.clone(), Some(nic.name.clone())))
    }

    /// Past the filters before a NIC.
    fn filtered(&mut self, nic: &'a Nic, packet: &Datagram, way: Way) -> Result<(), End> {
        let verdicts = self.azure().verdicts(nic, self.asked(packet, way));
        self.judged(verdicts, (Station::Nic, &nic.name), packet)
    }

    /// A packet as a filter is asked for it.
    fn asked(&self, packet: &Datagram, way: Way) -> Packet {
        Packet {
            way,
            from: sender(&packet.source),
            to: self.address(&packet.destination),
            protocol: packet.protocol,
            port: packet.port.unwrap_or_default(),
        }
    }

    /// A hop at which filters decide.
    fn judged(
        &mut self,
        verdicts: Vec<(&str, Verdict<'_>)>,
        (station, name): (Station, &str),
        packet: &Datagram,
    ) -> Result<(), End> {
        let named = |(filter, verdict): &(&str, Verdict<'_>)| Decision {
            kind: Kind::Filter,
            of: (*filter).to_owned(),
            name: verdict.rule.to_owned(),
        };
        let by = verdicts.iter().map(named).collect();
        self.hop(station, name, packet, packet, by);
        for (filter, verdict) in verdicts {
            match verdict.allows {
                Some(true) => {}
                Some(false) => {
                    return stop(format!("the filter {filter} denies it by {}", verdict.rule));
                }
                None => {
                    let why = format!(
                        "the deployment decides whether {} of {filter} is about it",
                        verdict.rule
                    );
                    return Err(End::Open(why));
                }
            }
        }
        Ok(())
    }

    /// By the route of a subnet.
    fn routed(&mut self, subnet: &str, nic: Option<&str>, packet: Datagram, reply: bool) -> Step {
        let azure = self.azure();
        let Some(subnet) = azure.subnet(subnet) else {
            return Err(End::Open(format!("the routes of {subnet} are not known")));
        };
        if packet.destination == Address::Storage && subnet.storage {
            let by = vec![Decision::new(Kind::Route, "service endpoint")];
            self.hop(Station::Router, &subnet.name, &packet, &packet, by);
            return Ok(self.received("storage", packet));
        }
        let to = self.address(&packet.destination);
        let decided = azure.route(subnet, to);
        self.hop(Station::Router, &subnet.name, &packet, &packet, vec![decision(decided)]);
        match decided.hop() {
            Next::Appliance(hop) => {
                if let Some((balancer, front)) = azure.internal(hop) {
                    return self.balanced(balancer, front, &packet, reply);
                }
                let nic = azure.nics.iter().find(|nic| nic.address == Some(hop));
                match nic {
                    Some(nic) if nic.forwards => Ok((Place::Before(nic.name.clone()), packet)),
                    Some(nic) => stop(format!("{} does not take what is not for it", nic.name)),
                    None => stop(format!("no NIC or balancer has the address {hop}")),
                }
            }
            Next::Vnet | Next::Gateway => self.arriving(packet, reply),
            Next::Internet if facts::azure::is_private(Range::host(to)) => {
                stop(format!("no route leads to {to}, and the Internet does not know it"))
            }
            Next::Internet => self.egress(subnet, nic, &packet, reply),
            Next::Nowhere => stop("its route leads nowhere"),
            Next::Unknown => Err(End::Open("where its route leads is not known".to_owned())),
        }
    }

    /// Out to the Internet with a public address: the NAT gateway's before the NIC's own, and that before an
    /// outbound rule's. An answer leaves by the session that it belongs to.
    /// Source: Azure documentation, NAT gateway and other outbound methods.
    fn egress(
        &mut self,
        subnet: &'a Subnet,
        nic: Option<&str>,
        packet: &Datagram,
        reply: bool,
    ) -> Step {
        if reply {
            for station in [Station::Balancer, Station::Egress] {
                if let Some(session) = self.take(station, packet) {
                    let after = session.before.answer();
                    self.hop(station, &session.at, packet, &after, Vec::new());
                    return Ok(self.received("Internet", after));
                }
            }
        }
        let azure = self.azure();
        let gateway = subnet.nat_gateway.as_ref();
        let gateway =
            gateway.and_then(|name| azure.nat_gateways.iter().find(|one| one.name == *name));
        let gateway = gateway.and_then(|one| Some((one.name.as_str(), one.public_ips.first()?)));
        let nic = nic.and_then(|name| azure.nic(name));
        // What a NIC passes on is not its own, and Azure gives it no public address (not verified).
        let foreign =
            nic.filter(|nic| nic.address.map(Address::Ip).as_ref() != Some(&packet.source));
        if let Some(nic) = foreign {
            return stop(format!(
                "{} is not the address of {}, and Azure hides no other",
                packet.source, nic.name
            ));
        }
        let own = nic.and_then(|nic| Some((nic.name.as_str(), nic.public_ip.as_ref()?)));
        let outbound = nic.into_iter().flat_map(|nic| &nic.balancers).find_map(|name| {
            let balancer = azure.balancers.iter().find(|balancer| balancer.name == *name)?;
            let (rule, fronts) = balancer.outbound.first()?;
            let front = balancer.front_ends.iter().find(|front| fronts.contains(&front.name))?;
            match &front.address {
                Front::Public(public) => Some((rule.as_str(), public)),
                Front::Private(_) => None,
            }
        });
        let ports = [Protocol::Tcp, Protocol::Udp].contains(&packet.protocol);
        let found = gateway.or(own).or(outbound);
        let Some((name, public)) = found else {
            if reply {
                return stop(format!(
                    "the answer leaves {} for the Internet and passes the pair by",
                    subnet.name
                ));
            }
            if subnet.own_way_out {
                let why = format!("the way out of {} stands in no document", subnet.name);
                return Err(End::Open(why));
            }
            return stop(format!("{} has no way to the Internet", subnet.name));
        };
        let after = Datagram { source: Address::Public(public.clone()), ..packet.clone() };
        self.hop(Station::Egress, name, packet, &after, Vec::new());
        if !ports && own.is_none_or(|(own, _)| own != name) {
            return stop(format!("{name} carries TCP and UDP alone"));
        }
        if reply {
            return stop(format!("the answer leaves as {public}, which the client did not ask"));
        }
        self.remember(Station::Egress, name, "", packet, &after, reply);
        Ok(self.received("Internet", after))
    }

    /// Into a NIC, past its filters.
    fn enter(&mut self, name: &str, packet: Datagram, reply: bool) -> Step {
        let Some(nic) = self.azure().nic(name) else { return stop("no NIC has its address") };
        if !reply {
            self.filtered(nic, &packet, Way::In)?;
        }
        if let Some((unit, interface)) = self.model.interface(name) {
            return Ok((Place::Inside(unit, interface), packet));
        }
        let own = Address::Ip(nic.address.unwrap_or(Ipv4Addr::UNSPECIFIED));
        if packet.destination != own {
            return stop(format!("{name} takes nothing for {}", packet.destination));
        }
        let (_, received) = self.received(name, packet);
        let management = self.model.managed_by(nic).filter(|_| !reply);
        let sender = self.address(&received.source);
        if management.is_some_and(|unit| !unit.admits(&unit.permitted, sender)) {
            return stop(format!(
                "the management access list (permitted-ip) does not hold {}",
                received.source
            ));
        }
        Ok((Place::Arrived, received))
    }

    /// Through a firewall: the first packet by its rules, the answer by its session.
    fn firewall(&mut self, unit: usize, interface: &str, packet: &Datagram, reply: bool) -> Step {
        let firewall = self.model.running(unit);
        let host = firewall.host_name.clone();
        if reply {
            return self.by_session(unit, &host, packet);
        }
        let protocol = packet.protocol.to_string();
        let asked = packet::Packet {
            interface,
            source: self.address(&packet.source),
            destination: self.address(&packet.destination),
            protocol: &protocol,
            port: packet.port.unwrap_or_default(),
        };
        let packet::Trace { fate, by, to } = packet::trace(&firewall, &asked, self.application);
        match fate {
            Fate::Forwarded(passage) => {
                let hidden = passage.source != asked.source;
                let moved = passage.destination != asked.destination;
                let after = Datagram {
                    source: if hidden {
                        Address::Ip(passage.source)
                    } else {
                        packet.source.clone()
                    },
                    source_port: packet.source_port.filter(|_| !hidden),
                    destination: if moved {
                        Address::Ip(passage.destination)
                    } else {
                        packet.destination.clone()
                    },
                    port: packet.port.map(|_| passage.port),
                    protocol: packet.protocol,
                };
                self.hop(Station::Firewall, &host, packet, &after, by);
                self.remember(Station::Firewall, &host, &passage.reply, packet, &after, reply);
                let Some(nic) = self.model.nic(unit, &passage.interface) else {
                    return stop(format!("no NIC stands behind {}", passage.interface));
                };
                let nic = nic.name.clone();
                Ok((self.leave(&nic, &after, false)?, after))
            }
            Fate::Answered { by: reply } => {
                let (address, port) = to;
                let after = if address == asked.destination {
                    packet.clone()
                } else {
                    let destination = Address::Ip(address);
                    Datagram { destination, port: Some(port), ..packet.clone() }
                };
                self.hop(Station::Firewall, &host, packet, &after, by);
                self.remember(Station::Firewall, &host, &reply, packet, &after, false);
                Ok((Place::Arrived, after))
            }
            Fate::Dropped(why) => {
                self.hop(Station::Firewall, &host, packet, packet, by);
                stop(format!("{host} stops it by {why}"))
            }
            Fate::Unknown(why) => {
                self.hop(Station::Firewall, &host, packet, packet, by);
                Err(End::Open(why))
            }
        }
    }

    /// An answer through a firewall, by the session of its first packet.
    fn by_session(&mut self, unit: usize, host: &str, packet: &Datagram) -> Step {
        let Some(session) = self.take(Station::Firewall, packet).filter(|one| one.at == host)
        else {
            self.hop(Station::Firewall, host, packet, packet, Vec::new());
            return stop(format!("{host} knows no session that the answer belongs to"));
        };
        let after = session.before.answer();
        let by = Decision::new(Kind::Session, &format!("out of {}", session.reply));
        self.hop(Station::Firewall, host, packet, &after, vec![by]);
        let Some(nic) = self.model.nic(unit, &session.reply) else {
            return stop(format!("{host} finds no way back to {}", after.destination));
        };
        Ok((self.leave(&nic.name, &after, true)?, after))
    }

    fn remember(
        &mut self,
        station: Station,
        at: &str,
        leaves_by: &str,
        before: &Datagram,
        after: &Datagram,
        reply: bool,
    ) {
        if !reply {
            let (before, after) = (before.clone(), after.clone());
            let (at, reply) = (at.to_owned(), leaves_by.to_owned());
            self.sessions.push(Session { at, station, reply, before, after });
        }
    }

    /// The session of a kind that an answer belongs to.
    fn take(&mut self, station: Station, answer: &Datagram) -> Option<Session> {
        let is = |one: &Session| one.station == station && one.after.answer() == *answer;
        let at = self.sessions.iter().rposition(is)?;
        Some(self.sessions.remove(at))
    }

    fn azure(&self) -> &'a Azure {
        &self.model.azure
    }

    fn nic_of(&self, address: &Address) -> Option<&'a Nic> {
        let Address::Ip(address) = address else { return None };
        self.azure().nics.iter().find(|nic| nic.address == Some(*address))
    }

    fn subnet_of(&self, address: &Address) -> Option<&'a Subnet> {
        let Address::Ip(address) = address else { return None };
        let holds = |subnet: &&Subnet| subnet.range.is_some_and(|range| range.contains(*address));
        self.azure().subnets.iter().find(holds)
    }

    fn is_remote(&self, address: &Address) -> bool {
        self.subnet_of(address).is_none() && self.remote_of(address).is_some()
    }

    fn remote_of(&self, address: &Address) -> Option<&'a Remote> {
        let Address::Ip(address) = address else { return None };
        let holding = self.azure().remotes.iter().filter(|one| one.range.contains(*address));
        holding.max_by_key(|one| one.range.prefix_len())
    }

    /// What stands for an address where a rule has to be asked.
    fn address(&self, address: &Address) -> Ipv4Addr {
        match address {
            Address::Ip(address) => *address,
            Address::Public(name) => {
                self.azure().known.get(name).copied().unwrap_or(facts::azure::STRANGER)
            }
            Address::Internet | Address::Storage => facts::azure::STRANGER,
        }
    }
}

fn sender(address: &Address) -> Sender {
    match address {
        Address::Ip(address) if *address == facts::azure::PROBE_SOURCE => Sender::Probe,
        Address::Ip(address) => Sender::Host(*address),
        Address::Internet | Address::Public(_) | Address::Storage => Sender::Internet,
    }
}

/// Whether a balancing rule is about a packet; `None` where only the deployment knows it.
fn is_about(rule: &BalancingRule, packet: &Datagram) -> Option<bool> {
    let protocol = rule.protocol.map(|own| own == Protocol::Any || own == packet.protocol);
    let port = rule.port.map(|own| own == 0 || Some(own) == packet.port);
    if [protocol, port].contains(&Some(false)) {
        return Some(false);
    }
    Some(protocol? && port?)
}

fn decision(decided: Decided<'_>) -> Decision {
    match decided {
        Decided::Own(table, route) => {
            Decision { kind: Kind::Route, of: table.name.clone(), name: route.name.clone() }
        }
        Decided::System(system, range) => {
            let of = match system {
                System::Internet => "Azure, Internet",
                System::Vnet => "Azure, VNet",
                System::Remote => "Azure, peering or gateway",
            };
            Decision { kind: Kind::Route, of: of.to_owned(), name: range.to_string() }
        }
    }
}
