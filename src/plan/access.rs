//! The administrator, and how management is reached and gets out.

use super::settle::{Name, Settler};
use crate::design::{Login, ManagementEgress, Source};
use crate::facts;
use crate::field::Field;
use crate::net::Range;

/// Who may reach management.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sources {
    /// The template's parameter `managementSources`.
    Asked,
    /// Fixed in the template.
    Typed(Vec<Source>),
}

/// Administrator and management.
#[derive(Clone, Debug)]
pub struct Access {
    /// User name.
    pub user: Name,
    /// Public key.
    pub ssh_key: Option<String>,
    /// Whether the key is all that lets the administrator in.
    pub key_only: bool,
    /// Public IPs on management.
    pub management_public: bool,
    /// How management gets out.
    pub management_egress: ManagementEgress,
    /// Who may reach management.
    pub sources: Sources,
}

impl Access {
    fn typed(&self) -> &[Source] {
        match &self.sources {
            Sources::Asked => &[],
            Sources::Typed(sources) => sources,
        }
    }

    /// The ranges among the sources that are not the whole Internet.
    pub fn ranges(&self) -> impl Iterator<Item = Range> {
        self.typed().iter().filter_map(|source| match source {
            Source::Range(range) => Some(*range).filter(|range| range.prefix_len() > 0),
            Source::Tag(_) => None,
        })
    }

    /// Whether the whole Internet is let in.
    pub fn is_open(&self) -> bool {
        self.typed().iter().any(Source::is_open)
    }

    /// Whether somebody outside may be let in, as far as it is known.
    pub fn is_open_outside(&self) -> bool {
        let outside = |source: &Source| match source {
            Source::Range(range) => !facts::azure::is_private(*range),
            Source::Tag(tag) => !tag.eq_ignore_ascii_case(INSIDE),
        };
        self.sources == Sources::Asked || self.typed().iter().any(outside)
    }

    /// Whether every host of the VNet is let in, as far as it is known.
    pub fn is_open_inside(&self) -> bool {
        let inside = |source: &Source| match source {
            Source::Range(range) => range.prefix_len() == 0,
            Source::Tag(tag) => tag.eq_ignore_ascii_case(INSIDE),
        };
        self.sources == Sources::Asked || self.typed().iter().any(inside)
    }
}

/// The tag of all that a VNet knows.
const INSIDE: &str = "VirtualNetwork";

pub(super) fn derive(settler: &mut Settler<'_>) -> Access {
    let design = settler.design;
    let management_public = settler.switch(Field::AccessManagementPublic);
    let (egress, why) = if management_public {
        (ManagementEgress::PublicIp, "management has public addresses")
    } else {
        (ManagementEgress::NatGateway, "management has no public addresses")
    };
    let typed = design.typed_choice(Field::AccessManagementEgress);
    let sources = design.sources(Field::AccessManagementSources);
    settler.typed_list(Field::AccessManagementSources, sources);
    Access {
        user: settler.text(Field::AccessUser),
        ssh_key: design.text(Field::AccessSshKey).cloned(),
        key_only: settler.choice::<Login>(Field::AccessLogin) == Login::Key,
        management_public,
        management_egress: settler.value(Field::AccessManagementEgress, typed, why, egress),
        sources: match sources {
            [] => Sources::Asked,
            typed => Sources::Typed(typed.to_vec()),
        },
    }
}
