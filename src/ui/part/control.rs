//! One field: label, control, automatic choice, help, findings.

use leptos::prelude::*;

use crate::field::{Control, Field, Kind};
use crate::finding::blocks;
use crate::secret::Secret;
use crate::ui::desk::{control_id, desk};
use crate::ui::part::finding::FindingView;
use crate::ui::part::reactive::{aria, flag, maybe, text};
use crate::ui::part::rows::RowsEntry;
use crate::ui::part::size::SizeEntry;
use crate::ui::part::text::{LineEntry, leave, lines};

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
        <div class="field" class:is-hidden=hidden class:is-changed=changed class:is-wide=spec.kind.has_lines()>
            <label for=id.clone()>{spec.label}</label>
            <fieldset class="entry" disabled=locked title=maybe(move || choice.get().map(|(value, why)| format!("Automatic: {value}{why}")))>
                {control(at, id, described, invalid)}
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
                {move || findings.get().into_iter().map(|finding| view! { <FindingView finding/> }).collect_view()}
            </div>
        </div>
    }
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
    }
}
