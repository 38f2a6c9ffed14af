//! The address plan as a table that can be sorted, copied and downloaded.

use leptos::prelude::*;

use crate::guide::addresses;
use crate::guide::addresses::Row;
use crate::plan::Plan;
use crate::repair;
use crate::ui::desk::desk;
use crate::ui::part::button::{Action, INSIDE};
use crate::ui::part::reactive::{maybe, text};

/// Rows as a text.
type Tell = fn(&Plan, &[Row]) -> String;

const CSV: &str = "address-plan.csv";

/// The table.
#[component]
pub(crate) fn Addresses() -> impl IntoView {
    let desk = desk();
    // The column and whether it descends; nothing for the plan's own order.
    let order = RwSignal::new(None::<(usize, bool)>);
    let all = Memo::new(move |_| {
        let mut rows = desk
            .review
            .with(|review| review.plan.as_ref().map(addresses::rows).unwrap_or_default());
        if let Some((column, descending)) = order.get() {
            addresses::sort(&mut rows, column, descending);
        }
        rows
    });
    let told = move |tell: Tell| {
        let review = desk.review.get_untracked();
        review.plan.as_ref().map(|plan| all.with_untracked(|rows| tell(plan, rows)))
    };
    let copy = move |tell: Tell| {
        move || {
            if let Some(text) = told(tell) {
                desk.copy(text, "Address plan");
            }
        }
    };
    let save = move || {
        if let Some(text) = told(|_, rows| addresses::csv(rows)) {
            desk.hand_out(CSV, "text/csv", text.as_bytes(), CSV);
        }
    };
    let off = maybe(move || all.with(Vec::is_empty).then(|| "There is no plan yet".to_owned()));
    let head = addresses::COLUMNS.into_iter().enumerate();
    view! {
        <div class="panel-head">
            <p>{"Every address, and why."}</p>
            <Action text="Copy as Markdown" off=off on_press=copy(|_, rows| addresses::markdown(rows))/>
            <Action text="Copy as CSV" off=off on_press=copy(|_, rows| addresses::csv(rows))/>
            <Action text="Copy for tickets" off=off on_press=copy(addresses::ticket)/>
            <Action text="Download CSV" off=off on_press=save/>
        </div>
        <Replan/>
        <div class="scroll" tabindex="0" role="region" aria-label="Address plan" data-inside=".cell" aria-description=INSIDE>
            <table class="plan">
                <thead><tr>{head.map(|(n, title)| heading(order, n, title)).collect_view()}</tr></thead>
                <tbody>{move || all.get().into_iter().map(row_view).collect_view()}</tbody>
            </table>
        </div>
    }
}

/// A column's heading: up, down, and back to the plan's order.
fn heading(order: RwSignal<Option<(usize, bool)>>, n: usize, title: &'static str) -> AnyView {
    let here = move || order.get().filter(|(column, _)| *column == n).map(|(_, down)| down);
    let said = text(move || {
        let said = match here() {
            None => "none",
            Some(false) => "ascending",
            Some(true) => "descending",
        };
        said.to_owned()
    });
    let next = move |_| {
        order.update(|order| {
            *order = match order.filter(|(column, _)| *column == n) {
                None => Some((n, false)),
                Some((_, false)) => Some((n, true)),
                Some((_, true)) => None,
            };
        });
    };
    view! {
        <th scope="col" aria-sort=said><button type="button" class="sort" on:click=next>{title}</button></th>
    }
    .into_any()
}

fn row_view(row: Row) -> AnyView {
    let desk = desk();
    let field = row.field;
    let [what, address, subnet, range, why] = row.cells;
    view! {
        <tr class=format!("zone-{}", row.role)>
            <td>{what}</td>
            <td class="mono">
                <button type="button" tabindex="-1" class="cell mono" on:click=move |_| desk.go_to(field)>{address}</button>
            </td>
            <td>{subnet}</td>
            <td class="mono">{range}</td>
            <td class="soft">{why}</td>
        </tr>
    }
    .into_any()
}

/// Moves the whole VNet into another range, after a look at what changes.
#[component]
fn Replan() -> impl IntoView {
    let desk = desk();
    let typed = RwSignal::new(String::new());
    let target = Memo::new(move |_| {
        desk.review.with(|review| typed.with(|text| repair::target(review.plan.as_ref(), text)))
    });
    let off = maybe(move || target.get().err());
    let preview = move || {
        if let Ok(range) = target.get_untracked() {
            desk.replan(range);
        }
    };
    let reason = maybe(move || off.get().filter(|_| !typed.with(String::is_empty)));
    view! {
        <div class="panel-head replan">
            <label class="search">
                <span>{"Re-plan into"}</span>
                <input id="replan" class="mono" placeholder="172.16.8.0/22" spellcheck="false" autocomplete="off"
                    aria-describedby="replan-problem"
                    on:input=move |event| typed.set(event_target_value(&event))/>
            </label>
            <Action text="Show what would change" off=off on_press=preview/>
            <span id="replan-problem" class="soft">{reason}</span>
        </div>
    }
}
