//! High availability of PAN-OS.

use super::settle::Settler;
use crate::design::{Dataplane, Monitoring, TimerSet};
use crate::facts;
use crate::field::Field;

/// The timers, of a set or typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerValues {
    /// Milliseconds, 0 to 60000.
    pub promotion_hold_ms: u32,
    /// Milliseconds, 8000 to 60000.
    pub hello_ms: u32,
    /// Milliseconds, 1000 to 60000.
    pub heartbeat_ms: u32,
    /// Count, 0 to 16.
    pub flap_max: u32,
    /// Minutes, 1 to 60.
    pub preemption_hold_min: u32,
    /// Milliseconds, 0 to 60000.
    pub monitor_hold_up_ms: u32,
    /// Milliseconds, 0 to 60000.
    pub master_hold_up_ms: u32,
}

/// High availability of PAN-OS, the same on both units but for priority and addresses.
#[derive(Clone, Debug)]
pub struct Ha {
    /// 1 to 63.
    pub group_id: u32,
    /// Which set of timers.
    pub timers: TimerSet,
    /// The timers of the set, or the typed ones of the advanced set.
    pub values: TimerValues,
    /// Preemption.
    pub preempt: bool,
    /// HA2 keep-alive.
    pub keep_alive: bool,
    /// Link and path monitoring.
    pub monitoring: Monitoring,
    /// Configuration synchronisation, on only where both files are alike.
    pub config_sync: bool,
}

pub(super) fn derive(settler: &mut Settler<'_>, dataplane: Dataplane) -> Ha {
    let set: TimerSet = settler.choice(Field::HaTimers);
    let values = timer_values(settler, set);
    Ha {
        group_id: settler.number(Field::HaGroupId),
        timers: set,
        values,
        preempt: settler.switch(Field::HaPreempt),
        keep_alive: settler.switch(Field::HaKeepAlive),
        monitoring: settler.design.monitoring(),
        config_sync: dataplane == Dataplane::Dhcp,
    }
}

/// The values behind a set of timers; typed ones count only for the advanced set.
fn timer_values(settler: &mut Settler<'_>, set: TimerSet) -> TimerValues {
    let of_set = match set {
        TimerSet::Aggressive => facts::panos::TIMERS_AGGRESSIVE,
        TimerSet::Recommended | TimerSet::Advanced => facts::panos::TIMERS_RECOMMENDED,
    };
    let mut values = of_set;
    for ((field, of_set), value) in Field::timers().zip(of_set).zip(&mut values) {
        let typed = settler.design.number(field).copied();
        let typed = typed.filter(|_| set == TimerSet::Advanced);
        *value = settler.value(field, typed, format!("the value of the set {set}"), of_set);
    }
    let [
        promotion_hold_ms,
        hello_ms,
        heartbeat_ms,
        flap_max,
        preemption_hold_min,
        monitor_hold_up_ms,
        master_hold_up_ms,
    ] = values;
    TimerValues {
        promotion_hold_ms,
        hello_ms,
        heartbeat_ms,
        flap_max,
        preemption_hold_min,
        monitor_hold_up_ms,
        master_hold_up_ms,
    }
}
