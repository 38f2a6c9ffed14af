//! Two trees held against each other by their structure.
//!
//! Elements are told apart by tag and name, members of a list by their text. Order counts where PAN-OS
//! reads in order: among entries and members.

use std::collections::BTreeSet;

use super::tree::Tree;

/// In what one tree is not the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// A text or an attribute is another one: its path, the one and the other text.
    Changed(String, [String; 2]),
    /// The first tree lacks what stands at this path in the second.
    Lacks(String),
    /// The first tree alone has something at this path.
    Adds(String),
    /// Both have the same below this path, in another order.
    Order(String),
}

/// All differences but those at free paths.
pub(super) fn differences(
    one: &Tree,
    other: &Tree,
    free: &dyn Fn(&str) -> bool,
) -> Vec<Difference> {
    let mut all = Vec::new();
    walk("", one, other, free, &mut all);
    all
}

fn walk(
    path: &str,
    one: &Tree,
    other: &Tree,
    free: &dyn Fn(&str) -> bool,
    into: &mut Vec<Difference>,
) {
    if one.text.trim() != other.text.trim() {
        into.push(Difference::Changed(path.to_owned(), said([&one.text, &other.text])));
    }
    let attributes = |tree: &Tree, name: &str| {
        let found = tree.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let names = one.attributes.iter().chain(&other.attributes).map(|(name, _)| name);
    for name in names.collect::<BTreeSet<_>>() {
        let (at, values) =
            (format!("{path}@{name}"), [one, other].map(|tree| attributes(tree, name)));
        let [one, other] = &values;
        if one != other && !free(&at) {
            into.push(Difference::Changed(at, values));
        }
    }
    let keys = |tree: &Tree| {
        let all = tree.children.iter().map(|child| format!("{path}/{}", key(child)));
        all.collect::<Vec<_>>()
    };
    let (of_one, of_other) = (keys(one), keys(other));
    let only = |list: &[String], than: &[String]| {
        let only = list.iter().filter(|key| !than.contains(key) && !free(key)).cloned();
        only.collect::<BTreeSet<_>>().into_iter()
    };
    into.extend(only(&of_one, &of_other).map(Difference::Adds));
    into.extend(only(&of_other, &of_one).map(Difference::Lacks));
    let common = |list: &[String], than: &[String]| {
        let common = list.iter().filter(|key| than.contains(key) && !free(key)).cloned();
        common.collect::<Vec<_>>()
    };
    let listed = |child: &Tree| child.tag == "entry" || child.tag == "member";
    if other.children.iter().all(listed) && common(&of_one, &of_other) != common(&of_other, &of_one)
    {
        into.push(Difference::Order(path.to_owned()));
    }
    for (child, at) in other.children.iter().zip(&of_other).filter(|(_, at)| !free(at)) {
        let same = of_one.iter().position(|key| key == at);
        if let Some(same) = same.and_then(|place| one.children.get(place)) {
            walk(at, same, child, free, into);
        }
    }
}

/// What tells an element from its brothers.
fn key(element: &Tree) -> String {
    match (element.tag.as_str(), element.name.as_str()) {
        ("member", "") => format!("member {}", element.text),
        (tag, "") => tag.to_owned(),
        (tag, name) => format!("{tag}[{name}]"),
    }
}

/// How far texts are said, and how much before the place where they part.
const SAID_MAX: usize = 80;
const BEFORE: usize = 24;

/// Two texts as far as they fit into a line; long ones from shortly before their first difference.
fn said(texts: [&str; 2]) -> [String; 2] {
    let [one, other] = texts.map(|text| text.trim().chars().collect::<Vec<_>>());
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    [one, other].map(|text| {
        let start = if text.len() > SAID_MAX { same.saturating_sub(BEFORE) } else { 0 };
        let part: String = text.iter().skip(start).take(SAID_MAX).collect();
        let [before, after] =
            [start > 0, text.len() > start + SAID_MAX].map(|cut| if cut { "…" } else { "" });
        format!("{before}{part}{after}")
    })
}

#[cfg(test)]
mod tests {
    use super::super::tree;
    use super::*;

    #[test]
    fn trees_differ_by_structure_and_not_by_place() {
        let read = |text: &str| tree::parse(text).unwrap();
        let one = read("<c v='1'><a>1</a><l><entry name='x'/><entry name='y'/></l><b/></c>");
        let other =
            read("<c v='2'><b/>\n<l><entry name='y'/><entry name='x'/></l><a>2</a><d/></c>");
        let texts = |one: &str, other: &str| [one.to_owned(), other.to_owned()];
        assert_eq!(
            differences(&one, &other, &|_| false),
            [
                Difference::Changed("@v".into(), texts("1", "2")),
                Difference::Lacks("/d".into()),
                Difference::Order("/l".into()),
                Difference::Changed("/a".into(), texts("1", "2")),
            ]
        );
        assert_eq!(differences(&one, &other, &|path| path != "/d").len(), 1);
    }
}
