//! The generated files: a list, and one of them with its changes, its search and where its values come
//! from.

use std::sync::Arc;

use leptos::prelude::*;

use crate::save;
use crate::ui::browser;
use crate::ui::browser::element::{Element, tag, words};
use crate::ui::desk::{Baseline, Desk, Moment, desk};
use crate::ui::panel::added::added;
use crate::ui::panel::code::{FIRST, Here, TEXT, code};
use crate::ui::part::button::{SMALL, action, action_unless, toggle};
use crate::ui::part::finding::rich;
use crate::ui::part::option;
use crate::ui::part::reactive::{Derived, Held, memo};
use crate::ui::part::told::derived;
use crate::ui::workshop::follow;
use crate::workshop::{Explain, List, Listed, Pressed, Sheet, Show, View};

/// The files while this view is open: the open one ordered anew at each key, the others, their sizes and the
/// audit once typing pauses.
pub(crate) fn files() -> Vec<Element> {
    let desk = desk();
    let free = memo(move || desk.refusal().is_none());
    let listed = Held::new(None::<(Moment, Result<Vec<Listed>, String>)>);
    follow(
        move || {
            desk.rested.track();
            desk.baseline.track();
            let order = || List { typed: desk.typed(), former: desk.former() };
            free.get().then(|| untrack(|| (desk.moment(), order())))
        },
        move |moment, answer| listed.set(Some((moment, answer.flatten()))),
    );
    let resting = memo(move || {
        let now = desk.moment();
        listed.with(|listed| listed.as_ref().is_some_and(|(moment, _)| *moment == now))
    });
    let reason = memo(move || {
        let failed = || listed.with(|listed| listed.as_ref()?.1.as_ref().err().cloned());
        desk.refusal().or_else(|| failed().filter(|_| resting.get()))
    });
    let off = memo(move || reason.with(Option::is_some));
    let open = Held::new("azuredeploy.json".to_owned());
    let names = memo(move || {
        if off.get() {
            return Vec::new();
        }
        listed
            .with(|listed| listed.iter().flat_map(|(_, files)| files).flatten().cloned().collect())
    });
    let list = tag("ul.file-list")
        .label("Files")
        .set("data-inside", ".file")
        .class_if("is-late", move || !resting.get());
    let paths =
        move || names.with(|files| files.iter().map(|file| file.path.clone()).collect::<Vec<_>>());
    let list = list.each(paths, move |path| file_view(path, names, open));
    let shell =
        action_unless(move || reason.get(), "Copy all for a shell", move || desk.copy_bundle());
    let shell =
        shell.class(SMALL).set("aria-description", "The whole bundle as base64, without secrets");
    let former = move || desk.deployed().map(|former| save::write(&former));
    let redeployed = tag("details.card")
        .add(tag("summary").text("What a redeployment would do"))
        .add(derived(View::Redeploy, former));
    let said = tag("span").changing(move || reason.get().map_or_else(Vec::new, |why| rich(&why)));
    let none = tag("p.stale").flag("hidden", move || !off.get()).text("No files: ");
    vec![
        none.add(said),
        tag("div.files")
            .add(tag("div.file-side").add(list).add(shell))
            .add(preview(desk, open, off)),
        added(),
        redeployed,
    ]
}

/// A file by its path. Its size and its changes follow, so that it keeps the focus while somebody types.
fn file_view(path: &str, files: Derived<Vec<Listed>>, open: Held<String>) -> Element {
    let (own, shown, chosen) = (path.to_owned(), path.to_owned(), path.to_owned());
    let current = memo(move || open.with(|open| *open == shown));
    let told = memo(move || {
        files.with(|files| {
            let file = files.iter().find(|file| file.path == own)?;
            Some((file.changed, file.size))
        })
    });
    let button = action("", move || open.set(chosen.clone())).class("file");
    let button = button
        .tells("aria-current", move || current.get())
        .follows("tabindex", move || Some(if current.get() { "0" } else { "-1" }.to_owned()))
        .add(breakable(path))
        .add(tag("span.soft").changing(move || {
            told.get().map_or_else(Vec::new, |(changed, size)| {
                told_lines(changed).into_iter().chain([words(&human(size))]).collect()
            })
        }));
    tag("li").add(button)
}

/// The path with places to break after its slashes and dots.
fn breakable(path: &str) -> Element {
    let pieces = path.split_inclusive(['/', '.']);
    tag("span.mono").all(pieces.flat_map(|piece| [words(piece), tag("wbr")]))
}

/// New and lost lines, where there are any.
fn told_lines((new, gone): (usize, usize)) -> Option<Element> {
    let name = format!("{new} lines new, {gone} gone; ");
    let lines = || tag("b.lines").label(&name).set("role", "img");
    (new + gone > 0).then(|| lines().text(&format!("+{new} −{gone} ")))
}

fn human(size: usize) -> String {
    if size < 1024 { format!("{size} B") } else { format!("{} kB", size.div_ceil(1024)) }
}

/// What was ordered last and has come: for which moment and search, and the file's part.
type Come = Option<(Moment, String, Option<Arc<Sheet>>)>;

/// What of a file is looked at.
#[derive(Clone, Copy)]
struct Looked {
    open: Held<String>,
    off: Derived<bool>,
    window: Held<(usize, usize)>,
    wanted: Held<String>,
    awaited: Held<Option<bool>>,
}

/// Orders the part that is looked at, and goes to the place that somebody waits for.
fn keep_ordered(looked: Looked, come: Held<Come>, current: Here<usize>) {
    let desk = desk();
    let Looked { open, off, window, wanted, awaited } = looked;
    follow(
        move || {
            let ((from, many), wanted) = (window.get(), wanted.get());
            let (path, former, typed) = (open.get(), desk.former(), desk.typed());
            let about = (desk.moment(), wanted.clone());
            (!off.get()).then_some((about, Show { typed, path, former, wanted, from, many }))
        },
        move |(moment, searched), answer| {
            let sheet = answer.ok().flatten().map(Arc::new);
            let found = sheet.as_ref().map(|sheet| sheet.found.clone());
            let asked = awaited.try_get_untracked().flatten();
            let is_last = wanted.try_with_untracked(|wanted| *wanted == searched) == Some(true);
            come.set(Some((moment, searched, sheet)));
            if let (Some(forward), Some(found), true) = (asked, found, is_last) {
                awaited.set(None);
                current.set(beside(&found, untrack(|| current.get()), forward));
            }
        },
    );
}

/// One file, the one that was chosen. Its frame stays while its text changes, so that typing loses neither place
/// nor search.
fn preview(desk: Desk, open: Held<String>, off: Derived<bool>) -> Element {
    let (window, wanted) = (Held::new(FIRST), Held::new(String::new()));
    let in_words = Held::new(false);
    let come = Held::new(None as Come);
    let sheet = memo(move || come.with(|come| come.as_ref()?.2.clone()).filter(|_| !off.get()));
    let path = memo(move || sheet.with(|sheet| sheet.as_ref().map(|sheet| sheet.path.clone())));
    let (current, pressed) = (Here::new(path), Here::new(path));
    // Enter may be pressed before the places are there.
    let awaited = Held::new(None::<bool>);
    keep_ordered(Looked { open, off, window, wanted, awaited }, come, current);
    let stale = memo(move || {
        let now = desk.moment();
        come.with(|come| come.as_ref().is_none_or(|(moment, ..)| *moment != now))
    });
    let of_sheet = move |what: fn(&Sheet) -> bool| {
        move || sheet.with(|sheet| sheet.as_ref().is_some_and(|sheet| what(sheet)))
    };
    let (is_text, is_secret) = (of_sheet(|sheet| sheet.is_text), of_sheet(|sheet| sheet.secret));
    // What was chosen, which a moment later is also what is shown.
    let copy = action("Copy", move || desk.copy_file(&open.get_untracked()));
    let save = action("Download", move || {
        desk.fetch(&open.get_untracked(), move |file| {
            desk.hand_out(&file.name, &file.media, &file.bytes.0, &file.name);
        });
    });
    let label = move || Some(format!("Text of {}", path.get().unwrap_or_default()));
    let head = tag("div.panel-head")
        .add(tag("h3.mono").maybe(move || path.get()))
        .add(tag("span.is-grouped").hidden_if(move || !is_text()).add(copy))
        .add(save);
    let tools = tag("div.panel-head").hidden_if(move || !is_text());
    let tools = tools
        .all(changes(desk, sheet, current))
        .add(toggle(
            "In words",
            move || in_words.get(),
            move || {
                in_words.update(|on| *on = !*on);
            },
        ))
        .all(search(come, wanted, awaited, current));
    let warned = "May hold a password hash, keys or codes. It is made and kept in this page only.";
    let whole = "No text: a package as PAN-OS wants it, whose files are in the list, or a file that was added to both.";
    let place = tag("div.code-place")
        .class_if("is-stale", move || stale.get())
        .tells("aria-busy", move || stale.get())
        .hidden_if(move || !is_text())
        .add(code(sheet, window, current, pressed).follows("aria-label", label));
    tag("div.preview")
        .hidden_if(move || path.with(Option::is_none))
        .add(head)
        .add(tools)
        .add(tag("p.soft").flag("hidden", move || !is_secret()).text(warned))
        .changing(move || {
            let former = move || desk.former().map(|former| save::write(&former));
            in_words.get().then(|| derived(View::Changes, former)).into_iter().collect()
        })
        .changing(explanation(desk, pressed))
        .add(place)
        .add(tag("p.soft").hidden_if(is_text).text(whole))
}

/// The next or the last place before the current one, around the end.
fn beside(places: &[usize], current: Option<usize>, forward: bool) -> Option<usize> {
    let Some(current) = current else {
        return if forward { places.first() } else { places.last() }.copied();
    };
    if forward {
        places.iter().find(|place| **place > current).or(places.first()).copied()
    } else {
        places.iter().rev().find(|place| **place < current).or(places.last()).copied()
    }
}

fn counted(places: &[usize], current: Option<usize>, what: &str) -> String {
    let place = current.and_then(|current| places.iter().position(|place| *place == current));
    match (place, places.len()) {
        (_, 0) => format!("no {what}s"),
        (Some(place), many) => format!("{} of {many}", place + 1),
        (None, 1) => format!("1 {what}"),
        (None, many) => format!("{many} {what}s"),
    }
}

/// What the file is compared with, and the way through its changes.
fn changes(desk: Desk, sheet: Derived<Option<Arc<Sheet>>>, current: Here<usize>) -> [Element; 4] {
    let places = memo(move || {
        sheet.with(|sheet| sheet.as_ref().map_or_else(Vec::new, |sheet| sheet.changes.clone()))
    });
    let go = move |forward: bool| {
        let to = places.with_untracked(|places| beside(places, untrack(|| current.get()), forward));
        if to.is_some() {
            current.set(to);
        }
    };
    let off = move || places.with(Vec::is_empty).then(|| "No line differs".to_owned());
    let step = |text: &str, label: &str, forward: bool| {
        action_unless(off, text, move || go(forward)).label(label).class(SMALL)
    };
    let is_now = move || desk.baseline.with(|baseline| matches!(baseline, Baseline::Now(_)));
    let opened = tag("option").set("value", "opened").text("the opened design");
    let taken = tag("option").set("value", "taken").text("the last bundle");
    let list = tag("select").id("baseline").chosen(move |name| desk.compare_with(&name));
    let list = list
        .add(tag("option").set("value", "preset").text("the preset"))
        .add(opened.flag("hidden", move || desk.opened.with(Option::is_none)))
        .add(taken.flag("hidden", move || desk.taken.with(Option::is_none)))
        .add(option("now", "now", is_now));
    let against = tag("label").set("for", "baseline").text("Compared with");
    let said = tag("span.soft changes").set("role", "status");
    [
        tag("div.search").add(against).add(list),
        said.said(move || places.with(|places| counted(places, current.get(), "change"))),
        step("Previous", "Previous change", false),
        step("Next", "Next change", true),
    ]
}

/// Search in the file; whether somebody waits for the first place, and in which direction.
fn search(
    come: Held<Come>,
    wanted: Held<String>,
    awaited: Held<Option<bool>>,
    current: Here<usize>,
) -> [Element; 2] {
    // None until what is looked for now was looked for.
    let places = memo(move || {
        let wanted = wanted.get();
        come.with(|come| match come.as_ref()? {
            (_, searched, Some(sheet)) if *searched == wanted => Some(sheet.found.clone()),
            _ => None,
        })
    });
    let go = move |forward: bool| match places.get_untracked() {
        None => awaited.set(Some(forward)),
        Some(places) => {
            let to = beside(&places, untrack(|| current.get()), forward);
            if to.is_some() {
                current.set(to);
            }
        }
    };
    let said = move || {
        if wanted.with(String::is_empty) {
            return String::new();
        }
        places.with(|places| match places {
            Some(places) => counted(places, current.get(), "line"),
            None => String::new(),
        })
    };
    let input = tag("input.mono").id("search-file").set("type", "search");
    let input = input
        .set("spellcheck", "false")
        .set("autocomplete", "off")
        .typed(move |text| {
            wanted.set(text);
            awaited.set(None);
            current.set(None);
        })
        .key(move |key, back| {
            if key == "Enter" {
                go(!back);
            }
            false
        });
    [
        tag("label.search").add(tag("span").text("Search")).add(input),
        tag("span.soft").set("role", "status").said(said),
    ]
}

/// Where the pressed value comes from.
fn explanation(desk: Desk, pressed: Here<Pressed>) -> impl Fn() -> Vec<Element> {
    let come = Held::new(None);
    follow(
        move || {
            let pressed = pressed.get()?;
            Some((pressed.clone(), Explain { typed: desk.typed(), pressed }))
        },
        move |pressed, chains| come.set(chains.ok().map(|chains| (pressed, chains))),
    );
    let told = move || {
        let wanted = pressed.get()?;
        let (Pressed { value, .. }, chains) =
            come.get().filter(|(pressed, _)| *pressed == wanted)?;
        let title = tag("h4").text("Where ").add(tag("span.mono").text(&value)).text(" comes from");
        let close = action("Close", move || {
            browser::focus(TEXT);
            pressed.set(None);
        });
        let close = close.class(SMALL);
        let card = tag("section.card explanation").label("Where it comes from");
        let card = card.add(tag("div.panel-head").add(title).add(close));
        Some(card.all(chains.iter().map(|chain| {
            tag("ol").all(chain.iter().map(|step| {
                let field = step.field;
                let go = action(&format!("Go to {}", field.title()), move || desk.go_to(field));
                let said = format!(": {}; {} ", step.what, step.why);
                let value = tag("b.mono").text(&step.value);
                tag("li").add(value).text(&said).add(go.class("cell"))
            }))
        })))
    };
    move || told().into_iter().collect()
}
