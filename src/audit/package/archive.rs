//! Zips among the files, opened from the run's one budget. An entry that would leave the archive, a link and
//! one that is encrypted are named and not read.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::input::{Input, Judgement, has_extension};
use crate::audit::budget::{Budget, Spent};
use crate::audit::fault::Fault;
use crate::facts::limit;

/// All files, those inside zips included, and the paths of the zips.
///
/// # Errors
/// The run has read as much as it may.
pub(super) fn opened(
    inputs: Vec<Input>,
    budget: &Budget,
    judgement: &mut Judgement,
) -> Result<(Vec<Input>, Vec<String>), Spent> {
    let mut all = Opened::default();
    for input in inputs {
        open(input, limit::ZIP_DEPTH.most, budget, judgement, &mut all)?;
    }
    Ok((all.files, all.zips))
}

#[derive(Default)]
struct Opened {
    files: Vec<Input>,
    zips: Vec<String>,
}

/// How a zip begins, with an entry or with its end.
const MAGIC: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// How the directory of a zip tells each of its entries.
const ENTRY: &[u8] = b"PK\x01\x02";
/// The first entry of documents that are zips, such as drawings and texts.
const DOCUMENTS: [&[u8]; 2] = [b"[Content_Types].xml", b"mimetype"];

fn open(
    input: Input,
    depth: usize,
    budget: &Budget,
    judgement: &mut Judgement,
    all: &mut Opened,
) -> Result<(), Spent> {
    let first = input.bytes.get(30..).unwrap_or(&[]);
    let document = DOCUMENTS.iter().any(|name| first.starts_with(name));
    if document || !MAGIC.iter().any(|magic| input.bytes.starts_with(magic)) {
        if has_extension(&input.path, "zip") {
            let what = Fault::ZipUnreadable.of([&input.path, &"it does not begin as one"]);
            judgement.wrong.push(what.at(&input.path, 0));
        }
        all.files.push(input);
        return Ok(());
    }
    if depth == 0 {
        let deep = limit::ZIP_DEPTH.most;
        let what = format!("{} is not opened: zips lie more than {deep} deep", input.path);
        judgement.skipped.push(what);
        all.files.push(input);
        return Ok(());
    }
    // Each entry costs memory before any is read.
    let n_entries = input.bytes.windows(ENTRY.len()).filter(|bytes| *bytes == ENTRY).count();
    budget.entries(n_entries)?;
    match ZipArchive::new(Cursor::new(input.bytes.as_slice())) {
        Ok(archive) => {
            if archive.has_duplicate_names() {
                let twice = "it has two entries of one name, and tools differ in which one counts";
                judgement
                    .wrong
                    .push(Fault::ZipUnreadable.of([&input.path, &twice]).at(&input.path, 0));
            }
            for inner in entries(&input.path, archive, budget, judgement)? {
                open(inner, depth - 1, budget, judgement, all)?;
            }
            all.zips.push(input.path.clone());
        }
        Err(error) => {
            let what = Fault::ZipUnreadable.of([&input.path, &error]);
            judgement.wrong.push(what.at(&input.path, 0));
        }
    }
    all.files.push(input);
    Ok(())
}

fn entries(
    zip: &str,
    mut archive: ZipArchive<Cursor<&[u8]>>,
    budget: &Budget,
    judgement: &mut Judgement,
) -> Result<Vec<Input>, Spent> {
    let mut inside = Vec::new();
    for n in 0..archive.len() {
        let mut entry = match archive.by_index(n) {
            Ok(entry) => entry,
            Err(error) => {
                judgement.skipped.push(format!("entry {} of {zip} is not read: {error}", n + 1));
                continue;
            }
        };
        if entry.is_dir() {
            continue;
        }
        let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
        let skip = |why: &str| format!("{zip}/{name} is not read: {why}");
        if let Some(why) = unsafe_name(&name) {
            judgement.skipped.push(skip(why));
        } else if entry.is_symlink() {
            judgement.skipped.push(skip("it is a link"));
        } else {
            match content(&mut entry, budget.room()) {
                Ok(bytes) if bytes.len() <= limit::FILE_BYTES.most => {
                    inside.push(Input::new(format!("{zip}/{name}"), bytes, budget)?);
                }
                Ok(bytes) => {
                    budget.file(bytes.len())?;
                    judgement.skipped.push(skip("it is larger than one file may be"));
                    inside.push(Input::unread(format!("{zip}/{name}")));
                }
                Err(error) => judgement.skipped.push(skip(&error.to_string())),
            }
        }
    }
    Ok(inside)
}

/// The bytes of an entry, one more than there is room for at most.
fn content<R: Read>(entry: &mut ZipFile<'_, R>, room: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    entry.take(length(room) + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn length(n: usize) -> u64 {
    u64::try_from(n).expect("a length fits into 64 bits")
}

/// Why an entry of this name would land outside the folder into which the archive is unpacked, if so.
fn unsafe_name(name: &str) -> Option<&'static str> {
    if name.starts_with('/') || name.get(1..2) == Some(":") {
        return Some("its name is absolute");
    }
    let leaves = name.split('/').any(|part| part == "..");
    leaves.then_some("its name leads out of the archive")
}
