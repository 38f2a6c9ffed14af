//! The password hash against an independent implementation, on passwords nobody chose.

use std::io::Write;
use std::process::Command;
use std::process::Stdio;

use fast_ha::panos::Salt;
use fast_ha::panos::phash;
use fast_ha::secret::Secret;
use proptest::prelude::*;

/// What `openssl passwd -5` makes of a password; `None` where openssl is missing.
fn of_openssl(password: &str, salt: &str) -> Option<String> {
    let mut child = Command::new("openssl")
        .args(["passwd", "-5", "-salt", salt, "-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(password.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hashes_equal_those_of_openssl(password in "[ -~é€😀]{1,72}", bytes in any::<[u8; 8]>()) {
        let salt = Salt::from_bytes(bytes);
        let hash = phash(&Secret::new(password.clone()), &salt);
        let salt_text = hash.split('$').nth(2).expect("a hash holds its salt").to_owned();
        if let Some(expected) = of_openssl(&password, &salt_text) {
            prop_assert_eq!(hash, expected);
        }
    }
}
