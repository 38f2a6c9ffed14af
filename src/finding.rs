//! Findings: what the checks say, where, how serious it is and how to repair it.
//!
//! A fix is data, never a closure: a list of edits to the draft, so that it can be previewed,
//! applied, undone and tested. Severity belongs to the rule (`Code`), words to the finding.

use std::fmt;

use crate::field::Field;

mod code;

pub use code::{Code, Rule};

/// How much a finding matters. `Error` blocks every document, the others never do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is written until this is repaired.
    Error,
    /// It deploys, and somebody may regret it.
    Warning,
    /// Worth knowing.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        })
    }
}

/// Whether a fix may be applied without a second look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// Means what the person meant: it removes the finding and changes nothing else.
    Safe,
    /// Changes the design; look at it first.
    Unsafe,
}

/// A repair as data: new texts for fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The button's text, imperative.
    pub title: String,
    /// Whether "fix all" may include it.
    pub safety: Safety,
    /// The new text of each field, blank for "choose for me".
    pub edits: Vec<(Field, String)>,
}

/// One thing that the checks have to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub code: Code,
    /// The fields concerned, the most important one first; none for a file as a whole.
    pub at: Vec<Field>,
    /// Subject, found, expected, in one clause.
    pub message: String,
    /// What to do, imperative.
    pub hint: Option<String>,
    /// Repairs, the best one first.
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// A finding of `code` at `at` that says `message`.
    pub fn new(code: Code, at: impl AsRef<[Field]>, message: impl Into<String>) -> Self {
        Self::of(code, at.as_ref(), message.into())
    }

    /// The part of `new` that needs no copy for each kind of argument.
    #[inline(never)]
    fn of(code: Code, at: &[Field], message: String) -> Self {
        Self { code, at: at.to_vec(), message, hint: None, fixes: Vec::new() }
    }

    /// Adds what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a repair that means what the person meant.
    #[must_use]
    pub fn safe(self, title: impl Into<String>, edits: Vec<(Field, String)>) -> Self {
        self.with_fix(Fix { title: title.into(), safety: Safety::Safe, edits })
    }

    #[inline(never)]
    fn with_fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// Adds a repair that changes the design.
    #[must_use]
    pub fn offer(self, title: impl Into<String>, edits: Vec<(Field, String)>) -> Self {
        self.with_fix(Fix { title: title.into(), safety: Safety::Unsafe, edits })
    }

    /// The severity of its rule.
    pub fn severity(&self) -> Severity {
        self.code.rule().severity
    }
}

impl fmt::Display for Finding {
    /// `error[NET002] at network.range: message`, the form of the command line and the goldens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = self.code.rule();
        write!(f, "{}[{}]", rule.severity, rule.code)?;
        for (place, field) in self.at.iter().enumerate() {
            f.write_str(if place == 0 { " at " } else { ", " })?;
            f.write_str(field.key())?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        for fix in &self.fixes {
            write!(f, "\n  fix: {}", fix.title)?;
        }
        Ok(())
    }
}

/// A value together with what was found while making it. Making it never stops early.
#[derive(Clone, Debug)]
pub struct Checked<T> {
    /// The value, complete even when something was wrong.
    pub value: T,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Puts findings into the one order that every face uses: severity, then the form's order, then
/// the rule; equal findings are said once.
pub fn sort(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        (a.severity(), &a.at, a.code, &a.message).cmp(&(b.severity(), &b.at, b.code, &b.message))
    });
    findings.dedup();
}

/// Whether any of the findings blocks the documents.
pub fn blocks(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity() == Severity::Error)
}
