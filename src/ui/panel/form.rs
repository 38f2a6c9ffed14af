//! The form: five questions first, everything else folded behind the headings of its sections, and a sticky
//! index over them. What is folded is not in the document.

use leptos::prelude::*;

use crate::field::{Field, Section};
use crate::finding::Severity;
use crate::ui::browser;
use crate::ui::desk::{Fold, desk};
use crate::ui::panel::beside::beside;
use crate::ui::part::control::FieldRow;
use crate::ui::part::offered::List;
use crate::ui::part::reactive::{flag, maybe, text};
use crate::ui::part::text::verbatim;

/// The whole form.
#[component]
pub(crate) fn Form() -> impl IntoView {
    let first = Field::FIRST.map(|field| view! { <FieldRow at=field beside=beside(field)/> });
    view! {
        <section id="form" class="form" aria-label="Design" tabindex="-1">
            <nav class="index" aria-label="Sections">
                {Section::ALL.map(|section| view! { <IndexEntry section/> }).into_iter().collect_view()}
                <Search/>
            </nav>
            <section class="section is-first" aria-label="First questions">
                {in_form(view! { <div class="rows">{first.into_iter().collect_view()}</div> }.into_any())}
            </section>
            {Section::ALL.map(|section| view! { <SectionView section/> }).into_iter().collect_view()}
        </section>
    }
}

/// Leads to any field by what people call it. The text stays until a field is chosen.
#[component]
fn Search() -> impl IntoView {
    let desk = desk();
    let wanted = RwSignal::new(String::new());
    let offered = Memo::new(move |_| wanted.with(|text| desk.fields_for(text)));
    let pick = UnsyncCallback::new(move |key: &'static str| {
        wanted.set(String::new());
        desk.go_to(Field::from_key(key).expect("what is offered is a field"));
    });
    let list = List::new("find-field", offered, pick);
    view! {
        <div class="find">
            <input {..verbatim()} {..list.over()} id="find-field" type="search" placeholder="Find a field  /"
                aria-label="Find a field" prop:value=wanted
                on:input=move |event| wanted.set(event_target_value(&event))/>
            {list.below("Fields", "No field is called so")}
        </div>
    }
}

/// An entry of the index with the section's state.
#[component]
fn IndexEntry(
    /// The section.
    section: Section,
) -> impl IntoView {
    let desk = desk();
    let state = Memo::new(move |_| desk.state_of(section));
    let class = text(move || match state.get() {
        Some((Severity::Error, _)) => "mark is-error".to_owned(),
        Some((Severity::Warning, _)) => "mark is-warning".to_owned(),
        Some((Severity::Note, _)) | None => "mark is-ready".to_owned(),
    });
    let said = text(move || match state.get() {
        Some((Severity::Error, count)) => format!("{count} to fix"),
        Some((Severity::Warning, count)) => format!("{count} to know"),
        Some((Severity::Note, _)) | None => "ready".to_owned(),
    });
    view! {
        <button type="button" class="index-entry" class:is-hidden=hidden(section) on:click=move |_| {
            desk.unfold(Fold { section, group: None }, true);
            browser::go_to_section(id_of(section));
        }>
            <span class=class aria-hidden="true"></span>
            {section.title()}
            <span class="visually-hidden">{", "} {said}</span>
        </button>
    }
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
fn hidden(section: Section) -> Signal<bool> {
    let desk = desk();
    flag(move || {
        let of_section = || Field::ALL.iter().filter(|field| field.spec().section == section);
        desk.host.with(|host| of_section().all(|field| host.hidden.contains(field)))
    })
}

/// The fields of a section that are not among the first questions.
fn folded(section: Section) -> impl Iterator<Item = Field> {
    let of_section =
        Field::ALL.iter().copied().filter(move |field| field.spec().section == section);
    of_section.filter(|field| !Field::FIRST.contains(field))
}

/// A part of the form that is in the document while it is open.
fn fold(
    fold: Fold,
    class: &'static str,
    summary: AnyView,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let desk = desk();
    let open = Memo::new(move |_| desk.is_unfolded(fold));
    view! {
        <details class=class open=open
            on:toggle=move |event| desk.unfold(fold, browser::is_open(&event))>
            <summary>{summary}</summary>
            {move || open.get().then(&content)}
        </details>
    }
}

/// Fields in a form of their own, which is never submitted: Chromium looks through all fields outside of forms at
/// each key, and a form a section took a quarter off the key's work.
fn in_form(fields: AnyView) -> AnyView {
    view! { <form novalidate on:submit=|event| event.prevent_default()>{fields}</form> }.into_any()
}

/// A section: its groups in the order of the fields, behind its heading with what is set in it.
#[component]
fn SectionView(
    /// The section.
    section: Section,
) -> impl IntoView {
    let desk = desk();
    let content = move || {
        let mut groups: Vec<&'static str> =
            folded(section).map(|field| field.spec().group).collect();
        groups.dedup();
        let groups = groups.into_iter().map(|title| view! { <Group section title/> });
        in_form(groups.collect_view().into_any())
    };
    let set = Memo::new(move |_| desk.set_in(section));
    let said = maybe(move || set.with(|set| (!set.is_empty()).then(|| set.join(", "))));
    let state = Memo::new(move |_| desk.state_of(section));
    let to_fix = maybe(move || match state.get() {
        Some((Severity::Error, count)) => Some(format!("{count} to fix")),
        Some((Severity::Warning | Severity::Note, _)) | None => None,
    });
    let summary = view! {
        <h2>{section.title()}</h2>
        <span class="count is-error">{to_fix}</span>
        <span class="set">{said}</span>
    };
    view! {
        <section class="section" id=id_of(section) tabindex="-1" aria-label=section.title()
            class:is-hidden=hidden(section)>
            {fold(Fold { section, group: None }, "fold", summary.into_any(), content)}
        </section>
    }
}

/// A group of fields; the rare ones are folded away with a count of what is set there.
#[component]
fn Group(
    /// Its section.
    section: Section,
    /// Its heading.
    title: &'static str,
) -> impl IntoView {
    let desk = desk();
    let (rare, main): (Vec<Field>, Vec<Field>) = folded(section)
        .filter(|field| field.spec().group == title)
        .partition(|field| field.spec().rare);
    let rows = |fields: &[Field]| {
        let rows = fields.iter().map(|field| view! { <FieldRow at=*field beside=beside(*field)/> });
        view! { <div class="rows">{rows.collect_view()}</div> }.into_any()
    };
    let (counted, watched) = (rare.clone(), rare.clone());
    let n_set = Memo::new(move |_| desk.draft.with(|draft| draft.n_set(&counted)));
    let n_bad = Memo::new(move |_| {
        let worst = desk.review.with(|review| review.worst(|field| watched.contains(&field)));
        worst.map_or(0, |(severity, count)| if severity == Severity::Error { count } else { 0 })
    });
    let more = (!rare.is_empty()).then(|| {
        let summary = view! {
            {"More"}
            {move || (n_set.get() > 0).then(|| view! { <span class="count">{n_set.get()} " set"</span> })}
            {move || (n_bad.get() > 0).then(|| view! { <span class="count is-error">{n_bad.get()} " to fix"</span> })}
        };
        let place = Fold { section, group: Some(title) };
        fold(place, "more", summary.into_any(), move || rows(&rare))
    });
    view! {
        <fieldset class="group">
            <legend>{title}</legend>
            {rows(&main)}
            {more}
        </fieldset>
    }
}
