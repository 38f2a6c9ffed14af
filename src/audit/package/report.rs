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

/// What stands behind the heading of remarks.
const MEANT: &str = " (it may be meant so)";

impl Judgement {
    /// Whether files contradict themselves or each other.
    pub fn contradicts(&self) -> bool {
        self.untold > 0 || self.wrong.iter().any(|one| !one.fault.is_remark())
    }

    /// The contradictions, and what is worth knowing and contradicts nothing.
    fn sorted(&self) -> [Vec<&Contradiction>; 2] {
        let (remarks, contradictions) = self.wrong.iter().partition(|one| one.fault.is_remark());
        [contradictions, remarks]
    }

    /// The last line of a report.
    fn summary(&self) -> String {
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

    /// The report for a screen: by what breaks, the worst first.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let [contradictions, remarks] = self.sorted();
        let mut room = SCREEN;
        for (all, mark) in [(&contradictions, ""), (&remarks, MEANT)] {
            for &damage in Damage::ALL {
                let told: Vec<_> = all.iter().filter(|one| one.fault.damage() == damage).collect();
                if told.is_empty() {
                    continue;
                }
                lines.push(format!("{}{mark}:", damage.label()));
                let mut counts: BTreeMap<Fault, usize> = BTreeMap::new();
                let mut folded = Vec::new();
                for one in told {
                    let count = counts.entry(one.fault).or_default();
                    *count += 1;
                    if *count > ALIKE || room == 0 {
                        folded.push(one.fault.slug());
                        continue;
                    }
                    room -= 1;
                    lines.push(format!("  {one}"));
                    lines.extend(places(&one.at).map(|places| format!("    at: {places}")));
                    lines.push(format!("    do: {}", one.fault.instead()));
                }
                lines.extend(fold(&folded));
            }
        }
        if self.untold > 0 {
            lines.push(format!("and {} more contradictions", self.untold));
        }
        lines.extend(self.notes());
        lines.push(self.summary());
        lines
    }

    /// The report in Markdown, whole.
    pub fn markdown(&self) -> String {
        let mut text = vec!["# Audit".to_owned(), String::new(), self.summary()];
        let [contradictions, remarks] = self.sorted();
        for (all, mark) in [(&contradictions, ""), (&remarks, MEANT)] {
            for &damage in Damage::ALL {
                let told: Vec<_> = all.iter().filter(|one| one.fault.damage() == damage).collect();
                if told.is_empty() {
                    continue;
                }
                let table = "| What | Where | What to do |\n| --- | --- | --- |";
                text.push(format!("\n## {}{mark}\n\n{table}", damage.label()));
                text.extend(told.into_iter().map(|one| row(one)));
            }
        }
        let notes: Vec<String> = self.notes().map(|note| format!("- {}", cell(&note))).collect();
        if !self.unknown.is_empty() {
            text.push("\n## Known to the deployment alone\n".to_owned());
            text.extend(self.unknown.iter().map(|why| format!("- {}", cell(why))));
        }
        if !notes.is_empty() {
            text.push("\n## Not read or not judged\n".to_owned());
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
            untold: self.untold,
            unknown: &self.unknown,
            notes: self.notes().collect(),
        })
    }
}

/// Places in one line.
fn places(at: &[Spot]) -> Option<String> {
    let places: Vec<String> = at.iter().map(ToString::to_string).collect();
    (!places.is_empty()).then(|| places.join(", "))
}

/// A contradiction as a row of a table.
fn row(one: &Contradiction) -> String {
    let places = places(&one.at).unwrap_or_else(|| "the package".to_owned());
    let [what, places, instead] = [&one.to_string(), &places, one.fault.instead()].map(cell);
    format!("| {what} | {places} | {instead} |")
}

/// What is not told one by one: how many of each kind.
fn fold(slugs: &[&str]) -> Option<String> {
    let mut counts = BTreeMap::new();
    for slug in slugs {
        *counts.entry(*slug).or_insert(0) += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(slug, n)| format!("{n} {slug}")).collect();
    (!counts.is_empty()).then(|| format!("  and {} more: {}", slugs.len(), counts.join(", ")))
}

#[derive(Serialize)]
struct Report<'a> {
    read: &'a [String],
    contradictions: Vec<Entry>,
    remarks: Vec<Entry>,
    #[serde(skip_serializing_if = "is_none")]
    untold: usize,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    unknown: &'a [String],
    notes: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_none(n: &usize) -> bool {
    *n == 0
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
