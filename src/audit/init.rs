//! `init-cfg.txt` as it was read: keys that PAN-OS knows, each once and in its form.

use super::tree::Tree;
use crate::facts::panos::init_value_fits;

/// Keys whose values are secrets.
pub(super) const SECRETS: [&str; 4] = [
    "vm-auth-key",
    "auth-key",
    "vm-series-auto-registration-pin-id",
    "vm-series-auto-registration-pin-value",
];

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

/// One key a line, each in its form, and the same as in the configuration beside it. Values may be
/// secret, so none but shared ones are said.
pub(super) fn check(path: &str, text: &str, beside: Option<&Tree>) -> Vec<String> {
    let mut wrong = Vec::new();
    if text.contains('\r') {
        wrong.push(format!("{path} has carriage returns, expected line feeds alone"));
    }
    let lines: Vec<(&str, &str)> =
        text.lines().filter_map(|line| line.trim_end_matches('\r').split_once('=')).collect();
    for (n, (key, value)) in lines.iter().enumerate() {
        let known = value.is_empty()
            || value.trim() != *value
            || init_value_fits(key, value) != Some(false);
        if init_value_fits(key, "").is_none() {
            wrong.push(format!("{path} has the unknown key {key}"));
        } else if value.trim() != *value {
            wrong.push(format!("{path} has blanks around the value of {key}"));
        } else if !known {
            wrong.push(format!("{path} has no possible value for {key}"));
        }
        if lines.iter().take(n).any(|(other, _)| other == key) {
            wrong.push(format!("{path} has {key} twice"));
        }
    }
    if text.lines().any(|line| !line.trim().is_empty() && !line.contains('=')) {
        wrong.push(format!("{path} has a line that is no key=value"));
    }
    let value = |wanted: &str| {
        let found = lines.iter().find(|(key, value)| *key == wanted && !value.trim().is_empty());
        found.map(|(_, value)| value.trim())
    };
    let pin = "vm-series-auto-registration-pin";
    if value(&format!("{pin}-id")).is_some() != value(&format!("{pin}-value")).is_some() {
        wrong.push(format!("{path} has one of {pin}-id and {pin}-value, expected both"));
    }
    let Some(beside) = beside else { return wrong };
    for (key, place) in SHARED {
        let other = beside.text_at(&format!("devices/entry/deviceconfig/system/{place}"));
        if let Some(own) = value(key).filter(|own| *own != other && !other.is_empty()) {
            wrong.push(format!("{path} has the {key} `{own}`, bootstrap.xml beside it `{other}`"));
        }
    }
    wrong
}
