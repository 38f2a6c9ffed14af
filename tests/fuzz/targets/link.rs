//! Links: texts and packed bytes of anybody's. What a link unpacks to is read as it is, since few random bytes
//! unpack to anything; packing, and judging what was read, is done for one input of many.
#![no_main]

use fast_ha::draft::Secrets;
use fast_ha::review::review;
use fast_ha::{deflate, share};
use libfuzzer_sys::fuzz_target;

mod sample;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = share::read(text);
    }
    let packed = share::text(bytes);
    assert_eq!(share::packed(&packed).ok().as_deref(), Some(bytes));
    let _ = share::read(&packed);
    let Ok(read) = share::open(Some(bytes)) else { return };
    let again = share::open(Some(&share::plain(&read.value))).expect("what is written can be read");
    assert_eq!(again.value, read.value);
    if sample::one_of(64, bytes) {
        let link = share::text(&deflate::deflate(bytes));
        assert_eq!(share::read(&link).expect("it was read before it was packed").value, read.value);
        assert_eq!(share::read(&share::write(&read.value)).expect("it is a link").value, read.value);
    }
    if sample::one_of(1024, bytes) {
        review(&read.value, &Secrets::default());
    }
});
