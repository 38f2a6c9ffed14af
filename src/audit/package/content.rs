//! What lies in the packages: copies that must be alike, init-cfg.txt, and nothing that does not belong.

use super::file::{File, Judgement, has_extension};
use crate::audit::damage::Damage;
use crate::audit::{init, tree};

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
pub(super) fn check(files: &[File], judgement: &mut Judgement) {
    let roots: Vec<&str> = files.iter().filter_map(|file| Some(place(&file.path)?.root)).collect();
    let placed: Vec<(Place<'_>, &File)> = files
        .iter()
        .filter_map(|file| {
            let places = roots.iter().filter_map(|root| within(root, &file.path));
            Some((places.max_by_key(|place| place.root.len())?, file))
        })
        .collect();
    for (n, (place, file)) in placed.iter().enumerate() {
        let mut before = placed.iter().take(n);
        let copy = before.find(|(other, _)| other.copies(place) && other.root != place.root);
        if let Some((_, other)) = copy.filter(|(_, other)| other.bytes != file.bytes) {
            judgement.apart(format!("{} differs from its copy {}", file.path, other.path));
        }
        belongs(place, file, judgement);
        let init = "config/init-cfg.txt";
        let lacks = !placed.iter().any(|(p, _)| p.root == place.root && p.inside == init);
        if place.inside == "config/bootstrap.xml" && lacks {
            judgement.wrong.push(Damage::Boot.of(format!("{}/{init} is missing", place.root)));
        }
    }
    for file in files.iter().filter(|file| file.name() == "init-cfg.txt") {
        judgement.read.push(file.path.clone());
        let Some(text) = file.text() else {
            judgement.wrong.push(Damage::Boot.of(format!("{} is not UTF-8", file.path)));
            continue;
        };
        let beside = format!("{}bootstrap.xml", file.folder());
        let beside = files.iter().find(|other| other.path == beside);
        let beside = beside.and_then(|other| tree::parse(other.text()?).ok());
        let said = init::check(&file.path, text, beside.as_ref());
        judgement.wrong.extend(Damage::Boot.each(said));
    }
}

/// PAN-OS reads whatever lies in its folders, so nothing else may.
fn belongs(place: &Place<'_>, file: &File, judgement: &mut Judgement) {
    let (folder, inner) = place.inside.split_once('/').unwrap_or((place.inside, ""));
    let known = match folder {
        "config" => ["init-cfg.txt", "bootstrap.xml"].contains(&inner),
        "license" => inner == "authcodes" || has_extension(inner, "key"),
        "content" | "software" | "plugins" => !inner.starts_with('.') && !file.bytes.is_empty(),
        // Beside a folder that was packed by hand anything may lie; a zip is read as a whole.
        _ => !has_extension(place.root, "zip"),
    };
    if !known {
        judgement
            .wrong
            .push(Damage::Boot.of(format!("{} does not belong into a package", file.path)));
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
