//! The generated files: a list, and one of them with its changes, its search and where its values come
//! from.

use std::sync::Arc;

use leptos::prelude::*;

use crate::save;
use crate::ui::desk::{Baseline, Moment, desk};
use crate::ui::panel::added::Added;
use crate::ui::panel::code::{Code, FIRST, Here};
use crate::ui::part::button::{Action, Toggle};
use crate::ui::part::reactive::{aria, flag, maybe, text};
use crate::ui::part::told::derived;
use crate::ui::workshop::follow;
use crate::workshop::{Explain, List, Listed, Pressed, Sheet, Show, View};

/// The files while this view is open: the open one ordered anew at each key, the others, their sizes and the
/// audit once typing pauses.
#[component]
pub(crate) fn Files() -> impl IntoView {
    let desk = desk();
    let listed = RwSignal::new(None::<(Moment, Result<Vec<Listed>, String>)>);
    follow(
        move || {
            desk.rested.track();
            desk.baseline.track();
            untrack(|| {
                let order = || List { typed: desk.typed(), former: desk.former() };
                desk.obstacle().is_none().then(|| (desk.moment(), order()))
            })
        },
        move |moment, answer| listed.set(Some((moment, answer.flatten()))),
    );
    let resting = Memo::new(move |_| {
        let now = desk.moment();
        listed.with(|listed| listed.as_ref().is_some_and(|(moment, _)| *moment == now))
    });
    let reason = Memo::new(move |_| {
        let failed = || listed.with(|listed| listed.as_ref()?.1.as_ref().err().cloned());
        desk.obstacle().or_else(|| failed().filter(|_| resting.get()))
    });
    let off = Memo::new(move |_| reason.with(Option::is_some));
    let open = RwSignal::new("azuredeploy.json".to_owned());
    let names = Memo::new(move |_| {
        if off.get() {
            return Vec::new();
        }
        listed
            .with(|listed| listed.iter().flat_map(|(_, files)| files).flatten().cloned().collect())
    });
    let list = move || names.get().into_iter().map(|file| file_view(file, open)).collect_view();
    let late = flag(move || !resting.get());
    view! {
        <p class="stale" hidden=flag(move || !off.get())>
            {"No files: "} {maybe(move || reason.get())}
        </p>
        <Added/>
        <div class="files">
            <div class="file-side">
            <ul class="file-list" class:is-late=late aria-label="Files" data-inside=".file">{list}</ul>
            <Action text="Copy all for a shell" class="button is-small" off=maybe(move || reason.get())
                on_press=move || desk.copy_bundle() {..} aria-description="The whole bundle as base64, without secrets"/>
            </div>
            <Preview open off/>
        </div>
    }
}

fn file_view(Listed { path, size, changed }: Listed, open: RwSignal<String>) -> impl IntoView {
    let (shown, chosen) = (path.clone(), path.clone());
    let current = Memo::new(move |_| open.with(|open| *open == shown));
    view! {
        <li>
            <button type="button" class="file" aria-current=aria(move || current.get())
                tabindex=text(move || if current.get() { "0" } else { "-1" }.to_owned())
                on:click=move |_| open.set(chosen.clone())>
                <span class="mono">{breakable(&path)}</span>
                <span class="soft">{told_lines(changed)} {human(size)}</span>
            </button>
        </li>
    }
}

/// The path with places to break after its slashes and dots.
fn breakable(path: &str) -> impl IntoView + use<> {
    let pieces = path.split_inclusive(['/', '.']).map(|piece| view! { {piece.to_owned()} <wbr/> });
    pieces.collect_view()
}

/// New and lost lines, where there are any.
fn told_lines((new, gone): (usize, usize)) -> Option<AnyView> {
    let said = format!("+{new} −{gone} ");
    let name = format!("{new} lines new, {gone} gone; ");
    (new + gone > 0)
        .then(|| view! { <b class="lines" aria-label=name role="img">{said}</b> }.into_any())
}

fn human(size: usize) -> String {
    if size < 1024 { format!("{size} B") } else { format!("{} kB", size.div_ceil(1024)) }
}

/// What was ordered last and has come: for which moment and search, and the file's part.
type Come = Option<(Moment, String, Option<Arc<Sheet>>)>;

/// What of a file is looked at.
#[derive(Clone, Copy)]
struct Looked {
    open: RwSignal<String>,
    off: Memo<bool>,
    window: RwSignal<(usize, usize)>,
    wanted: RwSignal<String>,
    awaited: RwSignal<Option<bool>>,
}

/// Orders the part that is looked at, and goes to the place that somebody waits for.
fn keep_ordered(looked: Looked, come: RwSignal<Come>, current: Here<usize>) {
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

/// One file. Its frame stays while its text changes, so that typing loses neither place nor search.
#[component]
fn Preview(
    /// The path that was chosen.
    open: RwSignal<String>,
    /// Whether there are no files.
    off: Memo<bool>,
) -> impl IntoView {
    let desk = desk();
    let (window, wanted) = (RwSignal::new(FIRST), RwSignal::new(String::new()));
    let words = RwSignal::new(false);
    let come = RwSignal::new(None as Come);
    let sheet =
        Memo::new(move |_| come.with(|come| come.as_ref()?.2.clone()).filter(|_| !off.get()));
    let path =
        Memo::new(move |_| sheet.with(|sheet| sheet.as_ref().map(|sheet| sheet.path.clone())));
    let (current, pressed) = (Here::new(path), Here::new(path));
    // Enter may be pressed before the places are there.
    let awaited = RwSignal::new(None::<bool>);
    keep_ordered(Looked { open, off, window, wanted, awaited }, come, current);
    let stale = flag(move || {
        let now = desk.moment();
        come.with(|come| come.as_ref().is_none_or(|(moment, ..)| *moment != now))
    });
    let of_sheet = move |what: fn(&Sheet) -> bool| {
        move || sheet.with(|sheet| sheet.as_ref().is_some_and(|sheet| what(sheet)))
    };
    let (is_text, is_secret) = (of_sheet(|sheet| sheet.is_text), of_sheet(|sheet| sheet.secret));
    // What was chosen, which a moment later is also what is shown.
    let copy = move || desk.copy_file(&open.get_untracked());
    let save = move || {
        desk.fetch(&open.get_untracked(), move |file| {
            desk.hand_out(&file.name, &file.media, &file.bytes.0, &file.name);
        });
    };
    let label = text(move || format!("Text of {}", path.get().unwrap_or_default()));
    view! {
        <div class="preview" class:is-hidden=flag(move || path.with(Option::is_none))>
            <div class="panel-head">
                <h3 class="mono">{maybe(move || path.get())}</h3>
                <span class="is-grouped" class:is-hidden=flag(move || !is_text())><Action text="Copy" on_press=copy/></span>
                <Action text="Download" on_press=save/>
            </div>
            <div class="panel-head" class:is-hidden=flag(move || !is_text())>
                <Changes sheet current/>
                <Toggle text="In words" pressed=move || words.get() on_press=move || words.update(|on| *on = !*on)/>
                <Search come wanted awaited current/>
            </div>
            <p class="soft" hidden=flag(move || !is_secret())>
                {"May hold a password hash, keys or codes. It is made and kept in this page only."}
            </p>
            {move || words.get().then(|| derived(View::Changes, Signal::derive(move || desk.former().map(|former| save::write(&former)))))}
            <Explanation pressed/>
            <div class="code-place" class:is-stale=stale aria-busy=aria(move || stale.get()) class:is-hidden=flag(move || !is_text())>
                <Code sheet window current pressed label/>
            </div>
            <p class="soft" class:is-hidden=flag(is_text)>
                {"No text: a package as PAN-OS wants it, whose files are in the list, or a file that was added to both."}
            </p>
        </div>
    }
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
#[component]
fn Changes(
    /// The file.
    sheet: Memo<Option<Arc<Sheet>>>,
    /// The line that was gone to.
    current: Here<usize>,
) -> impl IntoView {
    let desk = desk();
    let places = Memo::new(move |_| {
        sheet.with(|sheet| sheet.as_ref().map_or_else(Vec::new, |sheet| sheet.changes.clone()))
    });
    let go = move |forward: bool| {
        let to = places.with_untracked(|places| beside(places, untrack(|| current.get()), forward));
        if to.is_some() {
            current.set(to);
        }
    };
    let off =
        Signal::derive(move || places.with(Vec::is_empty).then(|| "No line differs".to_owned()));
    let opened = flag(move || desk.opened.with(Option::is_some));
    let taken = flag(move || desk.taken.with(Option::is_some));
    view! {
        <div class="search">
            <label for="baseline">{"Compared with"}</label>
            <select id="baseline" on:change=move |event| desk.compare_with(&event_target_value(&event))>
                <option value="preset">{"the preset"}</option>
                <option value="opened" hidden=flag(move || !opened.get())>{"the opened design"}</option>
                <option value="taken" hidden=flag(move || !taken.get())>{"the last bundle"}</option>
                <option value="now" selected=flag(move || desk.baseline.with(|baseline| matches!(baseline, Baseline::Now(_))))>{"now"}</option>
            </select>
        </div>
        <span class="soft changes" role="status">{text(move || places.with(|places| counted(places, current.get(), "change")))}</span>
        <Action text="Previous" label="Previous change" class="button is-small" off=off on_press=move || go(false)/>
        <Action text="Next" label="Next change" class="button is-small" off=off on_press=move || go(true)/>
    }
}

/// Search in the file.
#[component]
fn Search(
    /// The file, with the places of what was looked for.
    come: RwSignal<Come>,
    /// What is looked for.
    wanted: RwSignal<String>,
    /// Whether somebody waits for the first place, and in which direction.
    awaited: RwSignal<Option<bool>>,
    /// The line that was gone to.
    current: Here<usize>,
) -> impl IntoView {
    // None until what is looked for now was looked for.
    let places = Memo::new(move |_| {
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
    let said = text(move || {
        if wanted.with(String::is_empty) {
            return String::new();
        }
        places.with(|places| match places {
            Some(places) => counted(places, current.get(), "line"),
            None => String::new(),
        })
    });
    view! {
        <label class="search">
            <span>{"Search"}</span>
            <input type="search" id="search-file" class="mono" spellcheck="false" autocomplete="off"
                on:input=move |event| {
                    wanted.set(event_target_value(&event));
                    awaited.set(None);
                    current.set(None);
                }
                on:keydown=move |event| if event.key() == "Enter" { go(!event.shift_key()) }/>
        </label>
        <span class="soft" role="status">{said}</span>
    }
}

/// Where the pressed value comes from.
#[component]
fn Explanation(
    /// What was pressed.
    pressed: Here<Pressed>,
) -> impl IntoView {
    let desk = desk();
    let come = RwSignal::new(None);
    follow(
        move || {
            let pressed = pressed.get()?;
            Some((pressed.clone(), Explain { typed: desk.typed(), pressed }))
        },
        move |pressed, chains| come.set(chains.ok().map(|chains| (pressed, chains))),
    );
    move || {
        let wanted = pressed.get()?;
        let (Pressed { value, .. }, chains) =
            come.get().filter(|(pressed, _)| *pressed == wanted)?;
        let chains = chains.into_iter().map(|chain| {
            let steps = chain.into_iter().map(|step| {
                let field = step.field;
                view! {
                    <li>
                        <b class="mono">{step.value}</b> {": "} {step.what} {"; "} {step.why} {" "}
                        <button type="button" class="cell" on:click=move |_| desk.go_to(field)>
                            {format!("Go to {}", field.title())}
                        </button>
                    </li>
                }
            });
            view! { <ol>{steps.collect_view()}</ol> }
        });
        Some(view! {
            <section class="card explanation" aria-label="Where it comes from">
                <div class="panel-head">
                    <h4>{"Where "} <span class="mono">{value}</span> {" comes from"}</h4>
                    <Action text="Close" class="button is-small" on_press=move || pressed.set(None)/>
                </div>
                {chains.collect_view()}
            </section>
        })
    }
}
