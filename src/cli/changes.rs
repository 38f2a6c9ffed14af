//! What a redeployment does, for people and for programs.

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::answer::Answer;
use super::arguments::Layout;
use super::{Outcome, Refusal, TEXT_MAX, read};
use crate::change::{Changes, Deployed, Resource, Setting, arrow, changes};
use crate::choice::Choice as _;
use crate::facts::redeploy::Impact;
use crate::{bundle, json, save};

/// What a deployment of the second does where the first one stands.
pub(super) fn told(old: &Path, new: &Path, format: Layout) -> Outcome {
    let changes = changes(&deployed(old)?, &deployed(new)?);
    let answer = match format {
        Layout::Text => text(&changes),
        Layout::Json => json(&changes),
    };
    Ok(answer.blocked(changes.is_refused()))
}

/// A design, or a bundle as a folder or a zip.
fn deployed(path: &Path) -> Result<Deployed, Refusal> {
    let refusal = |why: String| Refusal(format!("{}: {why}", path.display()));
    if path.is_dir() {
        let mut files = Vec::new();
        for name in ["azuredeploy.json", "azuredeploy.parameters.json"] {
            files.push((name.to_owned(), read(&inside(path, name)?)?.into_bytes()));
        }
        let units = inside(path, "bootstrap")?;
        let units = fs::read_dir(units).map_err(|why| refusal(why.to_string()))?;
        let mut units: Vec<_> = units.flatten().map(|unit| unit.file_name()).collect();
        units.sort();
        for unit in units {
            for name in ["config/bootstrap.xml", "config/init-cfg.txt"] {
                let file = Path::new("bootstrap").join(&unit).join(name);
                let bytes = read(&inside(path, file)?)?.into_bytes();
                files.push((format!("bootstrap/{name}"), bytes));
            }
        }
        return of(&files).map_err(|why| refusal(why.to_owned()));
    }
    if let Some(file) = zipped(path) {
        let files = bundle::each_file(file, unpacked);
        let files = files.ok_or_else(|| refusal("the zip cannot be read".to_owned()))?;
        return of(&files).map_err(|why| refusal(why.to_owned()));
    }
    let design = save::read(&read(path)?).map_err(|finding| refusal(finding.to_string()))?;
    Deployed::designed(&design.value).map_err(refusal)
}

/// A path inside a bundle's folder. A link may lead anywhere, so none is followed; one that a person names is meant.
/// What is neither file nor folder may never end.
fn inside(folder: &Path, below: impl AsRef<Path>) -> Result<PathBuf, Refusal> {
    below.as_ref().components().try_fold(folder.to_owned(), |around, part| {
        let path = around.join(part);
        let refused = |why| Err(Refusal(format!("{} is not read: {why}", path.display())));
        match path.symlink_metadata() {
            Ok(found) if found.is_symlink() => refused("it is a link"),
            Ok(found) if !found.is_dir() && !found.is_file() => refused("it is no regular file"),
            // What is not there says so when it is read.
            Ok(_) | Err(_) => Ok(path),
        }
    })
}

/// A file that is a zip; what is none, such as `/dev/zero`, is not read for it.
fn zipped(path: &Path) -> Option<File> {
    let mut file = path.metadata().ok().filter(Metadata::is_file).and(File::open(path).ok())?;
    let mut head = [0; 2];
    file.read_exact(&mut head).ok()?;
    (head == *b"PK").then_some(file)
}

/// A file of a bundle, without the bytes where it is one that the customer added, which may have gigabytes; `None`
/// when it cannot be read.
fn unpacked(path: String, entry: &mut dyn Read) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    if [".json", ".xml", ".txt"].iter().any(|end| path.ends_with(end)) {
        entry.take(TEXT_MAX + 1).read_to_end(&mut bytes).ok()?;
    }
    u64::try_from(bytes.len()).is_ok_and(|len| len <= TEXT_MAX).then_some((path, bytes))
}

fn of(files: &[(String, Vec<u8>)]) -> Result<Deployed, &'static str> {
    Deployed::of(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())))
}

/// Most settings that are listed; who has more makes the units anew.
const LISTED_MAX: usize = 200;

fn text(changes: &Changes) -> Answer {
    let mut answer = Answer::default();
    let touched = |effect: Impact| effect != Impact::Nothing;
    for one in changes.resources.iter().filter(|one| touched(one.effect)) {
        let kind = one.kind.rsplit('/').next().expect("a type has a last part");
        answer.line(&format!("{:<22} {kind} {}", one.effect.text(), one.name));
        for property in &one.properties {
            let (path, effect) = (&property.path, property.effect);
            answer.line(&format!(
                "  {path}: {} ({effect})",
                arrow(&property.before, &property.after)
            ));
            answer.line(&format!("    {}", property.source));
        }
    }
    let n_same = changes.resources.iter().filter(|one| !touched(one.effect)).count();
    answer.line(&format!("{n_same} resources stay as they are"));
    if !changes.settings.is_empty() {
        answer.line(
            "No deployment changes these, because a unit reads its package at the first boot only:",
        );
    }
    for one in changes.settings.iter().take(LISTED_MAX) {
        let units: Vec<String> = one.units.iter().map(ToString::to_string).collect();
        let said = arrow(&one.before, &one.after);
        answer.line(&format!("  {}: {said}; units {}; {}", one.path, units.join(", "), one.place));
    }
    if let Some(more @ 1..) = changes.settings.len().checked_sub(LISTED_MAX) {
        answer.line(&format!("  and {more} more"));
    }
    answer
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    refused: bool,
    resources: &'a [Resource],
    by_hand: &'a [Setting],
}

fn json(changes: &Changes) -> Answer {
    let Changes { resources, settings: by_hand } = changes;
    let report = Report { refused: changes.is_refused(), resources, by_hand };
    Answer::json(&json::pretty(&report))
}
