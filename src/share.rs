//! Links that hold a design: its preset and changed fields, never a secret.
//!
//! The text after `#d=` is a version, a dot, and base64url of deflated bytes: the preset's place, then for
//! each changed field its number, the length of its text and the text. Numbers never change, so
//! links open for ever; a link of a newer version is refused as a whole.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

use crate::deflate;
use crate::draft::Draft;
use crate::field::Field;
use crate::finding::{Case, Fact, Finding};
use crate::preset::Preset;

const VERSION: &str = "1";
/// Longest link that is looked at, in characters.
const LINK_MAX: usize = 64 * 1024;
/// Most bytes that a link unpacks to.
const PLAIN_MAX: u64 = 256 * 1024;

/// Presets by place; new ones are appended.
const PRESETS: [&str; 5] = ["reference", "production", "compact", "existing-vnet", "panorama"];

/// The design as the text after `#d=`.
pub fn write(draft: &Draft) -> String {
    let preset = PRESETS.iter().position(|name| *name == draft.preset().name());
    let mut plain = Vec::new();
    push(&mut plain, preset.expect("every preset has a place"));
    for (field, text) in draft.changes() {
        push(&mut plain, field.spec().number.expect("whatever is no secret has a number"));
        push(&mut plain, text.len());
        plain.extend(text.bytes());
    }
    format!("{VERSION}.{}", BASE64.encode(deflate::deflate(&plain)))
}

/// The design of a link.
///
/// # Errors
/// Says what is wrong with the link; nothing of it is taken then.
pub fn read(link: &str) -> Result<Draft, Finding> {
    parse(link).map_err(|reason| Case::LinkUnreadable.at([], Fact::Word(reason)))
}

fn parse(link: &str) -> Result<Draft, &'static str> {
    if link.len() > LINK_MAX {
        return Err("is longer than any design");
    }
    let (version, packed) = link.split_once('.').ok_or("holds no design")?;
    if version != VERSION {
        return Err("was made by another version, expected one that starts with 1.");
    }
    let packed = BASE64.decode(packed).map_err(|_| "is cut or changed")?;
    let plain = deflate::inflate(&packed, PLAIN_MAX).ok_or("is cut or changed")?;
    let mut rest = plain.as_slice();
    let preset = PRESETS.get(number(&mut rest)?).and_then(|name| Preset::from_name(name));
    let mut draft = Draft::of(preset.ok_or("names a preset that this version does not know")?);
    while !rest.is_empty() {
        let field = Field::from_number(number(&mut rest)?);
        let field = field.ok_or("holds a field that this version does not know")?;
        let length = number(&mut rest)?;
        let (text, more) = rest.split_at_checked(length).ok_or("is cut or changed")?;
        draft.set(field, std::str::from_utf8(text).map_err(|_| "is cut or changed")?);
        rest = more;
    }
    Ok(draft)
}

/// Seven bits a byte, the lowest ones first; the high bit says that more follow.
fn push(plain: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 127).unwrap_or_default();
        number >>= 7;
        plain.push(if number == 0 { low } else { low | 128 });
        if number == 0 {
            return;
        }
    }
}

fn number(rest: &mut &[u8]) -> Result<usize, &'static str> {
    let mut number = 0_usize;
    for place in 0..3 {
        let (byte, more) = rest.split_first().ok_or("is cut or changed")?;
        *rest = more;
        number |= usize::from(byte & 127) << (7 * place);
        if byte & 128 == 0 {
            return Ok(number);
        }
    }
    Err("is cut or changed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_has_a_place() {
        assert!(Preset::ALL.iter().all(|preset| PRESETS.contains(&preset.name())));
    }

    #[test]
    fn ten_changed_fields_fit_into_300_characters() {
        let mut draft = Draft::of(Preset::Production);
        for (field, text) in [
            (Field::NetworkRange, "172.20.0.0/16"),
            (Field::NetworkName, "hub-vnet"),
            (Field::PairAName, "edge-fw-a"),
            (Field::PairBName, "edge-fw-b"),
            (Field::PairSize, "Standard_D8s_v3"),
            (
                Field::BalanceServices,
                "web tcp 443 -> 172.20.16.10:8443\napi tcp 8080 -> 172.20.16.11",
            ),
            (Field::NetworkWorkloads, "app=172.20.16.0/24"),
            (Field::AccessManagementSources, "203.0.113.0/24"),
            (Field::SiteTags, "owner=network\ncost=4711"),
            (Field::SiteSuffix, "-prod"),
        ] {
            draft.set(field, text);
        }
        let link = write(&draft);
        assert!(link.len() < 300, "{} characters", link.len());
        assert_eq!(read(&link), Ok(draft));
    }

    #[test]
    fn a_link_that_is_cut_changed_foreign_or_huge_gives_a_reason() {
        let link = write(&Draft::of(Preset::Compact));
        for wrong in [
            String::new(),
            "1.".to_owned(),
            "nonsense".to_owned(),
            format!("2{}", link.get(1..).unwrap_or_default()),
            format!("1.{}", "A".repeat(10_000_000)),
            format!("1.{}", BASE64.encode(deflate::deflate(&[99]))),
            format!("1.{}", BASE64.encode(deflate::deflate(&[0, 127, 0]))),
            format!("1.{}", BASE64.encode(deflate::deflate(&[0, 2, 200, 1, b'x']))),
            format!("1.{}", BASE64.encode(deflate::deflate(&[0, 2, 1, 255]))),
            format!("1.{}", BASE64.encode(deflate::deflate(&vec![0; 1 << 20]))),
        ] {
            assert_eq!(read(&wrong).unwrap_err().case, Case::LinkUnreadable);
        }
    }
}
