//! The password hash that PAN-OS stores: SHA-256 crypt with the implicit 5,000 rounds.
//!
//! PAN-OS keeps at most 63 characters, so the salt has 8 and `rounds=` is never written: 55 in all.
//! The crate does the rounds; its own text form is the one that does not fit, so the text is ours.

use sha_crypt::{Params, sha256_crypt};

use crate::draft::Secrets;
use crate::field::Field;
use crate::secret::Secret;

/// The alphabet of crypt(3), in its order.
const ALPHABET: &[u8; 64] = b"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The order in which crypt(3) takes the digest's bytes, three to four characters.
const ORDER: [[usize; 3]; 10] = [
    [0, 10, 20],
    [21, 1, 11],
    [12, 22, 2],
    [3, 13, 23],
    [24, 4, 14],
    [15, 25, 5],
    [6, 16, 26],
    [27, 7, 17],
    [18, 28, 8],
    [9, 19, 29],
];

/// A salt of eight characters of crypt's alphabet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Salt(String);

impl Salt {
    /// A salt from random bytes; the face brings them, the core has no randomness.
    pub fn from_bytes(bytes: [u8; 8]) -> Self {
        Self(bytes.iter().map(|byte| letter(u32::from(*byte))).collect())
    }

    /// A given salt, for repeatable builds; `None` unless it is eight characters of the alphabet.
    pub fn read(text: &str) -> Option<Self> {
        let fits = text.len() == 8 && text.bytes().all(|byte| ALPHABET.contains(&byte));
        fits.then(|| Self(text.to_owned()))
    }

    /// Its eight characters.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// The hash of what was typed as the password. Kept by whoever builds again and again, since its 5,000
/// rounds cost more than a package; never printed, and wiped like the password itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phash(Secret);

impl Phash {
    /// The hash; none while no password is typed.
    pub fn of(secrets: &Secrets, salt: &Salt) -> Option<Self> {
        let password = secrets.get(Field::AccessPassword)?;
        Some(Self(Secret::new(phash(password, salt))))
    }

    /// Its text, for the package alone.
    pub(super) fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// `$5$salt$hash`, 55 characters.
pub fn phash(password: &Secret, salt: &Salt) -> String {
    let digest = sha256_crypt(password.expose().as_bytes(), salt.0.as_bytes(), Params::RECOMMENDED);
    let byte =
        |place: usize| u32::from(*digest.get(place).expect("the places are those of 32 bytes"));
    let mut text = format!("$5${}$", salt.0);
    for [high, middle, low] in ORDER {
        push(&mut text, byte(high) << 16 | byte(middle) << 8 | byte(low), 4);
    }
    push(&mut text, byte(31) << 8 | byte(30), 3);
    text
}

fn push(text: &mut String, mut bits: u32, n_letters: usize) {
    for _ in 0..n_letters {
        text.push(letter(bits));
        bits >>= 6;
    }
}

/// The letter of the lowest six bits.
fn letter(bits: u32) -> char {
    let place = usize::try_from(bits & 63).expect("six bits are a small number");
    char::from(*ALPHABET.get(place).expect("the alphabet has a letter for six bits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_equal_those_of_openssl() {
        for (password, salt, hash) in [
            ("PaloAlto123!", "saltsalt", "MBd33gB.RP.ELrRn1KfJwBKS4FRiT5y2CX7iDSj4v39"),
            ("paloalto123!", "wtsnpjga", "lM/ge4GlCqQ4leSJTGm6sIF/ARToILwGlmH6N2YCQj4"),
            ("pé€ !", "abcdefgh", "U7siWnmBamGJPpMujSNNuk6ZdUBETTAgeob5WsWwMIA"),
            (
                "0123456789abcdef0123456789abcdef0123456789",
                "Zz9./kQm",
                "aSahL4Uowkvv7vA4.SLOjb1sTMoVSDgYhImVeZftZ55",
            ),
            ("A", "Zz9./kQm", "j7voXQsn3isrg8p3H34GarfCuGE4UQGdOsCPNW6eTU5"),
            ("Tr0ub4dor&3<>\"'", "Zz9./kQm", "I4Z2GQMkDH1TTPPejvQhJysWSCru6emjoI.jYFuamZ4"),
        ] {
            let text = phash(&Secret::new(password), &Salt::read(salt).unwrap());
            assert_eq!(text, format!("$5${salt}${hash}"));
            assert_eq!(text.len(), 55);
            assert!(text.len() <= crate::facts::panos::PHASH_MAX);
        }
    }

    #[test]
    fn the_published_vector_with_a_ten_letter_salt_holds() {
        let salt = Salt("saltstring".to_owned());
        assert_eq!(
            phash(&Secret::new("Hello world!"), &salt),
            "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"
        );
    }

    #[test]
    fn a_salt_is_eight_letters_of_the_alphabet() {
        assert_eq!(Salt::from_bytes([0, 1, 2, 12, 63, 64, 255, 38]), Salt("./0Az.za".to_owned()));
        for text in ["", "short", "ninechars", "with spc", "saltsal$"] {
            assert_eq!(Salt::read(text), None, "{text}");
        }
    }
}
