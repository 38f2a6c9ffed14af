//! Zips among the files, opened from the run's one budget. An entry that would leave the archive, a link and
//! one that is encrypted are named and not read.

use std::io::{Cursor, Read};

use super::input::{Input, Judgement, has_extension};
use crate::audit::budget::{Budget, Spent};
use crate::audit::fault::Fault;
use crate::bundle::Archive;
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
    match Archive::open(Cursor::new(input.bytes.as_slice())) {
        Ok(archive) => {
            if archive.has_twins() {
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
    mut archive: Archive<Cursor<&[u8]>>,
    budget: &Budget,
    judgement: &mut Judgement,
) -> Result<Vec<Input>, Spent> {
    let mut inside = Vec::new();
    archive.each(|name, entry| {
        let path = format!("{zip}/{name}");
        match entry.and_then(|entry| content(entry, budget.room())) {
            Ok(bytes) if bytes.len() <= limit::FILE_BYTES.most => {
                inside.push(Input::new(path, bytes, budget)?);
            }
            Ok(bytes) => {
                budget.file(bytes.len())?;
                let why = "it is larger than one file may be";
                judgement.skipped.push(format!("{path} is not read: {why}"));
                inside.push(Input::unread(path));
            }
            Err(why) => judgement.skipped.push(format!("{path} is not read: {why}")),
        }
        Ok::<(), Spent>(())
    })?;
    Ok(inside)
}

/// The bytes of an entry, one more than there is room for at most.
fn content(entry: &mut dyn Read, room: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let taken = entry.take(length(room) + 1).read_to_end(&mut bytes);
    taken.map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn length(n: usize) -> u64 {
    u64::try_from(n).expect("a length fits into 64 bits")
}
