//! The picture under the hand: its nodes, its parts and their fields, zoom and pan.
//!
//! The scale is the size of the SVG element and the place is how far its frame is scrolled, so both
//! outlive a new drawing, lines stay crisp, and a finger, a wheel and the arrow keys pan by themselves.
//! Where the whole picture would have letters that nobody can read, a part of it is shown, which goes by itself to
//! what the present step is about until a hand moves it. One listener hears everything else that a hand does.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_utils::document;
use leptos::prelude::{StoredValue, untrack};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, KeyboardEvent, PointerEvent, TouchEvent, WheelEvent};

use super::element::{Element, after_mount};
use super::{Follower, follow_size, in_frame, nodes, whole};
use crate::diagram::{LEGIBLE, Picture, Sight};

/// Steps of the buttons and keys, in percent.
const STEPS: [f64; 12] =
    [25.0, 33.0, 50.0, 67.0, 80.0, 100.0, 125.0, 150.0, 200.0, 250.0, 300.0, 400.0];
/// Pixels that a press may wander and still be a click.
const WANDER: f64 = 4.0;

/// The id of the element that says the scale.
pub(crate) const SCALE_ID: &str = "picture-scale";

/// The scale below which a story has no letters: they have 8 px there, on a phone and in a part of the window.
const SMALL: f64 = 8.0 / 12.0;
/// The same for a picture that is seen whole: rather letters of 7 px than a border that cuts it.
const SMALL_WHOLE: f64 = 7.0 / 12.0;
/// How wide a frame is at least that fills a window of a desk and has letters of 11 px, with the scroll bar that these
/// may bring.
const DESK: f64 = 900.0;

/// How the picture stands in its frame.
#[derive(Clone)]
pub(crate) struct Zoom(Rc<Cell<Stand>>);

#[derive(Clone, Copy, Default)]
struct Stand {
    /// CSS pixels per unit of the picture, 0 to fit it into its frame.
    scale: f64,
    /// What the last scaling was about.
    anchor: Anchor,
    /// Whether the whole picture is wanted, however small its letters are.
    whole: bool,
    /// Whether a hand has moved it, and it stays there.
    moved: bool,
    /// Whether the frame fills the window.
    full: bool,
}

/// A point of the screen and the point of the picture that belongs there. A picture that is smaller than its
/// frame cannot be moved there yet, so the point is kept until something else is scaled around or scrolled to.
#[derive(Clone, Copy, Default)]
struct Anchor {
    at: (f64, f64),
    point: (f64, f64),
    scrolled: (i32, i32),
}

impl Zoom {
    /// The whole picture.
    pub(crate) fn start() -> Self {
        Self(Rc::default())
    }

    /// Does what a key or a button of the same name says; whether there is such a one.
    fn key(&self, frame: &web_sys::Element, key: &str) -> bool {
        match key {
            "+" | "=" => self.step(frame, true),
            "-" => self.step(frame, false),
            "0" => {
                let full = self.0.get().full;
                self.0.set(Stand { whole: true, full, ..Stand::default() });
                self.apply(frame);
            }
            _ => return false,
        }
        true
    }

    /// The next step up or down.
    fn step(&self, frame: &web_sys::Element, up: bool) {
        let Some(drawing) = Drawing::of(frame) else { return };
        let now = (drawing.scale * 100.0).round();
        let next = if up {
            STEPS.into_iter().find(|step| *step > now)
        } else {
            STEPS.into_iter().rev().find(|step| *step < now)
        };
        if let Some(next) = next {
            let rect = frame.get_bounding_client_rect();
            let middle = (rect.x() + rect.width() / 2.0, rect.y() + rect.height() / 2.0);
            self.to(frame, next / 100.0, middle);
        }
    }

    /// Scales so that what is at a point of the screen stays there.
    fn to(&self, frame: &web_sys::Element, scale: f64, at: (f64, f64)) {
        let Some(before) = Drawing::of(frame) else { return };
        let scrolled = || (frame.scroll_left(), frame.scroll_top());
        let kept = self.0.get().anchor;
        let point = if kept.at == at && kept.scrolled == scrolled() {
            kept.point
        } else {
            ((at.0 - before.left) / before.scale, (at.1 - before.top) / before.scale)
        };
        let [least, .., most] = STEPS;
        let scale = scale.max(least / 100.0).min(most / 100.0);
        self.0.set(Stand { scale, ..self.0.get() });
        self.apply(frame);
        let Some(after) = Drawing::of(frame) else { return };
        frame.scroll_by_with_x_and_y(
            after.left + point.0 * after.scale - at.0,
            after.top + point.1 * after.scale - at.1,
        );
        let anchor = Anchor { at, point, scrolled: scrolled() };
        self.0.set(Stand { anchor, ..self.0.get() });
    }

    /// Gives the SVG element its size and says the scale.
    fn apply(&self, frame: &web_sys::Element) {
        let Some((svg, (width, height))) = svg_of(frame) else { return };
        let stand = self.0.get();
        let fits = |scale: f64| {
            width * scale <= frame.client_width().into()
                && height * scale <= frame.client_height().into()
        };
        let [legible, enough] = least(frame);
        let least = if stand.whole || fits(enough) { 0.0 } else { legible };
        let scale = if stand.scale > 0.0 { stand.scale } else { least };
        let _ = frame.class_list().toggle_with_force("is-zoomed", scale > 0.0);
        if scale > 0.0 {
            let _ = svg.set_attribute("width", &whole((width * scale).ceil()));
            let _ = svg.set_attribute("height", &whole((height * scale).ceil()));
        }
        tell_scale(frame);
    }

    /// Goes to what the present step is about, unless a hand has scaled or moved the picture.
    fn lead(&self, frame: &web_sys::Element, sight: &Sight) {
        let stand = self.0.get();
        let Some(Drawing { scale, .. }) = Drawing::of(frame) else { return };
        if stand.scale > 0.0 || stand.whole || stand.moved {
            return;
        }
        let view =
            [frame.scroll_left(), frame.scroll_top(), frame.client_width(), frame.client_height()];
        #[expect(clippy::cast_possible_truncation, reason = "a part of a pixel more or less")]
        let seen = view.map(|length| (f64::from(length) / scale) as i32);
        let (x, y) = sight.led(seen);
        if seen.starts_with(&[x, y]) {
            return;
        }
        // The style sheet says how it goes there; what a hand does must not lag behind it.
        let _ = frame.class_list().add_1("is-led");
        frame.scroll_to_with_x_and_y(f64::from(x) * scale, f64::from(y) * scale);
        let _ = frame.class_list().remove_1("is-led");
    }

    /// A hand has moved the picture.
    fn moved(&self) {
        self.0.set(Stand { moved: true, ..self.0.get() });
    }

    /// Nobody has moved it or wanted the whole of it since it became another one, or since its frame did.
    fn begin(&self) {
        self.0.set(Stand { whole: false, moved: false, ..self.0.get() });
    }
}

/// The scale that keeps letters legible in a frame, over the whole window of a desk and where a story is told, and the
/// one that is enough for a whole picture.
fn least(frame: &web_sys::Element) -> [f64; 2] {
    if is_full(frame) && frame.get_bounding_client_rect().width() >= DESK {
        [LEGIBLE; 2]
    } else if frame.closest(".has-story").is_ok_and(|story| story.is_some()) {
        [SMALL, SMALL_WHOLE]
    } else {
        [0.0; 2]
    }
}

fn is_full(frame: &web_sys::Element) -> bool {
    frame.closest(".is-full").is_ok_and(|full| full.is_some())
}

/// Where the drawing is on the screen; fitted, it may be smaller than its element.
struct Drawing {
    left: f64,
    top: f64,
    scale: f64,
}

impl Drawing {
    fn of(frame: &web_sys::Element) -> Option<Self> {
        let (svg, (width, height)) = svg_of(frame)?;
        let rect = svg.get_bounding_client_rect();
        let scale = (rect.width() / width).min(rect.height() / height);
        let margin = |room: f64, size: f64| (room - size * scale) / 2.0;
        (scale > 0.0).then(|| Self {
            left: rect.x() + margin(rect.width(), width),
            top: rect.y() + margin(rect.height(), height),
            scale,
        })
    }
}

/// The SVG element with the size of its drawing.
fn svg_of(frame: &web_sys::Element) -> Option<(web_sys::Element, (f64, f64))> {
    let svg = frame.first_element_child()?;
    let view = svg.get_attribute("viewBox")?;
    let mut sizes = view.split(' ').skip(2).map(str::parse::<i32>);
    Some((svg, (sizes.next()?.ok()?.into(), sizes.next()?.ok()?.into())))
}

fn tell_scale(frame: &web_sys::Element) {
    let said = document().get_element_by_id(SCALE_ID);
    if let (Some(said), Some(drawing)) = (said, Drawing::of(frame)) {
        said.set_text_content(Some(&(whole(drawing.scale * 100.0) + " %")));
    }
}

/// A place of a frame: keeps the picture and the marks of the focused key in it, hears what a hand does there, and
/// tells the key of a part that is gone to, its own size, and that of what is around it.
pub(crate) fn live(
    place: &Element,
    zoom: Zoom,
    picture: impl Fn() -> Option<Picture> + 'static,
    focused: impl Fn() -> Option<&'static str> + Clone + 'static,
    go_to: impl Fn(&str) + 'static,
    sized: impl Fn((f64, f64), (f64, f64)) + 'static,
) {
    let frame = place.get().clone();
    let last = Rc::new(RefCell::new(None::<Picture>));
    let follower = follow(&frame, zoom.clone(), Rc::clone(&last), sized);
    StoredValue::new_local((attend(&frame, zoom.clone(), go_to), follower));
    let (drawn, seen) = (place.clone(), focused.clone());
    after_mount(move || {
        if let Some(now) = picture() {
            show(&drawn, last.borrow().as_ref(), &now, &zoom, untrack(&seen));
            last.replace(Some(now));
        }
    });
    after_mount(move || mark(&frame, focused()));
}

/// Puts a picture into its frame at the scale and the place of the last one. Most of it stands there
/// already: only what differs from the last picture is touched, and a part keeps its focus.
fn show(
    place: &Element,
    last: Option<&Picture>,
    now: &Picture,
    zoom: &Zoom,
    focused: Option<&str>,
) {
    let frame = place.get();
    let part = || frame.query_selector("[data-field]:focus").ok().flatten();
    let key = |part: web_sys::Element| part.get_attribute("data-field");
    let held = part().and_then(key);
    nodes::show(place, last.map(|last| &last.node), &now.node);
    // Asking for the scale lays the whole page out at once; a drawing of the same size has the one it had.
    let sized = last.is_none_or(|last| last.node.attributes != now.node.attributes);
    if last.is_none_or(|last| last.sight.is_of_story() != now.sight.is_of_story()) {
        zoom.begin();
    }
    if sized || last.is_none_or(|last| last.sight != now.sight) {
        let (frame, sight, zoom) = (frame.clone(), now.sight.clone(), zoom.clone());
        // By then the picture may be gone, and its zoom with it.
        in_frame(move || {
            if frame.is_connected() {
                if sized {
                    zoom.apply(&frame);
                }
                zoom.lead(&frame, &sight);
            }
        });
    }
    mark(frame, focused);
    // An element may show another part now; the focus stays with its part.
    let again = held.filter(|held| part().and_then(key).as_ref() != Some(held));
    let again =
        again.and_then(|key| frame.query_selector(&format!("[data-field='{key}']")).ok()?);
    if let Some(part) = again {
        let _ = part.unchecked_into::<HtmlElement>().focus();
    }
}

/// Marks the parts that show the focused key.
fn mark(frame: &web_sys::Element, focused: Option<&str>) {
    let toggle = |parts: &str, on: bool| {
        let Ok(parts) = frame.query_selector_all(parts) else { return };
        for part in (0..parts.length()).filter_map(|n| parts.get(n)) {
            let part = part.unchecked_ref::<web_sys::Element>();
            let _ = part.class_list().toggle_with_force("is-focused", on);
        }
    };
    toggle(".is-focused", false);
    if let Some(key) = focused {
        toggle(&format!("[data-field~='{key}'], [data-field][data-also~='{key}']"), true);
    }
}

/// Does what the button under an event says.
pub(crate) fn press(frame: &Element, zoom: &Zoom, event: &Event) {
    let button = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if let Some(key) = button.and_then(|button| button.get_attribute("value")) {
        zoom.key(frame.get(), &key);
    }
}

/// Follows the frame's size as long as what this gives is kept.
fn follow(
    frame: &web_sys::Element,
    zoom: Zoom,
    last: Rc<RefCell<Option<Picture>>>,
    fit: impl Fn((f64, f64), (f64, f64)) + 'static,
) -> Option<Follower> {
    let sized = frame.clone();
    let size = |one: &web_sys::Element| {
        let rect = one.get_bounding_client_rect();
        (rect.width(), rect.height())
    };
    follow_size(frame, move || {
        let full = is_full(&sized);
        let stand = zoom.0.get();
        if stand.full != full {
            zoom.0.set(Stand { full, whole: false, moved: false, ..stand });
        }
        zoom.apply(&sized);
        if let Some(last) = &*last.borrow() {
            zoom.lead(&sized, &last.sight);
        }
        fit(size(&sized), sized.parent_element().as_ref().map_or((0.0, 0.0), size));
    })
}

/// Hears what a hand does to the frame as long as what this gives is kept.
fn attend(
    frame: &web_sys::Element,
    zoom: Zoom,
    go_to: impl Fn(&str) + 'static,
) -> Vec<EventListener> {
    let hand = Hand {
        frame: frame.clone(),
        go_to: Box::new(go_to),
        zoom,
        grip: None,
        dragged: false,
        spread: None,
    };
    let hand = Rc::new(RefCell::new(hand));
    let heard =
        ["click", "keydown", "wheel", "pointerdown", "pointermove", "touchstart", "touchmove"];
    let listeners = heard.map(|name| {
        let hand = Rc::clone(&hand);
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(frame, name, options, move |event| {
            hand.borrow_mut().follow(event);
        })
    });
    listeners.into()
}

/// What a hand is doing.
struct Hand {
    frame: web_sys::Element,
    go_to: Box<dyn Fn(&str)>,
    zoom: Zoom,
    /// Where the mouse took hold: on the screen, and how far the frame was scrolled.
    grip: Option<((f64, f64), (i32, i32))>,
    /// Whether the press has become a drag, which is no click.
    dragged: bool,
    /// Two fingers: how far apart, and the point between them.
    spread: Option<(f64, (f64, f64))>,
}

impl Hand {
    fn follow(&mut self, event: &Event) {
        match event.type_().as_str() {
            "click" => {
                if !std::mem::take(&mut self.dragged) {
                    self.go_to_part(event);
                }
            }
            "keydown" => self.key(event.unchecked_ref()),
            "wheel" => self.wheel(event.unchecked_ref()),
            "pointerdown" => self.take_hold(event.unchecked_ref()),
            "pointermove" => self.drag(event.unchecked_ref()),
            "touchstart" => self.spread = None,
            _ => self.pinch(event.unchecked_ref()),
        }
    }

    /// Whether there is a part to go to.
    fn go_to_part(&self, event: &Event) -> bool {
        let key = nodes::field_under(event);
        if let Some(key) = &key {
            (self.go_to)(key);
        }
        key.is_some()
    }

    fn key(&self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        let pressed = matches!(key.as_str(), "Enter" | " ") && self.go_to_part(event);
        let scrolls = ["Arrow", "Page", "End", "Home", " "];
        if !pressed && scrolls.iter().any(|start| key.starts_with(start)) {
            self.zoom.moved();
        }
        if !pressed && !self.zoom.key(&self.frame, &key) {
            return;
        }
        event.prevent_default();
    }

    /// Ctrl and wheel, which is also how a touchpad tells a pinch.
    fn wheel(&self, event: &WheelEvent) {
        if !event.ctrl_key() {
            self.zoom.moved();
            return;
        }
        event.prevent_default();
        if let Some(drawing) = Drawing::of(&self.frame) {
            // A step there and one back cancel each other out; a power would bring a table of four kilobytes.
            let step = 0.75 * event.delta_y().abs().min(25.0) / 100.0 + 1.0;
            let factor = if event.delta_y() > 0.0 { 1.0 / step } else { step };
            let at = (f64::from(event.client_x()), f64::from(event.client_y()));
            self.zoom.to(&self.frame, drawing.scale * factor, at);
        }
    }

    fn take_hold(&mut self, event: &PointerEvent) {
        self.dragged = false;
        // Beyond what shows the picture a hand takes hold of a scroll bar.
        let (x, y) = (event.offset_x(), event.offset_y());
        let beyond = x >= self.frame.client_width() || y >= self.frame.client_height();
        if beyond && event.target().as_ref() == Some(self.frame.as_ref()) {
            self.zoom.moved();
        }
        // Fingers and pens pan by themselves.
        let takes = event.pointer_type() == "mouse" && event.button() == 0;
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        self.grip = takes.then(|| (at, (self.frame.scroll_left(), self.frame.scroll_top())));
    }

    fn drag(&mut self, event: &PointerEvent) {
        let Some((from, (left, top))) = self.grip.filter(|_| event.buttons() & 1 == 1) else {
            self.grip = None;
            return;
        };
        let (dx, dy) = (f64::from(event.client_x()) - from.0, f64::from(event.client_y()) - from.1);
        if !self.dragged && dx.abs().max(dy.abs()) > WANDER {
            self.dragged = true;
            let _ = self.frame.set_pointer_capture(event.pointer_id());
            self.zoom.moved();
        }
        if self.dragged {
            self.frame.scroll_to_with_x_and_y(f64::from(left) - dx, f64::from(top) - dy);
        }
    }

    /// Two fingers scale, and move what is between them.
    fn pinch(&mut self, event: &TouchEvent) {
        let touches = event.touches();
        let point = |n: u32| {
            touches.get(n).map(|touch| (f64::from(touch.client_x()), f64::from(touch.client_y())))
        };
        let (Some(a), Some(b)) = (point(0), point(1)) else {
            self.zoom.moved();
            return;
        };
        event.prevent_default();
        let apart = (a.0 - b.0).hypot(a.1 - b.1).max(1.0);
        let middle = (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1));
        if let (Some((before, was)), Some(drawing)) = (self.spread, Drawing::of(&self.frame)) {
            self.zoom.to(&self.frame, drawing.scale * apart / before, was);
            self.frame.scroll_by_with_x_and_y(was.0 - middle.0, was.1 - middle.1);
        }
        self.spread = Some((apart, middle));
    }
}
