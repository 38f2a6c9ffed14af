//! Marks on the picture: what a flow passes, what a unit does, and what is said of it now, by the names of the
//! plan.

use crate::design::Unit;
use crate::failover::{Fault, Moment, Span, State, Timeline};
use crate::flow;
use crate::flow::Flow;
use crate::plan::{Plan, Role};
use crate::walk::journey::{End, Journey};

/// The control link between the units, by which a mark names it.
pub(super) const HA1: &str = "HA1";
/// The session synchronisation between them.
pub(super) const HA2: &str = "HA2";
/// The time of a failover, with what holds then, a line each.
pub(super) const CLOCK: &str = "clock";
/// What the balancers ask.
pub(super) const PROBE: &str = "probe";

/// The roles of the NICs that carry flows.
const DATAPLANE: [Role; 2] = [Role::Untrust, Role::Trust];

/// The zone of a unit.
pub(super) fn zone_of(unit: Unit) -> String {
    format!("zone of {}", unit.letter())
}

/// What a part is marked as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A flow passes here.
    Lit,
    /// A flow begins here.
    Sender,
    /// A flow ends here, and should not.
    Stop,
    /// The unit forwards.
    Active,
    /// The unit forwards, and the balancers do not see it.
    Unseen,
    /// The unit waits.
    Passive,
    /// The unit, or what failed, does nothing.
    Down,
    /// What is sent here is lost.
    Lost,
    /// Something is said here and nothing else.
    Told,
}

impl Kind {
    const ALL: [Self; 9] = [
        Self::Lit,
        Self::Sender,
        Self::Stop,
        Self::Active,
        Self::Unseen,
        Self::Passive,
        Self::Down,
        Self::Lost,
        Self::Told,
    ];

    /// The CSS class.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Lit => "is-lit",
            Self::Sender => "is-sender",
            Self::Stop => "is-stop",
            Self::Active => "is-active",
            Self::Unseen => "is-unseen",
            Self::Passive => "is-passive",
            Self::Down => "is-down",
            Self::Lost => "is-lost",
            Self::Told => "is-told",
        }
    }

    /// The class of the sign that it puts on a part.
    pub(super) const fn sign(self) -> Option<&'static str> {
        match self {
            Self::Lost => Some("lost"),
            Self::Sender => Some("sender"),
            Self::Lit
            | Self::Stop
            | Self::Active
            | Self::Unseen
            | Self::Passive
            | Self::Down
            | Self::Told => None,
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
    /// What is said there now; empty where nothing else is.
    pub said: String,
}

impl Mark {
    /// A mark that says nothing.
    pub fn new(kind: Kind, name: impl Into<String>) -> Self {
        Self { kind, name: name.into(), said: String::new() }
    }

    /// What is said there now.
    #[must_use]
    pub fn saying(mut self, said: impl Into<String>) -> Self {
        self.said = said.into();
        self
    }
}

/// What a flow passes on its journey, where it begins, and where it ends although it should not.
pub fn of_flow(plan: &Plan, flow: &Flow, journey: &Journey) -> Vec<Mark> {
    let passed = flow.passes(plan, journey).into_iter();
    let mut marks: Vec<Mark> = passed.map(|name| Mark::new(Kind::Lit, name)).collect();
    marks.extend(flow.sender(plan).map(|name| Mark::new(Kind::Sender, name)));
    let last = journey.back.last().or(journey.there.last());
    if let (End::Stops(_), Some(hop)) = (&journey.end, last) {
        let here = flow::stands(plan, &hop.name).into_iter().take(1);
        marks.extend(here.map(|name| Mark::new(Kind::Stop, name)));
    }
    marks
}

/// What the units do after so many steps, what they and the balancers hear of each other, the way that new
/// flows take then and where they are lost, what has failed, and the time.
pub fn of_step(plan: &Plan, line: &Timeline, made: usize) -> Vec<Mark> {
    let now = line.moment(plan, made);
    let mut marks = told(line, &now, made);
    for unit in Unit::BOTH {
        marks.push(of_unit(plan, &now, unit));
        marks.extend(DATAPLANE.map(|role| {
            let answers = now.answers(unit, role);
            let said = if answers { "answers probes" } else { "no answer to probes" };
            Mark::new(Kind::Told, nic(plan, unit, role)).saying(said)
        }));
    }
    if let Some(failed) = failed(plan, line.fault).filter(|_| made > 0) {
        marks.push(Mark::new(Kind::Down, failed));
    }
    marks.extend(now.serving.iter().flat_map(|unit| served_by(plan, &now, *unit)));
    if now.serving.is_empty() {
        marks.extend(unserved(plan, &now));
    }
    marks
}

/// What new flows pass while no unit serves both sides. A unit that lost one link answers at the other one, and is
/// sent there what it cannot hand on.
fn unserved(plan: &Plan, now: &Moment) -> Vec<Mark> {
    let (balance, network) = (&plan.balance, &plan.network);
    let public = balance.public.made.then_some((&balance.public, Role::Untrust, &network.untrust));
    let mut marks: Vec<Mark> =
        public.iter().map(|_| Mark::new(Kind::Lit, flow::INTERNET)).collect();
    let public = public.map(|(one, role, subnet)| (&one.name.value, role, subnet));
    let internal = (&balance.internal.name.value, Role::Trust, &network.trust);
    for (name, role, subnet) in public.into_iter().chain([internal]) {
        marks.push(Mark::new(Kind::Lit, name));
        let Some(unit) = now.half_serving(role) else {
            marks.push(Mark::new(Kind::Lost, name).saying("finds no unit"));
            continue;
        };
        let here = [&subnet.name.value, nic(plan, unit, role)];
        marks.extend(here.map(|name| Mark::new(Kind::Lit, name)));
        marks.extend(lost_at(plan, now, unit));
    }
    marks
}

/// The time, what new flows meet, and what becomes of the old ones; and what passes between the units.
fn told(line: &Timeline, now: &Moment, made: usize) -> Vec<Mark> {
    let clock = match now.at {
        None if made == 0 => "before the fault".to_owned(),
        None => "time not known".to_owned(),
        Some(at) if at == Span::default() => "the fault, 0 s".to_owned(),
        Some(at) => format!("after {at}"),
    };
    let steps = match (made, line.steps.len()) {
        (0, 1) => "one step follows".to_owned(),
        (0, all) => format!("{all} steps follow"),
        // Nothing of the picture stands for a watched address.
        (1, 1) if line.fault == Fault::Path => "no address is watched".to_owned(),
        (1, _) if line.fault == Fault::Path => "a watched address is silent".to_owned(),
        (made, all) => format!("step {made} of {all}"),
    };
    let flows = match now.serving.as_slice() {
        [] if DATAPLANE.iter().any(|role| now.half_serving(*role).is_some()) => {
            "new flows are lost".to_owned()
        }
        [] => "new flows find no unit".to_owned(),
        [one] if now.loses(*one) => format!("new flows to unit {} are lost", one.letter()),
        [one] => format!("new flows go to unit {}", one.letter()),
        _ => "new flows to both, some lost".to_owned(),
    };
    let sessions = match now.serving.as_slice() {
        _ if !now.keeps => "old sessions are lost",
        [] | [_] => "old sessions go on",
        _ => "old sessions go on in part",
    };
    let wait = line.wait.map(|wait| format!("new flows wait {wait} in all"));
    let board = [clock, steps, flows, sessions.to_owned()].into_iter().chain(wait);
    let mut marks: Vec<Mark> =
        board.map(|said| Mark::new(Kind::Told, CLOCK).saying(said)).collect();
    let (kind, said) =
        if now.hears { (Kind::Told, "HA1: heartbeats") } else { (Kind::Lost, "HA1: no answer") };
    marks.push(Mark::new(kind, HA1).saying(said));
    match now.copies {
        Some(true) => marks.push(Mark::new(Kind::Told, HA2).saying("HA2: sessions")),
        Some(false) => marks.push(Mark::new(Kind::Lost, HA2).saying("HA2: no copies")),
        None => (),
    }
    marks
}

/// What a unit does. Old sessions are those of the unit that was active first.
fn of_unit(plan: &Plan, now: &Moment, unit: Unit) -> Mark {
    let (kind, said) = match now.state(unit) {
        State::Active => (Kind::Active, "active"),
        State::Unseen => (Kind::Unseen, "unseen"),
        State::Passive => (Kind::Passive, "passive"),
        State::Down => (Kind::Down, "down"),
    };
    let sessions = match now.serving.len() {
        _ if !now.keeps => "sessions lost",
        0 | 1 => "sessions go on",
        _ => "some sessions",
    };
    let own = unit == plan.preferred();
    let said = if own { format!("{said}, {sessions}") } else { said.to_owned() };
    Mark::new(kind, plan.units.of(unit).name.value.as_str()).saying(said)
}

fn nic(plan: &Plan, unit: Unit, role: Role) -> &str {
    let nic = plan.units.of(unit).nic(role);
    &nic.expect("a unit has both dataplane NICs").name
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

/// What new flows pass while a unit serves them, with the signs of where they are lost on their way.
fn served_by(plan: &Plan, now: &Moment, unit: Unit) -> Vec<Mark> {
    let (balance, network) = (&plan.balance, &plan.network);
    let balancers = [flow::INTERNET, &balance.public.name.value, &balance.internal.name.value];
    let subnets = [&network.untrust, &network.trust, &network.balancer];
    let through = !now.loses(unit);
    let own = through.then(|| plan.units.of(unit).name.value.as_str());
    let gateway = plan.nat_gateway_of(&network.untrust).filter(|_| through);
    let gateway = gateway.map(|gateway| gateway.name.value.as_str());
    let passed = balancers.into_iter().chain(subnets.map(|one| one.name.value.as_str()));
    let passed =
        passed.chain(DATAPLANE.map(|role| nic(plan, unit, role))).chain(own).chain(gateway);
    passed.map(|name| Mark::new(Kind::Lit, name)).chain(lost_at(plan, now, unit)).collect()
}

/// The NICs of a unit at which what is sent there is lost.
fn lost_at(plan: &Plan, now: &Moment, unit: Unit) -> impl Iterator<Item = Mark> {
    let lost = DATAPLANE.into_iter().filter(move |role| now.loses_at(unit, *role));
    lost.map(move |role| Mark::new(Kind::Lost, nic(plan, unit, role)).saying("lost here"))
}

/// Marks as a text, one a line.
pub fn write(marks: &[Mark]) -> String {
    let line = |mark: &Mark| format!("{} {}\t{}", mark.kind.class(), mark.name, mark.said);
    let lines = marks.iter().map(line);
    lines.collect::<Vec<_>>().join("\n")
}

/// The marks of a text; what is none is left out.
pub fn read(text: &str) -> Vec<Mark> {
    let mark = |line: &str| {
        let (class, rest) = line.split_once(' ')?;
        let (name, said) = rest.split_once('\t')?;
        let kind = Kind::ALL.into_iter().find(|kind| kind.class() == class)?;
        Some(Mark::new(kind, name).saying(said))
    };
    text.lines().filter_map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::{Kind, Mark, read, write};

    #[test]
    fn marks_are_read_as_they_were_written() {
        let marks = Kind::ALL.map(|kind| Mark::new(kind, "a name with spaces").saying("a text"));
        assert_eq!(read(&write(&marks)), marks);
        assert_eq!(read("is-lit\nis-nothing unit\t\n"), []);
    }
}
