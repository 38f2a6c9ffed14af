//! SSH public keys: what a key's own bytes say, and which machine takes it.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD as BASE64, STANDARD_NO_PAD as BASE64_BARE};
use sha2::{Digest, Sha256};

use super::reader::{Ear, Reader};
use crate::facts;
use crate::field::Field;
use crate::finding::Case;

/// Longest line that is taken; an RSA key of 16,384 bits needs 2,800 characters.
const LINE_MAX: usize = 8192;

/// Type and length of a key, as its bytes say them.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    kind: String,
    /// Bits of the modulus or curve; none for a type that has one length.
    bits: Option<usize>,
}

impl Shape {
    /// A line of type, base64 and an optional comment.
    fn read(line: &str) -> Option<Self> {
        let mut words = line.split(' ');
        let (_, blob) = (words.next()?, words.next()?);
        if line.len() > LINE_MAX || line.contains(['\n', '\r', '\t']) {
            return None;
        }
        let bytes = BASE64.decode(blob).ok()?;
        let (kind, rest) = part(&bytes)?;
        let kind = std::str::from_utf8(kind).ok()?.to_owned();
        let bits = match kind.as_str() {
            // An exponent stands before the modulus.
            "ssh-rsa" => Some(bits_of(part(part(rest)?.1)?.0)),
            _ => kind.strip_prefix("ecdsa-sha2-nistp").and_then(|bits| bits.parse().ok()),
        };
        let plain = kind.bytes().all(|byte| byte.is_ascii_graphic());
        (plain && !kind.is_empty()).then_some(Self { kind, bits })
    }

    /// `ECDSA of 256 bits`.
    fn words(&self) -> String {
        let kind = match self.kind.as_str() {
            "ssh-rsa" => "RSA",
            "ssh-ed25519" => return "ed25519".to_owned(),
            kind if kind.starts_with("ecdsa-") => "ECDSA",
            kind => kind,
        };
        match self.bits {
            Some(bits) => format!("{kind} of {bits} bits"),
            None => kind.to_owned(),
        }
    }

    fn rsa_bits(&self) -> Option<usize> {
        self.bits.filter(|_| self.kind == "ssh-rsa")
    }

    /// Whether Azure takes it for a Linux VM.
    fn suits_azure(&self) -> bool {
        let long = self.rsa_bits().is_some_and(|bits| bits >= facts::azure::SSH_RSA_BITS_MIN);
        long || self.kind == "ssh-ed25519"
    }

    /// Whether PAN-OS takes it too.
    fn suits_panos(&self) -> bool {
        let short = self.rsa_bits().is_some_and(|bits| bits <= facts::panos::SSH_RSA_BITS_MAX);
        short && self.suits_azure()
    }
}

/// The first part of a key's bytes, whose length stands before it, and what follows it.
fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*len)).ok()?)
}

/// How many bits a number has.
fn bits_of(number: &[u8]) -> usize {
    let digits = number.iter().position(|byte| *byte != 0).and_then(|first| number.get(first..));
    digits.map_or(0, |digits| {
        let blank = digits.first().map_or(0, |byte| byte.leading_zeros());
        8 * digits.len() - blank as usize
    })
}

/// A key as `ssh-keygen -l` tells it: its type, the digest of its bytes, and its comment.
pub(super) fn fingerprint(line: &str) -> Option<String> {
    let shape = Shape::read(line.trim())?;
    let mut words = line.trim().splitn(3, ' ').skip(1);
    let digest = Sha256::digest(BASE64.decode(words.next()?).ok()?);
    let comment = words.next().map_or_else(String::new, |comment| format!(" {comment}"));
    Some(format!("{} SHA256:{}{comment}", shape.words(), BASE64_BARE.encode(digest)))
}

/// The key of both firewalls, which Azure and PAN-OS must take.
pub(super) fn of_firewalls(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    let (key, shape) = read(reader, field)?;
    if !shape.suits_panos() {
        let of_server = reader.text(Field::ServerSshKey);
        reader.find(|| {
            let bits = (facts::azure::SSH_RSA_BITS_MIN, facts::panos::SSH_RSA_BITS_MAX);
            let finding = Case::SshKeyType.at([field], (shape.words(), bits.0, bits.1));
            if shape.suits_azure() && of_server.is_none() {
                let edits = [(field, ""), (Field::ServerSshKey, &key)];
                return finding.offer("Use it for the test server alone", edits);
            }
            finding
        });
    }
    Some(key)
}

/// The key of the test server, which Azure must take.
pub(super) fn of_server(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<String> {
    let (key, shape) = read(reader, field)?;
    if !shape.suits_azure() {
        reader.find(|| {
            Case::SshKeyServer.at([field], (shape.words(), facts::azure::SSH_RSA_BITS_MIN))
        });
    }
    Some(key)
}

/// A key, under the name that its bytes give it, with its shape. A first word that says another type is told
/// of a key that would do otherwise.
fn read(reader: &mut Reader<'_, impl Ear>, field: Field) -> Option<(String, Shape)> {
    let key = reader.text(field)?;
    let Some(shape) = Shape::read(&key) else {
        reader.find(|| Case::SshKeyShape.at([field], ()));
        return None;
    };
    let said = key.split(' ').next().expect("a split has a first part");
    let (_, rest) = key.split_at(said.len());
    let named = shape.kind.clone() + rest;
    if said != shape.kind && shape.suits_azure() {
        reader.find(|| {
            let title = format!("Let it begin with {}", shape.kind);
            Case::SshKeyMixed.at([field], (said, &shape.kind)).safe(title, [(field, &named)])
        });
    }
    Some((named, shape))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: &str, parts: &[&[u8]]) -> String {
        let parts = std::iter::once(kind.as_bytes()).chain(parts.iter().copied());
        let bytes: Vec<u8> = parts
            .flat_map(|part| {
                let len = u32::try_from(part.len()).unwrap().to_be_bytes();
                len.into_iter().chain(part.iter().copied())
            })
            .collect();
        format!("{kind} {} name", BASE64.encode(bytes))
    }

    fn rsa(bits: usize) -> Shape {
        let mut modulus = vec![0xff; bits.div_ceil(8)];
        modulus[0] >>= (8 - bits % 8) % 8;
        // A number whose first bit is set begins with a blank byte.
        modulus.insert(0, 0);
        Shape::read(&line("ssh-rsa", &[&[1, 0, 1], &modulus])).unwrap()
    }

    #[test]
    fn a_key_is_judged_by_its_bytes() {
        for (bits, azure, panos) in [
            (1024, false, false),
            (2047, false, false),
            (2048, true, true),
            (4096, true, true),
            (4097, true, false),
            (8192, true, false),
        ] {
            let shape = rsa(bits);
            assert_eq!(shape.bits, Some(bits));
            assert_eq!((shape.suits_azure(), shape.suits_panos()), (azure, panos), "{bits}");
        }
        let ed25519 = Shape::read(&line("ssh-ed25519", &[&[7; 32]])).unwrap();
        assert!(ed25519.suits_azure() && !ed25519.suits_panos());
        let ecdsa = Shape::read(&line("ecdsa-sha2-nistp384", &[b"nistp384", &[4; 97]])).unwrap();
        assert_eq!(ecdsa.words(), "ECDSA of 384 bits");
        assert!(!ecdsa.suits_azure() && !ecdsa.suits_panos());
        let dsa = Shape::read(&line("ssh-dss", &[&[1; 128], &[1; 20]])).unwrap();
        assert!(!dsa.suits_azure());
    }

    #[test]
    fn what_is_no_key_has_no_shape() {
        for text in [
            "",
            "ssh-rsa",
            "ssh-rsa AAAA",
            "ssh-rsa AAAAB3NzaC1yc2E= name",
            "ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB",
            "-----BEGIN OPENSSH PRIVATE KEY-----",
        ] {
            assert_eq!(Shape::read(text), None, "{text}");
        }
    }
}
