//! What the person wrote: one text per field, exactly as typed, and the secrets beside it.
//!
//! A draft is never wrong and never corrected; what its texts mean is read in `design`. Secrets are
//! kept apart so that a signature shows whether a function can see them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::field::Field;
use crate::finding::{Case, Finding, Fix};
use crate::preset::{Change, Preset};
use crate::secret::Secret;

/// The texts of all fields that are not secret.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    preset: Preset,
    texts: BTreeMap<Field, String>,
    /// What this version does not know, kept for the next save.
    pub unknown: Unknown,
}

/// What a newer version wrote into a file or a link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unknown {
    /// Texts of fields by key.
    pub fields: BTreeMap<String, String>,
    /// Whatever else stands in the file.
    pub file: BTreeMap<String, Value>,
}

/// The changes after a version. The earliest change of a field comes last and tells what it was.
fn latest_first(version: u32, changes: &[Change]) -> Vec<&Change> {
    let mut later: Vec<&Change> =
        changes.iter().filter(|change| change.version > version).collect();
    later.sort_by_key(|change| std::cmp::Reverse(change.version));
    later
}

impl Draft {
    /// The draft that a preset starts with.
    pub fn of(preset: Preset) -> Self {
        let mut draft = Self { preset, ..Self::default() };
        for (field, text) in preset.edits() {
            draft.set(*field, *text);
        }
        draft
    }

    /// The draft that a preset started with in a version before these changes, with only some fields of
    /// its own: what the preset typed then is typed now, and so is what a blank stood for.
    pub fn of_its_time<'a>(
        preset: Preset,
        version: u32,
        changes: &[Change],
        own: impl IntoIterator<Item = (Field, &'a str)>,
    ) -> Self {
        let later = latest_first(version, changes);
        let mut draft = Self::of(preset);
        for change in later.iter().filter(|change| change.preset == Some(preset)) {
            draft.set(change.field, change.before);
        }
        for (field, text) in own {
            draft.set(field, text);
        }
        let blank: Vec<&&Change> = later
            .iter()
            .filter(|change| change.preset.is_none() && draft.get(change.field).is_empty())
            .filter(|change| draft.concerned(change))
            .collect();
        for change in blank {
            draft.set(change.field, change.before);
        }
        draft
    }

    /// Whether a change is one of the draft's preset, and of what else it says.
    fn concerned(&self, change: &Change) -> bool {
        change.preset.is_none_or(|preset| preset == self.preset)
            && change.only.is_none_or(|(field, text)| self.get(field) == text)
    }

    /// What a version after these changes would choose otherwise; it is offered, never applied.
    pub fn outdated(&self, version: u32, changes: &[Change]) -> Vec<Finding> {
        let later = changes.iter().filter(|change| change.version > version);
        let kept = later.filter(|one| self.concerned(one) && self.get(one.field) == one.before);
        let findings = kept.map(|change| {
            let (field, today) = (change.field, self.preset.text(change.field));
            let finding = Case::PresetOlder.at([field], (change.before, version));
            finding.offer("Use what is chosen today", [(field, today)])
        });
        findings.collect()
    }

    /// The preset that the draft started from.
    pub fn preset(&self) -> Preset {
        self.preset
    }

    /// The text of a field; blank means "choose for me".
    pub fn get(&self, field: Field) -> &str {
        self.texts.get(&field).map_or("", String::as_str)
    }

    /// The draft with these texts typed.
    #[must_use]
    pub fn with<T: Into<String>>(mut self, texts: impl IntoIterator<Item = (Field, T)>) -> Self {
        for (field, text) in texts {
            self.set(field, text);
        }
        self
    }

    /// Types a text into a field.
    ///
    /// # Panics
    /// When the field is a secret: those go into [`Secrets`], and mixing them up would save them.
    pub fn set(&mut self, field: Field, text: impl Into<String>) {
        assert!(!field.is_secret(), "secrets never enter a draft");
        let text = text.into();
        if text.is_empty() {
            self.texts.remove(&field);
        } else {
            self.texts.insert(field, text);
        }
    }

    /// The draft after a repair. Edits of secrets have no place in a fix and are left out.
    #[must_use]
    pub fn apply(&self, fix: &Fix) -> Self {
        let mut draft = self.clone();
        for (field, text) in fix.edits.iter().filter(|(field, _)| !field.is_secret()) {
            draft.set(*field, text.clone());
        }
        draft
    }

    /// How many of some fields are set.
    pub fn n_set(&self, fields: &[Field]) -> usize {
        fields.iter().filter(|field| self.texts.contains_key(field)).count()
    }

    /// How many of the preset's examples nobody has replaced.
    pub fn n_examples(&self) -> usize {
        let example = |field: &Field| {
            self.preset.is_example(*field) && self.get(*field) == self.preset.text(*field)
        };
        Field::open().filter(example).count()
    }

    /// The fields whose text differs from the preset's, with their text.
    pub fn changes(&self) -> impl Iterator<Item = (Field, &str)> {
        let changed = |field: &Field| self.get(*field) != self.preset.text(*field);
        Field::open().filter(changed).map(|field| (field, self.get(field)))
    }
}

/// The secrets of a design. They have no order to be saved in and no way to be printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secrets(BTreeMap<Field, Secret>);

impl Secrets {
    /// The secret of a field, when one is typed.
    pub fn get(&self, field: Field) -> Option<&Secret> {
        self.0.get(&field).filter(|secret| !secret.is_blank())
    }

    /// Types a secret. Fields that are not secret are refused, since they belong into the draft.
    ///
    /// # Panics
    /// When the field is not a secret.
    pub fn set(&mut self, field: Field, secret: Secret) {
        assert!(field.is_secret(), "only secrets are kept beside the draft");
        self.0.insert(field, secret);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_differences_from_the_preset_are_changes() {
        let mut draft = Draft::of(Preset::Production);
        assert_eq!(draft.changes().count(), 0);
        draft.set(Field::NetworkRange, "172.20.0.0/16");
        draft.set(Field::PairAvailability, "");
        let changes: Vec<_> = draft.changes().collect();
        assert_eq!(
            changes,
            [(Field::NetworkRange, "172.20.0.0/16"), (Field::PairAvailability, "")]
        );
    }
}
