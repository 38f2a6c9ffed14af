//! Settles one field at a time: what was typed, or what is chosen and why.
//!
//! Every settled field is recorded as text, which is what the form shows as its placeholder.

use std::collections::BTreeMap;
use std::fmt;

use super::{Origin, Planned};
use crate::field::Field;

/// The fields settled so far.
#[derive(Default)]
pub(super) struct Settler {
    pub(super) settled: BTreeMap<Field, Planned<String>>,
}

impl Settler {
    /// The typed value, or the chosen one with its reason.
    pub(super) fn settle<T: fmt::Display>(
        &mut self,
        field: Field,
        typed: Option<T>,
        why: impl Into<String>,
        choose: impl FnOnce() -> T,
    ) -> Planned<T> {
        let planned = match typed {
            Some(value) => Planned { value, from: Origin::Typed(field) },
            None => {
                Planned { value: choose(), from: Origin::Chosen { near: field, why: why.into() } }
            }
        };
        self.record(field, planned.value.to_string(), planned.from.clone());
        planned
    }

    /// A switch; it is recorded as `on` or `off`.
    pub(super) fn switch(
        &mut self,
        field: Field,
        typed: Option<bool>,
        why: &str,
        choose: bool,
    ) -> bool {
        let text = |on: bool| if on { "on" } else { "off" };
        let planned = self.settle(field, typed.map(text), why, || text(choose));
        planned.value == "on"
    }

    /// Records a field whose value was settled elsewhere.
    pub(super) fn record(&mut self, field: Field, value: String, from: Origin) {
        self.settled.insert(field, Planned { value, from });
    }
}
