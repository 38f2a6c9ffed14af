//! Blocks: what the second module tells in words, as nodes that the page shows as they are.
//!
//! Tags and attributes are a closed list, and whatever else a node has is text: no answer can bring a script,
//! a style or an address into the page but that of an Azure portal. In a text, what stands between backticks is code and between double
//! stars strong.

use super::wire::Wire;
use crate::deploy;
use crate::field::Field;
use crate::xml::Node;

const TAGS: [&str; 29] = [
    "a", "article", "b", "button", "code", "dd", "details", "div", "dl", "dt", "h3", "h4", "label",
    "li", "option", "p", "path", "section", "select", "span", "summary", "svg", "table", "tbody",
    "td", "th", "thead", "tr", "ul",
];

const NAMES: [&str; 21] = [
    "class",
    "href",
    "rel",
    "target",
    "id",
    "name",
    "role",
    "scope",
    "selected",
    "tabindex",
    "type",
    "value",
    "aria-label",
    "aria-disabled",
    "title",
    LEADS_TO,
    WANTS,
    MARKS,
    NEXT,
    "viewBox",
    "d",
];

/// The attribute that holds the key of the field to which an element leads.
pub const LEADS_TO: &str = "data-field";

/// The attribute of a button that says what is wanted once it is pressed.
pub const WANTS: &str = "data-wants";

/// The attribute of a view that says what of the picture it marks.
pub const MARKS: &str = "data-marks";

/// The attribute of a view that plays: what is wanted of it next.
pub const NEXT: &str = "data-next";

/// A word as its place in a list; one that is not in it cannot be said.
struct Word<const N: usize>([&'static str; N]);

impl<const N: usize> Word<N> {
    fn put(&self, word: &str, to: &mut Vec<u8>) {
        let place = self.0.iter().position(|known| *known == word);
        place.expect("blocks are made of the words of this list").put(to);
    }

    fn take(&self, from: &mut &[u8]) -> Option<&'static str> {
        self.0.get(usize::take(from)?).copied()
    }
}

impl Wire for Node {
    fn put(&self, to: &mut Vec<u8>) {
        Word(TAGS).put(self.tag, to);
        self.attributes.len().put(to);
        for (name, value) in &self.attributes {
            Word(NAMES).put(name, to);
            value.put(to);
        }
        self.text.put(to);
        self.children.put(to);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        let tag = Word(TAGS).take(from)?;
        let mut attributes = Vec::new();
        for _ in 0..usize::take(from)? {
            let (name, value) = (Word(NAMES).take(from)?, String::take(from)?);
            // The one address that an answer may bring is a portal's.
            if name == "href" && !deploy::is_link(&value) {
                return None;
            }
            attributes.push((name, value));
        }
        Some(Self { tag, attributes, text: Wire::take(from)?, children: Wire::take(from)? })
    }
}

/// An element of a class around others.
pub(super) fn around(tag: &'static str, class: &str, children: Vec<Node>) -> Node {
    let attributes = if class.is_empty() { Vec::new() } else { vec![("class", class.to_owned())] };
    Node { children, ..Node::new(tag, attributes) }
}

/// A text in an element, with its code and what is strong in it.
pub(super) fn said(tag: &'static str, class: &str, text: &str) -> Node {
    let mut pieces = Vec::new();
    for (n, piece) in text.split('`').enumerate() {
        if n % 2 == 1 {
            pieces.push(Node::new("code", Vec::new()).with_text(piece));
            continue;
        }
        let parts = piece.split("**").enumerate().filter(|(_, part)| !part.is_empty());
        pieces.extend(parts.map(|(n, part)| {
            Node::new(if n % 2 == 1 { "b" } else { "span" }, Vec::new()).with_text(part)
        }));
    }
    match pieces.as_slice() {
        [plain] if plain.tag == "span" => around(tag, class, Vec::new()).with_text(text),
        _ => around(tag, class, pieces),
    }
}

/// A heading.
pub(super) fn heading(text: &str) -> Node {
    said("h3", "", text)
}

/// A paragraph.
pub(super) fn paragraph(text: &str) -> Node {
    said("p", "", text)
}

/// What stands in place of something that is not there.
pub(super) fn note(text: &str) -> Node {
    said("p", "soft", text)
}

/// A button that opens a page of a portal.
pub(super) fn portal(text: &str, link: String) -> Node {
    let mut button = said("a", "button", text);
    let outside = [("href", link), ("target", "_blank".to_owned())];
    button.attributes.extend(outside);
    button.attributes.push(("rel", "noopener noreferrer".to_owned()));
    button
}

/// A list, an entry a text.
pub(super) fn list(entries: impl IntoIterator<Item = String>) -> Node {
    let entries = entries.into_iter().map(|entry| said("li", "", &entry));
    around("ul", "told-list", entries.collect())
}

/// A table under its columns' headings; the first cell of a row is the row's own heading.
pub(super) fn table<const N: usize>(
    caption: &str,
    heads: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Node {
    let row = |cells: [String; N]| {
        let cells = cells.iter().enumerate();
        let cells = cells.map(|(n, text)| match n {
            0 => scoped("row", text),
            _ => said("td", "", text),
        });
        around("tr", "", cells.collect())
    };
    let table = vec![head(heads), around("tbody", "", rows.into_iter().map(row).collect())];
    region("scroll", caption, vec![around("table", "plan", table)])
}

/// Blocks that are scrolled where they are larger than their place, with the keyboard too.
pub(super) fn region(class: &str, label: &str, children: Vec<Node>) -> Node {
    let mut region = around("div", class, children);
    let said = [("role", "region"), ("tabindex", "0"), ("aria-label", label)];
    region.attributes.extend(said.map(|(name, value)| (name, value.to_owned())));
    region
}

/// The head of a table.
pub(super) fn head<const N: usize>(heads: [&str; N]) -> Node {
    let heads = heads.map(|head| scoped("col", head));
    around("thead", "", vec![around("tr", "", heads.into())])
}

fn scoped(scope: &str, text: &str) -> Node {
    let mut cell = said("th", "", text);
    cell.attributes.push(("scope", scope.to_owned()));
    cell
}

/// A choice of what is wanted: each option is that and its title.
pub(super) fn choice(
    label: &str,
    options: impl IntoIterator<Item = (String, String)>,
    chosen: &str,
) -> Node {
    around("label", "choice", vec![said("span", "", label), select(label, options, chosen)])
}

/// A list to choose from, by its name: each option is its value and its title.
pub(super) fn select(
    name: &str,
    options: impl IntoIterator<Item = (String, String)>,
    chosen: &str,
) -> Node {
    let options = options.into_iter().map(|(value, title)| {
        let selected = (value == chosen).then(|| ("selected", String::new()));
        let attributes = std::iter::once(("value", value)).chain(selected);
        Node::new("option", attributes.collect()).with_text(title)
    });
    let mut select = around("select", "", options.collect());
    // Otherwise the name of one under a label would hold what is chosen.
    select.attributes.push(("aria-label", name.to_owned()));
    select
}

/// A button that says what is wanted.
pub(super) fn button(text: &str, wants: &str) -> Node {
    let attributes = [("class", "button"), ("type", "button"), (WANTS, wants)];
    let attributes = attributes.map(|(name, value)| (name, value.to_owned()));
    Node::new("button", attributes.into()).with_text(text)
}

/// A button that may be off for a reason. It has the same attributes in any case, so that it stays the same
/// element and keeps its focus.
pub(super) fn unless(off: Option<&str>, mut button: Node) -> Node {
    let told = [("aria-disabled", off.is_some().to_string()), ("title", off.unwrap_or("").into())];
    button.attributes.extend(told);
    button
}

/// A way to a field.
pub(super) fn link(to: Field) -> Node {
    let attributes = [("class", "fix is-jump"), ("type", "button"), (LEADS_TO, to.key())];
    let attributes = attributes.map(|(name, value)| (name, value.to_owned()));
    Node::new("button", attributes.into()).with_text(format!("Go to {}", to.title()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_but_a_portal_s_comes_into_the_page() {
        let sent = |link: &str| {
            let mut message = Vec::new();
            portal("Deploy to Azure", link.to_owned()).put(&mut message);
            Node::take(&mut message.as_slice())
        };
        assert!(sent("https://portal.azure.com/#create/Microsoft.Template/uri/x").is_some());
        for other in
            ["https://evil.example/", "javascript:alert(1)", "https://portal.azure.com/#home"]
        {
            assert_eq!(sent(other), None);
        }
    }
}
