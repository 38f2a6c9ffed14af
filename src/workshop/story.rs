//! Stories that are told beside the picture and mark in it what they are about.

use super::block::{MARKS, around, choice, heading, note, said, table};
use crate::diagram::mark;
use crate::diagram::mark::Mark;
use crate::flow;
use crate::flow::Flow;
use crate::plan::Plan;
use crate::walk::journey::{End, Hop};
use crate::xml::Node;

mod failover;

pub(super) use failover::{failover, film, state};

/// Blocks with their marks.
fn told(blocks: Vec<Node>, marks: &[Mark]) -> Node {
    let mut told = around("div", "told", blocks);
    told.attributes.push((MARKS, mark::write(marks)));
    told
}

/// What stays in sight while the rest is read.
fn lead(blocks: Vec<Node>) -> Node {
    around("div", "lead", blocks)
}

/// The flow of a name, or the first one.
fn chosen<'a>(flows: &'a [Flow], name: &str) -> Option<&'a Flow> {
    flows.iter().find(|flow| flow.name == name).or(flows.first())
}

/// What the wanted flow marks in the picture.
pub(super) fn way(plan: &Plan, wanted: &str) -> Vec<Mark> {
    let active = plan.preferred();
    let flows = flow::flows(plan, active);
    chosen(&flows, wanted).map_or_else(Vec::new, |flow| {
        mark::of_flow(plan, flow, &flow.journey(plan, &plan.model(), active))
    })
}

/// The flow of a name, or the first one: the way there and back, with the marks of what it passes.
pub(super) fn flows(plan: &Plan, wanted: &str) -> Node {
    let active = plan.preferred();
    let flows = flow::flows(plan, active);
    let Some(chosen) = chosen(&flows, wanted) else {
        return told(vec![note("Nothing is meant to flow.")], &[]);
    };
    let journey = chosen.journey(plan, &plan.model(), active);
    let marks = mark::of_flow(plan, chosen, &journey);
    let class = match journey.end {
        End::Works => "outcome is-good",
        End::Stops(_) => "outcome is-bad",
        End::Open(_) => "outcome",
    };
    let options =
        flows.iter().map(|flow| (flow.name.clone(), format!("{}: {}", flow.purpose, flow.title)));
    let mut outcome =
        said("p", class, &format!("{}. The flow {}.", chosen.title, journey.outcome()));
    outcome.attributes.push(("role", "status".to_owned()));
    let ways = [("There", &journey.there), ("Back", &journey.back)];
    let ways = ways.into_iter().filter(|(_, hops)| !hops.is_empty());
    let ways = ways.flat_map(|(name, hops)| [heading(name), hop_by_hop(name, hops)]);
    let blocks = [lead(vec![choice("Flow", options, &chosen.name), outcome])];
    told(blocks.into_iter().chain(ways).collect(), &marks)
}

/// The hops of one direction. A packet that goes on as it came is told once.
fn hop_by_hop(way: &str, hops: &[Hop]) -> Node {
    let rows = hops.iter().enumerate().map(|(n, hop)| {
        let after =
            if hop.translates() { format!("`{}`", hop.after) } else { "the same".to_owned() };
        [format!("{} {}", n + 1, hop.name), format!("`{}`", hop.before), after, hop.reasons()]
    });
    table(way, ["Hop", "Comes as", "Goes on as", "Decided by"], rows)
}
