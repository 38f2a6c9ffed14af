//! What is told beside the picture, and what it marks there.

use leptos::prelude::untrack;

use crate::diagram::Layout;
use crate::diagram::mark;
use crate::diagram::mark::Mark;
use crate::plan::Plan;
use crate::ui::browser;
use crate::ui::browser::element::{Element, Event};
use crate::ui::desk::Desk;
use crate::ui::part::button::toggle;
use crate::ui::part::reactive::Held;
use crate::ui::part::told::marking;
use crate::workshop::{Draw, View};

/// Two rooms, each of a width and a height.
type Rooms = ((f64, f64), (f64, f64));

/// Where everything stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) layout: Layout,
    /// Whether the story stands beside the picture and not below it.
    pub(super) beside: bool,
}

/// The open story: its view, what of it is wanted, and what it marks.
#[derive(Clone, Copy)]
pub(super) struct Story {
    view: Held<Option<View>>,
    wanted: Held<Option<String>>,
    marks: Held<String>,
    full: Held<bool>,
    /// How wide and high the frame of the picture is, and what it shares with the story.
    rooms: Held<Rooms>,
    /// Whether all workloads are shown.
    open: Held<bool>,
}

impl Story {
    /// None.
    pub(super) fn new() -> Self {
        let marks = Held::new(String::new());
        let (wanted, full) = (Held::new(None), Held::new(false));
        let (rooms, open) = (Held::new(Rooms::default()), Held::new(false));
        Self { view: Held::new(None), wanted, marks, full, rooms, open }
    }

    /// Whether there is one.
    pub(super) fn is_open(self) -> bool {
        self.view.with(Option::is_some)
    }

    /// Whether the picture and it fill the window.
    pub(super) fn is_full(self) -> bool {
        self.full.get()
    }

    /// Lets the page be seen again once the focus goes there.
    pub(super) fn give_way(self, event: &Event) {
        if browser::is_left(event, ".whole, .notice") {
            self.full.set(false);
        }
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

    /// Takes another size of the picture's frame, and of what it shares with the story.
    pub(super) fn fit(self, room: (f64, f64), stage: (f64, f64)) {
        self.rooms.set((room, stage));
    }

    /// Shows all workloads, or folds them again.
    pub(super) fn unfold(self) {
        self.open.update(|open| *open = !*open);
    }

    /// What suits the room. Without a story a frame of the desk keeps the tall picture, which the page begins with;
    /// nobody could read either in less than this. A phone shows a part of it, for which the subnets of the wide one
    /// are narrow enough. Over the whole window a story stands where it leaves the picture more.
    pub(super) fn shape(self, plan: Option<&Plan>) -> Shape {
        const LEAST: f64 = 1000.0;
        const PHONE: f64 = 500.0;
        /// What the style sheet gives a story below the picture, and beside it, in a window from 1900 px on more.
        const LEAD: f64 = 104.0;
        const COLUMN: f64 = 328.0;
        const WIDE_COLUMN: f64 = 584.0;
        const WIDE: f64 = 1892.0;
        let open = Layout { open: self.open.get(), ..Layout::default() };
        let (room, stage) = self.rooms.get();
        let told = self.is_open();
        let Some(plan) = plan.filter(|_| told || room.0 >= LEAST) else {
            return Shape { layout: open, beside: false };
        };
        if room.0 < PHONE {
            return Shape { layout: Layout { wide: true, ..open }, beside: false };
        }
        if told && self.is_full() {
            let column = if stage.0 >= WIDE { WIDE_COLUMN } else { COLUMN };
            let rooms = [(stage.0 - column, stage.1), (stage.0, stage.1 - LEAD)];
            let (layout, n) = open.in_rooms(plan, &rooms);
            return Shape { layout, beside: n == 0 };
        }
        Shape { layout: open.in_rooms(plan, &[room]).0, beside: false }
    }

    /// The order of the picture as it stands there, or of a film of it.
    pub(super) fn drawing(self, desk: Desk, plays: bool) -> Draw {
        untrack(|| {
            let wanted =
                self.wanted.with(|wanted| wanted.as_deref().unwrap_or_default().to_owned());
            // A view that marks nothing stands for none.
            let view = self.view.get().unwrap_or(View::Keys);
            let wide = self.shape(desk.planned().as_deref()).layout.wide;
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
            browser::raise(".has-story");
        })
    }

    /// What is told.
    pub(super) fn told(self) -> Vec<Element> {
        let view = self.view.get();
        view.map(|view| marking(view, self.wanted, Some(self.marks))).into_iter().collect()
    }
}
