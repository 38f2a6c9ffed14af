//! XML as a tree, for reading configurations back.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::budget::Budget;
use crate::facts::limit;

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// Its tag.
    pub tag: String,
    /// Its attribute `name`.
    pub name: String,
    /// Its other attributes with their values.
    pub attributes: Vec<(String, String)>,
    /// Its text, for elements without children.
    pub text: String,
    /// Its children in order.
    pub children: Vec<Tree>,
    /// The line on which it begins; 0 for one that no text has.
    pub line: usize,
}

/// What stands where nothing does.
static ABSENT: Tree = Tree {
    tag: String::new(),
    name: String::new(),
    attributes: Vec::new(),
    text: String::new(),
    children: Vec::new(),
    line: 0,
};

impl Tree {
    /// The first child with this tag.
    pub fn child(&self, tag: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.tag == tag)
    }

    /// The element at a path of tags below this one; a missing one is an empty one.
    pub fn at(&self, path: &str) -> &Self {
        path.split('/').try_fold(self, |at, step| at.child(step)).unwrap_or(&ABSENT)
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut own = self.attributes.iter().filter(|(known, _)| known == name);
        own.next().map(|(_, value)| value.as_str())
    }

    /// The text at a path.
    pub fn text_at(&self, path: &str) -> &str {
        &self.at(path).text
    }

    /// The texts of the members at a path.
    pub fn members(&self, path: &str) -> Vec<String> {
        self.at(path).children.iter().map(|member| member.text.clone()).collect()
    }

    /// The first element below this one that has a name and is an entry.
    pub(super) fn entry(&self, name: &str) -> Option<&Self> {
        let own = |child: &&Self| child.tag == "entry" && child.name == name;
        let here = self.children.iter().find(own);
        here.or_else(|| self.children.iter().find_map(|child| child.entry(name)))
    }

    /// Visits this element and those below it.
    pub fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        self.children.iter().for_each(|child| child.each(visit));
    }

    /// Whether this element or one below it is such a one.
    pub(super) fn any(&self, is: &dyn Fn(&Self) -> bool) -> bool {
        is(self) || self.children.iter().any(|child| child.any(is))
    }
}

/// Reads a document alone.
///
/// # Errors
/// Says what is not well-formed, or beyond a limit.
pub fn parse(text: &str) -> Result<Tree, String> {
    read(text, &Budget::default())
}

/// Reads a document of a run.
///
/// # Errors
/// Says what is not well-formed, or beyond a limit.
pub(super) fn read(text: &str, budget: &Budget) -> Result<Tree, String> {
    // Azure's and PAN-OS's tools write a mark of the byte order before the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    let mut lines = Lines { text, at: 0, line: 1 };
    let mut open: Vec<Tree> = vec![Tree::default()];
    loop {
        let line = lines.at(reader.buffer_position());
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                if open.len() > DEPTH_MAX {
                    return Err(format!("its elements are more than {DEPTH_MAX} deep"));
                }
                open.push(element(&start, line, budget)?);
            }
            Event::Empty(start) => close(&mut open, element(&start, line, budget)?),
            Event::End(_) => {
                let done = open.pop().ok_or("an element is closed that was never open")?;
                close(&mut open, done);
            }
            Event::Text(piece) => push_text(&mut open, &piece),
            Event::CData(piece) => push_text(&mut open, &piece),
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                let piece = quick_xml::escape::unescape(&format!("&{name};"))
                    .map_err(|error| error.to_string())?
                    .into_owned();
                push_text(&mut open, &piece);
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
    let mut root = open.pop().filter(|_| open.is_empty()).ok_or("an element is not closed")?;
    root.children.pop().ok_or_else(|| "there is no root element".to_owned())
}

const DEPTH_MAX: usize = limit::XML_DEPTH.most;
const NAME_MAX: usize = limit::XML_NAME.most;

/// Counts lines as the reader goes on.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    fn at(&mut self, position: u64) -> usize {
        let to = usize::try_from(position).expect("a text in memory has a length");
        let passed = self.text.get(self.at..to).expect("a reader goes on");
        self.line += passed.matches('\n').count();
        self.at = to;
        self.line
    }
}

fn push_text(open: &mut [Tree], piece: &str) {
    if let Some(current) = open.last_mut() {
        current.text.push_str(piece);
    }
}

fn close(open: &mut [Tree], mut done: Tree) {
    // The line ends between children are no text.
    if !done.children.is_empty() {
        done.text.clear();
    }
    if let Some(parent) = open.last_mut() {
        parent.children.push(done);
    }
}

fn element(start: &BytesStart<'_>, line: usize, budget: &Budget) -> Result<Tree, String> {
    budget.part().map_err(|spent| spent.to_string())?;
    let short = |name: &str| match name.len() {
        0..=NAME_MAX => Ok(name.to_owned()),
        _ => Err(format!("a name on line {line} has more than {NAME_MAX} bytes")),
    };
    let mut tree = Tree { tag: short(start.name().as_ref())?, line, ..Tree::default() };
    for attribute in start.attributes() {
        budget.part().map_err(|spent| spent.to_string())?;
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = quick_xml::escape::unescape(&attribute.value);
        let value = value.map_err(|error| error.to_string())?.into_owned();
        match attribute.key.as_ref() {
            "name" => tree.name = short(&value)?,
            other => tree.attributes.push((short(other)?, value)),
        }
    }
    Ok(tree)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_with_names_texts_and_escapes() {
        let tree = parse(
            "<?xml version=\"1.0\"?>\n<a><entry name=\"x&amp;y\"><t>1 &lt; 2</t></entry><e/></a>",
        )
        .unwrap();
        assert_eq!(tree.text_at("entry/t"), "1 < 2");
        assert_eq!(tree.children.first().unwrap().name, "x&y");
        assert_eq!(*tree.at("nowhere/at/all"), Tree::default());
        assert_eq!(tree.at("e").line, 2);
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for text in ["", "<a>", "<a></b>", "<a", "</a>"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
