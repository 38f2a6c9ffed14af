//! A configuration tree with PAN-OS's own words: entries, members, yes and no.

use crate::xml::Xml;

/// A node of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    tag: &'static str,
    name: Option<String>,
    body: Body,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Body {
    Text(String),
    Children(Vec<Element>),
    Placeholder(&'static str),
}

/// A node with children; without any it is written as an empty element.
pub(super) fn node(tag: &'static str, children: Vec<Element>) -> Element {
    Element { tag, name: None, body: Body::Children(children) }
}

/// A node with a text.
#[expect(clippy::needless_pass_by_value, reason = "callers write literals, numbers and addresses")]
pub(super) fn leaf(tag: &'static str, text: impl ToString) -> Element {
    Element { tag, name: None, body: Body::Text(text.to_string()) }
}

/// A node whose text the deployment fills in.
pub(super) fn placeholder(tag: &'static str, name: &'static str) -> Element {
    Element { tag, name: None, body: Body::Placeholder(name) }
}

/// A node that says yes or no.
pub(super) fn flag(tag: &'static str, on: bool) -> Element {
    leaf(tag, if on { "yes" } else { "no" })
}

/// A named entry of a list.
#[expect(clippy::needless_pass_by_value, reason = "callers write literals, numbers and addresses")]
pub(super) fn entry(name: impl ToString, children: Vec<Element>) -> Element {
    Element { tag: "entry", name: Some(name.to_string()), body: Body::Children(children) }
}

/// A node with members.
pub(super) fn members<T: ToString>(
    tag: &'static str,
    texts: impl IntoIterator<Item = T>,
) -> Element {
    node(tag, texts.into_iter().map(|text| leaf("member", text)).collect())
}

impl Element {
    /// Writes the node and everything below it.
    pub(super) fn write(&self, xml: &mut Xml) {
        let named = self.name.as_ref().map(|name| [("name", name.as_str())]);
        let attributes = named.as_ref().map_or(&[][..], |named| &named[..]);
        match &self.body {
            Body::Placeholder(name) => xml.instruction(self.tag, attributes, name),
            Body::Text(text) => xml.text(self.tag, attributes, text),
            Body::Children(children) if children.is_empty() => xml.empty(self.tag, attributes),
            Body::Children(children) => xml.element(self.tag, attributes, |xml| {
                for child in children {
                    child.write(xml);
                }
            }),
        }
    }
}
