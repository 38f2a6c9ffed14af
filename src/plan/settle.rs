//! Settles one field at a time: what was typed, or what is chosen and why.
//!
//! Defaults stand in the rows of the fields. Every settled field is recorded as text, which is what the
//! form shows as its placeholder. Names of new resources end with the design's suffix.

use std::collections::BTreeMap;
use std::fmt;
use std::net::Ipv4Addr;

use crate::design::{Choice, Design};
use crate::field::Field;
use crate::finding::Fact;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The person typed it into this field.
    Typed(Field),
    /// The plan chose it; typing into `near` overrides it or what it follows from.
    Chosen {
        /// The field to type into.
        near: Field,
        /// The rule in words, for the placeholder and for "where does this come from".
        why: String,
    },
}

impl Origin {
    /// The field to go to.
    pub fn field(&self) -> Field {
        match self {
            Self::Typed(field) | Self::Chosen { near: field, .. } => *field,
        }
    }
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub from: Origin,
}

impl<T> From<Planned<T>> for Fact
where
    Self: From<T>,
{
    fn from(planned: Planned<T>) -> Self {
        planned.value.into()
    }
}

impl<T: fmt::Display> fmt::Display for Planned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// A planned name, suffix included.
pub type Name = Planned<String>;

/// A planned address.
pub type Address = Planned<Ipv4Addr>;

/// A design being planned, and the fields settled so far.
pub(super) struct Settler<'a> {
    pub(super) design: &'a Design,
    settled: BTreeMap<Field, Planned<String>>,
}

impl<'a> Settler<'a> {
    pub(super) fn new(design: &'a Design) -> Self {
        Self { design, settled: BTreeMap::new() }
    }

    /// The typed value, or one that follows from the rest of the design, with its reason.
    pub(super) fn settle<T: fmt::Display>(
        &mut self,
        field: Field,
        typed: Option<T>,
        why: impl Into<String>,
        chosen: impl Into<T>,
    ) -> Planned<T> {
        let from = match typed {
            Some(_) => Origin::Typed(field),
            None => Origin::Chosen { near: field, why: why.into() },
        };
        let value = typed.unwrap_or_else(|| chosen.into());
        self.record(field, value.to_string(), from.clone());
        Planned { value, from }
    }

    /// The same without its origin.
    pub(super) fn value<T: fmt::Display>(
        &mut self,
        field: Field,
        typed: Option<T>,
        why: impl Into<String>,
        chosen: impl Into<T>,
    ) -> T {
        self.settle(field, typed, why, chosen).value
    }

    /// A text, or the field's default.
    pub(super) fn text(&mut self, field: Field) -> Name {
        let (default, why) = field.default();
        self.settle(field, self.design.text(field).cloned(), why, default)
    }

    /// One of a closed list.
    pub(super) fn choice<T: Choice>(&mut self, field: Field) -> T {
        self.text(field);
        self.design.choice(field)
    }

    /// A switch.
    pub(super) fn switch(&mut self, field: Field) -> bool {
        let text = |on: &bool| if *on { "on" } else { "off" };
        let (default, why) = field.default();
        self.settle(field, self.design.switch(field).map(text), why, default);
        self.design.is_on(field)
    }

    /// A number.
    pub(super) fn number(&mut self, field: Field) -> u32 {
        let (default, why) = field.default();
        let default: u32 = default.parse().expect("the default of a number is one");
        self.value(field, self.design.number(field).copied(), why, default)
    }

    /// An address outside the pair's subnets.
    pub(super) fn address(&mut self, field: Field) -> Address {
        let (default, why) = field.default();
        let default: Ipv4Addr = default.parse().expect("the default of an address is one");
        self.settle(field, self.design.address(field).copied(), why, default)
    }

    /// The name of a new resource. The placeholder shows it without the suffix, because that is what
    /// typing it would mean.
    pub(super) fn name(&mut self, field: Field) -> Name {
        let Planned { value, from } = self.text(field);
        Planned { value: self.fixed_name(&value), from }
    }

    /// The name of something that exists already: it takes no suffix.
    pub(super) fn existing_name(&mut self, field: Field) -> Name {
        let why = "an example; type the existing name";
        self.settle(field, self.design.text(field).cloned(), why, field.default().0)
    }

    /// The name of a new resource without a field.
    pub(super) fn fixed_name(&self, name: &str) -> String {
        format!("{name}{}", self.design.text(Field::SiteSuffix).map_or("", String::as_str))
    }

    /// A field that has a value only where one is typed.
    pub(super) fn typed<T: fmt::Display + Clone>(
        &mut self,
        field: Field,
        value: Option<&T>,
    ) -> Option<Planned<T>> {
        let from = Origin::Typed(field);
        let value = value?.clone();
        self.record(field, value.to_string(), from.clone());
        Some(Planned { value, from })
    }

    /// A text that is there only where it is typed.
    pub(super) fn typed_text(&mut self, field: Field) -> Option<String> {
        self.typed(field, self.design.text(field)).map(|planned| planned.value)
    }

    /// A field that lists something only where it is typed.
    pub(super) fn typed_list<T: ToString>(&mut self, field: Field, list: &[T]) {
        self.typed(field, Some(&lines(list)).filter(|_| !list.is_empty()));
    }

    /// Records a field whose value was settled elsewhere.
    pub(super) fn record(&mut self, field: Field, value: String, from: Origin) {
        self.settled.insert(field, Planned { value, from });
    }

    /// Every settled field as text with its origin.
    pub(super) fn settled(self) -> BTreeMap<Field, Planned<String>> {
        self.settled
    }
}

/// The texts of a list, a line each.
pub(super) fn lines<T: ToString>(list: &[T]) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// The name of the resource that an id is of.
pub(super) fn last_name(id: &str) -> &str {
    id.rsplit('/').next().expect("a text has a last part")
}

/// A name that follows from another one, `fw-a` to `fw-a-nic0`.
pub(super) fn after(name: &Name, part: &str) -> String {
    format!("{name}-{part}")
}
