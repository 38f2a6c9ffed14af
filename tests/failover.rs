//! The timeline of a failover against a table that was worked out by hand from the documented timers.

use fast_ha::choice::Choice as _;
use fast_ha::design::Unit;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::failover::{Fault, Span, State, Timeline, summary, timeline};
use fast_ha::field::Field;
use fast_ha::plan::{Plan, Role};
use fast_ha::review::review;

fn planned(edits: &[(Field, &str)]) -> Plan {
    let mut draft = Draft::default();
    for (field, text) in edits {
        draft.set(*field, *text);
    }
    review(&draft, &Secrets::default()).plan.expect("there is room")
}

fn told(edits: &[(Field, &str)], fault: Fault) -> Timeline {
    timeline(&planned(edits), fault)
}

/// Times in milliseconds, low and high.
type Times = &'static [(u32, u32)];

/// Edits of a new design (heartbeat 2 s, promotion hold 2 s, probe 5 s x 2), the fault, when its steps come,
/// and how long new flows are lost.
type Row = (&'static [(Field, &'static str)], Fault, Times, Option<(u32, u32)>);

const LATE: &[(Field, &str)] = &[
    (Field::HaTimers, "advanced"),
    (Field::HaTimerHeartbeat, "60000"),
    (Field::HaTimerPromotionHold, "0"),
];
const HELD: &[(Field, &str)] = &[
    (Field::HaMonitoring, "link"),
    (Field::HaTimers, "advanced"),
    (Field::HaTimerPromotionHold, "0"),
    (Field::HaTimerMonitorHoldUp, "3000"),
    (Field::HaTimerMasterHoldUp, "7000"),
];
const WATCHED: &[(Field, &str)] =
    &[(Field::HaMonitoring, "198.51.100.1"), (Field::BalanceEgress, "public_ips")];
const B_FIRST: &[(Field, &str)] = &[(Field::HaPriorityA, "200"), (Field::HaPriorityB, "100")];
const TWO_ZONES: &[(Field, &str)] =
    &[(Field::PairAvailability, "zones"), (Field::PairZones, "1, 2")];
const ONE_ZONE: &[(Field, &str)] =
    &[(Field::PairAvailability, "zones"), (Field::PairZones, "1, 1")];

/// Heartbeats lost, promoted, taken out by the balancers, put in again.
const DIES: Times = &[(0, 0), (4_000, 6_000), (6_000, 8_000), (5_000, 10_000), (11_000, 18_000)];

const TABLE: [Row; 18] = [
    (&[], Fault::UnitA, DIES, Some((11_000, 18_000))),
    (
        &[(Field::HaTimers, "aggressive")],
        Fault::UnitA,
        &[(0, 0), (2_000, 3_000), (2_500, 3_500), (5_000, 10_000), (7_500, 13_500)],
        Some((7_500, 13_500)),
    ),
    (
        &[(Field::BalanceProbeThreshold, "1")],
        Fault::UnitA,
        &[(0, 0), (0, 5_000), (4_000, 6_000), (6_000, 8_000), (6_000, 13_000)],
        Some((6_000, 13_000)),
    ),
    (
        &[(Field::BalanceProbeIntervalS, "15")],
        Fault::UnitA,
        &[(0, 0), (4_000, 6_000), (6_000, 8_000), (15_000, 30_000), (21_000, 38_000)],
        Some((21_000, 38_000)),
    ),
    (
        LATE,
        Fault::UnitA,
        &[(0, 0), (5_000, 10_000), (120_000, 180_000), (120_000, 180_000), (125_000, 190_000)],
        Some((125_000, 190_000)),
    ),
    (&[], Fault::UnitB, &[(0, 0)], None),
    (B_FIRST, Fault::UnitB, DIES, Some((11_000, 18_000))),
    (B_FIRST, Fault::UnitA, &[(0, 0)], None),
    (&[], Fault::Untrust, &[(0, 0), (5_000, 10_000)], None),
    (
        &[(Field::HaMonitoring, "link")],
        Fault::Trust,
        // The probe of that side goes unanswered from the fault on.
        &[(0, 0), (500, 500), (500, 2_500), (5_000, 10_000), (5_500, 12_500)],
        Some((5_500, 12_500)),
    ),
    (
        HELD,
        Fault::Untrust,
        &[(0, 0), (5_000, 10_000), (10_000, 10_000), (10_000, 10_000), (15_000, 20_000)],
        Some((15_000, 20_000)),
    ),
    (&[], Fault::Ha1, &[(0, 0), (4_000, 6_000), (6_000, 8_000), (11_000, 18_000)], None),
    (&[], Fault::Ha2, &[(0, 0), (10_000, 10_000)], None),
    (TWO_ZONES, Fault::Zone, DIES, Some((11_000, 18_000))),
    (ONE_ZONE, Fault::Zone, &[(0, 0), (5_000, 10_000)], None),
    (&[], Fault::Probe, &[(0, 0), (5_000, 10_000)], None),
    (&[], Fault::Path, &[(0, 0)], None),
    (
        WATCHED,
        Fault::Path,
        &[(0, 0), (2_300, 2_500), (2_300, 4_500), (7_300, 14_500)],
        Some((7_300, 14_500)),
    ),
];

/// The same with flows that do not pass untrust, and with services that end on the pair.
const INSIDE: &[(Field, &str)] = &[
    (Field::HaMonitoring, "link"),
    (Field::HaTimers, "advanced"),
    (Field::HaTimerPromotionHold, "0"),
    (Field::HaTimerMonitorHoldUp, "3000"),
    (Field::HaTimerMasterHoldUp, "7000"),
    (Field::NetworkWorkloads, "app=10.0.16.0/24, db=10.0.17.0/24"),
    (Field::BalanceServices, "ike udp 500 -> pair"),
];

type Spared = (&'static [(Field, &'static str)], Fault, Option<(u32, u32)>);

/// How long those new flows are lost that the fault spares, from the active unit's giving up on.
const SPARED: [Spared; 7] = [
    (WATCHED, Fault::Path, Some((5_000, 12_000))),
    (INSIDE, Fault::Untrust, Some((5_000, 10_000))),
    (INSIDE, Fault::Trust, Some((5_000, 10_000))),
    (HELD, Fault::Untrust, None),
    (HELD, Fault::Trust, None),
    (&[(Field::HaMonitoring, "link")], Fault::Trust, None),
    (&[], Fault::UnitA, None),
];

#[test]
fn each_time_is_the_one_of_the_table() {
    let pair = |span: Span| (span.low_ms, span.high_ms);
    for (edits, fault, times, wait) in TABLE {
        let told = told(edits, fault);
        let found: Vec<_> = told.steps.iter().map(|step| pair(step.at)).collect();
        assert_eq!(found, times, "{edits:?} {fault:?}");
        assert_eq!(told.wait.map(pair), wait, "{edits:?} {fault:?}");
    }
    for (edits, fault, spared) in SPARED {
        assert_eq!(told(edits, fault).spared.map(pair), spared, "{edits:?} {fault:?}");
    }
}

#[test]
fn a_balancer_that_misses_its_probes_takes_out_a_unit_that_goes_on() {
    use State::{Active, NonFunctional, Passive, Unseen};
    let plan = planned(INSIDE);
    let told = timeline(&plan, Fault::Untrust);
    let found: Vec<_> =
        told.steps.iter().map(|step| (step.states, step.serving.len(), step.beside)).collect();
    let expected = [
        ([Active, Passive], 1, false),
        ([Unseen, Passive], 0, true),
        ([NonFunctional, Passive], 0, false),
        ([NonFunctional, Active], 0, false),
        ([NonFunctional, Active], 1, false),
    ];
    assert_eq!(found, expected);
    let worst: Vec<_> = (1..=5).map(|made| told.moment(&plan, made).worst()).collect();
    let over = Some("New flows over untrust are lost");
    let late = Some("New flows are not yet sent to B");
    assert_eq!(worst, [over, over, Some("Neither unit is active"), late, None]);
    let sided: Vec<_> = (1..=5).map(|made| told.moment(&plan, made).one_sided()).collect();
    assert_eq!(sided, [None, Some((Unit::A, Role::Trust)), None, None, None]);
    let last = told.moment(&plan, 5);
    let said = "New flows were lost for 15 to 20 s over untrust and 5 to 10 s elsewhere.";
    assert_eq!(told.waited_at(&last), said);
}

#[test]
fn what_no_package_configures_is_told_under_a_condition() {
    let by_hand = "each unit was loaded by hand with its own bootstrap.xml";
    let pushed = "Strata Cloud Manager has pushed interfaces, routes, policy and high availability";
    for (edits, given) in [
        (&[(Field::BootstrapMode, "none")][..], Some(by_hand)),
        (&[(Field::BootstrapMode, "custom_data"), (Field::PanoramaServer, "cloud")], Some(pushed)),
        (&[(Field::BootstrapMode, "account")], None),
        (&[(Field::PanoramaServer, "10.255.0.10")], None),
    ] {
        let plan = planned(edits);
        let said = |text: &str| given.is_some_and(|given| text.contains(given));
        for fault in Fault::ALL {
            let told = timeline(&plan, *fault);
            let first = &told.steps.first().expect("the fault").what;
            assert_eq!(said(first), given.is_some(), "{edits:?} {fault}: {first}");
            assert_eq!(first.contains("provided"), given.is_some(), "{edits:?} {fault}: {first}");
        }
        let summary = summary(&plan);
        assert_eq!(said(&summary), given.is_some(), "{edits:?}: {summary}");
    }
}

#[test]
fn every_time_has_its_formula_and_its_source() {
    for (edits, fault, ..) in TABLE {
        for step in told(edits, fault).steps.iter().skip(1) {
            let formula = !step.formula.is_empty();
            assert!(formula && !step.source.is_empty(), "{fault:?}: {}", step.what);
            let hellos = step.formula.ends_with("; hello messages go every 8 s besides");
            assert_eq!(hellos, step.what.contains("missed its heartbeats"), "{}", step.formula);
        }
    }
}

#[test]
fn it_is_said_who_is_active_and_who_gets_new_flows() {
    use State::{Active, Down, NonFunctional, Passive, Unseen};
    for (edits, fault, states, n_serving) in [
        (&[][..], Fault::UnitA, [Down, Active], 1),
        (B_FIRST, Fault::UnitB, [Active, Down], 1),
        (&[], Fault::UnitB, [Active, Down], 1),
        (&[], Fault::Ha1, [Active, Active], 2),
        (&[], Fault::Probe, [Unseen, Passive], 0),
        (&[], Fault::Trust, [Unseen, Passive], 0),
        (HELD, Fault::Trust, [NonFunctional, Active], 1),
        (WATCHED, Fault::Path, [NonFunctional, Active], 1),
        (ONE_ZONE, Fault::Zone, [Down, Down], 0),
    ] {
        let told = told(edits, fault);
        let last = told.steps.last().expect("it has steps");
        assert_eq!((last.states, last.serving.len()), (states, n_serving), "{fault:?}");
    }
    let begins = told(&[], Fault::UnitA);
    let serving: Vec<_> = begins.steps.iter().map(|step| step.serving.len()).collect();
    assert_eq!(serving, [1, 1, 1, 0, 1], "the balancers send nobody anything in between");
}

#[test]
fn what_a_fault_means_for_new_flows_is_one_sentence() {
    for (edits, fault, said) in [
        (&[][..], Fault::UnitA, "New flows are lost for 11 to 18 s."),
        (&[], Fault::UnitB, "New flows are not interrupted."),
        (
            &[],
            Fault::Ha1,
            "Once both units get new flows, some of these are lost until HA1 is mended.",
        ),
        (&[], Fault::Ha2, "New flows are not interrupted."),
        (&[], Fault::Probe, "New flows do not come back by themselves."),
        (&[], Fault::Trust, "New flows through the pair do not come back by themselves."),
        (&[], Fault::Untrust, "New flows over untrust do not come back by themselves."),
        (
            INSIDE,
            Fault::Untrust,
            "New flows over untrust are lost for 15 to 20 s; all others go on until the unit gives up, and are lost for 5 to 10 s then.",
        ),
        (
            INSIDE,
            Fault::Trust,
            "New flows through the pair are lost for 15 to 20 s; all others go on until the unit gives up, and are lost for 5 to 10 s then.",
        ),
        (HELD, Fault::Untrust, "New flows are lost for 15 to 20 s."),
        (HELD, Fault::Trust, "New flows are lost for 15 to 20 s."),
        (
            WATCHED,
            Fault::Path,
            "New flows to that address are lost for 7.3 to 14.5 s; all others go on until the unit gives up, and are lost for 5 to 12 s then.",
        ),
        (ONE_ZONE, Fault::Zone, "New flows come back with the zone."),
        (&[], Fault::Path, "New flows to that address are lost; all others are not interrupted."),
    ] {
        assert_eq!(told(edits, fault).waited(), said, "{fault:?}");
    }
}

#[test]
fn what_is_said_of_new_flows_is_true_of_the_step() {
    let plan = planned(&[]);
    for (fault, said) in [
        (Fault::Probe, ["will be lost, and do not come back", "do not come back by themselves."]),
        (Fault::Trust, ["New flows through the pair do not come back"; 2]),
        (
            Fault::UnitA,
            ["New flows are lost for 11 to 18 s.", "New flows were lost for 11 to 18 s."],
        ),
    ] {
        let told = timeline(&plan, fault);
        for (made, said) in [1, told.steps.len()].into_iter().zip(said) {
            let found = told.waited_at(&told.moment(&plan, made));
            assert!(found.contains(said), "{fault}, step {made}: {found}");
        }
    }
}

#[test]
fn times_come_in_order_but_for_what_runs_beside_them() {
    for (edits, fault, ..) in TABLE {
        let told = told(edits, fault);
        let times: Vec<Span> =
            told.steps.iter().filter(|step| !step.beside).map(|step| step.at).collect();
        for pair in times.windows(2) {
            let [before, after] = *pair else { unreachable!("windows of two") };
            let follows = before.low_ms <= after.low_ms && before.high_ms <= after.high_ms;
            assert!(follows, "{edits:?} {fault:?}: {after} after {before}");
        }
        // Once a step's time is over for certain, so is that of all before it.
        let over = told.steps.iter().map(|step| step.at.high_ms);
        assert!(over.is_sorted(), "{edits:?} {fault:?}");
        for step in told.steps.iter().filter(|step| step.beside) {
            assert!(step.when().starts_with("meanwhile, "), "{}", step.when());
        }
    }
}

const PREEMPT: &[(Field, &str)] = &[(Field::HaPreempt, "on")];
const PUSHED: &[(Field, &str)] =
    &[(Field::PanoramaServer, "10.255.0.10"), (Field::PanoramaLocal, "network")];

#[test]
fn the_end_says_who_is_active_where_and_what_is_left_to_do() {
    let [a, b] = ["10.0.1.4 and 10.0.2.4", "10.0.1.5 and 10.0.2.5"];
    let over = format!(
        "The failover is over: vmseries-ha-secondary is active and takes new flows at {b}."
    );
    let before = format!("vmseries-ha-primary is active as before, at {a}.");
    for (edits, fault, end, left) in [
        (&[][..], Fault::UnitA, &*over, "mend unit A, which then waits as passive"),
        (PREEMPT, Fault::UnitA, &over, "mend unit A, which then takes over again by preemption"),
        (B_FIRST, Fault::UnitB, a, "mend unit B, which then"),
        (HELD, Fault::Trust, &over, "mend the link of unit A, which then waits as passive"),
        (WATCHED, Fault::Path, &over, "mend the path of unit A, which then"),
        (&[], Fault::UnitB, &before, "mend unit B, so that it can take over again"),
        (
            &[],
            Fault::Trust,
            "stays active though new flows through the pair are lost",
            "or suspend unit A, so that unit B takes over",
        ),
        (&[], Fault::Ha1, "Both units stay active, ", "mend HA1"),
        (&[], Fault::Ha2, &before, "mend HA2"),
        (ONE_ZONE, Fault::Zone, "no unit is left", "wait for the zone"),
        (&[], Fault::Probe, "stays active though new flows are lost", "let unit A answer again"),
        (
            &[],
            Fault::Path,
            &before,
            "mend the path; with path monitoring on, unit B takes over where it reaches the address",
        ),
    ] {
        let told = told(edits, fault);
        assert!(told.end.contains(end), "{fault:?}: {}", told.end);
        assert!(told.left.contains(left), "{fault:?}: {}", told.left);
    }
}

#[test]
fn why_copied_sessions_are_lost_is_said_with_the_addresses() {
    let sessions = |edits: &[(Field, &str)]| told(edits, Fault::UnitA).sessions;
    let said = sessions(&[]);
    for part in [
        "although HA2 copied them",
        "keep each of them at vmseries-ha-primary",
        "came from 10.0.1.4, and vmseries-ha-secondary has 10.0.1.5",
    ] {
        assert!(said.contains(part), "{said}");
    }
    // Whose policy is Panorama's translates as Panorama says.
    for edits in [PUSHED, &[(Field::BalanceEgress, "none")]] {
        let said = sessions(edits);
        assert!(
            said.contains("although HA2 copied them") && !said.contains("source NAT"),
            "{said}"
        );
    }
}

#[test]
fn an_address_that_nobody_watches_moves_nothing_and_says_so() {
    let told = told(&[], Fault::Path);
    let [only] = told.steps.as_slice() else { panic!("one step") };
    for part in
        ["an address beyond the pair answers no more", "no path monitoring", "none takes over"]
    {
        assert!(only.what.contains(part), "{}", only.what);
    }
}

#[test]
fn a_balancer_that_is_not_built_notices_nothing() {
    let unpublished = [
        (Field::ServerEnabled, "off"),
        (Field::BalanceServices, "none"),
        (Field::BalanceEgress, "nat_gateway"),
    ];
    let plan = planned(&unpublished);
    assert!(!plan.balance.public.made);
    let told = timeline(&plan, Fault::Untrust);
    let [only] = told.steps.as_slice() else { panic!("one step: {:?}", told.steps) };
    assert!(only.what.contains("no balancer probes that side"), "{}", only.what);
    assert!(!only.what.contains(plan.balance.public.name.value.as_str()), "{}", only.what);
    assert_eq!(told.waited(), "New flows over untrust do not come back by themselves.");
}

#[test]
fn the_address_of_outbound_traffic_is_told_before_and_after() {
    let egress = |edits: &[(Field, &str)]| told(edits, Fault::UnitA).egress;
    assert!(egress(&[]).contains(
        "stays the same. Before: vmseries-inbound-lb-pip; after: vmseries-inbound-lb-pip"
    ));
    let end = |edits: &[(Field, &str)]| told(edits, Fault::UnitA).end;
    assert!(end(&[]).ends_with("Outbound traffic leaves by vmseries-inbound-lb-pip as before."));
    let own = end(&[(Field::BalanceEgress, "public_ips")]);
    assert!(own.ends_with("leaves by vmseries-ha-secondary-untrust-pip from now on."), "{own}");
    let changed = egress(&[(Field::BalanceEgress, "public_ips")]);
    assert!(changed.contains(
        "Before: vmseries-ha-primary-untrust-pip; after: vmseries-ha-secondary-untrust-pip"
    ));
    assert!(egress(&[(Field::BalanceEgress, "none")]).contains("no outbound traffic"));
}

#[test]
fn the_paragraph_is_reckoned_from_the_timers() {
    for (edits, said) in [
        (&[][..], "lost for 11 to 18 s. The other unit misses 3 heartbeats (2 to 3 x 2 s), holds"),
        (
            &[(Field::HaTimers, "aggressive")],
            "3 heartbeats (2 to 3 x 1 s), holds its promotion for 0.5 s",
        ),
        (&[(Field::BalanceProbeThreshold, "1")], "lost for 6 to 13 s"),
        (LATE, "lost for 125 to 190 s"),
    ] {
        let told = summary(&planned(edits));
        assert!(told.contains(said), "{told}");
    }
}
