//! Design files: reading and writing again never stop the program, and lose nothing that they keep; neither
//! does judging what was read, which is done for one input of many.
#![no_main]

use fast_ha::draft::Secrets;
use fast_ha::review::review;
use fast_ha::{repair, save};
use libfuzzer_sys::fuzz_target;

mod sample;

fuzz_target!(|text: &str| {
    let Ok(read) = save::read(text) else { return };
    let again = save::read(&save::write(&read.value)).expect("what is written can be read");
    assert_eq!(again.value, read.value);
    if sample::one_of(1024, text.as_bytes()) {
        let found = review(&read.value, &Secrets::default());
        if found.n_safe() < 4 {
            repair::all_safe(&read.value, &Secrets::default());
        }
    }
});
