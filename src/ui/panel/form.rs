//! The form: five questions first, everything else folded behind the headings of its sections, and a sticky
//! index over them. What is folded is not in the document.

use leptos::prelude::*;

use crate::field::{Field, Section};
use crate::finding::Severity;
use crate::ui::browser;
use crate::ui::browser::element::{Element, Event, tag};
use crate::ui::desk::{Desk, Fold, desk};
use crate::ui::panel::beside::beside;
use crate::ui::part::button::action;
use crate::ui::part::control::field_row;
use crate::ui::part::offered::List;
use crate::ui::part::reactive::{Derived, Held, memo};
use crate::ui::part::text::verbatim;

/// The whole form.
pub(crate) fn form() -> Element {
    let desk = desk();
    let index = tag("nav.index").label("Sections");
    let index = index.all(Section::ALL.map(|section| index_entry(desk, section))).add(search(desk));
    let first = tag("section.section is-first").label("First questions");
    let form = tag("section.form").id("form").label("Design").set("tabindex", "-1");
    form.add(index)
        .add(first.add(in_form([rows(&Field::FIRST)])))
        .all(Section::ALL.map(|section| section_view(desk, section)))
}

fn rows(fields: &[Field]) -> Element {
    tag("div.rows").all(fields.iter().map(|field| field_row(*field, beside(*field))))
}

/// Leads to any field by what people call it. The text stays until a field is chosen.
fn search(desk: Desk) -> Element {
    let wanted = Held::new(String::new());
    let offered = memo(move || wanted.with(|text| desk.fields_for(text)));
    let pick = UnsyncCallback::new(move |key: &'static str| {
        wanted.set(String::new());
        desk.go_to(Field::from_key(key).expect("what is offered is a field"));
    });
    let list = List::new("find-field", offered, pick);
    let input = verbatim(tag("input")).id("find-field").set("type", "search");
    let input = input
        .set("placeholder", "Find a field  /")
        .label("Find a field")
        .holds(move || wanted.get())
        .typed(move |text| wanted.set(text));
    tag("div.find").add(list.over(input)).all(list.below("Fields", "No field is called so"))
}

/// An entry of the index with the section's state.
fn index_entry(desk: Desk, section: Section) -> Element {
    let state = memo(move || desk.state_of(section));
    let class = move || {
        let class = match state.get() {
            Some((Severity::Error, _)) => "mark is-error",
            Some((Severity::Warning, _)) => "mark is-warning",
            Some((Severity::Note, _)) | None if desk.checking.get() => "mark",
            Some((Severity::Note, _)) | None => "mark is-ready",
        };
        Some(class.to_owned())
    };
    let said = move || match state.get() {
        Some((Severity::Error, count)) => format!("{count} to fix"),
        Some((Severity::Warning, count)) => format!("{count} to know"),
        Some((Severity::Note, _)) | None if desk.checking.get() => "being checked".to_owned(),
        Some((Severity::Note, _)) | None => "ready".to_owned(),
    };
    let first = Field::FIRST.into_iter().filter(move |field| field.spec().section == section);
    let go = move || {
        // What is wrong with a first question is not behind the heading.
        if let Some(bad) = first.clone().find(|field| untrack(|| n_bad(desk, &[*field])) > 0) {
            return desk.go_to(bad);
        }
        desk.unfold(Fold { section, group: None }, true);
        browser::go_to_section(id_of(section));
    };
    action("", go)
        .class("index-entry")
        .hidden_if(move || is_hidden(desk, section))
        .add(tag("span").set("aria-hidden", "true").follows("class", class))
        .text(section.title())
        .add(tag("span.visually-hidden").text(", ").said(said))
}

const fn id_of(section: Section) -> &'static str {
    match section {
        Section::Network => "section-network",
        Section::Firewalls => "section-firewalls",
        Section::Balancing => "section-balancing",
        Section::Access => "section-access",
        Section::Licensing => "section-licensing",
        Section::Bootstrap => "section-bootstrap",
        Section::System => "section-system",
    }
}

/// Whether a host hides all of a section.
fn is_hidden(desk: Desk, section: Section) -> bool {
    let mut of_section = Field::ALL.iter().filter(|field| field.spec().section == section);
    desk.host.with(|host| of_section.all(|field| host.hidden.contains(field)))
}

/// The fields of a section that are not among the first questions.
fn folded(section: Section) -> impl Iterator<Item = Field> {
    let of_section =
        Field::ALL.iter().copied().filter(move |field| field.spec().section == section);
    of_section.filter(|field| !Field::FIRST.contains(field))
}

/// A part of the form that is in the document while it is open.
fn fold(
    desk: Desk,
    fold: Fold,
    class: &str,
    summary: Element,
    content: impl Fn() -> Element + 'static,
) -> Element {
    let open = memo(move || desk.is_unfolded(fold));
    tag("details")
        .class(class)
        .flag("open", move || open.get())
        .on("toggle", move |event| desk.unfold(fold, browser::is_open(event)))
        .add(summary)
        .changing(move || open.get().then(&content).into_iter().collect())
}

/// Fields in a form of their own, which is never submitted: Chromium looks through all fields outside of forms at
/// each key, and a form a section took a quarter off the key's work.
fn in_form(fields: impl IntoIterator<Item = Element>) -> Element {
    let form = tag("form").set("novalidate", "").on("submit", Event::prevent_default);
    form.all(fields)
}

/// A section: its groups in the order of the fields, behind its heading with what is set in it.
fn section_view(desk: Desk, section: Section) -> Element {
    let mut groups: Vec<&'static str> = folded(section).map(|field| field.spec().group).collect();
    groups.dedup();
    let about = groups.join(", ");
    let content = move || in_form(groups.iter().map(|title| group(desk, section, title)));
    let set = memo(move || desk.set_in(section));
    let said = move || {
        let set = set.with(|set| (!set.is_empty()).then(|| format!("Set: {}", set.join(", "))));
        Some(set.unwrap_or_else(|| about.clone()))
    };
    // What is wrong with the first questions is not behind the heading.
    let fields: Vec<Field> = folded(section).collect();
    let n_bad = memo(move || n_bad(desk, &fields));
    let to_fix =
        move || Some(n_bad.get()).filter(|many| *many > 0).map(|many| format!("{many} to fix"));
    let summary = tag("summary")
        .add(tag("h2").text(section.title()))
        .add(tag("span.count is-error").maybe(to_fix))
        .add(tag("span.set").maybe(said));
    tag("section.section")
        .id(id_of(section))
        .set("tabindex", "-1")
        .label(section.title())
        .hidden_if(move || is_hidden(desk, section))
        .add(fold(desk, Fold { section, group: None }, "fold", summary, content))
}

/// How much is to fix in these fields.
fn n_bad(desk: Desk, fields: &[Field]) -> usize {
    let worst = desk.verdict.with(|verdict| verdict.worst(|field| fields.contains(&field)));
    worst.map_or(0, |(severity, count)| if severity == Severity::Error { count } else { 0 })
}

/// A group of fields; the rare ones are folded away with a count of what is set there.
fn group(desk: Desk, section: Section, title: &'static str) -> Element {
    let (rare, main): (Vec<Field>, Vec<Field>) = folded(section)
        .filter(|field| field.spec().group == title)
        .partition(|field| field.spec().rare);
    let group = tag("fieldset.group").add(tag("legend").text(title)).add(rows(&main));
    if rare.is_empty() {
        return group;
    }
    let (counted, watched) = (rare.clone(), rare.clone());
    let n_set = memo(move || desk.draft.with(|draft| draft.n_set(&counted)));
    let n_bad = memo(move || n_bad(desk, &watched));
    let told = |class: &'static str, many: Derived<usize>, what: &'static str| {
        move || {
            let many = Some(many.get()).filter(|many| *many > 0);
            many.map(|many| tag(class).text(&format!("{many} {what}"))).into_iter().collect()
        }
    };
    let summary = tag("summary")
        .text("More")
        .changing(told("span.count", n_set, "set"))
        .changing(told("span.count is-error", n_bad, "to fix"));
    let place = Fold { section, group: Some(title) };
    group.add(fold(desk, place, "more", summary, move || rows(&rare)))
}
