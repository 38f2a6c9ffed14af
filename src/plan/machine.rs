//! The machines of both units: size, image, disk, availability.

use super::settle::{Name, Planned, Settler};
use crate::design::{Choice, Dataplane, Disk, LicensePlan, Line, Tristate, Zones};
use crate::facts::vmseries::Accelerated;
use crate::field::Field;
use crate::{design, facts};

/// How the units are kept from failing together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Zone of unit A, zone of unit B.
    Zones(u8, u8),
    /// `pickZones` at deployment; in a region without zones a new availability set of this name.
    ZonesAuto(Name),
    /// A new availability set of this name.
    NewSet(Name),
    /// An availability set that exists already.
    ExistingSet(Name),
    /// Nothing.
    None,
}

/// What the VMs boot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Image {
    /// The marketplace image at this version; publisher and offer are facts.
    Marketplace {
        /// `Major.Minor.Build` or `latest`.
        version: String,
    },
    /// A private image by resource id.
    Private {
        /// The id.
        id: String,
        /// Whether it was made from the marketplace's image, so that Azure asks for that image's plan.
        has_plan: bool,
    },
}

impl Image {
    /// Whether the machines carry the marketplace's plan, whose terms somebody has to accept.
    pub fn has_plan(&self) -> bool {
        match self {
            Self::Marketplace { .. } => true,
            Self::Private { has_plan, .. } => *has_plan,
        }
    }
}

/// What both machines have in common.
#[derive(Clone, Debug)]
pub struct Machine {
    /// VM size.
    pub size: Planned<String>,
    /// OS disk.
    pub disk: Disk,
    /// How PAN-OS is paid.
    pub plan: LicensePlan,
    /// Marketplace plan, also the sku.
    pub sku: String,
    /// Image.
    pub image: Image,
    /// System-assigned identity.
    pub identity: bool,
    /// User-assigned identity by resource id.
    pub identity_id: Option<String>,
    /// Encryption on the host.
    pub encryption_at_host: bool,
    /// Disk encryption set by resource id.
    pub disk_encryption_set: Option<String>,
    /// Capacity reservation group by resource id.
    pub capacity_reservation: Option<String>,
    /// Boot diagnostics.
    pub boot_diagnostics: bool,
    /// Static or DHCP.
    pub dataplane: Dataplane,
    /// PAN-OS line of bootstrap.xml.
    pub line: Line,
}

pub(super) fn derive(settler: &mut Settler<'_>) -> Machine {
    let line = settler.choice(Field::PairPanos);
    let plan: LicensePlan = settler.choice(Field::LicensePlan);
    let generation = if settler.switch(Field::PairGen2) { facts::vmseries::GEN2 } else { "" };
    Machine {
        size: settler.text(Field::PairSize),
        disk: settler.choice(Field::PairDisk),
        plan,
        sku: format!("{plan}{generation}"),
        image: image(settler, line),
        identity: settler.switch(Field::PairIdentity),
        identity_id: settler.typed_text(Field::PairIdentityId),
        encryption_at_host: settler.switch(Field::PairEncryptionAtHost),
        disk_encryption_set: settler.typed_text(Field::PairDiskEncryptionSetId),
        capacity_reservation: settler.typed_text(Field::PairCapacityReservationId),
        boot_diagnostics: settler.switch(Field::PairBootDiagnostics),
        dataplane: settler.choice(Field::PairDataplane),
        line,
    }
}

/// A line without a known version plans `latest`; the audit says that a version must be typed.
fn image(settler: &mut Settler<'_>, line: Line) -> Image {
    let version = settler.value(
        Field::PairImageVersion,
        settler.design.text(Field::PairImageVersion).cloned(),
        format!("the newest version known for {line}"),
        facts::vmseries::pinned_version(line.text()).unwrap_or("latest"),
    );
    match settler.typed_text(Field::PairImageId) {
        Some(id) => Image::Private { id, has_plan: settler.switch(Field::PairImagePlan) },
        None => Image::Marketplace { version },
    }
}

/// Whether the dataplane NICs get accelerated networking.
pub(super) fn accelerated(settler: &mut Settler<'_>, machine: &Machine) -> bool {
    match settler.choice(Field::PairAcceleratedNetworking) {
        Tristate::Auto => facts::vmseries::size_named(&machine.size.value)
            .is_some_and(|size| size.accelerated != Accelerated::None),
        Tristate::On => true,
        Tristate::Off => false,
    }
}

pub(super) fn availability(settler: &mut Settler<'_>) -> Availability {
    match settler.choice(Field::PairAvailability) {
        design::Availability::Zones => {
            let typed = settler.design.zones(Field::PairZones).copied();
            let (default, why) = Field::PairZones.default();
            let default = Zones::read(default).expect("the default of the zones is two");
            match settler.value(Field::PairZones, typed, why, default) {
                Zones::Auto => Availability::ZonesAuto(settler.name(Field::PairSetName)),
                Zones::Pinned(a, b) => Availability::Zones(a, b),
            }
        }
        design::Availability::Set => Availability::NewSet(settler.name(Field::PairSetName)),
        design::Availability::ExistingSet => {
            Availability::ExistingSet(settler.existing_name(Field::PairSetName))
        }
        design::Availability::None => Availability::None,
    }
}
