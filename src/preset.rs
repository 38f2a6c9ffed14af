//! Presets: named starting points, each a short list of differences from a blank draft.
//!
//! `reference` is the blank draft itself, the topology and addresses of the package that this
//! product replaces. A preset types values for the person; it never changes what a blank means.

use crate::field::Field;

/// A text that a version of the presets changed. Files and links hold only what differs from a preset, so
/// older ones are read with what stood there before.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// The version that changed it, 2 or higher.
    pub version: u32,
    /// The preset that typed it; `None` for the default of a blank field, whatever the preset.
    pub preset: Option<Preset>,
    /// The text of another field on which it depends; `None` where it holds always.
    pub only: Option<(Field, &'static str)>,
    /// The field.
    pub field: Field,
    /// Its text before.
    pub before: &'static str,
}

/// What has changed since version 1, in any order. Whoever changes a text of a preset or the default of a
/// field writes down here what it was.
pub const CHANGES: &[Change] = &[
    default_was(2, Some((Field::PairPanos, "10.2")), Field::PairImageVersion, "10.2.901"),
    // From version 3 on the pages of PAN-OS are probed, not its SSH, presets whose units are new have a size
    // that stays, Panorama gets logs, and scans from outside are alerted on. The latter needs no licence and
    // drops malformed packets alone; benchmarks and the vendor's day-one configuration want it on each outer
    // zone. Threat profiles stay off: they need a licence and content that no unit has at its first boot.
    default_was(3, Some((Field::BalanceProbeProtocol, "http")), PATH, "/php/login.php"),
    default_was(3, Some((Field::BalanceProbeProtocol, "https")), PATH, "/php/login.php"),
    text_was(3, Preset::Compact, Field::BalanceProbeProtocol, "tcp"),
    text_was(3, Preset::ExistingVnet, Field::BalanceProbeProtocol, "tcp"),
    text_was(3, Preset::Panorama, Field::BalanceProbeProtocol, "tcp"),
    text_was(3, Preset::Production, Field::PairSize, "Standard_DS3_v2"),
    text_was(3, Preset::ExistingVnet, Field::PairSize, "Standard_DS3_v2"),
    text_was(3, Preset::Panorama, Field::PairSize, "Standard_DS3_v2"),
    // A range that is chosen follows the VNet's.
    text_was(3, Preset::Production, Field::NetworkWorkloads, "app-subnet=10.0.16.0/24"),
    text_was(3, Preset::Panorama, Field::LogPanorama, "off"),
    text_was(3, Preset::Production, Field::SystemZoneProtection, "off"),
    text_was(3, Preset::Compact, Field::SystemZoneProtection, "off"),
    text_was(3, Preset::ExistingVnet, Field::SystemZoneProtection, "off"),
    text_was(3, Preset::Panorama, Field::SystemZoneProtection, "off"),
];

const PATH: Field = Field::BalanceProbePath;

const fn default_was(
    version: u32,
    only: Option<(Field, &'static str)>,
    field: Field,
    before: &'static str,
) -> Change {
    Change { version, preset: None, only, field, before }
}

const fn text_was(version: u32, preset: Preset, field: Field, before: &'static str) -> Change {
    Change { version, preset: Some(preset), only: None, field, before }
}

/// The version of presets and defaults after these changes.
pub fn version(changes: &[Change]) -> u32 {
    changes.iter().map(|change| change.version).max().unwrap_or(1)
}

/// The smallest size with four NICs that Azure does not retire.
const SIZE: &str = "Standard_D8s_v5";

/// A named starting point, with its number in share links, which never changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Preset {
    /// The original package's topology, names and addresses.
    #[default]
    Reference = 0,
    /// Zones, an HA2 subnet of its own, NAT gateway, HTTPS probe, no public management.
    Production = 1,
    /// A whole pair in a /26.
    Compact = 2,
    /// Into a VNet that stands already, with example values to replace.
    ExistingVnet = 3,
    /// Managed by Panorama, with example values to replace.
    Panorama = 4,
}

impl Preset {
    /// All presets in the order of the chooser.
    pub const ALL: [Self; 5] =
        [Self::Reference, Self::Production, Self::Compact, Self::ExistingVnet, Self::Panorama];

    /// The number in share links.
    pub const fn number(self) -> usize {
        self as usize
    }

    /// The name in design files and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Production => "production",
            Self::Compact => "compact",
            Self::ExistingVnet => "existing-vnet",
            Self::Panorama => "panorama",
        }
    }

    /// One line for the chooser and `fast-ha presets`.
    pub const fn summary(self) -> &'static str {
        match self {
            Self::Reference => "the original package's topology, names and addresses",
            Self::Production => {
                "zones, own HA2 subnet, NAT gateway, HTTPS probe, no public management"
            }
            Self::Compact => "a whole pair in a /26",
            Self::ExistingVnet => "into an existing VNet; examples to replace",
            Self::Panorama => "managed by Panorama; examples to replace",
        }
    }

    /// Whether a text that the preset types is an example, for the person to replace.
    pub fn is_example(self, field: Field) -> bool {
        let of_others = match self {
            Self::ExistingVnet => "network.",
            Self::Panorama => "panorama.",
            Self::Reference | Self::Production | Self::Compact => return false,
        };
        field.key().starts_with(of_others)
            && field != Field::NetworkMode
            && !self.text(field).is_empty()
    }

    /// The preset with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }

    /// The preset with this number.
    pub fn from_number(number: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.number() == number)
    }

    /// The text of a field in the preset.
    pub fn text(self, field: Field) -> &'static str {
        let edit = self.edits().iter().find(|(edited, _)| *edited == field);
        edit.map_or("", |(_, text)| *text)
    }

    /// What the preset types into a blank draft.
    pub const fn edits(self) -> &'static [(Field, &'static str)] {
        match self {
            Self::Reference => &[],
            Self::Production => &[
                (Field::NetworkHa2Name, "ha2-subnet"),
                (Field::NetworkWorkloads, "app-subnet"),
                (Field::PairSize, SIZE),
                (Field::PairAvailability, "zones"),
                (Field::PairDisk, "Premium_LRS"),
                (Field::BalanceProbeProtocol, "https"),
                (Field::BalanceProbePort, "443"),
                (Field::BalanceEgress, "nat_gateway"),
                (Field::AccessManagementPublic, "off"),
                (Field::ServerEnabled, "off"),
                (Field::SystemZoneProtection, "on"),
            ],
            Self::Compact => &[
                (Field::NetworkRange, "10.0.0.0/26"),
                (Field::BalanceProbeProtocol, "https"),
                (Field::SystemZoneProtection, "on"),
            ],
            Self::ExistingVnet => &[
                (Field::NetworkMode, "existing"),
                (Field::NetworkResourceGroup, "network-rg"),
                (Field::NetworkName, "hub-vnet"),
                (Field::NetworkRange, "10.20.0.0/22"),
                (Field::NetworkManagementName, "fw-management"),
                (Field::NetworkManagementRange, "10.20.0.0/27"),
                (Field::NetworkUntrustName, "fw-untrust"),
                (Field::NetworkUntrustRange, "10.20.0.32/27"),
                (Field::NetworkTrustName, "fw-trust"),
                (Field::NetworkTrustRange, "10.20.0.64/27"),
                (Field::NetworkBalancerName, "fw-balancer"),
                (Field::NetworkBalancerRange, "10.20.0.96/27"),
                (Field::PairSize, SIZE),
                (Field::BalanceProbeProtocol, "https"),
                (Field::SystemZoneProtection, "on"),
            ],
            Self::Panorama => &[
                (Field::PairSize, SIZE),
                (Field::BalanceProbeProtocol, "https"),
                (Field::PanoramaServer, "10.255.0.10"),
                (Field::PanoramaTemplateStack, "azure-ha-stack"),
                (Field::PanoramaDeviceGroup, "azure-ha"),
                (Field::LogPanorama, "on"),
                (Field::SystemZoneProtection, "on"),
            ],
        }
    }
}
