//! Two trees held against each other by their structure.
//!
//! Elements are told apart by tag and name, members of a list by their text. Order counts where PAN-OS
//! reads in order: among entries and members.

use std::collections::BTreeMap;

use serde_json::Value;

use super::init::SECRETS;
use super::template::text;
use super::tree::Tree;
use crate::facts::panos::LICENSING_COMMAND;

/// In what one tree is not the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Path of the element or attribute.
    pub path: String,
    /// What the difference is.
    pub change: Change,
    /// The lines of both sides, or of what is around them.
    pub lines: [usize; 2],
}

/// What a difference is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A text or an attribute is another one: the one and the other.
    Text([String; 2]),
    /// The first tree lacks it.
    Lacks,
    /// The first tree alone has it.
    Adds,
    /// Both have the same below this path, in another order.
    Order,
}

/// Whether an element may differ, by the tag around it and its own; attributes begin with `@`.
pub type Free<'a> = &'a dyn Fn(&str, &str) -> bool;

/// Most differences that are told apart: who has more is not interested in which.
const DIFFERENCES_MAX: usize = 1000;

/// All differences but the free ones.
pub fn differences(one: &Tree, other: &Tree, free: Free<'_>) -> Vec<Difference> {
    let mut all = Compare { free, path: Vec::new(), found: Vec::new() };
    all.walk(one, other);
    all.found
}

struct Compare<'a> {
    free: Free<'a>,
    path: Vec<String>,
    found: Vec<Difference>,
}

impl Compare<'_> {
    fn say(&mut self, below: &str, change: Change, one: &Tree, other: &Tree) {
        if self.found.len() < DIFFERENCES_MAX {
            let path = self.path.concat() + below;
            self.found.push(Difference { path, change, lines: [one.line, other.line] });
        }
    }

    fn walk(&mut self, one: &Tree, other: &Tree) {
        if one.text.trim() != other.text.trim() {
            self.say("", Change::Text(said([&one.text, &other.text])), one, other);
        }
        let attributes = [one, other].map(|tree| {
            tree.attributes
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect::<BTreeMap<_, _>>()
        });
        let names =
            attributes.iter().flat_map(BTreeMap::keys).collect::<std::collections::BTreeSet<_>>();
        for name in names {
            let values = attributes.each_ref().map(|all| all.get(name).copied().unwrap_or(""));
            let at = format!("@{name}");
            if values[0] != values[1] && !(self.free)(&one.tag, &at) {
                self.say(&at, Change::Text(values.map(str::to_owned)), one, other);
            }
        }
        let known = [one, other].map(|tree| children(tree, self.free));
        let [of_one, of_other] = &known;
        for (key, child) in of_one.iter().filter(|(key, _)| !of_other.contains_key(*key)) {
            self.say(&format!("/{key}"), Change::Adds, child.1, other);
        }
        for (key, child) in of_other.iter().filter(|(key, _)| !of_one.contains_key(*key)) {
            self.say(&format!("/{key}"), Change::Lacks, one, child.1);
        }
        let listed = |child: &Tree| child.tag == "entry" || child.tag == "member";
        let order = |own: &BTreeMap<String, (usize, &Tree)>,
                     than: &BTreeMap<String, (usize, &Tree)>| {
            let mut common: Vec<_> = own
                .iter()
                .filter(|(key, _)| than.contains_key(*key))
                .map(|(key, (n, _))| (*n, key.clone()))
                .collect();
            common.sort_unstable();
            common.into_iter().map(|(_, key)| key).collect::<Vec<_>>()
        };
        if other.children.iter().all(listed) && order(of_one, of_other) != order(of_other, of_one) {
            self.say("", Change::Order, one, other);
        }
        let mut common: Vec<_> = of_other.iter().collect();
        common.sort_unstable_by_key(|(_, (n, _))| *n);
        for (key, (_, child)) in common {
            if let Some((_, same)) = of_one.get(key) {
                self.path.push(format!("/{key}"));
                self.walk(same, child);
                self.path.pop();
            }
        }
    }
}

/// The children that may not differ by what tells them apart, each with its place.
fn children<'a>(tree: &'a Tree, free: Free<'_>) -> BTreeMap<String, (usize, &'a Tree)> {
    let mut known = BTreeMap::new();
    for (n, child) in
        tree.children.iter().enumerate().filter(|(_, child)| !free(&tree.tag, &child.tag))
    {
        known.entry(key(child)).or_insert((n, child));
    }
    known
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

/// JSON as a tree: a member by its key, an item by its name and type, or by its place.
pub fn of_json(key: &str, value: &Value) -> Tree {
    let mut tree = Tree { tag: key.to_owned(), ..Tree::default() };
    match value {
        Value::Object(members) => {
            tree.children = members.iter().map(|(key, value)| of_json(key, value)).collect();
        }
        Value::Array(items) => {
            tree.children = items
                .iter()
                .enumerate()
                .map(|(n, item)| {
                    let kind = text(item, "/type").and_then(|kind| kind.rsplit('/').next());
                    let words =
                        [kind, text(item, "/name")].into_iter().flatten().collect::<Vec<_>>();
                    let name = if words.is_empty() { n.to_string() } else { words.join(" ") };
                    Tree { name, ..of_json("", item) }
                })
                .collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            tree.text = value.to_string();
        }
    }
    tree
}

/// Lines of `key=value` as a tree, without those of secrets and what stands only beside one.
pub fn of_lines(text: &str) -> Tree {
    let leaf = |(key, value): (&str, &str)| {
        let commands = value.split(',').filter(|one| *one != LICENSING_COMMAND);
        let text = commands.collect::<Vec<_>>().join(",");
        Tree { tag: key.to_owned(), text, ..Tree::default() }
    };
    let lines = text.lines().filter_map(|line| line.split_once('='));
    let open = lines.filter(|(key, _)| !SECRETS.contains(key)).map(leaf);
    Tree { children: open.filter(|leaf| !leaf.text.is_empty()).collect(), ..Tree::default() }
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
        let found = |free: Free<'_>| {
            let all = differences(&one, &other, free).into_iter();
            all.map(|one| (one.path, one.change, one.lines)).collect::<Vec<_>>()
        };
        let texts = |one: &str, other: &str| Change::Text([one.to_owned(), other.to_owned()]);
        assert_eq!(
            found(&|_, _| false),
            [
                ("@v".to_owned(), texts("1", "2"), [1, 1]),
                ("/d".to_owned(), Change::Lacks, [1, 2]),
                ("/l".to_owned(), Change::Order, [1, 2]),
                ("/a".to_owned(), texts("1", "2"), [1, 2]),
            ]
        );
        assert_eq!(found(&|_, key| key != "d").len(), 1);
    }
}
