//! What would change, before it does: fields and planned addresses, and the decision.

use crate::diagram::mark;
use crate::repair::Move;
use crate::ui::browser::element::{Element, tag};
use crate::ui::browser::nodes;
use crate::ui::desk::{Desk, Proposal};
use crate::ui::part::button::{action, toggle};
use crate::ui::part::reactive::Held;
use crate::ui::part::region;
use crate::ui::workshop::follow;
use crate::workshop::{MARKS, Weigh, Weighed};
use crate::{diagram, review};

/// The proposal that waits, and the decision.
pub(crate) fn decision(desk: Desk, proposal: &Proposal) -> Element {
    let other = proposal.draft.clone();
    let weighed = Held::new(None::<Weighed>);
    follow(
        move || Some(((), Weigh { typed: desk.typed(), other: other.clone() })),
        move |(), answer| match answer {
            Ok(answer) => weighed.set(Some(answer)),
            Err(reason) => desk.refuse(format!("What would change is not known: {reason}")),
        },
    );
    let said = move || weighed.with(|weighed| Some(weighed.as_ref()?.said.clone()));
    let changes = move || {
        weighed.get().map_or_else(Vec::new, |weighed| {
            let warning = weighed.warning.map(|said| tag("p.obstacle").text(&said));
            let rows = Some(weighed.rows).filter(|rows| !rows.is_empty());
            let changes =
                rows.map(|rows| region("div.scroll proposed", "Changes").add(table(rows)));
            warning.into_iter().chain(changes).collect()
        })
    };
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
    let marks = proposal.asks.as_ref().and_then(|(_, asks)| {
        asks.attributes.iter().find(|(name, _)| *name == MARKS).map(|(_, marks)| mark::read(marks))
    });
    let drawn = marks.and_then(|marks| {
        let plan = review::sketch(&proposal.draft, &desk.secrets.get_untracked())?;
        let place = tag("div.picture");
        let picture = diagram::picture(&plan, &[], &marks, diagram::Layout::default());
        nodes::show(&place, None, &picture.node);
        Some(place)
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
        .all(drawn)
        .all(asked)
        .add(tag("p").maybe(said).text(" Undo brings the present design back."))
        .add(tag("div").changing(changes))
        .add(decide)
}

/// What changes, row by row.
fn table(rows: Vec<Move>) -> Element {
    let head = ["What", "Now", "Then"].map(|title| tag("th").set("scope", "col").text(title));
    let rows = rows.into_iter().map(|Move { what, from, to }| {
        let what = tag("th").set("scope", "row").text(&what);
        tag("tr").add(what).add(tag("td.mono").text(&from)).add(tag("td.mono").text(&to))
    });
    let head = tag("thead").add(tag("tr").all(head));
    tag("table.plan").add(head).add(tag("tbody").all(rows))
}
