//! The generated files: a list, and one of them with its changes, its search and where its values come
//! from.

use std::sync::Arc;

use leptos::prelude::*;

use crate::artifact::Artifact;
use crate::listing;
use crate::listing::{Comparison, Format};
use crate::origin::{Chain, Origins};
use crate::ui::desk::{Baseline, Desk, desk};
use crate::ui::panel::code::{Code, Here, Listing, Pressed};
use crate::ui::part::button::Action;
use crate::ui::part::reactive::{aria, flag, maybe, text};

/// The files while this view is open: the open one made anew at each key, the others, their sizes and the
/// audit once typing pauses.
#[component]
pub(crate) fn Files() -> impl IntoView {
    let desk = desk();
    let made = Memo::new(move |_| {
        let _ = desk.rested.get();
        (untrack(|| desk.moment()), desk.artifacts())
    });
    let resting = Memo::new(move |_| made.with(|(moment, _)| *moment == desk.moment()));
    let reason = Memo::new(move |_| {
        desk.obstacle().or_else(|| {
            made.with(|(_, files)| files.as_ref().err().cloned()).filter(|_| resting.get())
        })
    });
    let open = RwSignal::new("azuredeploy.json".to_owned());
    let names = Memo::new(move |_| {
        if reason.with(Option::is_some) {
            return Vec::new();
        }
        made.with(|(_, files)| {
            let files = files.iter().flatten();
            files.map(|file| (file.path.clone(), file.bytes.len())).collect::<Vec<_>>()
        })
    });
    let list =
        move || {
            names.get().into_iter().map(|(path, size)| {
            let (shown, chosen) = (path.clone(), path.clone());
            let current = Memo::new(move |_| open.with(|open| *open == shown));
            view! {
                <li>
                    <button type="button" class="file" aria-current=aria(move || current.get())
                        on:click=move |_| open.set(chosen.clone())>
                        <span class="mono">{breakable(&path)}</span>
                        <span class="soft">{human(size)}</span>
                    </button>
                </li>
            }
        }).collect_view()
        };
    let at_once = Memo::new(move |_| open.with(|path| desk.artifact(path)));
    let file = Memo::new(move |_| {
        if reason.with(Option::is_some) {
            return None;
        }
        at_once.get().or_else(|| {
            made.with(|(_, files)| {
                let files = files.as_ref().ok()?;
                let wanted = open.get();
                files.iter().find(|file| file.path == wanted).or_else(|| files.first()).cloned()
            })
        })
    });
    let late = flag(move || !resting.get());
    let stale = flag(move || !resting.get() && at_once.with(Option::is_none));
    view! {
        <p class="stale" hidden=flag(move || reason.with(Option::is_none))>
            {"No files: "} {maybe(move || reason.get())}
        </p>
        <div class="files">
            <ul class="file-list" class:is-late=late aria-label="Files">{list}</ul>
            <Preview file stale/>
        </div>
    }
}

/// The path with places to break after its slashes and dots.
fn breakable(path: &str) -> impl IntoView + use<> {
    let pieces = path.split_inclusive(['/', '.']).map(|piece| view! { {piece.to_owned()} <wbr/> });
    pieces.collect_view()
}

fn human(size: usize) -> String {
    if size < 1024 { format!("{size} B") } else { format!("{} kB", size.div_ceil(1024)) }
}

fn hand_over(desk: Desk, path: &str) {
    let Some(file) = desk.handed_out(path) else { return };
    let done = format!("{} downloaded", file.file_name());
    desk.hand_out(file.file_name(), file.media, &file.bytes, done);
}

/// The file as it is shown, with its changes against the baseline.
fn listing_of(
    desk: Desk,
    file: Memo<Option<Artifact>>,
    path: Memo<Option<String>>,
) -> Memo<Option<Listing>> {
    let former = Memo::new(move |_| desk.baseline_artifact(&path.get()?));
    Memo::new(move |_| {
        file.with(|file| {
            let file = file.as_ref()?;
            let text = file.as_text()?;
            let changes = former.with(|former| {
                let former = former.as_ref()?;
                Some(listing::compare(former.as_text().unwrap_or_default(), text))
            });
            Some(Listing {
                format: Format::of(&file.path),
                text: Arc::from(text),
                changes: changes.unwrap_or_else(|| Comparison {
                    added: vec![false; text.lines().count()],
                    removed: Vec::new(),
                }),
            })
        })
    })
}

/// One file. Its frame stays while its text changes, so that typing loses neither place nor search.
#[component]
fn Preview(
    /// The file.
    file: Memo<Option<Artifact>>,
    /// Whether it is still to follow what was typed.
    stale: Signal<bool>,
) -> impl IntoView {
    let desk = desk();
    let path = Memo::new(move |_| file.with(|file| file.as_ref().map(|file| file.path.clone())));
    let listing = listing_of(desk, file, path);
    let wanted = RwSignal::new(String::new());
    let current = Here::new(path);
    let pressed = Here::new(path);
    let origins = Memo::new(move |_| {
        desk.review.with(|review| review.plan.as_ref().map(Origins::of).unwrap_or_default())
    });
    let known_number = Callback::new(move |(name, number): (String, String)| {
        desk.review.with_untracked(|review| {
            let plan = review.plan.as_ref();
            plan.is_some_and(|plan| !Origins::of_number(plan, &name, &number).is_empty())
        })
    });
    let copy = move || {
        let file = path.get_untracked().and_then(|path| desk.handed_out(&path));
        if let Some(text) = file.as_ref().and_then(Artifact::as_text) {
            desk.copy(text.to_owned(), "File");
        }
    };
    let save = move || {
        if let Some(path) = path.get_untracked() {
            hand_over(desk, &path);
        }
    };
    let is_text = move || listing.with(Option::is_some);
    let is_secret = move || file.with(|file| file.as_ref().is_some_and(|file| file.secret));
    let label = text(move || format!("Text of {}", path.get().unwrap_or_default()));
    view! {
        <div class="preview" class:is-hidden=flag(move || path.with(Option::is_none))>
            <div class="panel-head">
                <h3 class="mono">{maybe(move || path.get())}</h3>
                <span class="is-grouped" class:is-hidden=flag(move || !is_text())><Action text="Copy" on_press=copy/></span>
                <Action text="Download" on_press=save/>
            </div>
            <div class="panel-head" class:is-hidden=flag(move || !is_text())>
                <Changes listing current/>
                <Search listing wanted current/>
            </div>
            <p class="soft" hidden=flag(move || !is_secret())>
                {"May hold a password hash, keys or codes. It is made and kept in this page only."}
            </p>
            <Explanation pressed origins/>
            <div class="code-place" class:is-stale=stale aria-busy=aria(move || stale.get()) class:is-hidden=flag(move || !is_text())>
                <Code listing origins known_number wanted current pressed label/>
            </div>
            <p class="soft" class:is-hidden=flag(is_text)>
                {"A package as PAN-OS wants it: config, content, license and software at its root. Its files are in the list."}
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
    listing: Memo<Option<Listing>>,
    /// The line that was gone to.
    current: Here<usize>,
) -> impl IntoView {
    let desk = desk();
    let places = Memo::new(move |_| {
        listing.with(|listing| listing.as_ref().map(|one| one.changes.places()).unwrap_or_default())
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
    view! {
        <div class="search">
            <label for="baseline">{"Compared with"}</label>
            <select id="baseline" on:change=move |event| desk.compare_with(&event_target_value(&event))>
                <option value="preset">{"the preset"}</option>
                <option value="opened" hidden=flag(move || !opened.get())>{"the opened design"}</option>
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
    /// The file.
    listing: Memo<Option<Listing>>,
    /// What is looked for.
    wanted: RwSignal<String>,
    /// The line that was gone to.
    current: Here<usize>,
) -> impl IntoView {
    let places = Memo::new(move |_| {
        let wanted = wanted.get();
        if wanted.is_empty() {
            return Vec::new();
        }
        listing.with(|listing| {
            let lines = listing.iter().flat_map(|one| one.text.lines()).enumerate();
            let found = lines.filter(|(_, line)| !listing::find(line, &wanted).is_empty());
            found.map(|(n, _)| n).collect::<Vec<_>>()
        })
    });
    let go = move |forward: bool| {
        let to = places.with_untracked(|places| beside(places, untrack(|| current.get()), forward));
        if to.is_some() {
            current.set(to);
        }
    };
    let said = text(move || {
        if wanted.with(String::is_empty) {
            return String::new();
        }
        places.with(|places| counted(places, current.get(), "line"))
    });
    view! {
        <label class="search">
            <span>{"Search"}</span>
            <input type="search" id="search-file" class="mono" spellcheck="false" autocomplete="off"
                on:input=move |event| {
                    wanted.set(event_target_value(&event));
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
    /// Where values come from.
    origins: Memo<Origins>,
) -> impl IntoView {
    let desk = desk();
    let chains = move || -> Option<(String, Vec<Chain>)> {
        let Pressed { value, name } = pressed.get()?;
        let chains = match name {
            None => origins.with(|origins| origins.chains(&value)),
            Some(name) => desk.review.with(|review| {
                let plan = review.plan.as_ref();
                plan.map(|plan| Origins::of_number(plan, &name, &value)).unwrap_or_default()
            }),
        };
        Some((value, chains))
    };
    move || {
        let (value, chains) = chains()?;
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
