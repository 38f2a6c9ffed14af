//! Compression of small texts: zlib for what Python unpacks, plain deflate for links.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::{DeflateDecoder, ZlibDecoder};
use flate2::write::{DeflateEncoder, ZlibEncoder};

/// The bytes compressed with zlib.
pub fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("writing to memory does not fail")
}

/// The bytes that were compressed with zlib, at most `limit` of them; `None` for others.
pub fn unzlib(bytes: &[u8], limit: u64) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    ZlibDecoder::new(bytes).take(limit).read_to_end(&mut plain).ok().map(|_| plain)
}

/// The bytes compressed without any frame.
pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("writing to memory does not fail")
}

/// The bytes that were deflated; `None` for others, and for more than `limit` of them.
pub fn inflate(bytes: &[u8], limit: u64) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let read = DeflateDecoder::new(bytes).take(limit + 1).read_to_end(&mut plain).ok()?;
    (u64::try_from(read).ok()? <= limit).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compressed_comes_back_and_nothing_else_does() {
        let text = b"one text, one text, one text";
        assert_eq!(unzlib(&zlib(text), 100).as_deref(), Some(&text[..]));
        assert_eq!(inflate(&deflate(text), 100).as_deref(), Some(&text[..]));
        assert_eq!(inflate(&deflate(text), 10), None, "too long");
        assert_eq!(unzlib(b"nonsense", 100), None);
    }
}
