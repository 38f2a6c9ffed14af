//! A finding with its repairs.

use leptos::prelude::*;

use crate::finding::{Finding, Names, Severity};
use crate::ui::browser;
use crate::ui::desk::{control_id, desk};
use crate::ui::part::reactive::maybe;

/// The CSS class of a severity.
pub(crate) fn class_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "finding is-error",
        Severity::Warning => "finding is-warning",
        Severity::Note => "finding is-note",
    }
}

/// A text in which what stands between backticks is set as code.
pub(crate) fn rich(text: &str) -> impl IntoView + use<> {
    let pieces = text.split('`').enumerate().map(|(n, piece)| {
        let piece = piece.to_owned();
        if n % 2 == 1 { view! { <code>{piece}</code> }.into_any() } else { piece.into_any() }
    });
    pieces.collect_view()
}

/// A finding: what, why, what to do, and the buttons that do it.
#[component]
pub(crate) fn FindingView(
    /// The finding.
    finding: Finding,
    /// Whether it stands in the list, away from its field.
    #[prop(optional)]
    in_list: bool,
    /// The cell that it stands at.
    #[prop(optional)]
    cell: Option<String>,
) -> impl IntoView {
    let desk = desk();
    let rule = finding.code.rule();
    let home = finding.at.first().copied().filter(|_| !in_list);
    let home = cell.or_else(|| home.map(control_id));
    let (message, hint) = (finding.message(Names::Titles), finding.hint(Names::Titles));
    let jump = finding.at.first().copied().filter(|_| in_list).map(|field| {
        let text = format!("Go to {}", field.title());
        view! {
            <button type="button" class="fix is-jump" on:click=move |_| desk.go_to(field)>{text}</button>
        }
    });
    let fixes = finding.fixes.into_iter().map(|fix| {
        let title = fix.title.clone();
        let edits = fix.edits.iter().map(|(field, text)| {
            if text.is_empty() {
                format!("{}: automatic", field.title())
            } else {
                format!("{}: {text}", field.title())
            }
        });
        let preview = edits.collect::<Vec<_>>().join("; ");
        let home = home.clone();
        view! { <button type="button" class="fix" title=preview on:click=move |_| {
            let home = home.clone();
            desk.apply(&fix);
            // The button goes with its finding, and the person stays where it was.
            browser::when_focus_is_lost(move || match home {
                Some(home) => browser::focus_unfolded(home),
                None => browser::focus("tab-findings"),
            });
        }>{title}</button> }
    });
    let followers = finding.followers;
    let followers = (!followers.is_empty()).then(|| {
        let count = followers.len();
        let lines =
            followers.iter().map(|one| view! { <li>{rich(&one.message(Names::Titles))}</li> });
        view! {
            <details class="more">
                <summary>{format!("{count} more follow from it")}</summary>
                <ul class="settings">{lines.collect_view()}</ul>
            </details>
        }
    });
    let code = finding.code;
    let what = maybe(move || desk.explained(code).map(|told| told.what));
    let why = in_list.then(|| {
        view! { <p class="why">{move || desk.explained(code).map(|told| rich(&told.why))}</p> }
    });
    view! {
        <div class=class_of(rule.severity)>
            <p class="message">
                <button type="button" class="code" title=what aria-label=format!("{}: explain this rule", rule.code)
                    on:click=move |_| desk.look_up(rule.code)>{rule.code}</button>
                {" "}
                {rich(&message)}
            </p>
            {why}
            {hint.map(|hint| view! { <p class="hint">{rich(&hint)}</p> })}
            <div class="fixes">{fixes.collect_view()}{jump}</div>
            {followers}
        </div>
    }
}
