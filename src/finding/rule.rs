//! What a row of the catalogue is made of, and the macro that makes the rules of the rows.

use std::fmt;

use crate::choice::{Choice, choice};

choice! {
    /// How much a finding matters. `Error` blocks every document, the others never do.
    Severity {
        Error "error" "Nothing is written until this is repaired",
        Warning "warning" "It deploys, and somebody may regret it",
        Note "note" "Worth knowing",
    }
}

/// A row of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Area and number, `NET002`.
    pub code: &'static str,
    /// The anchor in the documentation.
    pub slug: &'static str,
    /// How much it matters.
    pub severity: Severity,
}

/// What the catalogue says of a rule. Apart from its row, because the page fetches these texts later.
#[derive(Clone, Copy, Debug)]
pub struct Explanation {
    /// What the rule looks at.
    pub what: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub instead: &'static str,
    /// Where the fact behind the rule stands.
    pub source: &'static str,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "What     {}\nWhy      {}\nInstead  {}\nSource   {}",
            self.what, self.why, self.instead, self.source
        )
    }
}

/// A sentence of a rule: what `Finding::message` makes its words from.
#[derive(Clone, Copy, Debug)]
pub struct Sentence {
    /// The words, with `{at}` and `{also}` for the first two fields and `{}` for each fact.
    pub says: &'static str,
    /// What to do, in the same way.
    pub hint: Option<&'static str>,
}

macro_rules! rules {
    (@hint) => { None };
    (@hint $hint:literal) => { Some($hint) };
    ($($name:ident $code:literal $slug:literal $severity:ident
       $what:literal $why:literal $instead:literal $source:literal
       => $says:literal $(, $hint:literal)?
       $($case:ident => $case_says:literal $(, $case_hint:literal)?)*;)*) => {
        /// A rule of the catalogue.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $what] $name,)*
        }

        /// A sentence of a rule. The first one of each rule has the rule's own name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Case {
            $(#[doc = $what] $name, $(#[doc = $what] $case,)*)*
        }

        impl Code {
            /// All rules in the order of the catalogue.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The rule with this code or slug, in any case.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| {
                    let rule = code.rule();
                    rule.code.eq_ignore_ascii_case(text) || rule.slug.eq_ignore_ascii_case(text)
                })
            }

            /// The row of the catalogue.
            pub fn rule(self) -> &'static Rule {
                RULES.get(self as usize).expect("the table has a row for each rule")
            }

            /// What the catalogue says of it.
            pub fn explanation(self) -> &'static Explanation {
                EXPLANATIONS.get(self as usize).expect("the table has a row for each rule")
            }
        }

        impl Case {
            /// All sentences in the order of the catalogue.
            pub const ALL: &[Self] = &[$(Self::$name, $(Self::$case,)*)*];

            /// The rule that it belongs to.
            pub fn code(self) -> Code {
                match self {
                    $(Self::$name $(| Self::$case)* => Code::$name,)*
                }
            }

            /// The words.
            pub fn sentence(self) -> &'static Sentence {
                SENTENCES.get(self as usize).expect("the table has a row for each sentence")
            }
        }

        static RULES: [Rule; Code::ALL.len()] = [$(
            Rule {
                code: $code,
                slug: $slug,
                severity: Severity::$severity,
            },
        )*];

        static EXPLANATIONS: [Explanation; Code::ALL.len()] = [$(
            Explanation { what: $what, why: $why, instead: $instead, source: $source },
        )*];

        static SENTENCES: [Sentence; Case::ALL.len()] = [$(
            Sentence { says: $says, hint: rules!(@hint $($hint)?) },
            $(Sentence { says: $case_says, hint: rules!(@hint $($case_hint)?) },)*
        )*];
    };
}

pub(super) use rules;
