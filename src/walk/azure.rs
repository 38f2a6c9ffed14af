//! The network around the firewalls as packets meet it: subnets, route tables, filters, NICs, balancers
//! and NAT gateways, as Azure judges them.
//!
//! A verdict is yes, no, or unknown where only the deployment knows, as of a parameter without default.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use crate::choice::{Choice, choice};
use crate::facts;
use crate::net::Range;

/// A subnet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subnet {
    /// Its name.
    pub name: String,
    /// Its range, where it is known.
    pub range: Option<Range>,
    /// Its route table.
    pub table: Option<String>,
    /// Its own filter, beside those of the NICs.
    pub filter: Option<String>,
    /// Its NAT gateway.
    pub nat_gateway: Option<String>,
    /// Whether it reaches Azure's storage by a service endpoint.
    pub storage: bool,
    /// Whether it has a way to the Internet that stands in no document.
    pub own_way_out: bool,
}

/// Where a route leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hop {
    /// To the NIC or balancer with this address.
    Appliance(Ipv4Addr),
    /// To the gateway of the VNet.
    Gateway,
    /// To the Internet.
    Internet,
    /// Inside the VNet, and to what is peered with it.
    Vnet,
    /// Nowhere.
    Nowhere,
    /// The document does not say.
    Unknown,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Its name.
    pub name: String,
    /// Its destination.
    pub destination: Range,
    /// Where it leads.
    pub hop: Hop,
}

/// A route table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its routes.
    pub routes: Vec<Route>,
    /// Whether the routes of gateways hold beside them.
    pub propagates: bool,
}

/// Which of Azure's own routes holds where no table's does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum System {
    /// Out to the Internet.
    Internet,
    /// Within the VNet.
    Vnet,
    /// To what is peered, or what a gateway makes known.
    Remote,
}

/// The route that decides for a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided<'a> {
    /// One of a table.
    Own(&'a Table, &'a Route),
    /// One of Azure's own.
    System(System, Range),
}

impl Decided<'_> {
    /// Where it leads.
    pub fn hop(&self) -> Hop {
        match self {
            Self::Own(_, route) => route.hop,
            Self::System(System::Internet, _) => Hop::Internet,
            Self::System(System::Vnet | System::Remote, _) => Hop::Vnet,
        }
    }
}

choice! {
    /// A protocol of a rule or of a packet, as PAN-OS writes it.
    Protocol {
        Any "any" "Any, in rules",
        Tcp "tcp" "TCP",
        Udp "udp" "UDP",
        Icmp "icmp" "ICMP",
        Other "other" "One that Azure has no name for; only a rule for any protocol is about it",
    }
}

/// Addresses that a rule of a filter is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// All.
    Any,
    /// A range or a host.
    Range(Range),
    /// A service tag.
    Tag(String),
    /// What the deployment is asked.
    Asked,
}

impl Prefix {
    /// As Azure writes it; what it would compute is not known.
    pub fn read(text: &str) -> Self {
        let all = ["*", "0.0.0.0/0", "any"].iter().any(|all| text.eq_ignore_ascii_case(all));
        let range = Range::read(text).ok().or_else(|| text.parse().ok().map(Range::host));
        match range {
            _ if all => Self::Any,
            _ if text.starts_with('[') => Self::Asked,
            Some(range) => Self::Range(range),
            None => Self::Tag(text.to_owned()),
        }
    }
}

/// Ports that a rule of a filter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ports {
    /// All.
    Any,
    /// From the first to the last.
    Span(u16, u16),
    /// Not known.
    Asked,
}

impl Ports {
    /// As Azure writes them.
    pub fn read(text: &str) -> Self {
        let number = |text: &str| text.trim().parse::<u16>().ok();
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        match number(first).zip(number(last)) {
            _ if text == "*" => Self::Any,
            Some((first, last)) => Self::Span(first, last),
            None => Self::Asked,
        }
    }
}

/// Direction before a filter, as its NIC sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the NIC.
    In,
    /// From the NIC.
    Out,
}

/// A rule of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterRule {
    /// Its name.
    pub name: String,
    /// The lowest decides; none where only the deployment knows it.
    pub priority: Option<u64>,
    /// Direction, where it is known.
    pub way: Option<Way>,
    /// Allow or deny, where it is known.
    pub allows: Option<bool>,
    /// Protocol, where it is known.
    pub protocol: Option<Protocol>,
    /// Sources.
    pub sources: Vec<Prefix>,
    /// Destinations.
    pub destinations: Vec<Prefix>,
    /// Destination ports.
    pub ports: Vec<Ports>,
}

/// A network security group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Its name.
    pub name: String,
    /// Its rules.
    pub rules: Vec<FilterRule>,
}

/// A NIC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nic {
    /// Its name.
    pub name: String,
    /// Its address, where it is known.
    pub address: Option<Ipv4Addr>,
    /// Its subnet.
    pub subnet: String,
    /// Its filter.
    pub filter: Option<String>,
    /// The public IP on it.
    pub public_ip: Option<String>,
    /// Whether it takes packets that are not for its own address.
    pub forwards: bool,
    /// The balancers in whose pools it stands.
    pub balancers: Vec<String>,
}

/// A machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Its host name.
    pub host_name: String,
    /// Its NICs in their order.
    pub nics: Vec<String>,
}

/// The address of a front end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Front {
    /// An address in a subnet, where it is known.
    Private(Option<Ipv4Addr>),
    /// The public IP resource with this name.
    Public(String),
}

/// A front end of a balancer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontEnd {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: Front,
}

/// A health probe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// Its name.
    pub name: String,
    /// The port that it asks.
    pub port: u16,
    /// Seconds between two.
    pub interval_s: u64,
    /// So many alike change the verdict.
    pub threshold: u64,
}

/// A rule of a balancer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BalancingRule {
    /// Its name.
    pub name: String,
    /// Its front end.
    pub front_end: String,
    /// Its probe.
    pub probe: Option<String>,
    /// Protocol, where it is known.
    pub protocol: Option<Protocol>,
    /// Port at the front end, where it is known; 0 for all.
    pub port: Option<u16>,
    /// Port behind it, where it is known; 0 for the same.
    pub backend_port: Option<u16>,
    /// Whether packets keep the front end's address, where it is known.
    pub floating: Option<bool>,
}

/// A balancer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balancer {
    /// Its name.
    pub name: String,
    /// Its front ends.
    pub front_ends: Vec<FrontEnd>,
    /// Its probes.
    pub probes: Vec<Probe>,
    /// Its rules.
    pub rules: Vec<BalancingRule>,
    /// Its outbound rules with the front ends that each hides senders behind.
    pub outbound: Vec<(String, Vec<String>)>,
}

/// A NAT gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NatGateway {
    /// Its name.
    pub name: String,
    /// Its public IPs.
    pub public_ips: Vec<String>,
}

/// A range beyond the VNet that is reached without the Internet: peered, or behind a gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// Its name.
    pub name: String,
    /// Its range.
    pub range: Range,
    /// The subnet of the VNet's own gateway, by which it comes in.
    pub gateway: Option<String>,
}

/// The network around the firewalls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Azure {
    /// The VNet's blocks.
    pub blocks: Vec<Range>,
    /// Its subnets.
    pub subnets: Vec<Subnet>,
    /// Route tables.
    pub tables: Vec<Table>,
    /// Filters.
    pub filters: Vec<Filter>,
    /// NICs.
    pub nics: Vec<Nic>,
    /// Machines.
    pub machines: Vec<Machine>,
    /// Balancers.
    pub balancers: Vec<Balancer>,
    /// NAT gateways.
    pub nat_gateways: Vec<NatGateway>,
    /// What lies beyond.
    pub remotes: Vec<Remote>,
    /// Public IPs of which the address is known.
    pub known: BTreeMap<String, Ipv4Addr>,
}

/// Where a packet comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The host with this address.
    Host(Ipv4Addr),
    /// Any host of the Internet.
    Internet,
    /// Azure's health probe.
    Probe,
}

/// A packet before a filter.
#[derive(Clone, Copy, Debug)]
pub struct Packet {
    /// Direction.
    pub way: Way,
    /// Sender.
    pub from: Sender,
    /// Destination.
    pub to: Ipv4Addr,
    /// Protocol.
    pub protocol: Protocol,
    /// Destination port.
    pub port: u16,
}

/// What a filter says to a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict<'a> {
    /// Whether it lets it pass; `None` where that is not known.
    pub allows: Option<bool>,
    /// The rule that decides, or of which it is not known whether it does.
    pub rule: &'a str,
}

impl Azure {
    /// The subnet with this name.
    pub fn subnet(&self, name: &str) -> Option<&Subnet> {
        self.subnets.iter().find(|subnet| subnet.name == name)
    }

    /// The NIC with this name.
    pub fn nic(&self, name: &str) -> Option<&Nic> {
        self.nics.iter().find(|nic| nic.name == name)
    }

    /// The balancer and front end with this private address.
    pub fn internal(&self, address: Ipv4Addr) -> Option<(&Balancer, &FrontEnd)> {
        let has = |front: &&FrontEnd| front.address == Front::Private(Some(address));
        self.balancers.iter().find_map(|one| Some((one, one.front_ends.iter().find(has)?)))
    }

    /// The first balancer and front end with a private address.
    pub fn front_inside(&self) -> Option<(&Balancer, &FrontEnd)> {
        let inside = |front: &&FrontEnd| matches!(front.address, Front::Private(Some(_)));
        self.balancers.iter().find_map(|one| Some((one, one.front_ends.iter().find(inside)?)))
    }

    /// Whether an address is the VNet's, or of what is reached beyond it.
    pub fn is_inside(&self, address: Ipv4Addr) -> bool {
        let remotes = self.remotes.iter().map(|remote| remote.range);
        self.blocks.iter().copied().chain(remotes).any(|range| range.contains(address))
    }

    /// The route by which a subnet's packets go. The longest prefix counts, and of equal ones the table's
    /// own. What gateways make known holds only where the table lets it in; of a remote range it is not
    /// known whether it is peered, so it counts as theirs.
    /// Source: Azure documentation, how Azure selects a route.
    pub fn route(&self, subnet: &Subnet, to: Ipv4Addr) -> Decided<'_> {
        let named = subnet.table.as_ref();
        let table = named.and_then(|name| self.tables.iter().find(|table| table.name == *name));
        let own = table.into_iter().flat_map(|table| {
            let routes = table.routes.iter().filter(|route| route.destination.contains(to));
            routes.map(move |route| (route.destination, Decided::Own(table, route)))
        });
        let lets_in = table.is_none_or(|table| table.propagates);
        let blocks = self.blocks.iter().map(|block| (System::Vnet, *block));
        let remotes = self.remotes.iter().filter(|_| lets_in);
        let remotes = remotes.map(|remote| (System::Remote, remote.range));
        let everywhere = Range::around(Ipv4Addr::UNSPECIFIED, 0).expect("0 is a length");
        let system = blocks.chain(remotes).chain([(System::Internet, everywhere)]);
        let system = system.filter(|(_, range)| range.contains(to));
        let system = system.map(|(kind, range)| (range, Decided::System(kind, range)));
        // Of equal ones the last is taken, so the table's own stand last.
        let best = system.chain(own).max_by_key(|(range, _)| range.prefix_len());
        best.map_or(Decided::System(System::Internet, everywhere), |(_, decided)| decided)
    }

    /// What the filters before a NIC say to a packet, its subnet's and its own, each by its name. Of one that
    /// stands elsewhere nothing is known.
    pub fn verdicts(&self, nic: &Nic, packet: Packet) -> Vec<(&str, Verdict<'_>)> {
        let subnet = self.subnet(&nic.subnet);
        let of_subnet = subnet.and_then(|subnet| self.verdict_of(subnet, packet));
        let own = nic.filter.as_deref().map(|name| self.verdict_by(name, packet));
        of_subnet.into_iter().chain(own).collect()
    }

    /// What the filter of a subnet says to a packet, with its name.
    pub fn verdict_of(&self, subnet: &Subnet, packet: Packet) -> Option<(&str, Verdict<'_>)> {
        Some(self.verdict_by(subnet.filter.as_deref()?, packet))
    }

    fn verdict_by(&self, name: &str, packet: Packet) -> (&str, Verdict<'_>) {
        match self.filter(name) {
            Some(filter) => (&filter.name, self.verdict(filter, packet)),
            None => ("a filter that stands elsewhere", Verdict { allows: None, rule: "a rule" }),
        }
    }

    /// Whether the filters before a NIC let a packet pass; `None` without one, or where that is not known.
    pub fn passes(&self, nic: &Nic, packet: Packet) -> Option<bool> {
        let all = self.verdicts(nic, packet);
        let all: Vec<_> = all.into_iter().map(|(_, verdict)| verdict.allows).collect();
        if all.contains(&Some(false)) {
            return Some(false);
        }
        (!all.is_empty() && !all.contains(&None)).then_some(true)
    }

    /// The filter with this name.
    pub fn filter(&self, name: &str) -> Option<&Filter> {
        self.filters.iter().find(|filter| filter.name == name)
    }

    /// What a filter says to a packet. A rule of which it is not known whether it fits, or before which others
    /// it stands, leaves the verdict open, unless what stands below it says the same.
    pub fn verdict<'a>(&self, filter: &'a Filter, packet: Packet) -> Verdict<'a> {
        let mut rules: Vec<_> = filter.rules.iter().collect();
        // One that may stand anywhere is asked last, when it is known what the others say.
        rules.sort_by_key(|rule| rule.priority);
        rules.into_iter().rev().fold(self.by_default(packet), |below, rule| {
            let name = rule.name.as_str();
            match self.fits(rule, packet) {
                Some(true) if rule.priority.is_some() => {
                    Verdict { allows: rule.allows, rule: name }
                }
                Some(false) => below,
                _ if rule.allows.is_some() && below.allows == rule.allows => below,
                _ => Verdict { allows: None, rule: name },
            }
        })
    }

    /// Azure's own rules stand below all others: probes and the VNet may come in and nobody else; out may go
    /// what is for the Internet or of the VNet. What is not the VNet's by what is known here may be by a
    /// route, because the VNet's tag holds the prefixes of its routes.
    /// Source: Azure documentation, default security rules and the service tag `VirtualNetwork`.
    fn by_default(&self, Packet { way, from, to, .. }: Packet) -> Verdict<'static> {
        let inside = self.is_inside(to);
        let (allows, rule) = match (way, from) {
            (Way::In, Sender::Probe) => (Some(true), "AllowAzureLoadBalancerInBound"),
            (Way::In, Sender::Internet) => (Some(false), "DenyAllInBound"),
            (Way::In, Sender::Host(host)) if inside && self.is_inside(host) => {
                (Some(true), "AllowVnetInBound")
            }
            (Way::In, Sender::Host(_)) => (None, "AllowVnetInBound"),
            (Way::Out, Sender::Host(host)) if inside && self.is_inside(host) => {
                (Some(true), "AllowVnetOutBound")
            }
            (Way::Out, Sender::Host(_) | Sender::Internet)
                if !inside && !facts::azure::is_private(Range::host(to)) =>
            {
                (Some(true), "AllowInternetOutBound")
            }
            (Way::Out, Sender::Internet) => (Some(false), "DenyAllOutBound"),
            (Way::Out, Sender::Host(_) | Sender::Probe) => (None, "AllowVnetOutBound"),
        };
        Verdict { allows, rule }
    }

    fn fits(&self, rule: &FilterRule, packet: Packet) -> Option<bool> {
        let covers = |prefix: &Prefix| self.covers(prefix, packet.from);
        let holds_end = |prefix: &Prefix| self.covers(prefix, Sender::Host(packet.to));
        let speaks = |known: Protocol| known == Protocol::Any || known == packet.protocol;
        let all = [
            rule.way.map(|way| way == packet.way),
            rule.protocol.map(speaks),
            any(rule.ports.iter().map(|ports| holds(*ports, packet))),
            any(rule.sources.iter().map(covers)),
            any(rule.destinations.iter().map(holds_end)),
        ];
        if all.contains(&Some(false)) {
            Some(false)
        } else {
            (!all.contains(&None)).then_some(true)
        }
    }

    /// Whether a prefix or a service tag takes a sender in. Of tags only those are known that say all, and
    /// of the VNet's only what it certainly holds.
    fn covers(&self, prefix: &Prefix, from: Sender) -> Option<bool> {
        let range = match prefix {
            Prefix::Any => return Some(true),
            Prefix::Asked => return None,
            Prefix::Range(range) => Ok(*range),
            Prefix::Tag(tag) => Err(tag),
        };
        let tag = |name: &str| range.is_err_and(|tag| tag.eq_ignore_ascii_case(name));
        match (range, from) {
            (Ok(range), Sender::Host(host)) => Some(range.contains(host)),
            (Ok(range), Sender::Probe) => Some(range.contains(facts::azure::PROBE_SOURCE)),
            (Ok(_), Sender::Internet) => Some(false),
            (Err(_), Sender::Internet) => Some(tag("Internet")),
            (Err(_), Sender::Probe) if tag("AzureLoadBalancer") => Some(true),
            (Err(_), Sender::Host(_)) if tag("AzureLoadBalancer") => Some(false),
            (Err(_), Sender::Host(host)) if tag("Internet") && host.is_private() => Some(false),
            (Err(_), Sender::Host(host)) if tag("VirtualNetwork") && self.is_inside(host) => {
                Some(true)
            }
            (Err(_), Sender::Host(_) | Sender::Probe) => None,
        }
    }
}

/// Whether one is true; `None` where none is and one is not known.
pub(super) fn any(all: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let all: Vec<_> = all.collect();
    if all.contains(&Some(true)) { Some(true) } else { (!all.contains(&None)).then_some(false) }
}

fn holds(ports: Ports, packet: Packet) -> Option<bool> {
    match ports {
        _ if packet.protocol == Protocol::Icmp => Some(true),
        Ports::Any => Some(true),
        _ if packet.protocol == Protocol::Other => None,
        Ports::Span(first, last) => Some((first..=last).contains(&packet.port)),
        Ports::Asked => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(from: [u8; 4], to: [u8; 4], port: u16) -> Packet {
        let from = Sender::Host(from.into());
        Packet { way: Way::In, from, to: to.into(), protocol: Protocol::Tcp, port }
    }

    fn rule(priority: u64, allows: bool, source: &str) -> FilterRule {
        FilterRule {
            name: priority.to_string(),
            priority: Some(priority),
            way: Some(Way::In),
            allows: Some(allows),
            protocol: Some(Protocol::Tcp),
            sources: vec![Prefix::read(source)],
            destinations: vec![Prefix::read("10.0.0.0/24")],
            ports: ["22", "443"].map(Ports::read).to_vec(),
        }
    }

    fn judge(rules: &[FilterRule], packet: Packet) -> Option<bool> {
        let filter = Filter { name: "x".to_owned(), rules: rules.to_vec() };
        Azure::default().verdict(&filter, packet).allows
    }

    #[test]
    fn the_lowest_priority_that_fits_decides() {
        let rules = [
            rule(4096, false, "*"),
            rule(100, true, "10.1.0.0/16"),
            rule(110, false, "10.1.2.0/24"),
        ];
        assert_eq!(judge(&rules, packet([10, 1, 2, 3], [10, 0, 0, 4], 443)), Some(true));
        assert_eq!(judge(&rules, packet([10, 2, 2, 3], [10, 0, 0, 4], 443)), Some(false));
        let stranger = Packet { from: Sender::Internet, ..packet([0; 4], [10, 0, 0, 4], 443) };
        assert_eq!(judge(&rules, stranger), Some(false));
        assert_eq!(judge(&[], stranger), Some(false), "Azure's own rule denies it");
        let out = Packet { way: Way::Out, ..stranger };
        assert_eq!(judge(&rules, out), Some(false), "no rule says anything of the way out");
    }

    #[test]
    fn a_rule_that_may_fit_leaves_the_verdict_open_unless_all_agree() {
        let from = packet([10, 1, 2, 3], [10, 0, 0, 4], 443);
        let asked = |allows: bool| rule(100, allows, "[parameters('asked')]");
        assert_eq!(judge(&[asked(true), rule(200, false, "*")], from), None);
        assert_eq!(judge(&[asked(false), rule(200, false, "*")], from), Some(false));
    }

    #[test]
    fn what_the_deployment_decides_of_a_rule_leaves_the_verdict_open_unless_all_agree() {
        let from = packet([10, 1, 2, 3], [10, 0, 0, 4], 443);
        let denied = rule(200, false, "*");
        let open = |change: fn(&mut FilterRule)| {
            let mut rule = rule(100, true, "*");
            change(&mut rule);
            rule
        };
        for change in [
            |rule: &mut FilterRule| rule.priority = None,
            |rule: &mut FilterRule| rule.way = None,
            |rule: &mut FilterRule| rule.allows = None,
            |rule: &mut FilterRule| rule.protocol = None,
        ] {
            assert_eq!(judge(&[open(change), denied.clone()], from), None);
        }
        let agrees = open(|rule| (rule.priority, rule.allows) = (None, Some(false)));
        assert_eq!(judge(&[agrees, denied.clone()], from), Some(false));
        let elsewhere = open(|rule| (rule.allows, rule.ports) = (None, vec![Ports::Span(80, 80)]));
        assert_eq!(judge(&[elsewhere, denied], from), Some(false), "it is about another port");
    }

    #[test]
    fn a_filter_that_stands_elsewhere_leaves_open_what_others_let_pass() {
        let (name, own, other) = ("mgmt".to_owned(), "own".to_owned(), "elsewhere".to_owned());
        let subnet = Subnet { name: name.clone(), filter: Some(own), ..Subnet::default() };
        let nic = Nic { subnet: name, filter: Some(other), ..Nic::default() };
        let passes = |allows: bool| {
            let filter = Filter { name: "own".to_owned(), rules: vec![rule(100, allows, "*")] };
            let (subnets, filters) = (vec![subnet.clone()], vec![filter]);
            let azure = Azure { subnets, filters, ..Azure::default() };
            azure.passes(&nic, packet([10, 1, 2, 3], [10, 0, 0, 4], 443))
        };
        assert_eq!(passes(true), None);
        assert_eq!(passes(false), Some(false));
    }

    #[test]
    fn the_longest_prefix_decides_and_of_equal_ones_the_table_s_own() {
        let range = |text: &str| Range::read(text).unwrap();
        let route = |name: &str, to: &str, hop: Hop| Route {
            name: name.to_owned(),
            destination: range(to),
            hop,
        };
        let pair = Hop::Appliance([10, 0, 3, 100].into());
        let mut subnet = Subnet { table: Some("rt".to_owned()), ..Subnet::default() };
        let mut azure = Azure {
            blocks: vec![range("10.0.0.0/16")],
            tables: vec![Table {
                name: "rt".to_owned(),
                routes: vec![
                    route("default", "0.0.0.0/0", pair),
                    route("vnet", "10.0.0.0/16", pair),
                    route("hole", "10.0.9.0/24", Hop::Nowhere),
                ],
                propagates: false,
            }],
            remotes: vec![Remote {
                name: "hq".to_owned(),
                range: range("192.168.0.0/16"),
                gateway: None,
            }],
            ..Azure::default()
        };
        let hop =
            |azure: &Azure, subnet: &Subnet, to: [u8; 4]| azure.route(subnet, to.into()).hop();
        assert_eq!(hop(&azure, &subnet, [10, 0, 2, 6]), pair);
        assert_eq!(hop(&azure, &subnet, [10, 0, 9, 6]), Hop::Nowhere);
        assert_eq!(hop(&azure, &subnet, [192, 168, 0, 1]), pair, "the gateway's are shut out");
        for table in &mut azure.tables {
            table.propagates = true;
        }
        assert_eq!(hop(&azure, &subnet, [192, 168, 0, 1]), Hop::Vnet);
        subnet.table = None;
        assert_eq!(hop(&azure, &subnet, [10, 0, 9, 6]), Hop::Vnet);
        assert_eq!(hop(&azure, &subnet, [8, 8, 8, 8]), Hop::Internet);
    }
}
