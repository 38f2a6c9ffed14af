//! Configurations of PAN-OS: two units from one text, so that they are compared too.
#![no_main]

use fast_ha::audit::budget::Budget;
use fast_ha::audit::package::{Input, judge};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let input = |path: &str| Input { path: path.to_owned(), bytes: bytes.to_vec() };
    judge(
        vec![input("a/config/bootstrap.xml"), input("b/config/bootstrap.xml")],
        &Budget::default(),
    );
});
