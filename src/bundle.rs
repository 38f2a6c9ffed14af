//! Zip archives: the bootstrap packages and the bundle. The same content gives the same bytes.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// An entry of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry<'a> {
    /// A folder, present even when it is empty; its path ends without a slash.
    Folder(String),
    /// A file.
    File(String, &'a [u8]),
    /// A file that only its owner may read.
    Secret(String, &'a [u8]),
}

/// Packs the entries in the order given, with a fixed time and fixed rights.
pub fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in entries {
        let written = match entry {
            Entry::Folder(path) => {
                archive.add_directory(path.as_str(), options.unix_permissions(0o755))
            }
            Entry::File(path, bytes) | Entry::Secret(path, bytes) => {
                let plain = if bytes.starts_with(b"#!") { 0o755 } else { 0o644 };
                let rights = if matches!(entry, Entry::Secret(..)) { 0o600 } else { plain };
                archive
                    .start_file(path.as_str(), options.unix_permissions(rights))
                    .and_then(|()| archive.write_all(bytes).map_err(Into::into))
            }
        };
        written.expect("writing an archive to memory does not fail");
    }
    archive.finish().expect("writing an archive to memory does not fail").into_inner()
}

/// Most bytes that an archive may unpack to.
const UNPACKED_MAX: u64 = 64 * 1024 * 1024;

/// The files of an archive with their paths; `None` when it cannot be read or unpacks to too much.
pub fn unzip(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut room = UNPACKED_MAX;
    let mut files = Vec::new();
    for n in 0..archive.len() {
        let mut entry = archive.by_index(n).ok()?;
        if !entry.is_file() {
            continue;
        }
        let path = entry.name().ok()?.to_string();
        let mut plain = Vec::new();
        let taken = (&mut entry).take(room + 1).read_to_end(&mut plain).ok()?;
        room = room.checked_sub(u64::try_from(taken).ok()?)?;
        files.push((path, plain));
    }
    Some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_entries_give_the_same_bytes_and_empty_folders_are_real() {
        let entries =
            [Entry::Folder("content".into()), Entry::File("config/a.txt".into(), b"text")];
        let bytes = zip(&entries);
        assert_eq!(bytes, zip(&entries));
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert!(archive.by_index(0).unwrap().is_dir());
        assert_eq!(archive.by_index(1).unwrap().name().unwrap(), "config/a.txt");
        assert_eq!(archive.len(), 2);
    }
}
