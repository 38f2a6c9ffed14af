//! The catalogue of rules: what each looks at, why it matters, what to do instead, where the fact stands.

use leptos::prelude::*;

use crate::finding::{Code, Rule};
use crate::ui::desk::desk;
use crate::ui::part::finding::{class_of, rich};
use crate::ui::part::reactive::text;

/// Whether every word of the search stands somewhere in the rule.
fn matches(rule: &Rule, search: &str) -> bool {
    let texts = [rule.code, rule.slug, rule.what, rule.why, rule.instead, rule.source];
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
        let rules = Code::ALL.iter().map(|code| code.rule());
        rules.filter(|rule| matches(rule, &search)).map(|rule| rule.code).collect::<Vec<_>>()
    });
    let list = move || {
        let rules = found.get();
        let rules = rules.iter().filter_map(|code| Code::from_text(code)).map(Code::rule);
        rules.map(rule_view).collect_view()
    };
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

fn rule_view(rule: &'static Rule) -> impl IntoView {
    view! {
        <article class=format!("{} is-rule", class_of(rule.severity)) id=format!("rule-{}", rule.code)>
            <h4><span class="code">{rule.code}</span> {" "} {rule.slug} " " <span class="soft">{rule.severity.to_string()}</span></h4>
            <dl class="rule">
                <dt>{"What"}</dt><dd>{rich(rule.what)}</dd>
                <dt>{"Why"}</dt><dd>{rich(rule.why)}</dd>
                <dt>{"Instead"}</dt><dd>{rich(rule.instead)}</dd>
                <dt>{"Source"}</dt><dd>{rule.source}</dd>
            </dl>
        </article>
    }
}
