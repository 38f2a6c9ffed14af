//! Names of resources: the suffix, and the names that follow from another one.

use super::settle::Settler;
use super::{Name, Origin};
use crate::field::Field;

/// Names with one suffix.
pub(super) struct Namer {
    suffix: String,
}

impl Namer {
    pub(super) fn new(suffix: Option<&str>) -> Self {
        Self { suffix: suffix.unwrap_or_default().to_owned() }
    }

    /// A name with a field of its own, suffix included. The placeholder shows it without the suffix,
    /// because that is what typing it would mean.
    pub(super) fn own(
        &self,
        settler: &mut Settler,
        field: Field,
        typed: Option<&String>,
        default: &str,
    ) -> Name {
        let mut name =
            settler.settle(field, typed.cloned(), "the default name", || default.to_owned());
        name.value.push_str(&self.suffix);
        name
    }

    /// A name without a field.
    pub(super) fn fixed(&self, name: &str) -> String {
        format!("{name}{}", self.suffix)
    }
}

/// A name of something that stands already: it takes no suffix.
pub(super) fn existing(
    settler: &mut Settler,
    field: Field,
    typed: Option<&String>,
    default: &str,
) -> Name {
    settler
        .settle(field, typed.cloned(), "an example; type the existing name", || default.to_owned())
}

/// A name that follows from another one, `fw-a` to `fw-a-nic0`.
pub(super) fn after(name: &Name, part: &str) -> String {
    format!("{}-{part}", name.value)
}

/// Where a derived name comes from: the same field as its stem.
pub(super) fn field_of(name: &Name) -> Field {
    match &name.from {
        Origin::Typed(field) | Origin::Chosen { near: field, .. } => *field,
    }
}
