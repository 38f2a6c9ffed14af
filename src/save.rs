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
        findings.push(unknown_key(key));
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
        None => {
            findings.push(unknown_key(key));
            draft.unknown.insert(key.to_owned(), text);
        }
    }
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
    fn a_newer_format_and_other_files_give_nothing() {
        for text in ["", "[]", "{}", r#"{"format":"fast-ha/2","fields":{}}"#, r#"{"format":1}"#] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
