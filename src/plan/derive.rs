//! From a design to a plan: the sections in the order in which their values follow from one another.

use super::settle::Settler;
use super::unit::Common;
use super::{
    Plan, access, balance, bootstrap, ha, machine, network, nsg, route, site, system, unit,
};
use crate::design::Design;
use crate::field::Field;
use crate::finding::Finding;

/// Plans a design. There is no plan only when a subnet has no room at all.
///
/// # Errors
/// What is to be said of that.
pub fn derive(design: &Design) -> Result<Plan, Box<Finding>> {
    let mut settled = Settler::new(design);
    let settler = &mut settled;
    let network = network::derive(settler)?;
    let site = site::derive(settler);
    let access = access::derive(settler);
    let machine = machine::derive(settler);
    let accelerated = machine::accelerated(settler, &machine);
    let egress = settler.choice(Field::BalanceEgress);
    let common = Common { network: &network, access: &access, egress, accelerated };
    let (units, server) = unit::derive(settler, &common);
    let around = (&network, &access, server.as_ref());
    let balance = balance::derive(settler, egress, around);
    let inputs = nsg::Inputs {
        network: &network,
        units: &units,
        balance: &balance,
        access: &access,
        server: server.as_ref(),
    };
    let nsgs = nsg::derive(settler, &inputs);
    let own_internet = route::own_internet(settler, &network);
    let system = system::derive(settler, &units);
    Ok(Plan {
        site,
        routers: route::routers(&network, system.routing),
        route_tables: route::tables(settler, &network, &balance, server.as_ref(), own_internet),
        availability: machine::availability(settler),
        ha: ha::derive(settler, machine.dataplane),
        panorama: system::panorama(settler),
        bootstrap: bootstrap::derive(settler, &machine),
        publish: bootstrap::publish(design),
        system,
        network,
        units,
        machine,
        balance,
        access,
        nsgs,
        server,
        settled: settled.settled(),
    })
}
