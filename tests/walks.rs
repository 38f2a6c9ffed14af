//! Packets walked in both directions between a workload and what lies elsewhere: on premises, VPN clients, spokes
//! and the Internet. Tables over there are read from the commands of the guide, so that these are walked too;
//! each lack is found at its hop.

use std::net::Ipv4Addr;

use fast_ha::design::Unit;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::flow::flows;
use fast_ha::guide;
use fast_ha::net::Range;
use fast_ha::plan::Plan;
use fast_ha::review::review;
use fast_ha::walk::azure::{Azure, Hop, Route, Subnet, Table};
use fast_ha::walk::journey::Address;
use fast_ha::walk::packet::{Fate, Packet};
use fast_ha::walk::{journey, packet};

const SPOKE: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/spoke-rg/providers/Microsoft.Network/virtualNetworks/shop-vnet";
const WORKLOAD: &str = "10.0.16.9";
const ON_PREMISES: &str = "192.168.7.7";
const VPN_CLIENT: &str = "172.16.201.5";
const SPOKES: [&str; 2] = ["10.30.1.4", "10.31.1.4"];
const STRANGER: &str = "198.51.100.77";

/// A design with everything that has to be there.
const WHOLE: &[(Field, &str)] = &[
    (Field::NetworkWorkloads, "app=10.0.16.0/24\nGatewaySubnet=10.0.15.0/27"),
    (Field::NetworkOnPremises, "192.168.0.0/16\n172.16.201.0/24"),
    (Field::NetworkPeered, "10.30.0.0/16\n10.31.0.0/16"),
    (Field::NetworkPeeringId, SPOKE),
    (Field::NetworkTransit, "offer"),
    (Field::SystemProfile, "lab"),
    (Field::BalanceServices, "shop tcp 8443 -> 10.30.1.4:443"),
];

/// A plan, and the network around it with the subnets over there.
struct World {
    plan: Plan,
    azure: Azure,
}

fn world(edits: &[(Field, &str)]) -> World {
    let mut draft = Draft::default();
    for (field, text) in WHOLE.iter().chain(edits) {
        draft.set(*field, *text);
    }
    let review = review(&draft, &Secrets::default());
    let readme = guide::readme(review.approved().expect("the design has no error"), &[]);
    let plan = review.plan.expect("there is room");
    let mut azure = plan.azure();
    azure.tables.extend(["to-firewalls", "gateway-to-firewalls"].map(|name| told(&readme, name)));
    let has = |azure: &Azure, name: &str| {
        azure.tables.iter().any(|table| table.name == name && !table.routes.is_empty())
    };
    for (name, range) in [("spoke-1", "10.30.1.0/24"), ("spoke-2", "10.31.1.0/24")] {
        let table = has(&azure, "to-firewalls").then(|| "to-firewalls".to_owned());
        azure.subnets.push(subnet(name, range, table));
    }
    if plan.network.gateway().is_none() {
        let table = has(&azure, "gateway-to-firewalls").then(|| "gateway-to-firewalls".to_owned());
        azure.subnets.push(subnet("GatewaySubnet", "10.50.0.0/27", table));
    }
    World { plan, azure }
}

fn subnet(name: &str, range: &str, table: Option<String>) -> Subnet {
    let range = Range::read(range).ok();
    Subnet {
        name: name.to_owned(),
        range,
        table,
        filter: None,
        nat_gateway: None,
        own_way_out: false,
        storage: false,
    }
}

/// The table that the commands of a guide make.
fn told(readme: &str, name: &str) -> Table {
    let commands =
        readme.lines().filter_map(|line| line.strip_prefix("- `az network route-table "));
    let mut propagates = true;
    let mut routes = Vec::new();
    for command in commands {
        let words: Vec<&str> = command.trim_end_matches('`').split(' ').collect();
        let after = |option: &str| {
            let place = words.iter().position(|word| *word == option)?;
            words.get(place + 1).copied()
        };
        if after("--name") == Some(name) {
            propagates = after("--disable-bgp-route-propagation") != Some("true");
        }
        if after("--route-table-name") == Some(name) {
            assert_eq!(after("--next-hop-type"), Some("VirtualAppliance"), "{command}");
            routes.push(Route {
                name: after("--name").expect("a route has a name").to_owned(),
                destination: Range::read(after("--address-prefix").expect("a prefix"))
                    .expect("a range"),
                hop: Hop::Appliance(
                    after("--next-hop-ip-address").expect("a hop").parse().expect("an address"),
                ),
            });
        }
    }
    Table { name: name.to_owned(), routes, propagates }
}

/// The hop at which a packet goes past the pair or is lost; nothing where it arrives.
fn lost_at(world: &World, from: (&str, &str), to: &str) -> Option<String> {
    let (subnet, source) = from;
    let (source, destination): (Ipv4Addr, Ipv4Addr) =
        (source.parse().expect("an address"), to.parse().expect("an address"));
    let azure = &world.azure;
    let interface = if subnet == "Internet" {
        "ethernet1/1"
    } else {
        let here = azure.subnet(subnet).expect("the subnet is there");
        match azure.route(here, destination).hop() {
            Hop::Appliance(hop) if azure.internal(hop).is_some() => "ethernet1/2",
            Hop::Appliance(_)
            | Hop::Gateway
            | Hop::Internet
            | Hop::Vnet
            | Hop::Nowhere
            | Hop::Unknown => return Some(subnet.to_owned()),
        }
    };
    let firewall = world.plan.firewall(Unit::A);
    let port = 443;
    let inbound = Packet { interface, source, destination, protocol: "tcp", port };
    let door =
        Packet { destination: world.plan.units.a.untrust.address.value, port: 8443, ..inbound };
    let packet = if subnet == "Internet" { door } else { inbound };
    let passage = match packet::walk(&firewall, &packet) {
        Fate::Forwarded(passage) => passage,
        Fate::Answered { .. } | Fate::Dropped(_) | Fate::Unknown(_) => {
            return Some("pair".to_owned());
        }
    };
    let network = &world.plan.network;
    let out = match passage.interface.as_str() {
        "ethernet1/1" => &network.untrust,
        _ => &network.trust,
    };
    let there = azure.subnet(&out.name.value).expect("the pair's subnets are there");
    let wanted = if passage.interface == "ethernet1/1" { Hop::Internet } else { Hop::Vnet };
    (azure.route(there, passage.destination).hop() != wanted).then(|| out.name.value.clone())
}

/// The subnet in which a sender's packets meet Azure, and its address.
type End = (&'static str, &'static str);

/// Between whom packets are walked: the subnet in which each sender's packets meet Azure, and its address.
const FLOWS: [(&str, End, End); 6] = [
    ("on premises to a workload", ("GatewaySubnet", ON_PREMISES), ("app", WORKLOAD)),
    ("a VPN client to a workload", ("GatewaySubnet", VPN_CLIENT), ("app", WORKLOAD)),
    ("on premises to a spoke", ("GatewaySubnet", ON_PREMISES), ("spoke-1", SPOKES[0])),
    ("a spoke to a workload", ("spoke-1", SPOKES[0]), ("app", WORKLOAD)),
    ("a spoke to a spoke", ("spoke-1", SPOKES[0]), ("spoke-2", SPOKES[1])),
    ("a spoke to the Internet", ("spoke-1", SPOKES[0]), ("Internet", STRANGER)),
];

#[test]
fn packets_pass_the_pair_in_both_directions() {
    for edits in [
        &[][..],
        &[(Field::NetworkWorkloads, "app=10.0.16.0/24")],
        &[(Field::NetworkWorkloads, "app=10.0.16.0/24"), (Field::NetworkTransit, "use")],
        &[(Field::SystemRouting, "logical_router")],
    ] {
        let world = world(edits);
        for (flow, there, back) in FLOWS {
            assert_eq!(lost_at(&world, there, back.1), None, "{flow}, {edits:?}");
            assert_eq!(lost_at(&world, back, there.1), None, "{flow}, the way back, {edits:?}");
        }
    }
}

/// What a planted lack takes away.
fn without(table: &str) -> World {
    let mut world = world(&[]);
    for subnet in &mut world.azure.subnets {
        if subnet.table.as_deref() == Some(table) {
            subnet.table = None;
        }
    }
    world
}

#[test]
fn each_lack_is_found_at_its_hop() {
    let lacks = |world: &World, flow: usize, back: bool| {
        let (_, one, other) = FLOWS[flow];
        let (from, to) = if back { (other, one) } else { (one, other) };
        lost_at(world, from, to.1)
    };
    let gateway = without("GatewaySubnet-rt");
    for flow in [0, 1, 2] {
        assert_eq!(lacks(&gateway, flow, false).as_deref(), Some("GatewaySubnet"));
    }
    let spoke = without("to-firewalls");
    for flow in [3, 4, 5] {
        assert_eq!(lacks(&spoke, flow, false).as_deref(), Some("spoke-1"));
    }
    assert_eq!(lacks(&without("app-rt"), 0, true).as_deref(), Some("app"));
    // Without transit nothing makes the ranges on premises known here, so the pair's packets for them leave
    // for the Internet.
    let mut transit = world(&[]);
    transit.azure.remotes.retain(|remote| remote.range.to_string() != "192.168.0.0/16");
    assert_eq!(lacks(&transit, 0, true).as_deref(), Some("trust-subnet"));
    // A gateway's default route would take what untrust sends.
    let untrust = world(&[]);
    let subnet = untrust.azure.subnet("untrust-subnet").expect("there");
    let table =
        untrust.azure.tables.iter().find(|table| Some(&table.name) == subnet.table.as_ref());
    assert!(table.is_some_and(|table| !table.propagates && table.routes[0].hop == Hop::Internet));
}

#[test]
fn a_service_is_reached_by_its_sources_alone() {
    for on_pair in [false, true] {
        let target = if on_pair { "pair" } else { "10.0.2.6" };
        let mut draft = Draft::default();
        let services = format!("web tcp 443 -> {target} from 203.0.113.0/24");
        draft.set(Field::BalanceServices, services);
        let plan = review(&draft, &Secrets::default()).plan.expect("there is room");
        let model = plan.model();
        let inbound = flows(&plan, Unit::A).into_iter().find(|flow| flow.name == "inbound-web");
        let mut inbound = inbound.expect("the service has a flow");
        assert_eq!(inbound.journey(&plan, &model, Unit::A).end, journey::End::Works, "{target}");
        for stranger in [Address::Internet, Address::Ip([198, 51, 100, 77].into())] {
            inbound.opening.packet.source = stranger;
            let journey::End::Stops(why) = inbound.journey(&plan, &model, Unit::A).end else {
                panic!("a stranger reaches {target}");
            };
            assert!(why.contains("-untrust denies it by deny-all-inbound"), "{why}");
        }
        // Behind a filter that lets everybody in, the units' own policy says the same.
        let mut open = plan.model();
        for rule in open.azure.filters.iter_mut().flat_map(|filter| &mut filter.rules) {
            rule.allows = Some(true);
        }
        let journey::End::Stops(why) = inbound.journey(&plan, &open, Unit::A).end else {
            panic!("the policy lets a stranger in to {target}");
        };
        assert!(why.contains("deny-all"), "{why}");
    }
}

/// The design with everything, its groups at a place, and services on into a workload and a spoke.
fn grouped(place: &str) -> Plan {
    let mut draft = Draft::default();
    for (field, text) in WHOLE {
        draft.set(*field, *text);
    }
    draft.set(Field::AccessNsgPlace, place);
    let services = "web tcp 443 -> 10.0.16.7:8443 from 203.0.113.0/24\nshop tcp 8443 -> 10.30.1.4:443\npage tcp 80 ->\nold tcp 81 -> 10.0.2.7";
    draft.set(Field::BalanceServices, services);
    draft.set(Field::AccessManagementSources, "203.0.113.0/24");
    let review = review(&draft, &Secrets::default());
    assert!(review.approved().is_some(), "{:?}", review.findings);
    review.plan.expect("there is room")
}

#[test]
fn groups_on_subnets_stop_no_flow_that_the_pair_is_for() {
    for place in ["nic", "subnet", "both"] {
        let plan = grouped(place);
        let model = plan.model();
        for active in Unit::BOTH {
            for flow in flows(&plan, active) {
                let end = flow.journey(&plan, &model, active).end;
                assert_eq!(end, journey::End::Works, "{place}: {}", flow.name);
            }
        }
        for subnet in plan.network.subnets() {
            let wanted = place != "nic" && !subnet.role.is_of_azure();
            assert_eq!(plan.nsg_of(subnet).is_some(), wanted, "{place}: {}", subnet.name);
        }
    }
}

#[test]
fn a_rule_that_a_subnet_lacks_is_found_at_its_hop() {
    for place in ["subnet", "both"] {
        let plan = grouped(place);
        for (group, rule, lost) in [
            ("mgmt", "allow-ha1", "ha1"),
            ("mgmt", "allow-management-1", "management"),
            ("untrust", "allow-web", "inbound-web"),
            ("untrust", "allow-probe", "probe-untrust"),
            ("trust", "allow-probe", "probe-trust"),
            ("trust", "allow-passed-on", "inbound-shop"),
            ("trust", "allow-old", "inbound-old"),
            ("workload", "allow-page", "inbound-page"),
            ("trust", "allow-inside", "ha2"),
            ("workload", "allow-web", "inbound-web"),
            ("workload", "allow-inside", "10.30.0.0/16-to-vmseries-test-server"),
        ] {
            let mut model = plan.model();
            let group = format!("vmseries-nsg-{group}-subnet");
            let filters = model.azure.filters.iter_mut().filter(|filter| filter.name == group);
            for filter in filters {
                let before = filter.rules.len();
                filter.rules.retain(|known| known.name != rule);
                assert_eq!(filter.rules.len() + 1, before, "{group} has {rule}");
            }
            let flow = flows(&plan, Unit::A).into_iter().find(|flow| flow.name == lost);
            let journey = flow.expect(lost).journey(&plan, &model, Unit::A);
            match journey.end {
                journey::End::Stops(why) | journey::End::Open(why) => {
                    assert!(why.contains(&group), "{lost}: {why}");
                }
                journey::End::Works => panic!("{place}: {lost} works without {rule} of {group}"),
            }
        }
    }
}

#[test]
fn no_service_takes_the_name_of_a_rule_that_the_pair_lives_by() {
    let mut draft = Draft::default();
    draft.set(Field::AccessNsgPlace, "both");
    let services = "probe tcp 8080 ->\nInside tcp 81 ->\nha2 udp 82 ->\npassed-on tcp 83 ->";
    draft.set(Field::BalanceServices, services);
    let plan = review(&draft, &Secrets::default()).plan.expect("there is room");
    for group in &plan.nsgs {
        let mut names: Vec<String> =
            group.rules.iter().map(|rule| rule.name.to_ascii_lowercase()).collect();
        names.sort_unstable();
        let n_rules = names.len();
        names.dedup();
        assert_eq!(names.len(), n_rules, "{}: {names:?}", group.name);
    }
}
