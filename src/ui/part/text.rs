//! A field as text: one line, or several.

use crate::field::{Control, Field};
use crate::ui::browser::element::{Element, tag};
use crate::ui::desk::{Desk, desk};
use crate::ui::part::reactive::Derived;

/// A field's control: what it edits, its id, the ids of what describes it, and whether it holds an error.
#[derive(Clone)]
pub(crate) struct Entry {
    /// The field.
    pub(crate) at: Field,
    /// The control's id.
    pub(crate) id: String,
    /// Ids of what describes it.
    pub(crate) described: String,
    /// Whether it holds an error.
    pub(crate) invalid: Derived<bool>,
}

/// What a blank entry shows: what would be chosen, or what a blank means.
pub(crate) fn placeholder(desk: Desk, at: Field) -> String {
    let chosen = desk.automatic(at).filter(|(value, _)| !value.is_empty());
    chosen.map_or_else(|| at.blank().to_owned(), |(value, _)| value)
}

/// Keeps browsers from changing a technical text.
pub(crate) fn verbatim(input: Element) -> Element {
    input.set("spellcheck", "false").set("autocomplete", "off").set("autocapitalize", "off")
}

/// Gives an input what every text of a field has: its value, what a blank becomes, and where its keys go.
pub(crate) fn typed(input: Element, entry: Entry) -> Element {
    let desk = desk();
    let Entry { at, id, described, invalid } = entry;
    verbatim(input)
        .id(&id)
        .set("aria-describedby", &described)
        .follows("aria-invalid", move || invalid.get().then(|| "true".to_owned()))
        .follows("placeholder", move || Some(placeholder(desk, at)))
        .holds(move || desk.text(at))
        .typed(move |text| desk.type_into(at, text))
}

/// Several lines of text.
pub(crate) fn lines(entry: Entry) -> Element {
    let (desk, at) = (desk(), entry.at);
    typed(tag("textarea"), entry).follows("rows", move || {
        let lines = desk.text(at).lines().count();
        let lines = lines.max(placeholder(desk, at).lines().count());
        Some(lines.clamp(1, 8).to_string())
    })
}

/// A line of text.
pub(crate) fn line(entry: Entry) -> Element {
    let control = entry.at.spec().kind.control();
    let mono = matches!(control, Control::Address | Control::Range | Control::Number(..));
    let input = tag(if mono { "input.mono" } else { "input" }).set("type", "text");
    let input = if matches!(control, Control::Number(..)) {
        input.set("inputmode", "numeric")
    } else {
        input
    };
    typed(input, entry)
}
