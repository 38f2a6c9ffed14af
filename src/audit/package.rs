//! An existing package, read without any plan: a folder, a zip, a template, parameters, bootstrap files.
//!
//! Says where the files contradict themselves or each other. Values that Azure computes are passed over,
//! because only a deployment knows them.

use serde_json::Value;

use super::firewall::Firewall;
use super::{embedded, firewall, integrity, tree};
use crate::artifact::Artifact;
use crate::draft::Secrets;
use crate::finding::Names;
use crate::{artifact, bundle, review, save};

mod content;
mod filter;
mod template;

use content::Place;
use template::Template;

/// A file of a package.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Its path, with slashes.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What was read, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Paths of the files that say something.
    pub read: Vec<String>,
    /// Contradictions, a sentence each.
    pub wrong: Vec<String>,
    /// Paths of the files that only say something beside one that is not there.
    pub alone: Vec<String>,
}

/// Judges the files of a package; zips among them are opened.
pub fn judge(files: Vec<File>) -> Judgement {
    let mut judgement = Judgement::default();
    let mut zips = Vec::new();
    let files = unpacked(files, NESTED_MAX, &mut zips, &mut judgement);
    let units = units(&files, &mut judgement);
    for unit in &units {
        judgement.wrong.extend(integrity::check(&unit.firewall));
    }
    match units.as_slice() {
        [a, b] => judgement.wrong.extend(integrity::check_pair(&a.firewall, &b.firewall, None)),
        [] | [_] => {}
        more => judgement.wrong.push(format!(
            "{} different configurations are there, expected those of two units",
            more.len()
        )),
    }
    content::check(&files, &mut judgement);
    let designed = files.iter().any(|file| content::name(&file.path) == "design.json");
    for file in &files {
        let Ok(text) = std::str::from_utf8(&file.bytes) else { continue };
        if file.path.ends_with("SHA256SUMS") {
            judgement.read.push(file.path.clone());
            sums(file, text, &files, &mut judgement);
        } else if let Some(template) = read_template(file, text, &mut judgement) {
            Template(&template).judge(&units, &mut judgement);
            filter::check(&Template(&template), designed, &mut judgement.wrong);
            parameters(&template, &files, &mut judgement);
            judgement.wrong.extend(embedded::against_files(&template, &files));
        }
    }
    planned(&files, &mut judgement);
    let unread = |file: &&File| !judgement.read.contains(&file.path);
    judgement.alone = files
        .iter()
        .filter(unread)
        .filter_map(|file| given(file).map(|_| file.path.clone()))
        .collect();
    // A zip says something when a file in it does.
    zips.retain(|zip| judgement.read.iter().any(|path| path.starts_with(&format!("{zip}/"))));
    judgement.read.extend(zips);
    judgement.read.sort();
    judgement.read.dedup();
    judgement.wrong.dedup();
    judgement
}

/// How deep zips are opened: packages lie in a bundle.
const NESTED_MAX: u32 = 2;

/// All files, those inside zips included.
fn unpacked(
    files: Vec<File>,
    depth: u32,
    zips: &mut Vec<String>,
    judgement: &mut Judgement,
) -> Vec<File> {
    let mut all = Vec::new();
    for file in files {
        if depth == 0 || !has_extension(&file.path, "zip") {
            all.push(file);
            continue;
        }
        let Some(entries) = bundle::unzip(&file.bytes) else {
            judgement.wrong.push(format!("{} is no zip that can be read", file.path));
            continue;
        };
        zips.push(file.path.clone());
        let inner = entries
            .into_iter()
            .map(|(path, bytes)| File { path: format!("{}/{path}", file.path), bytes });
        all.extend(unpacked(inner.collect(), depth - 1, zips, judgement));
        all.push(file);
    }
    all
}

fn has_extension(path: &str, wanted: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, found)| found.eq_ignore_ascii_case(wanted))
}

/// One unit's configuration, however many copies of it there are.
struct Unit {
    /// Directory of its package in the share.
    directory: String,
    firewall: Firewall,
}

fn units(files: &[File], judgement: &mut Judgement) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut places: Vec<Place<'_>> = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with("bootstrap.xml")) {
        judgement.read.push(file.path.clone());
        let parsed = std::str::from_utf8(&file.bytes)
            .map_err(|_| "it is not UTF-8".to_owned())
            .and_then(tree::parse);
        let firewall = match parsed {
            Ok(tree) => firewall::read(&tree),
            Err(reason) => {
                judgement.wrong.push(format!("{} cannot be read: {reason}", file.path));
                continue;
            }
        };
        // What copies differ in is said of the copies.
        let place = content::place(&file.path);
        let copied = place.as_ref().is_some_and(|place| places.iter().any(|p| p.copies(place)));
        if !copied && units.iter().all(|known| known.firewall != firewall) {
            let directory = place.as_ref().map(|place| place.directory.to_owned());
            units.push(Unit { directory: directory.unwrap_or_default(), firewall });
        }
        places.extend(place);
    }
    units
}

/// Where a design lies among the files, everything is held against what it plans. Secrets are not known,
/// so hashes, codes and keys are judged by their form.
fn planned(files: &[File], judgement: &mut Judgement) {
    // A design alone is no package.
    if judgement.read.is_empty() {
        return;
    }
    for design in files.iter().filter(|file| content::name(&file.path) == "design.json") {
        judgement.read.push(design.path.clone());
        let folder = design.path.strip_suffix("design.json").unwrap_or_default();
        let text = String::from_utf8_lossy(&design.bytes);
        let draft = match save::read(&text) {
            Ok(read) => read.value,
            Err(finding) => {
                judgement.wrong.push(format!("{}: {}", design.path, finding.message(Names::Keys)));
                continue;
            }
        };
        let review = review::review(&draft, &Secrets::default());
        let Some(approved) = review.approved() else {
            let why =
                review.obstacle().map(|finding| finding.message(Names::Keys)).unwrap_or_default();
            judgement.wrong.push(format!("{} has an error: {why}", design.path));
            continue;
        };
        let beside: Vec<Artifact> = files
            .iter()
            .filter_map(|file| {
                let path = file.path.strip_prefix(folder)?.to_owned();
                let zip = path.contains(".zip");
                (!zip).then(|| Artifact {
                    path,
                    media: "",
                    bytes: file.bytes.clone(),
                    secret: true,
                })
            })
            .collect();
        // A design may be published with some of the files; what is not there does not contradict it.
        let packages = beside.iter().any(|file| file.path.starts_with("bootstrap/"));
        let absent = |what: &str| {
            let of_units =
                what.starts_with("bootstrap/") || what.starts_with("the packages in the");
            what.ends_with(" is missing") && !(of_units && packages)
        };
        let found =
            super::audit(approved, &beside).into_iter().map(|finding| finding.message(Names::Keys));
        let told = found.filter(|what| !absent(what));
        let known = judgement.wrong.clone();
        let told = told.filter(|what| !known.contains(what));
        judgement.wrong.extend(told.map(|what| format!("{}: {what}", design.path)));
    }
}

/// Every line of SHA256SUMS holds.
fn sums(list: &File, text: &str, files: &[File], judgement: &mut Judgement) {
    let folder = list.path.strip_suffix("SHA256SUMS").unwrap_or_default();
    for line in text.lines() {
        let Some((sum, path)) = line.split_once("  ") else { continue };
        let path = format!("{folder}{path}");
        match files.iter().find(|file| file.path == path) {
            None if content::name(&path) == "design.json" => judgement.wrong.push(format!(
                "{} lists {path}, which is missing, so nothing could be held against its plan",
                list.path
            )),
            None => judgement.wrong.push(format!("{} lists {path}, which is not there", list.path)),
            Some(file) if artifact::sha256(&file.bytes) != sum => {
                judgement.wrong.push(format!("{path} is not the file that {} lists", list.path));
            }
            Some(_) => {}
        }
    }
}

fn read_template(file: &File, text: &str, judgement: &mut Judgement) -> Option<Value> {
    if !has_extension(&file.path, "json") {
        return None;
    }
    let json: Value = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => {
            judgement.wrong.push(format!("{} is no JSON: {error}", file.path));
            return None;
        }
    };
    let schema = json.get("$schema")?.as_str()?.to_ascii_lowercase();
    if !schema.contains("deploymenttemplate.json") {
        return None;
    }
    judgement.read.push(file.path.clone());
    Some(json)
}

/// What a parameters file says; `None` for another file.
fn given(file: &File) -> Option<Value> {
    let json: Value = serde_json::from_slice(&file.bytes).ok()?;
    let schema = json.get("$schema")?.as_str()?.to_ascii_lowercase();
    schema.contains("deploymentparameters.json").then_some(json)
}

/// Every value of a parameters file belongs to a declared parameter, and is one that it allows.
fn parameters(template: &Value, files: &[File], judgement: &mut Judgement) {
    let Some(declared) = template.get("parameters").and_then(Value::as_object) else { return };
    for file in files.iter().filter(|file| has_extension(&file.path, "json")) {
        let Some(json) = given(file) else { continue };
        judgement.read.push(file.path.clone());
        for (name, given) in json.get("parameters").and_then(Value::as_object).into_iter().flatten()
        {
            let known = declared.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            let Some((_, declaration)) = known else {
                let message =
                    format!("{} gives `{name}`, which the template does not declare", file.path);
                judgement.wrong.push(message);
                continue;
            };
            let allowed = declaration.get("allowedValues").and_then(Value::as_array);
            let value = given.get("value");
            if let (Some(allowed), Some(value)) = (allowed, value)
                && !allowed.contains(value)
            {
                judgement.wrong.push(format!(
                    "{} gives `{name}` the value {value}, which the template does not allow",
                    file.path
                ));
            }
        }
    }
}
