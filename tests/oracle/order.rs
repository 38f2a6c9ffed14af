//! The order of the security rules: each can be reached, because none before it is about all that it is
//! about.

use std::net::Ipv4Addr;

use fast_ha::walk::firewall::{Firewall, Rule};

/// Every rule that another one before it leaves nothing.
pub(super) fn check(firewall: &Firewall) -> Vec<String> {
    let rules = firewall.security.iter().enumerate();
    let hidden = rules.filter_map(|(n, rule)| {
        let before = firewall.security.iter().take(n).find(|one| hides(firewall, one, rule))?;
        Some(format!("the rule {} leaves nothing to the rule {}", before.name, rule.name))
    });
    hidden.collect()
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
        check(&fast_ha::audit::firewall::read("", tree.expect("well-formed")).firewall)
    };
    let (wide, narrow) = (rule("wide", "10.0.0.0/8"), rule("narrow", "10.0.2.0/24"));
    assert_eq!(found([narrow.clone(), wide.clone()]), Vec::<String>::new());
    assert_eq!(found([wide, narrow]), ["the rule wide leaves nothing to the rule narrow"]);
}
