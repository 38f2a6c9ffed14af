//! The page inside another one: what the host may set, and what it is told. No secret crosses.
//!
//! Messages are objects with `fastHa: 1` and a `type`. Only the window around this one is heard.

use serde_json::{Value, json};

use crate::draft::Draft;
use crate::field::{Field, Section};
use crate::finding::Severity;
use crate::preset::Preset;
use crate::save;
use crate::ui::browser;
use crate::ui::desk::{Desk, Host, Tab};
use crate::ui::part::reactive::Held;
use crate::workshop::OpenText;

/// Colours that the host may set, by the name of the page's own property.
const COLOURS: [&str; 5] = ["accent", "surface", "canvas", "ink", "line"];

/// Whether the address asks for the embedded form.
pub(crate) fn is_embedded() -> bool {
    browser::query_has("embed")
}

/// Talks to the host from now on.
pub(crate) fn talk(desk: Desk) {
    if !is_embedded() {
        return;
    }
    browser::mark_embedded();
    // The host is told nothing of the design before it has said which one it wants.
    let loaded = Held::new(false);
    browser::on_host_message(move |message| {
        hear(desk, message);
        loaded.set(true);
    });
    desk.shows_result.set(true);
    tell(json!({ "type": "hello" }));
    browser::keep_parent_told(move |first| {
        // What is told of a design was found of this very one.
        if !loaded.get() || !desk.is_judged() || desk.failed() {
            return None;
        }
        let design = desk.draft.with(design_of);
        let count = |severity| desk.verdict.with(|verdict| verdict.count(severity));
        let findings = json!({
            "errors": count(Severity::Error),
            "warnings": count(Severity::Warning),
            "notes": count(Severity::Note),
        });
        let kind = if first { "ready" } else { "change" };
        Some(marked(json!({ "type": kind, "design": design, "findings": findings })))
    });
    browser::on_height(|height| tell(json!({ "type": "resize", "height": height })));
}

/// Tells that something was handed to the person.
pub(crate) fn tell_download(name: &str) {
    if is_embedded() {
        tell(json!({ "type": "download", "name": name }));
    }
}

/// What is told holds no secret, so it may be told to whoever embeds the page.
fn tell(message: Value) {
    browser::post_to_parent(&marked(message));
}

fn marked(mut message: Value) -> Value {
    if let Value::Object(fields) = &mut message {
        fields.insert("fastHa".to_owned(), json!(1));
    }
    message
}

fn design_of(draft: &Draft) -> Value {
    serde_json::from_str(&save::write(draft)).expect("a design file is JSON")
}

fn hear(desk: Desk, message: &Value) {
    if message.get("fastHa") != Some(&json!(1)) {
        return;
    }
    match message.get("type").and_then(Value::as_str) {
        Some("load") => load(desk, message),
        Some("set") => set(desk, message.get("design").unwrap_or(&Value::Null)),
        Some("get") => {
            let id = message.get("id").cloned().unwrap_or_default();
            tell(
                json!({ "type": "design", "id": id, "design": desk.draft.with_untracked(design_of) }),
            );
        }
        Some(other) => browser::warn(&format!("fast-ha: a message of type {other} is ignored")),
        None => browser::warn("fast-ha: a message without a type is ignored"),
    }
}

fn load(desk: Desk, message: &Value) {
    let text = |key: &str| message.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let mut ignored = Vec::new();
    let mut fields = |key: &str| {
        let mut found = Vec::new();
        for word in words(message, key) {
            let of_section =
                Section::ALL.iter().find(|section| section.title().eq_ignore_ascii_case(&word));
            match (Field::from_key(&word), of_section) {
                (Some(field), _) => found.push(field),
                (None, Some(section)) => {
                    let all = Field::ALL.iter().copied();
                    found.extend(all.filter(|field| field.spec().section == *section));
                }
                (None, None) => ignored.push(word),
            }
        }
        found
    };
    let (locked, hidden) = (fields("locked"), fields("hidden"));
    let mut tabs = Vec::new();
    for word in words(message, "tabs") {
        match Tab::ALL.iter().find(|tab| tab.id() == word) {
            Some(tab) => tabs.push(*tab),
            None => ignored.push(word),
        }
    }
    if let Some(first) = tabs.first().filter(|_| !tabs.contains(&desk.tab.get_untracked())) {
        desk.tab.set(*first);
    }
    let publish = text("publish").map(str::to_owned);
    desk.host.set(Host { hidden, tabs, publish, ..Host::default() });
    if let Some(name) = text("preset") {
        match Preset::from_name(name) {
            Some(preset) => desk.take_over(Draft::of(preset)),
            None => ignored.push(name.to_owned()),
        }
    }
    match message.get("design") {
        None | Some(Value::Null) => {}
        Some(design) => set(desk, design),
    }
    // What is locked holds from now on; the host's own design comes before it.
    desk.host.update(|host| host.locked = locked);
    browser::set_theme(
        text("theme").filter(|theme| ["light", "dark"].contains(theme)).unwrap_or_default(),
    );
    if let Some(Value::Object(colours)) = message.get("colours") {
        for (name, value) in colours {
            match value.as_str().filter(|_| COLOURS.contains(&name.as_str())) {
                Some(value) => browser::set_colour(name, value),
                None => ignored.push(name.clone()),
            }
        }
    }
    if !ignored.is_empty() {
        browser::warn(&format!("fast-ha: ignored: {}", ignored.join(", ")));
    }
}

fn words(message: &Value, key: &str) -> Vec<String> {
    let list = message.get(key).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn set(desk: Desk, design: &Value) {
    let text = design.to_string();
    let read = save::read(&text);
    let warns = read.as_ref().map_or(true, |read| !read.findings.is_empty());
    if let Ok(read) = read {
        desk.take_over(read.value);
    }
    if warns {
        desk.ask(&OpenText { text }, |said| match said {
            Ok(said) => said.iter().for_each(|said| browser::warn(&format!("fast-ha: {said}"))),
            Err(reason) => browser::warn(&format!("fast-ha: the design is ignored: {reason}")),
        });
    }
}
