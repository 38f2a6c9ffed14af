//! The machines of both units: size, image, disk, availability.

use super::settle::{Name, Planned, Settler};
use crate::design::{Choice, Dataplane, Design, Disk, LicensePlan, Line, Tristate, Zones};
use crate::facts::vmseries::Accelerated;
use crate::field::Field;
use crate::{design, facts};

/// How the units are kept from failing together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Zone of unit A, zone of unit B.
    Zones(u8, u8),
    /// `pickZones` at deployment.
    ZonesAuto,
    /// A new availability set of this name.
    NewSet(Name),
    /// An availability set that stands already.
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
    /// Marketplace plan, also the sku.
    pub plan: LicensePlan,
    /// Image.
    pub image: Image,
    /// System-assigned identity.
    pub identity: bool,
    /// Boot diagnostics.
    pub boot_diagnostics: bool,
    /// Static or DHCP.
    pub dataplane: Dataplane,
    /// PAN-OS line of bootstrap.xml.
    pub line: Line,
}

pub(super) fn derive(settler: &mut Settler, design: &Design) -> Machine {
    let typed = &design.pair;
    let line =
        settler.value(Field::PairPanos, typed.panos, "in wide use and maintained", Line::V11_1);
    Machine {
        size: settler.settle(
            Field::PairSize,
            typed.size.clone(),
            "four NICs at four virtual CPUs",
            "Standard_DS3_v2",
        ),
        disk: settler.value(
            Field::PairDisk,
            typed.disk,
            "premium is not needed for logs on Panorama",
            Disk::StandardSsd,
        ),
        plan: settler.value(
            Field::LicensePlan,
            design.license.plan,
            "the default plan",
            LicensePlan::Byol,
        ),
        image: image(settler, typed, line),
        identity: settler.switch(Field::PairIdentity, typed.identity, "not needed", false),
        boot_diagnostics: settler.switch(
            Field::PairBootDiagnostics,
            typed.boot_diagnostics,
            "a failed bootstrap shows on the serial console",
            true,
        ),
        dataplane: settler.value(
            Field::PairDataplane,
            typed.dataplane,
            "rules may name either unit's address",
            Dataplane::Static,
        ),
        line,
    }
}

/// A line without a known version plans `latest`; the audit says that a version must be typed.
fn image(settler: &mut Settler, typed: &design::Pair, line: Line) -> Image {
    let version = settler.value(
        Field::PairImageVersion,
        typed.image_version.clone(),
        format!("the newest version known for {line}"),
        facts::vmseries::pinned_version(line.text()).unwrap_or("latest"),
    );
    match settler.typed(Field::PairImageId, typed.image_id.clone()) {
        Some(id) => {
            let why = "an image made from the marketplace's keeps its plan";
            let has_plan = settler.switch(Field::PairImagePlan, typed.image_plan, why, true);
            Image::Private { id: id.value, has_plan }
        }
        None => Image::Marketplace { version },
    }
}

/// Whether the dataplane NICs get accelerated networking.
pub(super) fn accelerated(settler: &mut Settler, design: &Design, machine: &Machine) -> bool {
    let field = Field::PairAcceleratedNetworking;
    let typed = design.pair.accelerated_networking;
    match settler.value(field, typed, "on where the size has it", Tristate::Auto) {
        Tristate::Auto => facts::vmseries::size_named(&machine.size.value)
            .is_some_and(|size| size.accelerated != Accelerated::None),
        Tristate::On => true,
        Tristate::Off => false,
    }
}

pub(super) fn availability(settler: &mut Settler, design: &Design) -> Availability {
    let typed = &design.pair;
    let set = ("vmseries-fw-as", typed.set_name.as_ref());
    let why = "possible in every region";
    let default = design::Availability::Set;
    match settler.value(Field::PairAvailability, typed.availability, why, default) {
        design::Availability::Zones => {
            match settler.value(Field::PairZones, typed.zones, "two zones", Zones::Pinned(1, 2)) {
                Zones::Auto => Availability::ZonesAuto,
                Zones::Pinned(a, b) => Availability::Zones(a, b),
            }
        }
        design::Availability::Set => {
            Availability::NewSet(settler.name(Field::PairSetName, set.1, set.0))
        }
        design::Availability::ExistingSet => {
            Availability::ExistingSet(settler.existing_name(Field::PairSetName, set.1, set.0))
        }
        design::Availability::None => Availability::None,
    }
}
