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

/// Who hears what is found. What nobody hears is not even thought of, so that a reader who only wants values
/// carries none of it.
pub(super) trait Ear: Default {
    /// Hears something, with repairs that are long where a list is.
    fn hear(
        &mut self,
        finding: impl FnOnce() -> Option<Finding>,
        repair: impl FnOnce(Finding) -> Finding,
    );
}

/// Hears nothing.
#[derive(Default)]
pub(super) struct Deaf;

impl Ear for Deaf {
    fn hear(&mut self, _: impl FnOnce() -> Option<Finding>, _: impl FnOnce(Finding) -> Finding) {}
}

/// Hears everything.
#[derive(Default)]
pub(super) struct Open {
    pub(super) findings: Vec<Finding>,
    /// How often each rule has said something of a field.
    told: BTreeMap<(Code, Option<Field>), usize>,
}

impl Ear for Open {
    /// A rule that has said enough of a field says no more; one more than is told tells that there is more.
    fn hear(
        &mut self,
        finding: impl FnOnce() -> Option<Finding>,
        repair: impl FnOnce(Finding) -> Finding,
    ) {
        let Some(finding) = finding() else { return };
        let told = self.told.entry((finding.code, finding.at.first().copied())).or_default();
        *told += 1;
        if *told <= facts::limit::TOLD_MAX {
            self.findings.push(repair(finding));
        } else if *told == facts::limit::TOLD_MAX + 1 {
            self.findings.push(finding);
        }
    }
}

/// A draft being read.
pub(super) struct Reader<'a, E = Open> {
    draft: &'a Draft,
    pub(super) ear: E,
}

impl<'a, E: Ear> Reader<'a, E> {
    pub(super) fn new(draft: &'a Draft) -> Self {
        Self { draft, ear: E::default() }
    }

    /// Says something.
    pub(super) fn find(&mut self, finding: impl FnOnce() -> Finding) {
        self.ear.hear(|| Some(finding()), |finding| finding);
    }

    /// Says something, if there is something to say.
    pub(super) fn find_any(&mut self, finding: impl FnOnce() -> Option<Finding>) {
        self.ear.hear(finding, |finding| finding);
    }

    /// Says something with repairs.
    fn find_with(
        &mut self,
        finding: impl FnOnce() -> Finding,
        repair: impl FnOnce(Finding) -> Finding,
    ) {
        self.ear.hear(|| Some(finding()), repair);
    }

    /// The text without blanks around it and what cannot be shown; `None` when nothing is left.
    pub(super) fn text(&mut self, field: Field) -> Option<String> {
        let given = self.draft.get(field);
        if given.len() > facts::limit::TEXT_MAX {
            self.find(|| Case::TextLong.at([field], (given.len(), facts::limit::TEXT_MAX)));
            return None;
        }
        let mut text = given.to_owned();
        let many_lines = field.spec().kind.has_lines();
        if let Some(found) = text.chars().find(|c| unprintable(*c, many_lines)) {
            text.retain(|c| !unprintable(c, many_lines));
            self.find(|| {
                let character = format!("U+{:04X}", u32::from(found));
                Case::ControlCharacter.at([field], character).safe("Remove it", [(field, &text)])
            });
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
        self.find(|| complain(&text));
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
        self.find(|| {
            let finding = Case::ChoiceUnknown.at([field], (&text, values().collect::<Fact>()));
            meant(finding, field, near).choose(field)
        });
        near
    }

    /// `on` or `off`.
    pub(super) fn switch(&mut self, field: Field) -> Option<bool> {
        let text = self.text(field)?;
        match text.as_str() {
            "on" => Some(true),
            "off" => Some(false),
            other => {
                let near = match other.to_ascii_lowercase().as_str() {
                    "true" | "yes" | "1" | "on" => Some("on"),
                    "false" | "no" | "0" | "off" => Some("off"),
                    _ => None,
                };
                let finding = || Case::SwitchUnknown.at([field], other);
                self.find(|| meant(finding(), field, near).choose(field));
                near.map(|near| near == "on")
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
            self.find(|| Case::NumberSyntax.at([field], (text, low, high)).choose(field));
            return None;
        };
        let inside = u32::try_from(number).ok().filter(|number| (low..=high).contains(number));
        if inside.is_none() {
            let near = if number < u64::from(low) { low } else { high };
            self.find(|| {
                Case::NumberBounds.at([field], (text, low, high)).offer_value(field, near)
            });
        }
        inside
    }

    /// One IPv4 address.
    pub(super) fn address(&mut self, field: Field) -> Option<Ipv4Addr> {
        let text = self.text(field)?;
        self.host(field, &text, |finding| finding.choose(field))
    }

    /// Several IPv4 addresses; those that can be read are kept.
    pub(super) fn addresses(&mut self, field: Field) -> Vec<Ipv4Addr> {
        let mut addresses = Unique::default();
        for entry in self.entries(field) {
            if let Some(address) = self.host(field, &entry, |finding| finding) {
                self.add(&mut addresses, address, field, &entry);
            }
        }
        addresses.list
    }

    /// Reads the address of an entry; what is no address gets this repair beside what was meant.
    fn host(
        &mut self,
        field: Field,
        entry: &str,
        repair: impl Fn(Finding) -> Finding,
    ) -> Option<Ipv4Addr> {
        let draft = self.draft;
        let replaced = |by: Ipv4Addr| {
            let by = |other: &str| (other == entry).then(|| by.to_string());
            list::rewrite(draft.get(field).trim(), by)
        };
        if let Ok(address) = Ipv4Addr::from_str(entry) {
            let Some(reason) = facts::azure::hostless(address) else { return Some(address) };
            self.find_with(|| Case::AddressHostless.at([field], (entry, reason)), repair);
            return None;
        }
        let v6 = std::net::Ipv6Addr::from_str(entry).is_ok();
        let case = if v6 { Case::AddressV6 } else { Case::AddressSyntax };
        self.find_with(
            || case.at([field], entry),
            |finding| {
                let finding = match Range::read(entry).map(Range::network) {
                    Ok(meant) => finding.offer(format!("Use {meant}"), [(field, replaced(meant))]),
                    Err(_) => finding,
                };
                repair(finding)
            },
        );
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
            self.find(|| {
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
                case.at([field], (n_all, most))
            });
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
        self.find(|| Case::ListRepeats.at([field], entry));
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
        match Range::read(text) {
            Ok(range) => {
                self.check_range(field, range);
                Some(range)
            }
            Err(error @ (RangeError::NotAligned(block) | RangeError::Netmask(block))) => {
                let netmask = matches!(error, RangeError::Netmask(_));
                let case = if netmask { Case::RangeNetmask } else { Case::RangeNotAligned };
                self.find_with(
                    || case.at([field], (text, block)),
                    |finding| {
                        finding.safe(format!("Use {block}"), [(field, replaced(draft, block))])
                    },
                );
                self.check_range(field, block);
                Some(block)
            }
            Err(RangeError::NoLength(address)) => {
                let block = Range::around(address, 24).expect("a length of 24 is one");
                self.find_with(
                    || Case::RangeLengthMissing.at([field], (address, block)),
                    |finding| {
                        finding.offer(format!("Use {block}"), [(field, replaced(draft, block))])
                    },
                );
                None
            }
            Err(RangeError::V6) => {
                self.find(|| Case::RangeV6.at([field], text));
                None
            }
            Err(RangeError::Syntax) => {
                self.find(|| Case::RangeSyntax.at([field], text));
                None
            }
        }
    }

    /// What can be said of a range by itself; sources may be anywhere, so they are not asked.
    fn check_range(&mut self, field: Field, range: Range) {
        self.find_any(|| {
            if matches!(field.spec().kind, Kind::Sources | Kind::AccessList) {
                return None;
            }
            if let Some(forbidden) = facts::azure::forbidden(range) {
                let facts = (range, forbidden.range(), forbidden.reason);
                return Some(Case::RangeForbidden.at([field], facts));
            }
            (!facts::azure::is_private(range)).then(|| Case::RangePublic.at([field], range))
        });
    }
}

/// Adds the repair that types what was meant, where that is clear.
fn meant(finding: Finding, field: Field, near: Option<&str>) -> Finding {
    match near {
        Some(near) => finding.safe_value(field, near),
        None => finding,
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
