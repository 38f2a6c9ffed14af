//! What is found of a design, as the page shows it: sentences that are said, repairs that can be made.

use std::fmt;

use super::wire::{placed, wired};
use crate::draft::Draft;
use crate::field::Field;
use crate::finding::{Finding, Fix, Names, Safety, Severity};
use crate::repair::{self, Move};
use crate::review::Review;

/// A finding in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The rule's code, `NET002`.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// The fields concerned, the most important one first.
    pub at: Vec<Field>,
    /// What was found.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// What the rule looks at.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// Repairs, the best one first.
    pub fixes: Vec<Fix>,
    /// The values that it names.
    pub named: Vec<String>,
    /// What follows from it, and goes with it.
    pub followers: Vec<String>,
}

/// What is found of a design.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// All of it, in the order of every face.
    pub findings: Vec<Told>,
    /// Why nothing can be handed out, when something stands in the way.
    pub refusal: Option<String>,
}

/// What another draft would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// How much, in a sentence.
    pub said: String,
    /// What would then be left to fix.
    pub warning: Option<String>,
    /// Typed texts, then planned ranges and addresses.
    pub rows: Vec<Move>,
}

wired! {
    Told { code, severity, at, message, hint, what, why, fixes, named, followers }
    Verdict { findings, refusal }
    Weighed { said, warning, rows }
    Fix { title, safety, edits }
    Move { what, from, to }
}

placed! {
    Severity { Error, Warning, Note }
    Safety { Safe, Unsafe }
}

impl From<&Finding> for Told {
    fn from(finding: &Finding) -> Self {
        let explained = finding.code.explanation();
        Self {
            code: finding.code.rule().code.to_owned(),
            severity: finding.severity(),
            at: finding.at.clone(),
            message: finding.message(Names::Titles),
            hint: finding.hint(Names::Titles),
            what: explained.what.to_owned(),
            why: explained.why.to_owned(),
            fixes: finding.fixes.clone(),
            named: finding.named(),
            followers: finding.followers.iter().map(|one| one.message(Names::Titles)).collect(),
        }
    }
}

impl From<&Review> for Verdict {
    fn from(review: &Review) -> Self {
        let findings = review.findings.iter().map(Told::from).collect();
        Self { findings, refusal: review.refusal() }
    }
}

impl Told {
    /// The field beside which it stands.
    pub fn field(&self) -> Option<Field> {
        self.at.first().copied()
    }
}

impl Verdict {
    /// How many findings have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|told| told.severity == severity).count()
    }

    /// The worst severity of the findings at some fields, and how many have it.
    pub fn worst(&self, fits: impl Fn(Field) -> bool) -> Option<(Severity, usize)> {
        let here = self.findings.iter().filter(|told| told.field().is_some_and(&fits));
        let here: Vec<Severity> = here.map(|told| told.severity).collect();
        let worst = *here.iter().min()?;
        Some((worst, here.iter().filter(|one| **one == worst).count()))
    }

    /// The findings at a field.
    pub fn at(&self, field: Field) -> impl Iterator<Item = &Told> {
        self.findings.iter().filter(move |told| told.field() == Some(field))
    }

    /// How many findings have a safe repair.
    pub fn n_safe(&self) -> usize {
        let safe = |told: &&Told| told.fixes.iter().any(|fix| fix.safety == Safety::Safe);
        self.findings.iter().filter(safe).count()
    }

    /// The fields that the picture marks, with how much that matters.
    pub fn found(&self) -> Vec<(Field, Severity)> {
        self.findings.iter().filter_map(|told| Some((told.field()?, told.severity))).collect()
    }
}

impl Weighed {
    /// Weighs a draft against the one that would be replaced.
    pub(super) fn of(draft: &Draft, before: &Review, other: &Draft, after: &Review) -> Self {
        let changes = repair::changes(draft, other);
        let moves = repair::moves(before.plan.as_ref(), after.plan.as_ref(), other);
        let said = match (changes.len(), moves.len()) {
            (0, 0) => "Nothing would change.".to_owned(),
            (texts, places) => {
                let texts = Counted(texts, "field", "fields");
                let (one, several) = ("planned range or address", "planned ranges or addresses");
                format!("{texts} and {} would change.", Counted(places, one, several))
            }
        };
        let n_errors = after.count(Severity::Error);
        let left = Counted(n_errors, "thing", "things");
        let warning = (n_errors > 0).then(|| format!("{left} would then be left to fix."));
        let typed = changes.iter().map(|change| {
            let [what, from, to] = change.told();
            Move { what, from, to }
        });
        Self { said, warning, rows: typed.chain(moves).collect() }
    }
}

/// A number with its noun.
struct Counted(usize, &'static str, &'static str);

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(n, one, several) = self;
        write!(f, "{n} {}", if *n == 1 { one } else { several })
    }
}
