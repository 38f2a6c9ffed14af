//! The product as one HTML file, with the present design inside if the person likes.

use crate::save;
use crate::ui::browser;
use crate::ui::browser::element::{Element, tag};
use crate::ui::browser::{file, task};
use crate::ui::desk::{Desk, desk, handed};
use crate::ui::part::button::action;
use crate::ui::part::reactive::{Held, memo};
use crate::ui::part::told::told;
use crate::ui::workshop;
use crate::workshop::{Bytes, Digest, View};

const FILE: &str = "fast-ha-offline.html";
const SUMS: &str = "SHA256SUMS";
/// Where a copy carries a design.
const EMPTY: &str = r#"<script type="application/json" id="design">null</script>"#;

/// The card.
pub(crate) fn offline() -> [Element; 2] {
    let desk = desk();
    let version = env!("CARGO_PKG_VERSION");
    let card = |title: &str, said: &str| {
        tag("section.card").add(tag("h3").text(title)).add(tag("p").text(said))
    };
    if browser::is_offline_copy() {
        let said = format!(
            "This is the offline copy, version {version}. It is one file, needs no network, and sends nothing."
        );
        return [card("Offline copy", &said), seen()];
    }
    let sum = Held::new(None::<String>);
    task::start(async move {
        if let Ok(sums) = browser::own_file(SUMS).await {
            sum.set(sums.lines().find_map(|line| Some(line.strip_suffix(FILE)?.trim().to_owned())));
        }
    });
    let said = format!(
        "One HTML file, version {version}, that works from disk without any network: for closed networks and USB sticks."
    );
    let shown = move || sum.get().unwrap_or_else(|| "not known here".to_owned());
    let ways = tag("div.fixes")
        .add(action("Download the offline file", move || take(desk, false)))
        .add(action("Download with this design inside", move || take(desk, true)));
    let digest = tag("p.soft").text("SHA-256 ").add(tag("span.mono url").said(shown));
    let ready = tag("p.offline-ready").text("✓ Offline ready: this browser keeps the whole page.");
    [card("Take it offline", &said).add(ways).add(digest).add(ready), seen()]
}

/// What the browser reports of the page's requests, and its policy; looked at when it is asked for.
fn seen() -> Element {
    let seen = Held::new(None::<String>);
    let looks = memo(move || seen.with(Option::is_some));
    let look = action("Look now", move || seen.set(Some(browser::reported())));
    tag("section.card")
        .add(tag("h3").text("What this page asked for"))
        .add(tag("div.fixes").add(look))
        .changing(move || looks.get().then(|| told(View::Seen, seen)).into_iter().collect())
}

/// Fetches the file from beside this page and hands it over, with its digest.
fn take(desk: Desk, with_design: bool) {
    task::start(async move {
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
