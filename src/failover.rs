//! What happens when a part of the pair fails, step by step, with the time of each step computed from the
//! design's own timers.
//!
//! A time is a range from the moment of the fault, because nobody knows where in its interval a heartbeat or
//! a probe stands then. Each step names its formula and its source. Nothing here was measured; what the vendor
//! measured on another design stands beside it.

use std::fmt;

use crate::choice::{Choice, choice};
use crate::design::Unit;
use crate::facts;
use crate::flow::{self, Flow, Purpose};
use crate::plan::{Availability, Egress, NatGateway, Plan, Role};
use crate::walk::journey::Address;

choice! {
    /// What fails, by one word and as a choice in a list.
    Fault {
        UnitA "unit-a" "Unit A",
        UnitB "unit-b" "Unit B",
        Untrust "untrust" "The active unit's untrust link",
        Trust "trust" "The active unit's trust link",
        /// The control link between the units.
        Ha1 "ha1" "HA1",
        /// The session synchronisation between them.
        Ha2 "ha2" "HA2",
        Zone "zone" "The active unit's zone",
        /// The active unit goes on forwarding.
        Probe "probe" "The answer to the probe alone",
        Path "path" "An address beyond the pair",
    }
}

/// A range of time, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// At least.
    pub low_ms: u32,
    /// At most.
    pub high_ms: u32,
}

impl Span {
    /// A time that is known.
    pub fn exactly(ms: u32) -> Self {
        Self { low_ms: ms, high_ms: ms }
    }

    /// One after the other.
    #[must_use]
    pub fn then(self, after: Self) -> Self {
        Self {
            low_ms: self.low_ms.saturating_add(after.low_ms),
            high_ms: self.high_ms.saturating_add(after.high_ms),
        }
    }

    /// So many rounds in a row, of which the first comes at once or a whole interval later.
    fn rounds(count: u32, interval_ms: u32) -> Self {
        Self {
            low_ms: count.saturating_sub(1).saturating_mul(interval_ms),
            high_ms: count.saturating_mul(interval_ms),
        }
    }
}

impl fmt::Display for Span {
    /// In seconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.low_ms == self.high_ms {
            write!(f, "{} s", seconds(self.low_ms))
        } else {
            write!(f, "{} to {} s", seconds(self.low_ms), seconds(self.high_ms))
        }
    }
}

/// Milliseconds in seconds, without needless zeros.
fn seconds(ms: u32) -> String {
    (f64::from(ms) / 1000.0).to_string()
}

/// What a unit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It forwards and answers the probes.
    Active,
    /// It waits.
    Passive,
    /// It forwards, but a balancer hears no answer to its probe.
    Unseen,
    /// It runs and tells its peer so, but forwards nothing: what it monitors failed.
    NonFunctional,
    /// It does nothing.
    Down,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Active => "active",
            Self::Passive => "passive",
            Self::Unseen => "active, probe down",
            Self::NonFunctional => "non-functional",
            Self::Down => "down",
        })
    }
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// When it comes, from the fault on.
    pub at: Span,
    /// Whether it comes by a clock of its own, beside the other steps.
    pub beside: bool,
    /// What happens.
    pub what: String,
    /// How the time is computed; empty at the fault itself and where there is none.
    pub formula: String,
    /// Where that is written.
    pub source: &'static str,
    /// What the units do from then on, A and B.
    pub states: [State; 2],
    /// To whom new flows go from then on.
    pub serving: Vec<Unit>,
    /// Which unit takes its peer for dead in this step.
    pub notices: Option<Unit>,
}

impl Step {
    /// When it comes, in words.
    pub fn when(&self) -> String {
        if self.beside { format!("meanwhile, {}", self.at) } else { self.at.to_string() }
    }
}

/// What happens after a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// What fails.
    pub fault: Fault,
    /// The steps in their order.
    pub steps: Vec<Step>,
    /// How long new flows are lost; none where none is, or where it does not end by itself.
    pub wait: Option<Span>,
    /// How long those are that the fault itself spares, from the active unit's giving up on.
    pub spared: Option<Span>,
    /// What becomes of sessions that stand.
    pub sessions: String,
    /// The source address of outbound traffic before and after.
    pub egress: String,
    /// How it ends: who is active, and where new flows reach it.
    pub end: String,
    /// What is left to do then.
    pub left: String,
}

impl Timeline {
    /// How long new flows are lost, in words.
    pub fn waited(&self) -> String {
        let last = self.steps.last().map_or(&[][..], |step| step.serving.as_slice());
        let struck = self.fault.struck();
        match (self.wait, self.spared, last) {
            (Some(wait), Some(spared), _) => format!(
                "New flows {struck}are lost for {wait}; all others go on until the unit gives up, and are lost for {spared} then."
            ),
            (Some(wait), None, _) => format!("New flows are lost for {wait}."),
            (None, _, []) if self.fault == Fault::Zone => {
                "New flows come back with the zone.".to_owned()
            }
            (None, _, [_]) if self.fault == Fault::Path => {
                format!("New flows {struck}are lost; all others are not interrupted.")
            }
            // Where nothing probes that side, nothing leads them past it.
            (None, _, [] | [_]) if self.fault == Fault::Untrust || last.is_empty() => {
                format!("New flows {struck}do not come back by themselves.")
            }
            (None, _, [_]) => "New flows are not interrupted.".to_owned(),
            (None, ..) => {
                "Once both units get new flows, some of these are lost until HA1 is mended."
                    .to_owned()
            }
        }
    }

    /// The same after a step. What is not lost yet is said to come, and what is over to have been so.
    pub fn waited_at(&self, now: &Moment) -> String {
        let last = self.steps.last().map_or(&[][..], |step| step.serving.as_slice());
        match self.lost_for() {
            Some(time) if now.serving == last => format!("New flows were lost for {time}."),
            None if last.is_empty() && now.worst().is_none() => {
                "New flows will be lost, and do not come back by themselves then.".to_owned()
            }
            _ => self.waited(),
        }
    }

    /// For how long new flows are lost in all: one time, or that of those which the fault strikes and that of all
    /// others.
    pub fn lost_for(&self) -> Option<String> {
        let (wait, struck) = (self.wait?, self.fault.struck());
        Some(match self.spared {
            Some(spared) => format!("{wait} {struck}and {spared} elsewhere"),
            None => wait.to_string(),
        })
    }
}

impl Fault {
    /// Which new flows it strikes, before the verb; empty where all.
    fn struck(self) -> &'static str {
        match self {
            Self::Untrust => "over untrust ",
            Self::Trust => "through the pair ",
            Self::Path => "to that address ",
            Self::UnitA | Self::UnitB | Self::Ha1 | Self::Ha2 | Self::Zone | Self::Probe => "",
        }
    }
}

/// What holds after a step, or before the fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// What has failed.
    pub failed: Option<Fault>,
    /// To whom new flows go.
    pub serving: Vec<Unit>,
    /// Whether the units hear each other's heartbeats.
    pub hears: bool,
    /// Whether HA2 copies sessions; none where no unit waits for them.
    pub copies: Option<bool>,
    /// Whether sessions that stood before the fault go on.
    pub keeps: bool,
    /// Which unit takes its peer for dead, and waits still.
    pub noticing: Option<Unit>,
    states: [State; 2],
    /// At which unit's NICs nothing arrives although the unit forwards.
    deaf: Vec<(Unit, Role)>,
}

impl Moment {
    /// What a unit does.
    pub fn state(&self, unit: Unit) -> State {
        let [a, b] = self.states;
        match unit {
            Unit::A => a,
            Unit::B => b,
        }
    }

    /// Whether a unit hands on what reaches it.
    pub fn forwards(&self, unit: Unit) -> bool {
        matches!(self.state(unit), State::Active | State::Unseen)
    }

    /// Whether a unit answers the probes at a NIC.
    pub fn answers(&self, unit: Unit, role: Role) -> bool {
        self.forwards(unit) && !self.deaf.contains(&(unit, role))
    }

    /// The unit to which the balancer of a side goes on sending although no unit serves new flows: it lost its other
    /// link.
    pub fn half_serving(&self, role: Role) -> Option<Unit> {
        let half = |unit: &Unit| self.state(*unit) == State::Unseen && self.answers(*unit, role);
        Unit::BOTH.into_iter().find(half)
    }

    /// The unit that gets new flows by one side alone, because it lost its other link.
    pub fn one_sided(&self) -> Option<(Unit, Role)> {
        let half = |role: Role| Some((self.half_serving(role)?, role));
        [Role::Untrust, Role::Trust].into_iter().filter(|_| self.serving.is_empty()).find_map(half)
    }

    /// Whether what is sent to a unit by a NIC is lost.
    pub fn loses_at(&self, unit: Unit, role: Role) -> bool {
        let deaf = self.deaf.contains(&(unit, role)) && self.failed != Some(Fault::Probe);
        matches!(self.state(unit), State::Down | State::NonFunctional) || deaf
    }

    /// What is worst of what holds, where flows are lost or nobody knows which unit is to forward them.
    pub fn worst(&self) -> Option<&'static str> {
        let lost = match self.serving.as_slice() {
            [] => true,
            [one] => self.loses(*one),
            _ => false,
        };
        let is_ready =
            |unit: &Unit| self.state(*unit) == State::Active && !self.serving.contains(unit);
        Some(match Unit::BOTH.into_iter().find(is_ready) {
            _ if self.states == [State::Active; 2] => "Split brain: both units are active",
            _ if !self.forwards(Unit::A) && !self.forwards(Unit::B) => "Neither unit is active",
            _ if !lost => return None,
            Some(Unit::A) => "New flows are not yet sent to A",
            Some(Unit::B) => "New flows are not yet sent to B",
            None => match self.deaf_side() {
                Some(Role::Untrust) => "New flows over untrust are lost",
                // What ends on the unit itself goes on by untrust.
                Some(_) => "New flows through the pair are lost",
                None => "All new flows are lost",
            },
        })
    }

    /// Whether a unit lost its untrust link alone: what comes and leaves by trust goes on.
    pub fn spares_trust(&self) -> bool {
        self.deaf_side() == Some(Role::Untrust)
    }

    /// The one side at which nothing reaches a unit that forwards.
    fn deaf_side(&self) -> Option<Role> {
        match self.deaf.as_slice() {
            [(unit, role)] if self.forwards(*unit) => Some(*role),
            _ => None,
        }
    }

    /// What a unit does, in words, with the side of a probe that is down where the other one is not.
    pub fn does(&self, unit: Unit) -> String {
        match (self.state(unit), self.deaf.as_slice()) {
            (State::Unseen, [(_, role)]) => format!("active, {role} probe down"),
            (state, _) => state.to_string(),
        }
    }

    /// Whether what is sent to a unit is lost.
    pub fn loses(&self, unit: Unit) -> bool {
        [Role::Untrust, Role::Trust].into_iter().any(|role| self.loses_at(unit, role))
    }
}

impl Timeline {
    /// What holds after so many steps; with none of them nothing has failed yet.
    pub fn moment(&self, plan: &Plan, made: usize) -> Moment {
        let active = plan.preferred();
        let (own, waits) = (State::Active, State::Passive);
        let before = match active {
            Unit::A => [own, waits],
            Unit::B => [waits, own],
        };
        let now = made.checked_sub(1).and_then(|n| self.steps.get(n));
        let states = now.map_or(before, |step| step.states);
        let fails = |faults: &[Fault]| now.is_some() && faults.contains(&self.fault);
        let deaf = match self.fault {
            Fault::Untrust => vec![(active, Role::Untrust)],
            Fault::Trust => vec![(active, Role::Trust)],
            Fault::Probe => vec![(active, Role::Untrust), (active, Role::Trust)],
            Fault::UnitA | Fault::UnitB | Fault::Ha1 | Fault::Ha2 | Fault::Zone | Fault::Path => {
                Vec::new()
            }
        };
        let gone = fails(&[Fault::UnitA, Fault::UnitB, Fault::Zone]);
        let moment = Moment {
            failed: now.map(|_| self.fault),
            serving: now.map_or_else(|| vec![active], |step| step.serving.clone()),
            hears: !gone && !fails(&[Fault::Ha1]),
            copies: None,
            keeps: false,
            noticing: None,
            states,
            deaf: deaf.into_iter().filter(|_| now.is_some()).collect(),
        };
        let lost = gone || fails(&[Fault::Ha2]);
        let waits = states.contains(&State::Passive);
        let copies = (lost || waits).then_some(!lost);
        let noticed = self.steps.iter().take(made).find_map(|step| step.notices);
        let noticing = noticed.filter(|unit| moment.state(*unit) == State::Passive);
        Moment { copies, keeps: !moment.loses(active), noticing, ..moment }
    }
}

const TIMERS: &str = "PAN-OS administrator guide, HA timers";
const HEARTBEAT: &str = "PAN-OS administrator guide, heartbeat polling and hello messages; three lost heartbeats are not verified";
const MONITORING: &str = "PAN-OS administrator guide, HA timers; what Azure does with a link, and whether the peer holds its promotion then, is not verified";
const PROBES: &str = "Azure documentation, load balancer health probes and probeThreshold";
const ASSUMED: &str = "follows from the design; not verified";

/// What the vendor measured, and on what.
pub const MEASURED: &str = "Palo Alto Networks measured 10 to 20 s for new inbound sessions and for IPsec, and about 140 s outbound, with its fast-failover example on PAN-OS 10.0.5: probes of 5 s x 2, a public IP on each unit, floating IP on the rules. Nothing here is fitted to that.";

/// What happens when something fails while the preferred unit is active.
pub fn timeline(plan: &Plan, fault: Fault) -> Timeline {
    let story = Story { plan, active: plan.preferred() };
    let failed = match fault {
        Fault::UnitA => Some(Unit::A),
        Fault::UnitB => Some(Unit::B),
        Fault::Untrust
        | Fault::Trust
        | Fault::Ha1
        | Fault::Ha2
        | Fault::Zone
        | Fault::Probe
        | Fault::Path => None,
    };
    let Told { steps, wait, spared } = match fault {
        Fault::UnitA | Fault::UnitB if failed == Some(story.active) => story.unit("fails"),
        Fault::UnitA | Fault::UnitB => story.passive(),
        Fault::Untrust => story.link("untrust"),
        Fault::Trust => story.link("trust"),
        Fault::Ha1 => story.control(),
        Fault::Ha2 => story.synchronisation(),
        Fault::Zone => story.zone(),
        Fault::Probe => story.probe(),
        Fault::Path => story.path(),
    };
    let moved = steps.last().is_some_and(|last| last.serving == [story.active.peer()]);
    Timeline {
        fault,
        wait,
        spared,
        sessions: story.sessions(fault, moved),
        egress: story.egress(fault, moved),
        end: story.end(fault, moved),
        left: story.left(fault, moved),
        steps,
    }
}

/// How long new flows are lost when the active unit dies: the peer misses its heartbeats and holds its promotion,
/// then the balancers want their good probes.
fn takeover(plan: &Plan) -> Span {
    promoted(plan).then(probed(plan))
}

fn promoted(plan: &Plan) -> Span {
    let ha = &plan.ha.values;
    let missed = Span::rounds(facts::panos::HEARTBEATS_LOST, ha.heartbeat_ms);
    missed.then(Span::exactly(ha.promotion_hold_ms))
}

fn probed(plan: &Plan) -> Span {
    let probe = &plan.balance.probe;
    Span::rounds(probe.threshold, probe.interval_s.saturating_mul(1000))
}

/// So many rounds in a row, and how long they take: the first comes at once or a whole interval later.
fn rounds(what: &str, count: u32, interval: &str) -> String {
    let what = if count == 1 { what.trim_end_matches('s') } else { what };
    format!("{count} {what} ({} to {count} x {interval} s)", count.saturating_sub(1))
}

/// The failure of the active unit in one paragraph.
pub fn summary(plan: &Plan) -> String {
    let wait = takeover(plan);
    let (ha, probe) = (&plan.ha.values, &plan.balance.probe);
    let (heartbeat, hold) = (seconds(ha.heartbeat_ms), seconds(ha.promotion_hold_ms));
    let missed = rounds("heartbeats", facts::panos::HEARTBEATS_LOST, &heartbeat);
    let good = rounds("good probes", probe.threshold, &probe.interval_s.to_string());
    let send = if plan.balance.public.made { "the balancers send" } else { "the balancer sends" };
    let begins = plan.configured_by().map(|given| format!("This is told provided {given}. "));
    let begins = begins.unwrap_or_default();
    format!(
        "{begins}When the active unit dies, new flows are lost for {wait}. The other unit misses {missed}, holds its promotion for {hold} s and answers the probes from then on; after {good} {send} it new flows. This follows from the design's timers (not verified); Palo Alto Networks measured 10 to 20 s inbound with their fast-failover example. {PINNED} {}",
        source_address(plan)
    )
}

/// What becomes of sessions when the other unit takes over.
const PINNED: &str = "Established TCP sessions stay pinned to the dead unit and have to be opened again: Azure balances flows, not packets.";

/// What becomes of the source address of outbound traffic then.
fn source_address(plan: &Plan) -> &'static str {
    match plan.balance.egress {
        Egress::PublicIps => {
            "The source address of outbound traffic changes, because each unit has its own."
        }
        Egress::OutboundRule { .. } | Egress::NatGateway => {
            "The source address of outbound traffic stays the same."
        }
        Egress::None => "There is no outbound traffic to the Internet.",
    }
}

/// Whether what the units send to the Internet leaves by the source NAT that the design gives them.
pub fn hides(plan: &Plan) -> bool {
    plan.system.local_policy && plan.balance.egress != Egress::None
}

/// The name of the public IP by which a unit's outbound traffic leaves.
pub fn leaves_by(plan: &Plan, unit: Unit) -> Option<&str> {
    let balance = &plan.balance;
    match &balance.egress {
        Egress::OutboundRule { .. } => Some(balance.public.address.name()),
        Egress::NatGateway => balance.nat_gateway.as_ref().map(NatGateway::address),
        Egress::PublicIps => plan.units.of(unit).untrust.public_name(),
        Egress::None => None,
    }
}

struct Story<'a> {
    plan: &'a Plan,
    active: Unit,
}

/// The steps of a timeline, and how long new flows are lost: those that the fault strikes, and those it spares.
struct Told {
    steps: Vec<Step>,
    wait: Option<Span>,
    spared: Option<Span>,
}

impl Told {
    /// What ends by itself for no flow that it strikes.
    fn lasting(steps: Vec<Step>) -> Self {
        Self { steps, wait: None, spared: None }
    }
}

impl Story<'_> {
    fn name(&self, unit: Unit) -> &str {
        &self.plan.units.of(unit).name.value
    }

    /// The states of A and B, told of the active unit and its peer.
    fn states(&self, active: State, peer: State) -> [State; 2] {
        match self.active {
            Unit::A => [active, peer],
            Unit::B => [peer, active],
        }
    }

    fn step(
        &self,
        at: Span,
        what: String,
        (formula, source): (String, &'static str),
        states: (State, State),
        serving: &[Unit],
    ) -> Step {
        let (active, peer) = states;
        let states = self.states(active, peer);
        let serving = serving.to_vec();
        Step { at, beside: false, what, formula, source, states, serving, notices: None }
    }

    /// The peer has missed its heartbeats, while the active unit is in this state.
    fn misses(&self, active: State) -> Step {
        let (own, peer) = (self.name(self.active), self.name(self.active.peer()));
        let (missed, by_missed) = self.missed();
        let hello = seconds(self.plan.ha.values.hello_ms);
        let by_missed = format!("{by_missed}; hello messages go every {hello} s besides");
        let what = format!("{peer} has missed its heartbeats and takes {own} for dead");
        let states = (active, State::Passive);
        let step = self.step(missed, what, (by_missed, HEARTBEAT), states, &[self.active]);
        Step { notices: Some(self.active.peer()), ..step }
    }

    /// The balancers that send to the units, with what they do: of both, and of the internal one where there is no
    /// other.
    fn balancers(&self, both: &str, one: &str) -> String {
        let (public, internal) = (&self.plan.balance.public, &self.plan.balance.internal.name);
        if public.made {
            let public = &public.name;
            format!("the balancers {public} (public) and {internal} (internal) {both}")
        } else {
            format!("the balancer {internal} {one}")
        }
    }

    /// They have heard enough good answers to their probes.
    fn sends_to(&self, unit: &str) -> String {
        self.balancers(
            &format!("have had their good probes and send new flows to {unit}"),
            &format!("has had its good probes and sends new flows to {unit}"),
        )
    }

    /// They have missed enough answers.
    fn sends_nothing_to(&self, unit: &str) -> String {
        self.balancers(
            &format!("have missed their probes and send {unit} no new flows"),
            &format!("has missed its probes and sends {unit} no new flows"),
        )
    }

    /// A step by the clock of a balancer, which takes the active unit out. What the units do then is told when all
    /// steps are.
    fn beside(&self, at: Span, by: (String, &'static str), what: String) -> Step {
        let states = (State::Passive, State::Passive);
        Step { beside: true, ..self.step(at, what, by, states, &[]) }
    }

    /// The fault itself.
    fn begins(&self, what: String, states: (State, State), serving: &[Unit]) -> Step {
        let none = (String::new(), ASSUMED);
        let given = self.plan.configured_by().map(|given| format!(" (told provided {given})"));
        let what = what + &given.unwrap_or_default();
        self.step(Span::default(), what, none, states, serving)
    }

    fn missed(&self) -> (Span, String) {
        let (lost, interval) = (facts::panos::HEARTBEATS_LOST, self.plan.ha.values.heartbeat_ms);
        (Span::rounds(lost, interval), rounds("heartbeats", lost, &seconds(interval)))
    }

    fn held(&self) -> String {
        format!("{} s promotion hold", seconds(self.plan.ha.values.promotion_hold_ms))
    }

    fn probed(&self) -> (Span, String) {
        let probe = &self.plan.balance.probe;
        (probed(self.plan), rounds("probes", probe.threshold, &probe.interval_s.to_string()))
    }

    /// The active unit is gone: heartbeats, promotion, probes.
    fn unit(&self, how: &str) -> Told {
        let (own, peer) = (self.name(self.active), self.name(self.active.peer()));
        let (_, by_missed) = self.missed();
        let by_held = self.held();
        let (good, by_good) = self.probed();
        let (promoted, serves) = (promoted(self.plan), takeover(self.plan));
        let (down, waits) = (State::Down, State::Passive);
        let steps = vec![
            self.begins(
                format!("{own} {how}; new flows to it are lost"),
                (down, waits),
                &[self.active],
            ),
            self.misses(down),
            self.beside(good, (by_good.clone(), PROBES), self.sends_nothing_to(own)),
            self.step(
                promoted,
                format!("{peer} is active and answers the probes"),
                (format!("{by_missed} + {by_held}"), TIMERS),
                (down, State::Active),
                &[self.active],
            ),
            self.step(
                serves,
                self.sends_to(peer),
                (format!("{by_missed} + {by_held} + {by_good}"), PROBES),
                (down, State::Active),
                &[self.active.peer()],
            ),
        ];
        Told { steps: self.merged(steps), wait: Some(serves), spared: None }
    }

    /// Steps by the clocks of balancers among those of the units, in order. What a step says holds for certain once
    /// its time is over. The last one ends it.
    fn merged(&self, mut steps: Vec<Step>) -> Vec<Step> {
        let last = steps.pop();
        steps.sort_by_key(|step| (step.at.high_ms, step.at.low_ms));
        let (mut states, mut serving) = ([State::Passive; 2], vec![self.active]);
        for step in &mut steps {
            if step.beside {
                // A balancer sees nothing of what the units do, and they nothing of it.
                let unseen = |state| if state == State::Active { State::Unseen } else { state };
                let [a, b] = states;
                step.states = match self.active {
                    Unit::A => [unseen(a), b],
                    Unit::B => [a, unseen(b)],
                };
                serving.clone_from(&step.serving);
            } else {
                step.serving.clone_from(&serving);
            }
            states = step.states;
        }
        steps.extend(last);
        steps
    }

    fn passive(&self) -> Told {
        let peer = self.name(self.active.peer());
        let what = format!(
            "{peer}, which is passive, fails; nothing moves, and there is no unit left to take over"
        );
        Told::lasting(vec![self.begins(what, (State::Active, State::Down), &[self.active])])
    }

    /// A monitored failure, which the active unit notices after a time: it gives up by itself, and its peer hears of
    /// it by HA1. Of a link, one balancer misses its probes from the fault on.
    fn monitored(&self, what: String, link: Option<&str>, noticed: (Span, &str)) -> Told {
        let values = &self.plan.ha.values;
        let (own, peer) = (self.name(self.active), self.name(self.active.peer()));
        let (noticed, by_noticed) = noticed;
        let wait = values.monitor_hold_up_ms.saturating_add(values.master_hold_up_ms);
        let by_wait = format!(
            "{by_noticed}{} s monitor fail hold up + {} s additional master hold up",
            seconds(values.monitor_hold_up_ms),
            seconds(values.master_hold_up_ms)
        );
        let gives_up = noticed.then(Span::exactly(wait));
        let by_held = self.held();
        let (good, by_good) = self.probed();
        // How long the peer takes to be active once the unit tells it that it is not.
        let late = Span { low_ms: 0, high_ms: values.promotion_hold_ms };
        let promoted = gives_up.then(late);
        let serves = promoted.then(good);
        let (down, waits) = (State::NonFunctional, State::Passive);
        let probing = link.and_then(|side| self.balancer_of(side));
        let of_link = probing.map(|balancer| {
            let what = format!(
                "the probe of that side is down, so its balancer {balancer} sends {own} no new flows"
            );
            self.beside(good, (by_good.clone(), PROBES), what)
        });
        let steps = [
            self.begins(what, (State::Active, waits), &[self.active]),
            self.step(
                gives_up,
                format!(
                    "{own} notices it, becomes non-functional and tells {peer} by HA1, which works"
                ),
                (by_wait.clone(), MONITORING),
                (down, waits),
                &[self.active],
            ),
            self.step(
                promoted,
                format!("{peer} is active and answers the probes"),
                (format!("{by_wait} + at most {by_held}"), MONITORING),
                (down, State::Active),
                &[self.active],
            ),
        ];
        let serving = self.step(
            serves,
            self.sends_to(peer),
            (format!("{by_wait} + at most {by_held} + {by_good}"), PROBES),
            (down, State::Active),
            &[self.active.peer()],
        );
        let steps = steps.into_iter().chain(of_link).chain([serving]).collect();
        let spared = self.spares(link).then(|| late.then(good));
        Told { steps: self.merged(steps), wait: Some(serves), spared }
    }

    /// Whether any flow goes on while the active unit has lost a link, or an address beyond it: by trust alone, or to
    /// the unit itself.
    fn spares(&self, link: Option<&str>) -> bool {
        let all = flow::flows(self.plan, self.active);
        let inside = |flow: &Flow| {
            let out = flow.opening.packet.destination == Address::Internet;
            matches!(flow.purpose, Purpose::EastWest | Purpose::Remote) && !out
        };
        match link {
            Some("trust") => self.plan.balance.services.iter().any(|service| service.on_pair),
            Some(_) => all.iter().any(inside),
            None => true,
        }
    }

    /// The balancer that probes a side.
    fn balancer_of(&self, side: &str) -> Option<&str> {
        let balance = &self.plan.balance;
        if side == "trust" {
            return Some(&balance.internal.name.value);
        }
        balance.public.made.then_some(balance.public.name.value.as_str())
    }

    /// A dataplane link of the active unit.
    fn link(&self, side: &str) -> Told {
        let (own, peer) = (self.name(self.active), self.name(self.active.peer()));
        let what = format!("the {side} link of {own} fails");
        if self.plan.ha.monitoring.link {
            return self.monitored(what, Some(side), (Span::default(), ""));
        }
        let states = (State::Active, State::Passive);
        let Some(balancer) = self.balancer_of(side) else {
            let internal = &self.plan.balance.internal.name;
            let what = format!(
                "{what}; no balancer probes that side and nothing watches the link, so {internal} goes on sending {own} new flows"
            );
            return Told::lasting(vec![self.begins(what, states, &[self.active])]);
        };
        let (good, by_good) = self.probed();
        let out = format!(
            "the probe of that side is down, so its balancer {balancer} sends {own} no new flows; nothing watches the link, so {peer} stays passive and no unit takes over"
        );
        let lost = self.begins(what, states, &[self.active]);
        let unseen = (State::Unseen, State::Passive);
        Told::lasting(vec![lost, self.step(good, out, (by_good, PROBES), unseen, &[])])
    }

    /// The control link: both units take each other for dead.
    fn control(&self) -> Told {
        let (_, by_missed) = self.missed();
        let by_held = self.held();
        let (_, by_good) = self.probed();
        let promoted = promoted(self.plan);
        let both = (State::Active, State::Active);
        let (own, peer) = (self.name(self.active), self.name(self.active.peer()));
        let what = format!("HA1 fails; {own} goes on");
        let steps = vec![
            self.begins(what, (State::Active, State::Passive), &[self.active]),
            self.misses(State::Active),
            self.step(
                promoted,
                format!("{peer} is active beside {own}; both answer the probes"),
                (format!("{by_missed} + {by_held}"), TIMERS),
                both,
                &[self.active],
            ),
            self.step(
                takeover(self.plan),
                self.balancers(
                    "send new flows to both units, each by itself: a flow whose way back meets the other unit is dropped",
                    "sends new flows to both units: a flow whose way back meets the other unit is dropped",
                ),
                (format!("{by_missed} + {by_held} + {by_good}"), ASSUMED),
                both,
                &[Unit::A, Unit::B],
            ),
        ];
        Told::lasting(steps)
    }

    fn synchronisation(&self) -> Told {
        let states = (State::Active, State::Passive);
        let what = "HA2 fails; nothing moves, and the passive unit no longer learns of sessions";
        let mut steps = vec![self.begins(what.to_owned(), states, &[self.active])];
        if self.plan.ha.keep_alive {
            let threshold = facts::panos::KEEP_ALIVE_THRESHOLD_MS;
            steps.push(self.step(
                Span::exactly(threshold),
                "both units log that HA2 is down".to_owned(),
                (format!("{} s keep-alive threshold", seconds(threshold)), TIMERS),
                states,
                &[self.active],
            ));
        }
        Told::lasting(steps)
    }

    /// The zone of the active unit.
    fn zone(&self) -> Told {
        match self.plan.availability {
            Availability::Zones(a, b) if a != b => self.unit("is lost with its zone"),
            Availability::ZonesAuto(_) => {
                self.unit("is lost with its zone, if Azure put the units into two zones")
            }
            Availability::Zones(..)
            | Availability::NewSet(_)
            | Availability::ExistingSet(_)
            | Availability::None => {
                let what = match self.plan.availability {
                    Availability::Zones(zone, _) => {
                        format!("zone {zone} fails, and both units stand in it: both are lost")
                    }
                    Availability::ZonesAuto(_)
                    | Availability::NewSet(_)
                    | Availability::ExistingSet(_)
                    | Availability::None => "a zone fails; the design names none, so Azure may have put both units into it: then both are lost, as shown here".to_owned(),
                };
                let (good, by_good) = self.probed();
                let down = (State::Down, State::Down);
                let out = self.balancers(
                    "have missed their probes and find no unit",
                    "has missed its probes and finds no unit",
                );
                let begins = self.begins(what, down, &[self.active]);
                Told::lasting(vec![begins, self.step(good, out, (by_good, PROBES), down, &[])])
            }
        }
    }

    /// The probe alone: PAN-OS sees nothing, and the passive unit does not answer.
    fn probe(&self) -> Told {
        let own = self.name(self.active);
        let (good, by_good) = self.probed();
        let begins = self.begins(
            format!("{own} no longer answers the probes and goes on forwarding"),
            (State::Active, State::Passive),
            &[self.active],
        );
        let then = "nobody new flows; no unit takes over: PAN-OS sees nothing wrong, and the passive unit does not answer";
        let out = self.balancers(
            &format!("hear no answer to their probes and send {then}"),
            &format!("hears no answer to its probes and sends {then}"),
        );
        let states = (State::Unseen, State::Passive);
        Told::lasting(vec![begins, self.step(good, out, (by_good, PROBES), states, &[])])
    }

    fn path(&self) -> Told {
        let watched = &self.plan.ha.monitoring.paths;
        let states = (State::Active, State::Passive);
        if watched.is_empty() {
            let what = "an address beyond the pair answers no more; the design watches none (no path monitoring), so no unit notices it and none takes over";
            return Told::lasting(vec![self.begins(what.to_owned(), states, &[self.active])]);
        }
        let all = watched.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let what = format!(
            "an address that the active unit watches ({all}) answers it no ping and still answers the peer; where it answers neither, both units give up and all flows are lost"
        );
        let (count, interval) = facts::panos::PATH_PINGS;
        let formula = rounds("pings", count, &seconds(interval)) + " + ";
        self.monitored(what, None, (Span::rounds(count, interval), &formula))
    }

    fn sessions(&self, fault: Fault, moved: bool) -> String {
        if moved {
            let unit = |unit: Unit| (self.name(unit), &self.plan.units.of(unit).untrust.address);
            let ((own, before), (peer, after)) = (unit(self.active), unit(self.active.peer()));
            let hidden = if hides(self.plan) {
                format!("; what left by source NAT came from {before}, and {peer} has {after}")
            } else {
                String::new()
            };
            return format!(
                "Established TCP sessions are lost and have to be opened again, although HA2 copied them: Azure's balancers keep each of them at {own}, because they balance flows, not packets; UDP flows move to {peer} (Azure documentation, health probe down){hidden}."
            );
        }
        match fault {
            Fault::Probe => "Established TCP sessions go on: a Standard balancer keeps them when all probes are down (Azure documentation); UDP ends.",
            Fault::Ha1 => "Established sessions go on where both directions meet the unit that knows them.",
            Fault::Ha2 => "Established sessions go on; after a failover the other unit would not know those since the fault.",
            Fault::UnitA | Fault::UnitB => "Established sessions go on.",
            Fault::Untrust | Fault::Trust => "Sessions over that link are lost until it is back; where the other unit is made active, they have to be opened again.",
            Fault::Zone => "Sessions are lost with the units.",
            Fault::Path => "Established sessions go on as far as the path does.",
        }
        .to_owned()
    }

    /// How it ends: who is active, and where new flows reach it.
    fn end(&self, fault: Fault, moved: bool) -> String {
        let unit = |unit: Unit| {
            let unit = self.plan.units.of(unit);
            (&unit.name.value, format!("{} and {}", unit.untrust.address, unit.trust.address))
        };
        let ((own, before), (peer, after)) = (unit(self.active), unit(self.active.peer()));
        if moved {
            let out =
                match (leaves_by(self.plan, self.active), leaves_by(self.plan, self.active.peer()))
                {
                    (before, Some(after)) if before == Some(after) => {
                        format!(" Outbound traffic leaves by {after} as before.")
                    }
                    (_, Some(after)) => format!(" Outbound traffic leaves by {after} from now on."),
                    (_, None) => String::new(),
                };
            return format!(
                "The failover is over: {peer} is active and takes new flows at {after}.{out}"
            );
        }
        match fault {
            Fault::UnitA | Fault::UnitB | Fault::Ha2 | Fault::Path => {
                format!("There is no failover: {own} is active as before, at {before}.")
            }
            Fault::Untrust | Fault::Trust | Fault::Probe => {
                let struck = fault.struck();
                format!(
                    "There is no failover: {own} stays active though new flows {struck}are lost, and {peer} stays passive."
                )
            }
            Fault::Ha1 => {
                format!("Both units stay active, at {before} and at {after}.")
            }
            Fault::Zone => "There is no failover: no unit is left.".to_owned(),
        }
    }

    /// What is left to do then.
    fn left(&self, fault: Fault, moved: bool) -> String {
        let (own, peer) = (self.active.letter(), self.active.peer().letter());
        if moved {
            let then = if self.plan.ha.preempt {
                "takes over again by preemption"
            } else {
                "waits as passive"
            };
            return match fault {
                Fault::Untrust | Fault::Trust => {
                    format!("mend the link of unit {own}, which then {then}")
                }
                Fault::Path => format!("mend the path of unit {own}, which then {then}"),
                Fault::UnitA
                | Fault::UnitB
                | Fault::Ha1
                | Fault::Ha2
                | Fault::Zone
                | Fault::Probe => {
                    format!("mend unit {own}, which then {then}")
                }
            };
        }
        match fault {
            Fault::UnitA | Fault::UnitB => {
                format!("mend unit {peer}, so that it can take over again")
            }
            Fault::Untrust | Fault::Trust => format!(
                "mend the link, or suspend unit {own}, so that unit {peer} takes over; with link monitoring on, it does so by itself"
            ),
            Fault::Ha1 => "mend HA1, so that the units agree on one active unit".to_owned(),
            Fault::Ha2 => format!("mend HA2, so that unit {peer} learns of sessions again"),
            Fault::Zone => "wait for the zone; in two zones one unit would be left".to_owned(),
            Fault::Probe => format!(
                "let unit {own} answer again (profile, routes, filters), or suspend it, so that unit {peer} takes over"
            ),
            Fault::Path => {
                format!(
                    "mend the path; with path monitoring on, unit {peer} takes over where it reaches the address itself"
                )
            }
        }
    }

    /// The source address of outbound traffic, with the names of the public IPs before and after.
    fn egress(&self, fault: Fault, moved: bool) -> String {
        let said = source_address(self.plan);
        let by = |unit: Unit| leaves_by(self.plan, unit);
        let (Some(before), Some(after)) = (by(self.active), by(self.active.peer())) else {
            return said.to_owned();
        };
        if moved {
            let by_gateway = self.plan.balance.egress == Egress::NatGateway;
            let zonal = if fault == Fault::Zone && by_gateway && self.plan.has_zonal_gateway() {
                " The NAT gateway stands in one zone that Azure chose: where it is the one that fails, nothing leaves until the zone is back (EGR004)."
            } else {
                ""
            };
            return format!("{said} Before: {before}; after: {after}.{zonal}");
        }
        match fault {
            Fault::Untrust | Fault::Trust | Fault::Zone => {
                format!(
                    "The source address of outbound traffic was that of {before}; nothing leaves now."
                )
            }
            Fault::Probe => {
                format!(
                    "The source address of outbound traffic was that of {before}, by which old sessions still leave; no new ones do."
                )
            }
            Fault::Ha1 if before != after => {
                format!(
                    "The source address of outbound traffic is that of {before} or of {after}, by the unit that a flow meets."
                )
            }
            Fault::UnitA | Fault::UnitB | Fault::Ha1 | Fault::Ha2 | Fault::Path => {
                format!("The source address of outbound traffic is that of {before}.")
            }
        }
    }
}
