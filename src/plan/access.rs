//! The administrator, and how management is reached and gets out.

use super::settle::{Name, Settler};
use crate::design::{Design, Login, ManagementEgress, Source};
use crate::facts;
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

pub(super) fn derive(settler: &mut Settler, design: &Design) -> Access {
    let typed = &design.access;
    let management_public = settler.switch(
        Field::AccessManagementPublic,
        typed.management_public,
        "reachable without a VPN",
        true,
    );
    let (egress, why) = if management_public {
        (ManagementEgress::PublicIp, "management has public addresses")
    } else {
        (ManagementEgress::NatGateway, "management has no public addresses")
    };
    let sources = &typed.management_sources;
    settler.typed_list(Field::AccessManagementSources, sources);
    let login = settler.value(
        Field::AccessLogin,
        typed.login,
        "the web page of PAN-OS needs one",
        Login::Password,
    );
    Access {
        user: settler.settle(
            Field::AccessUser,
            typed.user.clone(),
            "neither Azure nor PAN-OS refuses it",
            facts::azure::USER_DEFAULT,
        ),
        ssh_key: typed.ssh_key.clone(),
        key_only: login == Login::Key,
        management_public,
        management_egress: settler.value(
            Field::AccessManagementEgress,
            typed.management_egress,
            why,
            egress,
        ),
        sources: match sources.as_slice() {
            [] => Sources::Asked,
            typed => Sources::Typed(typed.to_vec()),
        },
    }
}
