//! Buttons: an action that is off says why.

use leptos::prelude::untrack;

use crate::ui::browser::element::{Element, tag};

/// The classes of a small button.
pub(crate) const SMALL: &str = "button is-small";

/// A button for an action.
pub(crate) fn action(text: &str, press: impl Fn() + 'static) -> Element {
    tag("button.button").set("type", "button").text(text).press(press)
}

/// A button for an action that may be off: it stays focusable then and shows the reason.
pub(crate) fn action_unless(
    off: impl Fn() -> Option<String> + Clone + 'static,
    text: &str,
    press: impl Fn() + 'static,
) -> Element {
    let (told, asked) = (off.clone(), off.clone());
    action(text, move || {
        if untrack(&asked).is_none() {
            press();
        }
    })
    .tells("aria-disabled", move || told().is_some())
    .follows("title", off)
}

/// A link that looks like a button, to a page in a tab of its own that cannot reach back into this one.
pub(crate) fn leaving(to: &str) -> Element {
    tag("a.button").set("href", to).set("target", "_blank").set("rel", "noopener noreferrer")
}

/// One of several views or settings.
pub(crate) fn toggle(
    text: &str,
    pressed: impl Fn() -> bool + 'static,
    press: impl Fn() + 'static,
) -> Element {
    action(text, press).class("toggle").tells("aria-pressed", pressed)
}
