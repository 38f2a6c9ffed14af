//! Both balancers, the probe, and the ways out.

use serde_json::Value;

use super::Left;
use super::seen::{Id, Said, Seen};
use crate::audit::template::{UNTRUST, each, is, text};
use crate::choice::{Choice, Egress, GatewaySku, ProbeProtocol};
use crate::facts;
use crate::facts::limit;

const ADDRESSES: &str = "publicIPAddresses";
const FRONTS: &str = "/properties/frontendIPConfigurations";
const RULES: &str = "/properties/loadBalancingRules";
const PUBLIC: &str = "/properties/publicIPAddress/id";

pub(super) fn name(seen: &Seen<'_>, public: bool) -> Option<Said> {
    let (balancer, resource) = seen.balancer(public)?;
    Some(Said::new(seen.bare(&balancer.name)).at(seen.template?.spot(resource)))
}

/// The internal front end's address, where its subnet is one of its own, as a design has it.
pub(super) fn internal_address(seen: &Seen<'_>) -> Option<Said> {
    super::network::balancer_home(seen)?;
    let (_, resource) = seen.balancer(false)?;
    Some(Said::new(&seen.front_end()?).at(seen.template?.spot(resource)))
}

/// An internal front end that stands in a subnet of the firewalls.
pub(super) fn shared(seen: &Seen<'_>) -> Option<Left> {
    let home = super::network::any_balancer_home(seen)?;
    let (balancer, resource) = seen.balancer(false)?;
    super::network::balancer_home(seen).is_none().then(|| Left {
        what: format!("the front end of {} in the subnet {}", balancer.name, home.last()),
        why: "a design gives it a subnet of its own, so it gets another address there".to_owned(),
        at: seen.template.map(|template| template.spot(resource)),
    })
}

/// The public front ends with the ids of their addresses, in order.
fn fronts<'a>(seen: &Seen<'a>) -> Vec<(&'a str, &'a str)> {
    let Some((_, resource)) = seen.balancer(true) else { return Vec::new() };
    let front = |front: &'a Value| Some((text(front, "/name")?, text(front, PUBLIC)?));
    each(resource, FRONTS).filter_map(front).take(limit::ENTRIES_MAX).collect()
}

/// The public address of a front end that the template makes.
fn made<'a>(seen: &Seen<'a>, id: &str) -> Option<&'a Value> {
    seen.template?.named(ADDRESSES, Id::read(id)?.last())
}

pub(super) fn dns_label(seen: &Seen<'_>) -> Option<Said> {
    let (_, id) = fronts(seen).into_iter().next()?;
    seen.said(made(seen, id)?.pointer("/properties/dnsSettings/domainNameLabel")?)
}

pub(super) fn address_id(seen: &Seen<'_>) -> Option<Said> {
    let (_, id) = fronts(seen).into_iter().next()?;
    seen.standing(ADDRESSES, id).map(|one| Said::new(&one))
}

/// The address that NAT matches, which is a public one with floating IP alone.
pub(super) fn address(seen: &Seen<'_>) -> Option<Said> {
    let (name, _) = fronts(seen).into_iter().next()?;
    super::published::arrival(seen, name).map(|one| Said::new(&one))
}

pub(super) fn further(seen: &Seen<'_>) -> Option<Said> {
    let entry = |(name, id): (&str, &str)| match seen.standing(ADDRESSES, id) {
        None => name.to_owned(),
        Some(id) => {
            let address = super::published::arrival(seen, name);
            let address = address.map(|address| format!(" {address}")).unwrap_or_default();
            format!("{name}={id}{address}")
        }
    };
    Said::list(&fronts(seen).into_iter().skip(1).map(entry).collect::<Vec<_>>())
}

pub(super) fn prefix(seen: &Seen<'_>) -> Option<Said> {
    let mut made = fronts(seen).into_iter().filter_map(|(_, id)| made(seen, id));
    let said = made.find_map(|one| seen.said(one.pointer("/properties/publicIPPrefix/id")?))?;
    seen.names_subscription(&said.text).then_some(said)
}

/// A value of the probe; that of the internal balancer is there whatever is published.
fn probe<'a>(seen: &Seen<'a>) -> Option<&'a Value> {
    let of = |public: bool| each(seen.balancer(public)?.1, "/properties/probes").next();
    of(false).or_else(|| of(true))
}

pub(super) fn probe_protocol(seen: &Seen<'_>) -> Option<Said> {
    let probe = probe(seen)?;
    let mut known = ProbeProtocol::ALL.iter();
    let protocol = known.find(|one| is(probe, "/properties/protocol", one.text()))?;
    Some(Said::new(protocol.text()).at(seen.template?.spot(probe)))
}

pub(super) fn of_probe(seen: &Seen<'_>, paths: &[&str]) -> Option<Said> {
    let probe = probe(seen)?;
    seen.said(paths.iter().find_map(|path| probe.pointer(path))?)
}

pub(super) fn floating(seen: &Seen<'_>) -> Option<Said> {
    let (balancer, resource) = seen.balancer(true)?;
    let floats = |wanted| balancer.rules.iter().any(|rule| rule.floating == wanted);
    let floating = floats(Some(true));
    if !floating && floats(None) {
        return None;
    }
    Some(Said::switch(floating).at(seen.template?.spot(resource)))
}

/// All balancing rules have it; those of the public balancer are read first.
pub(super) fn idle_timeout(seen: &Seen<'_>) -> Option<Said> {
    let value = [true, false].into_iter().find_map(|public| {
        let (_, resource) = seen.balancer(public)?;
        let outbound = each(resource, "/properties/outboundRules");
        let mut rules = each(resource, RULES).chain(outbound);
        rules.find_map(|rule| rule.pointer("/properties/idleTimeoutInMinutes"))
    });
    seen.said(value?)
}

/// UDP has no reset, so a rule of TCP or the way out tells.
pub(super) fn tcp_reset(seen: &Seen<'_>) -> Option<Said> {
    let (_, resource) = seen.balancer(true)?;
    let rules = each(resource, RULES).chain(each(resource, "/properties/outboundRules"));
    let mut told = rules.filter(|rule| !is(rule, "/properties/protocol", "Udp"));
    let reset = told.next()?.pointer("/properties/enableTcpReset");
    Some(Said::switch(reset.and_then(Value::as_bool) == Some(true)))
}

/// Where traffic to the Internet gets its public address.
pub(super) fn egress(seen: &Seen<'_>) -> Option<Said> {
    seen.template?;
    let nic = seen.walked(0, UNTRUST)?;
    let outbound = seen.balancer(true).is_some_and(|(balancer, _)| !balancer.outbound.is_empty());
    let gateway = seen.subnet_at(UNTRUST).is_some_and(|subnet| subnet.nat_gateway.is_some());
    // In a VNet that stands the gateway is put on the subnet by hand.
    let by_hand = seen.stands() && !seen.azure.nat_gateways.is_empty();
    let egress = if nic.public_ip.is_some() {
        Egress::PublicIps
    } else if outbound {
        Egress::OutboundRule
    } else if gateway || by_hand {
        Egress::NatGateway
    } else {
        Egress::None
    };
    Some(Said::new(egress.text()))
}

pub(super) fn gateway_name(seen: &Seen<'_>) -> Option<Said> {
    let template = seen.template?;
    let gateway = template.of_kind("natGateways").next()?;
    Some(Said::new(seen.bare(text(gateway, "/name")?)).at(template.spot(gateway)))
}

/// The id of a gateway that stands already, by the subnets that it serves.
pub(super) fn gateway_id(seen: &Seen<'_>) -> Option<Said> {
    let served = seen.template?.subnets().find_map(|(_, subnet)| {
        let id = subnet.pointer("/properties/natGateway/id")?;
        seen.standing("natGateways", id.as_str()?).map(|_| id)
    });
    seen.said(served?)
}

pub(super) fn gateway_sku(seen: &Seen<'_>) -> Option<Said> {
    let template = seen.template?;
    let gateway = template.of_kind("natGateways").next()?;
    let redundant = is(gateway, "/sku/name", facts::azure::ZONE_REDUNDANT_SKU);
    let sku = if redundant { GatewaySku::StandardV2 } else { GatewaySku::Standard };
    Some(Said::new(sku.text()).at(template.spot(gateway)))
}
