//! An existing package, read without any plan: a folder, a zip, a template, parameters, bootstrap files.
//!
//! Says where the files contradict themselves or each other. Values that Azure computes are passed over,
//! because only a deployment knows them. How much is read is limited, and what was not read is said.

use std::collections::{BTreeMap, BTreeSet};

use super::budget::{Budget, Spent};
use super::expand::{Beside, Expanded};
use super::fault::{Contradiction, Fault, Spot};
use super::firewall::Unit;
use super::template::Template;
use super::written::Written;
use super::{Wanted, careful, configurations, embedded, expand, integrity, parameter, templated};
use crate::draft::Draft;
use crate::facts::limit;
use crate::finding::Names;
use crate::review::Review;
use crate::{bundle, review, save};

mod archive;
mod content;
mod group;
mod input;
mod kind;
mod place;
mod remake;
mod report;

pub(super) use group::{Group, is_of};
pub use input::{Input, Judgement};
pub(super) use kind::Content;
pub(super) use remake::secrets;
pub(super) use report::Place;
pub use report::{Broken, UNKNOWN, UNREAD};

/// A file and what it says.
pub(super) struct Document {
    pub(super) file: Input,
    pub(super) content: Content,
}

/// Judges the files of a package; zips among them are opened.
pub fn judge(inputs: Vec<Input>, budget: &Budget) -> Judgement {
    let mut judgement = Judgement::default();
    match judged(inputs, budget, &mut judgement) {
        Ok(()) => judgement,
        Err(spent) => Judgement { ended: Some(spent), ..Judgement::default() },
    }
}

fn judged(inputs: Vec<Input>, budget: &Budget, judgement: &mut Judgement) -> Result<(), Spent> {
    let Opened { documents, groups, zips } = opened(inputs, budget, judgement)?;
    content::check(&documents, &groups, budget, judgement);
    let package = Package { documents: &documents, groups: &groups };
    package.sums(judgement);
    package.judge(budget, judgement);
    package.settle(zips, budget, judgement);
    Ok(())
}

/// The files of a package with what they say.
pub(super) struct Opened {
    /// All files, those inside zips too; configurations are in the groups.
    pub(super) documents: Vec<Document>,
    /// The configurations that belong together.
    pub(super) groups: Vec<Group>,
    zips: Vec<String>,
}

/// Reads the files of a package; zips among them are opened.
///
/// # Errors
/// The run has read as much as it may.
pub(super) fn opened(
    inputs: Vec<Input>,
    budget: &Budget,
    judgement: &mut Judgement,
) -> Result<Opened, Spent> {
    let (files, zips) = archive::opened(inputs, budget, judgement)?;
    let mut documents: Vec<Document> = files
        .into_iter()
        .map(|file| Document { content: kind::content(&file, budget), file })
        .collect();
    budget.parts_left()?;
    let inside = embedded_in(&documents, budget);
    documents.extend(inside);
    budget.parts_left()?;
    unread(&documents, judgement);
    let groups = group::groups(&mut documents, judgement);
    Ok(Opened { documents, groups, zips })
}

/// The files inside templates that stand alone: those in whose folder neither a package nor a design lies.
fn embedded_in(documents: &[Document], budget: &Budget) -> Vec<Document> {
    let is_alone = |folder: &str| {
        !documents.iter().any(|one| {
            matches!(one.content, Content::Configuration(_) | Content::Init | Content::Design)
                && one.file.path.starts_with(folder)
        })
    };
    let alone = documents.iter().filter_map(|Document { file, content }| {
        let Content::Template(written) = content else { return None };
        is_alone(file.folder()).then_some((file, written))
    });
    let inside = alone.flat_map(|(file, written)| {
        let files = embedded::files(Template::of(&file.path, written), budget);
        let named = files.into_iter().map(|(path, text)| Input {
            path: format!("{}/bootstrap/{path}", file.path),
            bytes: text.into_bytes(),
        });
        named.collect::<Vec<_>>()
    });
    inside.map(|file| Document { content: kind::content(&file, budget), file }).collect()
}

/// What is there and cannot be read, and what is not read by this program.
fn unread(documents: &[Document], judgement: &mut Judgement) {
    let mut foreign: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Document { file, content } in documents {
        if let Content::Broken(reason) = content {
            let what = Fault::Unreadable.of([&file.path, reason]);
            judgement.wrong.push(what.at(&file.path, 0));
        } else if let Content::Foreign(language) = content {
            foreign.entry(language).or_default().push(&file.path);
        }
    }
    judgement.skipped.extend(foreign.into_iter().map(|(language, paths)| match paths.as_slice() {
        [one] => format!("{one} is {language}, which is not read"),
        [one, more @ ..] => {
            format!("{one} and {} more files are {language}, which is not read", more.len())
        }
        [] => unreachable!("each language has a file"),
    }));
}

/// Everything that was read.
pub(super) struct Package<'a> {
    pub(super) documents: &'a [Document],
    pub(super) groups: &'a [Group],
}

/// A design among the files, with what is said of it.
struct Designed<'a> {
    file: &'a Input,
    draft: Draft,
    review: Review,
}

impl<'a> Package<'a> {
    fn of(&self, kind: fn(&Content) -> bool) -> impl Iterator<Item = &'a Input> {
        let found = self.documents.iter().filter(move |document| kind(&document.content));
        found.map(|document| &document.file)
    }

    pub(super) fn templates(&self) -> Vec<(&'a Input, &'a Written)> {
        let template = |document: &'a Document| {
            let Content::Template(written) = &document.content else { return None };
            Some((&document.file, written))
        };
        self.documents.iter().filter_map(template).collect()
    }

    fn given(&self) -> impl Iterator<Item = (&'a Input, &'a Written)> {
        self.documents.iter().filter_map(|document| {
            let Content::Parameters(written) = &document.content else { return None };
            Some((&document.file, written))
        })
    }

    /// The files, configurations against each other and templates against them.
    fn judge(&self, budget: &Budget, judgement: &mut Judgement) {
        let templates = self.templates();
        let expanded = self.expanded(&templates, budget);
        let linked: BTreeSet<&str> =
            expanded.iter().flat_map(|one| &one.linked).map(String::as_str).collect();
        let designs = self.designs(&templates, judgement);
        let wanted = |folder: &str| {
            let here = designs.iter().find(|design| design.file.folder() == folder);
            let plan = here.and_then(|design| design.review.plan.as_ref());
            plan.map_or_else(Wanted::default, Wanted::of)
        };
        let mut unplanned = BTreeSet::new();
        for design in &designs {
            let before = judgement.wrong.len();
            self.remade(design, judgement);
            if judgement.wrong.len() > before {
                unplanned.insert(design.file.folder());
            }
        }
        let planned = |folder: &str| {
            designs
                .iter()
                .any(|design| design.file.folder() == folder && design.review.plan.is_some())
        };
        for group in self.groups {
            if !planned(&group.folder) {
                let units = group.units.iter();
                judgement
                    .wrong
                    .extend(units.flat_map(|unit| careful::configuration(&unit.configuration)));
            }
            let unasked = is_unasked(group, &templates, &expanded);
            let wanted = Wanted { unasked, ..wanted(&group.folder) };
            let said = configurations(&group.units, wanted, budget);
            judgement.wrong.extend(said);
            // A unit that is not what its design makes says so by itself.
            if !unplanned.contains(group.folder.as_str()) {
                let pairs = group.pairs().map(|pair| pair.map(|unit| &unit.configuration));
                judgement.wrong.extend(pairs.flat_map(|[a, b]| integrity::check_pair(a, b)));
            }
        }
        let expanded = templates.iter().zip(&expanded);
        for ((file, source), Expanded { written, unknown, .. }) in expanded {
            judgement.unknown.extend(unknown.iter().map(|why| format!("{}: {why}", file.path)));
            let template = Template::of(&file.path, written);
            // A linked one says the rest in the one that links it.
            if linked.contains(file.path.as_str()) {
                judgement.wrong.extend(careful::parameters(template));
                judgement.wrong.extend(parameter::defaults(template));
                continue;
            }
            let folder = file.folder();
            let beside = self.documents.iter().filter_map(|document| {
                Some((document.file.path.strip_prefix(folder)?, document.file.bytes.as_slice()))
            });
            let beside: Vec<_> = beside.collect();
            if !planned(folder) {
                judgement.wrong.extend(careful::template(template));
                judgement.wrong.extend(parameter::defaults(template));
                judgement.wrong.extend(careful::nested(Template::of(&file.path, source)));
            }
            let units = self.units_of(file, templates.len() == 1);
            judgement.wrong.extend(templated(template, units, &beside, wanted(folder), budget));
            for (given, written) in self.given_for(folder, templates.len() == 1) {
                judgement.wrong.extend(parameter::check(template, &given.path, written));
            }
        }
    }

    /// The parameters files for a template in a folder, or for the only one.
    pub(super) fn given_for(&self, folder: &str, lone: bool) -> Vec<(&'a Input, &'a Written)> {
        self.given().filter(|(file, _)| lone || file.folder() == folder).collect()
    }

    /// The templates laid out, each with the parameters beside it where these are one set.
    pub(super) fn expanded(
        &self,
        templates: &[(&Input, &'a Written)],
        budget: &Budget,
    ) -> Vec<Expanded> {
        let beside: Beside<'_> =
            templates.iter().map(|(file, written)| (file.path.as_str(), *written)).collect();
        let expanded = |(file, written): &(&Input, &Written)| {
            let given = match self.given_for(file.folder(), templates.len() == 1).as_slice() {
                [(_, given)] => Some(&*given.json),
                _ => None,
            };
            expand::expanded(&file.path, written, given, &beside, budget)
        };
        templates.iter().map(expanded).collect()
    }

    /// The units that a template is for: those in its folder or inside itself. One elsewhere is another
    /// package's, unless there is no other.
    fn units_of(&self, template: &Input, lone: bool) -> &'a [Unit] {
        let own = self.groups.iter().find(|group| group.is_of(template));
        let only = match self.groups {
            [one] if lone => Some(one),
            _ => None,
        };
        own.or(only).map_or(&[], |group| group.units.as_slice())
    }

    /// The designs among the files, as far as they can be read. A design alone is no package.
    fn designs(
        &self,
        templates: &[(&Input, &Written)],
        judgement: &mut Judgement,
    ) -> Vec<Designed<'a>> {
        let mut designs = Vec::new();
        if !self.documents.iter().any(|document| document.content.is_package()) {
            return designs;
        }
        for file in self.of(|content| matches!(content, Content::Design)) {
            match save::read(&String::from_utf8_lossy(&file.bytes)) {
                Ok(read) => {
                    let mut beside =
                        templates.iter().filter(|(at, _)| at.folder() == file.folder());
                    let secrets = secrets(beside.next().map(|(_, written)| &*written.json));
                    let review = review::review(&read.value, &secrets);
                    designs.push(Designed { file, draft: read.value, review });
                }
                Err(finding) => {
                    let said = finding.message(Names::Keys);
                    let what = Fault::DesignUnreadable.of([&file.path, &said]);
                    judgement.wrong.push(what.at(&file.path, 0));
                }
            }
        }
        designs
    }

    /// Holds the files beside a design against those that it makes.
    fn remade(&self, design: &Designed<'_>, judgement: &mut Judgement) {
        let Designed { file: Input { path, .. }, draft, review } = design;
        let folder = design.file.folder();
        let template = format!("{folder}azuredeploy.json");
        let template = self.templates().into_iter().find(|(file, _)| file.path == template);
        if let Some(why) = remake::obstacle(template.map(|(_, written)| &*written.json)) {
            let what = format!("{path} is not held against the files beside it: {why}");
            judgement.skipped.push(what);
            return;
        }
        let Some(approved) = review.approved() else {
            let why = review.obstacle().expect("a design that is not approved has an error");
            let what = Fault::DesignError.of([path, &why.message(Names::Keys)]);
            judgement.wrong.push(what.at(path, 0));
            return;
        };
        let files = self.documents.iter().map(|document| &document.file);
        let files: BTreeMap<&str, &Input> = files.map(|file| (file.path.as_str(), file)).collect();
        judgement.wrong.extend(remake::check(approved, draft, path, &files));
    }

    /// Every line of each SHA256SUMS holds.
    fn sums(&self, judgement: &mut Judgement) {
        let files = self.documents.iter().map(|document| &document.file);
        let files: BTreeMap<&str, &Input> = files.map(|file| (file.path.as_str(), file)).collect();
        let mut digests: BTreeMap<&str, String> = BTreeMap::new();
        for list in self.of(|content| matches!(content, Content::Sums)) {
            let lines = list.text().into_iter().flat_map(str::lines).enumerate();
            for (n, (sum, own)) in lines.filter_map(|(n, line)| Some((n, line.split_once("  ")?))) {
                let path = format!("{}{own}", list.folder());
                let what = match files.get_key_value(path.as_str()) {
                    None if own == "design.json" => Fault::SumDesign.of([&list.path, &path]),
                    None => Fault::SumMissing.of([&list.path, &path]),
                    // Its bytes were not kept, so its checksum is for `sha256sum` to judge.
                    Some((_, file)) if file.is_unread() => continue,
                    Some((path, file)) => {
                        let digest =
                            digests.entry(path).or_insert_with(|| bundle::sha256(&file.bytes));
                        if digest == sum {
                            continue;
                        }
                        Fault::SumDiffers.of([path, &list.path]).at(path, 0)
                    }
                };
                judgement.wrong.push(what.at(&list.path, n + 1));
            }
        }
    }

    /// What was read and what says something only beside another file; the contradictions in their order.
    fn settle(&self, zips: Vec<String>, budget: &Budget, judgement: &mut Judgement) {
        let package = self.documents.iter().any(|document| document.content.is_package());
        let templates = self.templates();
        let folders: BTreeSet<&str> = templates.iter().map(|(file, _)| file.folder()).collect();
        for Document { file, content } in self.documents {
            let read = match content {
                Content::Parameters(_) => {
                    let judged = templates.len() == 1 || folders.contains(file.folder());
                    if !judged {
                        judgement.alone.push(file.path.clone());
                    }
                    judged
                }
                Content::Design => package,
                Content::Foreign(_) | Content::Nothing => false,
                Content::Configuration(_)
                | Content::Init
                | Content::Template(_)
                | Content::Sums
                | Content::Broken(_) => true,
            };
            if read {
                judgement.read.push(file.path.clone());
            }
        }
        judgement.read.sort();
        // A zip says something when a file in it does.
        let says = |zip: &String| {
            let inside = format!("{zip}/");
            let at = judgement.read.partition_point(|path| *path < inside);
            judgement.read.get(at).is_some_and(|path| path.starts_with(&inside))
        };
        let zips: Vec<String> = zips.into_iter().filter(says).collect();
        judgement.read.extend(zips);
        judgement.read.sort();
        judgement.read.dedup();
        if let Some(spent) = budget.unjudged() {
            judgement.skipped.push(format!("not everything was judged: {spent}"));
        }
        filled_in(self.documents, judgement);
        told(judgement);
    }
}

/// Whether the templates that a group's units are for are all there and have no balancer, nor join one.
fn is_unasked(group: &Group, templates: &[(&Input, &Written)], expanded: &[Expanded]) -> bool {
    let own = templates.iter().zip(expanded);
    let mut own = own
        .filter(|((file, _), _)| templates.len() == 1 || group.is_of(file))
        .map(|(_, expanded)| {
            let told = expanded.written.json.get("resources").map(ToString::to_string);
            let balanced =
                told.is_none_or(|told| told.to_ascii_lowercase().contains("loadbalancer"));
            balanced || expanded.is_partial
        })
        .peekable();
    own.peek().is_some() && own.all(|balanced| !balanced)
}

/// What follows from another contradiction of the same file is not said: that a file is not what the template
/// carries, where it is wrong by itself, and what becomes of packets, where its addresses are not the template's.
fn without_followers(wrong: &mut Vec<Contradiction>) {
    let files = |is: &dyn Fn(&Contradiction) -> bool| -> BTreeSet<String> {
        let such = wrong.iter().filter(|one| is(one) && !one.fault.is_remark());
        such.flat_map(|one| &one.at).map(|spot| spot.path.clone()).collect()
    };
    let by_themselves = files(&|one| one.fault != Fault::PackagesDiffer);
    let elsewhere = files(&|one| one.fault == Fault::AddressDiffers);
    // The last place is the file, the first one may be the template.
    let at = |one: &Contradiction, files: &BTreeSet<String>| {
        one.at.last().is_some_and(|spot| files.contains(&spot.path))
    };
    let follows = |one: &Contradiction| {
        if one.fault == Fault::PackagesDiffer {
            at(one, &by_themselves)
        } else {
            [Fault::HidingLost, Fault::WatchedLost].contains(&one.fault) && at(one, &elsewhere)
        }
    };
    wrong.retain(|one| !follows(one));
}

/// What another tool fills in before a file is used is open and no fault of the file.
fn filled_in(documents: &[Document], judgement: &mut Judgement) {
    let terraform = |one: &Document| matches!(one.content, Content::Foreign("Terraform"));
    if !documents.iter().any(terraform) {
        return;
    }
    let wrong = std::mem::take(&mut judgement.wrong);
    let filled = |one: &Contradiction| {
        one.fault == Fault::Placeholder && one.facts.iter().any(|fact| fact.starts_with("${"))
    };
    let (filled, wrong): (Vec<_>, Vec<_>) = wrong.into_iter().partition(filled);
    judgement.wrong = wrong;
    judgement.unknown.extend(filled.into_iter().filter_map(|one| {
        let [path, place] = <[String; 2]>::try_from(one.facts).ok()?;
        Some(format!("{path}: Terraform fills in {place} and what else is marked so"))
    }));
}

/// The contradictions in their order: what is said of several places with the same words is said once.
fn told(judgement: &mut Judgement) {
    without_followers(&mut judgement.wrong);
    let mut all: BTreeMap<(super::damage::Damage, Fault, Vec<String>), Vec<Spot>> = BTreeMap::new();
    for Contradiction { fault, facts, at } in std::mem::take(&mut judgement.wrong) {
        let spots = all.entry((fault.damage(), fault, facts)).or_default();
        for spot in at.into_iter().take(PLACES_MAX.saturating_sub(spots.len())) {
            if !spots.contains(&spot) {
                spots.push(spot);
            }
        }
    }
    let most = limit::TOLD.most;
    judgement.untold = all.len().saturating_sub(most);
    let all = all.into_iter().take(most);
    judgement.wrong =
        all.map(|((_, fault, facts), at)| Contradiction { fault, facts, at }).collect();
}

/// Most places that are told of one contradiction.
const PLACES_MAX: usize = 8;
