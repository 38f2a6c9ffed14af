//! XML as a tree, for reading configurations back.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

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
}

impl Tree {
    /// The first child with this tag.
    pub fn child(&self, tag: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.tag == tag)
    }

    /// The element at a path of tags below this one; a missing one is an empty one.
    #[must_use]
    pub fn at(&self, path: &str) -> Self {
        let found = path.split('/').try_fold(self, |at, step| at.child(step));
        found.cloned().unwrap_or_default()
    }

    /// The text at a path.
    pub fn text_at(&self, path: &str) -> String {
        self.at(path).text
    }

    /// The texts of the members at a path.
    pub fn members(&self, path: &str) -> Vec<String> {
        self.at(path).children.into_iter().map(|member| member.text).collect()
    }

    /// The elements below this one, itself included, with their paths.
    pub fn walk(&self, path: &str, visit: &mut dyn FnMut(&str, &Self)) {
        let own = if self.name.is_empty() {
            format!("{path}/{}", self.tag)
        } else {
            format!("{path}/{}[{}]", self.tag, self.name)
        };
        visit(&own, self);
        for child in &self.children {
            child.walk(&own, visit);
        }
    }
}

/// Reads a document.
///
/// # Errors
/// Says what is not well-formed.
pub fn parse(text: &str) -> Result<Tree, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Tree> = vec![Tree::default()];
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => open.push(element(&start)?),
            Event::Empty(start) => close(&mut open, element(&start)?),
            Event::End(_) => {
                let done = open.pop().ok_or("an element is closed that was never open")?;
                close(&mut open, done);
            }
            Event::Text(piece) => push_text(&mut open, &piece),
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                let piece = quick_xml::escape::unescape(&format!("&{name};"))
                    .map_err(|error| error.to_string())?
                    .into_owned();
                push_text(&mut open, &piece);
            }
            Event::Eof => break,
            Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_) => {}
        }
    }
    let mut root = open.pop().filter(|_| open.is_empty()).ok_or("an element is not closed")?;
    root.children.pop().ok_or_else(|| "there is no root element".to_owned())
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

fn element(start: &BytesStart<'_>) -> Result<Tree, String> {
    let mut tree = Tree { tag: start.name().as_ref().to_owned(), ..Tree::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = quick_xml::escape::unescape(&attribute.value);
        let value = value.map_err(|error| error.to_string())?.into_owned();
        match attribute.key.as_ref() {
            "name" => tree.name = value,
            other => tree.attributes.push((other.to_owned(), value)),
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
        assert_eq!(tree.at("nowhere/at/all"), Tree::default());
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for text in ["", "<a>", "<a></b>", "<a", "</a>"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
