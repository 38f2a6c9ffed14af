//! An existing package, read without any plan: a folder, a zip, a template, parameters, bootstrap files.
//!
//! Says where the files contradict themselves or each other. Values that Azure computes are passed over,
//! because only a deployment knows them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::damage::Damage;
use super::firewall::Unit;
use super::template::{Template, text};
use super::{Wanted, configurations, firewall, pair, parameter, templated, tree};
use crate::draft::Draft;
use crate::finding::Names;
use crate::review::Review;
use crate::{artifact, bundle, review, save};

mod content;
mod file;
mod remake;

use content::Place;
use file::has_extension;
pub use file::{File, Judgement};

/// Judges the files of a package; zips among them are opened.
pub fn judge(files: Vec<File>) -> Judgement {
    let mut judgement = Judgement::default();
    let mut zips = Vec::new();
    let files = unpacked(files, NESTED_MAX, &mut zips, &mut judgement);
    let groups = units(&files, &mut judgement);
    for units in groups.values().filter(|units| units.len() > 2) {
        judgement.apart(format!(
            "{} different configurations are there, expected those of two units",
            units.len()
        ));
    }
    content::check(&files, &mut judgement);
    for file in files.iter().filter(|file| file.name() == "SHA256SUMS") {
        judgement.read.push(file.path.clone());
        sums(file, &files, &mut judgement);
    }
    let templates: Vec<(&File, Value)> = files
        .iter()
        .filter_map(|file| Some((file, read_template(file, &mut judgement)?)))
        .collect();
    // A design alone is no package.
    let designs = if judgement.read.is_empty() {
        Vec::new()
    } else {
        designs(&files, &templates, &mut judgement)
    };
    let wanted = |folder: &str| {
        let here = designs.iter().find(|(design, ..)| design.folder() == folder);
        here.and_then(|(_, _, review)| review.plan.as_ref()).map(Wanted::of).unwrap_or_default()
    };
    let mut unplanned = Vec::new();
    for (design, draft, review) in &designs {
        let before = judgement.wrong.len();
        remade(design, draft, review, &files, &mut judgement);
        if judgement.wrong.len() > before {
            unplanned.push(design.folder());
        }
    }
    for (folder, units) in &groups {
        judgement.wrong.extend(configurations(units, wanted(folder)));
        // A unit that is not what its design makes says so by itself.
        if !unplanned.contains(&folder.as_str()) {
            judgement.wrong.extend(pair(units));
        }
    }
    let lone = templates.len() == 1;
    for (file, template) in &templates {
        let folder = file.folder();
        // A template elsewhere is another package's, unless there is no other.
        let lone_group = groups.values().next().filter(|_| lone && groups.len() == 1);
        let units = groups.get(folder).or(lone_group).map_or(&[][..], Vec::as_slice);
        let beside = files
            .iter()
            .filter_map(|other| Some((other.path.strip_prefix(folder)?, other.bytes.as_slice())));
        let beside: Vec<_> = beside.collect();
        judgement.wrong.extend(templated(Template(template), units, &beside, wanted(folder)));
        let here = |file: &&File| lone || file.folder() == folder;
        for file in files.iter().filter(here).filter(|file| has_extension(&file.path, "json")) {
            let Some(given) = given(file) else { continue };
            judgement.read.push(file.path.clone());
            let said = parameter::check(Template(template), &file.path, &given);
            judgement.wrong.extend(Damage::Boot.each(said));
        }
    }
    settle(&files, zips, &mut judgement);
    judgement
}

/// What was read and what says something only beside another file; the contradictions in their order.
fn settle(files: &[File], mut zips: Vec<String>, judgement: &mut Judgement) {
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
    judgement.wrong.sort_by_key(|one| one.damage);
    judgement.wrong.dedup();
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
            judgement.apart(format!("{} is no zip that can be read", file.path));
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

/// The configurations of each bundle by its folder, copies of one package once.
fn units(files: &[File], judgement: &mut Judgement) -> BTreeMap<String, Vec<Unit>> {
    let mut groups: BTreeMap<String, Vec<Unit>> = BTreeMap::new();
    let mut places: Vec<Place<'_>> = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with("bootstrap.xml")) {
        judgement.read.push(file.path.clone());
        let text = file.text().ok_or_else(|| "it is not UTF-8".to_owned());
        let parsed = text.and_then(tree::parse);
        let configuration = match parsed {
            Ok(tree) => firewall::read(&tree),
            Err(reason) => {
                judgement
                    .wrong
                    .push(Damage::Boot.of(format!("{} cannot be read: {reason}", file.path)));
                continue;
            }
        };
        // What copies differ in is said of the copies.
        let place = content::place(&file.path);
        let copied = place.as_ref().is_some_and(|place| places.iter().any(|p| p.copies(place)));
        let units = groups.entry(content::bundle(&file.path)).or_default();
        if !copied && units.iter().all(|known| known.configuration != configuration) {
            let directory = place.as_ref().map(|place| place.directory.to_owned());
            units.push(Unit { directory: directory.unwrap_or_default(), configuration });
        }
        places.extend(place);
    }
    groups
}

/// The designs among the files, as far as they can be read, with what is said of each.
fn designs<'a>(
    files: &'a [File],
    templates: &[(&File, Value)],
    judgement: &mut Judgement,
) -> Vec<(&'a File, Draft, Review)> {
    let mut designs = Vec::new();
    for file in files.iter().filter(|file| file.name() == "design.json") {
        judgement.read.push(file.path.clone());
        match save::read(&String::from_utf8_lossy(&file.bytes)) {
            Ok(read) => {
                let mut beside = templates.iter().filter(|(at, _)| at.folder() == file.folder());
                let secrets = remake::secrets(beside.next().map(|(_, template)| template));
                let review = review::review(&read.value, &secrets);
                designs.push((file, read.value, review));
            }
            Err(finding) => {
                judgement.apart(format!("{}: {}", file.path, finding.message(Names::Keys)));
            }
        }
    }
    designs
}

/// Holds the files beside a design against those that it makes.
fn remade(
    design: &File,
    draft: &Draft,
    review: &Review,
    files: &[File],
    judgement: &mut Judgement,
) {
    let folder = design.folder();
    let template = format!("{folder}azuredeploy.json");
    let path = &design.path;
    if let Some(why) = remake::obstacle(files.iter().find(|file| file.path == template)) {
        judgement.skipped.push(format!("{path} is not held against the files beside it: {why}"));
        return;
    }
    let Some(approved) = review.approved() else {
        let why = review.obstacle().map(|finding| finding.message(Names::Keys)).unwrap_or_default();
        judgement.apart(format!("{path} has an error: {why}"));
        return;
    };
    let found = remake::check(approved, draft, folder, files);
    let found = found.into_iter().map(|what| format!("{path}: {what}"));
    judgement.wrong.extend(Damage::Apart.each(found));
}

/// Every line of SHA256SUMS holds.
fn sums(list: &File, files: &[File], judgement: &mut Judgement) {
    let lines = list.text().into_iter().flat_map(str::lines);
    for (sum, own) in lines.filter_map(|line| line.split_once("  ")) {
        let path = format!("{}{own}", list.folder());
        match files.iter().find(|file| file.path == path) {
            None if own == "design.json" => judgement.apart(format!(
                "{} lists {path}, which is missing, so nothing could be held against its plan",
                list.path
            )),
            None => judgement.apart(format!("{} lists {path}, which is not there", list.path)),
            Some(file) if artifact::sha256(&file.bytes) != sum => {
                judgement.apart(format!("{path} is not the file that {} lists", list.path));
            }
            Some(_) => {}
        }
    }
}

fn read_template(file: &File, judgement: &mut Judgement) -> Option<Value> {
    if !has_extension(&file.path, "json") {
        return None;
    }
    let json: Value = match serde_json::from_str(file.text()?) {
        Ok(json) => json,
        Err(error) => {
            judgement.wrong.push(Damage::Boot.of(format!("{} is no JSON: {error}", file.path)));
            return None;
        }
    };
    let schema = text(&json, "/$schema")?.to_ascii_lowercase();
    if !schema.contains("deploymenttemplate.json") {
        return None;
    }
    judgement.read.push(file.path.clone());
    Some(json)
}

/// What a parameters file says; `None` for another file.
fn given(file: &File) -> Option<Value> {
    let json: Value = serde_json::from_slice(&file.bytes).ok()?;
    let schema = text(&json, "/$schema")?.to_ascii_lowercase();
    schema.contains("deploymentparameters.json").then_some(json)
}
