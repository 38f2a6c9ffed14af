//! A package of others told: where it contradicts itself, and what becomes of it as a design.
//!
//! All words of a package are text here, and never code.

use super::{fact, plain};
use crate::audit::fault::Contradiction;
use crate::audit::package::{Broken, Judgement, UNKNOWN, UNREAD};
use crate::audit::takeover::{Aspect, Carried, Change, Left, Taken, not_read};
use crate::choice::Choice as _;
use crate::diagram::mark;
use crate::diagram::mark::{Kind, Mark};
use crate::draft::Secrets;
use crate::facts::limit;
use crate::field::Field;
use crate::finding::Names;
use crate::plan::Plan;
use crate::workshop::block::{MARKS, around, heading, note, paragraph};
use crate::workshop::foreign::Foreign;
use crate::xml::Node;
use crate::{flow, review};

/// What is wanted of a report that is printed: nothing of it is folded.
const WHOLE: &str = "whole";

/// The report; before there is a package, what can be judged.
pub(super) fn report(foreign: &Foreign, wanted: &str) -> Vec<Node> {
    if !foreign.is_there() {
        return vec![note(&about())];
    }
    match foreign.judged() {
        Ok(judgement) => judged(judgement, wanted == WHOLE),
        Err(why) => vec![outcome("outcome is-bad", &why)],
    }
}

fn about() -> String {
    let megabytes = |limit: limit::Limit| limit.most >> 20;
    format!(
        "Templates with their parameters, bootstrap files, exported configurations, zips of them, whole folders: each file is known by what stands in it. They are read in this page alone, up to {} MiB and {} files; nothing of them is stored or sent, and your design stays as it is until you take a package over.",
        megabytes(limit::RUN_BYTES),
        limit::RUN_FILES.most
    )
}

/// What it comes to, for eyes and for ears.
fn outcome(class: &str, said: &str) -> Node {
    let mut outcome = plain("p", said);
    let attributes = [("class", class), ("role", "status")];
    outcome.attributes.extend(attributes.map(|(name, value)| (name, value.to_owned())));
    outcome
}

fn judged(judgement: &Judgement, whole: bool) -> Vec<Node> {
    let class = if judgement.contradicts() { "outcome is-bad" } else { "outcome is-good" };
    let mut blocks = vec![outcome(class, &judgement.summary())];
    let (remarks, contradictions): (Vec<_>, Vec<_>) =
        judgement.screen().into_iter().partition(|group| group.is_remark);
    for group in &contradictions {
        blocks.push(heading(&group.heading()));
        blocks.extend(group.shown.iter().map(|one| article(one, "error")));
        if let Some(rest) = group.rest() {
            let folded = group.folded.iter().map(|one| article(one, "error"));
            blocks.push(fold(whole, &rest, folded.collect()));
        }
    }
    blocks.extend(judgement.more().map(|more| paragraph(&more)));
    let all = |group: &Broken<'_>| {
        let all = group.shown.iter().chain(&group.folded);
        all.map(|one| article(one, "note")).collect::<Vec<_>>()
    };
    let remarks: Vec<Node> = remarks.iter().flat_map(all).collect();
    let lines = |all: &mut dyn Iterator<Item = String>| all.map(|one| plain("li", &one)).collect();
    let folds = [
        ("Remarks: it may be meant so", remarks),
        (UNKNOWN, listed(lines(&mut judgement.unknown.iter().cloned()))),
        (UNREAD, listed(lines(&mut judgement.notes()))),
        ("Files read", listed(lines(&mut judgement.read.iter().cloned()))),
    ];
    blocks.extend(
        folds
            .into_iter()
            .filter(|(_, inside)| !inside.is_empty())
            .map(|(title, inside)| fold(whole, &counted(title, &inside), inside)),
    );
    blocks
}

/// Entries as one list; nothing where there are none.
fn listed(entries: Vec<Node>) -> Vec<Node> {
    if entries.is_empty() { entries } else { vec![around("ul", "told-list", entries)] }
}

/// A title with the number of what is below it.
fn counted(title: &str, inside: &[Node]) -> String {
    let n = match inside {
        [list] if list.tag == "ul" => list.children.len(),
        all => all.len(),
    };
    format!("{title}: {n}")
}

/// What is below a line that opens it; all of it where it is printed.
fn fold(whole: bool, title: &str, inside: Vec<Node>) -> Node {
    let (tag, line) = if whole { ("section", "h4") } else { ("details", "summary") };
    let blocks = std::iter::once(plain(line, title)).chain(inside);
    around(tag, "card", blocks.collect())
}

/// A contradiction with its places and what to do.
fn article(one: &Contradiction, severity: &str) -> Node {
    let places = one.at.iter().map(|spot| plain("code", &spot.to_string()));
    let places = (!one.at.is_empty()).then(|| around("p", "places", places.collect()));
    let what = plain("p", &one.to_string());
    let instead = plain("p", one.fault.instead());
    let hint = Node { attributes: vec![("class", "hint".to_owned())], ..instead };
    let blocks = std::iter::once(what).chain(places).chain([hint]);
    around("article", &format!("finding is-{severity}"), blocks.collect())
}

/// What becomes of a package: what is typed, chosen and left apart, and what building the design changes. The
/// picture of it marks what changes.
pub(in crate::workshop) fn takeover(taken: &Taken) -> Node {
    let changed = taken.changes.as_deref();
    let class = match changed {
        _ if taken.is_blocked() => "outcome is-bad",
        Some([]) => "outcome is-good",
        _ => "outcome",
    };
    let mut blocks = vec![plain("p", &taken.summary()), outcome(class, &taken.outlook())];
    let guessed = taken.typed.iter().chain(&taken.same).filter_map(|one| Some((one, one.guess?)));
    let likely =
        guessed.map(|(one, why)| fact(&one.field.title(), &format!(" {}: {why}", told(one))));
    let errors = taken.errors().map(|one| plain("li", &one.message(Names::Titles)));
    for (title, entries) in [
        ("In the way of the design", errors.collect::<Vec<_>>()),
        ("Not carried over", taken.left.iter().map(left).collect()),
        ("Likely and not certain, look at it", likely.collect()),
    ] {
        let list = listed(entries);
        if !list.is_empty() {
            blocks.push(plain("h4", &counted(title, &list)));
            blocks.extend(list);
        }
    }
    for &aspect in Aspect::ALL {
        let all = changed.into_iter().flatten().filter(|one| one.aspect == aspect);
        let list = listed(all.map(change).collect());
        if !list.is_empty() {
            let title = format!("Changes of {aspect}");
            blocks.push(fold(false, &counted(&title, &list), list));
        }
    }
    let carried = |all: &[Carried]| listed(all.iter().map(carried).collect());
    let chosen = taken.chosen.iter().map(|(field, text)| chosen(*field, text));
    let notes = taken.notes.iter().map(|note| plain("li", note));
    for (title, list) in [
        ("Typed, as the package says it", carried(&taken.typed)),
        ("As the design chooses it too, left blank", carried(&taken.same)),
        ("Chosen, the package says nothing", listed(chosen.collect())),
        ("Not read or not known", listed(notes.collect())),
    ] {
        if !list.is_empty() {
            blocks.push(fold(false, &counted(title, &list), list));
        }
    }
    let mut told = around("div", "told-over", blocks);
    told.attributes.push((MARKS, mark::write(&marks(taken))));
    told
}

/// A text of several lines in one.
fn one_line(text: &str) -> String {
    text.replace('\n', "; ")
}

fn told(one: &Carried) -> String {
    let at = one.at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default();
    format!("{}{at}", one_line(&one.text))
}

fn carried(one: &Carried) -> Node {
    fact(&one.field.title(), &format!(" {}", told(one)))
}

fn chosen(field: Field, text: &str) -> Node {
    let why = not_read(field).map(|why| format!(": {why}")).unwrap_or_default();
    fact(&field.title(), &format!(" {}{why}", one_line(text)))
}

fn left(one: &Left) -> Node {
    let at = one.at.as_ref().map(|at| format!(" ({at})")).unwrap_or_default();
    fact(&one.what, &format!("{at}: {}", one.why))
}

fn change(one: &Change) -> Node {
    let said = match (one.before.as_deref(), one.after.as_deref()) {
        (None, _) => " comes".to_owned(),
        (Some(_), None) => " goes".to_owned(),
        (Some(before), Some("")) => format!(" differs, was {before}"),
        (Some(before), Some(after)) => format!(" is {after}, was {before}"),
    };
    fact(&one.what, &said)
}

/// Marks on the parts of the picture of which something changes.
fn marks(taken: &Taken) -> Vec<Mark> {
    let Some(plan) = review::sketch(&taken.draft, &Secrets::default()) else { return Vec::new() };
    let words = |text: &str| -> Vec<String> {
        let is_name = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        text.split(|c| !is_name(c)).map(str::to_owned).collect()
    };
    let changed: Vec<String> =
        taken.changes.iter().flatten().flat_map(|one| words(&one.what)).collect();
    let passed = names(&plan).into_iter().filter(|name| changed.contains(name));
    let mut marked: Vec<String> = passed.flat_map(|name| flow::stands(&plan, &name)).collect();
    marked.sort();
    marked.dedup();
    marked.into_iter().map(|name| Mark::new(Kind::Lit, name)).collect()
}

/// The names by which changes tell the parts of the picture.
fn names(plan: &Plan) -> Vec<String> {
    let units = plan.units.each();
    let nics = units.iter().flat_map(|unit| unit.nics()).map(|nic| nic.name.clone());
    let named =
        units.iter().map(|unit| &unit.name).chain(plan.network.subnets().map(|it| &it.name));
    let named = named.chain([&plan.balance.public.name, &plan.balance.internal.name]);
    named.map(|name| name.value.clone()).chain(nics).collect()
}
