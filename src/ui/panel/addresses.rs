//! The address plan as a table, and as Markdown and CSV to copy.

use leptos::prelude::*;

use crate::net::Range;
use crate::net::RangeError;
use crate::plan::Origin;
use crate::plan::Plan;
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::part::button::Action;
use crate::ui::part::reactive::maybe;

/// A row of the table.
#[derive(Clone, PartialEq, Eq)]
struct Row {
    role: String,
    owner: String,
    address: String,
    subnet: String,
    range: String,
    why: String,
    field: crate::field::Field,
}

fn rows(plan: &Plan) -> Vec<Row> {
    let rows = plan.addresses().into_iter().map(|planned| Row {
        role: planned.subnet.role.to_string(),
        owner: planned.owner.clone(),
        address: planned.address.to_string(),
        subnet: planned.subnet.name.to_string(),
        range: planned.subnet.range.to_string(),
        why: match &planned.address.from {
            Origin::Typed(_) => "typed".to_owned(),
            Origin::Chosen { why, .. } => why.clone(),
        },
        field: planned.address.from.field(),
    });
    rows.collect()
}

const HEAD: [&str; 5] = ["What", "Address", "Subnet", "Range", "Where from"];

fn lines(rows: &[Row], separator: &str, edge: &str) -> Vec<String> {
    rows.iter()
        .map(|row| {
            let cells = [&row.owner, &row.address, &row.subnet, &row.range, &row.why];
            let cells: Vec<&str> = cells.into_iter().map(String::as_str).collect();
            format!("{edge}{}{edge}", cells.join(separator)).trim().to_owned()
        })
        .collect()
}

fn markdown(rows: &[Row]) -> String {
    let head = format!("| {} |\n| {} |\n", HEAD.join(" | "), ["---"; 5].join(" | "));
    head + &lines(rows, " | ", " | ").join("\n") + "\n"
}

/// Every cell in quotes, as a reason may hold a comma.
fn csv(rows: &[Row]) -> String {
    HEAD.map(|head| format!("\"{head}\"")).join(",")
        + "\n"
        + &lines(rows, "\",\"", "\"").join("\n")
        + "\n"
}

/// The table.
#[component]
pub(crate) fn Addresses() -> impl IntoView {
    let desk = desk();
    let all = Memo::new(move |_| {
        desk.review.with(|review| review.plan.as_ref().map(rows).unwrap_or_default())
    });
    let copy = move |text: fn(&[Row]) -> String, what: &'static str| {
        browser::copy(desk, all.with_untracked(|rows| text(rows)), what);
    };
    let body = move || {
        all.get().into_iter().map(|row| {
            let field = row.field;
            view! {
                <tr class=format!("zone-{}", row.role)>
                    <td>{row.owner}</td>
                    <td><button type="button" class="cell mono" on:click=move |_| desk.go_to(field)>{row.address}</button></td>
                    <td>{row.subnet}</td>
                    <td class="mono">{row.range}</td>
                    <td class="soft">{row.why}</td>
                </tr>
            }
        }).collect_view()
    };
    view! {
        <div class="panel-head">
            <p>{"Every address with its subnet and where it comes from."}</p>
            <Action text="Copy as Markdown" on_press=move || copy(markdown, "Address plan")/>
            <Action text="Copy as CSV" on_press=move || copy(csv, "Address plan")/>
        </div>
        <Replan/>
        <div class="scroll" tabindex="0" role="region" aria-label="Address plan">
            <table class="plan">
                <thead><tr>{HEAD.map(|head| view! { <th scope="col">{head}</th> }).into_iter().collect_view()}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

/// Moves the whole VNet into another range, after a look at what changes.
#[component]
fn Replan() -> impl IntoView {
    let desk = desk();
    let typed = RwSignal::new(String::new());
    let range = move || typed.with(|text| Range::read(text.trim()));
    let existing = move || {
        desk.review
            .with(|review| review.plan.as_ref().is_some_and(|plan| plan.network.existing.is_some()))
    };
    let off = Signal::derive(move || {
        if existing() {
            return Some("An existing VNet keeps its ranges".to_owned());
        }
        let problem = match range() {
            Ok(range) if range.prefix_len() > 26 => "Too small for a pair, expected /26 or larger",
            Ok(_) => return None,
            Err(RangeError::NotAligned(aligned)) => {
                return Some(format!("Not aligned, expected {aligned}"));
            }
            Err(RangeError::NoLength(_)) => "A prefix length is missing",
            Err(RangeError::V6) => "The design is IPv4 only",
            Err(RangeError::Syntax) => "Type a range such as 172.16.8.0/22",
        };
        Some(problem.to_owned())
    });
    let preview = move || {
        if let Ok(range) = range() {
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
