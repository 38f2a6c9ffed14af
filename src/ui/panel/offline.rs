//! The product as one HTML file, with the present design inside if the person likes.

use leptos::prelude::*;

use crate::save;
use crate::ui::browser;
use crate::ui::browser::file;
use crate::ui::desk::{Desk, desk, handed};
use crate::ui::part::button::Action;
use crate::ui::part::reactive::text;
use crate::ui::part::told::told;
use crate::ui::workshop;
use crate::workshop::{Bytes, Digest, View};

const FILE: &str = "fast-ha-offline.html";
const SUMS: &str = "SHA256SUMS";
/// Where a copy carries a design.
const EMPTY: &str = r#"<script type="application/json" id="design">null</script>"#;

/// The card.
#[component]
pub(crate) fn Offline() -> impl IntoView {
    let desk = desk();
    let version = env!("CARGO_PKG_VERSION");
    if browser::is_offline_copy() {
        return view! {
            <section class="card">
                <h3>{"Offline copy"}</h3>
                <p>{format!("This is the offline copy, version {version}. It is one file, needs no network, and sends nothing.")}</p>
            </section>
            <Seen/>
        }
        .into_any();
    }
    let sum = RwSignal::new(None::<String>);
    leptos::task::spawn_local(async move {
        if let Ok(sums) = browser::own_file(SUMS).await {
            sum.set(sums.lines().find_map(|line| Some(line.strip_suffix(FILE)?.trim().to_owned())));
        }
    });
    let shown = text(move || sum.get().unwrap_or_else(|| "not known here".to_owned()));
    view! {
        <section class="card">
            <h3>{"Take it offline"}</h3>
            <p>{format!("One HTML file, version {version}, that works from disk without any network: for closed networks and USB sticks.")}</p>
            <div class="fixes">
                <Action text="Download the offline file" on_press=move || take(desk, false)/>
                <Action text="Download with this design inside" on_press=move || take(desk, true)/>
            </div>
            <p class="soft">{"SHA-256 "} <span class="mono url">{shown}</span></p>
            <p class="offline-ready">{"✓ Offline ready: this browser keeps the whole page."}</p>
        </section>
        <Seen/>
    }
    .into_any()
}

/// What the browser reports of the page's requests, and its policy; looked at when it is asked for.
#[component]
fn Seen() -> impl IntoView {
    let seen = RwSignal::new(None::<String>);
    view! {
        <section class="card">
            <h3>{"What this page asked for"}</h3>
            <div class="fixes"><Action text="Look now" on_press=move || seen.set(Some(browser::reported()))/></div>
            {move || seen.with(Option::is_some).then(|| told(View::Seen, seen))}
        </section>
    }
}

/// Fetches the file from beside this page and hands it over, with its digest.
fn take(desk: Desk, with_design: bool) {
    leptos::task::spawn_local(async move {
        let page = browser::own_file(FILE)
            .await
            .and_then(|page| if with_design { carrying(desk, &page) } else { Ok(page) });
        let taken = match page {
            Ok(page) => {
                file::download(FILE, "text/html", page.as_bytes());
                workshop::order(Digest { of: Bytes(page.into_bytes()) }).await
            }
            Err(reason) => Err(reason),
        };
        let done = taken.map(|sum| handed(&format!("Offline file, SHA-256 {sum},")));
        desk.outcome("Not downloaded", done);
    });
}

/// The page with the present design, which holds no secret, in its place.
fn carrying(desk: Desk, page: &str) -> Result<String, String> {
    if !page.contains(EMPTY) {
        return Err("the offline file has no place for a design".to_owned());
    }
    // A text in the design cannot end the element.
    let design = desk.draft.with_untracked(save::write).replace('<', "\\u003c");
    Ok(page.replacen(EMPTY, &EMPTY.replace("null", design.trim()), 1))
}
