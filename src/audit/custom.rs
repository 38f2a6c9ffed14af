//! What a machine of a template boots with: its custom data, as far as that is known before it is deployed.
//!
//! Azure hands it to PAN-OS, which reads where its package lies, or the settings of an init-cfg.txt.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;

use super::budget::Budget;
use super::fault::Contradiction;
use super::template::{Template, text};
use super::{careful, init};
use crate::facts::panos::{CUSTOM_DATA_SEPARATOR, init_value_fits};

/// Where machines have it, alone or in a scale set.
const PLACES: [(&str, &str); 4] = [
    ("virtualMachines", CUSTOM_DATA),
    ("virtualMachines", "/properties/userData"),
    ("virtualMachineScaleSets", "/properties/virtualMachineProfile/osProfile/customData"),
    ("virtualMachineScaleSets", "/properties/virtualMachineProfile/userData"),
];

const CUSTOM_DATA: &str = "/properties/osProfile/customData";

/// What stands for what only the deployment knows.
const UNKNOWN: char = '?';

/// Keys of the settings that say where a package lies. Source: VM-Series deployment guide, bootstrap on Azure.
const PACKAGE: [&str; 4] = ["storage-account", "access-key", "file-share", "share-directory"];

/// The custom data of a machine with its text; with everything in it known it is encoded.
pub(super) fn of(machine: &Value) -> Option<(&Value, String)> {
    machine.pointer(CUSTOM_DATA).and_then(plain)
}

fn plain(data: &Value) -> Option<(&Value, String)> {
    let written = data.as_str()?;
    let plain = BASE64.decode(written).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    Some((data, plain.unwrap_or_else(|| written.to_owned())))
}

/// The settings of custom data, one a line.
pub(super) fn settings(plain: &str) -> impl Iterator<Item = &str> {
    plain.lines().flat_map(|line| line.split(CUSTOM_DATA_SEPARATOR))
}

/// Everything that is wrong with the settings that machines boot with, as in a file of their own.
pub(super) fn check(template: Template<'_>, budget: &Budget) -> Vec<Contradiction> {
    let mut wrong = Vec::new();
    for (kind, place) in PLACES {
        for machine in template.of_kind(kind) {
            let Some((data, plain)) = machine.pointer(place).and_then(plain) else { continue };
            let Some((lines, whole)) = first_settings(&plain) else { continue };
            let name = text(machine, "/name").unwrap_or("a machine without a name");
            let path = format!("the custom data of {name}");
            let mut said: Vec<Contradiction> = careful::lines(&path, &lines).into_iter().collect();
            said.extend(init::check(&path, &lines, None, budget));
            if whole {
                said.extend(init::panorama(&path, &lines));
            }
            let spot = template.spot(data);
            wrong.extend(said.into_iter().map(|one| one.all_at(&spot)));
        }
    }
    wrong
}

/// The settings of an init-cfg.txt in custom data, one a line, and whether these are all: what only the deployment
/// knows may be several. Scripts and what a package is found by are none.
fn first_settings(plain: &str) -> Option<(String, bool)> {
    let written: Vec<&str> = settings(plain).filter(|one| !one.trim().is_empty()).collect();
    let keys: Vec<&str> = written.iter().map(|one| key_of(one)).collect();
    let n_known = keys.iter().filter(|key| init_value_fits(key, "").is_some()).count();
    let finds = keys.iter().any(|key| PACKAGE.contains(key));
    if finds || plain.starts_with(['[', '#']) || n_known * 2 <= written.len() {
        return None;
    }
    let settings: Vec<&str> =
        written.iter().copied().filter(|one| !key_of(one).contains(UNKNOWN)).collect();
    let lines = settings.iter().map(|one| match one.split_once('=') {
        Some((key, value)) if value.contains(UNKNOWN) => format!("{key}={}\n", init::ASKED),
        _ => format!("{one}\n"),
    });
    Some((lines.collect(), settings.len() == written.len()))
}

/// The key of a setting; of what is none the whole.
fn key_of(setting: &str) -> &str {
    setting.split_once('=').map_or(setting, |(key, _)| key).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_told_from_scripts_and_from_what_finds_a_package() {
        let lines = |plain: &str| {
            first_settings(plain).map(|(lines, whole)| (lines.replace(init::ASKED, "?"), whole))
        };
        let told = |lines: &str, whole| Some((lines.to_owned(), whole));
        assert_eq!(
            lines("type=dhcp-client;tplname=a"),
            told("type=dhcp-client\ntplname=a\n", true)
        );
        assert_eq!(
            lines("type=dhcp-client\nhostname=f?\n"),
            told("type=dhcp-client\nhostname=?\n", true)
        );
        assert_eq!(
            lines("type=dhcp-client;tplname=a;?"),
            told("type=dhcp-client\ntplname=a\n", false)
        );
        for other in [
            "?",
            "",
            "#!/bin/sh\nhostname=a",
            "[base64('type=dhcp-client')]",
            "a=1;b=2;type=static",
        ] {
            assert_eq!(lines(other), None, "{other}");
        }
        assert_eq!(
            lines("storage-account=a;access-key=b;type=dhcp-client;hostname=a;tplname=b"),
            None
        );
    }
}
