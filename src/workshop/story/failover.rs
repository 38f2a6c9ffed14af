//! What happens when something fails: step by step, with what the units do marked in the picture, and beside it
//! the same design with other timers.

use super::{lead, told};
use crate::choice::Choice as _;
use crate::design::Unit;
use crate::diagram;
use crate::diagram::mark;
use crate::diagram::mark::Mark;
use crate::diagram::{Found, Layout};
use crate::draft::{Draft, Secrets};
use crate::failover::{Fault, MEASURED, Timeline, timeline};
use crate::field::Field;
use crate::plan::Plan;
use crate::review;
use crate::workshop::block::{
    NEXT, around, button, choice, heading, paragraph, region, said, table, unless,
};
use crate::xml::Node;

/// A key, a label, and the values that differ.
type Other = (&'static str, &'static str, &'static [(Field, &'static str)]);

/// Other settings to look at beside the design's own.
const OTHERS: [Other; 4] = [
    ("none", "Nothing", &[]),
    ("recommended", "Recommended timers", &[(Field::HaTimers, "recommended")]),
    ("aggressive", "Aggressive timers", &[(Field::HaTimers, "aggressive")]),
    (
        "quick",
        "Aggressive timers, probe 5 s x 2",
        &[
            (Field::HaTimers, "aggressive"),
            (Field::BalanceProbeIntervalS, "5"),
            (Field::BalanceProbeThreshold, "2"),
        ],
    ),
];

/// What is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Look {
    fault: Fault,
    /// Steps that have been made; with none of them nothing has failed yet.
    step: usize,
    plays: bool,
    /// The place among the other settings.
    other: usize,
}

impl Look {
    /// What a text says, as far as it says anything; the preferred unit fails otherwise.
    fn read(text: &str, plan: &Plan) -> Self {
        let mut words = text.split(' ');
        let preferred = match plan.preferred() {
            Unit::A => Fault::UnitA,
            Unit::B => Fault::UnitB,
        };
        let fault = words.next().and_then(Fault::from_text);
        let step = words.next().and_then(|step| step.parse().ok());
        let plays = words.next() == Some("play");
        let other = words.next().and_then(|name| OTHERS.iter().position(|(one, ..)| *one == name));
        // Where nothing is said yet, nothing has failed and nothing stands beside it.
        Self {
            fault: fault.unwrap_or(preferred),
            step: step.unwrap_or_default(),
            plays,
            other: other.unwrap_or_default(),
        }
    }

    /// The same within what happens then.
    fn at(plan: &Plan, wanted: &str) -> (Self, Timeline) {
        let look = Self::read(wanted, plan);
        let line = timeline(plan, look.fault);
        let last = line.steps.len();
        let step = look.step.min(last);
        (Self { step, plays: look.plays && step < last, ..look }, line)
    }

    fn write(self) -> String {
        let (other, ..) = OTHERS.get(self.other).expect("a place among the other settings");
        let plays = if self.plays { "play" } else { "still" };
        format!("{} {} {plays} {other}", self.fault.text(), self.step)
    }
}

/// What the wanted step marks in the picture.
pub(in crate::workshop) fn state(plan: &Plan, wanted: &str) -> Vec<Mark> {
    let (look, line) = Look::at(plan, wanted);
    mark::of_step(plan, &line, look.step)
}

/// The wanted failover as a picture that plays by itself, with its name.
pub(in crate::workshop) fn film(
    (plan, found): (&Plan, &[Found]),
    wanted: &str,
    layout: Layout,
) -> (String, String) {
    let (_, line) = Look::at(plan, wanted);
    (format!("failover-{}.svg", line.fault.text()), diagram::film(plan, found, &line, layout))
}

/// The failover that is wanted.
pub(in crate::workshop) fn failover(
    plan: &Plan,
    draft: &Draft,
    secrets: &Secrets,
    wanted: &str,
) -> Node {
    let (look, line) = Look::at(plan, wanted);
    let last = line.steps.len();
    let present = region("now", "The present step", now(plan, &line, look.step));
    let mut blocks = vec![lead(vec![controls(look, last), present])];
    let column = |title: &str, name: &str, plan: &Plan, line: &Timeline| {
        vec![heading(title), table_of(plan, name, line, look.step)]
    };
    let section = |told: Vec<Node>| around("section", "", told);
    let mut columns = vec![section(column("This design", "Steps", plan, &line))];
    if let Some((_, title, changes)) = OTHERS.get(look.other).filter(|_| look.other > 0) {
        let mut other = draft.clone();
        changes.iter().for_each(|(field, text)| other.set(*field, (*text).to_owned()));
        if let Some(plan) = &review::review(&other, secrets).plan {
            let line = timeline(plan, look.fault);
            columns.push(section(
                [column(title, title, plan, &line), vec![paragraph(&waited(&line))]].concat(),
            ));
        }
    }
    blocks.extend([beside(look), around("div", "columns", columns)]);
    blocks.extend([&line.sessions, &line.egress, MEASURED].map(paragraph));
    let mut told = told(blocks, &mark::of_step(plan, &line, look.step));
    if look.plays {
        let next = Look { step: look.step + 1, ..look };
        told.attributes.push((NEXT, next.write()));
    }
    told
}

/// What stands beside this design.
fn beside(look: Look) -> Node {
    let still = Look { plays: false, ..look };
    let others = OTHERS
        .iter()
        .enumerate()
        .map(|(other, (_, title, _))| (Look { other, ..still }.write(), (*title).to_owned()));
    choice("Beside it", others, &still.write())
}

/// What fails, and the buttons of the steps.
fn controls(look: Look, last: usize) -> Node {
    let faults = Fault::ALL.iter().map(|&fault| {
        (Look { fault, step: 0, plays: false, ..look }.write(), fault.label().to_owned())
    });
    let still = Look { plays: false, ..look };
    let from = if look.step == last { 0 } else { look.step };
    let play = Look { plays: !look.plays, step: if look.plays { look.step } else { from }, ..look };
    let to = |step: usize| Look { step, ..still }.write();
    let back = (look.step == 0).then_some("Nothing has failed yet");
    let next = (look.step == last).then_some("This is the last step");
    let buttons = [
        button(if look.plays { "Pause" } else { "Play" }, &play.write()),
        unless(back, button("Back", &to(look.step.saturating_sub(1)))),
        unless(next, button("Next", &to((look.step + 1).min(last)))),
    ];
    let first = Look { step: 0, plays: false, ..look };
    around(
        "div",
        "controls",
        vec![choice("What fails", faults, &first.write()), around("div", "fixes", buttons.into())],
    )
}

/// The present step in a sentence, from the fault on how long new flows are lost, and in the end how it ends.
fn now(plan: &Plan, line: &Timeline, step: usize) -> Vec<Node> {
    let n_steps = line.steps.len();
    let is_last = step == n_steps;
    let moment = line.moment(plan, step);
    let worst = moment.worst();
    let text = match step.checked_sub(1).and_then(|n| line.steps.get(n)) {
        None => {
            let follow = if n_steps == 1 {
                "One step follows, the fault"
            } else {
                &format!("{n_steps} steps follow, from the fault on")
            };
            let active = &plan.units.of(plan.preferred()).name;
            format!("Before: {active} is active. {follow}.")
        }
        Some(now) => {
            let end = if is_last { format!(" {}", line.end) } else { String::new() };
            let worst = worst.map_or_else(String::new, |worst| format!("**{worst}.** "));
            format!("{worst}Step {step} of {n_steps}, {}: {}.{end}", now.when(), now.what)
        }
    };
    let class = if worst.is_some() { "outcome is-bad" } else { "outcome is-calm" };
    let mut sentence = said("p", class, &text);
    sentence.attributes.push(("role", "status".to_owned()));
    let left = if is_last { format!(" Left to do: {}.", line.left) } else { String::new() };
    // Nothing is bolder than what is worst.
    let wait = (step > 0).then(|| paragraph(&(line.waited_at(&moment) + &left)));
    let standing = said("p", "standing", &standing(plan, line, step));
    [standing, sentence].into_iter().chain(wait).collect()
}

/// Who does what, what becomes of old sessions, and by which address traffic leaves, for a room that shows too little
/// of the picture for all of it.
fn standing(plan: &Plan, line: &Timeline, step: usize) -> String {
    let now = line.moment(plan, step);
    let [a, b] = Unit::BOTH.map(|unit| now.does(unit));
    let old = mark::old_sessions(plan, line, step);
    let leaves = mark::outbound(plan, &now).join(", ");
    let leaves =
        if leaves.is_empty() { leaves } else { format!(" **Outbound leaves by** {leaves}.") };
    format!("**A:** {a}. **B:** {b}. **Old sessions** {old}.{leaves}")
}

/// The steps of a timeline; the present one is set off.
fn table_of(plan: &Plan, name: &str, line: &Timeline, step: usize) -> Node {
    let unit = |unit: Unit| plan.units.of(unit).name.value.as_str();
    let rows = line.steps.iter().enumerate().map(|(n, made)| {
        let strong = if n + 1 == step { "**" } else { "" };
        let source = match made.formula.as_str() {
            "" => String::new(),
            formula => format!("{formula} ({})", made.source),
        };
        let [a, b] = made.states.map(|state| state.to_string());
        let serving: Vec<&str> = made.serving.iter().map(|one| unit(*one)).collect();
        let serving = match line.moment(plan, n + 1).one_sided() {
            Some((one, side)) => format!("{}, by {side} alone", unit(one)),
            None if serving.is_empty() => "nobody".to_owned(),
            None => serving.join(", "),
        };
        let what = format!("{strong}{}{strong}", made.what);
        [format!("{strong}{}{strong}", made.when()), what, source, a, b, serving]
    });
    let heads = [
        "When",
        "What happens",
        "How it is computed",
        unit(Unit::A),
        unit(Unit::B),
        "New flows go to",
    ];
    table(name, heads, rows)
}

/// How long new flows are lost; strong where that is known.
fn waited(line: &Timeline) -> String {
    let strong = line.wait.map_or("", |_| "**");
    format!("{strong}{}{strong}", line.waited())
}
