//! A text with a searchable list of what is offered for it: sizes, and the fields of the form. Follows the ARIA
//! pattern of a combobox with a list.

use leptos::attr::Attribute;
use leptos::prelude::*;

use crate::ui::desk::{Offer, desk};
use crate::ui::part::reactive::{aria, flag, maybe};
use crate::ui::part::text::{Entry, typed};

/// The list while it is open: which entry the arrow keys are at, and what a choice does.
#[derive(Clone, Copy)]
pub(crate) struct List {
    id: StoredValue<String>,
    open: RwSignal<bool>,
    active: RwSignal<usize>,
    offered: Memo<Vec<Offer>>,
    pick: UnsyncCallback<&'static str>,
}

impl List {
    /// A closed list below the control with this id.
    pub(crate) fn new(
        id: &str,
        offered: Memo<Vec<Offer>>,
        pick: UnsyncCallback<&'static str>,
    ) -> Self {
        Self {
            id: StoredValue::new(format!("{id}-list")),
            open: RwSignal::new(false),
            active: RwSignal::new(0),
            offered,
            pick,
        }
    }

    fn pick(self, value: &'static str) {
        self.open.set(false);
        self.pick.run(value);
    }

    fn show(self, at: usize) {
        self.active.set(at);
        self.open.set(true);
    }

    /// Whether the key was the list's.
    fn key(self, key: &str) -> bool {
        let many = self.offered.with_untracked(Vec::len);
        let open = self.open.get_untracked();
        match (key, open) {
            ("ArrowDown" | "ArrowUp", false) => self.show(0),
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
        format!("{}-{n}", self.id.get_value())
    }

    /// What makes a text the list's.
    pub(crate) fn over(self) -> impl Attribute {
        let active = maybe(move || self.open.get().then(|| self.option_id(self.active.get())));
        view! {
            <{..} role="combobox" aria-autocomplete="list" aria-controls=self.id.get_value()
                aria-expanded=aria(move || self.open.get()) aria-activedescendant=active
                on:input=move |_| self.show(0)
                on:click=move |_| self.show(0)
                on:keydown=move |event| if self.key(&event.key()) { event.prevent_default() }
                on:blur=move |_| self.open.set(false)
            />
        }
    }

    /// The list itself; what it says of nothing that matches.
    pub(crate) fn below(self, label: &'static str, nothing: &'static str) -> AnyView {
        let options = move || {
            let offered = self.offered.get().into_iter().enumerate();
            self.open.get().then(|| offered.map(|(n, offer)| self.option(n, offer)).collect_view())
        };
        let none = move || self.open.get() && self.offered.with(Vec::is_empty);
        let closed = flag(move || {
            !self.open.get() || (nothing.is_empty() && self.offered.with(Vec::is_empty))
        });
        view! {
            <ul id=self.id.get_value() class="options" role="listbox" aria-label=label
                class:is-hidden=closed>{options}</ul>
            <p class="options" role="status" class:is-hidden=flag(move || nothing.is_empty() || !none())>
                {maybe(move || none().then(|| nothing.to_owned()))}
            </p>
        }
        .into_any()
    }

    fn option(self, n: usize, offer: Offer) -> AnyView {
        let value = offer.value;
        view! {
            <li id=self.option_id(n) role="option" class="option" aria-selected=aria(move || self.active.get() == n)
                // The press comes before the input loses the focus and the list closes.
                on:mousedown=move |event| {
                    event.prevent_default();
                    self.pick(value);
                }>
                <b class="mono">{offer.title}</b> <span>{offer.said}</span>
            </li>
        }
        .into_any()
    }
}

/// A size of a machine.
pub(crate) fn size(entry: Entry) -> AnyView {
    let (desk, at) = (desk(), entry.at);
    let pick = UnsyncCallback::new(move |name: &'static str| {
        desk.type_into(at, name.to_owned());
        desk.end_typing();
    });
    let list = List::new(&entry.id, Memo::new(move |_| desk.offers(at)), pick);
    view! {
        <div class="list">
            <input {..typed(entry)} {..list.over()} type="text" class="mono"/>
            {list.below("Known sizes", "")}
        </div>
    }
    .into_any()
}
