//! The administrator, and how management is reached and gets out.

use super::settle::{Name, Settler};
use crate::design::{Login, ManagementEgress, Source};
use crate::field::Field;

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
