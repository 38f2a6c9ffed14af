//! The catalogue of rules, searched as one types.

use leptos::prelude::*;

use crate::ui::desk::desk;
use crate::ui::part::reactive::text;
use crate::ui::part::told::told;
use crate::workshop::View;

/// The rules that match.
#[component]
pub(crate) fn Rules() -> impl IntoView {
    let desk = desk();
    view! {
        <label class="search">
            <span>{"Search rules"}</span>
            <input id="search-rules" type="search" prop:value=text(move || desk.rules.get().unwrap_or_default())
                on:input=move |event| desk.rules.set(Some(event_target_value(&event)))/>
        </label>
        {told(View::Rules, desk.rules)}
    }
}
