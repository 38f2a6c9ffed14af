//! The walk's model filled twice: from the plan, and from the finished files as the audit reads them back.
//! What a picture tells of packets is then what the checks hold.

#![expect(clippy::disallowed_methods, reason = "the test reads the goldens")]
#![expect(clippy::indexing_slicing, reason = "the generator of designs")]

use std::collections::BTreeSet;
use std::fs;

use fast_ha::artifact::Artifact;
use fast_ha::audit::{azure, firewall, tree};
use fast_ha::design::{ManagementEgress, Unit};
use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::flow::{Flow, Purpose};
use fast_ha::panos::Salt;
use fast_ha::plan::{Egress, Plan, Sources};
use fast_ha::review::review;
use fast_ha::secret::Secret;
use fast_ha::walk::azure::{FilterRule, Hop, Table};
use fast_ha::walk::firewall::Rule;
use fast_ha::walk::journey;
use fast_ha::walk::journey::{End, Journey, Station};
use fast_ha::walk::model::Model;
use fast_ha::{artifact, flow, save};

#[path = "arm_rules/pairs.rs"]
mod pairs;

/// All goldens and the designs in which each option meets each other one, with their names.
fn designs() -> Vec<(String, Draft)> {
    let goldens = fs::read_dir("tests/designs").expect("the goldens are there").map(|entry| {
        let path = entry.expect("the folder can be listed").path();
        let text = fs::read_to_string(path.join("design.json")).expect("each has a design");
        (path.display().to_string(), save::read(&text).expect("a golden is a design").value)
    });
    let mut designs: Vec<_> = goldens.collect();
    designs.sort_by(|a, b| a.0.cmp(&b.0));
    designs.extend(pairs::designs().into_iter().map(|design| {
        let beside = if design.outside { ", beside what stands already" } else { "" };
        (design.title + beside, design.draft)
    }));
    designs
}

/// Runs a check on a design with its files.
fn with_bundle(draft: &Draft, check: impl FnOnce(&Plan, &[Artifact])) {
    let mut secrets = Secrets::default();
    secrets.set(Field::AccessPassword, Secret::new("Audit-pass-0001!"));
    let review = review(draft, &secrets);
    let approved = review.approved().unwrap_or_else(|| panic!("{:?}", review.obstacle()));
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    check(approved.plan(), &artifact::artifacts(approved, draft, &secrets, &salt, &[]));
}

fn text<'a>(artifacts: &'a [Artifact], path: &str) -> &'a str {
    let file = artifacts.iter().find(|artifact| artifact.path == path);
    file.and_then(Artifact::as_text).unwrap_or_else(|| panic!("{path} is missing"))
}

#[test]
fn each_unit_is_the_same_from_the_plan_and_from_its_configuration() {
    for (name, draft) in designs() {
        with_bundle(&draft, |plan, artifacts| {
            for unit in Unit::BOTH {
                let directory = &plan.units.of(unit).directory;
                let path = format!("bootstrap/{directory}/config/bootstrap.xml");
                let read = tree::parse(text(artifacts, &path)).expect("well-formed");
                let read = firewall::read("", read).firewall;
                assert_eq!(read, plan.firewall(unit), "{name}: {path}");
            }
        });
    }
}

#[test]
fn the_network_is_the_same_from_the_plan_and_from_the_template() {
    for (name, draft) in designs() {
        with_bundle(&draft, |plan, artifacts| {
            let template = serde_json::from_str(text(artifacts, "azuredeploy.json"));
            let mut read = azure::of_bundle(plan, &template.expect("JSON"));
            let mut planned = plan.azure();
            // The document has its own order.
            for azure in [&mut read, &mut planned] {
                azure.nics.sort_by(|a, b| a.name.cmp(&b.name));
                azure
                    .filters
                    .iter_mut()
                    .for_each(|one| one.rules.sort_by(|a, b| a.name.cmp(&b.name)));
            }
            assert_eq!(read, planned, "{name}");
        });
    }
}

/// What a flow of a design must come to: it works, the documents leave it open, or the design wants it so.
fn expected(plan: &Plan, flow: &Flow) -> &'static [&'static str] {
    let outward = flow.purpose == Purpose::Outbound || flow.name.ends_with("-to-internet");
    let by_own_way: &[&str] = match plan.access.management_egress {
        ManagementEgress::PublicIp | ManagementEgress::NatGateway => &["works"],
        ManagementEgress::Existing => &["open"],
        ManagementEgress::None => &["stops"],
    };
    match flow.purpose {
        Purpose::Management if plan.access.sources == Sources::Asked => &["open"],
        Purpose::License => by_own_way,
        // No endpoint is put on a subnet that stands already, but for a closed account.
        Purpose::Bootstrap if plan.network.existing.is_some() && !plan.bootstrap.closed => {
            by_own_way
        }
        _ if outward && plan.balance.egress == Egress::None => &["stops"],
        // What ends on the pair has its rules in every mode.
        Purpose::Inbound if on_pair(plan, flow) => &["works"],
        Purpose::Inbound | Purpose::Outbound if !plan.system.local_policy => &["open"],
        // What does not pass the pair needs no policy of it.
        Purpose::EastWest | Purpose::Remote if !plan.system.local_policy => &["open", "works"],
        Purpose::Inbound
        | Purpose::Outbound
        | Purpose::EastWest
        | Purpose::Remote
        | Purpose::Management
        | Purpose::Probe
        | Purpose::Ha1
        | Purpose::Ha2
        | Purpose::Bootstrap => &["works"],
    }
}

fn on_pair(plan: &Plan, flow: &Flow) -> bool {
    let mut services = plan.balance.services.iter();
    services.any(|service| service.on_pair && flow.name == format!("inbound-{}", service.name))
}

fn told(journey: &Journey) -> String {
    let hops = journey.there.iter().chain(&journey.back);
    let hops = hops
        .map(|hop| format!("{:?} {}: {} => {}\n", hop.station, hop.name, hop.before, hop.after));
    format!("{:?} after\n{}", journey.end, hops.collect::<String>())
}

#[test]
fn every_flow_that_should_work_does_on_both_units() {
    let mut seen = BTreeSet::new();
    for (name, draft) in designs() {
        with_bundle(&draft, |plan, _| {
            let model = plan.model();
            for active in Unit::BOTH {
                for flow in flow::flows(plan, active) {
                    let journey = flow.journey(plan, &model, active);
                    let found = match journey.end {
                        End::Works => "works",
                        End::Open(_) => "open",
                        End::Stops(_) => "stops",
                    };
                    let right = expected(plan, &flow).contains(&found);
                    assert!(right, "{name}: {}: {}", flow.name, told(&journey));
                    seen.insert((flow.purpose, found));
                }
            }
        });
    }
    assert_eq!(seen.iter().filter(|(_, found)| *found == "works").count(), 10, "{seen:?}");
}

#[test]
fn an_administrator_comes_by_what_is_declared() {
    let declared = [(Field::NetworkOnPremises, "10.200.0.0/16")];
    let peered = [(Field::NetworkPeered, "10.200.8.0/24")];
    let private = [(Field::AccessManagementPublic, "off")];
    let elsewhere = [(Field::SystemPermittedIp, "198.51.100.0/24")];
    let of_both = [declared[0], private[0]];
    let within = [(Field::SystemPermittedIp, "10.0.3.0/24")];
    let by_hand = [elsewhere[0], (Field::BootstrapMode, "none")];
    for (sources, edits, found, by) in [
        ("10.200.0.0/16", &declared[..], "works", "10.200.0.0/16"),
        ("10.200.0.0/16", &peered[..], "works", "10.200.8.0/24"),
        ("10.0.0.0/8", &of_both[..], "works", "10.200.0.0/16"),
        ("10.200.0.0/16", &[][..], "open", "how 10.200.0.0/16 reaches the VNet"),
        ("10.200.0.0/16", &private[..], "open", "how 10.200.0.0/16 reaches the VNet"),
        ("203.0.113.0/24", &private[..], "open", "how 203.0.113.0/24 reaches the VNet"),
        ("10.200.0.0/16, 203.0.113.0/24", &[][..], "works", "vmseries-ha-primary-mgmt-pip"),
        ("10.0.3.0/24", &[][..], "works", "10.0.3.9"),
        ("VirtualNetwork", &[][..], "works", "10.0.0.9"),
        ("0.0.0.0/0", &[][..], "works", "vmseries-ha-primary-mgmt-pip"),
        ("0.0.0.0/0", &private[..], "works", "10.0.0.9"),
        ("203.0.113.0/24", &elsewhere[..], "stops", "the management access list (permitted-ip)"),
        ("198.51.100.0/24", &elsewhere[..], "works", "vmseries-ha-primary-mgmt-pip"),
        (
            "203.0.113.0/24, 198.51.100.0/24",
            &elsewhere[..],
            "works",
            "vmseries-ha-primary-mgmt-pip",
        ),
        ("10.0.0.0/16", &within[..], "works", "10.0.3.9"),
        (
            "203.0.113.0/24",
            &by_hand[..],
            "open",
            "it works until the unit is configured as planned",
        ),
    ] {
        let mut draft = Draft::default();
        draft.set(Field::AccessManagementSources, sources);
        for (field, text) in edits {
            draft.set(*field, *text);
        }
        let plan = review(&draft, &Secrets::default()).plan.expect("a plan");
        let all = flow::flows(&plan, Unit::A);
        let flow = all.iter().find(|flow| flow.name == "management").expect("it is walked");
        let journey = flow.journey(&plan, &plan.model(), Unit::A);
        let (end, said) = match &journey.end {
            End::Works => ("works", journey.there[0].name.as_str()),
            End::Open(why) => ("open", why.as_str()),
            End::Stops(why) => ("stops", why.as_str()),
        };
        assert_eq!(end, found, "{sources} {edits:?}: {}", told(&journey));
        assert!(said.starts_with(by), "{sources} {edits:?}: {}", told(&journey));
    }
}

/// What a flow takes for granted that neither template nor package brings about, or why it stops.
#[test]
fn what_is_taken_for_granted_is_said() {
    const GATEWAY: &str = "app=10.0.16.0/24, GatewaySubnet=10.0.15.0/27";
    let existing = [
        (Field::NetworkMode, "existing"),
        (Field::AccessManagementEgress, "none"),
        (Field::AccessManagementPublic, "off"),
    ];
    let closed = [existing[0], (Field::BootstrapMode, "account"), (Field::BootstrapClosed, "on")];
    let pushed = [(Field::BootstrapMode, "custom_data"), (Field::PanoramaServer, "10.255.0.10")];
    let cut_off = [
        (Field::BootstrapMode, "account"),
        (Field::AccessManagementEgress, "none"),
        (Field::AccessManagementPublic, "off"),
    ];
    let inside = [
        (
            Field::BalanceServices,
            "web tcp 443 -> 10.0.16.5 from 10.30.0.0/16, mixed tcp 444 -> 10.0.16.5 from 10.30.0.0/16 198.51.100.0/24, wide tcp 445 -> 10.0.16.5 from 10.0.0.0/7, local tcp 446 -> 10.0.16.5 from 169.254.0.0/16",
        ),
        (Field::NetworkWorkloads, GATEWAY),
    ];
    let beyond = [
        (Field::NetworkOnPremises, "192.168.0.0/16"),
        (Field::BalanceServices, "web tcp 443 -> 192.168.1.1"),
    ];
    let unreached = [
        pushed[0],
        (Field::PanoramaServer, "cloud"),
        (Field::AccessManagementEgress, "none"),
        (Field::AccessManagementPublic, "off"),
    ];
    let by_hand = "works, provided that each unit was loaded by hand with its own bootstrap.xml";
    let of_region = "works, provided that the storage account stands in the VNet's region";
    for (edits, name, outcome) in [
        (&[(Field::BootstrapMode, "none")][..], "inbound-http", by_hand),
        (&[(Field::BootstrapMode, "none")], "probe-trust", by_hand),
        (&[(Field::BootstrapMode, "none")], "ha1-heartbeat", by_hand),
        (&[(Field::BootstrapMode, "none")], "ha2", by_hand),
        (&[(Field::BootstrapMode, "none")], "licence", "works"),
        (&pushed, "ha1", "works, provided that Panorama has pushed interfaces"),
        (&[], "bootstrap", "works"),
        (&[(Field::BootstrapMode, "account")], "bootstrap", "works"),
        (&cut_off, "bootstrap", of_region),
        (&existing, "bootstrap", "stops: mgmt-subnet has no way to the Internet"),
        (
            &closed,
            "bootstrap",
            "has the service endpoint Microsoft.Storage, by the scripts or by hand",
        ),
        (
            &existing,
            "outbound-vmseries-test-server",
            "works, provided that each route table was put on its existing subnet",
        ),
        (&inside, "inbound-web", "stops: no packet of the Internet comes from 10.30.0.9"),
        (&inside, "inbound-mixed", "works"),
        (&beyond, "inbound-web", "is open: whether 192.168.0.0/16 answers by the pair"),
        (&unreached, "ha1", "that Strata Cloud Manager, to which management has no way here, has"),
        (&inside, "inbound-wide", "works"),
        (&inside, "inbound-local", "stops: no packet of the Internet comes from 169.254.0.9"),
    ] {
        let mut draft = Draft::default();
        for (field, text) in edits {
            draft.set(*field, *text);
        }
        let plan = review(&draft, &Secrets::default()).plan.expect("a plan");
        let all = flow::flows(&plan, Unit::A);
        let flow = all.iter().find(|flow| flow.name == name).expect("it is walked");
        let found = flow.journey(&plan, &plan.model(), Unit::A).outcome();
        let right = if outcome == "works" { found == outcome } else { found.contains(outcome) };
        assert!(right, "{name} {edits:?}: {found}");
    }
}

#[test]
fn what_stays_beyond_the_pair_is_no_flow_of_it() {
    let mut draft = gateway();
    draft.set(Field::NetworkOnPremises, "192.168.0.0/16, 172.20.0.0/16");
    draft.set(Field::NetworkPeered, "10.200.0.0/16");
    let plan = review(&draft, &Secrets::default()).plan.expect("a plan");
    let names: Vec<String> =
        flow::flows(&plan, Unit::A).into_iter().map(|flow| flow.name).collect();
    let remotes = ["192.168.0.0/16", "172.20.0.0/16", "10.200.0.0/16"];
    let between = |a: &str, b: &str| names.contains(&format!("{a}-to-{b}"));
    let found: Vec<_> = remotes
        .iter()
        .flat_map(|a| remotes.iter().filter(|b| between(a, b)).map(move |b| (*a, *b)))
        .collect();
    assert_eq!(found.len(), 1, "{names:?}");
    assert!(found.iter().all(|(a, b)| [a, b].contains(&&"10.200.0.0/16")), "{found:?}");
}

/// Workloads behind the pair, a peered range, a published service.
fn site() -> Draft {
    let mut draft = Draft::default();
    draft.set(Field::NetworkWorkloads, "app=10.0.16.0/24, db=10.0.17.0/24");
    draft.set(Field::NetworkPeered, "192.168.0.0/16");
    draft.set(Field::AccessManagementSources, "203.0.113.0/24");
    draft
}

/// The same with the public address on the packets that reach the units.
fn floating() -> Draft {
    let mut draft = site();
    draft.set(Field::BalanceFloatingIp, "on");
    draft.set(Field::BalancePublicAddress, "20.1.2.3");
    let id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net-rg/providers/Microsoft.Network/publicIPAddresses/fw-pip";
    draft.set(Field::BalancePublicAddressId, id);
    draft
}

/// The same with the range on premises, behind a gateway in the VNet.
fn gateway() -> Draft {
    let mut draft = site();
    draft.set(Field::NetworkWorkloads, "app=10.0.16.0/24, GatewaySubnet=10.0.15.0/27");
    draft.set(Field::NetworkPeered, "");
    draft.set(Field::NetworkOnPremises, "192.168.0.0/16");
    draft
}

/// What was forgotten or mistaken and where, how that is planted, the flow that it stops, the hop at which it does,
/// and what is said there.
type Break = (
    (&'static str, fn() -> Draft),
    fn(&mut Model),
    &'static str,
    (Station, &'static str),
    &'static str,
);

fn table<'a>(model: &'a mut Model, name: &str) -> &'a mut Table {
    model.azure.tables.iter_mut().find(|table| table.name == name).expect("the table is there")
}

fn rule<'a>(rules: &'a mut [Rule], name: &str) -> &'a mut Rule {
    rules.iter_mut().find(|rule| rule.name == name).expect("the rule is there")
}

fn in_filter<'a>(model: &'a mut Model, name: &str) -> &'a mut Vec<FilterRule> {
    let mut filters = model.azure.filters.iter_mut();
    &mut filters.find(|filter| filter.name == name).expect("the filter is there").rules
}

const A: &str = "vmseries-ha-primary";
const BREAKS: [Break; 16] = [
    (
        ("no return route", site),
        // The answer goes straight to the Internet instead of back to the pair.
        |model| table(model, "app-rt").routes.retain(|route| route.name != "default"),
        "inbound-http",
        (Station::Router, "app"),
        "the answer leaves app for the Internet and passes the pair by",
    ),
    (
        ("no return route between workloads", site),
        |model| table(model, "db-rt").routes.retain(|route| route.name != "to-app"),
        "vmseries-test-server-to-db",
        (Station::Receiver, "vmseries-test-server-nic0"),
        "the answer passes by vmseries-ha-primary",
    ),
    (
        ("no route to the other workload", site),
        |model| table(model, "app-rt").routes.retain(|route| route.name != "to-db"),
        "vmseries-test-server-to-db",
        (Station::Firewall, A),
        "vmseries-ha-primary knows no session that the answer belongs to",
    ),
    (
        ("route to an address of nobody", site),
        |model| {
            let routes = &mut table(model, "app-rt").routes;
            for route in routes {
                route.hop = Hop::Appliance([10, 0, 3, 9].into());
            }
        },
        "outbound-vmseries-test-server",
        (Station::Router, "app"),
        "no NIC or balancer has the address 10.0.3.9",
    ),
    (
        ("probe route in the wrong router", site),
        // Both probe routes lead out of untrust, so the internal balancer takes the unit for dead.
        |model| {
            for unit in &mut model.units {
                let trust = unit.routers.iter_mut().find(|router| router.name == "vr-trust");
                let mut routes = trust.into_iter().flat_map(|router| &mut router.routes);
                let probe = routes.find(|route| route.name == "probe").expect("there");
                probe.interface.clear();
                probe.gateway.clear();
                "vr-untrust".clone_into(&mut probe.next_router);
            }
        },
        "outbound-db",
        (Station::Balancer, "vmseries-outbound-lb"),
        "its probe of 10.0.2.4 port 22 fails: it is answered out of `ethernet1/1`",
    ),
    (
        ("NAT rule off by one", site),
        |model| "10.0.16.7".clone_into(&mut rule(&mut model.units[0].nat, "in-http").translated),
        "inbound-http",
        (Station::Firewall, A),
        "it goes on to 10.0.16.7, expected 10.0.16.6",
    ),
    (
        ("NAT rule of another address", site),
        |model| rule(&mut model.units[0].nat, "in-http").destination = vec!["10.0.1.6".to_owned()],
        "inbound-http",
        (Station::Firewall, A),
        "vmseries-ha-primary stops it by",
    ),
    (
        ("hidden behind an address of nobody", site),
        |model| {
            "10.0.1.9/24".clone_into(&mut rule(&mut model.units[0].nat, "outbound").hides_address);
        },
        "outbound-db",
        (Station::Router, "untrust-subnet"),
        "10.0.1.9 is not the address of vmseries-ha-primary-nic1",
    ),
    (
        ("floating IP mismatch, the front end's address", floating),
        |model| {
            model.azure.known.insert("fw-pip".to_owned(), [20, 1, 2, 4].into());
        },
        "inbound-http",
        // The filter lets in the address that was planned, so the packet does not even reach the unit.
        (Station::Nic, "vmseries-ha-primary-nic1"),
        "the filter vmseries-nsg-untrust denies it by deny-all-inbound",
    ),
    (
        ("floating IP mismatch, the unit's address", floating),
        |model| rule(&mut model.units[0].nat, "in-http").destination = vec!["20.1.2.4".to_owned()],
        "inbound-http",
        (Station::Firewall, A),
        "vmseries-ha-primary stops it by",
    ),
    (
        ("missing gateway table", gateway),
        // What comes from the gateway goes past the pair, and the answer meets it.
        |model| {
            let mut subnets = model.azure.subnets.iter_mut();
            subnets.find(|one| one.name == "GatewaySubnet").expect("it is declared").table = None;
        },
        "192.168.0.0/16-to-vmseries-test-server",
        (Station::Firewall, A),
        "vmseries-ha-primary knows no session that the answer belongs to",
    ),
    (
        ("a security rule in the way", site),
        |model| "deny".clone_into(&mut rule(&mut model.units[0].security, "east-west").action),
        "192.168.0.0/16-to-db",
        (Station::Firewall, A),
        "vmseries-ha-primary stops it by the rule east-west",
    ),
    (
        ("a filter in the way of a service", site),
        |model| in_filter(model, "vmseries-nsg-untrust").retain(|rule| rule.name != "allow-http"),
        "inbound-http",
        (Station::Nic, "vmseries-ha-primary-nic1"),
        "the filter vmseries-nsg-untrust denies it by deny-all-inbound",
    ),
    (
        ("a filter in the way of HA2", site),
        |model| in_filter(model, "vmseries-nsg-ha2").retain(|rule| rule.name != "allow-ha2"),
        "ha2",
        (Station::Nic, "vmseries-ha-secondary-ha2"),
        "denies it by deny-all-inbound",
    ),
    (
        ("no rule on the balancer", site),
        |model| model.azure.balancers[0].rules.clear(),
        "inbound-http",
        (Station::Balancer, "vmseries-inbound-lb"),
        "no rule of public-frontend is about tcp 80",
    ),
    (
        ("no way out", site),
        |model| model.azure.balancers[0].outbound.clear(),
        "outbound-db",
        (Station::Router, "untrust-subnet"),
        "untrust-subnet has no way to the Internet",
    ),
];

/// The journey of a flow in a model that a break was planted in.
fn broken(draft: &Draft, plant: fn(&mut Model), name: &str) -> Journey {
    let mut journey = None;
    with_bundle(draft, |plan, _| {
        let mut model = plan.model();
        let flows = flow::flows(plan, Unit::A);
        let flow = flows.iter().find(|flow| flow.name == name);
        let flow = flow.unwrap_or_else(|| panic!("no flow {name}"));
        assert_eq!(
            flow.journey(plan, &plan.model(), Unit::A).end,
            End::Works,
            "{name} before the break"
        );
        plant(&mut model);
        journey = Some(journey::walk(&model, &flow.opening, 0));
    });
    journey.expect("the design was walked")
}

#[test]
fn a_break_is_named_at_its_hop() {
    for ((name, site), plant, flow, (station, at), why) in BREAKS {
        let journey = broken(&site(), plant, flow);
        let hops = journey.there.iter().chain(&journey.back);
        let last = hops.last().expect("a way has hops");
        assert_eq!((last.station, last.name.as_str()), (station, at), "{name}: {}", told(&journey));
        let End::Stops(said) = &journey.end else { panic!("{name}: {}", told(&journey)) };
        assert!(said.contains(why), "{name}: {said}, expected {why}");
    }
}
