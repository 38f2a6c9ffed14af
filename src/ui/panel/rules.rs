//! The catalogue of rules: what each looks at, why it matters, what to do instead, where the fact stands.

use leptos::prelude::*;

use crate::finding::Code;
use crate::ui::desk::desk;
use crate::ui::part::finding::{class_of, rich};
use crate::ui::part::reactive::text;
use crate::workshop::Explained;

/// Whether every word of the search stands somewhere in the rule.
fn matches(code: Code, told: &Explained, search: &str) -> bool {
    let rule = code.rule();
    let texts = [rule.code, rule.slug, &told.what, &told.why, &told.instead, &told.source];
    let all = texts.join(" ").to_ascii_lowercase();
    search.to_ascii_lowercase().split_whitespace().all(|word| all.contains(word))
}

/// The rules that match, searched as one types.
#[component]
pub(crate) fn Rules() -> impl IntoView {
    let desk = desk();
    let search = move || desk.rules.get().unwrap_or_default();
    let found = Memo::new(move |_| {
        let search = search();
        let told = |code: &Code| desk.explained(*code).map(|told| (*code, told));
        let rules = Code::ALL.iter().filter_map(told);
        rules.filter(|(code, told)| matches(*code, told, &search)).collect::<Vec<_>>()
    });
    let list =
        move || found.get().into_iter().map(|(code, told)| rule_view(code, &told)).collect_view();
    view! {
        <label class="search">
            <span>{"Search rules"}</span>
            <input id="search-rules" type="search" prop:value=search
                on:input=move |event| desk.rules.set(Some(event_target_value(&event)))/>
        </label>
        <p class="soft" role="status">{text(move || format!("{} of {} rules", found.with(Vec::len), Code::ALL.len()))}</p>
        {list}
    }
}

fn rule_view(code: Code, told: &Explained) -> impl IntoView + use<> {
    let rule = code.rule();
    view! {
        <article class=format!("{} is-rule", class_of(rule.severity)) id=format!("rule-{}", rule.code)>
            <h4><span class="code">{rule.code}</span> {" "} {rule.slug} " " <span class="soft">{rule.severity.to_string()}</span></h4>
            <dl class="rule">
                <dt>{"What"}</dt><dd>{rich(&told.what)}</dd>
                <dt>{"Why"}</dt><dd>{rich(&told.why)}</dd>
                <dt>{"Instead"}</dt><dd>{rich(&told.instead)}</dd>
                <dt>{"Source"}</dt><dd>{told.source.clone()}</dd>
            </dl>
        </article>
    }
}
