//! What lies in the packages: copies that must be alike, init-cfg.txt, and nothing that does not belong.

use std::collections::{BTreeMap, BTreeSet};

use super::group::Group;
use super::input::{Input, Judgement, has_extension};
use super::place::{KNOWN, Place, place, within};
use super::{Content, Document};
use crate::audit::budget::Budget;
use crate::audit::fault::Fault;
use crate::audit::tree::Tree;
use crate::audit::{careful, init};

/// Everything that is wrong with the packages' files as files.
pub(super) fn check(
    documents: &[Document],
    groups: &[Group],
    budget: &Budget,
    judgement: &mut Judgement,
) {
    let files = || documents.iter().map(|document| &document.file);
    let roots: BTreeSet<&str> = files().filter_map(|file| Some(place(&file.path)?.root)).collect();
    let mut copies: BTreeMap<(&str, &str, &str), (&str, &Input)> = BTreeMap::new();
    for file in files() {
        let Some(place) = root_of(&roots, &file.path).and_then(|root| within(root, &file.path))
        else {
            continue;
        };
        let (_, first) = *copies
            .entry((place.bundle, place.directory, place.inside))
            .or_insert((place.root, file));
        if first.bytes != file.bytes {
            let what = Fault::CopyDiffers.of([&file.path, &first.path]);
            judgement.wrong.push(what.at(&file.path, 0).at(&first.path, 0));
        }
        if !belongs(&place, file) {
            let what = Fault::NotBelonging.of([&file.path]);
            judgement.wrong.push(what.at(&file.path, 0));
        }
    }
    let paths: BTreeSet<&str> = files().map(|file| file.path.as_str()).collect();
    for root in roots {
        let [init, xml] = KNOWN.map(|known| format!("{root}{known}"));
        if paths.contains(xml.as_str()) && !paths.contains(init.as_str()) {
            judgement.wrong.push(Fault::FileMissing.of([&init]).at(&xml, 0));
        }
    }
    let units = groups.iter().flat_map(|group| &group.units);
    let trees: BTreeMap<&str, &Tree> =
        units.map(|unit| (unit.configuration.path.as_str(), &unit.configuration.tree)).collect();
    for Document { file, content } in documents {
        let codes = file.path.ends_with("license/authcodes");
        let init = matches!(content, Content::Init);
        let Some(text) = file.text().filter(|_| codes || init) else { continue };
        judgement.wrong.extend(careful::lines(&file.path, text));
        if codes {
            continue;
        }
        judgement.wrong.extend(init::panorama(&file.path, text));
        let beside = format!("{}bootstrap.xml", file.folder());
        let beside = trees.get_key_value(beside.as_str()).map(|(path, tree)| (*path, *tree));
        judgement.wrong.extend(init::check(&file.path, text, beside, budget));
    }
}

/// The innermost package around a file.
fn root_of<'a>(roots: &BTreeSet<&'a str>, path: &str) -> Option<&'a str> {
    let mut around = path;
    loop {
        around = around.rsplit_once('/')?.0;
        if let Some(root) = roots.get(around) {
            return Some(root);
        }
    }
}

/// PAN-OS reads whatever lies in its folders, so nothing else may.
fn belongs(place: &Place<'_>, file: &Input) -> bool {
    let (folder, inner) = place.inside.split_once('/').unwrap_or((place.inside, ""));
    match folder {
        "config" => ["init-cfg.txt", "bootstrap.xml"].contains(&inner),
        "license" => inner == "authcodes" || has_extension(inner, "key"),
        "content" | "software" | "plugins" => !inner.starts_with('.') && !file.bytes.is_empty(),
        // Beside a folder that was packed by hand anything may lie; a zip is read as a whole.
        _ => !has_extension(place.root, "zip"),
    }
}
