//! The files of a package as they come in, and what is said of them.

use crate::audit::budget::{Budget, Spent};
use crate::audit::fault::Contradiction;

/// How far a file is looked at for bytes that no text has.
const HEAD: usize = 4096;

/// What stands for bytes that were not kept; no text has it.
const UNREAD: &[u8] = b"\0";

/// A file of a package.
#[derive(Clone, PartialEq, Eq)]
pub struct Input {
    /// Its path, with slashes.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Input {
    /// A file that the run pays for; of one that says nothing the bytes are not kept.
    ///
    /// # Errors
    /// The run has read as much as it may.
    pub fn new(path: String, bytes: Vec<u8>, budget: &Budget) -> Result<Self, Spent> {
        budget.file(bytes.len())?;
        // What is no text and no archive says nothing: pictures, images, databases of other tools.
        let silent = !bytes.starts_with(b"PK") && bytes.iter().take(HEAD).any(|byte| *byte == 0);
        Ok(if silent { Self::unread(path) } else { Self { path, bytes } })
    }

    /// A file that is there and says nothing: an image, a content update, another tool's database. Its bytes are
    /// not kept.
    pub fn unread(path: String) -> Self {
        Self { path, bytes: UNREAD.to_vec() }
    }

    /// Whether its bytes were not kept, so that nothing can be said of them.
    pub(super) fn is_unread(&self) -> bool {
        self.bytes == UNREAD
    }

    /// Its text, where it is one.
    pub(in crate::audit) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// The file's own name.
    pub(in crate::audit) fn name(&self) -> &str {
        name(&self.path)
    }

    /// The path of its folder, with a slash at the end; empty for none.
    pub(in crate::audit) fn folder(&self) -> &str {
        self.path.strip_suffix(self.name()).expect("a path ends with its name")
    }
}

/// The last part of a path.
pub(super) fn name(path: &str) -> &str {
    path.rsplit('/').next().expect("a split text has a last part")
}

/// What was read, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Paths of the files that say something.
    pub read: Vec<String>,
    /// Contradictions, the worst first.
    pub wrong: Vec<Contradiction>,
    /// How many more there are.
    pub untold: usize,
    /// Paths of the files that only say something beside one that is not there.
    pub alone: Vec<String>,
    /// Why something in a template is not known before it is deployed.
    pub unknown: Vec<String>,
    /// What was not read or not judged, and why.
    pub skipped: Vec<String>,
    /// The limit at which the run ended, if so: then nothing can be said of the package.
    pub ended: Option<Spent>,
}

/// Whether a path ends with an extension, whatever its case.
pub(super) fn has_extension(path: &str, wanted: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(wanted))
}
