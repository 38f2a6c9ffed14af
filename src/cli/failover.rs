//! A failover for people and for programs: its steps, their times, and where each time comes from.

use serde::Serialize;

use super::answer::Answer;
use super::arguments::{Shown, Source};
use super::{Outcome, flow, load};
use crate::choice::Choice as _;
use crate::design::Unit;
use crate::diagram::{self, Layout};
use crate::failover::{self, Fault, MEASURED, Span, State, Step, Timeline};
use crate::json;
use crate::plan::Plan;

/// What happens when something fails; without it, how long the death of the active unit takes.
pub(super) fn told(source: &Source, fault: Option<Fault>, format: Shown) -> Outcome {
    let loaded = load(source)?;
    let Some(plan) = &loaded.review.plan else { return Ok(flow::unplanned(&loaded)) };
    let preferred = match plan.preferred() {
        Unit::A => Fault::UnitA,
        Unit::B => Fault::UnitB,
    };
    let timeline = failover::timeline(plan, fault.unwrap_or(preferred));
    let answer = match (format, fault) {
        (Shown::Json, _) => json(plan, &timeline),
        (Shown::Svg, _) => {
            let found = loaded.review.marked();
            Answer::document(&diagram::film(plan, &found, &timeline, Layout::default()))
        }
        (Shown::Text, Some(_)) => text(plan, &timeline),
        (Shown::Text, None) => Answer::lines([failover::summary(plan)]),
    };
    Ok(answer.blocked(loaded.is_blocked()))
}

fn text(plan: &Plan, timeline: &Timeline) -> Answer {
    let mut answer = Answer::default();
    let times: Vec<String> = timeline.steps.iter().map(Step::when).collect();
    let width = times.iter().map(String::len).max().unwrap_or_default();
    for (n, (step, time)) in timeline.steps.iter().zip(&times).enumerate() {
        answer.line(&format!("{time:>width$}  {}", step.what));
        if let Some(worst) = timeline.moment(plan, n + 1).worst() {
            answer.line(&format!("{:>width$}  {worst}.", ""));
        }
        if !step.formula.is_empty() {
            answer.line(&format!("{:>width$}  = {} ({})", "", step.formula, step.source));
        }
    }
    answer.line(&timeline.end);
    for line in [&timeline.waited(), &timeline.sessions, &timeline.egress] {
        answer.line(line);
    }
    answer.line(&format!("Left to do: {}.", timeline.left));
    answer.line(MEASURED);
    answer
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    fault: &'static str,
    steps: Vec<Told<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wait: Option<Range>,
    new_flows: String,
    sessions: &'a str,
    egress: &'a str,
    end: &'a str,
    left: &'a str,
    measured_elsewhere: &'static str,
}

#[derive(Serialize)]
struct Told<'a> {
    at: Range,
    /// Whether it comes by a clock of its own, beside the other steps.
    beside: bool,
    what: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    worst: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    formula: &'a str,
    source: &'static str,
    units: Vec<Doing<'a>>,
    serving: Vec<&'a str>,
    /// Who gets new flows by one side alone.
    #[serde(rename = "servingOneSide", skip_serializing_if = "Option::is_none")]
    serving_one_side: Option<OneSide<'a>>,
}

#[derive(Serialize)]
struct OneSide<'a> {
    unit: &'a str,
    side: String,
}

/// A range of time.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Range {
    low_ms: u32,
    high_ms: u32,
}

impl From<Span> for Range {
    fn from(span: Span) -> Self {
        Self { low_ms: span.low_ms, high_ms: span.high_ms }
    }
}

#[derive(Serialize)]
struct Doing<'a> {
    unit: &'a str,
    state: &'static str,
}

fn json(plan: &Plan, timeline: &Timeline) -> Answer {
    let name = |unit: Unit| plan.units.of(unit).name.value.as_str();
    let steps = timeline.steps.iter().enumerate().map(|(n, step)| Told {
        at: step.at.into(),
        beside: step.beside,
        what: &step.what,
        worst: timeline.moment(plan, n + 1).worst(),
        formula: &step.formula,
        source: step.source,
        units: Unit::BOTH
            .into_iter()
            .zip(step.states)
            .map(|(unit, state)| Doing { unit: name(unit), state: word(state) })
            .collect(),
        serving: step.serving.iter().map(|unit| name(*unit)).collect(),
        serving_one_side: timeline
            .moment(plan, n + 1)
            .one_sided()
            .map(|(unit, role)| OneSide { unit: name(unit), side: role.to_string() }),
    });
    let report = Report {
        fault: timeline.fault.text(),
        steps: steps.collect(),
        wait: timeline.wait.map(Range::from),
        new_flows: timeline.waited(),
        sessions: &timeline.sessions,
        egress: &timeline.egress,
        end: &timeline.end,
        left: &timeline.left,
        measured_elsewhere: MEASURED,
    };
    Answer::json(&json::pretty(&report))
}

fn word(state: State) -> &'static str {
    match state {
        State::Active => "active",
        State::Passive => "passive",
        State::Unseen => "unseen",
        State::NonFunctional => "non-functional",
        State::Down => "down",
    }
}
