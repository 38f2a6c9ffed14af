//! `fast-ha audit`: collects the files of an existing package and prints where it contradicts itself.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::answer::Answer;
use super::arguments::Layout;
use super::{Outcome, Refusal};
use crate::audit::damage::{Contradiction, Damage};
use crate::audit::package;
use crate::audit::package::{File, Judgement};
use crate::json;

/// Folders deeper than this hold no package of ours.
const DEPTH_MAX: u32 = 8;

pub(super) fn audit(paths: &[PathBuf], format: Layout) -> Outcome {
    let mut files = Vec::new();
    for path in paths {
        collect(path, DEPTH_MAX, &mut files)?;
    }
    let judgement = package::judge(files);
    let alone: Vec<String> = judgement
        .alone
        .iter()
        .map(|path| format!("{path} is judged beside its template only, name azuredeploy.json too"))
        .collect();
    if judgement.read.is_empty() && judgement.wrong.is_empty() {
        let none = "there is no template, no bootstrap file and no package here".to_owned();
        return Err(Refusal(if alone.is_empty() { none } else { alone.join("; ") }));
    }
    let notes: Vec<&str> = judgement.skipped.iter().chain(&alone).map(String::as_str).collect();
    let answer = match format {
        Layout::Text => text(&judgement, &notes),
        Layout::Json => Answer::json(&json::pretty(&Report::of(&judgement, notes))),
    };
    Ok(answer.blocked(!judgement.wrong.is_empty()))
}

/// The contradictions by what they break, the worst first.
fn text(judgement: &Judgement, notes: &[&str]) -> Answer {
    let mut answer = Answer::default();
    for damage in Damage::ALL {
        let told: Vec<_> = judgement.wrong.iter().filter(|one| one.damage == damage).collect();
        if !told.is_empty() {
            answer.line(&format!("{}:", damage.heading()));
        }
        for one in told {
            answer.line(&format!("  {one}"));
        }
    }
    for note in notes {
        answer.line(note);
    }
    let (n_read, n_wrong) = (judgement.read.len(), judgement.wrong.len());
    answer.line(&format!("{n_read} files read, {n_wrong} contradictions"));
    answer
}

/// The same for other programs.
#[derive(Serialize)]
struct Report<'a> {
    read: &'a [String],
    contradictions: Vec<Entry<'a>>,
    notes: Vec<&'a str>,
}

#[derive(Serialize)]
struct Entry<'a> {
    damage: &'static str,
    what: &'a str,
}

impl<'a> Report<'a> {
    fn of(judgement: &'a Judgement, notes: Vec<&'a str>) -> Self {
        let entry = |one: &'a Contradiction| Entry { damage: one.damage.word(), what: &one.what };
        let contradictions = judgement.wrong.iter().map(entry).collect();
        Self { read: &judgement.read, contradictions, notes }
    }
}

fn collect(path: &Path, depth: u32, files: &mut Vec<File>) -> Result<(), Refusal> {
    let refusal = |error: std::io::Error| Refusal(format!("{}: {error}", path.display()));
    if path.is_dir() {
        if depth == 0 {
            return Ok(());
        }
        let mut inside = Vec::new();
        for entry in fs::read_dir(path).map_err(refusal)? {
            inside.push(entry.map_err(refusal)?.path());
        }
        inside.sort();
        return inside.iter().try_for_each(|path| collect(path, depth - 1, files));
    }
    let bytes = fs::read(path).map_err(refusal)?;
    files.push(File { path: path.to_string_lossy().replace('\\', "/"), bytes });
    Ok(())
}
