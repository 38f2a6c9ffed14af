//! Files for the packages: chosen here, held and judged by the second module alone, as long as the page is open.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::facts::limit::ADDED_BYTES_PAGE;
use crate::ui::browser::file;
use crate::ui::desk::{Desk, desk};
use crate::ui::part::button::Action;
use crate::ui::part::told::told;
use crate::ui::workshop;
use crate::workshop::{Bytes, Enclose, View};

/// Gives the second module a file, or takes all away; the bundle that follows is another one.
fn enclose(desk: Desk, order: Enclose) {
    spawn_local(async move {
        match workshop::order(order).await {
            Ok(None) => desk.renew_salt(),
            Ok(Some(why)) | Err(why) => desk.refuse(why),
        }
    });
}

/// The chooser, and what was chosen.
#[component]
pub(crate) fn Added() -> impl IntoView {
    let desk = desk();
    // The unit by its place; none means both.
    let unit = RwSignal::new(None::<usize>);
    let choose = move |event| {
        let unit = unit.get_untracked();
        file::read_chosen(&event, ADDED_BYTES_PAGE.most, move |name, read| match read {
            Ok(bytes) => enclose(desk, Enclose { add: Some((unit, (name, Bytes(bytes)))) }),
            Err(why) => desk.refuse(why),
        });
    };
    view! {
        <details class="card">
            <summary>{"Files for the packages: content, software, plugin, licences"}</summary>
            <div class="panel-head">
                <select aria-label="For" on:change=move |event| unit.set(event_target_value(&event).parse().ok())>
                    <option value="">{"Both units"}</option>
                    <option value="0">{"First unit"}</option>
                    <option value="1">{"Second unit"}</option>
                </select>
                <input type="file" aria-label="File for the packages" on:change=choose/>
                <Action text="Take all away" on_press=move || enclose(desk, Enclose { add: None })/>
            </div>
            {told(View::Packages, RwSignal::new(None))}
        </details>
    }
}
