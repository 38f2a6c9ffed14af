//! The password hash against an independent implementation, on passwords nobody chose.

use std::io::Write;
use std::process::{Command, Stdio};

use fast_ha::panos::{Salt, phash};
use fast_ha::secret::Secret;
use proptest::prelude::*;

/// What `openssl passwd` makes of a password with `-5` or `-1`.
fn of_openssl(kind: &str, password: &str, salt: &str) -> String {
    let mut child = Command::new("openssl")
        .args(["passwd", kind, "-salt", salt, "-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("openssl is there; `make browser` installs it where it is missing");
    let mut input = child.stdin.take().expect("its input is piped");
    input.write_all(password.as_bytes()).expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8(output.stdout).expect("a hash is ASCII").trim().to_owned()
}

/// Hashes of real devices and of earlier packages, which use MD5: what is read in them is what the
/// comparison program reads in them. Source: the published packages and the vendor's knowledge base.
#[test]
fn openssl_makes_the_known_older_hashes() {
    for (password, salt, hash) in [
        ("PaloAlto123!", "saltsalt", "pf0p0FhkM7d65u9rjqqlq0"),
        ("paloalto123!", "sxnehtei", "7rZkYF6D2W24/kH8cRXym."),
        ("Pal0Alto!", "nmuaqbsm", "HUDC21agc/92dPteIH3dU1"),
        ("admin", "ljdmkhxr", "N2RLuOfyAuyP56aGTNcNF0"),
    ] {
        assert_eq!(of_openssl("-1", password, salt), format!("$1${salt}${hash}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hashes_equal_those_of_openssl(password in "[ -~é€😀]{1,72}", bytes in any::<[u8; 8]>()) {
        let salt = Salt::from_bytes(bytes);
        let hash = phash(&Secret::new(password.clone()), &salt);
        let salt_text = hash.split('$').nth(2).expect("a hash holds its salt").to_owned();
        prop_assert_eq!(hash, of_openssl("-5", &password, &salt_text));
    }
}
