//! Packages of others: an archive, and the same bytes as a file by each name that is judged.
#![no_main]

use fast_ha::audit::budget::Budget;
use fast_ha::audit::package::{Input, judge};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 6] = [
    "package.zip",
    "a/config/init-cfg.txt",
    "a/license/authcodes",
    "azuredeploy.json",
    "design.json",
    "SHA256SUMS",
];

fuzz_target!(|bytes: &[u8]| {
    let input = |path: &&str| Input { path: (*path).to_owned(), bytes: bytes.to_vec() };
    judge(NAMES.iter().map(input).collect(), &Budget::default());
});
