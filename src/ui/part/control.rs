//! One field: label, control, automatic choice, help, findings.

use leptos::prelude::*;

use crate::field::{Control, Field, Kind};
use crate::finding::blocks;
use crate::secret::Secret;
use crate::ui::desk::{control_id, desk};
use crate::ui::part::finding::FindingView;
use crate::ui::part::offered::size;
use crate::ui::part::reactive::{aria, flag, maybe, text};
use crate::ui::part::rows::{is_placed, list};
use crate::ui::part::text::{Entry, line, lines, verbatim};

/// A field with everything that belongs to it. It finds its value and findings by itself.
#[component]
pub(crate) fn FieldRow(
    /// The field.
    at: Field,
    /// What else belongs to it.
    beside: Option<AnyView>,
) -> impl IntoView {
    let desk = desk();
    let spec = at.spec();
    let remarked = matches!(spec.kind, Kind::SubnetRange | Kind::Blocks | Kind::Size(_));
    let id = control_id(at);
    let (help_id, findings_id) = (format!("{id}-help"), format!("{id}-findings"));
    let findings = Memo::new(move |_| desk.findings_at(at));
    let invalid = maybe(move || {
        let bad = findings.with(|findings| blocks(findings));
        bad.then(|| "true".to_owned())
    });
    let described = format!("{help_id} {findings_id}");
    let changed = move || desk.is_changed(at);
    let choice = Memo::new(move |_| desk.automatic(at));
    let hidden = flag(move || desk.host.with(|host| host.hidden.contains(&at)));
    let locked = flag(move || desk.host.with(|host| host.locked.contains(&at)));
    view! {
        <div class="field" class:is-hidden=hidden class:is-changed=changed class:is-wide=spec.kind.has_lines()
            on:focusin=move |_| desk.focused.set(Some(at))
            on:focusout=move |_| desk.leave(at)>
            <label for=id.clone()>{spec.label}</label>
            <fieldset class="entry" disabled=locked title=maybe(move || choice.get().map(|(value, why)| format!("Automatic: {value}{why}")))>
                {control(Entry { at, id, described, invalid })}
                {(!spec.kind.unit().is_empty()).then(|| view! { <span class="unit">{spec.kind.unit()}</span> })}
            </fieldset>
            {beside}
            {remarked.then(|| view! { <p class="range-facts">{maybe(move || desk.remark(at))}</p> })}
            <p class="help" id=help_id>
                {spec.help}
                {move || choice.get().map(|(value, why)| view! {
                    <span class="automatic">{" Automatic: "} <b>{value}</b> {why}</span>
                })}
            </p>
            <div id=findings_id class="field-findings">
                {move || findings.get().into_iter().filter(|one| !is_placed(desk, at, one)).map(|finding| view! { <FindingView finding/> }).collect_view()}
            </div>
        </div>
    }
}

/// The control for the field's kind of value.
fn control(entry: Entry) -> AnyView {
    let kind = entry.at.spec().kind;
    match kind.control() {
        Control::Secret => secret(entry),
        Control::Choice(choices) => choice(entry, choices),
        Control::Switch => choice(entry, &[("on", "On"), ("off", "Off")]),
        Control::Lines | Control::Ranges => match kind.format() {
            Some(format) => list(entry, format),
            None => lines(entry),
        },
        Control::Size => size(entry),
        Control::Text | Control::Address | Control::Range | Control::Number(..) => line(entry),
    }
}

/// One of a closed list, with the automatic choice on top.
fn choice(entry: Entry, choices: &'static [(&'static str, &'static str)]) -> AnyView {
    let desk = desk();
    let Entry { at, id, described, .. } = entry;
    let chosen = Memo::new(move |_| desk.automatic(at).map(|(value, _)| value));
    let first = text(move || {
        let chosen = chosen.get();
        let known = choices.iter().find(|(known, _)| chosen.as_deref() == Some(*known));
        match known {
            None => "Automatic".to_owned(),
            Some(("auto", label)) => (*label).to_owned(),
            Some((_, label)) => format!("Automatic: {label}"),
        }
    });
    let options = choices.iter().map(|(value, label)| {
        let value = *value;
        let selected = flag(move || desk.text(at) == value);
        view! { <option value=value selected=selected>{*label}</option> }
    });
    // A text from a file that is no choice stays visible, since nothing is corrected silently.
    let foreign = Memo::new(move |_| {
        let text = desk.text(at);
        let known = choices.iter().any(|(value, _)| *value == text);
        (!text.is_empty() && !known).then_some(text)
    });
    view! {
        <select id=id aria-describedby=described
            on:change=move |event| {
                desk.type_into(at, event_target_value(&event));
                desk.end_typing();
            }
        >
            <option value="" selected=flag(move || desk.text(at).is_empty())>{first}</option>
            {options.collect_view()}
            {move || foreign.get().map(|text| view! { <option value=text.clone() selected=true>{text.clone()}</option> })}
        </select>
    }
    .into_any()
}

/// A secret: hidden until shown, never part of the draft.
fn secret(entry: Entry) -> AnyView {
    let desk = desk();
    let Entry { at, id, described, .. } = entry;
    let shown = RwSignal::new(false);
    let value = text(move || {
        desk.secrets
            .with(|secrets| secrets.get(at).map(Secret::expose).unwrap_or_default().to_owned())
    });
    view! {
        <input id=id class="mono" aria-describedby=described
            type=text(move || if shown.get() { "text" } else { "password" }.to_owned())
            placeholder=at.blank()
            prop:value=value
            on:input=move |event| desk.type_into(at, event_target_value(&event))
            {..verbatim()}
        />
        <button type="button" class="inside" aria-pressed=aria(move || shown.get())
            on:click=move |_| shown.update(|shown| *shown = !*shown)>
            {text(move || if shown.get() { "Hide" } else { "Show" }.to_owned())}
        </button>
    }
    .into_any()
}
