//! `init-cfg.txt` as it was read: keys that PAN-OS knows, each once and in its form.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::budget::Budget;
use super::fault::{Contradiction, Fault};
use super::tree::Tree;
use crate::facts::panos as facts;
use crate::facts::panos::init_value_fits;

/// Keys whose values are secrets.
pub(super) const SECRETS: [&str; 4] = ["vm-auth-key", "auth-key", PIN[0], PIN[1]];

/// What stands for a value that only the deployment knows; no value has it.
pub(super) const ASKED: &str = "\u{1a}";

/// Keys of which neither says anything alone.
const PIN: [&str; 2] =
    ["vm-series-auto-registration-pin-id", "vm-series-auto-registration-pin-value"];

/// Keys whose value bootstrap.xml has too, with its path there. Where they differ, init-cfg.txt counts.
/// Source: VM-Series deployment guide, bootstrap package.
const SHARED: [(&str, &str); 7] = [
    ("hostname", "hostname"),
    ("dns-primary", "dns-setting/servers/primary"),
    ("dns-secondary", "dns-setting/servers/secondary"),
    ("dhcp-send-hostname", "type/dhcp-client/send-hostname"),
    ("dhcp-send-client-id", "type/dhcp-client/send-client-id"),
    ("dhcp-accept-server-hostname", "type/dhcp-client/accept-dhcp-hostname"),
    ("dhcp-accept-server-domain", "type/dhcp-client/accept-dhcp-domain"),
];

/// Whether a text is an init-cfg.txt: most of its keys are known ones, or its name says so and one is.
pub(super) fn is_init(name: &str, text: &str) -> bool {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let keys = lines().filter_map(|line| line.split_once('=')).map(|(key, _)| key.trim());
    let n_known = keys.filter(|key| init_value_fits(key, "").is_some()).count();
    let named = name.to_ascii_lowercase().contains("init-cfg");
    if named {
        n_known > 0 || name == "init-cfg.txt"
    } else {
        n_known > 1 && n_known * 2 > lines().count()
    }
}

/// One key a line, each in its form, and the same as in the configuration beside it. Values may be
/// secret, so none but shared ones are said.
pub(super) fn check(
    path: &str,
    text: &str,
    beside: Option<(&str, &Tree)>,
    budget: &Budget,
) -> Vec<Contradiction> {
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for (line, text) in text.split('\n').enumerate().map(|(n, text)| (n + 1, text)) {
        if budget.part().is_err() {
            return wrong;
        }
        let bare = text.trim_end_matches('\r');
        let Some((key, value)) = bare.split_once('=') else {
            if !bare.trim().is_empty() && !bare.starts_with('#') {
                wrong.push(Fault::InitLine.of([&path]).at(path, line));
            }
            continue;
        };
        if init_value_fits(key, "").is_none() {
            wrong.push(Fault::InitUnknownKey.of([&path, &key]).at(path, line));
        } else if value.trim() != value {
            wrong.push(Fault::InitBlanks.of([&path, &key]).at(path, line));
        } else if !value.is_empty() && value != ASKED && init_value_fits(key, value) == Some(false)
        {
            wrong.push(Fault::InitValue.of([&path, &key]).at(path, line));
        }
        match seen.entry(key) {
            Entry::Vacant(free) => drop(free.insert((value.trim(), line))),
            Entry::Occupied(first) => {
                let what = Fault::InitTwice.of([&path, &key]);
                wrong.push(what.at(path, first.get().1).at(path, line));
            }
        }
    }
    if let Some(line) = text.split('\n').position(|line| line.contains('\r')) {
        wrong.push(Fault::InitReturns.of([&path]).at(path, line + 1));
    }
    let given = |key: &str| seen.get(key).copied().filter(|(value, _)| !value.is_empty());
    let [id, value] = PIN.map(given);
    if let (Some((_, line)), None) | (None, Some((_, line))) = (id, value) {
        wrong.push(Fault::InitPin.of([&path, &PIN[0], &PIN[1]]).at(path, line));
    }
    if let Some((modes, line)) = given(facts::INIT_MODES)
        && modes.contains("mgmt-interface-swap")
    {
        wrong.push(Fault::InitSwap.of([&path]).at(path, line));
    }
    if let Some((key, line)) = given("vm-auth-key")
        && key != ASKED
        && !facts::is_vm_auth_key(key)
    {
        wrong.push(Fault::InitValue.of([&path, &"vm-auth-key"]).at(path, line));
    }
    let Some((other_path, other)) = beside else { return wrong };
    for (key, place) in SHARED {
        let other = other.at(&format!("devices/entry/deviceconfig/system/{place}"));
        let own = given(key).filter(|(own, _)| *own != other.text && !other.text.is_empty());
        if let Some((own, line)) = own {
            let what = Fault::InitDiffers.of([&path, &key, &own, &other.text]);
            wrong.push(what.at(path, line).at(other_path, other.line));
        }
    }
    wrong
}

/// A Panorama that does not learn where the unit belongs. Source: VM-Series deployment guide, bootstrap
/// configuration files.
pub(super) fn panorama(path: &str, text: &str) -> Option<Contradiction> {
    let line = |key: &str| {
        let lines = text.lines().enumerate();
        let mut found = lines.filter_map(|(n, line)| Some((n + 1, line.split_once('=')?)));
        found.find(|(_, (own, value))| *own == key && !value.trim().is_empty())
    };
    let (at, (_, server)) = line("panorama-server")?;
    let lacking: Vec<&str> =
        ["tplname", "dgname"].into_iter().filter(|key| line(key).is_none()).collect();
    let other = [facts::CLOUD_MANAGER, ASKED].contains(&server.trim());
    (!lacking.is_empty() && !other)
        .then(|| Fault::InitPanorama.of([&path, &lacking.join(" and ")]).at(path, at))
}
