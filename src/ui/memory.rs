//! What the page remembers and is told by its address: the kept draft, shared links, places to go to.
//!
//! Only the draft is kept, which holds no secret, and only on a host: all files on a disk share one store.

use crate::draft::Draft;
use crate::field::Field;
use crate::ui::browser::{press, task};
use crate::ui::desk::{Desk, Kept, Tab};
use crate::ui::{browser, embed, workshop};
use crate::workshop::{Bytes, OpenLink, Read};
use crate::{save, share};

const KEPT: &str = "fast-ha/draft";
/// Stands beside the kept draft while it is brought back; still there at the next start, that did not end.
const OPENING: &str = "fast-ha/opening";
/// Stands beside the kept draft while nobody has confirmed what it brought along from outside.
const FOREIGN: &str = "fast-ha/foreign";
/// A draft whose plan takes longer, in milliseconds, is not kept.
const SLOW_MS: f64 = 2_000.0;
/// The design of the bundle that was downloaded last, which a redeployment is held against.
const TAKEN: &str = "fast-ha/taken";
const GREETED: &str = "fast-ha/greeted";

/// Whether this browser may keep a design: a file on a disk and a page inside another one may not.
pub(crate) fn may_keep() -> bool {
    !browser::is_offline_copy() && !embed::is_embedded()
}

/// Brings back what was kept, and follows the address from now on.
pub(crate) fn recall(desk: Desk) {
    if may_keep()
        && let Some(text) = browser::kept(KEPT)
    {
        bring_back(desk, &text);
    }
    if may_keep()
        && !desk.forgotten.get_untracked()
        && let Some(Ok(read)) = browser::kept(TAKEN).map(|text| save::read(&text))
    {
        desk.taken.set(Some(read.value));
    }
    desk.greets.set(!may_keep() || browser::kept(GREETED).is_none());
    if may_keep() {
        browser::on_kept(KEPT, move |kept| {
            press::when_still(move || hear_of(desk, kept.as_deref()));
        });
    }
    follow(desk);
    browser::on_fragment(move || follow(desk));
}

/// Brings a draft back, unless the address asks for a fresh desk or the draft did not let the page start the
/// last time.
fn bring_back(desk: Desk, text: &str) {
    if browser::query_has("fresh") {
        desk.kept.set(Kept::Earlier);
        desk.forgotten.set(true);
        return desk
            .say("Started without the kept design; this browser keeps nothing of this visit");
    }
    if browser::kept(OPENING).is_some() {
        browser::forget(OPENING);
        browser::forget(KEPT);
        return give_back(text, "could not be opened the last time, so it is kept no longer");
    }
    let Ok(read) = save::read(text) else {
        return give_back(text, "cannot be read, and goes when you change something");
    };
    if read.value.changes().next().is_none() && read.value == Draft::default() {
        return;
    }
    browser::keep(OPENING, "yes");
    desk.begin(read.value);
    if browser::kept(FOREIGN).is_some() {
        desk.suspect();
    }
    browser::forget(OPENING);
    match delay(desk) {
        None => {
            desk.kept.set(Kept::Present);
            desk.say("Brought back what this browser kept, without secrets");
        }
        Some(delay) => {
            browser::forget(KEPT);
            desk.refuse(format!("Not kept in this browser: {delay}"));
        }
    }
}

/// Hands out what was kept and is not brought back.
fn give_back(text: &str, why: &str) {
    let said = format!("The design that this browser kept {why}. Save it here if you need it.");
    browser::tell_fault(&said, Some(text));
}

/// Keeps the draft, which was judged, at a pause, unless it would slow every later visit.
pub(crate) fn keep(desk: Desk) {
    if !may_keep() || desk.forgotten.get_untracked() {
        return;
    }
    if other_tab_waits(desk) {
        return;
    }
    let delay = delay(desk);
    if delay.is_none() && browser::keep(KEPT, &desk.draft.with_untracked(save::write)) {
        if desk.foreign.with_untracked(Vec::is_empty) {
            browser::forget(FOREIGN);
        } else {
            browser::keep(FOREIGN, "yes");
        }
        return desk.kept.set(Kept::Present);
    }
    // Said once, and not at each pause.
    if desk.kept.get_untracked() != Kept::Earlier {
        desk.kept.set(Kept::Earlier);
        let why =
            delay.unwrap_or_else(|| "it refuses or has no room; save it as a file".to_owned());
        desk.refuse(format!("Not kept in this browser: {why}"));
    }
}

/// Hears what another tab keeps. Until the person has chosen between it and the present design, this tab
/// keeps nothing, so that neither is lost.
fn hear_of(desk: Desk, kept: Option<&str>) {
    match kept.map(save::read) {
        Some(Ok(read)) => {
            let same = desk.draft.with_untracked(|draft| *draft == read.value);
            desk.kept.set(if same { Kept::Present } else { Kept::Elsewhere(read.value) });
        }
        // Whoever has it forgotten in one tab wants it forgotten.
        None => {
            desk.forgotten.set(true);
            desk.kept.set(Kept::Nothing);
        }
        Some(Err(_)) => {}
    }
}

/// Whether another tab's design is kept, which is not the present one.
fn other_tab_waits(desk: Desk) -> bool {
    desk.kept.with_untracked(|kept| match kept {
        Kept::Elsewhere(other) => desk.draft.with_untracked(|draft| draft != other),
        Kept::Nothing | Kept::Earlier | Kept::Present => false,
    })
}

/// Keeps the present design in place of another tab's.
pub(crate) fn keep_this(desk: Desk) {
    desk.kept.set(Kept::Present);
    desk.once_judged(move || keep(desk));
}

/// Why the present draft would slow every later visit.
fn delay(desk: Desk) -> Option<String> {
    match desk.planned_ms() {
        _ if desk.failed() => Some("its check did not end".to_owned()),
        None => Some("its plan did not end".to_owned()),
        Some(ms) if ms > SLOW_MS => Some("its plan takes too long; save it as a file".to_owned()),
        Some(_) => None,
    }
}

/// Puts the introduction away, for later visits too.
pub(crate) fn greeted(desk: Desk) {
    desk.greets.set(false);
    if !browser::is_offline_copy() {
        browser::keep(GREETED, "yes");
    }
    browser::focus("form");
    // A narrow page shows the result alone.
    browser::stay_focused();
}

/// Remembers the design of a bundle that leaves the page, without its secrets; for later visits too, where a design
/// is kept.
pub(crate) fn take(desk: Desk, draft: Draft) {
    if may_keep() && !desk.forgotten.get_untracked() {
        browser::keep(TAKEN, &save::write(&draft));
    }
    desk.taken.set(Some(draft));
}

/// Forgets what is kept and every secret, and keeps nothing more on this visit.
pub(crate) fn forget(desk: Desk) {
    desk.forget_secrets();
    browser::forget(KEPT);
    browser::forget(GREETED);
    browser::forget(TAKEN);
    desk.taken.set(None);
    desk.forgotten.set(true);
    desk.kept.set(Kept::Nothing);
    desk.say("Forgotten, secrets included; this browser keeps nothing of this visit");
}

/// The link that opens the present design, which then stands in the address too.
pub(crate) async fn link(desk: Desk) -> Result<String, String> {
    let draft = desk.draft.get_untracked();
    let packed = workshop::deflate(share::plain(&draft)).await?;
    let fragment = browser::LINK.to_owned() + &share::text(&packed);
    if may_keep() && desk.draft.with_untracked(|present| *present == draft) {
        browser::set_fragment(&fragment);
    }
    Ok(browser::full_address() + "#" + &fragment)
}

/// Opens the present design in a window of its own.
pub(crate) fn open_in_full(desk: Desk) {
    task::start(async move {
        match link(desk).await {
            Ok(link) => browser::open_page(&link),
            Err(reason) => desk.refuse(format!("Not opened: {reason}")),
        }
    });
}

/// Goes where the address says: `#d=` a design, `#tab=`, `#field=` and `#rule=` a place.
fn follow(desk: Desk) {
    let fragment = browser::fragment();
    for part in fragment.split('&') {
        match part.split_once('=') {
            Some(("d", packed)) => {
                let packed = share::packed(packed);
                task::start(async move {
                    if open_shared(desk, packed).await {
                        browser::set_fragment(&fragment);
                    } else {
                        browser::drop_link();
                    }
                });
                return;
            }
            Some(("tab", id)) => {
                if let Some(tab) = Tab::ALL.iter().find(|tab| tab.id() == id) {
                    desk.show(*tab);
                }
            }
            Some(("field", key)) => {
                if let Some(field) = Field::from_key(key) {
                    desk.go_to(field);
                }
            }
            Some(("rule", rule)) => desk.look_up(rule),
            _ => {}
        }
    }
}

/// Opens a shared design at once where nobody's work would be lost, and asks otherwise. Whether there is one.
async fn open_shared(desk: Desk, packed: Result<Vec<u8>, &'static str>) -> bool {
    let Read { draft, said, .. } = match read_shared(packed).await {
        Ok(read) => read,
        Err(reason) => {
            desk.refuse(format!("Not opened: {reason}"));
            return false;
        }
    };
    let present = desk.draft.get_untracked();
    if present == draft {
        desk.say("The link holds the present design");
    } else if present == Draft::default() {
        desk.begin(draft);
        desk.suspect();
        desk.say(format!("Shared design opened{said}"));
    } else {
        desk.propose_foreign(
            "Open the shared design",
            draft,
            format!("Shared design opened{said}"),
        );
    }
    true
}

/// The design in a link, and what is said of it.
async fn read_shared(packed: Result<Vec<u8>, &'static str>) -> Result<Read, String> {
    let cut = |reason: &str| format!("the link {reason}");
    let plain = workshop::inflate(packed.map_err(cut)?).await?;
    let read = share::open(plain.as_deref()).map_err(cut)?;
    let said = match plain.filter(|_| !read.findings.is_empty()) {
        Some(plain) => workshop::order(OpenLink { plain: Bytes(plain) }).await?,
        None => None,
    };
    Ok(Read { draft: read.value, said: said.unwrap_or_default(), asks: None })
}
