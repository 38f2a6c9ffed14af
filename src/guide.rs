//! What a person needs beside the templates: the guide and the deployment scripts of this design.
//!
//! The scripts' logic is fixed text; the design enters only as quoted assignments at their top, so no
//! name can break out of its quotes.

use std::fmt::Display;

use crate::design::BootstrapMode;
use crate::design::Choice;
use crate::facts;
use crate::plan::Approved;
use crate::plan::Image;
use crate::plan::Plan;
use crate::plan::Sources;

mod readme;

/// `README.md`: a deployment guide for this very design.
pub fn readme(approved: Approved<'_>) -> String {
    readme::readme(approved.plan())
}

/// `deploy.sh`: the deployment with the Azure CLI.
pub fn deploy_sh(approved: Approved<'_>) -> String {
    let assignments = values(approved.plan())
        .into_iter()
        .map(|(name, value)| format!("{name}='{}'\n", value.replace('\'', "'\\''")));
    include_str!("guide/deploy.sh").replacen("# design\n", &assignments.collect::<String>(), 1)
}

/// `deploy.ps1`: the deployment with Azure PowerShell.
pub fn deploy_ps1(approved: Approved<'_>) -> String {
    let assignments = values(approved.plan())
        .into_iter()
        .map(|(name, value)| format!("${name} = '{}'\n", value.replace('\'', "''")));
    include_str!("guide/deploy.ps1").replacen("# design\n", &assignments.collect::<String>(), 1)
}

/// What both scripts have to know.
fn values(plan: &Plan) -> Vec<(&'static str, String)> {
    let text = |value: &dyn Display| value.to_string();
    let bootstrap = &plan.bootstrap;
    let marketplace = matches!(plan.machine.image, Image::Marketplace { .. });
    vec![
        ("MODE", text(&bootstrap.mode)),
        ("CLOUD", plan.site.cloud.text().to_owned()),
        (
            "PUBLISHER",
            if marketplace { facts::azure::IMAGE_PUBLISHER.to_owned() } else { String::new() },
        ),
        ("OFFER", facts::azure::IMAGE_OFFER.to_owned()),
        ("LICENSE_PLAN", text(&plan.machine.plan)),
        ("ACCOUNT", bootstrap.account.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("ACCOUNT_GROUP", bootstrap.account_group.clone().unwrap_or_default()),
        ("SHARE", text(&bootstrap.share)),
        ("DIRECTORY_A", plan.units.a.directory.clone()),
        ("DIRECTORY_B", plan.units.b.directory.clone()),
        (
            "ASK_SOURCES",
            if plan.access.sources == Sources::Asked { "yes" } else { "no" }.to_owned(),
        ),
    ]
}

/// Whether the packages go to a file share.
fn uploads(plan: &Plan) -> bool {
    plan.bootstrap.mode != BootstrapMode::None
}
