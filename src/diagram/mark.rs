//! Marks on the picture: what a flow passes, what a unit does, and what is said of it now, by the names of the
//! plan.

use super::scene::Face;
use crate::design::Unit;
use crate::failover::{Fault, Moment, Span, State, Timeline};
use crate::flow::Flow;
use crate::plan::{Availability, Egress, Plan, Role};
use crate::walk::journey::{End, Journey};
use crate::{failover, flow};

/// The control link between the units, by which a mark names it.
pub(super) const HA1: &str = "HA1";
/// The session synchronisation between them.
pub(super) const HA2: &str = "HA2";
/// The board beside the picture, which says the time of a failover and what holds then, a line each.
pub(super) const BOARD: &str = "board line";
/// A line of it that heads those below it.
pub(super) const BOARD_HEAD: &str = "board head";
/// A line of it that says the worst of what holds.
pub(super) const BOARD_WORST: &str = "board worst";
/// What names no part: a mark of it alone is in the legend, for what another step of the story shows.
pub(super) const LEGEND: &str = "in the legend";
/// Whether a mark is a line of it: no resource has a name with a blank.
pub(super) fn is_board(name: &str) -> bool {
    [BOARD, BOARD_HEAD, BOARD_WORST].contains(&name)
}

/// How wide a line of it is at most, on every sheet.
const BOARD_W: i32 = 208;
/// The address beyond the pair that a failover is about.
pub(super) const ADDRESS: &str = "address beyond the pair";

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
    /// The unit takes its peer for dead.
    Notices,
    /// The unit, or what failed, does nothing.
    Down,
    /// What is sent here is lost.
    Lost,
    /// Something is said here and nothing else.
    Told,
    /// This is what the present step is about. It looks as it does otherwise: a room that does not hold the whole
    /// picture shows this part of it.
    Near,
}

impl Kind {
    const ALL: [Self; 11] = [
        Self::Lit,
        Self::Sender,
        Self::Stop,
        Self::Active,
        Self::Unseen,
        Self::Passive,
        Self::Notices,
        Self::Down,
        Self::Lost,
        Self::Told,
        Self::Near,
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
            Self::Notices => "is-noticing",
            Self::Down => "is-down",
            Self::Lost => "is-lost",
            Self::Told => "is-told",
            Self::Near => "is-near",
        }
    }

    /// The class of the sign that it puts on a part.
    pub(super) const fn sign(self) -> Option<&'static str> {
        match self {
            Self::Lost => Some("lost"),
            Self::Sender => Some("sender"),
            Self::Notices => Some("hourglass"),
            Self::Lit
            | Self::Stop
            | Self::Active
            | Self::Unseen
            | Self::Passive
            | Self::Down
            | Self::Told
            | Self::Near => None,
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
    let near = near(&marks, &[]);
    marks.extend(near);
    marks
}

/// The names of what is not marked as it was before, of what the units do, of what failed and of the board, what
/// matters most first.
fn near(marks: &[Mark], before: &[Mark]) -> Vec<Mark> {
    let rank = |mark: &Mark| match (mark.kind, !before.contains(mark)) {
        // What failed, where that is no unit.
        (Kind::Down, true) if mark.said.is_empty() => Some(0),
        (Kind::Active | Kind::Unseen | Kind::Notices | Kind::Down | Kind::Stop, true) => Some(1),
        // What is lost with a unit is not worth a move.
        (Kind::Lost, true) if [HA1, HA2].contains(&mark.name.as_str()) => None,
        (Kind::Lost | Kind::Sender, true) => Some(2),
        (Kind::Down, _) if mark.said.is_empty() => Some(5),
        (Kind::Active | Kind::Unseen, _) => Some(3),
        (Kind::Down | Kind::Passive, _) => Some(4),
        (Kind::Told, _) if is_board(&mark.name) => Some(6),
        (Kind::Lit | Kind::Told, true) => Some(7),
        (
            Kind::Lost
            | Kind::Notices
            | Kind::Sender
            | Kind::Stop
            | Kind::Lit
            | Kind::Told
            | Kind::Near,
            _,
        ) => None,
    };
    let ranked = marks.iter().filter_map(|mark| Some((rank(mark)?, mark)));
    let mut ranked: Vec<(u8, &Mark)> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut near: Vec<Mark> = Vec::new();
    for (_, mark) in ranked {
        if near.iter().all(|known| known.name != mark.name) {
            near.push(Mark::new(Kind::Near, &mark.name));
        }
    }
    near
}

/// What the units do after so many steps, what they and the balancers hear of each other, the way that new
/// flows take then and where they are lost, what has failed, the time, and what of this is new.
pub fn of_step(plan: &Plan, line: &Timeline, made: usize) -> Vec<Mark> {
    let all: Vec<Vec<Mark>> = (0..=line.steps.len()).map(|made| held(plan, line, made)).collect();
    let at = |made: usize| all.get(made).expect("a step of this failover");
    // Before the fault nothing is new.
    let (mut marks, before) = (at(made).clone(), at(made.saturating_sub(1)));
    let near = near(&marks, before);
    marks.extend(near);
    // By their default routes workloads send to the internal balancer, whatever that does; no view need show them all.
    let network = &plan.network;
    let balancer = (!network.workloads.is_empty()).then_some(&network.balancer);
    let ways = network.workloads.iter().chain(balancer);
    marks.extend(ways.map(|subnet| Mark::new(Kind::Lit, subnet.name.value.as_str())));
    // The legend is the same at each step.
    let mut kinds: Vec<Kind> = Vec::new();
    for mark in all.iter().flatten() {
        if !kinds.contains(&mark.kind) {
            kinds.push(mark.kind);
        }
    }
    marks.extend(kinds.into_iter().map(|kind| Mark::new(kind, LEGEND)));
    marks
}

/// All that holds after so many steps.
fn held(plan: &Plan, line: &Timeline, made: usize) -> Vec<Mark> {
    let now = line.moment(plan, made);
    let mut marks = board(plan, line, made);
    marks.extend(heard(&now, made));
    for unit in Unit::BOTH {
        marks.push(of_unit(plan, line, &now, unit));
        marks.extend(DATAPLANE.map(|role| {
            let answers = now.answers(unit, role);
            let said = if answers { "answers probes" } else { "no answer to probes" };
            at_nic(plan, Kind::Told, (unit, role), said)
        }));
    }
    let noticing = now.noticing.map(|unit| plan.units.of(unit).name.value.as_str());
    marks.extend(noticing.map(|name| Mark::new(Kind::Notices, name)));
    if line.fault == Fault::Path {
        let (kind, said) = match made {
            0 => (Kind::Told, "answers"),
            _ => (Kind::Lost, "answers no more"),
        };
        marks.push(Mark::new(kind, ADDRESS).saying(said));
    }
    if made > 0 {
        // Who answers no probe works on.
        let kind = if line.fault == Fault::Probe { Kind::Unseen } else { Kind::Down };
        marks.extend(failed(plan, line.fault).into_iter().map(|name| Mark::new(kind, name)));
    }
    marks.extend(now.serving.iter().flat_map(|unit| served_by(plan, &now, *unit)));
    if now.serving.is_empty() {
        marks.extend(unserved(plan, &now));
    }
    if let [_, _] = now.serving.as_slice() {
        // An answer comes back by trust, to one of them.
        let lost = |unit| at_nic(plan, Kind::Lost, (unit, Role::Trust), "some replies lost");
        marks.extend(Unit::BOTH.map(lost));
    }
    marks
}

/// What new flows pass while no unit serves both sides. A unit that lost one link answers at the other one, and is
/// sent there what it cannot hand on.
fn unserved(plan: &Plan, now: &Moment) -> Vec<Mark> {
    let (balance, network) = (&plan.balance, &plan.network);
    let mut marks = Vec::new();
    for (name, role, subnet, flows) in [
        (&balance.public.name.value, Role::Untrust, &network.untrust, "inbound"),
        (&balance.internal.name.value, Role::Trust, &network.trust, "outbound"),
    ] {
        if role == Role::Untrust {
            if !balance.public.made {
                continue;
            }
            marks.push(Mark::new(Kind::Lit, flow::INTERNET));
        }
        marks.push(Mark::new(Kind::Lit, name));
        let Some(unit) = now.half_serving(role) else {
            let said = format!("no unit for {flows}");
            marks.push(Mark::new(Kind::Lost, name).saying(said));
            continue;
        };
        let own = plan.units.of(unit).name.value.as_str();
        // The internal balancer sends from a subnet of its own.
        let from = (role == Role::Trust).then_some(network.balancer.name.value.as_str());
        let passed = [subnet.name.value.as_str(), own].into_iter().chain(from);
        let passed = passed.chain(DATAPLANE.map(|role| nic(plan, unit, role)));
        marks.extend(passed.map(|name| Mark::new(Kind::Lit, name)));
        marks.extend(lost_at(plan, now, unit));
    }
    marks
}

/// The board after so many steps: as many lines after each of them, so that nothing moves but what is told.
fn board(plan: &Plan, line: &Timeline, made: usize) -> Vec<Mark> {
    let at = |made: usize| lines(plan, line, made);
    let most = (0..=line.steps.len()).map(|made| at(made).len()).max().unwrap_or_default();
    let mut told = at(made);
    told.resize(most, Mark::new(Kind::Told, BOARD));
    told
}

/// What the board says after so many steps: the time, what new flows meet, what becomes of the old ones, and in the
/// end what is left to do.
fn lines(plan: &Plan, line: &Timeline, made: usize) -> Vec<Mark> {
    let (now, last) = (line.moment(plan, made), made == line.steps.len());
    let mut all = Vec::new();
    let mut say = |name: &str, text: &str| {
        let face = if name == BOARD_WORST { Face::Worst } else { Face::Remark };
        let texts = face.wrapped(text, BOARD_W).into_iter();
        // Names of resources have hyphens and no blanks.
        let texts = texts.flat_map(|text| face.split(&text, BOARD_W));
        let texts = texts.map(|text| face.fit(&text, BOARD_W));
        all.extend(texts.map(|text| Mark::new(Kind::Told, name).saying(text)));
    };
    let step = made.checked_sub(1).and_then(|n| line.steps.get(n));
    let clock = match step {
        None => "before the fault".to_owned(),
        Some(step) if step.at == Span::default() => "the fault, 0 s".to_owned(),
        Some(step) if step.beside => step.when(),
        Some(step) => format!("after {}", step.when()),
    };
    let what = fails(plan, line.fault);
    let steps = match (made, line.steps.len()) {
        (0, 1) => format!("one step follows: {what}"),
        (0, all) => format!("{all} steps follow: {what}"),
        (1, 1) => format!("the only step: {what}"),
        (_, all) if last => format!("last of {all} steps: {what}"),
        (made, all) => format!("step {made} of {all}: {what}"),
    };
    say(BOARD, &clock);
    say(BOARD, &steps);
    if let Some(worst) = now.worst() {
        say(BOARD_WORST, worst);
    }
    if let Some(what) = what_fails(plan, &now, line.fault).filter(|_| made > 0) {
        say(BOARD_HEAD, "What fails");
        say(BOARD, &what);
    }
    say(BOARD_HEAD, "New flows");
    say(BOARD, &new_flows(plan, line, &now, made));
    let outbound = outbound(plan, &now);
    if !outbound.is_empty() {
        say(BOARD_HEAD, "Outbound leaves by");
    }
    for line in &outbound {
        say(BOARD, line);
    }
    say(BOARD_HEAD, "Old sessions");
    say(BOARD, &old_sessions(plan, line, made));
    if last {
        say(BOARD_HEAD, "Left to do");
        say(BOARD, &line.left);
    }
    all
}

/// What fails, in a few words.
fn fails(plan: &Plan, fault: Fault) -> String {
    let own = plan.preferred().letter();
    match fault {
        Fault::UnitA => "unit A fails".to_owned(),
        Fault::UnitB => "unit B fails".to_owned(),
        Fault::Untrust => format!("{own}'s untrust link fails"),
        Fault::Trust => format!("{own}'s trust link fails"),
        Fault::Ha1 => "HA1 fails".to_owned(),
        Fault::Ha2 => "HA2 fails".to_owned(),
        Fault::Zone => format!("{own}'s zone fails"),
        Fault::Probe => format!("{own} answers no probe"),
        Fault::Path => "an address fails".to_owned(),
    }
}

/// What fails where no part of the picture shows it: an address that is watched, or a zone that may hold both units.
fn what_fails(plan: &Plan, now: &Moment, fault: Fault) -> Option<String> {
    let watched = &plan.ha.monitoring.paths;
    match (fault, &plan.availability) {
        (Fault::Path, _) if watched.is_empty() => {
            Some("an address beyond the pair, which no unit watches here".to_owned())
        }
        (Fault::Path, _) => {
            let all = watched.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            Some(format!("an address that the units watch: {all}"))
        }
        (Fault::Zone, Availability::Zones(zone, other)) if zone == other => {
            Some(format!("zone {zone}, where both units stand"))
        }
        (Fault::Zone, _) if Unit::BOTH.iter().all(|unit| now.state(*unit) == State::Down) => {
            Some("a zone; the design names none, so it may hold both units".to_owned())
        }
        _ => None,
    }
}

fn new_flows(plan: &Plan, line: &Timeline, now: &Moment, made: usize) -> String {
    let flows = match now.serving.as_slice() {
        [] if DATAPLANE.iter().any(|role| now.half_serving(*role).is_some()) => {
            let over = if now.spares_trust() { "over untrust " } else { "" };
            format!("{over}are lost at the crosses")
        }
        [] => "find no unit".to_owned(),
        [_] if now.spares_trust() => "over untrust are lost".to_owned(),
        [one] if now.loses(*one) => format!("to unit {} are lost", one.letter()),
        [one] => {
            let unit = plan.units.of(*one);
            let at = format!("{}, {}", unit.untrust.address, unit.trust.address);
            let but = if spares(plan, now) { "; those to that address are lost" } else { "" };
            format!("go to unit {} at {at}{but}", one.letter())
        }
        _ => "go to both units; some are lost, where the reply meets the other unit".to_owned(),
    };
    let end = line.steps.last().map_or(&[][..], |step| step.serving.as_slice());
    match (line.lost_for(), end) {
        _ if made == 0 => flows,
        (Some(time), _) if made == line.steps.len() => format!("{flows}; were lost for {time}"),
        (Some(time), _) if line.spared.is_some() => format!("{flows}, for {time}"),
        (Some(time), _) => format!("{flows}, for {time} in all"),
        (None, []) if now.worst().is_none() => format!("{flows}; will be lost soon"),
        (None, [_, _]) if now.serving.len() == 1 => format!("{flows}; some will be lost soon"),
        (None, [_, _]) => format!("{flows}, until HA1 is mended"),
        (None, []) if line.fault == Fault::Zone => format!("{flows}, and come back with the zone"),
        (None, [_]) if !now.serving.iter().any(|unit| now.loses(*unit)) => flows,
        (None, _) => format!("{flows}, and do not come back by themselves"),
    }
}

/// Whether all goes on as before, but for what goes to the address that fails.
fn spares(plan: &Plan, now: &Moment) -> bool {
    now.failed == Some(Fault::Path) && now.serving == [plan.preferred()]
}

/// By which public IP outbound traffic leaves, and by which it did before the fault.
pub fn outbound(plan: &Plan, now: &Moment) -> Vec<String> {
    let by = |unit: Unit| failover::leaves_by(plan, unit);
    let first = plan.preferred();
    let (Some(before), Some(other)) = (by(first), by(first.peer())) else { return Vec::new() };
    let then = |now: &str| vec![now.to_owned(), format!("before: {before}")];
    match now.serving.as_slice() {
        [one] if *one == first && !now.loses(first) => vec![before.to_owned()],
        [one] if *one != first && other == before => vec![format!("{other}, as before")],
        [one] if *one != first => then(other),
        // Balancers keep what stands when all probes are down.
        [] if now.keeps => vec![format!("{before}, old sessions alone")],
        [] | [_] => then("nothing now"),
        _ if other == before => vec![before.to_owned()],
        _ => vec![before.to_owned(), format!("or {other}")],
    }
}

/// What becomes of the sessions that stood before the fault.
pub fn old_sessions(plan: &Plan, line: &Timeline, made: usize) -> String {
    let (now, last) = (line.moment(plan, made), made == line.steps.len());
    let first = plan.preferred();
    let own = first.letter();
    match now.serving.as_slice() {
        [one] if last && *one != first => {
            format!("are lost, though HA2 copied them: Azure keeps them at {own}")
        }
        _ if now.spares_trust() => "over untrust are lost".to_owned(),
        _ if !now.keeps => "are lost".to_owned(),
        [] => "go on over TCP, end over UDP".to_owned(),
        [_] if spares(plan, &now) => "go on, except those to that address".to_owned(),
        [_] if now.failed == Some(Fault::Ha2) => {
            format!("go on; unit {} learns of no new ones", first.peer().letter())
        }
        [_] => "go on".to_owned(),
        _ => "go on where both directions meet one unit".to_owned(),
    }
}

/// What passes between the units.
fn heard(now: &Moment, made: usize) -> [Mark; 2] {
    let (control, said) =
        if now.hears { (Kind::Told, "HA1: heartbeats") } else { (Kind::Lost, "HA1: no answer") };
    let (sync, copies) = match now.copies {
        Some(true) => (Kind::Told, "HA2: sessions"),
        // What was copied before a unit was lost is there.
        Some(false) if Unit::BOTH.iter().any(|unit| now.state(*unit) == State::Down) => {
            (Kind::Lost, "HA2: no peer")
        }
        // The second step of this fault is that the units notice it.
        Some(false) if made > 1 => (Kind::Lost, "HA2: logged"),
        Some(false) => (Kind::Lost, "HA2: no copies"),
        None => (Kind::Told, "HA2: no standby"),
    };
    [Mark::new(control, HA1).saying(said), Mark::new(sync, HA2).saying(copies)]
}

/// What a unit does. Old sessions are those of the unit that was active first.
fn of_unit(plan: &Plan, line: &Timeline, now: &Moment, unit: Unit) -> Mark {
    let own = unit == plan.preferred();
    let sessions = if now.keeps { "sessions go on" } else { "sessions lost" };
    let unnoticed = now.failed == Some(Fault::Path) && line.wait.is_none();
    let (kind, said) = match now.state(unit) {
        State::Active if own && unnoticed => (Kind::Active, "active, notices nothing".to_owned()),
        State::Active if now.serving.len() > 1 => {
            (Kind::Active, "active, some flows lost".to_owned())
        }
        State::Active if own && now.spares_trust() => {
            (Kind::Active, "active, untrust lost".to_owned())
        }
        State::Active if own => (Kind::Active, format!("active, {sessions}")),
        State::Active if now.serving.contains(&unit) => {
            (Kind::Active, "active, takes new flows".to_owned())
        }
        State::Active => (Kind::Active, "active, no flows yet".to_owned()),
        State::Passive if now.noticing == Some(unit) => {
            (Kind::Passive, format!("passive, takes {} for dead", unit.peer().letter()))
        }
        State::Passive => (Kind::Passive, "passive".to_owned()),
        State::Down if own => (Kind::Down, format!("down, {sessions}")),
        State::Down => (Kind::Down, "down".to_owned()),
        State::Unseen => (Kind::Unseen, now.does(unit)),
        state @ State::NonFunctional => (Kind::Down, state.to_string()),
    };
    Mark::new(kind, plan.units.of(unit).name.value.as_str()).saying(said)
}

fn nic(plan: &Plan, unit: Unit, role: Role) -> &str {
    let nic = plan.units.of(unit).nic(role);
    &nic.expect("a unit has both dataplane NICs").name
}

/// What of the picture a fault is about besides a unit.
fn failed(plan: &Plan, fault: Fault) -> Vec<String> {
    let active = plan.units.of(plan.preferred());
    let nic = |role: Role| active.nic(role).map(|nic| nic.name.clone());
    match fault {
        Fault::Untrust => nic(Role::Untrust).into_iter().collect(),
        Fault::Trust => nic(Role::Trust).into_iter().collect(),
        Fault::Ha1 => vec![HA1.to_owned()],
        Fault::Ha2 => vec![HA2.to_owned()],
        Fault::Probe => DATAPLANE.into_iter().filter_map(nic).collect(),
        Fault::Zone => {
            Unit::BOTH.into_iter().filter(|unit| in_zone(plan, *unit)).map(zone_of).collect()
        }
        Fault::Path => vec![ADDRESS.to_owned()],
        Fault::UnitA | Fault::UnitB => Vec::new(),
    }
}

/// Whether a unit is known to stand in the zone of the active one.
fn in_zone(plan: &Plan, unit: Unit) -> bool {
    unit == plan.preferred() || matches!(plan.availability, Availability::Zones(a, b) if a == b)
}

/// What new flows pass while a unit serves them, with the signs of where they are lost on their way.
fn served_by(plan: &Plan, now: &Moment, unit: Unit) -> Vec<Mark> {
    let (balance, network) = (&plan.balance, &plan.network);
    let subnets = [&network.untrust, &network.trust, &network.balancer];
    let (forwards, through) = (now.forwards(unit), !now.loses(unit));
    let public = balance.public.made.then_some(balance.public.name.value.as_str());
    let outside = public.or(way_out(plan, unit)).map(|_| flow::INTERNET);
    let own = forwards.then(|| plan.units.of(unit).name.value.as_str());
    let passed = [Some(balance.internal.name.value.as_str()), public, outside, own].into_iter();
    let passed = passed.chain([way_out(plan, unit).filter(|_| through)]).flatten();
    let passed = passed.chain(subnets.map(|one| one.name.value.as_str()));
    let passed = passed.chain(DATAPLANE.map(|role| nic(plan, unit, role)));
    passed.map(|name| Mark::new(Kind::Lit, name)).chain(lost_at(plan, now, unit)).collect()
}

/// The part of the picture by which traffic from a unit leaves for the Internet: the outbound rule, the NAT gateway or
/// the unit's own public IP.
fn way_out(plan: &Plan, unit: Unit) -> Option<&str> {
    match &plan.balance.egress {
        Egress::OutboundRule { name, .. } => Some(name),
        Egress::NatGateway => Some(plan.nat_gateway_of(&plan.network.untrust)?.name.value.as_str()),
        Egress::PublicIps => plan.units.of(unit).untrust.public_name(),
        Egress::None => None,
    }
}

/// The NICs of a unit at which flows are lost that are sent to it, and which flows those are.
fn lost_at(plan: &Plan, now: &Moment, unit: Unit) -> impl Iterator<Item = Mark> {
    let lost = DATAPLANE.into_iter().filter(move |role| now.loses_at(unit, *role));
    lost.map(move |role| {
        let said = match (now.serving.contains(&unit), now.forwards(unit), role) {
            // What comes by this link, and what would leave by it.
            (true, true, _) => "all flows lost here",
            // Only the other balancer still sends: what would leave by this link.
            (false, _, Role::Untrust) | (true, false, Role::Trust) => "outbound lost here",
            (false | true, ..) => "inbound lost here",
        };
        at_nic(plan, Kind::Lost, (unit, role), said)
    })
}

/// What is said at a NIC, with the letter of its unit: a phone shows the addresses without the units.
fn at_nic(plan: &Plan, kind: Kind, (unit, role): (Unit, Role), said: &str) -> Mark {
    Mark::new(kind, nic(plan, unit, role)).saying(format!("{}: {said}", unit.letter()))
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
