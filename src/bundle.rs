//! Zip archives: the bootstrap packages and the bundle. The same content gives the same bytes.

use std::io::{Cursor, Read, Seek, Write};

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

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

/// Longer files are stored as they are: none that is made here is as long, and what a vendor sends is packed
/// already.
const PACKED_MAX: usize = 4 * 1024 * 1024;

/// Packs the entries in the order given, with a fixed time and fixed rights.
pub fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
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
                let options = match bytes.len() {
                    0..=PACKED_MAX => options,
                    _ => options
                        .compression_method(CompressionMethod::Stored)
                        .compression_level(None),
                };
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
    let mut room = UNPACKED_MAX;
    each_file(Cursor::new(bytes), |path, entry| {
        let mut plain = Vec::new();
        let taken = entry.take(room + 1).read_to_end(&mut plain).ok()?;
        room = room.checked_sub(u64::try_from(taken).ok()?)?;
        Some((path, plain))
    })
}

/// What is made of each file of an archive; `None` when it cannot be read, or nothing is made of one.
pub fn each_file<T>(
    archive: impl Read + Seek,
    mut of: impl FnMut(String, &mut dyn Read) -> Option<T>,
) -> Option<Vec<T>> {
    let mut made = Vec::new();
    let take = |path, entry: Result<&mut dyn Read, String>| {
        made.push(entry.ok().and_then(|entry| of(path, entry)).ok_or(())?);
        Ok::<(), ()>(())
    };
    Archive::open(archive).ok()?.each(take).ok()?;
    Some(made)
}

/// An archive that is read, whoever made it.
pub struct Archive<R>(ZipArchive<R>);

impl<R: Read + Seek> Archive<R> {
    /// Reads an archive's list of entries.
    ///
    /// # Errors
    /// It is none, with the reason.
    pub fn open(archive: R) -> Result<Self, String> {
        ZipArchive::new(archive).map(Self).map_err(|error| error.to_string())
    }

    /// Whether two entries have one name, of which tools differ in which counts.
    pub fn has_twins(&self) -> bool {
        self.0.has_duplicate_names()
    }

    /// Hands out each file in order: its path with slashes, and its bytes, or why they are not to be had. A link
    /// and a name that leads out of the archive are never followed.
    ///
    /// # Errors
    /// What `take` says of one, after which no further file is read.
    pub fn each<E>(
        &mut self,
        mut take: impl FnMut(String, Result<&mut dyn Read, String>) -> Result<(), E>,
    ) -> Result<(), E> {
        for n in 0..self.0.len() {
            let mut entry = match self.0.by_index(n) {
                Ok(entry) => entry,
                Err(error) => {
                    take(format!("entry {}", n + 1), Err(error.to_string()))?;
                    continue;
                }
            };
            if entry.is_dir() {
                continue;
            }
            let path = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/");
            match unsafe_name(&path).or(entry.is_symlink().then_some("it is a link")) {
                Some(why) => take(path, Err(why.to_owned()))?,
                None => take(path, Ok(&mut entry))?,
            }
        }
        Ok(())
    }
}

/// Why an entry of this name would land outside the folder into which the archive is unpacked, if so.
fn unsafe_name(name: &str) -> Option<&'static str> {
    if name.starts_with('/') || name.get(1..2) == Some(":") {
        return Some("its name is absolute");
    }
    let leaves = name.split('/').any(|part| part == "..");
    leaves.then_some("its name leads out of the archive")
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let mut bytes = bytes;
    sha256_of(&mut bytes).expect("bytes in memory can be read")
}

/// SHA-256 of all that is read, however long, in hexadecimal.
///
/// # Errors
/// It cannot be read.
pub fn sha256_of(from: &mut dyn Read) -> std::io::Result<String> {
    let (mut digest, mut piece) = (Sha256::new(), [0; 16 * 1024]);
    loop {
        match from.read(&mut piece)? {
            0 => break,
            n => digest.update(piece.get(..n).expect("no more is read than there is room for")),
        }
    }
    Ok(digest.finalize().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_sha256() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn paths_contents_and_rights_are_in_the_archive() {
        let long = "one text, ".repeat(10_000);
        let entries = [
            Entry::Folder("content".into()),
            Entry::File("config/a.txt".into(), long.as_bytes()),
            Entry::Secret("key".into(), b"secret"),
            Entry::File("deploy.sh".into(), b"#!/bin/sh"),
            Entry::File("n\u{e4}me".into(), b""),
        ];
        let bytes = zip(&entries);
        assert_eq!(bytes, zip(&entries));
        let mut archive = ZipArchive::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(archive.len(), 5);
        assert!(archive.by_index(0).unwrap().is_dir());
        let mut found = Vec::new();
        for n in 1..5 {
            let mut entry = archive.by_index(n).unwrap();
            let mut plain = Vec::new();
            entry.read_to_end(&mut plain).unwrap();
            found.push((entry.name().unwrap().to_string(), entry.unix_mode(), plain));
        }
        let wanted =
            |path: &str, rights, bytes: &[u8]| (path.to_owned(), Some(rights), bytes.to_vec());
        assert_eq!(
            found,
            [
                wanted("config/a.txt", 0o100_644, long.as_bytes()),
                wanted("key", 0o100_600, b"secret"),
                wanted("deploy.sh", 0o100_755, b"#!/bin/sh"),
                wanted("n\u{e4}me", 0o100_644, b""),
            ]
        );
        let own = unzip(&bytes).unwrap();
        assert_eq!(own.len(), 4);
        assert_eq!(own.first().unwrap().1, long.as_bytes());
    }

    #[test]
    fn names_that_lead_out_of_an_archive_are_told_and_not_read() {
        for name in ["../a", "/a", "c:\\a", "b\\..\\..\\a"] {
            let entries = [Entry::File("first".into(), b"1"), Entry::File(name.into(), b"2")];
            let bytes = zip(&entries);
            assert_eq!(unzip(&bytes), None, "{name}");
            let mut told = Vec::new();
            let take = |path, entry: Result<&mut dyn Read, String>| {
                told.push((path, entry.is_ok()));
                Ok::<(), ()>(())
            };
            Archive::open(Cursor::new(bytes)).unwrap().each(take).unwrap();
            assert_eq!(told, [("first".to_owned(), true), (name.replace('\\', "/"), false)]);
        }
    }

    #[test]
    fn archives_of_others_are_read_and_cut_ones_are_not() {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, method) in [("a", CompressionMethod::Stored), ("b", CompressionMethod::Deflated)]
        {
            let options = SimpleFileOptions::default().compression_method(method);
            archive.start_file(path, options).unwrap();
            archive.write_all(b"text").unwrap();
        }
        archive.set_comment("a remark").unwrap();
        let bytes = archive.finish().unwrap().into_inner();
        let wanted = [("a".to_owned(), b"text".to_vec()), ("b".to_owned(), b"text".to_vec())];
        assert_eq!(unzip(&bytes).unwrap(), wanted);
        for n in 0..bytes.len() {
            let mut cut = bytes.clone();
            cut.truncate(n);
            assert!(unzip(&cut).is_none_or(|files| files == wanted), "cut at {n}");
            let mut bent = bytes.clone();
            if let Some(byte) = bent.get_mut(n) {
                *byte ^= 0x55;
            }
            let _ = unzip(&bent);
        }
    }
}
