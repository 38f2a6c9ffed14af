//! The files of what is typed: the open one at each key, all of them at a pause and for what leaves the page,
//! and those that they are compared with.

use std::sync::Arc;

use leptos::prelude::*;

use super::Desk;
use crate::artifact::Artifact;
use crate::draft::Draft;
use crate::panos::Salt;
use crate::review::Review;
use crate::{artifact, audit, review};

/// What the files are compared with.
#[derive(Clone, Debug)]
pub(crate) enum Baseline {
    /// The preset in force, untouched.
    Preset,
    /// The design that was opened last.
    Opened,
    /// A design as it was when the person asked for it.
    Now(Draft),
}

/// What costly things are made for: a review, and the salt of that time.
#[derive(Clone)]
pub(crate) struct Moment {
    review: Arc<Review>,
    salt: Salt,
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.review, &other.review) && self.salt == other.salt
    }
}

/// The folder of the packages' files, which hold the hash.
const PACKAGES: &str = "bootstrap/";

impl Desk {
    /// The present moment.
    pub(crate) fn moment(self) -> Moment {
        Moment { review: self.review.get(), salt: self.salt().get() }
    }

    /// All files of what is typed now, audited, or why there are none. Costly: only after a pause in
    /// typing and for what leaves the page.
    pub(crate) fn artifacts(self) -> Result<Vec<Artifact>, String> {
        let (draft, secrets) = (self.draft.get_untracked(), self.secrets.get_untracked());
        let (review, salt) = (self.review.get_untracked(), self.salt().get_untracked());
        let approved =
            review.approved().ok_or_else(|| untrack(|| self.obstacle().unwrap_or_default()))?;
        audit::audited(approved, &draft, &secrets, &salt).map_err(|findings| {
            let said: Vec<String> = findings.iter().map(ToString::to_string).collect();
            said.join("; ")
        })
    }

    /// A file that leaves the page; where there is none, the reason is said.
    pub(crate) fn handed_out(self, path: &str) -> Option<Artifact> {
        match self.artifacts() {
            Ok(artifacts) => artifacts.into_iter().find(|artifact| artifact.path == path),
            Err(reason) => {
                self.refuse(format!("Nothing is handed out: {reason}"));
                None
            }
        }
    }

    /// One file as it is shown at each key, without the others and not yet audited; none while an error
    /// stands in the way, for a file that is made of others, and for a package while a secret is typed.
    pub(crate) fn artifact(self, path: &str) -> Option<Artifact> {
        let moment = self.moment();
        // Another password's hash costs more than a key may: it comes once typing pauses.
        let hashed =
            self.rested.with(|rested| rested.as_ref().map(|rested| rested.salt == moment.salt));
        if path.starts_with(PACKAGES) && hashed == Some(false) {
            return None;
        }
        self.draft.with(|draft| self.made(&moment.review, draft, path))
    }

    fn made(self, review: &Review, draft: &Draft, path: &str) -> Option<Artifact> {
        let approved = review.approved()?;
        // The hash is made where a package is looked at, and kept.
        let hash =
            path.starts_with(PACKAGES).then(|| self.pen.with_value(|pen| pen.hash.get())).flatten();
        self.secrets.with(|secrets| artifact::one(approved, draft, secrets, hash.as_ref(), path))
    }

    /// Compares the files with something else from now on.
    pub(crate) fn compare_with(self, name: &str) {
        self.baseline.set(match name {
            "opened" => Baseline::Opened,
            "now" => Baseline::Now(self.draft.get_untracked()),
            _ => Baseline::Preset,
        });
    }

    /// A file of the baseline with the present secrets, so that only the design differs; nothing where it
    /// cannot be built.
    pub(crate) fn baseline_artifact(self, path: &str) -> Option<Artifact> {
        let draft = match self.baseline.get() {
            Baseline::Preset => Draft::of(self.preset()),
            Baseline::Opened => self.opened.get()?,
            Baseline::Now(draft) => draft,
        };
        // Secrets are typed without a comparison at each key.
        self.rested.track();
        untrack(|| {
            let secrets = self.secrets.get();
            let review = review::review(&draft, &secrets);
            self.made(&review, &draft, path).or_else(|| {
                let all =
                    artifact::artifacts(review.approved()?, &draft, &secrets, &self.salt().get());
                all.into_iter().find(|artifact| artifact.path == path)
            })
        })
    }

    /// The bundle's bytes.
    pub(crate) fn bundle(self) -> Result<Vec<u8>, String> {
        let artifacts = self.artifacts()?;
        let review = self.review.get_untracked();
        let approved = review.approved().ok_or_else(String::new)?;
        Ok(artifact::bundle(approved, &artifacts))
    }
}
