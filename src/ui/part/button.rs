//! Buttons: an action that is off says why.

use leptos::prelude::*;

use crate::ui::part::reactive::aria;

/// What is said of a region whose parts are no stops of Tab; `data-inside` selects them.
pub(crate) const INSIDE: &str =
    "Enter goes to the first part in sight, arrow keys to the others, Escape back";

/// A button for an action. While `off` gives a reason the button stays focusable and shows it.
#[component]
pub(crate) fn Action(
    /// The button's text.
    #[prop(into)]
    text: String,
    /// Its id, where something goes to it.
    #[prop(optional)]
    id: Option<String>,
    /// Its name where its text alone says too little; it begins with the text.
    #[prop(optional)]
    label: Option<&'static str>,
    /// CSS classes.
    #[prop(default = "button")]
    class: &'static str,
    /// Why the action is off.
    #[prop(optional, into)]
    off: Signal<Option<String>>,
    /// What it does; of one type, so that the page carries the button's code once.
    #[prop(into)]
    on_press: UnsyncCallback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            id=id
            class=class
            aria-label=label
            aria-disabled=aria(move || off.with(Option::is_some))
            title=off
            on:click=move |_| if off.with_untracked(Option::is_none) { on_press.run(()) }
        >
            {text}
        </button>
    }
}

/// One of several views or settings.
#[component]
pub(crate) fn Toggle(
    /// The button's text.
    text: &'static str,
    /// Whether it is the one in force.
    pressed: impl Fn() -> bool + Send + Sync + 'static,
    /// What it does.
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="toggle" aria-pressed=aria(pressed)
            on:click=move |_| on_press()>
            {text}
        </button>
    }
}
