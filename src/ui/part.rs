//! Controls. They know fields and findings, and nothing else of the domain.

pub(crate) mod button;
pub(crate) mod control;
pub(crate) mod finding;
pub(crate) mod offered;
pub(crate) mod reactive;
pub(crate) mod rows;
pub(crate) mod text;
pub(crate) mod told;

use crate::ui::browser::element::{Element, tag};

/// One of a list, and whether it is the one in force.
pub(crate) fn option(value: &str, text: &str, selected: impl Fn() -> bool + 'static) -> Element {
    tag("option").set("value", value).flag("selected", selected).text(text)
}

/// A part that scrolls, so that keys can reach it.
pub(crate) fn region(name: &str, label: &str) -> Element {
    tag(name).set("tabindex", "0").set("role", "region").label(label)
}

/// The same with parts that are no stops of Tab, which a selector names.
pub(crate) fn stop(name: &str, label: &str, parts: &str) -> Element {
    let said = "Enter goes to the first part in sight, arrow keys to the others, Escape back";
    region(name, label).set("data-inside", parts).set("aria-description", said)
}
