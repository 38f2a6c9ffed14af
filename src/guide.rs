//! What a person needs beside the templates: the guide and the deployment scripts of this design.
//!
//! The scripts' logic is fixed text; the design enters only as quoted assignments at their top, so no
//! name can break out of its quotes.

use std::fmt::Display;

use crate::design::{BootstrapMode, Choice};
use crate::facts;
use crate::plan::{Approved, Availability, Plan, Sources};

pub mod addresses;
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
    vec![
        ("MODE", text(&bootstrap.mode)),
        ("CLOUD", plan.site.cloud.text().to_owned()),
        (
            "PUBLISHER",
            if plan.machine.image.has_plan() {
                facts::azure::IMAGE_PUBLISHER.to_owned()
            } else {
                String::new()
            },
        ),
        ("OFFER", facts::azure::IMAGE_OFFER.to_owned()),
        ("LICENSE_PLAN", text(&plan.machine.plan)),
        ("ACCOUNT", bootstrap.account.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("ACCOUNT_GROUP", bootstrap.account_group.clone().unwrap_or_default()),
        ("SHARE", text(&bootstrap.share)),
        ("DIRECTORY_A", plan.units.a.directory.clone()),
        ("DIRECTORY_B", plan.units.b.directory.clone()),
        (
            "ASKED",
            plan.bootstrap
                .asked
                .iter()
                .map(|field| field.parameter().0)
                .collect::<Vec<_>>()
                .join(" "),
        ),
        ("SIZE", text(&plan.machine.size)),
        ("SERVER_CORES", server_cores(plan).to_string()),
        ("ZONES", zones(plan)),
        ("PROVIDERS", providers(plan).join(" ")),
        ("TAGS", tags(plan)),
        ("VNET", text(&plan.network.name)),
        (
            "VNET_GROUP",
            plan.network
                .existing
                .as_ref()
                .and_then(|existing| existing.resource_group.clone())
                .unwrap_or_default(),
        ),
        ("MANAGEMENT_SUBNET", text(&plan.network.management.name)),
        ("ASK_PASSWORD", if plan.access.key_only { "no" } else { "yes" }.to_owned()),
        (
            "ASK_SOURCES",
            if plan.access.sources == Sources::Asked { "yes" } else { "no" }.to_owned(),
        ),
    ]
}

/// The zones that both units are pinned to, once each; none where Azure picks them or there are none.
fn zones(plan: &Plan) -> String {
    match plan.availability {
        Availability::Zones(a, b) if a == b => a.to_string(),
        Availability::Zones(a, b) => format!("{a} {b}"),
        Availability::ZonesAuto
        | Availability::NewSet(_)
        | Availability::ExistingSet(_)
        | Availability::None => String::new(),
    }
}

/// The design's tags, one a line, for what the scripts make themselves.
fn tags(plan: &Plan) -> String {
    let tags = plan.site.tags.iter().map(|tag| format!("{}={}", tag.name, tag.value));
    tags.collect::<Vec<_>>().join("\n")
}

/// Virtual CPUs that the test server takes from the regional quota; small sizes have two.
fn server_cores(plan: &Plan) -> u32 {
    let Some(server) = &plan.server else { return 0 };
    let known = facts::vmseries::SIZES.iter().find(|size| size.name == server.size.value);
    known.map_or(2, |size| size.vcpus)
}

fn providers(plan: &Plan) -> Vec<&'static str> {
    let scripts = plan.bootstrap.mode == BootstrapMode::OneClick;
    let more = facts::azure::SCRIPT_PROVIDERS.iter().filter(|_| scripts);
    let metrics = facts::azure::METRICS_PROVIDERS.iter().filter(|_| plan.site.metrics.is_some());
    facts::azure::PROVIDERS.iter().chain(more).chain(metrics).copied().collect()
}

/// Whether a person or a script uploads the packages.
fn uploads(plan: &Plan) -> bool {
    matches!(plan.bootstrap.mode, BootstrapMode::Key | BootstrapMode::Account)
}
