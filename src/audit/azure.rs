//! The network of a template, as the walk's model has it: subnets, route tables, filters, NICs, balancers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::template::{Nic, Template, asked, each, is, last_name, number, text};
use crate::facts;
use crate::net::Range;
use crate::plan::Plan;
use crate::walk::azure;
use crate::walk::azure::{
    Azure, Balancer, BalancingRule, Filter, FilterRule, Front, FrontEnd, Hop, NatGateway, Ports,
    Prefix, Probe, Protocol, Route, Subnet, Table, Way,
};

/// Reads the network that a template makes. What lies beyond it no template says.
pub fn read(template: &Value) -> Azure {
    let template = Template::bare(template);
    let vnets = template.of_kind("virtualNetworks");
    let blocks = vnets.flat_map(|vnet| each(vnet, "/properties/addressSpace/addressPrefixes"));
    let whole = |kind: &str| template.of_kind(kind).collect::<Vec<_>>().into_iter();
    Azure {
        blocks: blocks.filter_map(|block| Range::read(block.as_str()?).ok()).collect(),
        subnets: template.subnets().map(subnet).collect(),
        tables: whole("routeTables").filter_map(|one| table(template, one)).collect(),
        filters: whole("networkSecurityGroups").filter_map(|one| filter(template, one)).collect(),
        nics: template.nics().into_iter().map(nic).collect(),
        machines: whole("virtualMachines").filter_map(machine).collect(),
        balancers: whole("loadBalancers").filter_map(balancer).collect(),
        nat_gateways: nat_gateways(template),
        remotes: Vec::new(),
        known: BTreeMap::new(),
    }
}

/// The network of a bundle's template with what only its plan knows: the ranges beyond, addresses that
/// stand already, and an existing VNet with its subnets.
pub fn of_bundle(plan: &Plan, template: &Value) -> Azure {
    let (read, planned) = (read(template), plan.azure());
    let existing = plan.network.existing.is_some();
    let gateway_stands = plan.balance.nat_gateway.as_ref().is_some_and(|one| one.id().is_some());
    let subnets = read.subnets.into_iter().map(|subnet| {
        let mut planned = planned.subnets.iter().filter(|one| one.name == subnet.name);
        Subnet { own_way_out: planned.any(|one| one.own_way_out), ..subnet }
    });
    Azure {
        blocks: if existing { planned.blocks } else { read.blocks },
        subnets: if existing { planned.subnets.clone() } else { subnets.collect() },
        nat_gateways: if gateway_stands { planned.nat_gateways } else { read.nat_gateways },
        remotes: planned.remotes,
        known: planned.known,
        ..read
    }
}

fn name(value: &Value) -> Option<String> {
    text(value, "/name").map(str::to_owned)
}

/// The name in the id at a path.
fn named(value: &Value, path: &str) -> Option<String> {
    text(value, path).and_then(last_name).map(str::to_owned)
}

/// The name of the filter before a NIC or a subnet; of one that the deployment chooses there is only an
/// expression, which names none that is known.
fn filter_of(value: &Value) -> Option<String> {
    let at = "/properties/networkSecurityGroup";
    named(value, &format!("{at}/id")).or_else(|| text(value, at).map(str::to_owned))
}

/// The names in the ids of a list.
fn all_named(value: &Value, path: &str) -> Vec<String> {
    each(value, path).filter_map(|one| named(one, "/id")).collect()
}

fn subnet((name, subnet): (&str, &Value)) -> Subnet {
    Subnet {
        name: name.to_owned(),
        range: text(subnet, "/properties/addressPrefix").and_then(|text| Range::read(text).ok()),
        table: named(subnet, "/properties/routeTable/id"),
        filter: filter_of(subnet),
        nat_gateway: named(subnet, "/properties/natGateway/id"),
        storage: each(subnet, "/properties/serviceEndpoints")
            .any(|endpoint| is(endpoint, "/service", "Microsoft.Storage")),
        own_way_out: false,
    }
}

fn table(template: Template<'_>, table: &Value) -> Option<Table> {
    let shut = table.pointer("/properties/disableBgpRoutePropagation").and_then(Value::as_bool);
    Some(Table {
        name: name(table)?,
        routes: template.parts_of(table, "routes")?.into_iter().filter_map(route).collect(),
        propagates: shut != Some(true),
    })
}

fn route(route: &Value) -> Option<Route> {
    let address = text(route, "/properties/nextHopIpAddress");
    let kind = |wanted: &str| is(route, "/properties/nextHopType", wanted);
    let hop = if kind("VirtualAppliance") {
        address.and_then(|address| address.parse().ok()).map_or(Hop::Unknown, Hop::Appliance)
    } else if kind("VirtualNetworkGateway") {
        Hop::Gateway
    } else if kind("VnetLocal") {
        Hop::Vnet
    } else if kind("Internet") {
        Hop::Internet
    } else if kind("None") {
        Hop::Nowhere
    } else {
        Hop::Unknown
    };
    let destination = Range::read(text(route, "/properties/addressPrefix")?).ok()?;
    Some(Route { name: name(route)?, destination, hop })
}

/// A filter; none where only the deployment knows whether it is made, or which rules it has.
fn filter<'a>(template: Template<'a>, filter: &'a Value) -> Option<Filter> {
    let rules = template.parts_of(filter, "securityRules")?.into_iter();
    let rules = rules.filter_map(|rule| filter_rule(template, rule)).collect();
    let made = filter.get("condition").is_none();
    Some(Filter { name: name(filter).filter(|_| made)?, rules })
}

fn filter_rule(template: Template<'_>, rule: &Value) -> Option<FilterRule> {
    // Groups of applications stand for addresses that no template says.
    let prefixes = |key: &str| match values(template, rule, key, "es").as_slice() {
        [] => vec![Prefix::Asked],
        written => written.iter().map(|one| Prefix::read(one)).collect(),
    };
    let ports = values(template, rule, "destinationPortRange", "s");
    let ways = [("Inbound", Way::In), ("Outbound", Way::Out)];
    Some(FilterRule {
        name: name(rule)?,
        priority: number(rule, "/properties/priority"),
        way: known(rule, "/properties/direction", ways),
        allows: known(rule, "/properties/access", [("Allow", true), ("Deny", false)]),
        protocol: protocol(rule),
        sources: prefixes("sourceAddressPrefix"),
        destinations: prefixes("destinationAddressPrefix"),
        ports: ports.iter().map(|one| Ports::read(one)).collect(),
    })
}

/// What a word at a path says; none where only the deployment knows it.
fn known<T, const N: usize>(value: &Value, path: &str, words: [(&str, T); N]) -> Option<T> {
    words.into_iter().find_map(|(word, said)| is(value, path, word).then_some(said))
}

/// The protocol of a rule; one that Azure has no number for is another one, and what the deployment decides none.
fn protocol(rule: &Value) -> Option<Protocol> {
    let words = [
        ("*", Protocol::Any),
        ("All", Protocol::Any),
        ("Tcp", Protocol::Tcp),
        ("Udp", Protocol::Udp),
        ("Icmp", Protocol::Icmp),
    ];
    let path = "/properties/protocol";
    let other = || {
        let written = text(rule, path).is_some() && !asked(rule, path);
        written.then_some(Protocol::Other)
    };
    known(rule, path, words).or_else(other)
}

/// A key's values, which Azure writes as one or as a list; a parameter counts by its default.
fn values(template: Template<'_>, rule: &Value, key: &str, plural: &str) -> Vec<String> {
    let mut found = Vec::new();
    let written = [format!("/properties/{key}"), format!("/properties/{key}{plural}")];
    let written = written.iter().filter_map(|path| rule.pointer(path));
    for value in written.flat_map(texts) {
        let name = value.strip_prefix("[parameters('").and_then(|value| value.strip_suffix("')]"));
        let default = |name| template.json.pointer(&format!("/parameters/{name}/defaultValue"));
        match name.and_then(default) {
            Some(default) => found.extend(texts(default).map(str::to_owned)),
            None => found.push(value.to_owned()),
        }
    }
    found
}

/// A text, or the texts of a list.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let many = value.as_array().into_iter().flatten();
    many.chain([value]).filter_map(Value::as_str)
}

fn nic(nic: Nic<'_>) -> azure::Nic {
    let inside = "/properties/ipConfigurations/0/properties";
    let at = |path: &str| format!("{inside}/{path}");
    let pools = at("loadBalancerBackendAddressPools");
    let pools = each(nic.resource, &pools).filter_map(|pool| text(pool, "/id"));
    let forwards = nic.resource.pointer("/properties/enableIPForwarding").and_then(Value::as_bool);
    azure::Nic {
        name: nic.name.to_owned(),
        address: nic.address,
        subnet: named(nic.resource, &at("subnet/id")).unwrap_or_default(),
        filter: filter_of(nic.resource),
        public_ip: named(nic.resource, &at("publicIPAddress/id")),
        forwards: forwards == Some(true),
        balancers: pools.filter_map(whole_of).map(str::to_owned).collect(),
    }
}

fn machine(machine: &Value) -> Option<azure::Machine> {
    let host_name = text(machine, "/properties/osProfile/computerName")?.to_owned();
    let nics = all_named(machine, "/properties/networkProfile/networkInterfaces");
    Some(azure::Machine { host_name, nics })
}

/// The resource of which the id names a part: the last name but one.
fn whole_of(id: &str) -> Option<&str> {
    if id.starts_with('[') { id.rsplit('\'').nth(3) } else { id.rsplit('/').nth(2) }
}

fn balancer(balancer: &Value) -> Option<Balancer> {
    let front_end = |front: &Value| {
        let private = text(front, "/properties/privateIPAddress");
        let address = match named(front, "/properties/publicIPAddress/id") {
            Some(public) => Front::Public(public),
            None => Front::Private(private.and_then(|address| address.parse().ok())),
        };
        Some(FrontEnd { name: name(front)?, address })
    };
    let probe = |probe: &Value| {
        Some(Probe {
            name: name(probe)?,
            port: u16::try_from(number(probe, "/properties/port")?).ok()?,
            interval_s: number(probe, "/properties/intervalInSeconds")
                .unwrap_or(facts::azure::PROBE_INTERVAL_S),
            threshold: number(probe, "/properties/probeThreshold")
                .or_else(|| number(probe, "/properties/numberOfProbes"))
                .unwrap_or(facts::azure::PROBE_THRESHOLD),
        })
    };
    let outbound =
        |rule: &Value| Some((name(rule)?, all_named(rule, "/properties/frontendIPConfigurations")));
    Some(Balancer {
        name: name(balancer)?,
        front_ends: each(balancer, "/properties/frontendIPConfigurations")
            .filter_map(front_end)
            .collect(),
        probes: each(balancer, "/properties/probes").filter_map(probe).collect(),
        rules: each(balancer, "/properties/loadBalancingRules")
            .filter_map(balancing_rule)
            .collect(),
        outbound: each(balancer, "/properties/outboundRules").filter_map(outbound).collect(),
    })
}

fn balancing_rule(rule: &Value) -> Option<BalancingRule> {
    let port = |path: &str| u16::try_from(number(rule, path)?).ok();
    let floating = rule.pointer("/properties/enableFloatingIP");
    Some(BalancingRule {
        name: name(rule)?,
        front_end: named(rule, "/properties/frontendIPConfiguration/id")?,
        probe: named(rule, "/properties/probe/id"),
        protocol: protocol(rule),
        port: port("/properties/frontendPort"),
        backend_port: port("/properties/backendPort"),
        floating: floating.map_or(Some(false), Value::as_bool),
    })
}

/// The gateways that a template makes, and those that stand already: their addresses are known by the
/// gateway's own name.
fn nat_gateways(template: Template<'_>) -> Vec<NatGateway> {
    let mut known: Vec<NatGateway> =
        template.of_kind("natGateways").filter_map(nat_gateway).collect();
    let served =
        template.subnets().filter_map(|(_, subnet)| named(subnet, "/properties/natGateway/id"));
    for name in served {
        if !known.iter().any(|gateway| gateway.name == name) {
            known.push(NatGateway { public_ips: vec![name.clone()], name });
        }
    }
    known
}

fn nat_gateway(gateway: &Value) -> Option<NatGateway> {
    let public_ips = all_named(gateway, "/properties/publicIpAddresses");
    Some(NatGateway { name: name(gateway)?, public_ips })
}
