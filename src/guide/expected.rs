//! What stands where the design is deployed: the file that `verify.sh` and `verify.ps1` hold Azure's answers
//! against. It says what the plan says and computes nothing.

use serde::Serialize;

use crate::plan::{NextHop, Nic, Plan, Role, Subnet};

/// The file.
#[derive(Serialize)]
pub(super) struct Expected<'a> {
    user: &'a str,
    bootstrap: bool,
    nics: Vec<ExpectedNic<'a>>,
    balancers: Vec<ExpectedBalancer<'a>>,
    units: Vec<ExpectedUnit<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExpectedNic<'a> {
    name: &'a str,
    address: String,
    forwards: bool,
    /// Whether its default route must not be a gateway's.
    own_way_out: bool,
    routes: Vec<ExpectedRoute>,
}

#[derive(Serialize)]
struct ExpectedRoute {
    to: String,
    by: String,
}

/// A balancer, of whose two units exactly one answers its probe.
#[derive(Serialize)]
struct ExpectedBalancer<'a> {
    name: &'a str,
    units: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ExpectedUnit<'a> {
    name: &'a str,
    address: String,
    public_ip: Option<&'a str>,
}

pub(super) fn expected(plan: &Plan) -> Expected<'_> {
    let units = plan.units.each();
    let of_units = units.into_iter().flat_map(|unit| {
        unit.nics().map(|nic| {
            let subnet = plan.network.of(nic.role).expect("each NIC's role has a subnet");
            let own_way_out = matches!(nic.role, Role::Management | Role::Untrust);
            let (address, forwards) = (nic.address.to_string(), nic.ip_forwarding);
            let routes = routes(plan, subnet);
            ExpectedNic { name: &nic.name, address, forwards, own_way_out, routes }
        })
    });
    let of_server = plan.server.iter().map(|server| ExpectedNic {
        name: &server.nic_name,
        address: server.address.to_string(),
        forwards: false,
        own_way_out: false,
        routes: routes(plan, plan.network.of_host(server.address.value)),
    });
    let side = |nic: fn(&crate::plan::Firewall) -> &Nic| {
        units.iter().map(|unit| nic(unit).address.to_string()).collect::<Vec<_>>()
    };
    let public = &plan.balance.public;
    let asks = public.made && !plan.balance.services.is_empty();
    let of_public = asks
        .then(|| ExpectedBalancer { name: &public.name.value, units: side(|unit| &unit.untrust) });
    let of_internal = ExpectedBalancer {
        name: &plan.balance.internal.name.value,
        units: side(|unit| &unit.trust),
    };
    Expected {
        user: &plan.access.user.value,
        bootstrap: plan.bootstrap.mode.has_package(),
        nics: of_units.chain(of_server).collect(),
        balancers: of_public.into_iter().chain([of_internal]).collect(),
        units: units
            .into_iter()
            .map(|unit| ExpectedUnit {
                name: &unit.name.value,
                address: unit.management.address.to_string(),
                public_ip: unit
                    .management
                    .public_ip
                    .as_ref()
                    .map(|one| one.id().unwrap_or(one.name())),
            })
            .collect(),
    }
}

/// The routes that a subnet's table adds; Azure names the type of a hop without an address.
fn routes(plan: &Plan, subnet: &Subnet) -> Vec<ExpectedRoute> {
    let table = plan.route_table_of(subnet).into_iter();
    let routes = table.flat_map(|table| &table.routes);
    let route = |route: &crate::plan::Route| ExpectedRoute {
        to: route.destination.to_string(),
        by: match route.next_hop {
            NextHop::Balancer(address) => address.to_string(),
            NextHop::Internet => "Internet".to_owned(),
        },
    };
    routes.map(route).collect()
}
