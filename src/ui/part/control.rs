//! One field: label, control, automatic choice, help, findings.

use crate::field::{Control, Field, Kind};
use crate::finding::Severity;
use crate::secret::Secret;
use crate::ui::browser::element::{Element, tag};
use crate::ui::desk::{control_id, desk};
use crate::ui::part::button::toggle;
use crate::ui::part::finding::{add_findings, is_placed, rich};
use crate::ui::part::offered::size;
use crate::ui::part::option;
use crate::ui::part::reactive::{Held, memo};
use crate::ui::part::rows::list;
use crate::ui::part::text::{Entry, line, lines, verbatim};

/// A field with everything that belongs to it, and what else is beside it. It finds its value and findings by
/// itself.
pub(crate) fn field_row(at: Field, beside: Vec<Element>) -> Element {
    let desk = desk();
    let spec = at.spec();
    let id = control_id(at);
    let (help_id, findings_id) = (format!("{id}-help"), format!("{id}-findings"));
    let findings = memo(move || desk.findings_at(at));
    let invalid =
        memo(move || findings.with(|all| all.iter().any(|told| told.severity == Severity::Error)));
    let described = format!("{help_id} {findings_id}");
    let choice = memo(move || desk.automatic(at));
    let unit = Some(spec.kind.unit()).filter(|unit| !unit.is_empty());
    let entry = tag("fieldset.entry")
        .flag("disabled", move || desk.host.with(|host| host.locked.contains(&at)))
        .follows("title", move || {
            choice.get().map(|(value, why)| format!("Automatic: {value}{why}"))
        })
        .all(control(Entry { at, id: id.clone(), described, invalid }))
        .all(unit.map(|unit| tag("span.unit").text(unit)));
    let help = tag("p.help").id(&help_id).changing(move || {
        let said = desk.helps.with(|helps| helps.get(at as usize).map(|help| rich(help)));
        let choice = choice.get().map(|(value, why)| {
            let said = tag("span.automatic").text(" Automatic: ");
            said.add(tag("b").text(&value)).text(&why)
        });
        said.into_iter().flatten().chain(choice).collect()
    });
    let home = id.clone();
    let told = add_findings(tag("div.field-findings").id(&findings_id), move || {
        let here = findings.get().into_iter().filter(|one| !is_placed(desk, at, one));
        here.map(|one| (Some(home.clone()), one)).collect()
    });
    let remarked = matches!(spec.kind, Kind::SubnetRange | Kind::Blocks | Kind::Size(_));
    let class = if spec.kind.has_lines() { "div.field is-wide" } else { "div.field" };
    tag(class)
        .hidden_if(move || desk.host.with(|host| host.hidden.contains(&at)))
        .class_if("is-changed", move || desk.is_changed(at))
        .on("focusin", move |_| desk.focused.set(Some(at)))
        .on("focusout", move |_| desk.leave(at))
        .add(tag("label").set("for", &id).text(spec.label))
        .add(entry)
        .all(beside)
        .all(remarked.then(|| tag("p.range-facts").maybe(move || desk.remark(at))))
        .add(help)
        .add(told)
}

/// The control for the field's kind of value.
fn control(entry: Entry) -> Vec<Element> {
    let kind = entry.at.spec().kind;
    let control = match kind.control() {
        Control::Secret => return secret(&entry).into(),
        Control::Choice(choices) => choice(&entry, choices),
        Control::Switch => choice(&entry, &[("on", "On"), ("off", "Off")]),
        Control::Lines | Control::Ranges => match kind.format() {
            Some(format) => list(entry, format),
            None => lines(entry),
        },
        Control::Size => size(entry),
        Control::Text | Control::Address | Control::Range | Control::Number(..) => line(entry),
    };
    vec![control]
}

/// One of a closed list, with the automatic choice on top.
fn choice(entry: &Entry, choices: &'static [(&'static str, &'static str)]) -> Element {
    let desk = desk();
    let at = entry.at;
    let first = move || {
        let chosen = desk.automatic(at).map(|(value, _)| value);
        let known = choices.iter().find(|(known, _)| chosen.as_deref() == Some(*known));
        match known {
            None => "Automatic".to_owned(),
            Some(("auto", label)) => (*label).to_owned(),
            Some((_, label)) => format!("Automatic: {label}"),
        }
    };
    let blank = option("", "", move || desk.text(at).is_empty()).said(first);
    let options =
        choices.iter().map(|(value, label)| option(value, label, move || desk.text(at) == *value));
    // A text from a file that is no choice stays visible, since nothing is corrected silently.
    let foreign = memo(move || {
        let text = desk.text(at);
        let known = choices.iter().any(|(value, _)| *value == text);
        (!text.is_empty() && !known).then_some(text)
    });
    tag("select")
        .id(&entry.id)
        .set("aria-describedby", &entry.described)
        .chosen(move |text| {
            desk.type_into(at, text);
            desk.end_typing();
        })
        .add(blank)
        .all(options)
        .changing(move || {
            foreign.get().into_iter().map(|text| option(&text, &text, || true)).collect()
        })
}

/// A secret: hidden until shown, never part of the draft.
fn secret(entry: &Entry) -> [Element; 2] {
    let desk = desk();
    let at = entry.at;
    let shown = Held::new(false);
    let input = verbatim(tag("input.mono"))
        .id(&entry.id)
        .set("aria-describedby", &entry.described)
        .set("placeholder", at.blank())
        .follows("type", move || Some(if shown.get() { "text" } else { "password" }.to_owned()))
        .holds(move || {
            desk.secrets
                .with(|secrets| secrets.get(at).map(Secret::expose).unwrap_or_default().to_owned())
        })
        .typed(move |text| desk.type_into(at, text));
    let button = toggle("", move || shown.get(), move || shown.update(|shown| *shown = !*shown));
    let button = button.class("inside");
    [input, button.said(move || if shown.get() { "Hide" } else { "Show" }.to_owned())]
}
