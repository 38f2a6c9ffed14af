//! What would change, before it does: typed texts and planned addresses, and the decision.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use crate::finding::Severity;
use crate::ui::browser::{nodes, picture};
use crate::ui::desk::{Proposal, desk};
use crate::ui::part::button::{Action, Toggle};
use crate::{repair, review};

/// The proposal that waits, if any.
#[component]
pub(crate) fn ProposalView() -> impl IntoView {
    let desk = desk();
    move || desk.proposal.get().map(|proposal| view! { <Decision proposal/> })
}

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

#[component]
fn Decision(
    /// What waits.
    proposal: Proposal,
) -> impl IntoView {
    let desk = desk();
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
    let warning = (errors > 0).then(|| {
        let text = format!("{errors} things would then be left to fix.");
        view! { <p class="obstacle">{text}</p> }
    });
    let typed = changes.iter().map(repair::Change::told);
    let planned = moves.into_iter().map(|one| [one.what, one.from, one.to]);
    let rows = typed.chain(planned).map(|[what, from, to]| {
        view! { <tr><th scope="row">{what}</th><td class="mono">{from}</td><td class="mono">{to}</td></tr> }
    });
    let rows: Vec<_> = rows.collect();
    let table = (!rows.is_empty()).then(|| {
        view! {
            <div class="scroll proposed" tabindex="0" role="region" aria-label="Changes">
                <table class="plan">
                    <thead><tr><th scope="col">{"What"}</th><th scope="col">{"Now"}</th><th scope="col">{"Then"}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    });
    let ways = proposal.keeps.map(|keeps| {
        view! {
            <div class="fixes" role="group" aria-label="What becomes of what you typed">
                <Toggle text="Keep what I typed" pressed=move || keeps on_press=move || desk.carry_over(true)/>
                <Toggle text="Start over" pressed=move || !keeps on_press=move || desk.carry_over(false)/>
            </div>
        }
    });
    let asked = proposal.asks.map(|(_, asks)| {
        let place = NodeRef::<Div>::new();
        picture::put(place, asks);
        let choose = move |event: ev::Event| {
            let (wanted, here) = nodes::chosen(&event);
            desk.choose(wanted, here);
        };
        view! { <div node_ref=place on:change=choose></div> }
    });
    view! {
        <section id="proposal" class="proposal" role="group" aria-labelledby="proposal-title" tabindex="-1"
            on:keydown=move |event| if event.key() == "Escape" { desk.dismiss() }>
            <h3 id="proposal-title">{proposal.title}</h3>
            {ways}
            {asked}
            <p>{summary} " Undo brings the present design back."</p>
            {warning}
            {table}
            <div class="fixes">
                <Action text="Apply" class="button is-primary" on_press=move || desk.accept()/>
                <Action text="Leave as it is" on_press=move || desk.dismiss()/>
            </div>
        </section>
    }
}
