//! The form: sections with a sticky index, groups, rare fields folded away.

use leptos::prelude::*;

use crate::field::{Field, Section};
use crate::finding::Severity;
use crate::ui::browser;
use crate::ui::browser::press;
use crate::ui::desk::desk;
use crate::ui::panel::beside::beside;
use crate::ui::part::control::FieldRow;
use crate::ui::part::reactive::{flag, text};

/// The whole form.
#[component]
pub(crate) fn Form() -> impl IntoView {
    let desk = desk();
    let names = Field::ALL.iter().map(|field| {
        view! { <option value=field.title()>{field.spec().section.title()}</option> }
    });
    view! {
        <section id="form" class="form" aria-label="Design" tabindex="-1">
            <nav class="index" aria-label="Sections">
                {Section::ALL.map(|section| view! { <IndexEntry section/> }).into_iter().collect_view()}
                <input id="find-field" type="search" list="all-fields" placeholder="Find a field  /"
                    aria-label="Find a field" on:change=move |event| {
                        // Whoever presses something else has chosen that.
                        if press::is_held() {
                            return;
                        }
                        let wanted = event_target_value(&event);
                        match Field::find(&wanted) {
                            Some(field) => desk.go_to(field),
                            None if wanted.is_empty() => {}
                            None => desk.refuse(format!("Not found: a field named {wanted}")),
                        }
                    }/>
            </nav>
            <datalist id="all-fields">{names.collect_view()}</datalist>
            {Section::ALL.map(|section| view! { <SectionView section/> }).into_iter().collect_view()}
        </section>
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
    let hidden = flag(move || {
        let of_section = || Field::ALL.iter().filter(|field| field.spec().section == section);
        desk.host.with(|host| of_section().all(|field| host.hidden.contains(field)))
    });
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
        <button type="button" class="index-entry" class:is-hidden=hidden on:click=move |_| browser::go_to_section(id_of(section))>
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

/// A section: its groups in the order of the fields.
#[component]
fn SectionView(
    /// The section.
    section: Section,
) -> impl IntoView {
    let fields = || Field::ALL.iter().copied().filter(move |field| field.spec().section == section);
    let mut groups: Vec<&'static str> = fields().map(|field| field.spec().group).collect();
    groups.dedup();
    let groups = groups.into_iter().map(|group| {
        let of_group = |rare: bool| -> Vec<Field> {
            fields()
                .filter(|field| field.spec().group == group && field.spec().rare == rare)
                .collect()
        };
        view! { <Group title=group main=of_group(false) rare=of_group(true)/> }
    });
    view! {
        <section class="section" id=id_of(section) tabindex="-1" aria-label=section.title()>
            <h2>{section.title()}</h2>
            {groups.collect_view()}
        </section>
    }
}

/// A group of fields; the rare ones are folded away with a count of what is set there.
#[component]
fn Group(
    /// Its heading.
    title: &'static str,
    /// Fields that are always visible.
    main: Vec<Field>,
    /// Fields under "More".
    rare: Vec<Field>,
) -> impl IntoView {
    let desk = desk();
    let (counted, watched) = (rare.clone(), rare.clone());
    let n_set = Memo::new(move |_| desk.draft.with(|draft| draft.n_set(&counted)));
    let n_bad = Memo::new(move |_| {
        let worst = desk.review.with(|review| review.worst(|field| watched.contains(&field)));
        worst.map_or(0, |(severity, count)| if severity == Severity::Error { count } else { 0 })
    });
    let more = (!rare.is_empty()).then(|| {
        let rows = rare.iter().map(|field| view! { <FieldRow at=*field beside=beside(*field)/> }).collect_view();
        view! {
            <details class="more">
                <summary>
                    {"More"}
                    {move || (n_set.get() > 0).then(|| view! { <span class="count">{n_set.get()} " set"</span> })}
                    {move || (n_bad.get() > 0).then(|| view! { <span class="count is-error">{n_bad.get()} " to fix"</span> })}
                </summary>
                <div class="rows">{rows}</div>
            </details>
        }
    });
    view! {
        <fieldset class="group">
            <legend>{title}</legend>
            <div class="rows">{main.into_iter().map(|field| view! { <FieldRow at=field beside=beside(field)/> }).collect_view()}</div>
            {more}
        </fieldset>
    }
}
