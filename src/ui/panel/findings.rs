//! Everything that was found, in one list that leads to the fields.

use leptos::prelude::*;

use crate::finding::Severity;
use crate::ui::desk::desk;
use crate::ui::part::finding::FindingView;
use crate::ui::part::reactive::text;

/// The list, by severity.
#[component]
pub(crate) fn Findings() -> impl IntoView {
    let groups = [
        (Severity::Error, "To fix before anything is handed out"),
        (Severity::Warning, "To know before you deploy"),
        (Severity::Note, "Good to know"),
    ];
    let groups = groups.map(|(severity, title)| view! { <Group severity title/> });
    view! { <div class="findings">{groups.into_iter().collect_view()}</div> }
}

/// The findings of one severity.
#[component]
fn Group(
    /// Which.
    severity: Severity,
    /// Its heading.
    title: &'static str,
) -> impl IntoView {
    let desk = desk();
    let here = Memo::new(move |_| {
        desk.review.with(|review| {
            let here = review.findings.iter().filter(|finding| finding.severity() == severity);
            here.cloned().collect::<Vec<_>>()
        })
    });
    let list = move || {
        let here = here.get();
        if here.is_empty() {
            return view! { <p class="soft">"Nothing."</p> }.into_any();
        }
        here.into_iter()
            .map(|finding| view! { <FindingView finding in_list=true/> })
            .collect_view()
            .into_any()
    };
    view! {
        <section>
            <h3>{title} " " <span class="count">{text(move || here.with(Vec::len).to_string())}</span></h3>
            {list}
        </section>
    }
}
