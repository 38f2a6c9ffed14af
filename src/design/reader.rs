//! Reads single texts into values and collects what it found on the way.
//!
//! Every method gives `None` (or an empty list) both for a blank and for a text that cannot be
//! read; the difference is the finding. A text with one meaning only is read as what it means: the
//! repair that its finding declares safe then changes the spelling, and nothing that follows from it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::str::FromStr;

use crate::draft::Draft;
use crate::facts;
use crate::field::{Field, Kind};
use crate::finding::{Case, Code, Fact, Finding};
use crate::list;
use crate::net::{Range, RangeError};

/// A draft being read.
pub(super) struct Reader<'a> {
    draft: &'a Draft,
    pub(super) findings: Vec<Finding>,
    /// How often each rule has said something of a field.
    told: BTreeMap<(Code, Option<Field>), usize>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(draft: &'a Draft) -> Self {
        Self { draft, findings: Vec::new(), told: BTreeMap::new() }
    }

    /// Says something, unless its rule has said enough of the field; one more than is told tells that there
    /// is more.
    pub(super) fn find(&mut self, finding: Finding) {
        let told = self.told.entry((finding.code, finding.at.first().copied())).or_default();
        *told += 1;
        if *told <= facts::limit::TOLD_MAX + 1 {
            self.findings.push(finding);
        }
    }

    /// Says something with repairs, which are long where a list is.
    fn find_with(&mut self, finding: Finding, repair: impl FnOnce(Finding) -> Finding) {
        let told = self.told.get(&(finding.code, finding.at.first().copied()));
        let more = told.is_none_or(|told| *told < facts::limit::TOLD_MAX);
        self.find(if more { repair(finding) } else { finding });
    }

    /// The text without blanks around it and what cannot be shown; `None` when nothing is left.
    pub(super) fn text(&mut self, field: Field) -> Option<String> {
        let given = self.draft.get(field);
        if given.len() > facts::limit::TEXT_MAX {
            self.find(Case::TextLong.at([field], (given.len(), facts::limit::TEXT_MAX)));
            return None;
        }
        let mut text = given.to_owned();
        let many_lines = field.spec().kind.has_lines();
        if let Some(found) = text.chars().find(|c| unprintable(*c, many_lines)) {
            let character = format!("U+{:04X}", u32::from(found));
            text.retain(|c| !unprintable(c, many_lines));
            let finding = Case::ControlCharacter.at([field], character);
            self.find(finding.safe("Remove it", [(field, &text)]));
        }
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The text when it satisfies `fits`; otherwise a finding made by `complain`.
    pub(super) fn text_if(
        &mut self,
        field: Field,
        fits: impl Fn(&str) -> bool,
        complain: impl Fn(&str) -> Finding,
    ) -> Option<String> {
        let text = self.text(field)?;
        if fits(&text) {
            return Some(text);
        }
        self.find(complain(&text));
        None
    }

    /// One of a closed list of values with their labels.
    pub(super) fn choice(
        &mut self,
        field: Field,
        list: &[(&'static str, &str)],
    ) -> Option<&'static str> {
        let text = self.text(field)?;
        let values = || list.iter().map(|(value, _)| *value);
        if let Some(value) = values().find(|value| *value == text) {
            return Some(value);
        }
        let near = values().find(|value| value.eq_ignore_ascii_case(&text));
        let mut finding = Case::ChoiceUnknown.at([field], (&text, values().collect::<Fact>()));
        if let Some(value) = near {
            finding = finding.safe_value(field, value);
        }
        self.find(finding.choose(field));
        near
    }

    /// `on` or `off`.
    pub(super) fn switch(&mut self, field: Field) -> Option<bool> {
        let text = self.text(field)?;
        match text.as_str() {
            "on" => Some(true),
            "off" => Some(false),
            other => {
                let mut finding = Case::SwitchUnknown.at([field], other);
                let meant = match other.to_ascii_lowercase().as_str() {
                    "true" | "yes" | "1" | "on" => Some("on"),
                    "false" | "no" | "0" | "off" => Some("off"),
                    _ => None,
                };
                if let Some(meant) = meant {
                    finding = finding.safe_value(field, meant);
                }
                self.find(finding.choose(field));
                meant.map(|meant| meant == "on")
            }
        }
    }

    /// A whole number inside the bounds of the field's control.
    pub(super) fn number(&mut self, field: Field) -> Option<u32> {
        let text = self.text(field)?;
        let Kind::Number(low, high, ..) = field.spec().kind else {
            unreachable!("only number fields are read as numbers")
        };
        let Some(number) = digits(&text) else {
            self.find(Case::NumberSyntax.at([field], (text, low, high)).choose(field));
            return None;
        };
        let inside = u32::try_from(number).ok().filter(|number| (low..=high).contains(number));
        if inside.is_none() {
            let near = if number < u64::from(low) { low } else { high };
            let finding = Case::NumberBounds.at([field], (text, low, high));
            self.find(finding.offer_value(field, near));
        }
        inside
    }

    /// One IPv4 address.
    pub(super) fn address(&mut self, field: Field) -> Option<Ipv4Addr> {
        let text = self.text(field)?;
        if let Ok(address) = Ipv4Addr::from_str(&text) {
            let Some(reason) = facts::azure::hostless(address) else { return Some(address) };
            let finding = Case::AddressHostless.at([field], (text, reason));
            self.find(finding.choose(field));
            return None;
        }
        let v6 = std::net::Ipv6Addr::from_str(&text).is_ok();
        let case = if v6 { Case::AddressV6 } else { Case::AddressSyntax };
        let mut finding = case.at([field], &text);
        if let Ok(range) = Range::read(&text) {
            finding = finding.offer_value(field, range.network());
        }
        self.find(finding.choose(field));
        None
    }

    /// One range.
    pub(super) fn range(&mut self, field: Field) -> Option<Range> {
        let text = self.text(field)?;
        self.entry(field, &text, &text, |range| range.to_string())
    }

    /// Several ranges; those that can be read are kept.
    pub(super) fn ranges(&mut self, field: Field) -> Vec<Range> {
        let mut ranges = Unique::default();
        for entry in self.entries(field) {
            if let Some(range) = self.entry(field, &entry, &entry, |range| range.to_string()) {
                self.add(&mut ranges, range, field, &entry);
            }
        }
        ranges.list
    }

    /// The entries of a list, as many as its kind takes.
    pub(super) fn entries(&mut self, field: Field) -> Vec<String> {
        let text = self.text(field).unwrap_or_default();
        let kind = field.spec().kind;
        let (n_all, most) = (kind.entries(&text).count(), kind.entries_max());
        if n_all > most {
            let case = if matches!(kind, Kind::Tags) {
                Case::TagsMany
            } else if matches!(kind, Kind::Services) {
                Case::ServicesMany
            } else if matches!(kind, Kind::FrontEnds) {
                Case::FrontEndsMany
            } else if matches!(kind, Kind::Sources) {
                Case::SourcesMany
            } else {
                Case::EntriesMany
            };
            self.find(case.at([field], (n_all, most)));
        }
        kind.entries(&text).take(most).map(str::to_owned).collect()
    }

    /// Adds the value of an entry, or says that it stands there already.
    pub(super) fn add<T: Clone + Ord>(
        &mut self,
        values: &mut Unique<T>,
        value: T,
        field: Field,
        entry: &str,
    ) {
        if values.known.insert(value.clone()) {
            values.list.push(value);
        } else {
            self.repeated(field, entry);
        }
    }

    /// Says that a list holds an entry twice.
    pub(super) fn repeated(&mut self, field: Field, entry: &str) {
        self.find(Case::ListRepeats.at([field], entry));
    }

    /// Reads the range of an entry; `with` gives the entry with a better one.
    pub(super) fn entry(
        &mut self,
        field: Field,
        entry: &str,
        text: &str,
        with: impl Fn(Range) -> String,
    ) -> Option<Range> {
        let replaced = |draft: &Draft, range: Range| {
            let by = |other: &str| (other == entry).then(|| with(range));
            list::rewrite(draft.get(field).trim(), by)
        };
        let draft = self.draft;
        let read = Range::read(text);
        let finding = match read {
            Ok(range) => {
                self.check_range(field, range);
                return Some(range);
            }
            Err(RangeError::NotAligned(block) | RangeError::Netmask(block)) => {
                let case = if matches!(read, Err(RangeError::Netmask(_))) {
                    Case::RangeNetmask
                } else {
                    Case::RangeNotAligned
                };
                let finding = case.at([field], (text, block));
                self.find_with(finding, |finding| {
                    finding.safe(format!("Use {block}"), [(field, replaced(draft, block))])
                });
                self.check_range(field, block);
                return Some(block);
            }
            Err(RangeError::NoLength(address)) => {
                let block = Range::around(address, 24).expect("a length of 24 is one");
                let finding = Case::RangeLengthMissing.at([field], (address, address));
                self.find_with(finding, |finding| {
                    finding.offer(format!("Use {block}"), [(field, replaced(draft, block))])
                });
                return None;
            }
            Err(RangeError::V6) => Case::RangeV6.at([field], text),
            Err(RangeError::Syntax) => Case::RangeSyntax.at([field], text),
        };
        self.find(finding);
        None
    }

    /// What can be said of a range by itself; sources may be anywhere, so they are not asked.
    fn check_range(&mut self, field: Field, range: Range) {
        if matches!(field.spec().kind, Kind::Sources | Kind::AccessList) {
            return;
        }
        if let Some(forbidden) = facts::azure::forbidden(range) {
            self.find(
                Case::RangeForbidden.at([field], (range, forbidden.range(), forbidden.reason)),
            );
        } else if !facts::azure::is_private(range) {
            self.find(Case::RangePublic.at([field], range));
        }
    }
}

/// Values in the order of their entries, each once.
pub(super) struct Unique<T> {
    pub(super) list: Vec<T>,
    known: BTreeSet<T>,
}

impl<T> Default for Unique<T> {
    fn default() -> Self {
        Self { list: Vec::new(), known: BTreeSet::new() }
    }
}

pub(super) fn unprintable(c: char, many_lines: bool) -> bool {
    let line_end = many_lines && matches!(c, '\n' | '\r' | '\t');
    (c.is_control() && !line_end) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// The number that a text of digits stands for, cut off where it no longer matters.
fn digits(text: &str) -> Option<u64> {
    let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().unwrap_or(u64::MAX))
}
