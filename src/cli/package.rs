//! `fast-ha audit` and `fast-ha takeover`: collect the files of an existing package, and print where it contradicts
//! itself, or make a design out of it.
//!
//! Only what is a regular file is read: a device or a pipe never ends, and a link leads out of the package.

use std::fs;
use std::fs::{File, Metadata};
use std::io::{Error, Read};
use std::path::{Path, PathBuf};

use super::answer::Answer;
use super::arguments::{Report, Told};
use super::sarif::{Outcome, Rule};
use super::{Outcome as Answered, Refusal, delivery, sarif};
use crate::audit::budget::Budget;
use crate::audit::fault::{Contradiction, Fault};
use crate::audit::package::{Input, Judgement};
use crate::audit::{package, takeover};
use crate::choice::Choice as _;
use crate::facts::limit;
use crate::facts::limit::TOOLS;
use crate::save;

pub(super) fn audit(paths: &[PathBuf], format: Told) -> Answered {
    let budget = Budget::default();
    let collected = Collected::of(paths, &budget)?;
    let mut judgement = package::judge(collected.files, &budget);
    judgement.skipped.splice(0..0, collected.skipped);
    if let Some(why) = judgement.refusal() {
        return Err(Refusal(why));
    }
    let answer = match format {
        Told::Text => Answer::lines(judgement.lines()),
        Told::Json => Answer::json(&judgement.json()),
        Told::Sarif => Answer::json(&log(&judgement)),
        Told::Markdown => Answer::lines(judgement.markdown().lines()),
    };
    Ok(answer.blocked(judgement.contradicts()))
}

/// Makes a design out of a package. It is written to a new file alone: what stands there is somebody's.
pub(super) fn takeover(paths: &[PathBuf], out: Option<&Path>, format: Report) -> Answered {
    let budget = Budget::default();
    let collected = Collected::of(paths, &budget)?;
    let mut taken = takeover::take(collected.files, &budget).map_err(Refusal)?;
    taken.notes.splice(0..0, collected.skipped);
    if let Some(path) = out {
        delivery::document(path, &save::write(&taken.draft))?;
    }
    let mut answer = match format {
        Report::Text => Answer::lines(taken.lines()),
        Report::Json => Answer::json(&taken.json()),
        Report::Markdown => Answer::lines(taken.markdown().lines()),
    };
    if let Some(path) = out {
        answer.note(&format!("the design is in {}", path.display()));
    }
    Ok(answer.blocked(taken.is_blocked()))
}

/// The contradictions as a SARIF log.
fn log(judgement: &Judgement) -> String {
    let level = |fault: Fault| if fault.is_remark() { "note" } else { "error" }.to_owned();
    let broken =
        Fault::ALL.iter().filter(|fault| judgement.wrong.iter().any(|one| one.fault == **fault));
    let broken: Vec<Fault> = broken.copied().collect();
    let rule = |fault: &Fault| Rule {
        id: fault.slug(),
        name: fault.slug(),
        what: fault.says(),
        why: fault.damage().label(),
        instead: fault.instead(),
        level: level(*fault),
    };
    let outcome = |one: &'_ Contradiction| Outcome {
        rule: broken.iter().position(|fault| *fault == one.fault).expect("its fault is broken"),
        id: one.fault.slug(),
        level: level(one.fault),
        says: one.to_string(),
        places: one.at.iter().map(|spot| (spot.path.clone(), spot.line.max(1))).collect(),
        fields: Vec::new(),
    };
    sarif::log(broken.iter().map(rule).collect(), judgement.wrong.iter().map(outcome).collect())
}

/// The files of the paths, as far as they are read.
struct Collected<'a> {
    budget: &'a Budget,
    files: Vec<Input>,
    skipped: Vec<String>,
}

impl<'a> Collected<'a> {
    fn of(paths: &[PathBuf], budget: &'a Budget) -> Result<Self, Refusal> {
        let mut collected = Self { budget, files: Vec::new(), skipped: Vec::new() };
        for path in paths {
            collected.given(path)?;
        }
        Ok(collected)
    }

    /// Collects what was named. A link that a person names is meant.
    fn given(&mut self, path: &Path) -> Result<(), Refusal> {
        let found = fs::metadata(path).map_err(|error| refusal(path, &error))?;
        if !found.is_dir() && !found.is_file() {
            return Err(Refusal(format!("{} is no regular file and no folder", path.display())));
        }
        self.collect(path, &found, 0)
    }

    fn collect(&mut self, path: &Path, found: &Metadata, depth: usize) -> Result<(), Refusal> {
        if found.is_file() {
            return self.file(path, found);
        }
        let name = path.file_name().is_some_and(|name| TOOLS.iter().any(|tool| name == *tool));
        let skipped = [
            (found.is_symlink(), "it is a link"),
            (!found.is_dir(), "it is no regular file"),
            (name && depth > 0, "it is a tool's folder"),
            (depth == limit::FOLDER_DEPTH.most, "folders lie too deep in each other"),
        ];
        if let Some((_, why)) = skipped.into_iter().find(|(holds, _)| *holds) {
            self.skipped.push(format!("{} is not read: {why}", path.display()));
            return Ok(());
        }
        let mut inside = Vec::new();
        for entry in fs::read_dir(path).map_err(|error| refusal(path, &error))? {
            inside.push(entry.map_err(|error| refusal(path, &error))?.path());
            if inside.len() > limit::RUN_FILES.most {
                return Err(Refusal(format!(
                    "{} holds more than {} files",
                    path.display(),
                    limit::RUN_FILES.most
                )));
            }
        }
        inside.sort();
        for path in inside {
            let found = fs::symlink_metadata(&path).map_err(|error| refusal(&path, &error))?;
            self.collect(&path, &found, depth + 1)?;
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, found: &Metadata) -> Result<(), Refusal> {
        if found.len() > length(limit::FILE_BYTES.most) {
            self.skipped.push(limit::too_large(&shown(path), found.len()));
            self.files.push(Input::unread(shown(path)));
            return Ok(());
        }
        let bytes =
            content(path, length(self.budget.room())).map_err(|error| refusal(path, &error))?;
        let file = Input::new(shown(path), bytes, self.budget);
        self.files.push(file.map_err(|spent| Refusal(spent.refusal()))?);
        Ok(())
    }
}

/// A path as the files of a package have it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

fn length(n: usize) -> u64 {
    u64::try_from(n).expect("a length fits into 64 bits")
}

fn refusal(path: &Path, error: &Error) -> Refusal {
    Refusal(format!("{}: {error}", path.display()))
}

/// The bytes of a file, one more than there is room for at most, however long it has become.
fn content(path: &Path, room: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    File::open(path)?.take(room + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
