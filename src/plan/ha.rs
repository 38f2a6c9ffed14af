//! High availability of PAN-OS.

use super::settle::Settler;
use crate::design::{Dataplane, Design, Monitoring, TimerSet};
use crate::field::Field;
use crate::{design, facts};

/// Timers of high availability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Timers {
    /// PAN-OS's defaults.
    Recommended,
    /// Quicker.
    Aggressive,
    /// Own values.
    Advanced(TimerValues),
}

/// Own timer values.
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
    /// Timers.
    pub timers: Timers,
    /// Preemption.
    pub preempt: bool,
    /// HA2 keep-alive.
    pub keep_alive: bool,
    /// Link and path monitoring.
    pub monitoring: Monitoring,
    /// Configuration synchronisation, on only where both files are alike.
    pub config_sync: bool,
}

pub(super) fn derive(settler: &mut Settler, design: &Design, dataplane: Dataplane) -> Ha {
    let typed = &design.ha;
    let why = "steady on busy hosts";
    let set = settler.value(Field::HaTimers, typed.timers, why, TimerSet::Recommended);
    let values = timer_values(settler, typed, set);
    Ha {
        group_id: settler.value(Field::HaGroupId, typed.group_id, "one pair in the VNet", 1_u32),
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
        config_sync: dataplane == Dataplane::Dhcp,
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
        settler.value(field, typed, format!("the value of the set {set}"), of_set)
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
