//! A package of others becomes a design: what it says is typed, what it does not say is chosen, and what no
//! design can say is told.
//!
//! Everything is read by the audit's readers: the template laid out, the configurations, the first settings. A
//! value that the plan would choose itself stays blank, so that the design says what was decided. No secret is
//! taken over, nor its hash. What changes when the design is built is told before anybody deploys.

use std::collections::BTreeSet;

use super::budget::{Budget, Spent};
use super::expand::Expanded;
use super::fault::Spot;
use super::firewall::Unit;
use super::package::{
    Content, Document, Group, Input, Judgement, Opened, Package, is_of, opened, secrets,
};
use super::template::Template;
use super::written::Written;
use crate::design;
use crate::draft::{Draft, Secrets};
use crate::field::Field;
use crate::finding::{Finding, Names, Severity};
use crate::plan::Plan;
use crate::review::review;

mod access;
mod balance;
mod bootstrap;
mod change;
mod machine;
mod name;
mod network;
mod published;
mod reader;
mod report;
mod secret;
mod seen;
mod system;

pub use change::{Aspect, Change};
use reader::Reader;
use seen::{Init, Said, Seen};

/// A field that the package says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The field.
    pub field: Field,
    /// Its text.
    pub text: String,
    /// Where the package says it; nothing for what something missing tells.
    pub at: Option<Spot>,
    /// Why it is likely and not certain.
    pub guess: Option<&'static str>,
}

/// What the package has and the design has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// What it is; never a secret's text.
    pub what: String,
    /// Why it is not carried over.
    pub why: String,
    /// Where it stands.
    pub at: Option<Spot>,
}

/// A design out of a package, and what became of the package.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The design.
    pub draft: Draft,
    /// Paths of the files that were read for it.
    pub read: Vec<String>,
    /// Fields that are typed, as the package says them.
    pub typed: Vec<Carried>,
    /// Fields that the package says as the plan chooses them; they stay blank.
    pub same: Vec<Carried>,
    /// Fields of which the package says nothing, with what the plan chooses.
    pub chosen: Vec<(Field, String)>,
    /// What is not carried over.
    pub left: Vec<Left>,
    /// What building the design changes; nothing where it cannot be built.
    pub changes: Option<Vec<Change>>,
    /// What is to be said of the design.
    pub findings: Vec<Finding>,
    /// What of the package was not read or is not known, and why.
    pub notes: Vec<String>,
}

/// Takes a package over.
///
/// # Errors
/// Says why no design can be read from the files.
pub fn take(inputs: Vec<Input>, budget: &Budget) -> Result<Taken, String> {
    let mut judgement = Judgement::default();
    let Opened { documents, groups, .. } =
        opened(inputs, budget, &mut judgement).map_err(Spent::refusal)?;
    let package = Package { documents: &documents, groups: &groups };
    let templates = package.templates();
    let expanded = package.expanded(&templates, budget);
    let (folder, units) = pair(&groups)?;
    let chosen = template(&templates, &expanded, folder)?;
    if chosen.is_none() && units.is_empty() {
        let mut notes = judgement.skipped;
        notes.insert(0, "there is no template and no configuration here".to_owned());
        return Err(notes.join("; "));
    }
    let laid_out = chosen.map(|(file, _, expanded)| Template::of(&file.path, &expanded.written));
    let source = chosen.map(|(_, source, _)| &*source.json);
    let given = chosen
        .map_or_else(Vec::new, |(file, ..)| package.given_for(file.folder(), templates.len() == 1));
    let written = source.into_iter().chain(given.iter().map(|(_, given)| &*given.json)).collect();
    let init = [0, 1].map(|n| units.get(n).map_or_else(Init::new, |unit| first(&package, unit)));
    let seen = Seen::new(laid_out, written, units, init, budget);
    let seen = completed(seen);
    let mut taken = drafted(&seen);
    taken.left.splice(0..0, secret::secrets(&seen, &package));
    taken.left.extend(seen.units.iter().flat_map(|unit| enclosed(&package, unit)));
    taken.read.extend(chosen.map(|(file, ..)| file.path.clone()));
    taken.read.extend(seen.units.iter().map(|unit| unit.configuration.path.clone()));
    taken.notes.append(&mut judgement.skipped);
    taken.notes.extend(chosen.into_iter().flat_map(|(file, _, expanded)| {
        expanded.unknown.iter().map(|why| format!("{}: {why}", file.path))
    }));
    let review = review(&taken.draft, &secrets(source));
    taken.changes = change::changes(&taken.draft, &review, &seen);
    taken.findings = review.findings;
    Ok(taken)
}

/// The same with what all names end with, and the custom data of machines that no init-cfg.txt is beside.
fn completed(mut seen: Seen<'_>) -> Seen<'_> {
    seen.suffix = name::suffix(&seen).unwrap_or_default();
    let machines = seen.machines;
    for (init, machine) in seen.init.iter_mut().zip(machines) {
        let from = seen.template.zip(machine).filter(|_| init.is_empty());
        if let Some((template, machine)) = from {
            *init = bootstrap::first_settings(template, machine);
        }
    }
    seen
}

/// The pair among the configurations, with its folder.
fn pair(groups: &[Group]) -> Result<(Option<&str>, Vec<&Unit>), String> {
    let pairs: Vec<(&str, [&Unit; 2])> = groups
        .iter()
        .flat_map(|group| group.pairs().map(|pair| (group.folder.as_str(), pair)))
        .collect();
    let host = |unit: &&Unit| format!("{} ({})", unit.host(), unit.configuration.path);
    match pairs.as_slice() {
        [(folder, pair)] => Ok((Some(*folder), pair.to_vec())),
        [] => match groups
            .iter()
            .map(|group| (group, group.units.as_slice()))
            .collect::<Vec<_>>()
            .as_slice()
        {
            [] => Ok((None, Vec::new())),
            [(group, [unit])] => Ok((Some(group.folder.as_str()), vec![unit])),
            _ => Err("the configurations here are no pair; name the files of two units".to_owned()),
        },
        several => {
            let names = several.iter().map(|(_, pair)| pair.each_ref().map(host).join(" and "));
            let names = names.collect::<Vec<_>>().join("; ");
            Err(format!("there are {} pairs here, name the files of one: {names}", several.len()))
        }
    }
}

/// A template as it stands in its file, as it is written, and laid out.
type Chosen<'a, 'e> = (&'a Input, &'a Written, &'e Expanded);

/// The template of a folder, or the only one that makes machines.
fn template<'a, 'e>(
    templates: &[(&'a Input, &'a Written)],
    expanded: &'e [Expanded],
    folder: Option<&str>,
) -> Result<Option<Chosen<'a, 'e>>, String> {
    let linked: BTreeSet<&String> = expanded.iter().flat_map(|one| &one.linked).collect();
    let all = templates.iter().zip(expanded).map(|((file, source), one)| (*file, *source, one));
    let own = all.filter(|(file, ..)| !linked.contains(&file.path));
    let machines =
        |one: &Expanded| Template::of("", &one.written).of_kind("virtualMachines").next().is_some();
    let useful: Vec<Chosen<'_, '_>> = own.filter(|(_, _, one)| machines(one)).collect();
    let here = useful.iter().filter(|(file, ..)| folder.is_none_or(|at| is_of(at, file)));
    match (here.collect::<Vec<_>>().as_slice(), useful.as_slice()) {
        ([one], _) => Ok(Some(**one)),
        ([], [one]) => Ok(Some(*one)),
        ([], []) => Ok(None),
        ([], several) => Err(several_templates(several.iter())),
        (several, _) => Err(several_templates(several.iter().copied())),
    }
}

fn several_templates<'t>(all: impl Iterator<Item = &'t Chosen<'t, 't>>) -> String {
    let paths: Vec<&str> = all.map(|(file, ..)| file.path.as_str()).collect();
    format!("there are several templates with machines here, name one: {}", paths.join(", "))
}

/// The init-cfg.txt beside a unit's configuration.
fn first(package: &Package<'_>, unit: &Unit) -> Init {
    let path = &unit.configuration.path;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = package.documents.iter().find(|one| {
        matches!(one.content, Content::Init) && one.file.folder().trim_end_matches('/') == folder
    });
    let Some(document) = beside else { return Init::new() };
    let lines = document.file.text().into_iter().flat_map(str::lines).enumerate();
    let pair = |(n, line): (usize, &str)| {
        let (key, value) = line.split_once('=')?;
        let (key, value) = (key.trim().to_owned(), value.trim().to_owned());
        let at = Spot { path: document.file.path.clone(), line: n + 1 };
        (!value.is_empty()).then_some((key, (value, at)))
    };
    lines.filter_map(pair).collect()
}

/// The vendor's files that a unit's package holds, which no design does.
fn enclosed(package: &Package<'_>, unit: &Unit) -> Vec<Left> {
    let path = &unit.configuration.path;
    let Some(root) = path.strip_suffix("config/bootstrap.xml") else { return Vec::new() };
    let inside = package.documents.iter().filter(|document| {
        let below = document.file.path.strip_prefix(root);
        let folder = below.and_then(|below| below.split_once('/')).map(|(folder, _)| folder);
        folder.is_some_and(|folder| ["content", "software", "plugins"].contains(&folder))
    });
    let left = |document: &Document| Left {
        what: format!("the file {}", document.file.name()),
        why: "a design has no files of the vendor's; give it to `build` anew".to_owned(),
        at: Some(Spot { path: document.file.path.clone(), line: 0 }),
    };
    inside.map(left).collect()
}

/// The design that the package says, its values kept apart.
fn drafted(seen: &Seen<'_>) -> Taken {
    let mut said: Vec<Carried> = Vec::new();
    let mut left: Vec<Left> = Vec::new();
    for &field in Field::ALL {
        let Reader::Of(read) = reader::reader(field) else { continue };
        let Some(Said { text, at, guess }) = read(seen) else { continue };
        match refused(field, &text) {
            None => said.push(Carried { field, text, at, guess }),
            Some(why) => left.push(Left { what: format!("{} {text}", field.title()), why, at }),
        }
    }
    let services = published::lost(seen).into_iter();
    left.extend(services.map(|(name, why)| Left {
        what: format!("the published service {name}"),
        why: why.to_owned(),
        at: None,
    }));
    let mut draft = Draft::default().with(said.iter().map(|one| (one.field, one.text.as_str())));
    left.extend(balance::shared(seen));
    left.extend(unfit(&mut draft, &mut said));
    let blank = blanked(&mut draft);
    let (same, typed): (Vec<Carried>, Vec<Carried>) =
        said.into_iter().partition(|one| blank.contains(&one.field));
    let known = |field: &Field| same.iter().chain(&typed).any(|one| one.field == *field);
    let settled = planned(&draft).map_or_else(Vec::new, |plan| {
        let open = plan.settled.into_iter().filter(|(field, _)| !known(field));
        open.map(|(field, planned)| (field, planned.value)).collect()
    });
    Taken {
        draft,
        read: Vec::new(),
        typed,
        same,
        chosen: settled,
        left,
        changes: None,
        findings: Vec::new(),
        notes: Vec::new(),
    }
}

/// Why a field cannot take a text, if so: a field that cannot be read counts as blank.
fn refused(field: Field, text: &str) -> Option<String> {
    let draft = Draft::default().with([(field, text)]);
    let read = design::read(&draft, &Secrets::default());
    let wrong = || {
        let mut findings = read.findings.iter().filter(|finding| finding.at.contains(&field));
        let said = findings.find(|finding| finding.severity() == Severity::Error);
        said.map_or_else(|| "no field takes it".to_owned(), |said| said.message(Names::Titles))
    };
    (!read.value.is_typed(field)).then(wrong)
}

/// Takes out of a draft what is an error beside the rest and none without: what a design has otherwise than the
/// package.
fn unfit(draft: &mut Draft, said: &mut Vec<Carried>) -> Vec<Left> {
    let mut left = Vec::new();
    let mut standing = errors(draft);
    for _ in 0..UNFIT_MAX {
        let Some((field, why, rest)) = better(draft, &standing) else { break };
        let place = said.iter().position(|one| one.field == field);
        let one = said.remove(place.expect("what is typed was said"));
        left.push(Left { what: format!("{} {}", field.title(), one.text), why, at: one.at });
        draft.set(field, "");
        standing = rest;
    }
    left
}

fn errors(draft: &Draft) -> Vec<Finding> {
    let all = review(draft, &Secrets::default()).findings;
    all.into_iter().filter(|one| one.severity() == Severity::Error).collect()
}

/// A field without which fewer errors stand, its error, and those that stay.
fn better(draft: &Draft, standing: &[Finding]) -> Option<(Field, String, Vec<Finding>)> {
    let mut tried = BTreeSet::new();
    let at = standing.iter().flat_map(|error| error.at.iter().map(move |field| (*field, error)));
    let mut typed = at.filter(|(field, _)| !draft.get(*field).is_empty() && tried.insert(*field));
    typed.find_map(|(field, error)| {
        let without = draft.clone().with([(field, "")]);
        let rest = errors(&without);
        (rest.len() < standing.len()).then(|| (field, error.message(Names::Titles), rest))
    })
}

/// How many fields are taken out at most: what fits worse is no pair of ours.
const UNFIT_MAX: usize = 16;

fn planned(draft: &Draft) -> Option<Plan> {
    review(draft, &Secrets::default()).plan
}

/// Takes out of a draft what the plan chooses just so, one field after the other; the fields that were.
fn blanked(draft: &mut Draft) -> BTreeSet<Field> {
    let values = |plan: Option<Plan>| {
        let settled = plan.map(|plan| plan.settled.into_iter());
        settled.map(|all| all.map(|(field, one)| (field, one.value)).collect::<Vec<_>>())
    };
    let mut blank = BTreeSet::new();
    let Some(wanted) = values(planned(draft)) else { return blank };
    for field in Field::open().filter(|field| wanted.iter().any(|(own, _)| own == field)) {
        if draft.get(field).is_empty() {
            continue;
        }
        let without = draft.clone().with([(field, "")]);
        if values(planned(&without)).as_ref() == Some(&wanted) {
            *draft = without;
            blank.insert(field);
        }
    }
    blank
}

impl Taken {
    /// Whether the design cannot be built as it is.
    pub fn is_blocked(&self) -> bool {
        crate::finding::blocks(&self.findings)
    }
}

/// Why no package says a field, if so.
pub fn not_read(field: Field) -> Option<&'static str> {
    match reader::reader(field) {
        Reader::Of(_) => None,
        Reader::Nowhere(why) => Some(why),
    }
}
