//! A package of others in the page: taken file by file within the limits of every run, judged once, and held in
//! memory as long as its report is open. Nothing of it is stored or sent.

use std::cell::OnceCell;

use super::wire::Bytes;
use crate::audit::budget::Budget;
use crate::audit::package::{Input, Judgement, judge};
use crate::audit::takeover;
use crate::audit::takeover::Taken;

/// The files of a package, and what was found of them.
#[derive(Default)]
pub(super) struct Foreign {
    budget: Budget,
    files: Vec<Input>,
    skipped: Vec<String>,
    spent: Option<String>,
    judged: OnceCell<Judgement>,
}

impl Foreign {
    /// Takes a file, or why it is not read; says why no more are taken.
    pub(super) fn take(&mut self, path: String, read: Result<Bytes, String>) -> Option<String> {
        // What was found is not true of more files.
        self.judged = OnceCell::new();
        match read {
            Ok(Bytes(bytes)) => match Input::new(path, bytes, &self.budget) {
                Ok(file) => self.files.push(file),
                Err(spent) => {
                    *self = Self { spent: Some(spent.refusal()), ..Self::default() };
                }
            },
            Err(why) => {
                self.skipped.push(why);
                self.files.push(Input::unread(path));
            }
        }
        self.spent.clone()
    }

    /// Whether there is a package, or why it was refused.
    pub(super) fn is_there(&self) -> bool {
        !self.files.is_empty() || self.spent.is_some()
    }

    /// What was found, or why nothing can be said.
    pub(super) fn judged(&self) -> Result<&Judgement, String> {
        if let Some(spent) = &self.spent {
            return Err(spent.clone());
        }
        let judged = self.judged.get_or_init(|| {
            let mut files = self.files.clone();
            files.sort_by(|a, b| a.path.cmp(&b.path));
            let mut judgement = judge(files, &self.budget);
            judgement.skipped.splice(0..0, self.skipped.iter().cloned());
            judgement
        });
        judged.refusal().map_or(Ok(judged), Err)
    }

    /// The report as a file of this extension, with its media type.
    pub(super) fn report(&self, extension: &str) -> Result<(String, &'static str), String> {
        let judged = self.judged()?;
        Ok(match extension {
            "json" => (judged.json(), "application/json"),
            _ => (judged.markdown(), "text/markdown"),
        })
    }

    /// The design that it becomes, with what became of the package.
    pub(super) fn taken(&self) -> Result<Taken, String> {
        self.judged()?;
        let mut taken = takeover::take(self.files.clone(), &Budget::default())?;
        taken.notes.splice(0..0, self.skipped.iter().cloned());
        Ok(taken)
    }
}
