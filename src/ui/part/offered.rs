//! A text with a searchable list of what is offered for it: sizes, and the fields of the form. Follows the ARIA
//! pattern of a combobox with a list.

use leptos::prelude::*;

use crate::ui::browser::element::{Element, tag};
use crate::ui::desk::{Offer, desk};
use crate::ui::part::reactive::{Derived, Held, memo};
use crate::ui::part::text::{Entry, typed};

/// The list while it is open: which entry the arrow keys are at, and what a choice does.
#[derive(Clone, Copy)]
pub(crate) struct List {
    id: StoredValue<String>,
    open: Held<bool>,
    active: Held<usize>,
    offered: Derived<Vec<Offer>>,
    pick: UnsyncCallback<&'static str>,
}

impl List {
    /// A closed list below the control with this id.
    pub(crate) fn new(
        id: &str,
        offered: Derived<Vec<Offer>>,
        pick: UnsyncCallback<&'static str>,
    ) -> Self {
        Self {
            id: StoredValue::new(format!("{id}-list")),
            open: Held::new(false),
            active: Held::new(0),
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

    /// Makes a text the list's.
    pub(crate) fn over(self, input: Element) -> Element {
        input
            .set("role", "combobox")
            .set("aria-autocomplete", "list")
            .set("aria-controls", &self.id.get_value())
            .tells("aria-expanded", move || self.open.get())
            .follows("aria-activedescendant", move || {
                self.open.get().then(|| self.option_id(self.active.get()))
            })
            .on("input", move |_| self.show(0))
            .press(move || self.show(0))
            .key(move |key, _| self.key(key))
            .on("blur", move |_| self.open.set(false))
    }

    /// The list itself; what it says of nothing that matches.
    pub(crate) fn below(self, label: &str, nothing: &'static str) -> [Element; 2] {
        let empty = move || self.offered.with(Vec::is_empty);
        let none = move || self.open.get() && empty();
        let list = tag("ul.options").id(&self.id.get_value()).set("role", "listbox").label(label);
        let list = list
            .hidden_if(move || !self.open.get() || (nothing.is_empty() && empty()))
            .changing(move || {
                let offered = if self.open.get() { self.offered.get() } else { Vec::new() };
                let options = offered.into_iter().enumerate();
                options.map(|(n, offer)| self.option(n, &offer)).collect()
            });
        let said = tag("p.options").set("role", "status");
        let said = said
            .hidden_if(move || nothing.is_empty() || !none())
            .maybe(move || none().then(|| nothing.to_owned()));
        [list, said]
    }

    fn option(self, n: usize, offer: &Offer) -> Element {
        let value = offer.value;
        tag("li.option")
            .id(&self.option_id(n))
            .set("role", "option")
            .tells("aria-selected", move || self.active.get() == n)
            // The press comes before the input loses the focus and the list closes.
            .on("mousedown", move |event| {
                event.prevent_default();
                self.pick(value);
            })
            .add(tag("b.mono").text(offer.title))
            .text(" ")
            .add(tag("span").text(&offer.said))
    }
}

/// A size of a machine.
pub(crate) fn size(entry: Entry) -> Element {
    let (desk, at) = (desk(), entry.at);
    let pick = UnsyncCallback::new(move |name: &'static str| {
        desk.type_into(at, name.to_owned());
        desk.end_typing();
    });
    let list = List::new(&entry.id, memo(move || desk.offers(at)), pick);
    let input = typed(tag("input.mono").set("type", "text"), entry);
    tag("div.list").add(list.over(input)).all(list.below("Known sizes", ""))
}
