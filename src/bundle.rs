//! Zip archives: the bootstrap packages and the bundle. The same content gives the same bytes.
//!
//! Written and read by hand: the format is small, and a library's table for checksums alone was the largest
//! piece of data in the page. Source: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4.

use crate::deflate;

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

/// What begins an entry before its content, an entry of the directory, and the directory's end.
const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
/// Bytes of the directory's end, and of an entry of the directory, without names and remarks.
const END_LEN: usize = 22;
const CENTRAL_LEN: usize = 46;
/// Ways to store an entry.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// The flags of a path that is not ASCII, and of an entry that is encrypted.
const UTF8: u16 = 1 << 11;
const ENCRYPTED: u16 = 1;
/// 1 January 1980, the first day that the format knows.
const FIRST_DAY: u16 = (1 << 5) | 1;
/// Version 2.0, which knows folders and deflate; in its upper byte the system whose rights are given: Unix.
const VERSION: u16 = 20;
const UNIX: u16 = 3 << 8;

/// Packs the entries in the order given, with a fixed time and fixed rights.
pub fn zip(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for entry in entries {
        let at = archive.len();
        let (path, bytes, rights) = match entry {
            Entry::Folder(path) => (format!("{path}/"), &[][..], 0o040_755),
            Entry::Secret(path, bytes) => (path.clone(), *bytes, 0o100_600),
            Entry::File(path, bytes) if bytes.starts_with(b"#!") => {
                (path.clone(), *bytes, 0o100_755)
            }
            Entry::File(path, bytes) => (path.clone(), *bytes, 0o100_644),
        };
        let is_folder = matches!(entry, Entry::Folder(_));
        let packed = if is_folder { Vec::new() } else { deflate::deflate(bytes) };
        let mut head = Vec::new();
        put16(&mut head, VERSION);
        put16(&mut head, if path.is_ascii() { 0 } else { UTF8 });
        put16(&mut head, if is_folder { STORED } else { DEFLATED });
        put16(&mut head, 0);
        put16(&mut head, FIRST_DAY);
        put32(&mut head, checksum(bytes));
        put_len(&mut head, packed.len());
        put_len(&mut head, bytes.len());
        put16(&mut head, u16::try_from(path.len()).expect("paths of ours are short"));
        put16(&mut head, 0);
        archive.extend(LOCAL);
        archive.extend(&head);
        archive.extend(path.as_bytes());
        archive.extend(packed);
        directory.extend(CENTRAL);
        put16(&mut directory, UNIX | VERSION);
        directory.extend(head);
        // No remark, the first disk, no attributes but the rights.
        for _ in 0..3 {
            put16(&mut directory, 0);
        }
        put32(&mut directory, rights << 16);
        put_len(&mut directory, at);
        directory.extend(path.as_bytes());
    }
    let (n_entries, at) = (u16::try_from(entries.len()), archive.len());
    let n_entries = n_entries.expect("archives of ours have few entries");
    archive.extend(&directory);
    archive.extend(END);
    for part in [0, 0, n_entries, n_entries] {
        put16(&mut archive, part);
    }
    put_len(&mut archive, directory.len());
    put_len(&mut archive, at);
    put16(&mut archive, 0);
    archive
}

fn put16(to: &mut Vec<u8>, number: u16) {
    to.extend(number.to_le_bytes());
}

fn put32(to: &mut Vec<u8>, number: u32) {
    to.extend(number.to_le_bytes());
}

fn put_len(to: &mut Vec<u8>, length: usize) {
    put32(to, u32::try_from(length).expect("archives of ours are smaller than 4 GiB"));
}

/// CRC-32 of half a byte.
const HALVES: [u32; 16] = [
    0x0000_0000,
    0x1DB7_1064,
    0x3B6E_20C8,
    0x26D9_30AC,
    0x76DC_4190,
    0x6B6B_51F4,
    0x4DB2_6158,
    0x5005_713C,
    0xEDB8_8320,
    0xF00F_9344,
    0xD6D6_A3E8,
    0xCB61_B38C,
    0x9B64_C2B0,
    0x86D3_D2D4,
    0xA00A_E278,
    0xBDBD_F21C,
];

/// CRC-32, half a byte at a time.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32| HALVES.get((sum & 15) as usize).map_or(0, |half| (sum >> 4) ^ half);
    !bytes.iter().fold(!0, |sum, byte| step(step(sum ^ u32::from(*byte))))
}

/// Most bytes that an archive may unpack to.
const UNPACKED_MAX: u64 = 64 * 1024 * 1024;

/// The files of an archive with their paths; `None` when it cannot be read or unpacks to too much.
pub fn unzip(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let last = bytes.len().checked_sub(END_LEN)?;
    // A remark may follow the end.
    let farthest = last.saturating_sub(usize::from(u16::MAX));
    let end =
        (farthest..=last).rev().find(|at| bytes.get(*at..).is_some_and(|b| b.starts_with(&END)))?;
    let n_entries = u16_at(bytes, end + 10)?;
    let mut at = u32_at(bytes, end + 16)?;
    let mut room = UNPACKED_MAX;
    let mut files = Vec::new();
    for _ in 0..n_entries {
        let head = bytes.get(at..)?;
        if !head.starts_with(&CENTRAL) || u16_at(head, 8)? & ENCRYPTED != 0 {
            return None;
        }
        let [name, extra, remark] =
            [u16_at(head, 28)?, u16_at(head, 30)?, u16_at(head, 32)?].map(usize::from);
        let path = std::str::from_utf8(head.get(CENTRAL_LEN..CENTRAL_LEN + name)?).ok()?;
        at += CENTRAL_LEN + name + extra + remark;
        if path.ends_with('/') {
            continue;
        }
        let local = bytes.get(u32_at(head, 42)?..)?;
        let from = 30 + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
        let packed = local.get(from..from.checked_add(u32_at(head, 20)?)?)?;
        let plain = match u16_at(head, 10)? {
            STORED => packed.to_vec(),
            DEFLATED => deflate::inflate(packed, room)?,
            _ => return None,
        };
        room = room.checked_sub(u64::try_from(plain.len()).ok()?)?;
        if !local.starts_with(&LOCAL) || checksum(&plain) as usize != u32_at(head, 16)? {
            return None;
        }
        files.push((path.to_owned(), plain));
    }
    Some(files)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?)).ok()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read as _, Write as _};

    use zip::write::SimpleFileOptions;
    use zip::{CompressionMethod, ZipArchive, ZipWriter};

    use super::*;

    #[test]
    fn another_reader_finds_paths_contents_and_rights() {
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
