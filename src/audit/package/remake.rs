//! A bundle beside its design: made again and compared, JSON and XML by structure, the rest as text.
//!
//! Secrets are not known, so what they fill in counts as equal: hashes, keys and codes. Only the version
//! that made a bundle makes the same again.

use std::collections::BTreeMap;

use serde_json::Value;

use super::input::{Input, has_extension, name};
use crate::audit::compare::{Change, Difference, differences, of_json, of_lines};
use crate::audit::fault::{Contradiction, Fault};
use crate::audit::template::text;
use crate::audit::tree;
use crate::audit::tree::Tree;
use crate::draft::{Draft, Secrets};
use crate::field::Field;
use crate::panos::Salt;
use crate::plan::Approved;
use crate::secret::Secret;
use crate::{arm, artifact, guide};

/// Why a bundle cannot be made again, if so. Its template says which version made it.
pub(super) fn obstacle(template: Option<&Value>) -> Option<String> {
    match template.and_then(|template| text(template, "/metadata/generator")) {
        None => Some("no template beside it says which version made it".to_owned()),
        Some(arm::GENERATOR) => None,
        Some(made) => Some(format!("{made} made it, and this is {}", arm::GENERATOR)),
    }
}

/// Stand-ins for the secrets whose presence alone changes the files: those of a registration, which the
/// template asks for where they were given.
pub(in crate::audit) fn secrets(template: Option<&Value>) -> Secrets {
    let mut secrets = Secrets::default();
    for field in [Field::PanoramaPinId, Field::PanoramaPinValue] {
        let (name, _) = field.parameter();
        let asked = template.and_then(|template| template.pointer(&format!("/parameters/{name}")));
        if asked.is_some() {
            secrets.set(field, Secret::new("given"));
        }
    }
    secrets
}

/// Everything in which the files beside a design differ from what it makes. What is not there contradicts
/// nothing, but a package has all its files.
pub(super) fn check(
    approved: Approved<'_>,
    draft: &Draft,
    design: &str,
    files: &BTreeMap<&str, &Input>,
) -> Vec<Contradiction> {
    let salt = Salt::from_bytes([0; 8]);
    let made = artifact::artifacts(approved, draft, &Secrets::default(), &salt, &[]);
    let folder = design.strip_suffix(name(design)).expect("a path ends with its name");
    let beside = |path: &str| {
        let zipped = path.strip_prefix("bootstrap/").and_then(|inside| inside.split_once('/'));
        let zipped = zipped.map(|(unit, inside)| format!("{folder}bootstrap-{unit}.zip/{inside}"));
        let found = files.get(format!("{folder}{path}").as_str());
        found.or_else(|| files.get(zipped?.as_str())).copied()
    };
    let packages =
        made.iter().any(|one| one.path.starts_with("bootstrap/") && beside(&one.path).is_some());
    let say = |said: &str| Fault::DesignDiffers.of([&design, &said]).at(design, 0);
    let mut wrong = Vec::new();
    for one in &made {
        let Some(text) = one.as_text().filter(|_| !FREE.contains(&one.path.as_str())) else {
            continue;
        };
        match beside(&one.path) {
            None if packages && one.path.starts_with("bootstrap/") => {
                wrong.push(say(&format!("{} is missing", one.path)));
            }
            None => {}
            Some(file) => {
                let said = compared(&one.path, file, text);
                wrong.extend(said.map(|(said, line)| say(&said).at(&file.path, line)));
            }
        }
    }
    wrong
}

/// Files that are not compared: the design itself, and sums, which are judged by themselves.
const FREE: [&str; 2] = ["design.json", "SHA256SUMS"];

/// In what a file is not what is made, if so: the first difference with its line, and how many more.
fn compared(path: &str, file: &Input, made: &str) -> Option<(String, usize)> {
    let Some(found) = file.text() else { return Some((format!("{path} is not UTF-8"), 0)) };
    // Which files a person added, the design does not say; their checksums are judged elsewhere.
    let found = &guide::without_added(found);
    let trees = structure(path, found).zip(structure(path, made));
    let Some((mut found, made)) = trees else {
        return (found != made).then(|| (format!("{path} is not what the design makes"), 0));
    };
    if path == "azuredeploy.parameters.json" {
        keep_given(&mut found, &made);
    }
    // Which hash it is, only the secrets say; its form is judged elsewhere.
    let mut all = differences(&found, &made, &|_, key| key == "phash").into_iter();
    let Difference { path: at, change, lines: [line, _] } = all.next()?;
    let first = match change {
        Change::Text([found, made]) => format!("has {found} at {at}, its design makes {made}"),
        Change::Lacks => format!("lacks {at}"),
        // What is not planned may be a secret, so it is named without its text.
        Change::Adds => format!("has the unplanned {at}"),
        Change::Order => format!("has another order at {at}"),
    };
    let more = match all.count() {
        0 => String::new(),
        1 => ", and 1 more difference".to_owned(),
        n => format!(", and {n} more differences"),
    };
    Some((format!("{path} {first}{more}"), line))
}

/// A deployment gives more parameters than the design has values for.
fn keep_given(found: &mut Tree, made: &Tree) {
    let known = &made.at("parameters").children;
    for part in found.children.iter_mut().filter(|part| part.tag == "parameters") {
        part.children.retain(|given| known.iter().any(|known| known.tag == given.tag));
    }
}

/// What is compared by its structure, as a tree.
fn structure(path: &str, text: &str) -> Option<Tree> {
    if has_extension(path, "json") {
        serde_json::from_str(text).ok().map(|json| of_json("", &json))
    } else if has_extension(path, "xml") {
        tree::parse(text).ok()
    } else {
        path.ends_with("/init-cfg.txt").then(|| of_lines(text))
    }
}
