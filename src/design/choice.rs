//! Closed choices: an enum whose values have the very texts of the design file.

/// A closed list of values. The first one is no default; what a blank becomes is the plan's matter.
pub trait Choice: Copy + Sized + 'static {
    /// All values.
    const ALL: &'static [Self];

    /// The text in design files.
    fn text(self) -> &'static str;

    /// The value with this text.
    fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.text() == text)
    }
}

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl $crate::design::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)*];

            fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl From<$name> for $crate::finding::Fact {
            fn from(value: $name) -> Self {
                Self::Word($crate::design::Choice::text(value))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::design::Choice::text(*self))
            }
        }
    };
}

pub(crate) use choice;
