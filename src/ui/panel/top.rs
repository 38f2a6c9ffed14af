//! The top bar: preset, undo, open, save, theme, status; and the quiet confirmation.

use leptos::prelude::*;

use crate::draft::Draft;
use crate::finding::Severity;
use crate::preset::Preset;
use crate::save;
use crate::ui::browser::element::{Element, tag};
use crate::ui::browser::{file, task};
use crate::ui::desk::{Desk, Kept, Tab, desk};
use crate::ui::part::button::{SMALL, action, action_unless};
use crate::ui::part::option;
use crate::ui::part::reactive::successive;
use crate::ui::{browser, embed, memory};

/// The bar.
pub(crate) fn bar() -> Element {
    let desk = desk();
    browser::guard_leaving(move || desk.has_something_to_lose());
    let actions = tag("div.actions")
        .add(step_button("Undo", move || desk.undoes(), move || desk.undo()))
        .add(step_button("Redo", move || desk.redoes(), move || desk.redo()))
        .add(action("Open", || browser::click("#open-design")))
        .add(file_input(desk))
        .add(action("Save", move || save(desk)))
        .add(action_unless(
            || browser::is_on_disk().then(|| NO_LINK.to_owned()),
            "Share",
            move || share(desk),
        ))
        .all(memory::may_keep().then(|| {
            let off =
                move || (desk.kept.get() == Kept::Nothing).then(|| "Nothing is kept".to_owned());
            action_unless(off, "Forget", move || memory::forget(desk))
        }))
        .all(
            embed::is_embedded()
                .then(|| action("Open in full", move || memory::open_in_full(desk))),
        )
        .all((!browser::is_offline_copy()).then(|| {
            let guide = tag("a.button").set("href", "docs/index.html").set("target", "_blank");
            guide.set("rel", "noopener").text("Guide")
        }))
        .add(theme())
        .add(status(desk));
    let title = tag("h1").text("Fast HA Configurator");
    tag("header.top").add(title).add(presets(desk)).add(actions)
}

const NO_LINK: &str = "A link to a file on this disk opens nowhere else: save the design";

fn share(desk: Desk) {
    task::start(async move {
        match memory::link(desk).await {
            Ok(link) => {
                desk.shared.set(Some(link));
                desk.shows_result.set(true);
                browser::focus_soon("share");
            }
            Err(reason) => desk.refuse(format!("No link: {reason}")),
        }
    });
}

fn file_input(desk: Desk) -> Element {
    let input = tag("input.hidden").id("open-design").set("type", "file").set("tabindex", "-1");
    input.set("accept", ".json,.zip,application/json,application/zip").label("Design file").on(
        "change",
        move |event| {
            file::read_chosen(event, file::FILE_MAX, move |name, file| desk.open(name, file));
        },
    )
}

fn presets(desk: Desk) -> Element {
    let list = tag("select").id("preset").all(Preset::ALL.map(|preset| {
        let text = format!("{}: {}", preset.name(), preset.summary());
        option(preset.name(), &text, move || desk.draft.with(|draft| draft.preset() == preset))
    }));
    let list = list
        // A list that a person has touched no longer follows its options.
        .holds(move || desk.draft.with(|draft| draft.preset().name().to_owned()))
        .chosen(move |name| {
            // Until it is decided the former preset is the one in force.
            let now = desk.draft.with_untracked(|draft| draft.preset().name());
            browser::select("preset", now);
            if let Some(preset) = Preset::from_name(&name) {
                desk.start_from(preset);
            }
        });
    tag("label.preset").add(tag("span").text("Preset")).add(list)
}

/// Undo or redo, with the step that it is about; none when there is nothing to do.
fn step_button(
    verb: &'static str,
    what: impl Fn() -> Option<String> + Copy + 'static,
    press: impl Fn() + 'static,
) -> Element {
    let called = move |none: &dyn Fn() -> String| {
        Some(what().map_or_else(none, |what| format!("{verb}: {what}")))
    };
    action(verb, move || {
        if untrack(what).is_some() {
            press();
        }
    })
    .follows("title", move || called(&|| format!("Nothing to {}", verb.to_ascii_lowercase())))
    .follows("aria-label", move || called(&|| verb.to_owned()))
    .tells("aria-disabled", move || what().is_none())
}

/// Two lines for who is here for the first time.
pub(crate) fn introduction() -> Element {
    let desk = desk();
    let first = move || {
        let untouched = desk.draft.with(|draft| draft.changes().next().is_none());
        let said = if untouched {
            "A finished example: change the VNet range, and everything follows."
        } else {
            "Change any field, and everything follows."
        };
        said.to_owned()
    };
    let lines = tag("div")
        .add(tag("p").said(first).text(" What you leave blank is chosen for you, in grey."))
        .add(tag("p").text("Nothing leaves this page. The bundle waits at the bottom right."));
    tag("aside.introduction")
        .label("Introduction")
        .hidden_if(move || !desk.greets.get())
        .add(lines)
        .add(action("Got it", move || memory::greeted(desk)).class(SMALL))
}

/// A choice between two tabs.
pub(crate) fn elsewhere() -> Element {
    let desk = desk();
    let compare = move || {
        if let Kept::Elsewhere(other) = desk.kept.get_untracked() {
            let done = "This is the other tab's design; undo brings the former one back";
            desk.propose("Take the other tab's design", other, done);
        }
    };
    let said = "Another tab has changed the design that this browser keeps. This tab keeps nothing until you choose.";
    tag("aside.introduction")
        .label("Another tab")
        .set("role", "status")
        .hidden_if(move || desk.kept.with(|kept| !matches!(kept, Kept::Elsewhere(_))))
        .add(tag("p").text(said))
        .add(action("Compare", compare).class(SMALL))
        .add(action("Keep this one", move || memory::keep_this(desk)).class(SMALL))
}

/// Saves the design, without secrets.
pub(crate) fn save(desk: Desk) {
    let text = desk.draft.with_untracked(save::write);
    let what = "Design without secrets";
    desk.hand_out("design.fastha.json", "application/json", text.as_bytes(), what);
}

/// System, light or dark.
fn theme() -> Element {
    let choices = [("", "System theme"), ("light", "Light"), ("dark", "Dark")];
    let list = tag("select").id("theme").chosen(|theme| browser::set_theme(&theme));
    let list = list.all(choices.map(|(value, text)| tag("option").set("value", value).text(text)));
    tag("label.theme").add(tag("span.visually-hidden").text("Theme")).add(list)
}

/// What stands in the way, in three words.
fn status(desk: Desk) -> Element {
    let count = move |severity: Severity| desk.verdict.with(|verdict| verdict.count(severity));
    let examples = move || desk.draft.with(Draft::n_examples);
    let class = move || {
        if desk.checking.get() || desk.failed() {
            return Some("status is-checking".to_owned());
        }
        let class = match (count(Severity::Error), count(Severity::Warning) + examples()) {
            (0, 0) => "status is-ready",
            (0, _) => "status is-warning",
            _ => "status is-error",
        };
        Some(class.to_owned())
    };
    let said = move || match (count(Severity::Error), examples(), count(Severity::Warning)) {
        _ if desk.checking.get() => "Checking".to_owned(),
        _ if desk.failed() => "Not checked".to_owned(),
        (0, 0, 0) => "Ready".to_owned(),
        (0, 0, warnings) => format!("Ready, {warnings} to know"),
        (0, 1, _) => "1 example to replace".to_owned(),
        (0, examples, _) => format!("{examples} examples to replace"),
        (1, ..) => "1 thing to fix".to_owned(),
        (errors, ..) => format!("{errors} things to fix"),
    };
    // What is heard follows once typing pauses, not every key; of a check only its end.
    let heard = successive(
        move |last: Option<&String>| {
            desk.rested.track();
            let checking = desk.checking.get();
            match last {
                Some(last) if checking => last.clone(),
                _ => untrack(said),
            }
        },
        String::eq,
    );
    action("", move || desk.show(Tab::Findings))
        .follows("class", class)
        .add(tag("span").set("aria-hidden", "true").said(said))
        .add(tag("span.visually-hidden").set("aria-live", "polite").said(move || heard.get()))
}

/// The quiet confirmation.
pub(crate) fn notice() -> Element {
    let desk = desk();
    let notice = tag("div.notice").set("role", "status");
    notice.class_if("is-shown", move || desk.notice.with(Option::is_some)).changing(move || {
        let Some(said) = desk.notice.get() else { return Vec::new() };
        let dismiss = action("Dismiss", move || desk.notice.set(None)).class("inside");
        vec![tag("span").text(&said), dismiss]
    })
}
