//! What was found, told: for a person on a screen and in Markdown, and for other programs as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Judgement;
use crate::audit::damage::Damage;
use crate::audit::fault::{Contradiction, Fault, Spot};
use crate::choice::Choice as _;
use crate::guide::addresses::cell;
use crate::json;

/// How many contradictions are told with their places on a screen; the others by their kind and number.
const SCREEN: usize = 10;
/// How many of one kind are, so that one kind does not hide the others.
const ALIKE: usize = 3;

/// The heading over what only a deployment decides.
pub const UNKNOWN: &str = "Known to the deployment alone";
/// The heading over what was left out.
pub const UNREAD: &str = "Not read or not judged";

impl Judgement {
    /// Whether files contradict themselves or each other.
    pub fn contradicts(&self) -> bool {
        self.untold > 0 || self.wrong.iter().any(|one| !one.fault.is_remark())
    }

    /// Why nothing can be said of the files, if so.
    pub fn refusal(&self) -> Option<String> {
        if let Some(spent) = self.ended {
            return Some(spent.refusal());
        }
        let none = "there is no template, no bootstrap file and no package here".to_owned();
        let notes: Vec<String> = self.notes().collect();
        let nothing = self.read.is_empty() && self.wrong.is_empty();
        nothing.then(|| if notes.is_empty() { none } else { notes.join("; ") })
    }

    /// The contradictions, and what is worth knowing and contradicts nothing.
    fn sorted(&self) -> [Vec<&Contradiction>; 2] {
        let (remarks, contradictions) = self.wrong.iter().partition(|one| one.fault.is_remark());
        [contradictions, remarks]
    }

    /// The last line of a report.
    pub fn summary(&self) -> String {
        let [contradictions, remarks] = self.sorted();
        let n_wrong = contradictions.len() + self.untold;
        let remarks = match remarks.len() {
            0 => String::new(),
            1 => ", 1 remark".to_owned(),
            n => format!(", {n} remarks"),
        };
        format!("{} files read, {n_wrong} contradictions{remarks}", self.read.len())
    }

    /// What was not read, and why.
    pub fn notes(&self) -> impl Iterator<Item = String> {
        let alone = self.alone.iter().map(|path| {
            format!("{path} is judged beside its template only, name azuredeploy.json too")
        });
        self.skipped.iter().cloned().chain(alone)
    }

    /// What breaks, the worst first: contradictions, then what may be meant so. Of each the first ones are shown,
    /// so many of one kind at most, and as long as there is room.
    fn groups(&self, mut room: usize, alike: usize) -> Vec<Broken<'_>> {
        let [contradictions, remarks] = self.sorted();
        let mut groups = Vec::new();
        for (all, is_remark) in [(&contradictions, false), (&remarks, true)] {
            for &damage in Damage::ALL {
                let mut counts: BTreeMap<Fault, usize> = BTreeMap::new();
                let mut group = Broken { damage, is_remark, shown: Vec::new(), folded: Vec::new() };
                for one in all.iter().copied().filter(|one| one.fault.damage() == damage) {
                    let count = counts.entry(one.fault).or_default();
                    *count += 1;
                    if *count > alike || room == 0 {
                        group.folded.push(one);
                    } else {
                        room -= 1;
                        group.shown.push(one);
                    }
                }
                if !group.shown.is_empty() || !group.folded.is_empty() {
                    groups.push(group);
                }
            }
        }
        groups
    }

    /// The same as a screen has room for.
    pub fn screen(&self) -> Vec<Broken<'_>> {
        self.groups(SCREEN, ALIKE)
    }

    /// The report for a screen: by what breaks, the worst first.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for group in self.screen() {
            lines.push(format!("{}:", group.heading()));
            for one in &group.shown {
                lines.push(format!("  {one}"));
                lines.extend(one.places().map(|places| format!("    at: {places}")));
                lines.push(format!("    do: {}", one.fault.instead()));
            }
            lines.extend(group.rest().map(|rest| format!("  and {rest}")));
        }
        lines.extend(self.more());
        lines.extend(self.open());
        lines.extend(self.notes());
        lines.push(self.summary());
        lines
    }

    /// How many contradictions are counted and not told, in words.
    pub fn more(&self) -> Option<String> {
        (self.untold > 0).then(|| format!("and {} more contradictions", self.untold))
    }

    /// What only the deployment knows: the first reason, and how many more there are.
    fn open(&self) -> Option<String> {
        let (first, more) = self.unknown.split_first()?;
        let more = match more.len() {
            0 => String::new(),
            n => format!(", and {n} more in --format markdown"),
        };
        Some(format!("{UNKNOWN}: {first}{more}"))
    }

    /// The report in Markdown, whole.
    pub fn markdown(&self) -> String {
        let mut text = vec!["# Audit".to_owned(), String::new(), self.summary()];
        for group in self.groups(usize::MAX, usize::MAX) {
            let table = "| What | Where | What to do |\n| --- | --- | --- |";
            text.push(format!("\n## {}\n\n{table}", group.heading()));
            text.extend(group.shown.iter().map(|one| row(one)));
        }
        let notes: Vec<String> = self.notes().map(|note| format!("- {}", cell(&note))).collect();
        if !self.unknown.is_empty() {
            text.push(format!("\n## {UNKNOWN}\n"));
            text.extend(self.unknown.iter().map(|why| format!("- {}", cell(why))));
        }
        if !notes.is_empty() {
            text.push(format!("\n## {UNREAD}\n"));
            text.extend(notes);
        }
        text.join("\n") + "\n"
    }

    /// The report for other programs.
    pub fn json(&self) -> String {
        let entry = |one: &'_ Contradiction| Entry {
            fault: one.fault.slug(),
            damage: one.fault.damage().text(),
            what: one.to_string(),
            instead: one.fault.instead(),
            at: one.at.iter().map(Place::of).collect(),
        };
        let [contradictions, remarks] =
            self.sorted().map(|all| all.into_iter().map(entry).collect::<Vec<_>>());
        json::pretty(&Report {
            read: &self.read,
            contradictions,
            remarks,
            untold: Some(self.untold).filter(|n| *n > 0),
            unknown: &self.unknown,
            notes: self.notes().collect(),
        })
    }
}

impl Contradiction {
    /// Its places in one line.
    pub fn places(&self) -> Option<String> {
        let places: Vec<String> = self.at.iter().map(ToString::to_string).collect();
        (!places.is_empty()).then(|| places.join(", "))
    }
}

/// Contradictions, or remarks, that break the same.
pub struct Broken<'a> {
    damage: Damage,
    /// Whether they may be meant so.
    pub is_remark: bool,
    /// Those that are told one by one.
    pub shown: Vec<&'a Contradiction>,
    /// Those that are told by their kind and number.
    pub folded: Vec<&'a Contradiction>,
}

impl Broken<'_> {
    /// What stands over them.
    pub fn heading(&self) -> String {
        let mark = if self.is_remark { " (it may be meant so)" } else { "" };
        format!("{}{mark}", self.damage.label())
    }

    /// What is not told one by one: how many of each kind.
    pub fn rest(&self) -> Option<String> {
        let mut counts = BTreeMap::new();
        for one in &self.folded {
            *counts.entry(one.fault.slug()).or_insert(0) += 1;
        }
        let counts: Vec<String> = counts.iter().map(|(slug, n)| format!("{n} {slug}")).collect();
        let n = self.folded.len();
        (n > 0).then(|| format!("{n} more: {}", counts.join(", ")))
    }
}

/// A contradiction as a row of a table.
fn row(one: &Contradiction) -> String {
    let places = one.places().unwrap_or_else(|| "the package".to_owned());
    let [what, places, instead] = [&one.to_string(), &places, one.fault.instead()].map(cell);
    format!("| {what} | {places} | {instead} |")
}

#[derive(Serialize)]
struct Report<'a> {
    read: &'a [String],
    contradictions: Vec<Entry>,
    remarks: Vec<Entry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    untold: Option<usize>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    unknown: &'a [String],
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Entry {
    fault: &'static str,
    damage: &'static str,
    what: String,
    instead: &'static str,
    at: Vec<Place>,
}

/// A place in a report.
#[derive(Serialize)]
pub(in crate::audit) struct Place {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
}

impl Place {
    pub(in crate::audit) fn of(Spot { path, line }: &Spot) -> Self {
        Self { path: path.clone(), line: Some(*line).filter(|line| *line > 0) }
    }
}
