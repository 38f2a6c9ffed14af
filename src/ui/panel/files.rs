//! The generated files: a list, a preview with line numbers, copy and download.

use leptos::prelude::*;

use crate::artifact::Artifact;
use crate::ui::browser;
use crate::ui::desk::Desk;
use crate::ui::desk::desk;
use crate::ui::part::button::Action;
use crate::ui::part::reactive::aria;
use crate::ui::part::reactive::flag;
use crate::ui::part::reactive::maybe;

/// The files, made anew while this view is open.
#[component]
pub(crate) fn Files() -> impl IntoView {
    let desk = desk();
    let files = Memo::new(move |_| desk.artifacts());
    let open = RwSignal::new("azuredeploy.json".to_owned());
    let names = Memo::new(move |_| {
        files.with(|files| {
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
    let file = Memo::new(move |_| {
        files.with(|files| {
            let files = files.as_ref()?;
            let wanted = open.get();
            files.iter().find(|file| file.path == wanted).or_else(|| files.first()).cloned()
        })
    });
    view! {
        <p class="stale" hidden=flag(move || files.with(Option::is_some))>
            {"No files while this stands in the way: "} {maybe(move || desk.obstacle())}
        </p>
        <div class="files">
            <ul class="file-list" aria-label="Files">{list}</ul>
            {move || file.get().map(|file| view! { <Preview file/> })}
        </div>
    }
}

/// The path with places to break after its slashes.
fn breakable(path: &str) -> impl IntoView + use<> {
    let pieces = path.split_inclusive('/').map(|piece| view! { {piece.to_owned()} <wbr/> });
    pieces.collect_view()
}

fn human(size: usize) -> String {
    if size < 1024 { format!("{size} B") } else { format!("{} kB", size.div_ceil(1024)) }
}

fn hand_over(desk: Desk, file: &Artifact) {
    desk.say(match browser::download(file.file_name(), file.media, &file.bytes) {
        Ok(()) => format!("{} downloaded", file.file_name()),
        Err(reason) => format!("Not downloaded: {reason}"),
    });
}

/// One file.
#[component]
fn Preview(
    /// The file.
    file: Artifact,
) -> impl IntoView {
    let desk = desk();
    let text = file.as_text().map(str::to_owned);
    let (copied, shown) = (text.clone(), text.clone());
    let saved = file.clone();
    let numbers = text.as_ref().map(|text| {
        (1..=text.lines().count()).map(|n| n.to_string()).collect::<Vec<_>>().join("\n")
    });
    let copy = copied.map(|text| {
        view! { <Action text="Copy" on_press=move || browser::copy(desk, text.clone(), "File")/> }
    });
    let body = match (numbers, shown) {
        (Some(numbers), Some(text)) => view! {
            <div class="code-view" tabindex="0" role="region" aria-label=format!("Text of {}", file.path)>
                <pre class="numbers" aria-hidden="true">{numbers}</pre>
                <pre class="text">{text}</pre>
            </div>
        }
        .into_any(),
        _ => view! {
            <p class="soft">
                {"A package as PAN-OS wants it: config, content, license and software at its root. Its files are in the list."}
            </p>
        }
        .into_any(),
    };
    let note = file.secret.then(|| view! {
        <p class="soft">{"May hold a password hash, keys or codes. It is made and kept in this page only."}</p>
    });
    view! {
        <div class="preview">
            <div class="panel-head">
                <h3 class="mono">{file.path.clone()}</h3>
                {copy}
                <Action text="Download" on_press=move || hand_over(desk, &saved)/>
            </div>
            {note}
            {body}
        </div>
    }
}
