//! VNet, subnets and what lies behind the firewalls.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use serde_json::Value;

use super::seen::{Id, Said, Seen, spot};
use crate::audit::template::{HA2, MANAGEMENT, TRUST, UNTRUST, each, text};
use crate::choice::{Choice, InternetRoutes, NetworkMode, Transit};
use crate::facts;
use crate::net::Range;
use crate::walk::azure::{Hop, Prefix, Protocol, Way};

/// Subnets that Azure's services have, by the names that Azure gives them.
const OF_AZURE: [&str; 2] = ["GatewaySubnet", "AzureBastionSubnet"];

pub(super) fn mode(seen: &Seen<'_>) -> Option<Said> {
    seen.template?;
    seen.home_at(MANAGEMENT)?;
    let mode = if seen.stands() { NetworkMode::Existing } else { NetworkMode::New };
    Some(Said::new(mode.text()))
}

/// The VNet as the NICs name it.
pub(super) fn name(seen: &Seen<'_>) -> Option<Said> {
    let home = seen.home_at(MANAGEMENT)?;
    let name = home.names.first()?;
    if seen.stands() {
        return Some(Said::new(name));
    }
    let template = seen.template?;
    Some(Said::new(seen.bare(name)).at(template.spot(template.named("virtualNetworks", name)?)))
}

/// The VNet that a template makes.
fn made_vnet<'a>(seen: &Seen<'a>) -> Option<&'a Value> {
    seen.template?.of_kind("virtualNetworks").next()
}

pub(super) fn dns_servers(seen: &Seen<'_>) -> Option<Said> {
    let vnet = made_vnet(seen)?;
    let servers = each(vnet, "/properties/dhcpOptions/dnsServers").filter_map(Value::as_str);
    Some(Said::list(&servers.collect::<Vec<_>>())?.at(seen.template?.spot(vnet)))
}

pub(super) fn ddos_plan(seen: &Seen<'_>) -> Option<Said> {
    let id = made_vnet(seen)?.pointer("/properties/ddosProtectionPlan/id")?;
    seen.said(id).filter(|said| seen.names_subscription(&said.text))
}

pub(super) fn group(seen: &Seen<'_>) -> Option<Said> {
    seen.home_at(MANAGEMENT)?.group.filter(|_| seen.stands()).map(|one| Said::new(&one))
}

/// The VNet's blocks; of one that stands those that the routes and filters hold its subnets by.
fn blocks(seen: &Seen<'_>) -> Vec<Range> {
    if seen.template.is_some() && !seen.stands() {
        return seen.azure.blocks.clone();
    }
    let hosts: Vec<Ipv4Addr> = hosts(seen);
    let around = |range: &Range| hosts.iter().any(|host| range.contains(*host));
    inside(seen).into_iter().filter(around).collect()
}

pub(super) fn range(seen: &Seen<'_>) -> Option<Said> {
    let made = seen.template.zip(made_vnet(seen));
    Some(Said::list(&blocks(seen))?.at(made.map(|(template, vnet)| template.spot(vnet))))
}

/// The addresses of the pair's NICs and of the internal front end.
fn hosts(seen: &Seen<'_>) -> Vec<Ipv4Addr> {
    let places = [MANAGEMENT, UNTRUST, TRUST];
    places.into_iter().filter_map(|place| host(seen, place)).chain(seen.front_end()).collect()
}

/// The address of either unit at a place.
fn host(seen: &Seen<'_>, place: usize) -> Option<Ipv4Addr> {
    (0..2).find_map(|unit| match place {
        MANAGEMENT => super::machine::management(seen, unit)?.text.parse().ok(),
        _ => super::machine::address(seen, unit, place)?.text.parse().ok(),
    })
}

/// The ranges that the firewalls send to on the trust side, or else those that may enter there.
fn inside(seen: &Seen<'_>) -> Vec<Range> {
    let probe = Range::host(facts::azure::PROBE_SOURCE);
    let [_, _, trust, _] = facts::panos::INTERFACES;
    if let Some(configuration) = seen.any() {
        let routes = configuration.firewall.routers.iter().flat_map(|router| &router.routes);
        let inner = routes.filter(|route| route.interface == trust && !route.gateway.is_empty());
        let ranges = inner.filter_map(|route| Range::read(&route.destination).ok());
        return ranges.filter(|range| *range != probe && range.prefix_len() > 0).collect();
    }
    let Some(filter) = seen.filter_at(TRUST) else { return Vec::new() };
    let enters = filter
        .rules
        .iter()
        .filter(|rule| rule.allows == Some(true) && rule.way == Some(Way::In))
        .filter(|rule| rule.protocol == Some(Protocol::Any));
    let range = |prefix: &Prefix| match prefix {
        Prefix::Range(range) => Some(*range),
        Prefix::Any | Prefix::Tag(_) | Prefix::Asked => None,
    };
    enters.flat_map(|rule| &rule.sources).filter_map(range).collect()
}

/// The name of a subnet as it is typed.
pub(super) fn subnet_name(seen: &Seen<'_>, id: Option<Id>) -> Option<Said> {
    let id = id?;
    let name = id.last();
    if seen.stands() {
        return Some(Said::new(name));
    }
    let at = seen.template.and_then(|template| {
        let mut subnets = template.subnets();
        Some(template.spot(subnets.find(|(own, _)| *own == name)?.1))
    });
    Some(Said::new(seen.bare(name)).at(at))
}

/// The subnet of the internal front end, where it is one of its own.
pub(super) fn balancer_home(seen: &Seen<'_>) -> Option<Id> {
    let home = any_balancer_home(seen)?;
    let mut own = [MANAGEMENT, UNTRUST, TRUST, HA2].into_iter().filter_map(|at| seen.home_at(at));
    own.all(|other| other != home).then_some(home)
}

/// The subnet of the internal front end, whoever else stands in it.
pub(super) fn any_balancer_home(seen: &Seen<'_>) -> Option<Id> {
    let (_, balancer) = seen.balancer(false)?;
    each(balancer, "/properties/frontendIPConfigurations").find_map(Seen::home)
}

/// The HA2 subnet, where it is one of its own.
pub(super) fn ha2_home(seen: &Seen<'_>) -> Option<Id> {
    let trust = seen.home_at(TRUST)?;
    seen.home_at(HA2).filter(|home| *home != trust)
}

pub(super) fn ha2_range(seen: &Seen<'_>) -> Option<Said> {
    made(seen, &ha2_home(seen)?).or_else(|| {
        let own = &seen.any()?.ha;
        let mask: Ipv4Addr = own.ha2_netmask.parse().ok()?;
        let len = u8::try_from(u32::from(mask).leading_ones()).ok()?;
        Some(Said::new(&Range::around(own.ha2_address.parse().ok()?, len)?))
    })
}

/// The range of a subnet that the template makes.
fn made(seen: &Seen<'_>, id: &Id) -> Option<Said> {
    let range = seen.subnet(id.last())?.range?;
    let template = seen.template?;
    let (_, subnet) = template.subnets().find(|(name, _)| *name == id.last())?;
    Some(Said::new(&range).at(template.spot(subnet)))
}

pub(super) fn subnet_range(seen: &Seen<'_>, place: usize) -> Option<Said> {
    if let Some(said) = seen.home_at(place).and_then(|home| made(seen, &home)) {
        return Some(said);
    }
    let named = (0..2).find_map(|unit| seen.interface(unit, place));
    match named {
        Some((_, range)) => Some(Said::new(&range)),
        None => around(seen, host(seen, place)?),
    }
}

pub(super) fn balancer_range(seen: &Seen<'_>) -> Option<Said> {
    let home = balancer_home(seen)?;
    made(seen, &home).or_else(|| around(seen, seen.front_end()?))
}

/// The range of a subnet that nothing in the package tells: as long as the untrust subnet's.
fn around(seen: &Seen<'_>, host: Ipv4Addr) -> Option<Said> {
    let (_, like) = (0..2).find_map(|unit| seen.interface(unit, UNTRUST))?;
    let range = Range::around(host, like.prefix_len())?;
    Some(Said::new(&range).guessed("the package has an address of the subnet alone, so its length is that of the untrust subnet"))
}

/// The subnets that the pair itself does not use; of a VNet that stands a template names none.
pub(super) fn workloads(seen: &Seen<'_>) -> Option<Said> {
    let own = [MANAGEMENT, UNTRUST, TRUST, HA2].into_iter().filter_map(|at| seen.home_at(at));
    let own: Vec<Id> = own.chain(any_balancer_home(seen)).collect();
    let further = seen
        .azure
        .subnets
        .iter()
        .filter(|subnet| !own.iter().any(|id| id.last().eq_ignore_ascii_case(&subnet.name)));
    let entry = |subnet: &crate::walk::azure::Subnet| {
        let service = OF_AZURE.contains(&subnet.name.as_str());
        let name = if service { subnet.name.as_str() } else { seen.bare(&subnet.name) };
        Some(format!("{name}={}", subnet.range?))
    };
    Said::list(&further.filter_map(entry).collect::<Vec<_>>())
}

/// Ranges elsewhere that are reached through the pair: those that the tables send to the balancer, or else those
/// that the firewalls send to.
fn remotes(seen: &Seen<'_>) -> Vec<Range> {
    let subnets: BTreeSet<Range> = seen.azure.subnets.iter().filter_map(|one| one.range).collect();
    let blocks = blocks(seen);
    let local =
        |range: &Range| subnets.contains(range) || blocks.iter().any(|block| block.covers(*range));
    let routed = |propagates: bool| {
        let tables = seen.azure.tables.iter().filter(move |table| table.propagates == propagates);
        let routes = tables.flat_map(|table| &table.routes);
        let through = routes.filter(|route| {
            matches!(route.hop, Hop::Appliance(_)) && route.destination.prefix_len() > 0
        });
        through.map(|route| route.destination)
    };
    let mut known = BTreeSet::new();
    let all = routed(false).chain(routed(true)).chain(inside(seen));
    all.filter(|range| known.insert(*range))
        .filter(|range| seen.budget.steps(1 + blocks.len()) && !local(range))
        .collect()
}

/// Which of them a gateway's subnet sends to the pair.
fn by_gateway(seen: &Seen<'_>) -> Option<BTreeSet<Range>> {
    let subnet = seen.subnet(OF_AZURE.first()?)?;
    let table = subnet.table.as_ref()?;
    let table = seen.azure.tables.iter().find(|one| one.name == *table)?;
    Some(table.routes.iter().map(|route| route.destination).collect())
}

const EITHER: &str = "a package tells no range of a peered VNet from one on premises";

pub(super) fn peered(seen: &Seen<'_>) -> Option<Said> {
    let gateway = by_gateway(seen);
    let all = remotes(seen).into_iter();
    let peered = all.filter(|range| gateway.as_ref().is_none_or(|known| known.contains(range)));
    Some(Said::list(&peered.collect::<Vec<_>>())?.guessed(EITHER))
}

pub(super) fn on_premises(seen: &Seen<'_>) -> Option<Said> {
    let gateway = by_gateway(seen)?;
    let beyond = remotes(seen).into_iter().filter(|range| !gateway.contains(range));
    Some(Said::list(&beyond.collect::<Vec<_>>())?.guessed(EITHER))
}

pub(super) fn peerings(seen: &Seen<'_>) -> Option<Said> {
    let template = seen.template?;
    let ids = template.of_kind("virtualNetworkPeerings");
    let ids = ids.filter_map(|one| text(one, "/properties/remoteVirtualNetwork/id"));
    let ids: Vec<&str> = ids.filter(|id| seen.names_subscription(id)).collect();
    let first = template.of_kind("virtualNetworkPeerings").next()?;
    Some(Said::list(&ids)?.at(template.spot(first)))
}

pub(super) fn transit(seen: &Seen<'_>) -> Option<Said> {
    let peerings =
        || seen.template.into_iter().flat_map(|one| one.of_kind("virtualNetworkPeerings"));
    let any =
        |path: &str| peerings().any(|one| one.pointer(path).and_then(Value::as_bool) == Some(true));
    peerings().next()?;
    let transit = if any("/properties/allowGatewayTransit") {
        Transit::Offer
    } else if any("/properties/useRemoteGateways") {
        Transit::Use
    } else {
        Transit::None
    };
    Some(Said::new(transit.text()))
}

/// Whether untrust has a default route of its own to the Internet; a gateway's subnet asks for one.
pub(super) fn internet_routes(seen: &Seen<'_>) -> Option<Said> {
    seen.template?;
    let own = seen.azure.tables.iter().any(|table| {
        let mut routes = table.routes.iter();
        routes.any(|route| route.hop == Hop::Internet && route.destination.prefix_len() == 0)
    });
    let asked = seen.subnet(OF_AZURE.first()?).is_some();
    let routes = match (own, asked) {
        (true, true) | (false, false) => InternetRoutes::Auto,
        (true, false) => InternetRoutes::On,
        (false, true) => InternetRoutes::Off,
    };
    Some(Said::new(routes.text()))
}

/// A loopback on which something ends.
pub(super) fn loopback(seen: &Seen<'_>) -> Option<Said> {
    let (configuration, unit) =
        seen.element("devices/entry/network/interface/loopback/units/entry")?;
    let address = unit.at("ip").children.first()?;
    let bare = address.name.split('/').next()?;
    Some(Said::new(bare).at(spot(configuration, address)))
}
