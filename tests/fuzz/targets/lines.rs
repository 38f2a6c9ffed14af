//! Grammars of lines: cells that were typed come back, and each field reads whatever stands in it; the design
//! that comes of it is planned and judged for one input of many.
#![no_main]

use fast_ha::draft::{Draft, Secrets};
use fast_ha::field::Field;
use fast_ha::review::review;
use fast_ha::{design, list};
use libfuzzer_sys::fuzz_target;

mod sample;

fuzz_target!(|given: (u8, &str)| {
    let (place, text) = given;
    for format in [list::SERVICES, list::WORKLOADS, list::TAGS, list::SYSLOG, list::INIT_KEYS] {
        let once = format.join(&format.split(text));
        assert_eq!(format.join(&format.split(&once)), once);
    }
    assert_eq!(list::rewrite(text, |_| None), text);
    if !sample::one_of(16, text.as_bytes()) {
        return;
    }
    let open: Vec<Field> = Field::open().collect();
    let mut draft = Draft::default();
    draft.set(open[usize::from(place) % open.len()], text);
    design::read(&draft, &Secrets::default());
    if sample::one_of(1024, text.as_bytes()) {
        review(&draft, &Secrets::default());
    }
});
