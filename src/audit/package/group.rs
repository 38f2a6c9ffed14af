//! Which configurations belong together: those of one bundle or folder, and of these each two that are a
//! pair.

use std::collections::BTreeMap;

use super::input::{Input, Judgement, name};
use super::place;
use super::place::Place;
use super::{Content, Document};
use crate::audit::firewall;
use crate::audit::firewall::{Configuration, Unit};
use crate::facts::limit;
use crate::net::Range;
use crate::walk::firewall::around;

/// The configurations of one bundle or folder.
pub(in crate::audit) struct Group {
    /// The folder, with a slash at its end; empty for none.
    pub(in crate::audit) folder: String,
    /// Its configurations, copies once.
    pub(in crate::audit) units: Vec<Unit>,
    pairs: Vec<[usize; 2]>,
}

impl Group {
    /// Whether they lie in a template's folder, or inside the template.
    pub(in crate::audit) fn is_of(&self, template: &Input) -> bool {
        is_of(&self.folder, template)
    }

    /// Each two that are a pair.
    pub(in crate::audit) fn pairs(&self) -> impl Iterator<Item = [&Unit; 2]> {
        let unit = |n: usize| self.units.get(n).expect("a pair is of units that are there");
        self.pairs.iter().map(move |pair| pair.map(unit))
    }
}

/// Whether a group's folder is a template's, or lies inside it.
pub(in crate::audit) fn is_of(folder: &str, template: &Input) -> bool {
    folder == template.folder() || folder.strip_suffix('/') == Some(&template.path)
}

/// The configurations of all files by their groups; they are taken out of the documents.
pub(super) fn groups(documents: &mut [Document], judgement: &mut Judgement) -> Vec<Group> {
    let mut beside: BTreeMap<String, usize> = BTreeMap::new();
    for document in documents.iter().filter(|one| matches!(one.content, Content::Configuration(_)))
    {
        *beside.entry(document.file.folder().to_owned()).or_default() += 1;
    }
    let mut found: BTreeMap<String, Vec<Unit>> = BTreeMap::new();
    let mut known: Vec<Place<'_>> = Vec::new();
    let mut many: BTreeMap<String, usize> = BTreeMap::new();
    for Document { file, content } in documents.iter_mut() {
        let Content::Configuration(tree) = content else { continue };
        let tree = std::mem::take(tree);
        let place = place::place(&file.path);
        // Of several configurations in a folder that is no package each is a unit.
        let alone = beside.get(file.folder()) == Some(&1);
        let folder = match (&place, alone) {
            (None, false) => file.folder().to_owned(),
            _ => place::bundle(&file.path),
        };
        // What copies differ in is said of the copies.
        let copied = place.as_ref().is_some_and(|place| known.iter().any(|one| one.copies(place)));
        let units = found.entry(folder.clone()).or_default();
        // Two packages with one configuration are two units that cannot tell each other apart.
        let again = || units.iter().any(|unit| unit.configuration.tree == tree);
        let new = !copied && (place.is_some() || !again());
        if new && units.len() == limit::UNITS.most {
            *many.entry(folder).or_default() += 1;
        } else if new {
            let directory = place.as_ref().map_or("", |place| place.directory).to_owned();
            units.push(Unit { directory, configuration: firewall::read(&file.path, tree) });
            known.extend(place);
        }
    }
    judgement.skipped.extend(many.into_iter().map(|(folder, n)| {
        format!("{n} further configurations in {folder} are not judged: {} are", limit::UNITS.most)
    }));
    found.into_iter().map(|(folder, units)| Group { pairs: pairs(&units), folder, units }).collect()
}

/// Two are a pair; of more, those that look like one another's peer.
fn pairs(units: &[Unit]) -> Vec<[usize; 2]> {
    if units.len() == 2 {
        return vec![[0, 1]];
    }
    let mut likely: Vec<(usize, usize, usize)> = Vec::new();
    for (n, one) in units.iter().enumerate() {
        for (m, other) in units.iter().enumerate().skip(n + 1) {
            let likeness = likeness(&one.configuration, &other.configuration);
            likely.extend(likeness.map(|likeness| (usize::MAX - likeness, n, m)));
        }
    }
    likely.sort_unstable();
    let mut pairs: Vec<[usize; 2]> = Vec::new();
    for (_, n, m) in likely {
        if !pairs.iter().flatten().any(|taken| [n, m].contains(taken)) {
            pairs.push([n, m]);
        }
    }
    pairs
}

/// How much two configurations look like one another's peer; nothing where they cannot be.
fn likeness(one: &Configuration, other: &Configuration) -> Option<usize> {
    let both = one.ha.configured && other.ha.configured;
    let (networks, others) = (networks(one), networks(other));
    let shared = networks.iter().filter(|network| others.contains(network)).count();
    let [own, peer] = [one, other].map(|unit| name(&unit.path).bytes());
    let alike = own.zip(peer).filter(|(a, b)| a == b).count();
    (both && one.ha.group_id == other.ha.group_id && (shared > 0 || networks.is_empty()))
        .then_some(shared * 1000 + alike)
}

/// The networks of the interfaces.
fn networks(unit: &Configuration) -> Vec<Range> {
    let addresses = unit.firewall.interfaces.iter().flat_map(|one| &one.addresses);
    let networks = addresses.filter_map(|text| around(text)).filter(|range| range.size() > 1);
    networks.take(32).collect()
}
