//! The address plan as a table that can be sorted, copied and downloaded.

use leptos::prelude::*;

use crate::guide::addresses;
use crate::guide::addresses::Row;
use crate::plan::Plan;
use crate::ui::browser::element::{Element, tag};
use crate::ui::desk::{Desk, desk};
use crate::ui::part::button::{action, action_unless};
use crate::ui::part::reactive::{Held, memo};
use crate::ui::part::stop;
use crate::ui::workshop::follow;
use crate::workshop::{Replan, Tabulate};

const CSV: &str = "address-plan.csv";

/// The order of the rows; nothing for the plan's own.
type Order = Held<Option<addresses::Order>>;

/// The table.
pub(crate) fn addresses() -> Vec<Element> {
    let desk = desk();
    let order: Order = Held::new(None);
    let all = memo(move || {
        let rows = |plan: &Plan| addresses::ordered(plan, order.get());
        desk.plan.with(|plan| plan.as_deref().map(rows).unwrap_or_default())
    });
    let off = move || all.with(Vec::is_empty).then(|| "There is no plan yet".to_owned());
    let told = move |extension: &str| Tabulate {
        typed: untrack(|| desk.typed()),
        order: order.get_untracked(),
        extension: extension.to_owned(),
    };
    let copy = |title, extension: &'static str| {
        action_unless(off, title, move || desk.copy_addresses(told(extension)))
    };
    let save = move || desk.take(&told("csv"), CSV);
    let tools = tag("div.panel-head")
        .add(tag("p").text("Every address, and why."))
        .add(copy("Copy as Markdown", "md"))
        .add(copy("Copy as CSV", "csv"))
        .add(copy("Copy for tickets", "txt"))
        .add(action_unless(off, "Download CSV", save));
    let head = addresses::COLUMNS.into_iter().enumerate();
    let head = head.map(|(n, title)| heading(order, n, title));
    let body = tag("tbody")
        .changing(move || all.with(|rows| rows.iter().map(|row| row_view(desk, row)).collect()));
    let table = tag("table.plan").add(tag("thead").add(tag("tr").all(head))).add(body);
    vec![tools, replan(desk), stop("div.scroll", "Address plan", ".cell").add(table)]
}

/// A column's heading: up, down, and back to the plan's order.
fn heading(order: Order, n: usize, title: &str) -> Element {
    let here = move || order.get().filter(|(column, _)| *column == n).map(|(_, down)| down);
    let said = move || {
        let said = match here() {
            None => "none",
            Some(false) => "ascending",
            Some(true) => "descending",
        };
        Some(said.to_owned())
    };
    let next = move || {
        order.set(match untrack(here) {
            None => Some((n, false)),
            Some(false) => Some((n, true)),
            Some(true) => None,
        });
    };
    let sort = action(title, next).class("sort");
    tag("th").set("scope", "col").follows("aria-sort", said).add(sort)
}

fn row_view(desk: Desk, row: &Row) -> Element {
    let field = row.field;
    let [what, address, subnet, range, why] = &row.cells;
    let address = action(address, move || desk.go_to(field)).class("cell mono");
    tag("tr")
        .class(&format!("zone-{}", row.role))
        .add(tag("td").text(what))
        .add(tag("td.mono").add(address.set("tabindex", "-1")))
        .add(tag("td").text(subnet))
        .add(tag("td.mono").text(range))
        .add(tag("td.soft").text(why))
}

/// Moves the whole VNet into another range, after a look at what changes.
fn replan(desk: Desk) -> Element {
    let typed = Held::new(String::new());
    let problem = Held::new(Some(String::new()));
    follow(
        move || Some(((), Replan { typed: desk.typed(), into: typed.get() })),
        move |(), answer| problem.set(answer.flatten().err()),
    );
    let off = move || problem.get();
    // The answer to what was typed last may be on its way.
    let preview = move || {
        let order = Replan { typed: untrack(|| desk.typed()), into: typed.get_untracked() };
        desk.ask(&order, move |moved| match moved {
            Ok((draft, into)) => {
                let (title, done) =
                    (format!("Re-plan into {into}"), format!("Re-planned into {into}"));
                desk.propose(title, draft, done);
            }
            Err(reason) => desk.refuse(reason),
        });
    };
    let input = tag("input.mono").id("replan").set("placeholder", "172.16.8.0/22");
    let input = input
        .set("spellcheck", "false")
        .set("autocomplete", "off")
        .set("aria-describedby", "replan-problem")
        .typed(move |text| typed.set(text));
    let reason = move || off().filter(|_| !typed.with(String::is_empty));
    tag("div.panel-head replan")
        .add(tag("label.search").add(tag("span").text("Re-plan into")).add(input))
        .add(action_unless(off, "Show what would change", preview))
        .add(tag("span.soft").id("replan-problem").maybe(reason))
}
