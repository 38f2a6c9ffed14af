//! A finding with its repairs.

use leptos::prelude::*;

use crate::finding::Finding;
use crate::finding::Severity;
use crate::ui::desk::desk;

/// The CSS class of a severity.
pub(crate) fn class_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "finding is-error",
        Severity::Warning => "finding is-warning",
        Severity::Note => "finding is-note",
    }
}

/// A text in which what stands between backticks is set as code.
fn rich(text: &str) -> impl IntoView + use<> {
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
) -> impl IntoView {
    let desk = desk();
    let rule = finding.code.rule();
    let fixes = finding.fixes.clone().into_iter().map(|fix| {
        let title = fix.title.clone();
        view! { <button type="button" class="fix" on:click=move |_| desk.apply(&fix)>{title}</button> }
    });
    let jump = finding.at.first().copied().filter(|_| in_list).map(|field| {
        let text = format!("Go to {}", field.label());
        view! {
            <button type="button" class="fix is-jump" on:click=move |_| desk.go_to(field)>{text}</button>
        }
    });
    let why = in_list.then(|| view! { <p class="why">{rich(rule.why)}</p> });
    view! {
        <div class=class_of(rule.severity)>
            <p class="message">
                <span class="code" title=rule.what>{rule.code}</span>
                " "
                {rich(&finding.message)}
            </p>
            {why}
            {finding.hint.map(|hint| view! { <p class="hint">{rich(&hint)}</p> })}
            <div class="fixes">{fixes.collect_view()}{jump}</div>
        </div>
    }
}
