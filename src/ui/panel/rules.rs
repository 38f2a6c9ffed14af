//! The catalogue of rules, searched as one types.

use crate::ui::browser::element::{Element, tag};
use crate::ui::desk::Desk;
use crate::ui::part::told::told;
use crate::workshop::View;

/// The rules that match.
pub(crate) fn rules(desk: Desk) -> Vec<Element> {
    let input = tag("input").id("search-rules").set("type", "search");
    let input = input
        .holds(move || desk.rules.get().unwrap_or_default())
        .typed(move |text| desk.rules.set(Some(text)));
    let search = tag("label.search").add(tag("span").text("Search rules")).add(input);
    vec![search, told(View::Rules, desk.rules)]
}
