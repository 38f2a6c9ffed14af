//! The page on paper: one sheet to hand over, made when somebody prints.

use leptos::html::Div;
use leptos::prelude::*;

use crate::diagram;
use crate::finding::{Finding, Names, Severity};
use crate::guide::addresses;
use crate::plan::Plan;
use crate::ui::browser;
use crate::ui::browser::picture;
use crate::ui::desk::{Desk, desk};
use crate::ui::panel::addresses::row_view;

/// The sheet while the page is printed.
#[component]
pub(crate) fn Printed() -> impl IntoView {
    let desk = desk();
    let printing = RwSignal::new(false);
    browser::on_print(move |on| printing.set(on));
    move || printing.get().then(|| sheet(desk))
}

fn sheet(desk: Desk) -> AnyView {
    let review = desk.review.get_untracked();
    let open = review.findings.iter().filter(|finding| finding.severity() != Severity::Note);
    let findings: Vec<_> = open.map(line).collect();
    let plan = review.plan.as_ref().map(|plan| planned(plan, &review.findings));
    let none = findings.is_empty().then(|| view! { <li>{"No open finding."}</li> });
    view! {
        <article class="printed">
            {plan}
            <h2>{"Open findings"}</h2>
            <ul>{findings} {none}</ul>
            <p class="soft">{format!("Fast HA Configurator {}. Nothing here was verified on a live firewall or subscription.", env!("CARGO_PKG_VERSION"))}</p>
        </article>
    }
    .into_any()
}

fn line(finding: &Finding) -> AnyView {
    let rule = finding.code.rule();
    let severity = finding.severity().to_string();
    view! { <li><b>{rule.code}</b> {" "} {severity} {": "} {finding.message(Names::Titles)}</li> }
        .into_any()
}

fn planned(plan: &Plan, findings: &[Finding]) -> AnyView {
    let place = NodeRef::<Div>::new();
    let picture = diagram::nodes(plan, findings, &[]);
    picture::put(place, picture);
    let rows = addresses::rows(plan).into_iter().map(|row| row_view(row, false));
    let head = addresses::COLUMNS.map(|title| view! { <th scope="col">{title}</th> });
    view! {
        <h1>{addresses::heading(plan)}</h1>
        <div class="picture" node_ref=place></div>
        <table class="plan">
            <thead><tr>{head.into_iter().collect_view()}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}
