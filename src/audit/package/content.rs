//! What lies in the packages: copies that must be alike, init-cfg.txt, and nothing that does not belong.

use std::collections::{BTreeMap, BTreeSet};

use super::group::Group;
use super::input::{Input, Judgement, has_extension};
use super::{Content, Document};
use crate::audit::budget::Budget;
use crate::audit::fault::Fault;
use crate::audit::init;
use crate::audit::tree::Tree;

/// Where a file of a package stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// The bundle around the package; empty for none.
    bundle: &'a str,
    /// The package's directory in the share.
    pub(super) directory: &'a str,
    /// Path of the package itself.
    root: &'a str,
    /// Path inside the package.
    inside: &'a str,
}

impl Place<'_> {
    /// Whether another file is a copy of this one: the same place of the same package.
    pub(super) fn copies(&self, other: &Place<'_>) -> bool {
        (self.bundle, self.directory, self.inside) == (other.bundle, other.directory, other.inside)
    }
}

/// Files by which a package is known, with their folder.
const KNOWN: [&str; 2] = ["/config/init-cfg.txt", "/config/bootstrap.xml"];

/// The place of a file in the package that has this root.
fn within<'a>(root: &'a str, path: &'a str) -> Option<Place<'a>> {
    let inside = path.strip_prefix(root)?.strip_prefix('/')?;
    let (around, own) = root.rsplit_once('/').unwrap_or(("", root));
    let zip = own.strip_prefix("bootstrap-").and_then(|own| own.strip_suffix(".zip"));
    let folder = around.strip_suffix("bootstrap").map(|bundle| bundle.trim_end_matches('/'));
    let bundle = if zip.is_some() { around } else { folder.unwrap_or(around) };
    Some(Place { bundle, directory: zip.unwrap_or(own), root, inside })
}

/// The place of a file by which a package is known.
pub(super) fn place(path: &str) -> Option<Place<'_>> {
    let root = KNOWN.into_iter().find_map(|known| path.strip_suffix(known))?;
    within(root, path)
}

/// The folder of the bundle in which a configuration lies, with a slash at its end; one that lies in no
/// package is one of several folders beside each other.
pub(super) fn bundle(path: &str) -> String {
    let around = |path: &str| path.rsplit_once('/').map_or("", |(around, _)| around).to_owned();
    let bundle = place(path).map_or_else(|| around(&around(path)), |place| place.bundle.to_owned());
    if bundle.is_empty() { bundle } else { bundle + "/" }
}

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
        let (Content::Init, Some(text)) = (content, file.text()) else { continue };
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

#[cfg(test)]
mod tests {
    use super::{place, within};

    #[test]
    fn a_folder_and_a_zip_hold_copies_of_one_package() {
        let folder = place("x/bootstrap/VM1/config/init-cfg.txt").unwrap();
        let zip = place("x/bootstrap-VM1.zip/config/init-cfg.txt").unwrap();
        assert!(folder.copies(&zip) && folder.directory == "VM1" && folder.root != zip.root);
        assert!(!folder.copies(&place("x/bootstrap/VM2/config/init-cfg.txt").unwrap()));
        assert!(!folder.copies(&place("y/bootstrap/VM1/config/init-cfg.txt").unwrap()));
        assert_eq!(place("README.md"), None);
        let keep = within("x/bootstrap/VM1", "x/bootstrap/VM1/content/.keep").unwrap();
        assert_eq!(keep.inside, "content/.keep");
        assert_eq!(within("x/bootstrap/VM1", "x/bootstrap/VM10/content/.keep"), None);
    }
}
