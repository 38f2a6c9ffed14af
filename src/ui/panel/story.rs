//! What is told beside the picture, and what it marks there.

use leptos::prelude::untrack;

use crate::diagram::Layout;
use crate::diagram::mark;
use crate::diagram::mark::Mark;
use crate::plan::Plan;
use crate::ui::browser::element::Element;
use crate::ui::desk::Desk;
use crate::ui::part::button::toggle;
use crate::ui::part::reactive::Held;
use crate::ui::part::told::marking;
use crate::workshop::{Draw, View};

/// The open story: its view, what of it is wanted, and what it marks.
#[derive(Clone, Copy)]
pub(super) struct Story {
    view: Held<Option<View>>,
    wanted: Held<Option<String>>,
    marks: Held<String>,
    full: Held<bool>,
    /// How wide and high the frame of the picture is.
    room: Held<(f64, f64)>,
    /// Whether all workloads are shown.
    open: Held<bool>,
}

impl Story {
    /// None.
    pub(super) fn new() -> Self {
        let marks = Held::new(String::new());
        let (wanted, full) = (Held::new(None), Held::new(false));
        let (room, open) = (Held::new((0.0, 0.0)), Held::new(false));
        Self { view: Held::new(None), wanted, marks, full, room, open }
    }

    /// Whether there is one.
    pub(super) fn is_open(self) -> bool {
        self.view.with(Option::is_some)
    }

    /// Whether the picture and it fill the window.
    pub(super) fn is_full(self) -> bool {
        self.full.get()
    }

    /// The button that lets them.
    pub(super) fn screen(self) -> Element {
        let button = toggle(
            "Full screen",
            move || self.full.get(),
            move || {
                self.full.update(|full| *full = !*full);
            },
        );
        button.id("full-screen").set("aria-keyshortcuts", "f").set("title", "f")
    }

    /// What it marks.
    pub(super) fn marks(self) -> Vec<Mark> {
        // An answer may come after the story was closed.
        if self.view.with(Option::is_none) {
            return Vec::new();
        }
        self.marks.with(|marks| mark::read(marks))
    }

    /// Whether it is one that plays.
    pub(super) fn can_play(self) -> bool {
        self.view.get() == Some(View::Failover)
    }

    /// Takes another size of the picture's frame.
    pub(super) fn fit(self, room: (f64, f64)) {
        self.room.set(room);
    }

    /// Shows all workloads, or folds them again.
    pub(super) fn unfold(self) {
        self.open.update(|open| *open = !*open);
    }

    /// The layout that suits the room. Without a story a frame of the desk keeps the tall picture, which the page
    /// begins with; nobody could read either in less than this. A phone shows a part of it, for which the subnets of
    /// the wide one are narrow enough.
    pub(super) fn layout(self, plan: Option<&Plan>) -> Layout {
        const LEAST: f64 = 1000.0;
        const PHONE: f64 = 500.0;
        let open = Layout { open: self.open.get(), ..Layout::default() };
        let room = self.room.get();
        let may = self.is_open() || room.0 >= LEAST;
        Layout {
            wide: may && plan.is_some_and(|plan| room.0 < PHONE || open.is_wide_in(plan, room)),
            ..open
        }
    }

    /// The order of the picture as it stands there, or of a film of it.
    pub(super) fn drawing(self, desk: Desk, plays: bool) -> Draw {
        untrack(|| {
            let wanted =
                self.wanted.with(|wanted| wanted.as_deref().unwrap_or_default().to_owned());
            // A view that marks nothing stands for none.
            let view = self.view.get().unwrap_or(View::Keys);
            let wide = self.layout(desk.planned().as_deref()).wide;
            Draw { typed: desk.typed(), view, wanted, wide, plays }
        })
    }

    /// The button that opens and closes one.
    pub(super) fn toggle(self, text: &str, story: View) -> Element {
        let pressed = move || self.view.get() == Some(story);
        toggle(text, pressed, move || {
            self.wanted.set(None);
            self.marks.set(String::new());
            self.view.set((!pressed()).then_some(story));
        })
    }

    /// What is told.
    pub(super) fn told(self) -> Vec<Element> {
        let view = self.view.get();
        view.map(|view| marking(view, self.wanted, Some(self.marks))).into_iter().collect()
    }
}
