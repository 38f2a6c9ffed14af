//! Links: packed bytes of anybody's, and plain ones packed here, since few random bytes unpack to anything.
#![no_main]

use fast_ha::draft::Secrets;
use fast_ha::review::review;
use fast_ha::{deflate, share};
use libfuzzer_sys::fuzz_target;

/// Base64 as links have it.
fn packed(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let n = three.iter().fold(0_usize, |n, byte| n << 8 | usize::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            text.push(char::from(LETTERS[n >> (18 - 6 * place) & 63]));
        }
    }
    text
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = share::read(text);
    }
    let link = format!("1.{}", packed(&deflate::deflate(bytes)));
    let Ok(read) = share::read(&link) else { return };
    let again = share::read(&share::write(&read.value)).expect("what is written can be read");
    assert_eq!(again.value, read.value);
    review(&read.value, &Secrets::default());
});
