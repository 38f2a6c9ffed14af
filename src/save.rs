//! The design file: what `fast-ha/1` looks like, read and written without loss and without secrets.
//!
//! The form of version 1 is a promise: it is never changed, a later one gets a new number. Reading
//! keeps all that it can and says what it could not; only a file that is no design at all, or one
//! of a newer format, gives nothing.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::draft::{Draft, Unknown};
use crate::field::Field;
use crate::finding::{Case, Checked, Fact, Finding};
use crate::json::{self, Object};
use crate::preset::{self, Change, Preset};
use crate::share;

/// The format that this version writes.
pub const FORMAT: &str = "fast-ha/1";

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    preset: &'static str,
    preset_version: u32,
    fields: Object<&'a str, &'a str>,
    #[serde(flatten)]
    unknown: &'a BTreeMap<String, Value>,
}

/// The design file of a draft: what differs from its preset, pretty, with a final newline.
pub fn write(draft: &Draft) -> String {
    let known = draft.changes().map(|(field, text)| (field.key(), text));
    let unknown = draft.unknown.fields.iter().map(|(key, text)| (key.as_str(), text.as_str()));
    let file = File {
        format: FORMAT,
        preset: draft.preset().name(),
        preset_version: preset::version(preset::CHANGES),
        fields: Object(known.chain(unknown).collect()),
        unknown: &draft.unknown.file,
    };
    json::pretty(&file)
}

/// Reads a design file.
///
/// # Errors
/// One finding when the text is no design file, or one of a newer format.
pub fn read(text: &str) -> Result<Checked<Draft>, Finding> {
    read_after(text, preset::CHANGES)
}

/// Reads a design file when presets and defaults have seen these changes.
///
/// # Errors
/// As [`read`].
pub fn read_after(text: &str, changes: &[Change]) -> Result<Checked<Draft>, Finding> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| Case::FileUnreadable.at([], error.to_string()))?;
    let Value::Object(mut file) = value else {
        return Err(Case::FileNoObject.at([], ()));
    };
    match file.remove("format") {
        Some(Value::String(format)) if format == FORMAT => {}
        Some(Value::String(format)) => return Err(Case::FileFormat.at([], (format, FORMAT))),
        _ => return Err(Case::FileNoFormat.at([], ())),
    }
    let mut reading = Reading::default();
    let preset = match file.remove("preset") {
        None => None,
        Some(Value::String(name)) => {
            Preset::from_name(&name).or_else(|| reading.find(unknown_preset(&format!("`{name}`"))))
        }
        Some(other) => reading.find(unknown_preset(kind(&other))),
    };
    let today = preset::version(changes);
    let version = match file.remove("preset_version") {
        None => 1,
        Some(number) => {
            let version = number.as_u64().and_then(|number| u32::try_from(number).ok());
            let not_number = || reading.find(Case::FileNotNumber.at([], kind(&number)));
            version.or_else(not_number).unwrap_or(1)
        }
    };
    if version > today {
        reading.findings.push(Case::PresetNewer.at([], (version, today)));
    }
    match file.remove("fields") {
        None => {}
        Some(Value::Object(fields)) => {
            for (key, value) in fields {
                reading.field(&key, value);
            }
        }
        Some(other) => return Err(Case::FileFields.at([], kind(&other))),
    }
    for (key, value) in file {
        reading.key(key, value);
    }
    let own = reading.fields.iter().map(|(field, text)| (*field, text.as_str()));
    let mut draft = Draft::of_its_time(preset.unwrap_or_default(), version, changes, own);
    draft.unknown = reading.unknown;
    reading.findings.extend(draft.outdated(version, changes));
    Ok(Checked { value: draft, findings: reading.findings })
}

/// A file as far as it is read.
#[derive(Default)]
struct Reading {
    fields: Vec<(Field, String)>,
    unknown: Unknown,
    findings: Vec<Finding>,
}

impl Reading {
    /// Says something, which gives nothing.
    fn find<T>(&mut self, finding: Finding) -> Option<T> {
        self.findings.push(finding);
        None
    }

    fn field(&mut self, key: &str, value: Value) {
        let field = Field::from_key(key).or_else(|| share::field_of(key));
        if field.is_none() && holds_secret(key, &value) {
            self.findings.push(Case::FileSecretMisspelt.at([], key));
            return;
        }
        let Value::String(text) = value else {
            let at: Vec<Field> = field.into_iter().collect();
            self.findings.push(Case::FileNotText.at(at, (key, kind(&value))));
            return;
        };
        match field {
            Some(field) if field.is_secret() => {
                self.findings.push(Case::FileSecret.at([field], ()));
            }
            Some(field) => self.fields.push((field, text)),
            None => self.unknown(key, text),
        }
    }

    fn unknown(&mut self, key: &str, text: String) {
        if let Some(secret) = Field::from_key(&text).filter(|field| field.is_secret()) {
            // Perhaps a swapped pair: then the key is the secret, and is neither said nor kept.
            self.findings.push(Case::FileSecretSwapped.at([secret], ()));
        } else {
            self.findings.push(Case::FileUnknownKey.at([], key));
            self.unknown.fields.insert(key.to_owned(), text);
        }
    }

    fn key(&mut self, key: String, value: Value) {
        if holds_secret(&key, &value) {
            self.findings.push(Case::FileSecretMisspelt.at([], key));
        } else {
            self.findings.push(Case::FileKeyUnknown.at([], &key));
            self.unknown.file.insert(key, value);
        }
    }
}

/// Whether a key may be a secret's, or a key inside its value: it is never written again.
fn holds_secret(key: &str, value: &Value) -> bool {
    let nested = match value {
        Value::Object(entries) => entries.iter().any(|(key, value)| holds_secret(key, value)),
        Value::Array(entries) => entries.iter().any(|value| holds_secret("", value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    };
    nested || may_be_secret(key)
}

/// Whether an unknown key seems to mean a secret: misspelt, written in another way, or in general words.
fn may_be_secret(key: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    };
    let last = |key: &str| letters(key.rsplit('.').next().unwrap_or(key));
    let mut secrets = Field::secrets().map(Field::key);
    let words = ["password", "passwd", "passphrase", "secret", "token", "accesskey"];
    words.iter().any(|word| letters(key).contains(word))
        || secrets.any(|known| {
            is_near(&letters(key), &letters(known)) || is_near(&last(key), &last(known))
        })
}

/// Whether one typing mistake leads from one text to the other; in long texts two letters in a row.
fn is_near(text: &str, known: &str) -> bool {
    let (text, known) = (text.as_bytes(), known.as_bytes());
    let most = if known.len() < 7 { 1 } else { 2 };
    let same = |(a, b): &(&u8, &u8)| a == b;
    let head = text.iter().zip(known).take_while(same).count();
    let room = text.len().min(known.len()) - head;
    let tail = text.iter().rev().zip(known.iter().rev()).take(room).take_while(same).count();
    text.len().max(known.len()) - head - tail <= most
}

fn unknown_preset(found: &str) -> Finding {
    let names: Fact = Preset::ALL.iter().map(|preset| preset.name()).collect();
    Case::FilePreset.at([], (found, names))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(checked: &Checked<Draft>) -> Vec<&'static str> {
        checked.findings.iter().map(|finding| finding.code.rule().code).collect()
    }

    #[test]
    fn a_written_design_reads_back() {
        let mut draft = Draft::of(Preset::Production);
        draft.set(Field::NetworkRange, "172.20.0.0/16");
        draft.set(Field::PairDisk, "");
        draft.unknown.fields.insert("share.999".into(), "kept".into());
        draft.unknown.file.insert("future".into(), serde_json::json!({ "kept": [1] }));
        let read = read(&write(&draft)).unwrap();
        assert_eq!(read.value, draft);
        assert_eq!(codes(&read), ["FIL003", "FIL003"]);
        let shared = share::read(&share::write(&read.value)).unwrap().value;
        assert_eq!(shared.unknown.fields, draft.unknown.fields, "a link takes its own along");
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_is_kept() {
        let text = r#"{"format":"fast-ha/1","fields":{"network.range":["10.0.0.0/8"],
            "network.name":"edge","nope":"x","access.password":"Secret-123456"}}"#;
        let read = read(text).unwrap();
        assert_eq!(read.value.get(Field::NetworkName), "edge");
        assert_eq!(read.value.get(Field::NetworkRange), "");
        let mut found = codes(&read);
        found.sort_unstable();
        assert_eq!(found, ["FIL003", "FIL004", "FIL005"]);
        assert!(!format!("{read:?}").contains("Secret-123456"));
    }

    #[test]
    fn a_key_that_may_be_a_secrets_is_an_error_and_is_never_written() {
        for key in [
            "access.pasword",
            "access.passwrod",
            "accessPassword",
            "FAST_HA_PASSWORD",
            "license.auth-code",
            "license.authcodes",
            "panorama.vm_authkey",
            "panorama.pinvalue",
            "auth_kye",
            "storage.token",
        ] {
            let inside = format!(r#"{{"format":"fast-ha/1","fields":{{"{key}":"Canary-1234"}}}}"#);
            let beside = format!(r#"{{"format":"fast-ha/1","{key}":"Canary-1234"}}"#);
            for text in [inside, beside] {
                let read = read(&text).unwrap();
                assert_eq!(codes(&read), ["FIL005"], "{key}");
                assert!(!write(&read.value).contains("Canary"), "{key}");
            }
        }
        let swapped = r#"{"format":"fast-ha/1","fields":{"Canary-1234":"access.password"}}"#;
        let read = read(swapped).unwrap();
        assert_eq!(codes(&read), ["FIL005"]);
        assert!(!format!("{read:?}{}", write(&read.value)).contains("Canary"));
        for key in ["future.key", "pair.path", "system.panic", "author", "network.pin_map"] {
            assert!(!may_be_secret(key), "{key}");
        }
        for field in Field::ALL.iter().filter(|field| !field.is_secret()) {
            let key = field.key();
            assert!(!may_be_secret(key), "a program that does not know {key} yet would lose it");
        }
    }

    #[test]
    fn a_newer_format_and_other_files_give_nothing() {
        for text in ["", "[]", "{}", r#"{"format":"fast-ha/2","fields":{}}"#, r#"{"format":1}"#] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_secret_deep_in_an_unknown_key_is_never_written() {
        let text = r#"{"format":"fast-ha/1","extra":{"list":[{"password":"Hidden-4711"}]}}"#;
        let read = read(text).unwrap();
        assert!(codes(&read) == ["FIL005"] && !write(&read.value).contains("4711"));
        for field in Field::open() {
            assert!(!may_be_secret(field.key()), "{}", field.key());
        }
    }

    /// What a second and a third version could change.
    const CHANGES: [Change; 4] = [
        Change {
            version: 3,
            preset: None,
            only: None,
            field: Field::PairSize,
            before: "Standard_D8s_v5",
        },
        Change {
            version: 2,
            preset: None,
            only: None,
            field: Field::PairSize,
            before: "Standard_DS3_v2",
        },
        Change {
            version: 2,
            preset: None,
            only: None,
            field: Field::PairDisk,
            before: "StandardSSD_LRS",
        },
        Change {
            version: 2,
            preset: Some(Preset::Compact),
            only: None,
            field: Field::NetworkRange,
            before: "10.9.0.0/26",
        },
    ];

    #[test]
    fn an_old_design_keeps_the_image_of_its_time() {
        let image = |line: &str, version: &str| {
            let text =
                format!(r#"{{"format":"fast-ha/1"{version},"fields":{{"pair.panos":"{line}"}}}}"#);
            read(&text).unwrap().value.get(Field::PairImageVersion).to_owned()
        };
        assert_eq!(image("10.2", ""), "10.2.901");
        assert_eq!(image("10.2", r#","preset_version":2"#), "");
        assert_eq!(image("11.1", ""), "");
    }

    fn of(version: &str, fields: &str) -> Checked<Draft> {
        let head = r#"{"format":"fast-ha/1","preset":"compact""#;
        read_after(&format!("{head}{version},\"fields\":{{{fields}}}}}"), &CHANGES).unwrap()
    }

    #[test]
    fn a_design_without_a_version_keeps_the_values_of_its_time() {
        let read = of("", r#""pair.disk":"Premium_LRS""#);
        for (field, text) in [
            (Field::NetworkRange, "10.9.0.0/26"),
            (Field::PairSize, "Standard_DS3_v2"),
            (Field::PairDisk, "Premium_LRS"),
        ] {
            assert_eq!(read.value.get(field), text);
        }
        assert_eq!(codes(&read), ["FIL008", "FIL008"]);
        let fix = read.findings.iter().find(|one| one.at == [Field::NetworkRange]).unwrap();
        let today = read.value.apply(fix.fixes.first().unwrap());
        assert_eq!(today.get(Field::NetworkRange), "10.0.0.0/26", "today's is offered");
        // A blank that was typed stood for the default of its time.
        assert_eq!(of("", r#""network.range":"""#).value.get(Field::NetworkRange), "");
        assert_eq!(of("", r#""pair.size":"""#).value.get(Field::PairSize), "Standard_DS3_v2");
    }

    #[test]
    fn a_design_of_a_later_version_keeps_what_changed_after_it() {
        let second = of(r#","preset_version":2"#, "");
        assert_eq!(second.value.get(Field::PairSize), "Standard_D8s_v5");
        assert_eq!(second.value.get(Field::NetworkRange), "10.0.0.0/26");
        assert_eq!(codes(&second), ["FIL008"]);
        let today = of(r#","preset_version":3"#, "");
        assert_eq!(today.value, Draft::of(Preset::Compact));
        assert!(today.findings.is_empty());
        assert_eq!(codes(&of(r#","preset_version":4"#, "")), ["FIL009"]);
        assert_eq!(
            codes(&of(r#","preset_version":"2""#, "")),
            ["FIL004", "FIL008", "FIL008", "FIL008"]
        );
    }
}
