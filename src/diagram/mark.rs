//! Marks on the picture: what a flow passes, and what a unit does, by the names of the plan.

use crate::design::Unit;
use crate::failover::{Fault, State, Timeline};
use crate::flow;
use crate::flow::Flow;
use crate::plan::{Plan, Role};
use crate::walk::journey::{End, Journey};

/// The control link between the units, by which a mark names it.
pub(super) const HA1: &str = "HA1";
/// The session synchronisation between them.
pub(super) const HA2: &str = "HA2";
/// What the balancers ask.
pub(super) const PROBE: &str = "probe";

/// The zone of a unit.
pub(super) fn zone_of(unit: Unit) -> String {
    format!("zone of {}", unit.letter())
}

/// What a part is marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A flow passes here.
    Lit,
    /// A flow ends here, and should not.
    Stop,
    /// The unit forwards.
    Active,
    /// The unit forwards, and the balancers do not see it.
    Unseen,
    /// The unit waits.
    Passive,
    /// The unit does nothing.
    Down,
}

impl Kind {
    const ALL: [Self; 6] =
        [Self::Lit, Self::Stop, Self::Active, Self::Unseen, Self::Passive, Self::Down];

    /// The CSS class.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Lit => "is-lit",
            Self::Stop => "is-stop",
            Self::Active => "is-active",
            Self::Unseen => "is-unseen",
            Self::Passive => "is-passive",
            Self::Down => "is-down",
        }
    }

    /// What stands at a unit then.
    pub(super) const fn state(self) -> Option<&'static str> {
        match self {
            Self::Lit | Self::Stop => None,
            Self::Active => Some("active"),
            Self::Unseen => Some("active, unseen by the balancers"),
            Self::Passive => Some("passive"),
            Self::Down => Some("down"),
        }
    }
}

/// A mark on every part that stands for a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// As what.
    pub kind: Kind,
    /// The name.
    pub name: String,
}

/// What a flow passes on its journey, and where it ends although it should not.
pub fn of_flow(plan: &Plan, flow: &Flow, journey: &Journey) -> Vec<Mark> {
    let passed = flow.passes(plan, journey).into_iter();
    let mut marks: Vec<Mark> = passed.map(|name| Mark { kind: Kind::Lit, name }).collect();
    let last = journey.back.last().or(journey.there.last());
    if let (End::Stops(_), Some(hop)) = (&journey.end, last) {
        let here = flow::stands(plan, &hop.name).into_iter().take(1);
        marks.extend(here.map(|name| Mark { kind: Kind::Stop, name }));
    }
    marks
}

/// What the units do after so many steps, the way that new flows take then, and what has failed.
pub fn of_step(plan: &Plan, line: &Timeline, made: usize) -> Vec<Mark> {
    let active = plan.preferred();
    let before = match active {
        Unit::A => [State::Active, State::Passive],
        Unit::B => [State::Passive, State::Active],
    };
    let now = made.checked_sub(1).and_then(|n| line.steps.get(n));
    let (states, serving) =
        now.map_or_else(|| (before, vec![active]), |step| (step.states, step.serving.clone()));
    let mut marks = Vec::new();
    let mut mark = |kind: Kind, name: &str| marks.push(Mark { kind, name: name.to_owned() });
    for (unit, state) in Unit::BOTH.into_iter().zip(states) {
        let kind = match state {
            State::Active => Kind::Active,
            State::Unseen => Kind::Unseen,
            State::Passive => Kind::Passive,
            State::Down => Kind::Down,
        };
        mark(kind, &plan.units.of(unit).name.value);
    }
    if let Some(failed) = now.and_then(|_| failed(plan, line.fault)) {
        mark(Kind::Down, &failed);
    }
    for unit in serving {
        for name in served_by(plan, unit) {
            mark(Kind::Lit, name);
        }
    }
    marks
}

/// What of the picture a fault is about besides a unit.
fn failed(plan: &Plan, fault: Fault) -> Option<String> {
    let active = plan.units.of(plan.preferred());
    let nic = |role: Role| active.nic(role).map(|nic| nic.name.clone());
    match fault {
        Fault::Untrust => nic(Role::Untrust),
        Fault::Trust => nic(Role::Trust),
        Fault::Ha1 => Some(HA1.to_owned()),
        Fault::Ha2 => Some(HA2.to_owned()),
        Fault::Probe => Some(PROBE.to_owned()),
        Fault::Zone => Some(zone_of(plan.preferred())),
        Fault::UnitA | Fault::UnitB | Fault::Path => None,
    }
}

/// What new flows pass while a unit serves them.
fn served_by(plan: &Plan, unit: Unit) -> impl Iterator<Item = &str> {
    let (balance, network) = (&plan.balance, &plan.network);
    let firewall = plan.units.of(unit);
    let subnets = [&network.untrust, &network.trust, &network.balancer];
    let nics = [Role::Untrust, Role::Trust].map(|role| firewall.nic(role));
    let nics = nics.map(|nic| nic.expect("a unit has both dataplane NICs").name.as_str());
    [flow::INTERNET, &balance.public.name.value, &balance.internal.name.value]
        .into_iter()
        .chain(subnets.map(|one| one.name.value.as_str()))
        .chain([firewall.name.value.as_str()])
        .chain(nics)
}

/// Marks as a text, one a line.
pub fn write(marks: &[Mark]) -> String {
    let lines = marks.iter().map(|mark| format!("{} {}", mark.kind.class(), mark.name));
    lines.collect::<Vec<_>>().join("\n")
}

/// The marks of a text; what is none is left out.
pub fn read(text: &str) -> Vec<Mark> {
    let mark = |line: &str| {
        let (class, name) = line.split_once(' ')?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.class() == class)?;
        Some(Mark { kind, name: name.to_owned() })
    };
    text.lines().filter_map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::{Kind, Mark, read, write};

    #[test]
    fn marks_are_read_as_they_were_written() {
        let marks = Kind::ALL.map(|kind| Mark { kind, name: "a name with spaces".to_owned() });
        assert_eq!(read(&write(&marks)), marks);
        assert_eq!(read("is-lit\nis-nothing unit\n"), []);
    }
}
