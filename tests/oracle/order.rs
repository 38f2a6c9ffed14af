//! The order of the security rules: each can be reached, because none before it is about all that it is
//! about, and each flow that matters is judged by the rule that is meant for it.
//!
//! The judge here is a second one, by names alone and without the product's walk.

use std::net::Ipv4Addr;

use fast_ha::design::{Profile, Protocol};
use fast_ha::facts;
use fast_ha::plan::Plan;
use fast_ha::walk::firewall::{Firewall, Rule};

/// Every rule that another one before it leaves nothing, and every flow that the wrong rule judges.
pub(super) fn check(plan: &Plan, firewall: &Firewall) -> Vec<String> {
    let judged = flows(plan).into_iter().filter_map(|flow| {
        let by = judge(firewall, &flow).unwrap_or("none");
        let Flow { what, expected, .. } = &flow;
        (by != expected).then(|| format!("{what} is judged by {by}, expected {expected}"))
    });
    unreachable(firewall).into_iter().chain(judged).collect()
}

fn unreachable(firewall: &Firewall) -> Vec<String> {
    let rules = firewall.security.iter().enumerate();
    let hidden = rules.filter_map(|(n, rule)| {
        let before = firewall.security.iter().take(n).find(|one| hides(firewall, one, rule))?;
        Some(format!("the rule {} leaves nothing to the rule {}", before.name, rule.name))
    });
    hidden.collect()
}

/// A session's first packet as the policy sees it, and the name of the rule that is meant for it; `none`
/// where the packages leave it to Panorama's post rules and to the default ones.
struct Flow {
    what: String,
    zones: (&'static str, &'static str),
    source: Ipv4Addr,
    destination: Ipv4Addr,
    service: (String, u16),
    application: String,
    expected: String,
}

const STRANGER: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 77);

/// A flow of no known application.
fn flow(
    what: &str,
    zones: (&'static str, &'static str),
    (source, destination): (Ipv4Addr, Ipv4Addr),
    service: (String, u16),
    expected: &str,
) -> Flow {
    Flow {
        what: what.to_owned(),
        zones,
        source,
        destination,
        service,
        application: "unknown-tcp".to_owned(),
        expected: expected.to_owned(),
    }
}

/// The flows that each design has, or that its policy must refuse.
fn flows(plan: &Plan) -> Vec<Flow> {
    let mut flows = Vec::new();
    let tcp = |port: u16| ("tcp".to_owned(), port);
    let local = plan.system.local_policy;
    let lab = plan.system.profile == Profile::Lab;
    let named = |own: &'static str| match (local, lab) {
        (false, _) => "none",
        (true, true) => "lab-allow-all",
        (true, false) => own,
    };
    let probe = tcp(plan.balance.probe.port);
    for unit in plan.units.each() {
        for (nic, zone, rule) in
            [(&unit.untrust, "untrust", "probe-untrust"), (&unit.trust, "trust", "probe-trust")]
        {
            let ends = (facts::azure::PROBE_SOURCE, nic.address.value);
            flows.push(flow("a probe", (zone, zone), ends, probe.clone(), rule));
            // Nobody else reaches the page or the shell that the probe asks.
            let ends = (STRANGER, nic.address.value);
            let denied = if plan.panorama.is_some() { "none" } else { "deny-all" };
            let stranger =
                flow("a stranger's probe", (zone, zone), ends, probe.clone(), named(denied));
            flows.push(stranger);
        }
        for service in &plan.balance.services {
            let inner = if service.on_pair { "vpn" } else { "trust" };
            let floating = plan.balance.floating_address(service);
            let client = service.sources.first().map_or(STRANGER, |range| range.last());
            let ends = (client, floating.unwrap_or(unit.untrust.address.value));
            let (port, rule) = (service.backend_port, format!("in-{}", service.name));
            let ruled = local || service.on_pair;
            let application = service.applications.first().cloned();
            let of_protocol = (service.protocol.to_string(), port);
            let what = format!("the service {}", service.name);
            let rule = if ruled { rule.as_str() } else { "none" };
            if !service.sources.is_empty() {
                let denied = if plan.panorama.is_some() { "none" } else { "deny-all" };
                let ends = (STRANGER, ends.1);
                let what = format!("a stranger at {}", service.name);
                let protocol = of_protocol.clone();
                flows.push(flow(&what, ("untrust", inner), ends, protocol, named(denied)));
            }
            flows.push(Flow {
                application: application.unwrap_or_else(|| "unknown-tcp".to_owned()),
                ..flow(&what, ("untrust", inner), ends, of_protocol, rule)
            });
        }
        for to in &plan.ha.monitoring.paths {
            let inner = !plan.network.untrust.range.value.contains(*to)
                && plan.network.inside().any(|range| range.contains(*to));
            let (zone, from) =
                if inner { ("trust", &unit.trust) } else { ("untrust", &unit.untrust) };
            let ends = (from.address.value, *to);
            let rule = format!("path-monitoring-{zone}");
            flows.push(Flow {
                application: "ping".to_owned(),
                ..flow(
                    "a ping of path monitoring",
                    (zone, zone),
                    ends,
                    ("icmp".to_owned(), 0),
                    &rule,
                )
            });
        }
    }
    let hosts = plan.network.inside().filter_map(|range| range.nth(9));
    let hosts: Vec<Ipv4Addr> = hosts.collect();
    for (from, to) in hosts.iter().zip(hosts.iter().rev()) {
        let out =
            flow("outbound", ("trust", "untrust"), (*from, STRANGER), tcp(443), named("outbound"));
        let across =
            flow("east-west", ("trust", "trust"), (*from, *to), tcp(5432), named("east-west"));
        flows.extend([out, across]);
    }
    if let Some(loopback) = &plan.balance.loopback {
        let ipsec = plan.balance.services.iter().any(|service| {
            let port = [500, 4500].contains(&service.target_port);
            service.on_pair && service.protocol == Protocol::Udp && port
        });
        let denied = if plan.panorama.is_some() { "none" } else { "deny-all" };
        let ends = (loopback.address.value, STRANGER);
        let rule = if ipsec { "vpn-out" } else { named(denied) };
        flows.push(Flow {
            application: "ike".to_owned(),
            ..flow("a tunnel", ("vpn", "untrust"), ends, ("udp".to_owned(), 500), rule)
        });
    }
    // What no local rule is about is for Panorama's post rules, where there is a Panorama.
    let denied = if plan.panorama.is_some() { "none" } else { "deny-all" };
    let target = hosts.first().copied().unwrap_or(STRANGER);
    let unasked = flow(
        "what nobody asked for",
        ("untrust", "trust"),
        (STRANGER, target),
        tcp(60_001),
        named(denied),
    );
    flows.push(unasked);
    flows
}

/// The first rule that is about a flow.
fn judge<'a>(firewall: &'a Firewall, flow: &Flow) -> Option<&'a str> {
    let named =
        |list: &[String], one: &str| list.iter().any(|known| known == one || known == "any");
    let holds = |list: &[String], address: Ipv4Addr| {
        list.iter()
            .filter_map(|known| firewall.spans(known))
            .flatten()
            .any(|(first, last)| (first..=last).contains(&address))
    };
    let serves = |list: &[String]| {
        let (protocol, port) = &flow.service;
        let own = |name: &String| {
            let object = firewall.services.iter().find(|service| service.name == *name);
            object.is_some_and(|object| {
                object.protocol == *protocol && object.port == port.to_string()
            })
        };
        list.iter().any(|name| ["any", "application-default"].contains(&name.as_str()) || own(name))
    };
    let about = |rule: &&Rule| {
        named(&rule.from, flow.zones.0)
            && named(&rule.to, flow.zones.1)
            && holds(&rule.source, flow.source)
            && holds(&rule.destination, flow.destination)
            && named(&rule.applications, &flow.application)
            && serves(&rule.services)
    };
    firewall.security.iter().find(about).map(|rule| rule.name.as_str())
}

fn hides(firewall: &Firewall, wide: &Rule, narrow: &Rule) -> bool {
    [
        (&wide.from, &narrow.from),
        (&wide.to, &narrow.to),
        (&wide.source, &narrow.source),
        (&wide.destination, &narrow.destination),
        (&wide.services, &narrow.services),
        (&wide.applications, &narrow.applications),
    ]
    .into_iter()
    .all(|(wide, narrow)| covers(firewall, wide, narrow))
}

/// Whether a list of names, addresses and ranges holds all of another one.
fn covers(firewall: &Firewall, wide: &[String], narrow: &[String]) -> bool {
    let spans = |name: &String| firewall.spans(name).unwrap_or_default();
    let within = |(first, last): &(Ipv4Addr, Ipv4Addr)| {
        wide.iter().flat_map(spans).any(|(low, high)| low <= *first && *last <= high)
    };
    let held = |one: &String| {
        let spans = spans(one);
        wide.contains(one) || (!spans.is_empty() && spans.iter().all(within))
    };
    wide.iter().any(|one| one == "any") || narrow.iter().all(held)
}

#[test]
fn a_rule_behind_a_wider_one_is_seen() {
    let rule = |name: &str, source: &str| {
        let list = |tag: &str, one: &str| format!("<{tag}><member>{one}</member></{tag}>");
        let any =
            ["to", "from", "destination", "service", "application"].map(|tag| list(tag, "any"));
        let source = list("source", source);
        format!("<entry name=\"{name}\">{source}{}<action>allow</action></entry>", any.concat())
    };
    let found = |rules: [String; 2]| {
        let rules = rules.concat();
        let path = ["devices", "entry", "vsys", "entry", "rulebase", "security", "rules"];
        let around = path.iter().rev().fold(rules, |text, tag| format!("<{tag}>{text}</{tag}>"));
        let tree = fast_ha::audit::tree::parse(&format!("<config>{around}</config>"));
        unreachable(&fast_ha::audit::firewall::read("", tree.expect("well-formed")).firewall)
    };
    let (wide, narrow) = (rule("wide", "10.0.0.0/8"), rule("narrow", "10.0.2.0/24"));
    assert_eq!(found([narrow.clone(), wide.clone()]), Vec::<String>::new());
    assert_eq!(found([wide, narrow]), ["the rule wide leaves nothing to the rule narrow"]);
}
