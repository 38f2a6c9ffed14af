//! What the page remembers and is told by its address: the kept draft, shared links, places to go to.
//!
//! Only the draft is kept, which holds no secret, and only on a host: all files on a disk share one store.

use leptos::prelude::*;

use crate::draft::Draft;
use crate::field::Field;
use crate::finding::Names;
use crate::ui::browser;
use crate::ui::desk::{Desk, Tab};
use crate::{save, share};

const KEPT: &str = "fast-ha/draft";
const GREETED: &str = "fast-ha/greeted";

/// Brings back what was kept, follows the address, and keeps what is typed from now on.
pub(crate) fn remember(desk: Desk) {
    let may_keep = !browser::is_offline_copy();
    if may_keep && let Some(text) = browser::kept(KEPT) {
        restore(desk, &text);
    }
    desk.greets.set(!may_keep || browser::kept(GREETED).is_none());
    follow(desk);
    browser::on_fragment(move || follow(desk));
    if may_keep {
        // What is there at the start was kept already, or is nobody's work.
        let last = StoredValue::new(desk.draft.get_untracked());
        browser::at_rest(desk, move || {
            let draft = desk.draft.get_untracked();
            if !desk.forgotten.get_untracked() && last.with_value(|last| *last != draft) {
                desk.kept.set(browser::keep(KEPT, &save::write(&draft)));
                last.set_value(draft);
            }
        });
    }
}

fn restore(desk: Desk, text: &str) {
    let Ok(read) = save::read(text) else { return };
    if read.value.changes().next().is_none() && read.value == Draft::default() {
        return;
    }
    desk.begin(read.value);
    desk.kept.set(true);
    desk.say("Brought back what this browser kept, without secrets");
}

/// Puts the introduction away, for later visits too.
pub(crate) fn greeted(desk: Desk) {
    desk.greets.set(false);
    if !browser::is_offline_copy() {
        browser::keep(GREETED, "yes");
    }
    browser::focus("form");
}

/// Forgets what is kept, and keeps nothing more on this visit.
pub(crate) fn forget(desk: Desk) {
    browser::forget(KEPT);
    browser::forget(GREETED);
    desk.forgotten.set(true);
    desk.kept.set(false);
    desk.say("Forgotten; this browser keeps nothing of this visit");
}

/// The link that opens the present design.
pub(crate) fn link(desk: Desk) -> String {
    format!("{}#d={}", browser::address(), desk.draft.with_untracked(share::write))
}

/// Goes where the address says: `#d=` a design, `#tab=`, `#field=` and `#rule=` a place.
fn follow(desk: Desk) {
    let fragment = browser::fragment();
    for part in fragment.split('&') {
        match part.split_once('=') {
            Some(("d", packed)) => {
                open_shared(desk, packed);
                browser::clear_fragment();
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

/// Opens a shared design at once where nobody's work would be lost, and asks otherwise.
fn open_shared(desk: Desk, packed: &str) {
    let draft = match share::read(packed) {
        Ok(draft) => draft,
        Err(finding) => {
            desk.refuse(format!("Not opened: {}", finding.message(Names::Keys)));
            return;
        }
    };
    let present = desk.draft.get_untracked();
    if present == draft {
        desk.say("The link holds the present design");
    } else if present == Draft::default() {
        desk.begin(draft);
        desk.say("Shared design opened");
    } else {
        desk.propose("Open the shared design", draft, "Shared design opened");
    }
}
