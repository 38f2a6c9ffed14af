//! Everything that was found, in one list that leads to the fields.

use leptos::prelude::*;

use crate::finding::Severity;
use crate::ui::desk::desk;
use crate::ui::panel::rules::Rules;
use crate::ui::part::button::{Action, Toggle};
use crate::ui::part::finding::FindingView;
use crate::ui::part::reactive::text;

/// The list, by severity.
#[component]
pub(crate) fn Findings() -> impl IntoView {
    let desk = desk();
    let groups = [
        (Severity::Error, "To fix before anything is handed out"),
        (Severity::Warning, "To know before you deploy"),
        (Severity::Note, "Good to know"),
    ];
    let shown = move || {
        if desk.rules.with(Option::is_some) {
            return view! { <Rules/> }.into_any();
        }
        let groups = groups.map(|(severity, title)| view! { <Group severity title/> });
        view! { <RepairAll/> {groups.into_iter().collect_view()} }.into_any()
    };
    view! {
        <div class="panel-head" role="group" aria-label="Findings or rules">
            <Toggle text="Findings" pressed=move || desk.rules.with(Option::is_none)
                on_press=move || desk.rules.set(None)/>
            <Toggle text="All rules" pressed=move || desk.rules.with(Option::is_some)
                on_press=move || desk.rules.set(Some(String::new()))/>
        </div>
        <div class="findings">{shown}</div>
    }
}

/// All safe repairs in one step, where there are any.
#[component]
fn RepairAll() -> impl IntoView {
    let desk = desk();
    let safe = Memo::new(move |_| desk.review.with(|review| review.n_safe()));
    move || {
        let text = match safe.get() {
            0 => return None,
            1 => "Make the safe repair".to_owned(),
            several => format!("Make all {several} safe repairs"),
        };
        Some(view! { <Action text=text on_press=move || desk.repair_all()/> })
    }
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
            return view! { <p class="soft">{"Nothing."}</p> }.into_any();
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
