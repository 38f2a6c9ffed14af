//! Grammars of lines: cells that were typed come back, and each field reads whatever stands in it.
#![no_main]

use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::list;
use fast_ha::review::review;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|given: (u8, &str)| {
    let (place, text) = given;
    for format in [list::SERVICES, list::WORKLOADS, list::TAGS] {
        let once = format.join(&format.split(text));
        assert_eq!(format.join(&format.split(&once)), once);
    }
    assert_eq!(list::rewrite(text, |_| None), text);
    let open: Vec<Field> = Field::open().collect();
    let mut draft = Draft::default();
    draft.set(open[usize::from(place) % open.len()], text);
    review(&draft, &Secrets::default());
});
