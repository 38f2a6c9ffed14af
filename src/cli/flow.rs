//! Flows for people and for programs: who reaches whom, by which hops, and where a way ends.

use serde::Serialize;

use super::answer::Answer;
use super::arguments::{Shown, Source};
use super::{Loaded, Outcome, Refusal, load};
use crate::choice::Choice as _;
use crate::design::Unit;
use crate::diagram::{self, Found, mark};
use crate::flow::{self, Flow};
use crate::json;
use crate::plan::Plan;
use crate::walk::journey::{Datagram, End, Hop, Journey, Station};

/// All flows of a design, or one of them hop by hop.
pub(super) fn told(source: &Source, name: Option<&str>, format: Shown) -> Outcome {
    let loaded = load(source)?;
    let Some(plan) = &loaded.review.plan else { return Ok(unplanned(&loaded)) };
    let active = plan.preferred();
    let flows = flow::flows(plan, active);
    let known = || flows.iter().map(|flow| flow.name.as_str()).collect::<Vec<_>>().join(", ");
    let wanted = |flow: &&Flow| name.is_none_or(|name| flow.name == name);
    let chosen: Vec<_> = flows.iter().filter(wanted).collect();
    if let Some(name) = name.filter(|_| chosen.is_empty()) {
        return Err(Refusal(format!("`{name}` is no flow of this design: {}", known())));
    }
    let model = plan.model();
    let journeys = chosen.into_iter().map(|flow| (flow, flow.journey(plan, &model, active)));
    let answer = match format {
        Shown::Svg => drawn(plan, &loaded.review.marked(), journeys)?,
        Shown::Text if name.is_some() => hop_by_hop(journeys),
        Shown::Text => listed(journeys),
        Shown::Json => json(plan, active, journeys),
    };
    Ok(answer.blocked(loaded.is_blocked()))
}

/// The picture with the way of the one flow that was asked for.
fn drawn<'a>(
    plan: &Plan,
    found: &[Found],
    journeys: impl Iterator<Item = (&'a Flow, Journey)>,
) -> Outcome {
    let journeys: Vec<_> = journeys.collect();
    let [(flow, journey)] = journeys.as_slice() else {
        return Err(Refusal("a picture shows one flow: name it with `--flow`".to_owned()));
    };
    let marks = mark::of_flow(plan, flow, journey);
    Ok(Answer::document(&diagram::svg(plan, found, &marks, diagram::Layout::default())))
}

/// What stands in the way of a plan, which nothing can be told without.
pub(super) fn unplanned(loaded: &Loaded) -> Answer {
    let mut answer = Answer::default();
    loaded.review.findings.iter().for_each(|finding| answer.note_finding(finding));
    answer.blocked(loaded.is_blocked())
}

/// A line a flow.
fn listed<'a>(journeys: impl Iterator<Item = (&'a Flow, Journey)>) -> Answer {
    let mut answer = Answer::default();
    let journeys: Vec<_> = journeys.collect();
    let width = journeys.iter().map(|(flow, _)| flow.name.len()).max().unwrap_or_default();
    for (flow, journey) in journeys {
        answer.line(&format!("{:<width$}  {}: {}", flow.name, flow.title, journey.outcome()));
    }
    answer
}

/// A line a hop, the way there and the way back.
fn hop_by_hop<'a>(journeys: impl Iterator<Item = (&'a Flow, Journey)>) -> Answer {
    let mut answer = Answer::default();
    for (flow, journey) in journeys {
        answer.line(&format!("{}: {}", flow.title, journey.outcome()));
        for (heading, hops) in [("there", &journey.there), ("back", &journey.back)] {
            if !hops.is_empty() {
                answer.line(heading);
            }
            for (n, hop) in hops.iter().enumerate() {
                answer.line(&format!("{:>4}  {hop}", n + 1));
            }
        }
    }
    answer
}

#[derive(Serialize)]
struct Report<'a> {
    active: &'a str,
    flows: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Told<'a> {
    name: &'a str,
    purpose: String,
    title: &'a str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    /// What is taken for granted on its way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    provided: Vec<String>,
    there: Vec<Stop>,
    back: Vec<Stop>,
}

/// A hop.
#[derive(Serialize)]
struct Stop {
    station: &'static str,
    name: String,
    before: Ends,
    after: Ends,
    by: Vec<Reason>,
}

/// Both ends of a packet.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ends {
    protocol: String,
    source: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_port: Option<u16>,
    destination: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
}

#[derive(Serialize)]
struct Reason {
    kind: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    of: String,
    name: String,
}

fn json<'a>(
    plan: &Plan,
    active: Unit,
    journeys: impl Iterator<Item = (&'a Flow, Journey)>,
) -> Answer {
    let flows = journeys.map(|(flow, journey)| {
        let provided = journey.provided().into_iter().map(str::to_owned).collect();
        let (outcome, why) = match journey.end {
            End::Works => ("works", None),
            End::Stops(why) => ("stops", Some(why)),
            End::Open(why) => ("open", Some(why)),
        };
        Told {
            name: &flow.name,
            purpose: flow.purpose.to_string(),
            title: &flow.title,
            outcome,
            why,
            provided,
            there: journey.there.into_iter().map(stop).collect(),
            back: journey.back.into_iter().map(stop).collect(),
        }
    });
    let report = Report { active: &plan.units.of(active).name.value, flows: flows.collect() };
    Answer::json(&json::pretty(&report))
}

fn stop(hop: Hop) -> Stop {
    let reason = |one: crate::walk::packet::Decision| Reason {
        kind: one.kind.text(),
        of: one.of,
        name: one.name,
    };
    Stop {
        station: match hop.station {
            Station::Sender => "sender",
            Station::Balancer => "balancer",
            Station::Nic => "nic",
            Station::Firewall => "firewall",
            Station::Router => "router",
            Station::Egress => "egress",
            Station::Receiver => "receiver",
        },
        name: hop.name,
        before: ends(&hop.before),
        after: ends(&hop.after),
        by: hop.by.into_iter().map(reason).collect(),
    }
}

fn ends(packet: &Datagram) -> Ends {
    Ends {
        protocol: packet.protocol.to_string(),
        source: packet.source.to_string(),
        source_port: packet.source_port,
        destination: packet.destination.to_string(),
        port: packet.port,
    }
}
