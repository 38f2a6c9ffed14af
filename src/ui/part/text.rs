//! A field as text: one line, or several.

use leptos::prelude::*;

use crate::field::{Control, Field};
use crate::ui::desk::{Desk, desk};
use crate::ui::part::reactive::text;

/// What a blank entry shows: what would be chosen, or what a blank means.
pub(crate) fn placeholder(desk: Desk, at: Field) -> String {
    let chosen = desk.automatic(at).filter(|(value, _)| !value.is_empty());
    chosen.map_or_else(|| at.blank().to_owned(), |(value, _)| value)
}

/// Several lines of text.
pub(crate) fn lines(
    at: Field,
    id: String,
    described: String,
    invalid: Signal<Option<String>>,
) -> AnyView {
    let desk = desk();
    let rows = text(move || {
        let lines = desk.text(at).lines().count();
        lines.max(placeholder(desk, at).lines().count()).clamp(1, 8).to_string()
    });
    view! {
        <textarea id=id rows=rows spellcheck="false" autocomplete="off"
            aria-describedby=described aria-invalid=invalid
            placeholder=text(move || placeholder(desk, at))
            prop:value=text(move || desk.text(at))
            on:input=move |event| desk.type_into(at, event_target_value(&event))
            on:focus=move |_| desk.focused.set(Some(at))
            on:blur=move |_| leave(desk, at)
        ></textarea>
    }
    .into_any()
}

/// Leaving a field ends its step of typing.
pub(crate) fn leave(desk: Desk, at: Field) {
    desk.end_typing();
    if desk.focused.get_untracked() == Some(at) {
        desk.focused.set(None);
    }
}

/// A line of text.
#[component]
pub(crate) fn LineEntry(
    /// The field.
    at: Field,
    /// The control's id.
    id: String,
    /// Ids of what describes it.
    described: String,
    /// Whether it holds an error.
    invalid: Signal<Option<String>>,
) -> impl IntoView {
    let desk = desk();
    let control = at.spec().kind.control();
    let numeric = matches!(control, Control::Number(..)).then_some("numeric");
    let mono = matches!(control, Control::Address | Control::Range | Control::Number(..));
    view! {
        <input id=id type="text" class:mono=mono spellcheck="false" autocomplete="off"
            autocapitalize="off" inputmode=numeric
            aria-describedby=described aria-invalid=invalid
            placeholder=text(move || placeholder(desk, at))
            prop:value=text(move || desk.text(at))
            on:input=move |event| desk.type_into(at, event_target_value(&event))
            on:focus=move |_| desk.focused.set(Some(at))
            on:blur=move |_| leave(desk, at)
        />
    }
}
