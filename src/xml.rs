//! A scoped XML writer: an element is closed where its closure ends, so none can be left open.
//!
//! Two-space indentation, line feeds, attributes in the order given, empty elements closed in
//! themselves, text on the element's own line. Escaping is quick-xml's. XML 1.0 cannot carry control
//! characters; the design refuses them, and the writer replaces what slips through.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesPI, BytesStart, BytesText, Event};

/// An XML text being written.
pub struct Xml(Writer<Vec<u8>>);

/// An element with its attributes, before it is written or shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Element name.
    pub tag: &'static str,
    /// Attributes in order.
    pub attributes: Vec<(&'static str, String)>,
    /// Text, for elements without children.
    pub text: Option<String>,
    /// Children in order.
    pub children: Vec<Node>,
}

impl Node {
    /// An element without text and children.
    pub fn new(tag: &'static str, attributes: Vec<(&'static str, String)>) -> Self {
        Self { tag, attributes, text: None, children: Vec::new() }
    }

    /// The element with a text in it.
    #[must_use]
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// Writes the node as XML.
    pub fn write(&self, xml: &mut Xml) {
        let attributes: Vec<(&str, &str)> =
            self.attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
        match &self.text {
            Some(text) => xml.text(self.tag, &attributes, text),
            None if self.children.is_empty() => xml.empty(self.tag, &attributes),
            None => xml.element(self.tag, &attributes, |xml| {
                for child in &self.children {
                    child.write(xml);
                }
            }),
        }
    }
}

/// Attributes of an element.
pub type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    /// Writes one document; `root` writes its root element.
    pub fn document(root: impl FnOnce(&mut Self)) -> String {
        let mut xml = Self(Writer::new_with_indent(Vec::new(), b' ', 2));
        root(&mut xml);
        let mut text = String::from_utf8(xml.0.into_inner()).expect("only UTF-8 texts are written");
        text.push('\n');
        text
    }

    /// The same with an XML declaration before it.
    pub fn declared_document(root: impl FnOnce(&mut Self)) -> String {
        Self::document(|xml| {
            xml.write(Event::Decl(BytesDecl::new("1.0", None, None)));
            root(xml);
        })
    }

    /// An element with children.
    pub fn element(
        &mut self,
        name: &str,
        attributes: Attributes<'_>,
        body: impl FnOnce(&mut Self),
    ) {
        self.write(Event::Start(start(name, attributes)));
        body(self);
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element without content, `<name/>`.
    pub fn empty(&mut self, name: &str, attributes: Attributes<'_>) {
        self.write(Event::Empty(start(name, attributes)));
    }

    /// An element with text on its own line.
    pub fn text(&mut self, name: &str, attributes: Attributes<'_>, text: &str) {
        self.write(Event::Start(start(name, attributes)));
        self.write(Event::Text(BytesText::new(&carried(text))));
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element that holds a processing instruction alone, `<name><?target?></name>`. No text can look
    /// like one, because its brackets are escaped.
    pub fn instruction(&mut self, name: &str, attributes: Attributes<'_>, target: &str) {
        self.write(Event::Start(start(name, attributes)));
        // An empty text keeps the writer from breaking the line.
        self.write(Event::Text(BytesText::new("")));
        self.write(Event::PI(BytesPI::new(target)));
        self.write(Event::Text(BytesText::new("")));
        self.write(Event::End(BytesEnd::new(name)));
    }

    fn write(&mut self, event: Event<'_>) {
        self.0.write_event(event).expect("writing to memory does not fail");
    }
}

fn start<'a>(name: &'a str, attributes: Attributes<'_>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, carried(value).as_ref()));
    }
    start
}

/// The text as XML 1.0 can carry it.
fn carried(text: &str) -> Cow<'_, str> {
    let foreign = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    if text.contains(foreign) {
        Cow::Owned(text.replace(foreign, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Xml;

    #[test]
    fn elements_close_and_text_is_escaped() {
        let text = Xml::document(|xml| {
            xml.element("a", &[("name", "x\"<&>'")], |xml| {
                xml.text("member", &[], "1 < 2 & \u{1}");
                xml.empty("none", &[]);
                xml.instruction("open", &[], "phash");
            });
        });
        assert_eq!(
            text,
            "<a name=\"x&quot;&lt;&amp;&gt;&apos;\">\n  <member>1 &lt; 2 &amp; \u{fffd}</member>\n  <none/>\n  <open><?phash?></open>\n</a>\n"
        );
    }
}
