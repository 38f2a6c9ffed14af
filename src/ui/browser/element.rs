//! What the page is made of: elements of one type, whatever is in them.
//!
//! A view with a type of its own costs the page a copy of everything that a view can do. Here what changes is
//! a boxed closure that an effect follows, so each of these functions is in the page once. Effects and
//! listeners end with the owner under which they were made.

use std::any::Any;

use gloo_events::{EventListener, EventListenerOptions};
use gloo_utils::{body, document};
use leptos::mount::mount_to_renderer;
use leptos::prelude::{Effect, Owner, StoredValue, untrack};
use leptos::reactive::effect::RenderEffect;
use wasm_bindgen::JsCast;
pub(crate) use web_sys::Event;
use web_sys::{
    HtmlElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement, KeyboardEvent,
};

use super::focus_around;

/// The namespace of drawings.
pub(super) const SVG: &str = "http://www.w3.org/2000/svg";

/// A part of the page: an element, or a text on its own.
#[derive(Clone)]
pub(crate) struct Element(web_sys::Element);

/// Makes a value's part.
type Show = Box<dyn Fn(&dyn Any) -> Element>;

/// What of an element follows a value.
#[derive(Clone, Copy)]
enum Slot {
    /// An attribute, which is missing where there is no value.
    Attribute(&'static str),
    /// A class, which is there where there is a value.
    Class(&'static str),
    /// A property of its style, which is set here because the page's policy allows no attribute for it.
    Style(&'static str),
    /// What an input holds.
    Value,
    /// The text itself.
    Text,
}

/// Lets the page be built in its body, where it stays as long as it lives.
pub(crate) fn mount(build: impl FnOnce(Element) + 'static) {
    mount_to_renderer(&body(), || build(Element(body().into()))).forget();
}

/// An element by its name, with its classes after a dot.
pub(crate) fn tag(name: &str) -> Element {
    let (name, class) = name.split_once('.').unwrap_or((name, ""));
    let made = document().create_element(name);
    let element = Element(made.expect("the page's own names are names of elements"));
    if class.is_empty() { element } else { element.class(class) }
}

/// An element of a drawing.
pub(crate) fn svg(name: &str) -> Element {
    let made = document().create_element_ns(Some(SVG), name);
    Element(made.expect("the page's own names are names of elements"))
}

/// A text on its own.
pub(crate) fn words(text: &str) -> Element {
    Element(document().create_text_node(text).unchecked_into())
}

/// Does something now and whenever what it reads changes, as long as whoever asks is there.
fn follow(mut run: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_| run());
    Owner::on_cleanup(move || drop(effect));
}

/// The same, from the time at which what is built now stands on the page.
pub(super) fn after_mount(run: impl FnMut() + 'static) {
    later(Box::new(run));
}

fn later(mut run: Box<dyn FnMut()>) {
    Effect::new(move |_| run());
}

impl Element {
    /// Gives it an attribute.
    pub(crate) fn set(self, name: &str, value: &str) -> Self {
        let set = self.0.set_attribute(name, value);
        set.expect("the page's own names are names of attributes");
        self
    }

    /// Gives it its classes.
    pub(crate) fn class(self, class: &str) -> Self {
        self.set("class", class)
    }

    /// Gives it its id.
    pub(crate) fn id(self, id: &str) -> Self {
        self.set("id", id)
    }

    /// Gives it the name that is read out.
    pub(crate) fn label(self, label: &str) -> Self {
        self.set("aria-label", label)
    }

    /// Adds a text.
    pub(crate) fn text(self, text: &str) -> Self {
        self.add(words(text))
    }

    /// Adds a part.
    #[expect(clippy::needless_pass_by_value, reason = "what is added belongs to this element")]
    pub(crate) fn add(self, part: Self) -> Self {
        let added = self.0.append_child(&part.0);
        added.expect("an element takes what is no part of the page yet");
        self
    }

    /// Adds parts.
    pub(crate) fn all(self, parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(self, Self::add)
    }

    /// Adds a text that changes.
    pub(crate) fn said(self, of: impl Fn() -> String + 'static) -> Self {
        self.add(words("").live(Slot::Text, Box::new(move || Some(of()))))
    }

    /// Adds a text that changes and may be missing.
    pub(crate) fn maybe(self, of: impl Fn() -> Option<String> + 'static) -> Self {
        self.add(words("").live(Slot::Text, Box::new(of)))
    }

    /// Gives it an attribute that changes and may be missing.
    pub(crate) fn follows(
        self,
        name: &'static str,
        of: impl Fn() -> Option<String> + 'static,
    ) -> Self {
        self.live(Slot::Attribute(name), Box::new(of))
    }

    /// Gives it an attribute that is there or not.
    pub(crate) fn flag(self, name: &'static str, of: impl Fn() -> bool + 'static) -> Self {
        self.switch(Slot::Attribute(name), Box::new(of))
    }

    /// Gives it a truth as ARIA tells it.
    pub(crate) fn tells(self, name: &'static str, of: impl Fn() -> bool + 'static) -> Self {
        self.truth(name, Box::new(of))
    }

    /// Gives it a class while something holds.
    pub(crate) fn class_if(self, class: &'static str, of: impl Fn() -> bool + 'static) -> Self {
        self.switch(Slot::Class(class), Box::new(of))
    }

    /// Takes it out of sight while something holds.
    pub(crate) fn hidden_if(self, of: impl Fn() -> bool + 'static) -> Self {
        self.class_if("is-hidden", of)
    }

    /// Gives it a style that changes.
    pub(crate) fn styled(self, name: &'static str, of: impl Fn() -> String + 'static) -> Self {
        self.live(Slot::Style(name), Box::new(move || Some(of())))
    }

    /// Keeps what an input holds.
    pub(crate) fn holds(self, of: impl Fn() -> String + 'static) -> Self {
        self.live(Slot::Value, Box::new(move || Some(of())))
    }

    fn switch(self, slot: Slot, of: Box<dyn Fn() -> bool>) -> Self {
        self.live(slot, Box::new(move || of().then(String::new)))
    }

    fn truth(self, name: &'static str, of: Box<dyn Fn() -> bool>) -> Self {
        self.live(Slot::Attribute(name), Box::new(move || Some(of().to_string())))
    }

    fn live(self, slot: Slot, of: Box<dyn Fn() -> Option<String>>) -> Self {
        let element = self.clone();
        let mut last = None;
        follow(Box::new(move || {
            let now = of();
            if last.as_ref() != Some(&now) {
                element.show(slot, now.as_deref());
                last = Some(now);
            }
        }));
        self
    }

    fn show(&self, slot: Slot, value: Option<&str>) {
        match (slot, value) {
            (Slot::Attribute(name), Some(value)) => drop(self.0.set_attribute(name, value)),
            (Slot::Attribute(name), None) => drop(self.0.remove_attribute(name)),
            (Slot::Class(name), _) => {
                drop(self.0.class_list().toggle_with_force(name, value.is_some()));
            }
            (Slot::Style(name), _) => {
                let style = self.0.unchecked_ref::<HtmlElement>().style();
                drop(style.set_property(name, value.unwrap_or_default()));
            }
            (Slot::Value, _) => self.take_value(value.unwrap_or_default()),
            (Slot::Text, _) => self.0.set_text_content(value),
        }
    }

    fn take_value(&self, value: &str) {
        // A text that already stands there keeps its caret.
        if value_of(&self.0) == value {
            return;
        }
        if let Some(input) = self.0.dyn_ref::<HtmlInputElement>() {
            input.set_value(value);
        } else if let Some(area) = self.0.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value(value);
        } else if let Some(list) = self.0.dyn_ref::<HtmlSelectElement>() {
            list.set_value(value);
        }
    }

    /// Adds parts that are made anew whenever what they are made of changes.
    pub(crate) fn changing(self, of: impl Fn() -> Vec<Self> + 'static) -> Self {
        self.renewed(Box::new(of))
    }

    fn renewed(self, of: Box<dyn Fn() -> Vec<Self>>) -> Self {
        let end = words("");
        let place = end.clone();
        let mut shown: Vec<Self> = Vec::new();
        let made = self.add(end);
        follow(Box::new(move || {
            let next = of();
            for part in shown.drain(..) {
                part.take_away();
            }
            let around = place.0.parent_node().expect("a place is in its element");
            for part in &next {
                drop(around.insert_before(&part.0, Some(&place.0)));
            }
            shown = next;
        }));
        made
    }

    /// Adds a part for each value. The part of a value that stays is left as it is, and keeps the focus in it.
    pub(crate) fn each<T: PartialEq + 'static>(
        self,
        of: impl Fn() -> Vec<T> + 'static,
        show: impl Fn(&T) -> Self + 'static,
    ) -> Self {
        let of = move || of().into_iter().map(|value| Box::new(value) as Box<dyn Any>).collect();
        let same = |one: &dyn Any, other: &dyn Any| {
            one.downcast_ref::<T>().is_some_and(|one| other.downcast_ref() == Some(one))
        };
        let show = move |value: &dyn Any| {
            show(value.downcast_ref().expect("all values of a list are of one kind"))
        };
        self.parts(Box::new(of), same, Box::new(show))
    }

    /// The same for values of any one kind, so that the page has this once.
    fn parts(
        self,
        of: Box<dyn Fn() -> Vec<Box<dyn Any>>>,
        same: fn(&dyn Any, &dyn Any) -> bool,
        show: Show,
    ) -> Self {
        let end = words("");
        let place = end.clone();
        let around = Owner::current().expect("the page is built under an owner");
        let mut shown: Vec<(Box<dyn Any>, Self, Owner)> = Vec::new();
        // The list's owner remembers each one that it ever had.
        let mut spare: Vec<Owner> = Vec::new();
        let made = self.add(end);
        follow(Box::new(move || {
            let mut before = std::mem::take(&mut shown);
            for value in of() {
                let stays = before.iter().position(|(one, ..)| same(&**one, &*value));
                shown.push(if let Some(n) = stays {
                    before.remove(n)
                } else {
                    let owner = spare.pop().unwrap_or_else(|| around.child());
                    let part = owner.with(|| untrack(|| show(&*value)));
                    (value, part, owner)
                });
            }
            for (_, part, owner) in before {
                part.take_away();
                owner.cleanup();
                spare.push(owner);
            }
            let mut next = place.clone();
            for (_, part, _) in shown.iter().rev() {
                part.stand_before(&next);
                next = part.clone();
            }
        }));
        made
    }

    /// Puts it there; one that stands there already would lose its focus.
    fn stand_before(&self, next: &Self) {
        if self.0.next_sibling().as_ref() != Some(&next.0) {
            let around = next.0.parent_node().expect("a place is in its element");
            drop(around.insert_before(&self.0, Some(&next.0)));
        }
    }

    /// What goes with the focus leaves it to what is around it.
    fn take_away(&self) {
        let Some(around) = self.0.parent_element() else { return };
        let has_focus = self.0.contains(document().active_element().as_deref());
        drop(around.remove_child(&self.0));
        if has_focus {
            focus_around(around);
        }
    }

    /// Hears an event.
    pub(crate) fn on(self, name: &'static str, then: impl Fn(&Event) + 'static) -> Self {
        self.hear(name, Box::new(then))
    }

    fn hear(self, name: &'static str, then: Box<dyn Fn(&Event)>) -> Self {
        let options = EventListenerOptions::enable_prevent_default();
        let heard = EventListener::new_with_options(&self.0, name, options, move |event| {
            untrack(|| then(event));
        });
        StoredValue::new_local(heard);
        self
    }

    /// Does something at a click.
    pub(crate) fn press(self, then: impl Fn() + 'static) -> Self {
        self.on("click", move |_| then())
    }

    /// Takes each text that is typed.
    pub(crate) fn typed(self, take: impl Fn(String) + 'static) -> Self {
        self.on("input", move |event| take(value_at(event)))
    }

    /// Takes what is chosen.
    pub(crate) fn chosen(self, take: impl Fn(String) + 'static) -> Self {
        self.on("change", move |event| take(value_at(event)))
    }

    /// Hears keys by their names and whether Shift is held; one that is taken does nothing else.
    pub(crate) fn key(self, take: impl Fn(&str, bool) -> bool + 'static) -> Self {
        self.on("keydown", move |event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
            if take(&key.key(), key.shift_key()) {
                event.prevent_default();
            }
        })
    }

    /// The element, for what the browser does with it.
    pub(super) fn get(&self) -> &web_sys::Element {
        &self.0
    }
}

/// What an input holds.
fn value_of(input: &web_sys::Element) -> String {
    if let Some(input) = input.dyn_ref::<HtmlInputElement>() {
        input.value()
    } else if let Some(area) = input.dyn_ref::<HtmlTextAreaElement>() {
        area.value()
    } else {
        input.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value).unwrap_or_default()
    }
}

/// What the input holds that an event is about.
fn value_at(event: &Event) -> String {
    let input = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    input.map(|input| value_of(&input)).unwrap_or_default()
}
