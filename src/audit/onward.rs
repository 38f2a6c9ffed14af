//! Where Azure takes what a unit sends by its trust NIC. A way that leads to the internal balancer ends at
//! the unit that sent the packet.

use std::net::Ipv4Addr;

use super::fault::{Contradiction, Fault};
use super::firewall::Unit;
use super::template::Template;
use crate::facts;
use crate::net::Range;
use crate::plan::Plan;
use crate::walk::azure::{Azure, Hop};
use crate::walk::firewall::Firewall;

/// Whether a packet that a unit sends by its trust NIC comes back to the pair.
pub fn returns(plan: &Plan, azure: &Azure, to: Ipv4Addr) -> bool {
    let Some(trust) = azure.subnet(&plan.network.trust.name.value) else { return false };
    match azure.route(trust, to).hop() {
        Hop::Appliance(hop) => azure.internal(hop).is_some(),
        Hop::Gateway | Hop::Internet | Hop::Vnet | Hop::Nowhere | Hop::Unknown => false,
    }
}

/// What the units send by their trust NICs and Azure hands back to them.
pub(super) fn check(
    plan: &Plan,
    azure: &Azure,
    template: Template<'_>,
    units: &[Unit],
) -> Vec<Contradiction> {
    let [_, trust] = &plan.routers;
    let mut wrong = Vec::new();
    if azure.front_inside().is_none() {
        wrong.push(Fault::NoFrontEnd.of([]).at(template.path, 0));
    }
    for sent in units.iter().flat_map(|unit| sent_by(&unit.configuration.firewall, trust.interface))
    {
        let parts = azure.tables.iter().flat_map(|table| &table.routes).map(|own| own.destination);
        let remotes = plan.network.remotes.iter().map(|remote| remote.range);
        let parts = parts.chain(remotes).filter(|part| sent.covers(*part)).chain([sent]);
        // The first host and the last address stand for a whole range.
        let hosts = parts.flat_map(|part| [part.nth(9).unwrap_or(part.network()), part.last()]);
        wrong.extend(
            hosts.filter(|host| returns(plan, azure, *host)).map(|host| {
                Fault::SentBack.of([&host, &sent, &trust.interface]).at(template.path, 0)
            }),
        );
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
