//! What one run may take: bytes, files, parts and steps, from one purse however files lie in each other.

use std::cell::Cell;
use std::fmt;

use crate::facts::limit;
use crate::facts::limit::Limit;

/// What is left for a run.
#[derive(Debug)]
pub struct Budget {
    bytes: Cell<usize>,
    files: Cell<usize>,
    parts: Cell<usize>,
    steps: Cell<usize>,
}

impl Default for Budget {
    fn default() -> Self {
        let full = |limit: Limit| Cell::new(limit.most);
        Self {
            bytes: full(limit::RUN_BYTES),
            files: full(limit::RUN_FILES),
            parts: full(limit::RUN_PARTS),
            steps: full(limit::RUN_STEPS),
        }
    }
}

/// A limit that a run has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spent(Limit);

impl fmt::Display for Spent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} {}", self.0.most, self.0.what)
    }
}

impl Spent {
    /// Why nothing can be said then.
    pub fn refusal(self) -> String {
        format!("this is too much to judge: {self}")
    }
}

fn take(purse: &Cell<usize>, n: usize, limit: Limit) -> Result<(), Spent> {
    let left = purse.get().checked_sub(n);
    purse.set(left.unwrap_or(0));
    left.map(drop).ok_or(Spent(limit))
}

impl Budget {
    /// Takes a file of this length.
    ///
    /// # Errors
    /// The run has read as much as it may.
    pub fn file(&self, len: usize) -> Result<(), Spent> {
        take(&self.files, 1, limit::RUN_FILES)?;
        take(&self.bytes, len, limit::RUN_BYTES)
    }

    /// Whether so many further files may come.
    ///
    /// # Errors
    /// They may not.
    pub(super) fn entries(&self, n: usize) -> Result<(), Spent> {
        let may = n <= self.files.get();
        may.then_some(()).ok_or(Spent(limit::RUN_FILES))
    }

    /// How many bytes the next file may have.
    pub fn room(&self) -> usize {
        self.bytes.get().min(limit::FILE_BYTES.most)
    }

    /// Takes an element, a value or a line.
    ///
    /// # Errors
    /// The run has read as many as it may.
    pub fn part(&self) -> Result<(), Spent> {
        take(&self.parts, 1, limit::RUN_PARTS)
    }

    /// Whether every part could be read.
    ///
    /// # Errors
    /// The run has read as many as it may.
    pub(super) fn parts_left(&self) -> Result<(), Spent> {
        (self.parts.get() > 0).then_some(()).ok_or(Spent(limit::RUN_PARTS))
    }

    /// Takes steps of judging; whether there were as many.
    pub fn steps(&self, n: usize) -> bool {
        take(&self.steps, n, limit::RUN_STEPS).is_ok()
    }

    /// What was left unjudged, if so.
    pub fn unjudged(&self) -> Option<Spent> {
        (self.steps.get() == 0).then_some(Spent(limit::RUN_STEPS))
    }

    /// How many parts and steps were taken.
    pub fn work(&self) -> usize {
        let taken = |limit: Limit, purse: &Cell<usize>| limit.most - purse.get();
        taken(limit::RUN_PARTS, &self.parts) + taken(limit::RUN_STEPS, &self.steps)
    }
}
