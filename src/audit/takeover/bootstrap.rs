//! How the packages reach the units.

use std::collections::BTreeMap;

use serde_json::Value;

use super::seen::{Init, Said, Seen};
use crate::audit::custom;
use crate::audit::expand;
use crate::audit::expand::KeyOf;
use crate::audit::template::{Template, each, text};
use crate::choice::{BootstrapMode, Choice};

/// What a machine boots with: values by key, the unknown ones blank.
pub(super) fn first_settings(template: Template<'_>, machine: &Value) -> Init {
    let Some((data, plain)) = custom::of(machine) else { return BTreeMap::new() };
    let at = template.spot(data);
    let pair = |pair: &str| {
        let (key, value) = pair.split_once('=')?;
        // A question mark stands for what only the deployment knows.
        let value = value.trim_end_matches('?').trim();
        (!value.is_empty() && !value.contains('?'))
            .then(|| (key.trim().to_owned(), (value.to_owned(), at.clone())))
    };
    custom::settings(&plain).filter_map(pair).collect()
}

/// The custom data of a machine, whatever else its first settings are.
fn data(seen: &Seen<'_>, unit: usize) -> Option<Init> {
    let machine = seen.machines.get(unit).copied().flatten()?;
    Some(first_settings(seen.template?, machine))
}

pub(super) fn of_data(seen: &Seen<'_>, unit: usize, key: &str) -> Option<Said> {
    let data = data(seen, unit)?;
    let (text, at) = data.get(key)?;
    Some(Said::new(text).at(at.clone()))
}

pub(super) fn mode(seen: &Seen<'_>) -> Option<Said> {
    let template = seen.template?;
    let machine = seen.machine()?;
    let written = custom::of(machine);
    let settings = data(seen, 0)?;
    let names = written.as_ref().is_some_and(|(_, plain)| plain.contains("storage-account="));
    let share = names || settings.contains_key("share-directory");
    let mode = if share && writes_packages(template) {
        BootstrapMode::OneClick
    } else if share && keys_listed(seen).is_some() {
        BootstrapMode::Account
    } else if share {
        BootstrapMode::Key
    } else if settings.contains_key("type") || settings.contains_key("hostname") {
        BootstrapMode::CustomData
    } else {
        BootstrapMode::None
    };
    Some(Said::new(mode.text()).at(written.map(|(data, _)| template.spot(data))))
}

/// Whether the template makes an account and a script beside it.
fn writes_packages(template: Template<'_>) -> bool {
    ["storageAccounts", "deploymentScripts"]
        .into_iter()
        .all(|kind| template.of_kind(kind).next().is_some())
}

/// The account by its name. One that is made of its group's id is another one in each group.
pub(super) fn account(seen: &Seen<'_>) -> Option<Said> {
    let said = of_data(seen, 0, "storage-account")?;
    (seen.mentions(&said.text) || !seen.mentions("uniqueString(")).then_some(said)
}

/// The group of the account whose key the template reads.
pub(super) fn account_group(seen: &Seen<'_>) -> Option<Said> {
    match keys_listed(seen)? {
        KeyOf::Group(group) => Some(Said::new(&group)),
        KeyOf::OwnGroup => None,
    }
}

fn keys_listed(seen: &Seen<'_>) -> Option<KeyOf> {
    seen.source.iter().find_map(|source| expand::lists_keys(source))
}

/// The directory of a unit: what its machine reads, or where its package lies.
pub(super) fn directory(seen: &Seen<'_>, unit: usize) -> Option<Said> {
    let package = || Said::filled(&seen.units.get(unit)?.directory);
    of_data(seen, unit, "share-directory").or_else(package)
}

/// Tags that the machines carry, a line each.
pub(super) fn tags(seen: &Seen<'_>) -> Option<Said> {
    let tags = seen.machine()?.get("tags")?;
    let own = |(name, value): (&String, &Value)| {
        let value = value.as_str().filter(|value| !value.starts_with('['))?;
        Some(format!("{name}={value}"))
    };
    let lines: Vec<String> = tags.as_object()?.iter().filter_map(own).collect();
    Some(Said::list(&lines)?.at(seen.template?.spot(tags)))
}

pub(super) fn insights(seen: &Seen<'_>) -> Option<Said> {
    let template = seen.template?;
    Some(Said::there(template.of_kind("components").next().map(|one| template.spot(one))))
}

/// What a script of the template carries as secret.
pub(super) fn secret_variables(template: Template<'_>) -> usize {
    let scripts = template.of_kind("deploymentScripts");
    let all = scripts.flat_map(|script| each(script, "/properties/environmentVariables"));
    all.filter(|one| text(one, "/secureValue").is_some_and(|text| !text.starts_with('['))).count()
}
