//! `fast-ha audit`: collects the files of an existing package and prints where it contradicts itself.

use std::fs;
use std::path::{Path, PathBuf};

use super::answer::Answer;
use super::{Outcome, Refusal};
use crate::audit::package;
use crate::audit::package::File;

/// Folders deeper than this hold no package of ours.
const DEPTH_MAX: u32 = 8;

pub(super) fn audit(paths: &[PathBuf]) -> Outcome {
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
    let mut answer = Answer::default();
    judgement
        .wrong
        .iter()
        .chain(&judgement.skipped)
        .chain(&alone)
        .for_each(|sentence| answer.line(sentence));
    let (n_read, n_wrong) = (judgement.read.len(), judgement.wrong.len());
    answer.line(&format!("{n_read} files read, {n_wrong} contradictions"));
    Ok(answer.blocked(n_wrong > 0))
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
