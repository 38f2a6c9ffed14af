//! Links that hold a design: its preset and changed fields, never a secret.
//!
//! The text after `#d=` is a version, a dot, and base64url of deflated bytes: the preset's number and
//! version, then for each changed field its number, the length of its text and the text. Numbers never
//! change, so links open for ever; a link of a newer form is refused as a whole.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;

use crate::deflate;
use crate::draft::Draft;
use crate::facts::limit;
use crate::field::Field;
use crate::finding::{Case, Checked, Fact, Finding};
use crate::preset::{self, Change, Preset};

const VERSION: &str = "1";
/// Longest link that is looked at, in characters.
const LINK_MAX: usize = limit::LINK_MAX;
/// Most bytes that a link unpacks to.
pub const PLAIN_MAX: u64 = limit::LINK_PLAIN_MAX as u64;

/// Presets have numbers below this one; their version minus one stands above it.
const PRESETS: usize = 16;
/// Numbers of fields end far below this one, however many a later version adds.
const FIELDS: usize = 1024;
/// Before the number of a field that this version does not know, in the place of its key.
const NUMBERED: &str = "share.";

/// The design as the text after `#d=`.
pub fn write(draft: &Draft) -> String {
    text(&deflate::deflate(&plain(draft)))
}

/// The text after `#d=` for bytes that a face deflated itself.
pub fn text(packed: &[u8]) -> String {
    format!("{VERSION}.{}", BASE64.encode(packed))
}

/// The design as bytes, before they are deflated.
pub fn plain(draft: &Draft) -> Vec<u8> {
    let version = usize::try_from(preset::version(preset::CHANGES)).expect("versions are few");
    let mut plain = Vec::new();
    push(&mut plain, draft.preset().number() + PRESETS * (version - 1));
    let known = draft.changes().map(|(field, text)| {
        (field.spec().number.expect("whatever is no secret has a number"), text)
    });
    let unknown = draft.unknown.fields.iter();
    let unknown = unknown.filter_map(|(key, text)| Some((numbered(key)?, text.as_str())));
    for (number, text) in known.chain(unknown) {
        push(&mut plain, number);
        push(&mut plain, text.len());
        plain.extend(text.bytes());
    }
    plain
}

/// The number that a key of an unknown field of a link says.
fn numbered(key: &str) -> Option<usize> {
    key.strip_prefix(NUMBERED)?.parse().ok()
}

/// The field of a key that an older version gave to a field of a link.
pub(crate) fn field_of(key: &str) -> Option<Field> {
    Field::from_number(numbered(key)?)
}

/// The design of a link; what a newer version put into it is kept and told.
///
/// # Errors
/// Says what is wrong with the link; nothing of it is taken then.
pub fn read(link: &str) -> Result<Checked<Draft>, Finding> {
    let plain = packed(link).map(|packed| deflate::inflate(&packed, PLAIN_MAX));
    plain.and_then(|plain| open(plain.as_deref())).map_err(unreadable)
}

/// The deflated bytes of a link, for a face that inflates them itself.
///
/// # Errors
/// Says what the link does or is, for behind the words that name it.
pub fn packed(link: &str) -> Result<Vec<u8>, &'static str> {
    if link.len() > LINK_MAX {
        return Err("is longer than any design");
    }
    let (version, packed) = link.split_once('.').ok_or("holds no design")?;
    if version != VERSION {
        return Err("was made by another version, expected one that starts with 1.");
    }
    BASE64.decode(packed).map_err(|_| CUT)
}

/// The design of a link's bytes; none where they could not be inflated to at most [`PLAIN_MAX`].
///
/// # Errors
/// As [`packed`].
pub fn open(plain: Option<&[u8]>) -> Result<Checked<Draft>, &'static str> {
    parse(plain.ok_or(CUT)?, preset::CHANGES)
}

fn unreadable(reason: &'static str) -> Finding {
    Case::LinkUnreadable.at([], Fact::Word(reason))
}

const CUT: &str = "is cut or changed";

fn parse(mut rest: &[u8], changes: &[Change]) -> Result<Checked<Draft>, &'static str> {
    let first = number(&mut rest)?;
    let preset = Preset::from_number(first % PRESETS);
    let preset = preset.ok_or("names a preset that this version does not know")?;
    let version = u32::try_from(first / PRESETS + 1).map_err(|_| CUT)?;
    let (mut own, mut unknown, mut findings) = (Vec::new(), BTreeMap::new(), Vec::new());
    while !rest.is_empty() {
        let field = number(&mut rest)?;
        let length = number(&mut rest)?;
        let (text, more) = rest.split_at_checked(length).ok_or(CUT)?;
        let text = std::str::from_utf8(text).map_err(|_| CUT)?;
        match Field::from_number(field) {
            Some(field) => own.push((field, text)),
            None if field < FIELDS => {
                findings.push(Case::LinkFieldUnknown.at([], field));
                unknown.insert(format!("{NUMBERED}{field}"), text.to_owned());
            }
            None => return Err(CUT),
        }
        rest = more;
    }
    let today = preset::version(changes);
    if version > today {
        findings.push(Case::PresetNewer.at([], (version, today)));
    }
    let mut draft = Draft::of_its_time(preset, version, changes, own);
    draft.unknown.fields = unknown;
    findings.extend(draft.outdated(version, changes));
    Ok(Checked { value: draft, findings })
}

/// Seven bits a byte, the lowest ones first; the high bit says that more follow.
fn push(plain: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 127).expect("seven bits are a byte");
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
        let (byte, more) = rest.split_first().ok_or(CUT)?;
        *rest = more;
        number |= usize::from(byte & 127) << (7 * place);
        if byte & 128 == 0 {
            return Ok(number);
        }
    }
    Err(CUT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_of_an_older_or_newer_version_keeps_its_values() {
        let changes = [Change {
            version: 2,
            preset: Some(Preset::Compact),
            only: None,
            field: Field::NetworkRange,
            before: "10.9.0.0/26",
        }];
        let older = parse(&[2], &changes).unwrap();
        assert_eq!(older.value.get(Field::NetworkRange), "10.9.0.0/26");
        assert_eq!(older.findings.len(), 1);
        let today = parse(&[2 + 16], &changes).unwrap();
        assert_eq!(today.value, Draft::of(Preset::Compact));
        // A preset's number and version beyond seven bits: version 17.
        let newer = read(&text(&deflate::deflate(&[2 + 128, 2, 201, 1 + 6, 1, b'x']))).unwrap();
        assert_eq!(newer.findings.len(), 2, "{:?}", newer.findings);
        assert_eq!(read(&write(&newer.value)).unwrap().value, newer.value);
        assert_eq!(field_of("share.2"), Some(Field::NetworkRange));
    }

    #[test]
    fn ten_changed_fields_fit_into_300_characters() {
        let draft = Draft::of(Preset::Production).with([
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
        ]);
        let link = write(&draft);
        assert!(link.len() < 300, "{} characters", link.len());
        assert_eq!(read(&link).unwrap().value, draft);
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
            format!("1.{}", BASE64.encode(deflate::deflate(&[15]))),
            format!("1.{}", BASE64.encode(deflate::deflate(&[0, 255, 127, 0]))),
            format!("1.{}", BASE64.encode(deflate::deflate(&[0, 2, 200, 1, b'x']))),
            format!("1.{}", BASE64.encode(deflate::deflate(&[0, 2, 1, 255]))),
            format!("1.{}", BASE64.encode(deflate::deflate(&vec![0; 1 << 20]))),
        ] {
            assert_eq!(read(&wrong).unwrap_err().case, Case::LinkUnreadable);
        }
    }
}
