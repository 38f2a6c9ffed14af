//! The design file: what `fast-ha/1` looks like, read and written without loss and without secrets.
//!
//! The form of version 1 is a promise: it is never changed, a later one gets a new number. Reading
//! keeps all that it can and says what it could not; only a file that is no design at all, or one
//! of a newer format, gives nothing.

use serde::Serialize;
use serde_json::Value;

use crate::draft::Draft;
use crate::field::Field;
use crate::finding::{Case, Checked, Fact, Finding};
use crate::json;
use crate::json::Object;
use crate::preset::Preset;

/// The format that this version writes.
pub const FORMAT: &str = "fast-ha/1";

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    preset: &'static str,
    fields: Object<&'a str, &'a str>,
}

/// The design file of a draft: what differs from its preset, pretty, with a final newline.
pub fn write(draft: &Draft) -> String {
    let known = draft.changes().map(|(field, text)| (field.key(), text));
    let unknown = draft.unknown.iter().map(|(key, text)| (key.as_str(), text.as_str()));
    let file = File {
        format: FORMAT,
        preset: draft.preset().name(),
        fields: Object(known.chain(unknown).collect()),
    };
    json::pretty(&file)
}

/// Reads a design file.
///
/// # Errors
/// One finding when the text is no design file, or one of a newer format.
pub fn read(text: &str) -> Result<Checked<Draft>, Finding> {
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| Case::FileUnreadable.at([], error.to_string()))?;
    let Value::Object(mut file) = value else {
        return Err(Case::FileNoObject.at([], ()));
    };
    match file.get("format") {
        Some(Value::String(format)) if format == FORMAT => {}
        Some(Value::String(format)) => {
            return Err(Case::FileFormat.at([], (format, FORMAT)));
        }
        _ => return Err(Case::FileNoFormat.at([], ())),
    }
    let mut findings = Vec::new();
    let preset = match file.get("preset") {
        None => Preset::default(),
        Some(Value::String(name)) => Preset::from_name(name).unwrap_or_else(|| {
            findings.push(unknown_preset(&format!("`{name}`")));
            Preset::default()
        }),
        Some(other) => {
            findings.push(unknown_preset(kind(other)));
            Preset::default()
        }
    };
    let mut draft = Draft::of(preset);
    match file.remove("fields") {
        None => {}
        Some(Value::Object(fields)) => {
            for (key, value) in fields {
                read_field(&mut draft, &mut findings, &key, value);
            }
        }
        Some(other) => return Err(Case::FileFields.at([], kind(&other))),
    }
    for key in file.keys().filter(|key| !["format", "preset"].contains(&key.as_str())) {
        let is_secret = may_be_secret(key);
        findings.push(if is_secret {
            Case::FileSecretMisspelt.at([], key)
        } else {
            unknown_key(key)
        });
    }
    Ok(Checked { value: draft, findings })
}

fn read_field(draft: &mut Draft, findings: &mut Vec<Finding>, key: &str, value: Value) {
    let field = Field::from_key(key);
    let Value::String(text) = value else {
        findings.push(Case::FileNotText.at(field.map_or(vec![], |f| vec![f]), (key, kind(&value))));
        return;
    };
    match field {
        Some(field) if field.is_secret() => findings.push(Case::FileSecret.at([field], ())),
        Some(field) => draft.set(field, text),
        None if may_be_secret(key) => findings.push(Case::FileSecretMisspelt.at([], key)),
        None => match Field::from_key(&text).filter(|field| field.is_secret()) {
            // Perhaps a swapped pair: then the key is the secret, and is neither said nor kept.
            Some(secret) => findings.push(Case::FileSecretSwapped.at([secret], ())),
            None => {
                findings.push(unknown_key(key));
                draft.unknown.insert(key.to_owned(), text);
            }
        },
    }
}

/// Whether an unknown key seems to mean a secret: misspelt, written in another way, or in general words.
fn may_be_secret(key: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    };
    let last = |key: &str| letters(key.rsplit('.').next().unwrap_or(key));
    let mut secrets = Field::ALL.iter().filter(|field| field.is_secret()).map(|field| field.key());
    let words = ["password", "passwd", "passphrase", "secret", "token"];
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

fn unknown_key(key: &str) -> Finding {
    Case::FileUnknownKey.at([], key)
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
        draft.unknown.insert("future.key".into(), "kept".into());
        let read = read(&write(&draft)).unwrap();
        assert_eq!(read.value, draft);
        assert_eq!(codes(&read), ["FIL003"]);
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
}
