//! A takeover told: for a person on a screen and in Markdown, and for other programs as JSON.

use serde::Serialize;

use super::{Aspect, Carried, Change, Left, Taken, not_read};
use crate::audit::package::Place;
use crate::choice::Choice as _;
use crate::finding::{Finding, Names, Severity};
use crate::guide::addresses::cell;
use crate::json;

/// How many of a kind are told on a screen; a file has all of them.
const SCREEN: usize = 12;

impl Change {
    /// The change in one line.
    fn line(&self) -> String {
        match (self.before.as_deref(), self.after.as_deref()) {
            (None, _) => format!("+ {}", self.what),
            (Some(_), None) => format!("- {}", self.what),
            (Some(before), Some("")) => format!("~ {}: {before}", self.what),
            (Some(before), Some(after)) => format!("~ {}: {before} -> {after}", self.what),
        }
    }
}

impl Carried {
    fn line(&self) -> String {
        let text = self.text.replace('\n', "; ");
        let at = self.at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default();
        format!("{} = {text}{at}", self.field.key())
    }
}

impl Left {
    fn line(&self) -> String {
        let at = self.at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default();
        format!("{}{at}: {}", self.what, self.why)
    }
}

/// Lines below a heading, the first ones of them; nothing where there are none.
fn section(heading: &str, all: &[String], most: usize) -> Vec<String> {
    if all.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("{heading}:")];
    lines.extend(all.iter().take(most).map(|line| format!("  {line}")));
    if all.len() > most {
        lines.push(format!("  and {} more", all.len() - most));
    }
    lines
}

impl Taken {
    /// What is in the way of building the design.
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity() == Severity::Error)
    }

    fn guesses(&self) -> Vec<String> {
        let likely = self.typed.iter().chain(&self.same).filter_map(|one| {
            let why = one.guess?;
            Some(format!("{} = {}: {why}", one.field.key(), one.text.replace('\n', "; ")))
        });
        likely.collect()
    }

    fn changed(&self, aspect: Aspect) -> Vec<String> {
        let all = self.changes.iter().flatten();
        all.filter(|one| one.aspect == aspect).map(Change::line).collect()
    }

    /// The first line of a report.
    pub fn summary(&self) -> String {
        let [typed, same, chosen] = [self.typed.len(), self.same.len(), self.chosen.len()];
        format!(
            "taken over from {}: {typed} typed, {same} as the design chooses them, {chosen} of which the package says nothing",
            self.read.join(", ")
        )
    }

    /// How many changes there are, in words.
    pub fn outlook(&self) -> String {
        match self.changes.as_deref() {
            None => "the design cannot be built yet, so what changes is not known".to_owned(),
            Some([]) => "building the design changes nothing".to_owned(),
            Some(all) => {
                let count = |aspect: &Aspect| {
                    let n = all.iter().filter(|one| one.aspect == *aspect).count();
                    (n > 0).then(|| format!("{n} {aspect}"))
                };
                let counts: Vec<String> = Aspect::ALL.iter().filter_map(count).collect();
                format!("building the design changes {}", counts.join(", "))
            }
        }
    }

    fn sections(&self) -> Vec<(String, Vec<String>)> {
        let lines = |all: &[Carried]| all.iter().map(Carried::line).collect::<Vec<_>>();
        let chosen = self.chosen.iter();
        let chosen = chosen.map(|(field, text)| {
            let why = not_read(*field).map(|why| format!(": {why}")).unwrap_or_default();
            format!("{} = {}{why}", field.key(), text.replace('\n', "; "))
        });
        let errors = self.errors().map(|finding| finding.message(Names::Keys));
        let mut sections = vec![
            ("Typed, as the package says it".to_owned(), lines(&self.typed)),
            ("Likely and not certain, look at it".to_owned(), self.guesses()),
            ("Not carried over".to_owned(), self.left.iter().map(Left::line).collect()),
            ("In the way of the design".to_owned(), errors.collect()),
        ];
        for &aspect in Aspect::ALL {
            let heading = format!("Changes of {aspect} (+ comes, - goes, ~ differs)");
            sections.push((heading, self.changed(aspect)));
        }
        sections.push(("As the design chooses it too".to_owned(), lines(&self.same)));
        sections.push(("Chosen, the package says nothing".to_owned(), chosen.collect()));
        sections.push(("Not read or not known".to_owned(), self.notes.clone()));
        sections
    }

    /// The report for a screen.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.summary()];
        let n_open = self.sections().len() - FOLDED;
        for (n, (heading, all)) in self.sections().into_iter().enumerate() {
            if n < n_open {
                lines.extend(section(&heading, &all, SCREEN));
            } else if !all.is_empty() {
                lines.push(format!("{heading}: {}", all.len()));
            }
        }
        lines.push(self.outlook());
        lines
    }

    /// The report in Markdown, whole.
    pub fn markdown(&self) -> String {
        let mut text = vec!["# Takeover".to_owned(), String::new(), cell(&self.summary())];
        text.push(format!("\n{}", cell(&self.outlook())));
        for (heading, all) in self.sections() {
            if !all.is_empty() {
                text.push(format!("\n## {}\n", cell(&heading)));
                text.extend(all.iter().map(|line| format!("- {}", cell(line))));
            }
        }
        text.join("\n") + "\n"
    }

    /// The report for other programs.
    pub fn json(&self) -> String {
        let carried = |all: &'_ [Carried]| all.iter().map(Entry::of).collect::<Vec<_>>();
        let change = |one: &'_ Change| Changed {
            aspect: one.aspect.text(),
            what: one.what.clone(),
            before: one.before.clone(),
            after: one.after.clone(),
        };
        let left = |one: &'_ Left| Lost {
            what: one.what.clone(),
            why: one.why.clone(),
            at: one.at.as_ref().map(Place::of),
        };
        let chosen = |(field, text): &(crate::field::Field, String)| Chosen {
            field: field.key(),
            text: text.clone(),
        };
        json::pretty(&Report {
            read: &self.read,
            typed: carried(&self.typed),
            same: carried(&self.same),
            chosen: self.chosen.iter().map(chosen).collect(),
            not_carried_over: self.left.iter().map(left).collect(),
            errors: self.errors().map(|one| one.message(Names::Keys)).collect(),
            changes: self.changes.as_ref().map(|all| all.iter().map(change).collect()),
            notes: &self.notes,
        })
    }
}

/// Sections at the end of which a screen shows the number alone.
const FOLDED: usize = 3;

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
struct Report<'a> {
    read: &'a [String],
    typed: Vec<Entry>,
    same: Vec<Entry>,
    chosen: Vec<Chosen>,
    not_carried_over: Vec<Lost>,
    errors: Vec<String>,
    changes: Option<Vec<Changed>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct Entry {
    field: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guess: Option<&'static str>,
}

impl Entry {
    fn of(one: &Carried) -> Self {
        Self {
            field: one.field.key(),
            text: one.text.clone(),
            at: one.at.as_ref().map(Place::of),
            guess: one.guess,
        }
    }
}

#[derive(Serialize)]
struct Chosen {
    field: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Lost {
    what: String,
    why: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Place>,
}

#[derive(Serialize)]
struct Changed {
    aspect: &'static str,
    what: String,
    before: Option<String>,
    after: Option<String>,
}
