//! How the packages reach the units, and what the deployment is asked for.

use super::machine::Machine;
use super::settle::{Name, Settler};
use crate::design::{BootstrapMode, Design, LicensePlan, Panorama};
use crate::field::Field;

/// How the packages reach the units.
#[derive(Clone, Debug)]
pub struct Bootstrap {
    /// Mode.
    pub mode: BootstrapMode,
    /// Storage account; `None` is asked at deployment.
    pub account: Option<Name>,
    /// Its resource group when it is not the deployment's own.
    pub account_group: Option<String>,
    /// File share.
    pub share: Name,
    /// Name of the deployment script of the one-click mode.
    pub script: String,
    /// Secrets that the deployment asks for and writes into the packages itself, beside the password.
    pub asked: Vec<Asked>,
}

/// A secret that the deployment asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The field that it stands for.
    pub field: Field,
    /// The template's parameter; in a package it marks the place that is still open.
    pub parameter: &'static str,
}

pub(super) fn derive(settler: &mut Settler, design: &Design, machine: &Machine) -> Bootstrap {
    let typed = &design.bootstrap;
    let mode = settler.value(
        Field::BootstrapMode,
        typed.mode,
        "needs no step by hand",
        BootstrapMode::OneClick,
    );
    Bootstrap {
        mode,
        account: settler.typed(Field::BootstrapAccount, typed.account.clone()),
        account_group: typed.account_group.clone(),
        share: settler.settle(
            Field::BootstrapShare,
            typed.share.clone(),
            "the default share",
            "bootstrap",
        ),
        script: settler.fixed_name("vmseries-bootstrap"),
        asked: match mode {
            BootstrapMode::OneClick => asked(&design.panorama, machine.plan),
            BootstrapMode::Key | BootstrapMode::Account | BootstrapMode::None => Vec::new(),
        },
    }
}

/// The secrets that can matter for this design, whoever will know them at deployment.
fn asked(panorama: &Panorama, license: LicensePlan) -> Vec<Asked> {
    let byol = license == LicensePlan::Byol;
    let registration = panorama.server.is_some() || panorama.registration;
    // Strata Cloud Manager knows the units by their registration alone.
    let panorama = panorama.server.is_some() && !panorama.is_cloud();
    [
        (Field::LicenseAuthCode, "authCode", byol),
        (Field::PanoramaVmAuthKey, "vmAuthKey", panorama),
        (Field::PanoramaAuthKey, "authKey", panorama),
        (Field::PanoramaPinId, "registrationPinId", registration),
        (Field::PanoramaPinValue, "registrationPinValue", registration),
    ]
    .into_iter()
    .filter(|(.., matters)| *matters)
    .map(|(field, parameter, _)| Asked { field, parameter })
    .collect()
}
