//! A size: free text with a searchable list of what is offered. Follows the ARIA pattern of a combobox with a list.

use leptos::prelude::*;

use crate::field::Field;
use crate::ui::desk::{Desk, Offer, control_id, desk};
use crate::ui::part::reactive::{aria, flag, maybe};
use crate::ui::part::text::{Entry, typed};

/// The list while it is open: which entry the arrow keys are at.
#[derive(Clone, Copy)]
struct List {
    desk: Desk,
    at: Field,
    open: RwSignal<bool>,
    active: RwSignal<usize>,
    offered: Memo<Vec<Offer>>,
}

impl List {
    fn new(desk: Desk, at: Field) -> Self {
        let offered = Memo::new(move |_| desk.offers(at));
        Self { desk, at, open: RwSignal::new(false), active: RwSignal::new(0), offered }
    }

    fn pick(self, name: &str) {
        self.desk.type_into(self.at, name.to_owned());
        self.desk.end_typing();
        self.open.set(false);
    }

    fn show(self) {
        let present = self.desk.draft.with_untracked(|draft| draft.get(self.at).to_owned());
        let place =
            self.offered.with_untracked(|all| all.iter().position(|one| one.value == present));
        self.active.set(place.unwrap_or_default());
        self.open.set(true);
    }

    /// Whether the key was the list's.
    fn key(self, key: &str) -> bool {
        let many = self.offered.with_untracked(Vec::len);
        let open = self.open.get_untracked();
        match (key, open) {
            ("ArrowDown" | "ArrowUp", false) => self.show(),
            ("ArrowDown", true) => self.active.update(|at| *at = (*at + 1) % many.max(1)),
            ("ArrowUp", true) => {
                self.active.update(|at| *at = (*at + many.max(1) - 1) % many.max(1));
            }
            ("Enter", true) => {
                let at = self.active.get_untracked();
                match self.offered.with_untracked(|all| all.get(at).map(|one| one.value)) {
                    Some(name) => self.pick(name),
                    None => self.open.set(false),
                }
            }
            ("Escape", true) => self.open.set(false),
            _ => return false,
        }
        true
    }

    fn option_id(self, n: usize) -> String {
        format!("{}-option-{n}", control_id(self.at))
    }
}

/// The control.
pub(crate) fn size(entry: Entry) -> AnyView {
    let list = List::new(desk(), entry.at);
    let list_id = format!("{}-list", entry.id);
    let controls = list_id.clone();
    let active = maybe(move || list.open.get().then(|| list.option_id(list.active.get())));
    let options = move || {
        let offered = list.offered.get().into_iter().enumerate();
        list.open.get().then(|| offered.map(|(n, offer)| option(list, n, offer)).collect_view())
    };
    view! {
        <div class="list">
            <input type="text" class="mono" role="combobox" aria-autocomplete="list" aria-controls=controls
                aria-expanded=aria(move || list.open.get()) aria-activedescendant=active
                on:input=move |_| {
                    list.active.set(0);
                    list.open.set(true);
                }
                on:click=move |_| list.show()
                on:keydown=move |event| if list.key(&event.key()) { event.prevent_default() }
                on:blur=move |_| list.open.set(false)
                {..typed(entry)}/>
            <ul id=list_id class="options" role="listbox" aria-label="Known sizes"
                class:is-hidden=flag(move || !list.open.get() || list.offered.with(Vec::is_empty))>{options}</ul>
        </div>
    }
    .into_any()
}

fn option(list: List, n: usize, offer: Offer) -> AnyView {
    let name = offer.value;
    let here = move || list.active.get() == n;
    view! {
        <li id=list.option_id(n) role="option" class="option" aria-selected=aria(here)
            // The press comes before the input loses the focus and the list closes.
            on:mousedown=move |event| {
                event.prevent_default();
                list.pick(name);
            }>
            <b class="mono">{name}</b> <span>{offer.said}</span>
        </li>
    }
    .into_any()
}
