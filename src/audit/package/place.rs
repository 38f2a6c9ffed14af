//! Where a file stands: in which package of which bundle.

/// Where a file of a package stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// The bundle around the package; empty for none.
    pub(super) bundle: &'a str,
    /// The package's directory in the share.
    pub(super) directory: &'a str,
    /// Path of the package itself.
    pub(super) root: &'a str,
    /// Path inside the package.
    pub(super) inside: &'a str,
}

impl Place<'_> {
    /// Whether another file is a copy of this one: the same place of the same package.
    pub(super) fn copies(&self, other: &Place<'_>) -> bool {
        (self.bundle, self.directory, self.inside) == (other.bundle, other.directory, other.inside)
    }
}

/// Files by which a package is known, with their folder.
pub(super) const KNOWN: [&str; 2] = ["/config/init-cfg.txt", "/config/bootstrap.xml"];

/// The place of a file in the package that has this root.
pub(super) fn within<'a>(root: &'a str, path: &'a str) -> Option<Place<'a>> {
    let inside = path.strip_prefix(root)?.strip_prefix('/')?;
    let (around, own) = root.rsplit_once('/').unwrap_or(("", root));
    let zip = own.strip_suffix(".zip");
    let zip = zip.map(|own| own.strip_prefix("bootstrap-").unwrap_or(own));
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
