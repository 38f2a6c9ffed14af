//! Where Azure takes what a unit sends by its trust NIC: the effective routes of the trust subnet, read
//! back from the template. The longest prefix counts, and of equal ones the table's own. A way that leads
//! to the internal balancer ends at the unit that sent the packet.
//!
//! Source: Azure documentation, how Azure selects a route.

use std::net::Ipv4Addr;

use serde_json::Value;

use super::firewall::Unit;
use super::template::{Template, each, last_name, text};
use crate::facts;
use crate::net::Range;
use crate::plan::Plan;
use crate::walk::firewall::Firewall;

/// The effective routes of the trust subnet.
#[derive(Debug)]
pub struct Onward {
    /// The internal front end, where the template has one.
    balancer: Option<Ipv4Addr>,
    /// Destinations of the subnet's table, and the next hop of those that name an address.
    own: Vec<(Range, Option<Ipv4Addr>)>,
    /// What Azure routes by itself: the VNet, its peerings, and what gateways make known.
    system: Vec<Range>,
}

impl Onward {
    /// Reads them back. Of peerings and gateways the template says little, so the plan's ranges count, but
    /// only where the table lets a gateway's routes in.
    pub fn read(plan: &Plan, template: &Value) -> Self {
        let template = Template(template);
        let name = table_name(plan, template);
        let table = name.and_then(|name| template.named("routeTables", name));
        let routes = table.into_iter().flat_map(|table| each(table, "/properties/routes"));
        let own = routes.filter_map(|route| {
            let to = Range::read(text(route, "/properties/addressPrefix")?).ok()?;
            let hop = text(route, "/properties/nextHopIpAddress");
            Some((to, hop.and_then(|hop| hop.parse().ok())))
        });
        let shut = table
            .and_then(|table| table.pointer("/properties/disableBgpRoutePropagation")?.as_bool());
        let mut system = blocks(plan, template);
        if shut != Some(true) {
            system.extend(plan.network.remotes.iter().map(|remote| remote.range));
        }
        let internal = template.named("loadBalancers", &plan.balance.internal.name.value);
        let front = "/properties/frontendIPConfigurations/0/properties/privateIPAddress";
        let balancer = internal.and_then(|internal| text(internal, front)?.parse().ok());
        Self { balancer, own: own.collect(), system }
    }

    /// Whether a unit's packet to this address comes back to the pair.
    pub fn returns(&self, to: Ipv4Addr) -> bool {
        let own = self.own.iter().filter(|(range, _)| range.contains(to));
        let Some((range, hop)) = own.max_by_key(|(range, _)| range.prefix_len()) else {
            return false;
        };
        let system = self.system.iter().filter(|range| range.contains(to));
        let longest = system.map(|range| range.prefix_len()).max();
        hop.is_some()
            && *hop == self.balancer
            && longest.is_none_or(|longest| longest <= range.prefix_len())
    }
}

/// The table of the trust subnet; in an existing VNet the one that is to be associated with it.
fn table_name<'a>(plan: &'a Plan, template: Template<'a>) -> Option<&'a str> {
    let trust = &plan.network.trust;
    if plan.network.existing.is_some() {
        return plan.route_table_of(trust).map(|table| table.name.as_str());
    }
    let mut subnets = template.parts("virtualNetworks", "subnets");
    let here = subnets.find(|subnet| text(subnet, "/name") == Some(&trust.name.value))?;
    text(here, "/properties/routeTable/id").and_then(last_name)
}

/// The VNet's blocks.
fn blocks(plan: &Plan, template: Template<'_>) -> Vec<Range> {
    let Some(vnet) = template.named("virtualNetworks", &plan.network.name.value) else {
        return plan.network.blocks.clone();
    };
    let blocks = each(vnet, "/properties/addressSpace/addressPrefixes");
    blocks.filter_map(|block| Range::read(block.as_str()?).ok()).collect()
}

/// What the units send by their trust NICs and Azure hands back to them.
pub(super) fn check(plan: &Plan, template: &Value, units: &[Unit]) -> Vec<String> {
    let onward = Onward::read(plan, template);
    let [_, trust] = &plan.routers;
    let mut wrong = Vec::new();
    if onward.balancer.is_none() {
        wrong.push("the template has no internal front end".to_owned());
    }
    for sent in units.iter().flat_map(|unit| sent_by(&unit.configuration.firewall, trust.interface))
    {
        let parts = onward.own.iter().map(|(range, _)| *range);
        let remotes = plan.network.remotes.iter().map(|remote| remote.range);
        let parts = parts.chain(remotes).filter(|part| sent.covers(*part)).chain([sent]);
        // The first host and the last address stand for a whole range.
        let hosts = parts.flat_map(|part| [part.nth(9).unwrap_or(part.network()), part.last()]);
        wrong.extend(hosts.filter(|host| onward.returns(*host)).map(|host| {
            format!(
                "the template routes {host} of {}, to which the units send by {}, back to them",
                sent, trust.interface
            )
        }));
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

/// Where a unit sends by an interface; the address of the probe is on Azure's host and has no route.
fn sent_by(firewall: &Firewall, interface: &str) -> Vec<Range> {
    let routes = firewall.routers.iter().flat_map(|router| &router.routes);
    let routes = routes.filter(|route| route.interface == interface);
    let ranges = routes.filter_map(|route| Range::read(&route.destination).ok());
    ranges.filter(|range| *range != Range::host(facts::azure::PROBE_SOURCE)).collect()
}
