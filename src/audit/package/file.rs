//! The files of a package, and what is said of them.

use crate::audit::damage::{Contradiction, Damage};

/// A file of a package.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its path, with slashes.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl File {
    /// Its text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    /// The file's own name.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().expect("a split text has a last part")
    }

    /// The path of its folder, with a slash at the end; empty for none.
    pub(super) fn folder(&self) -> &str {
        self.path.strip_suffix(self.name()).expect("a path ends with its name")
    }
}

/// What was read, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Paths of the files that say something.
    pub read: Vec<String>,
    /// Contradictions, the worst first.
    pub wrong: Vec<Contradiction>,
    /// Paths of the files that only say something beside one that is not there.
    pub alone: Vec<String>,
    /// What could not be held against its design, and why.
    pub skipped: Vec<String>,
}

impl Judgement {
    /// Files that must agree do not.
    pub(super) fn apart(&mut self, what: String) {
        self.wrong.push(Damage::Apart.of(what));
    }
}

/// Whether a path ends with an extension, whatever its case.
pub(super) fn has_extension(path: &str, wanted: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(wanted))
}
