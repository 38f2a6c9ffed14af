//! One field: label, control, automatic choice, help, findings.

use leptos::prelude::*;

use crate::facts;
use crate::field::{Control, Field, Kind};
use crate::plan::Plan;
use crate::secret::Secret;
use crate::ui::browser;
use crate::ui::desk::{Desk, desk};
use crate::ui::part::finding::FindingView;
use crate::ui::part::password::PasswordAid;
use crate::ui::part::reactive::{aria, flag, maybe, text};
use crate::ui::part::rows::RowsEntry;
use crate::ui::part::size::SizeEntry;

/// A field with everything that belongs to it. It finds its value and findings by itself.
#[component]
pub(crate) fn FieldRow(
    /// The field.
    at: Field,
) -> impl IntoView {
    let desk = desk();
    let spec = at.spec();
    let id = browser::control_id(at);
    let (help_id, findings_id) = (format!("{id}-help"), format!("{id}-findings"));
    let findings = Memo::new(move |_| desk.findings_at(at));
    let invalid = maybe(move || {
        let bad = findings.with(|findings| crate::finding::blocks(findings));
        bad.then(|| "true".to_owned())
    });
    let described = format!("{help_id} {findings_id}");
    let changed = move || desk.is_changed(at);
    let choice = Memo::new(move |_| desk.automatic(at));
    let hidden = flag(move || desk.host.with(|host| host.hidden.contains(&at)));
    let locked = flag(move || desk.host.with(|host| host.locked.contains(&at)));
    view! {
        <div class="field" class:is-hidden=hidden class:is-changed=changed class:is-wide=spec.kind.has_lines()>
            <label for=id.clone()>{spec.label}</label>
            <fieldset class="entry" disabled=locked title=maybe(move || choice.get().map(|(value, why)| format!("Automatic: {value}{why}")))>
                {control(at, id, described, invalid)}
                {(!spec.kind.unit().is_empty()).then(|| view! { <span class="unit">{spec.kind.unit()}</span> })}
            </fieldset>
            {matches!(spec.kind, Kind::SubnetRange).then(|| view! { <RangeFacts at=at/> })}
            {(matches!(spec.kind, Kind::Blocks)).then(|| view! { <Fill/> })}
            {(at == Field::SystemProfile).then(|| view! { <Hardened/> })}
            <p class="help" id=help_id>
                {spec.help}
                {move || choice.get().map(|(value, why)| view! {
                    <span class="automatic">{" Automatic: "} <b>{value}</b> {why}</span>
                })}
            </p>
            <div id=findings_id class="field-findings">
                {move || findings.get().into_iter().map(|finding| view! { <FindingView finding/> }).collect_view()}
            </div>
        </div>
    }
}

pub(crate) fn placeholder(desk: Desk, at: Field) -> String {
    let chosen = desk.automatic(at).filter(|(value, _)| !value.is_empty());
    chosen.map_or_else(|| at.blank().to_owned(), |(value, _)| value)
}

/// The control for the field's kind of value.
fn control(at: Field, id: String, described: String, invalid: Signal<Option<String>>) -> AnyView {
    match at.spec().kind.control() {
        Control::Secret => view! { <SecretEntry at id described/> }.into_any(),
        Control::Choice(choices) => {
            let choices = choices.iter().map(|(value, label)| (*value, *label)).collect();
            view! { <ChoiceEntry at id described choices/> }.into_any()
        }
        Control::Switch => {
            view! { <ChoiceEntry at id described choices=vec![("on", "On"), ("off", "Off")]/> }
                .into_any()
        }
        Control::Lines | Control::Ranges => match at.spec().kind.format() {
            Some(format) => view! { <RowsEntry at format id described invalid/> }.into_any(),
            None => lines(at, id, described, invalid),
        },
        Control::Size => view! { <SizeEntry at id described invalid/> }.into_any(),
        Control::Text | Control::Address | Control::Range | Control::Number(..) => {
            view! { <LineEntry at id described invalid/> }.into_any()
        }
    }
}

/// Several lines of text.
pub(crate) fn lines(
    at: Field,
    id: String,
    described: String,
    invalid: Signal<Option<String>>,
) -> AnyView {
    let desk = desk();
    let rows = text(move || {
        let lines = desk.text(at).lines().count();
        lines.max(placeholder(desk, at).lines().count()).clamp(1, 8).to_string()
    });
    view! {
        <textarea id=id rows=rows spellcheck="false" autocomplete="off"
            aria-describedby=described aria-invalid=invalid
            placeholder=text(move || placeholder(desk, at))
            prop:value=text(move || desk.text(at))
            on:input=move |event| desk.type_into(at, event_target_value(&event))
            on:focus=move |_| desk.focused.set(Some(at))
            on:blur=move |_| leave(desk, at)
        ></textarea>
    }
    .into_any()
}

/// Leaving a field ends its step of typing.
pub(crate) fn leave(desk: Desk, at: Field) {
    desk.end_typing();
    if desk.focused.get_untracked() == Some(at) {
        desk.focused.set(None);
    }
}

/// A line of text.
#[component]
fn LineEntry(
    /// The field.
    at: Field,
    /// The control's id.
    id: String,
    /// Ids of what describes it.
    described: String,
    /// Whether it holds an error.
    invalid: Signal<Option<String>>,
) -> impl IntoView {
    let desk = desk();
    let control = at.spec().kind.control();
    let numeric = matches!(control, Control::Number(..)).then_some("numeric");
    let mono = matches!(control, Control::Address | Control::Range | Control::Number(..));
    view! {
        <input id=id type="text" class:mono=mono spellcheck="false" autocomplete="off"
            autocapitalize="off" inputmode=numeric
            aria-describedby=described aria-invalid=invalid
            placeholder=text(move || placeholder(desk, at))
            prop:value=text(move || desk.text(at))
            on:input=move |event| desk.type_into(at, event_target_value(&event))
            on:focus=move |_| desk.focused.set(Some(at))
            on:blur=move |_| leave(desk, at)
        />
    }
}

/// One of a closed list, with the automatic choice on top.
#[component]
fn ChoiceEntry(
    /// The field.
    at: Field,
    /// The control's id.
    id: String,
    /// Ids of what describes it.
    described: String,
    /// Values with their labels.
    choices: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let desk = desk();
    let labels = choices.clone();
    let chosen = Memo::new(move |_| desk.automatic(at).map(|(value, _)| value));
    let first = text(move || {
        let chosen = chosen.get();
        let known = labels.iter().find(|(known, _)| chosen.as_deref() == Some(*known));
        match known {
            None => "Automatic".to_owned(),
            Some(("auto", label)) => (*label).to_owned(),
            Some((_, label)) => format!("Automatic: {label}"),
        }
    });
    let value = move || desk.text(at);
    let options = choices.iter().map(|(value, label)| {
        let value = *value;
        let selected = flag(move || desk.text(at) == value);
        view! { <option value=value selected=selected>{*label}</option> }
    });
    // A text from a file that is no choice stays visible, since nothing is corrected silently.
    let known: Vec<&str> = choices.iter().map(|(value, _)| *value).collect();
    let foreign = Memo::new(move |_| {
        let text = value();
        (!text.is_empty() && !known.contains(&text.as_str())).then_some(text)
    });
    view! {
        <select id=id aria-describedby=described
            on:change=move |event| {
                desk.type_into(at, event_target_value(&event));
                desk.end_typing();
            }
            on:focus=move |_| desk.focused.set(Some(at))
            on:blur=move |_| leave(desk, at)
        >
            <option value="" selected=flag(move || desk.text(at).is_empty())>{first}</option>
            {options.collect_view()}
            {move || foreign.get().map(|text| view! { <option value=text.clone() selected=true>{text.clone()}</option> })}
        </select>
    }
}

/// A secret: hidden until shown, never part of the draft.
#[component]
fn SecretEntry(
    /// The field.
    at: Field,
    /// The control's id.
    id: String,
    /// Ids of what describes it.
    described: String,
) -> impl IntoView {
    let desk = desk();
    let shown = RwSignal::new(false);
    let value = text(move || {
        desk.secrets
            .with(|secrets| secrets.get(at).map(Secret::expose).unwrap_or_default().to_owned())
    });
    view! {
        <input id=id class="mono" autocomplete="off" spellcheck="false" aria-describedby=described
            type=text(move || if shown.get() { "text" } else { "password" }.to_owned())
            placeholder=at.blank()
            prop:value=value
            on:input=move |event| desk.type_into(at, event_target_value(&event))
            on:focus=move |_| desk.focused.set(Some(at))
            on:blur=move |_| leave(desk, at)
        />
        <button type="button" class="inside" aria-pressed=aria(move || shown.get())
            on:click=move |_| shown.update(|shown| *shown = !*shown)>
            {text(move || if shown.get() { "Hide" } else { "Show" }.to_owned())}
        </button>
        {(at == Field::AccessPassword).then(|| view! { <PasswordAid/> })}
    }
}

/// Size and usable addresses of a range.
#[component]
fn RangeFacts(
    /// The field.
    at: Field,
) -> impl IntoView {
    let desk = desk();
    let facts = Memo::new(move |_| {
        desk.review.with(|review| {
            let settled = review.plan.as_ref()?.settled.get(&at)?;
            let range = crate::net::Range::read(&settled.value).ok()?;
            Some(format!("{} addresses, {} usable", range.size(), facts::azure::usable(range)))
        })
    });
    view! { <p class="range-facts">{maybe(move || facts.get())}</p> }
}

/// How the first block of the VNet is filled: a thin bar, and the same in words.
#[component]
fn Fill() -> impl IntoView {
    let desk = desk();
    let parts = Memo::new(move |_| {
        desk.review.with(|review| review.plan.as_ref().map(filled).unwrap_or_default())
    });
    let said = text(move || parts.with(|parts| parts.0.clone()));
    let bar = move || {
        let parts = parts.get().1.into_iter().map(|(class, start, width)| {
            view! { <rect class=class x=start.to_string() y="0" width=width.to_string() height="6"/> }
        });
        parts.collect_view()
    };
    view! {
        <svg class="fill" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">{bar}</svg>
        <p class="range-facts">{said}</p>
    }
}

/// The words, and each subnet's class, start and width in thousandths of the block.
fn filled(plan: &Plan) -> (String, Vec<(String, u64, u64)>) {
    let Some(block) = plan.network.blocks.first() else { return Default::default() };
    let all: u64 = plan.network.blocks.iter().map(|block| block.size()).sum();
    let used: u64 = plan.network.subnets().map(|subnet| subnet.range.value.size()).sum();
    let inside = plan.network.subnets().filter(|subnet| block.covers(subnet.range.value));
    let parts = inside.filter_map(|subnet| {
        let range = subnet.range.value;
        let start = u64::from(block.index_of(range.network())?) * 1000 / block.size();
        // A small subnet of a large block stays visible.
        let width = (range.size() * 1000 / block.size()).max(4);
        Some((format!("zone-{}", subnet.role), start, width))
    });
    let said =
        format!("{all} addresses, {used} of them in {} subnets", plan.network.subnets().count());
    (said, parts.collect())
}

/// What the profile `hardened` sets, and why.
#[component]
fn Hardened() -> impl IntoView {
    let settings = facts::panos::HARDENED.map(|(what, why)| {
        view! { <li><b>{what}</b> {": "} {why}</li> }
    });
    view! {
        <details class="more">
            <summary>{"What hardened sets, and why"}</summary>
            <ul class="settings">{settings.into_iter().collect_view()}</ul>
        </details>
    }
}
