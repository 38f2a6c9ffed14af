//! The two units: names, addresses, machines and high availability.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use super::network;
use super::reader::Reader;
use crate::choice::{Availability, Dataplane, Disk, Line, TimerSet, Tristate};
use crate::facts;
use crate::field::Field;
use crate::finding::Case;

/// One of the two machines. Active and passive are states, not names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// The first machine.
    A,
    /// The second machine.
    B,
}

impl Unit {
    /// Both, in order.
    pub const BOTH: [Self; 2] = [Self::A, Self::B];

    /// The other one.
    #[must_use]
    pub const fn peer(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    /// `A` or `B`.
    pub const fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
        }
    }
}

/// The zones of the units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zones {
    /// `pickZones` at deployment.
    Auto,
    /// Zone of unit A, zone of unit B.
    Pinned(u8, u8),
}

impl fmt::Display for Zones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Pinned(a, b) => write!(f, "{a},{b}"),
        }
    }
}

/// What is typed for one unit.
#[derive(Clone, Debug)]
pub struct UnitDesign {
    /// VM and host name.
    pub name: Option<String>,
    /// Address of the management NIC.
    pub management: Option<Ipv4Addr>,
    /// Address of the untrust NIC.
    pub untrust: Option<Ipv4Addr>,
    /// Address of the trust NIC.
    pub trust: Option<Ipv4Addr>,
    /// Address of the HA2 NIC.
    pub ha2: Option<Ipv4Addr>,
}

/// The machines as typed.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Unit A.
    pub a: UnitDesign,
    /// Unit B.
    pub b: UnitDesign,
    /// VM size of both.
    pub size: Option<String>,
    /// OS disk of both.
    pub disk: Option<Disk>,
    /// Availability.
    pub availability: Option<Availability>,
    /// Zones.
    pub zones: Option<Zones>,
    /// Availability set.
    pub set_name: Option<String>,
    /// PAN-OS line.
    pub panos: Option<Line>,
    /// Marketplace version.
    pub image_version: Option<String>,
    /// Private image.
    pub image_id: Option<String>,
    /// Whether the marketplace's plan is sent with a private image.
    pub image_plan: Option<bool>,
    /// Accelerated networking of the dataplane NICs.
    pub accelerated_networking: Option<Tristate>,
    /// System-assigned identity.
    pub identity: Option<bool>,
    /// Boot diagnostics.
    pub boot_diagnostics: Option<bool>,
    /// Static or DHCP.
    pub dataplane: Option<Dataplane>,
}

/// What else makes a unit give up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Monitoring {
    /// Both dataplane links.
    pub link: bool,
    /// Addresses to ping.
    pub paths: Vec<Ipv4Addr>,
}

/// High availability as typed. Times in the unit of the field.
#[derive(Clone, Debug)]
pub struct Ha {
    /// 1 to 63.
    pub group_id: Option<u32>,
    /// Which set of timers.
    pub timers: Option<TimerSet>,
    /// Whether the preferred unit takes over again.
    pub preempt: Option<bool>,
    /// 0 to 255.
    pub priority_a: Option<u32>,
    /// 0 to 255.
    pub priority_b: Option<u32>,
    /// HA2 keep-alive.
    pub keep_alive: Option<bool>,
    /// Link and path monitoring.
    pub monitoring: Monitoring,
    /// Milliseconds.
    pub promotion_hold_ms: Option<u32>,
    /// Milliseconds.
    pub hello_ms: Option<u32>,
    /// Milliseconds.
    pub heartbeat_ms: Option<u32>,
    /// Count.
    pub flap_max: Option<u32>,
    /// Minutes.
    pub preemption_hold_min: Option<u32>,
    /// Milliseconds.
    pub monitor_hold_up_ms: Option<u32>,
    /// Milliseconds.
    pub master_hold_up_ms: Option<u32>,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Pair {
    let pair = Pair {
        a: UnitDesign {
            name: host_name(reader, Field::PairAName),
            management: reader.address(Field::PairAManagement),
            untrust: reader.address(Field::PairAUntrust),
            trust: reader.address(Field::PairATrust),
            ha2: reader.address(Field::PairAHa2),
        },
        b: UnitDesign {
            name: host_name(reader, Field::PairBName),
            management: reader.address(Field::PairBManagement),
            untrust: reader.address(Field::PairBUntrust),
            trust: reader.address(Field::PairBTrust),
            ha2: reader.address(Field::PairBHa2),
        },
        size: reader.text_if(Field::PairSize, network::is_size, |found| {
            network::size_shape(Field::PairSize, found)
        }),
        disk: reader.choice(Field::PairDisk),
        availability: reader.choice(Field::PairAvailability),
        zones: zones(reader),
        set_name: network::name(reader, Field::PairSetName, &facts::azure::RESOURCE),
        panos: reader.choice(Field::PairPanos),
        image_version: image_version(reader),
        image_id: resource_id(
            reader,
            Field::PairImageId,
            &[
                "Microsoft.Compute/images",
                "Microsoft.Compute/galleries/images",
                "Microsoft.Compute/galleries/images/versions",
            ],
        ),
        image_plan: reader.switch(Field::PairImagePlan),
        accelerated_networking: reader.choice(Field::PairAcceleratedNetworking),
        identity: reader.switch(Field::PairIdentity),
        boot_diagnostics: reader.switch(Field::PairBootDiagnostics),
        dataplane: reader.choice(Field::PairDataplane),
    };
    check_availability(reader, &pair);
    pair
}

/// A machine is in a zone or in an availability set, so what belongs to the other one has no effect.
fn check_availability(reader: &mut Reader<'_>, pair: &Pair) {
    let at = Field::PairAvailability;
    let chosen = pair.availability.unwrap_or(Availability::Set);
    if pair.zones.is_some() && chosen != Availability::Zones {
        reader.find(
            Case::ZonesUnused
                .at([Field::PairZones, at], chosen)
                .offer("Use zones", [(at, "zones")])
                .clear(Field::PairZones),
        );
    }
    let in_set = matches!(chosen, Availability::Set | Availability::ExistingSet);
    if pair.set_name.is_some() && !in_set {
        reader.find(Case::SetUnused.at([Field::PairSetName, at], chosen).clear(Field::PairSetName));
    }
}

pub(super) fn read_ha(reader: &mut Reader<'_>) -> Ha {
    let ha = Ha {
        group_id: reader.number(Field::HaGroupId),
        timers: reader.choice(Field::HaTimers),
        preempt: reader.switch(Field::HaPreempt),
        priority_a: reader.number(Field::HaPriorityA),
        priority_b: reader.number(Field::HaPriorityB),
        keep_alive: reader.switch(Field::HaKeepAlive),
        monitoring: monitoring(reader),
        promotion_hold_ms: reader.number(Field::HaTimerPromotionHold),
        hello_ms: reader.number(Field::HaTimerHello),
        heartbeat_ms: reader.number(Field::HaTimerHeartbeat),
        flap_max: reader.number(Field::HaTimerFlapMax),
        preemption_hold_min: reader.number(Field::HaTimerPreemptionHold),
        monitor_hold_up_ms: reader.number(Field::HaTimerMonitorHoldUp),
        master_hold_up_ms: reader.number(Field::HaTimerMasterHoldUp),
    };
    check_timers(reader, &ha);
    ha
}

/// Timer values mean something only with the advanced set.
fn check_timers(reader: &mut Reader<'_>, ha: &Ha) {
    if ha.timers == Some(TimerSet::Advanced) {
        return;
    }
    let typed = [
        (Field::HaTimerPromotionHold, ha.promotion_hold_ms),
        (Field::HaTimerHello, ha.hello_ms),
        (Field::HaTimerHeartbeat, ha.heartbeat_ms),
        (Field::HaTimerFlapMax, ha.flap_max),
        (Field::HaTimerPreemptionHold, ha.preemption_hold_min),
        (Field::HaTimerMonitorHoldUp, ha.monitor_hold_up_ms),
        (Field::HaTimerMasterHoldUp, ha.master_hold_up_ms),
    ];
    for (field, _) in typed.into_iter().filter(|(_, value)| value.is_some()) {
        reader.find(
            Case::TimerUnused
                .at([field, Field::HaTimers], ())
                .offer("Use advanced timers", [(Field::HaTimers, "advanced")])
                .clear(field),
        );
    }
}

fn host_name(reader: &mut Reader<'_>, field: Field) -> Option<String> {
    reader.text_if(field, facts::panos::is_host_name, |found| {
        Case::HostName.at([field], (found, facts::panos::HOST_NAME_MAX))
    })
}

fn zones(reader: &mut Reader<'_>) -> Option<Zones> {
    let field = Field::PairZones;
    let text = reader.text(field)?;
    if text == "auto" {
        return Some(Zones::Auto);
    }
    let zones: Vec<Option<u8>> = text
        .split(',')
        .map(|zone| zone.trim().parse().ok().filter(|zone| (1..=3).contains(zone)))
        .collect();
    let [Some(a), Some(b)] = zones.as_slice() else {
        reader.find(Case::ZonesShape.at([field], text).offer("Use 1,2", [(field, "1,2")]));
        return None;
    };
    if a == b {
        reader.find(Case::ZonesEqual.at([field], a).offer("Use 1,2", [(field, "1,2")]));
    }
    Some(Zones::Pinned(*a, *b))
}

fn image_version(reader: &mut Reader<'_>) -> Option<String> {
    let field = Field::PairImageVersion;
    let version = reader.text_if(field, facts::vmseries::is_image_version, |found| {
        Case::ImageVersion.at([field], found)
    })?;
    if version == "latest" {
        let finding = Case::ImageLatest.at([field], ());
        reader.find(finding.offer("Use the pinned version", [(field, "")]));
    }
    Some(version)
}

/// A resource id of one of the given types.
pub(super) fn resource_id(reader: &mut Reader<'_>, field: Field, types: &[&str]) -> Option<String> {
    reader.text_if(
        field,
        |text| facts::azure::is_resource_id(text, types),
        |found| {
            Case::ResourceIdShape.at([field], (found, types.first().copied().unwrap_or_default()))
        },
    )
}

fn monitoring(reader: &mut Reader<'_>) -> Monitoring {
    let field = Field::HaMonitoring;
    let mut monitoring = Monitoring::default();
    for entry in reader.entries(field) {
        if entry == "link" {
            monitoring.link = true;
        } else if let Ok(address) = Ipv4Addr::from_str(&entry) {
            if monitoring.paths.contains(&address) {
                reader.repeated(field, &entry);
            } else {
                monitoring.paths.push(address);
            }
        } else if entry != "none" {
            reader.find(Case::MonitoringShape.at([field], entry));
        }
    }
    monitoring
}
