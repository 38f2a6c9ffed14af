//! What a finding is about, as values: the words around them stand in the catalogue.

use std::borrow::Cow;
use std::net::Ipv4Addr;

use crate::choice::{
    Availability, BootstrapMode, Choice, Cloud, Disk, LicensePlan, Line, ProbeProtocol, Protocol,
    Routing,
};
use crate::field::Field;
use crate::net::Range;

/// Characters of a text that stay at its start and at its end.
const ENDS: (usize, usize) = (50, 25);

/// Entries of a list that are named; the others are counted.
const NAMED_MAX: usize = 20;

/// A text, cut in its middle where it is too long for a sentence.
pub fn cut(text: &str) -> Cow<'_, str> {
    let (head, tail) = ENDS;
    let starts = |n: usize| text.char_indices().nth(n).map(|(at, _)| at);
    if text.len() <= head + tail || starts(head + tail + 1).is_none() {
        return text.into();
    }
    let end = text.char_indices().rev().nth(tail - 1).map(|(at, _)| at);
    let (head, tail) = (starts(head).zip(end)).expect("a longer text has both ends");
    format!("{}…{}", text.split_at(head).0, text.split_at(tail).1).into()
}

/// A value that a finding names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// A field, called as the reader of the sentence knows it.
    Field(Field),
    /// A range.
    Range(Range),
    /// An address.
    Address(Ipv4Addr),
    /// A count, a length, a port.
    Number(u64),
    /// A text that a person typed or a name that the plan chose; it may be long.
    Name(String),
    /// A word of the product's own: a value of a closed list, a reason.
    Word(&'static str),
    /// Several of them, separated by commas.
    List(Vec<Fact>),
}

impl Fact {
    /// Adds the value to a sentence that calls fields so.
    pub(super) fn say(&self, said: &mut String, called: fn(Field) -> String) {
        match self {
            Self::Field(field) => said.push_str(&called(*field)),
            Self::Range(range) => said.push_str(&range.to_string()),
            Self::Address(address) => said.push_str(&address.to_string()),
            Self::Number(number) => said.push_str(&number.to_string()),
            Self::Name(name) => said.push_str(&cut(name)),
            Self::Word(word) => said.push_str(word),
            Self::List(all) => {
                let n_named = if all.len() > NAMED_MAX + 1 { NAMED_MAX } else { all.len() };
                for (n, one) in all.iter().take(n_named).enumerate() {
                    said.push_str(if n == 0 { "" } else { ", " });
                    one.say(said, called);
                }
                if n_named < all.len() {
                    let rest = (all.len() - n_named).to_string();
                    for part in [" and ", &rest, " more"] {
                        said.push_str(part);
                    }
                }
            }
        }
    }
}

macro_rules! from {
    ($($type:ty, $value:ident => $fact:expr;)*) => {$(
        impl From<$type> for Fact {
            fn from($value: $type) -> Self {
                $fact
            }
        }
    )*};
}

from! {
    Field, field => Self::Field(field);
    Range, range => Self::Range(range);
    Ipv4Addr, address => Self::Address(address);
    u8, number => Self::Number(number.into());
    u16, number => Self::Number(number.into());
    u32, number => Self::Number(number.into());
    u64, number => Self::Number(number);
    usize, number => Self::Number(u64::try_from(number).expect("a count has at most 64 bits"));
    String, name => Self::Name(name);
    &str, name => Self::Name(name.to_owned());
}

macro_rules! words {
    ($($type:ty,)*) => {$(
        impl From<$type> for Fact {
            fn from(value: $type) -> Self {
                Self::Word(value.text())
            }
        }
    )*};
}

// The choices that some sentence names.
words! {
    Availability, BootstrapMode, Cloud, Disk, LicensePlan, Line, ProbeProtocol, Protocol, Routing,
}

impl<T: Clone> From<&T> for Fact
where
    Self: From<T>,
{
    fn from(value: &T) -> Self {
        value.clone().into()
    }
}

impl<T> FromIterator<T> for Fact
where
    Self: From<T>,
{
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        Self::List(all.into_iter().map(Self::from).collect())
    }
}

/// The facts of a finding, in the order of its sentence: none, one, or a tuple of them.
pub trait Facts {
    /// The same as a list.
    fn list(self) -> Vec<Fact>;
}

impl<T> Facts for T
where
    Fact: From<T>,
{
    fn list(self) -> Vec<Fact> {
        vec![self.into()]
    }
}

macro_rules! tuples {
    ($(($($type:ident $value:ident),*))*) => {$(
        impl<$($type),*> Facts for ($($type,)*)
        where
            $(Fact: From<$type>,)*
        {
            fn list(self) -> Vec<Fact> {
                let ($($value,)*) = self;
                vec![$($value.into()),*]
            }
        }
    )*};
}

tuples! {
    ()
    (A a, B b)
    (A a, B b, C c)
    (A a, B b, C c, D d)
    (A a, B b, C c, D d, E e)
}
