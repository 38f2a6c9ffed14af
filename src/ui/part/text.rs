//! A field as text: one line, or several.

use leptos::attr::{Attribute, NextAttribute};
use leptos::prelude::*;

use crate::field::{Control, Field};
use crate::ui::desk::{Desk, desk};
use crate::ui::part::reactive::text;

/// A field's control: what it edits, its id, the ids of what describes it, and whether it holds an error.
#[derive(Clone)]
pub(crate) struct Entry {
    /// The field.
    pub(crate) at: Field,
    /// The control's id.
    pub(crate) id: String,
    /// Ids of what describes it.
    pub(crate) described: String,
    /// Whether it holds an error, as ARIA says it.
    pub(crate) invalid: Signal<Option<String>>,
}

/// What a blank entry shows: what would be chosen, or what a blank means.
pub(crate) fn placeholder(desk: Desk, at: Field) -> String {
    let chosen = desk.automatic(at).filter(|(value, _)| !value.is_empty());
    chosen.map_or_else(|| at.blank().to_owned(), |(value, _)| value)
}

/// What no browser may do to a technical text.
pub(crate) fn verbatim() -> impl Attribute {
    view! { <{..} spellcheck="false" autocomplete="off" autocapitalize="off"/> }
}

/// What every text of a field has: its value, what a blank becomes, and where its keys go.
pub(crate) fn typed(entry: Entry) -> impl Attribute {
    let desk = desk();
    let Entry { at, id, described, invalid } = entry;
    view! {
        <{..} id=id aria-describedby=described aria-invalid=invalid
            placeholder=text(move || placeholder(desk, at))
            prop:value=text(move || desk.text(at))
            on:input=move |event| desk.type_into(at, event_target_value(&event))
            {..verbatim()}
        />
    }
}

/// Several lines of text.
pub(crate) fn lines(entry: Entry) -> AnyView {
    let (desk, at) = (desk(), entry.at);
    let rows = text(move || {
        let lines = desk.text(at).lines().count();
        lines.max(placeholder(desk, at).lines().count()).clamp(1, 8).to_string()
    });
    view! { <textarea {..typed(entry)} rows=rows></textarea> }.into_any()
}

/// A line of text.
pub(crate) fn line(entry: Entry) -> AnyView {
    let control = entry.at.spec().kind.control();
    let numeric = matches!(control, Control::Number(..)).then_some("numeric");
    let mono = matches!(control, Control::Address | Control::Range | Control::Number(..));
    view! { <input {..typed(entry)} type="text" class:mono=mono inputmode=numeric/> }.into_any()
}
