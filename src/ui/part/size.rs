//! The size of a machine: free text with a searchable list of known sizes, and what is known of the
//! present one. Follows the ARIA pattern of a combobox with a list.

use leptos::prelude::*;

use crate::facts;
use crate::facts::vmseries::Size;
use crate::field::{Field, Kind};
use crate::ui::browser;
use crate::ui::desk::{Desk, desk};
use crate::ui::part::control;
use crate::ui::part::reactive::{aria, flag, maybe, text};

/// The sizes that a typed text leaves; all of them while it is blank or names one.
fn offered(at: Field, typed: &str) -> Vec<&'static Size> {
    let typed = typed.trim().to_ascii_lowercase();
    let all = typed.is_empty() || facts::vmseries::size_named(&typed).is_some();
    let enough = |size: &&Size| matches!(at.spec().kind, Kind::Size(nics) if size.nics >= nics);
    let fits = |size: &&Size| all || said(size).to_ascii_lowercase().contains(&typed);
    // What retires comes last.
    let (stays, retires): (Vec<_>, Vec<_>) = facts::vmseries::SIZES
        .iter()
        .filter(enough)
        .filter(fits)
        .partition(|s| s.retires.is_none());
    [stays, retires].concat()
}

fn said(size: &Size) -> String {
    let retires = size.retires.map(|date| format!(", retires {date}")).unwrap_or_default();
    format!(
        "{}: {} vCPU, {} GiB, {} NICs{retires}",
        size.name, size.vcpus, size.memory_gib, size.nics
    )
}

/// The list while it is open: which entry the arrow keys are at.
#[derive(Clone, Copy)]
struct List {
    desk: Desk,
    at: Field,
    open: RwSignal<bool>,
    active: RwSignal<usize>,
    offered: Memo<Vec<&'static str>>,
}

impl List {
    fn new(desk: Desk, at: Field) -> Self {
        let offered = Memo::new(move |_| {
            let sizes = offered(at, &desk.text(at));
            sizes.into_iter().map(|size| size.name).collect()
        });
        Self { desk, at, open: RwSignal::new(false), active: RwSignal::new(0), offered }
    }

    fn pick(self, name: &str) {
        self.desk.type_into(self.at, name.to_owned());
        self.desk.end_typing();
        self.open.set(false);
    }

    fn show(self) {
        let present = self.desk.draft.with_untracked(|draft| draft.get(self.at).to_owned());
        let place = self.offered.with_untracked(|names| names.iter().position(|n| *n == present));
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
                match self.offered.with_untracked(|names| names.get(at).copied()) {
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
        format!("{}-option-{n}", browser::control_id(self.at))
    }
}

/// The control.
#[component]
pub(crate) fn SizeEntry(
    /// The field.
    at: Field,
    /// The control's id.
    id: String,
    /// Ids of what describes it.
    described: String,
    /// Whether it holds an error.
    invalid: Signal<Option<String>>,
) -> impl IntoView {
    let desk = desk();
    let list = List::new(desk, at);
    let list_id = format!("{id}-list");
    let controls = list_id.clone();
    let active = maybe(move || list.open.get().then(|| list.option_id(list.active.get())));
    let options = move || {
        let names = list.offered.get().into_iter().enumerate();
        list.open.get().then(|| names.map(|(n, name)| option(list, n, name)).collect_view())
    };
    view! {
        <div class="list">
            <input id=id type="text" class="mono" role="combobox" spellcheck="false" autocomplete="off"
                autocapitalize="off" aria-autocomplete="list" aria-controls=controls
                aria-expanded=aria(move || list.open.get()) aria-activedescendant=active
                aria-describedby=described aria-invalid=invalid
                placeholder=text(move || control::placeholder(desk, at))
                prop:value=text(move || desk.text(at))
                on:input=move |event| {
                    desk.type_into(at, event_target_value(&event));
                    list.active.set(0);
                    list.open.set(true);
                }
                on:click=move |_| list.show()
                on:keydown=move |event| if list.key(&event.key()) { event.prevent_default() }
                on:focus=move |_| desk.focused.set(Some(at))
                on:blur=move |_| {
                    list.open.set(false);
                    control::leave(desk, at);
                }/>
            <ul id=list_id class="options" role="listbox" aria-label="Known sizes"
                class:is-hidden=flag(move || !list.open.get() || list.offered.with(Vec::is_empty))>{options}</ul>
            <SizeFacts at/>
        </div>
    }
}

fn option(list: List, n: usize, name: &'static str) -> AnyView {
    let size = facts::vmseries::size_named(name).expect("only known sizes are offered");
    let here = move || list.active.get() == n;
    let (machine, retires) = (
        format!("{} vCPU, {} GiB, {} NICs", size.vcpus, size.memory_gib, size.nics),
        size.retires.map(|date| format!("retires {date}")),
    );
    view! {
        <li id=list.option_id(n) role="option" class="option" aria-selected=aria(here)
            // The press comes before the input loses the focus and the list closes.
            on:mousedown=move |event| {
                event.prevent_default();
                list.pick(name);
            }>
            <b class="mono">{name}</b> <span>{machine}</span> <span class="soft">{retires}</span>
        </li>
    }
    .into_any()
}

/// What is known of the size in force.
#[component]
fn SizeFacts(
    /// The field.
    at: Field,
) -> impl IntoView {
    let desk = desk();
    let facts = maybe(move || {
        let name = desk.review.with(|review| {
            let settled = review.plan.as_ref()?.settled.get(&at)?;
            Some(settled.value.clone())
        })?;
        let known = facts::vmseries::size_named(&name);
        // The plan's own choice for the test server needs no remark.
        let unknown = || at == Field::PairSize || !desk.text(at).is_empty();
        match known {
            Some(size) => Some(said(size).replacen(&format!("{}: ", size.name), "", 1)),
            None => unknown().then(|| format!("{name} is not in this product's table")),
        }
    });
    view! { <p class="range-facts">{facts}</p> }
}
