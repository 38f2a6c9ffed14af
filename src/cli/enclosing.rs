//! Reads the files that a person adds to the packages.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::Refusal;
use super::arguments::Enclosing;
use crate::design::Unit;
use crate::enclosed::{Enclosed, Folder};
use crate::facts::limit::ADDED_BYTES;

/// All of them, in the order of the folders.
pub(super) fn read(given: &Enclosing) -> Result<Vec<Enclosed>, Refusal> {
    let lists = [
        (Folder::Content, None, &given.content),
        (Folder::Software, None, &given.software),
        (Folder::Plugins, None, &given.plugin),
        (Folder::License, Some(Unit::A), &given.license_a),
        (Folder::License, Some(Unit::B), &given.license_b),
    ];
    let mut room = ADDED_BYTES.most;
    let mut files = Vec::new();
    for (folder, unit, paths) in lists {
        for path in paths {
            let file = Enclosed { folder, unit, name: name(path)?, bytes: content(path, room)? };
            room -= file.bytes.len();
            files.push(file);
        }
    }
    Ok(files)
}

/// The file's own name, by which PAN-OS knows it.
fn name(path: &Path) -> Result<String, Refusal> {
    let name = path.file_name().and_then(|name| name.to_str());
    let none = || Refusal(format!("{} has no name in UTF-8", path.display()));
    name.map(str::to_owned).ok_or_else(none)
}

/// The bytes of a regular file, as far as there is room for it.
fn content(path: &Path, room: usize) -> Result<Vec<u8>, Refusal> {
    let refusal = |why: &str| Refusal(format!("{}: {why}", path.display()));
    let failed = |error: std::io::Error| refusal(&error.to_string());
    let file = File::open(path).map_err(failed)?;
    if !file.metadata().map_err(failed)?.is_file() {
        return Err(refusal("is no regular file"));
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(room).expect("a length fits into 64 bits") + 1;
    let read = file.take(most).read_to_end(&mut bytes).map_err(failed)?;
    if read > room {
        let many = ADDED_BYTES.most;
        return Err(refusal(&format!("all files for the packages may have {many} bytes together")));
    }
    Ok(bytes)
}
