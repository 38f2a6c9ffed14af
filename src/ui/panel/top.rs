//! The top bar: preset, undo, open, save, theme, status; and the quiet confirmation.

use leptos::prelude::*;

use crate::draft::Draft;
use crate::finding::Severity;
use crate::preset::Preset;
use crate::save;
use crate::ui::browser::file;
use crate::ui::desk::{Desk, Kept, Tab, desk};
use crate::ui::part::button::Action;
use crate::ui::part::reactive::{aria, flag, maybe, text};
use crate::ui::{browser, embed, memory};

/// The bar.
#[component]
pub(crate) fn TopBar() -> impl IntoView {
    let desk = desk();
    let presets = Preset::ALL.map(|preset| {
        let selected = flag(move || desk.draft.with(|draft| draft.preset() == preset));
        view! { <option value=preset.name() selected=selected>{preset.name()} ": " {preset.summary()}</option> }
    });
    // A list that a person has touched no longer follows its options.
    let in_force = text(move || desk.draft.with(|draft| draft.preset().name().to_owned()));
    browser::guard_leaving(move || desk.has_something_to_lose());
    let on_disk = browser::is_on_disk()
        .then(|| "A link to a file on this disk opens nowhere else: save the design".to_owned());
    let share = move || {
        leptos::task::spawn_local(async move {
            match memory::link(desk).await {
                Ok(link) => {
                    desk.shared.set(Some(link));
                    desk.shows_result.set(true);
                    browser::focus_soon("share");
                }
                Err(reason) => desk.refuse(format!("No link: {reason}")),
            }
        });
    };
    let guide = (!browser::is_offline_copy()).then(|| {
        view! { <a class="button" href={"docs/index.html"} target="_blank" rel="noopener">{"Guide"}</a> }
    });
    let full = embed::is_embedded().then(|| {
        view! { <Action text="Open in full" on_press=move || memory::open_in_full(desk)/> }
    });
    let forget = memory::may_keep().then(|| {
        let off =
            maybe(move || (desk.kept.get() == Kept::Nothing).then(|| "Nothing is kept".to_owned()));
        view! { <Action text="Forget" off=off on_press=move || memory::forget(desk)/> }
    });
    view! {
        <header class="top">
            <h1>{"Fast HA Configurator"}</h1>
            <label class="preset">
                <span>{"Preset"}</span>
                <select id="preset" prop:value=in_force on:change=move |event| {
                    let preset = Preset::from_name(&event_target_value(&event));
                    // Until it is decided the former preset is the one in force.
                    let now = desk.draft.with_untracked(|draft| draft.preset().name());
                    browser::select("preset", now);
                    if let Some(preset) = preset {
                        desk.start_from(preset);
                    }
                }>{presets.into_iter().collect_view()}</select>
            </label>
            <div class="actions">
                <StepButton verb="Undo" what=maybe(move || desk.undoes()) on_press=move || desk.undo()/>
                <StepButton verb="Redo" what=maybe(move || desk.redoes()) on_press=move || desk.redo()/>
                <Action text="Open" on_press=|| browser::click("open-design")/>
                <input id="open-design" class="hidden" type="file" accept=".json,.zip,application/json,application/zip"
                    tabindex="-1" aria-label="Design file"
                    on:change=move |event| file::read_chosen(&event, file::FILE_MAX, move |_, file| desk.open(file))/>
                <Action text="Save" on_press=move || save(desk)/>
                <Action text="Share" off=Signal::stored(on_disk) on_press=share/>
                {forget}
                {full}
                {guide}
                <Theme/>
                <Status/>
            </div>
        </header>
    }
}

/// Undo or redo, with the step that it is about.
#[component]
fn StepButton(
    /// What it does.
    verb: &'static str,
    /// The step; none when there is nothing to do.
    what: Signal<Option<String>>,
    /// Does it.
    #[prop(into)]
    on_press: UnsyncCallback<()>,
) -> impl IntoView {
    let title = text(move || match what.get() {
        Some(what) => format!("{verb}: {what}"),
        None => format!("Nothing to {}", verb.to_ascii_lowercase()),
    });
    let name = text(move || match what.get() {
        Some(what) => format!("{verb}: {what}"),
        None => verb.to_owned(),
    });
    view! {
        <button type="button" class="button" title=title aria-label=name
            aria-disabled=aria(move || what.with(Option::is_none))
            on:click=move |_| if what.with_untracked(Option::is_some) { on_press.run(()) }>
            {verb}
        </button>
    }
}

/// Two lines for who is here for the first time, and a choice between two tabs.
#[component]
pub(crate) fn Introduction() -> impl IntoView {
    let desk = desk();
    let first = text(move || {
        let untouched = desk.draft.with(|draft| draft.changes().next().is_none());
        let said = if untouched {
            "A finished example: change the VNet range, and everything follows."
        } else {
            "Change any field, and everything follows."
        };
        said.to_owned()
    });
    let compare = move || {
        if let Kept::Elsewhere(other) = desk.kept.get_untracked() {
            let done = "This is the other tab's design; undo brings the former one back";
            desk.propose("Take the other tab's design", other, done);
        }
    };
    view! {
        <aside class="introduction" aria-label="Introduction" class:is-hidden=flag(move || !desk.greets.get())>
            <div>
            <p>
                {first} {" A blank field is chosen by the plan, in grey."}
            </p>
            <p>
                {"Nothing leaves this page. The bundle waits at the bottom right."}
            </p>
            </div>
            <Action text="Got it" class="button is-small" on_press=move || memory::greeted(desk)/>
        </aside>
        <aside class="introduction" aria-label="Another tab" role="status"
            class:is-hidden=flag(move || desk.kept.with(|kept| !matches!(kept, Kept::Elsewhere(_))))>
            <p>{"Another tab has changed the design that this browser keeps. This tab keeps nothing until you choose."}</p>
            <Action text="Compare" class="button is-small" on_press=compare/>
            <Action text="Keep this one" class="button is-small" on_press=move || memory::keep_this(desk)/>
        </aside>
    }
}

/// Saves the design, without secrets.
pub(crate) fn save(desk: Desk) {
    let text = desk.draft.with_untracked(save::write);
    let what = "Design without secrets";
    desk.hand_out("design.fastha.json", "application/json", text.as_bytes(), what);
}

/// System, light or dark.
#[component]
fn Theme() -> impl IntoView {
    view! {
        <label class="theme">
            <span class="visually-hidden">{"Theme"}</span>
            <select id="theme" on:change=|event| browser::set_theme(&event_target_value(&event))>
                <option value="">{"System theme"}</option>
                <option value="light">{"Light"}</option>
                <option value="dark">{"Dark"}</option>
            </select>
        </label>
    }
}

/// What stands in the way, in three words.
#[component]
fn Status() -> impl IntoView {
    let desk = desk();
    let count = move |severity: Severity| desk.review.with(|review| review.count(severity));
    let examples = move || desk.draft.with(Draft::n_examples);
    let class = text(move || {
        let class = match (count(Severity::Error), count(Severity::Warning) + examples()) {
            (0, 0) => "status is-ready",
            (0, _) => "status is-warning",
            _ => "status is-error",
        };
        class.to_owned()
    });
    let said = move || match (count(Severity::Error), examples(), count(Severity::Warning)) {
        (0, 0, 0) => "Ready".to_owned(),
        (0, 0, warnings) => format!("Ready, {warnings} to know"),
        (0, 1, _) => "1 example to replace".to_owned(),
        (0, examples, _) => format!("{examples} examples to replace"),
        (1, ..) => "1 thing to fix".to_owned(),
        (errors, ..) => format!("{errors} things to fix"),
    };
    // What is heard follows once typing pauses, not every key.
    let heard = text(move || {
        desk.rested.track();
        untrack(said)
    });
    view! {
        <button type="button" class=class on:click=move |_| desk.show(Tab::Findings)>
            <span aria-hidden="true">{text(said)}</span>
            <span class="visually-hidden" aria-live="polite">{heard}</span>
        </button>
    }
}

/// The quiet confirmation.
#[component]
pub(crate) fn Notice() -> impl IntoView {
    let desk = desk();
    view! {
        <div class="notice" role="status" class:is-shown=flag(move || desk.notice.with(Option::is_some))>
            <span>{maybe(move || desk.notice.get())}</span>
            <button type="button" class="inside" on:click=move |_| desk.notice.set(None)>{"Dismiss"}</button>
        </div>
    }
}
