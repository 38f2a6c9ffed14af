//! The address plan as a table, and as Markdown and CSV to copy.

use leptos::prelude::*;

use crate::plan::Origin;
use crate::plan::Plan;
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::part::button::Action;

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

fn csv(rows: &[Row]) -> String {
    HEAD.join(",") + "\n" + &lines(rows, ",", "").join("\n") + "\n"
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
            <p>"Every address with its subnet and where it comes from."</p>
            <Action text="Copy as Markdown" on_press=move || copy(markdown, "Address plan")/>
            <Action text="Copy as CSV" on_press=move || copy(csv, "Address plan")/>
        </div>
        <div class="scroll" tabindex="0" role="region" aria-label="Address plan">
            <table class="plan">
                <thead><tr>{HEAD.map(|head| view! { <th scope="col">{head}</th> }).into_iter().collect_view()}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}
