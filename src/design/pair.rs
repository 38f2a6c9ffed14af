//! The two units: names, addresses, machines and high availability.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use super::Design;
use super::reader::{Ear, Reader, Unique};
use crate::choice::{Availability, TimerSet};
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

impl Zones {
    /// Reads two zones such as `1,2`, or `auto`.
    pub fn read(text: &str) -> Option<Self> {
        if text == "auto" {
            return Some(Self::Auto);
        }
        let (a, b) = text.split_once(',')?;
        let zone = |text: &str| text.trim().parse().ok().filter(|zone| (1..=3).contains(zone));
        Some(Self::Pinned(zone(a)?, zone(b)?))
    }
}

impl fmt::Display for Zones {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::Pinned(a, b) => write!(f, "{a},{b}"),
        }
    }
}

/// What else makes a unit give up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Monitoring {
    /// Both dataplane links.
    pub link: bool,
    /// Addresses to ping.
    pub paths: Vec<Ipv4Addr>,
}

/// A machine is in a zone or in an availability set, so what belongs to the other one has no effect; nor
/// have timer values without the advanced set.
pub(super) fn check(reader: &mut Reader<'_>, design: &Design) {
    let at = Field::PairAvailability;
    let chosen: Availability = design.choice(at);
    if design.is_typed(Field::PairZones) && chosen != Availability::Zones {
        reader.find(|| {
            Case::ZonesUnused
                .at([Field::PairZones, at], chosen)
                .offer("Use zones", [(at, "zones")])
                .clear(Field::PairZones)
        });
    }
    if chosen == Availability::ExistingSet && !design.is_typed(Field::PairSetName) {
        reader.find(|| {
            Case::SetNameMissing
                .at([Field::PairSetName, at], ())
                .offer("Make a new set", [(at, "set")])
        });
    }
    // Where the region has no zones to pick, there is a set.
    let picked = chosen == Availability::Zones
        && design.zones(Field::PairZones).is_some_and(|zones| *zones == Zones::Auto);
    let in_set = picked || matches!(chosen, Availability::Set | Availability::ExistingSet);
    if design.is_typed(Field::PairSetName) && !in_set {
        reader.find(|| {
            Case::SetUnused.at([Field::PairSetName, at], chosen).clear(Field::PairSetName)
        });
    }
    if design.choice::<TimerSet>(Field::HaTimers) == TimerSet::Advanced {
        return;
    }
    for field in Field::timers().filter(|field| design.is_typed(*field)) {
        reader.find(|| {
            Case::TimerUnused
                .at([field, Field::HaTimers], ())
                .offer("Use advanced timers", [(Field::HaTimers, "advanced")])
                .clear(field)
        });
    }
}

pub(super) fn host_name(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    reader.text_if(field, facts::panos::is_host_name, |found| {
        Case::HostName.at([field], (found, facts::panos::HOST_NAME_MAX))
    })
}

pub(super) fn zones(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<Zones> {
    let text = reader.text(field)?;
    let Some(zones) = Zones::read(&text) else {
        reader.find(|| Case::ZonesShape.at([field], text).offer("Use 1,2", [(field, "1,2")]));
        return None;
    };
    if let Zones::Pinned(a, b) = zones
        && a == b
    {
        reader.find(|| Case::ZonesEqual.at([field], a).offer("Use 1,2", [(field, "1,2")]));
    }
    Some(zones)
}

pub(super) fn image_version(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    let version = reader.text_if(field, facts::vmseries::is_image_version, |found| {
        Case::ImageVersion.at([field], found)
    })?;
    if version == "latest" {
        reader.find(|| {
            Case::ImageLatest.at([field], ()).offer("Use the pinned version", [(field, "")])
        });
    }
    Some(version)
}

/// A resource id of one of the given types.
pub(super) fn resource_id(
    reader: &mut Reader<'_, impl Ear>,
    field: Field,
    types: &[&str],
) -> Option<String> {
    reader.text_if(
        field,
        |text| facts::azure::is_resource_id(text, types),
        |found| {
            let first = types.first().expect("an id is of some type");
            Case::ResourceIdShape.at([field], (found, *first))
        },
    )
}

pub(super) fn monitoring(reader: &mut Reader<'_, impl Ear>, field: Field) -> Monitoring {
    let mut link = false;
    let mut paths = Unique::default();
    for entry in reader.entries(field) {
        if entry == "link" {
            link = true;
        } else if let Ok(address) = Ipv4Addr::from_str(&entry) {
            reader.add(&mut paths, address, field, &entry);
        } else if entry != "none" {
            reader.find(|| Case::MonitoringShape.at([field], entry));
        }
    }
    Monitoring { link, paths: paths.list }
}
