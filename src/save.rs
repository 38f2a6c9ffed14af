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
struct DesignFile<'a> {
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
    let file = DesignFile {
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
    let last = |key: &str| letters(key.rsplit('.').next().expect("a split has a last part"));
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

    #[test]
    fn no_key_of_a_field_seems_to_mean_a_secret() {
        for field in Field::open() {
            let key = field.key();
            assert!(!may_be_secret(key), "a program that does not know {key} yet would lose it");
        }
    }
}
