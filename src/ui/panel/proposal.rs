//! What would change, before it does: typed texts and planned addresses, and the decision.

use leptos::prelude::*;

use crate::finding::Severity;
use crate::ui::browser::element::{Element, tag};
use crate::ui::browser::nodes;
use crate::ui::desk::{Desk, Proposal};
use crate::ui::part::button::{action, toggle};
use crate::ui::part::region;
use crate::{repair, review};

/// A number with its noun.
fn counted(n: usize, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        _ => format!(
            "{n} {}",
            noun.replace("range or address", "ranges or addresses").replace("text", "texts")
        ),
    }
}

/// The proposal that waits, and the decision.
pub(crate) fn decision(desk: Desk, proposal: &Proposal) -> Element {
    let before = desk.review.get_untracked();
    let after = desk.secrets.with_untracked(|secrets| review::review(&proposal.draft, secrets));
    let changes = desk.draft.with_untracked(|draft| repair::changes(draft, &proposal.draft));
    let moves = match (&before.plan, &after.plan) {
        (Some(before), Some(after)) => repair::moves(before, after, &proposal.draft),
        _ => Vec::new(),
    };
    let errors = after.count(Severity::Error);
    let summary = match (changes.len(), moves.len()) {
        (0, 0) => "Nothing would change.".to_owned(),
        (fields, addresses) => format!(
            "{} and {} would change.",
            counted(fields, "typed text"),
            counted(addresses, "planned range or address")
        ),
    };
    let warning = (errors > 0)
        .then(|| tag("p.obstacle").text(&format!("{errors} things would then be left to fix.")));
    let typed = changes.iter().map(repair::Change::told);
    let planned = moves.into_iter().map(|one| [one.what, one.from, one.to]);
    let rows: Vec<_> = typed.chain(planned).collect();
    let table =
        (!rows.is_empty()).then(|| region("div.scroll proposed", "Changes").add(table(rows)));
    let ways = proposal.keeps.map(|keeps| {
        let ways = tag("div.fixes").set("role", "group").label("What becomes of what you typed");
        ways.add(toggle("Keep what I typed", move || keeps, move || desk.carry_over(true)))
            .add(toggle("Start over", move || !keeps, move || desk.carry_over(false)))
    });
    let asked = proposal.asks.as_ref().map(|(_, asks)| {
        let place = tag("div").on("change", move |event| {
            let (wanted, here) = nodes::chosen(event);
            desk.choose(wanted, here);
        });
        nodes::show(&place, None, asks);
        place
    });
    let decide = tag("div.fixes")
        .add(action("Apply", move || desk.accept()).class("button is-primary"))
        .add(action("Leave as it is", move || desk.dismiss()));
    tag("section.proposal")
        .id("proposal")
        .set("role", "group")
        .set("aria-labelledby", "proposal-title")
        .set("tabindex", "-1")
        .key(move |key, _| {
            if key == "Escape" {
                desk.dismiss();
            }
            false
        })
        .add(tag("h3").id("proposal-title").text(&proposal.title))
        .all(ways)
        .all(asked)
        .add(tag("p").text(&summary).text(" Undo brings the present design back."))
        .all(warning)
        .all(table)
        .add(decide)
}

fn table(rows: Vec<[String; 3]>) -> Element {
    let head = ["What", "Now", "Then"].map(|title| tag("th").set("scope", "col").text(title));
    let rows = rows.into_iter().map(|[what, from, to]| {
        let what = tag("th").set("scope", "row").text(&what);
        tag("tr").add(what).add(tag("td.mono").text(&from)).add(tag("td.mono").text(&to))
    });
    let head = tag("thead").add(tag("tr").all(head));
    tag("table.plan").add(head).add(tag("tbody").all(rows))
}
