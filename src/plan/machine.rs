//! The machines of both units: size, image, disks, availability, high availability.

use super::name::Namer;
use super::settle::Settler;
use super::{Availability, Ha, Image, Machine, TimerValues, Timers, name};
use crate::design::{
    Choice, Dataplane, Design, Disk, LicensePlan, Line, TimerSet, Tristate, Zones,
};
use crate::facts::vmseries::Accelerated;
use crate::field::Field;
use crate::{design, facts};

/// The size that a blank becomes: the only family with four NICs at four virtual CPUs.
const SIZE: &str = "Standard_DS3_v2";

pub(super) fn derive(settler: &mut Settler, design: &Design) -> Machine {
    let typed = &design.pair;
    let line = settler
        .settle(Field::PairPanos, typed.panos, "in wide use and maintained", || Line::V11_1)
        .value;
    Machine {
        size: settler.settle(
            Field::PairSize,
            typed.size.clone(),
            "four NICs at four virtual CPUs",
            || SIZE.to_owned(),
        ),
        disk: settler
            .settle(
                Field::PairDisk,
                typed.disk,
                "premium is not needed for logs on Panorama",
                || Disk::StandardSsd,
            )
            .value,
        plan: settler
            .settle(Field::LicensePlan, design.license.plan, "the default plan", || {
                LicensePlan::Byol
            })
            .value,
        image: image(settler, typed, line),
        identity: settler.switch(Field::PairIdentity, typed.identity, "not needed", false),
        boot_diagnostics: settler.switch(
            Field::PairBootDiagnostics,
            typed.boot_diagnostics,
            "a failed bootstrap shows on the serial console",
            true,
        ),
        dataplane: settler
            .settle(
                Field::PairDataplane,
                typed.dataplane,
                "rules may name either unit's address",
                || Dataplane::Static,
            )
            .value,
        line,
    }
}

/// A line without a known version plans `latest`; the audit says that a version must be typed.
fn image(settler: &mut Settler, typed: &design::Pair, line: Line) -> Image {
    let version = settler.settle(
        Field::PairImageVersion,
        typed.image_version.clone(),
        format!("the newest version known for {line}"),
        || facts::vmseries::pinned_version(line.text()).unwrap_or("latest").to_owned(),
    );
    match &typed.image_id {
        Some(id) => {
            let from = super::Origin::Typed(Field::PairImageId);
            settler.record(Field::PairImageId, id.clone(), from);
            Image::Private { id: id.clone() }
        }
        None => Image::Marketplace { version: version.value },
    }
}

/// Whether the dataplane NICs get accelerated networking.
pub(super) fn accelerated(settler: &mut Settler, design: &Design, machine: &Machine) -> bool {
    let choice = settler.settle(
        Field::PairAcceleratedNetworking,
        design.pair.accelerated_networking,
        "on where the size has it",
        || Tristate::Auto,
    );
    let has = facts::vmseries::size_named(&machine.size.value)
        .is_some_and(|size| size.accelerated != Accelerated::None);
    match choice.value {
        Tristate::Auto => has,
        Tristate::On => true,
        Tristate::Off => false,
    }
}

pub(super) fn availability(settler: &mut Settler, namer: &Namer, design: &Design) -> Availability {
    let typed = &design.pair;
    let choice = settler
        .settle(Field::PairAvailability, typed.availability, "possible in every region", || {
            design::Availability::Set
        })
        .value;
    let set = "vmseries-fw-as";
    match choice {
        design::Availability::Zones => {
            let zones = typed.zones.unwrap_or(Zones::Pinned(1, 2));
            let (text, planned) = match zones {
                Zones::Auto => ("auto".to_owned(), Availability::ZonesAuto),
                Zones::Pinned(a, b) => (format!("{a},{b}"), Availability::Zones(a, b)),
            };
            settler.settle(
                Field::PairZones,
                typed.zones.map(|_| text.clone()),
                "two zones",
                || text,
            );
            planned
        }
        design::Availability::Set => Availability::NewSet(namer.own(
            settler,
            Field::PairSetName,
            typed.set_name.as_ref(),
            set,
        )),
        design::Availability::ExistingSet => Availability::ExistingSet(name::existing(
            settler,
            Field::PairSetName,
            typed.set_name.as_ref(),
            set,
        )),
        design::Availability::None => Availability::None,
    }
}

pub(super) fn ha(settler: &mut Settler, design: &Design) -> Ha {
    let typed = &design.ha;
    let set = settler
        .settle(Field::HaTimers, typed.timers, "steady on busy hosts", || TimerSet::Recommended)
        .value;
    let values = timer_values(settler, typed, set);
    Ha {
        group_id: settler
            .settle(Field::HaGroupId, typed.group_id, "one pair in the VNet", || 1)
            .value,
        timers: match set {
            TimerSet::Recommended => Timers::Recommended,
            TimerSet::Aggressive => Timers::Aggressive,
            TimerSet::Advanced => Timers::Advanced(values),
        },
        preempt: settler.switch(
            Field::HaPreempt,
            typed.preempt,
            "a takeover less for every failure",
            false,
        ),
        keep_alive: settler.switch(
            Field::HaKeepAlive,
            typed.keep_alive,
            "a lost HA2 link is logged",
            true,
        ),
        monitoring: typed.monitoring.clone(),
        config_sync: design.pair.dataplane == Some(Dataplane::Dhcp),
    }
}

/// The values behind a set of timers; typed ones count only for the advanced set.
fn timer_values(settler: &mut Settler, typed: &design::Ha, set: TimerSet) -> TimerValues {
    let [promotion, hello, heartbeat, flaps, preemption, monitor, master] = match set {
        TimerSet::Aggressive => facts::panos::TIMERS_AGGRESSIVE,
        TimerSet::Recommended | TimerSet::Advanced => facts::panos::TIMERS_RECOMMENDED,
    };
    let mut value = |field: Field, typed: Option<u32>, of_set: u32| {
        let typed = typed.filter(|_| set == TimerSet::Advanced);
        settler.settle(field, typed, format!("the value of the set {set}"), || of_set).value
    };
    TimerValues {
        promotion_hold_ms: value(Field::HaTimerPromotionHold, typed.promotion_hold_ms, promotion),
        hello_ms: value(Field::HaTimerHello, typed.hello_ms, hello),
        heartbeat_ms: value(Field::HaTimerHeartbeat, typed.heartbeat_ms, heartbeat),
        flap_max: value(Field::HaTimerFlapMax, typed.flap_max, flaps),
        preemption_hold_min: value(
            Field::HaTimerPreemptionHold,
            typed.preemption_hold_min,
            preemption,
        ),
        monitor_hold_up_ms: value(Field::HaTimerMonitorHoldUp, typed.monitor_hold_up_ms, monitor),
        master_hold_up_ms: value(Field::HaTimerMasterHoldUp, typed.master_hold_up_ms, master),
    }
}
