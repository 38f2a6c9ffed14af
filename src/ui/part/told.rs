//! A view that the second module tells: shown as it comes, told anew when typing pauses or something else is
//! wanted of it. Its links lead to fields.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;

use crate::field::Field;
use crate::ui::browser;
use crate::ui::browser::element::{Element, Event, tag};
use crate::ui::browser::nodes;
use crate::ui::desk::desk;
use crate::ui::part::reactive::Held;
use crate::ui::workshop::follow;
use crate::workshop::{MARKS, NEXT, Tell, View};
use crate::xml::Node;

/// The view; nothing is wanted of it where its signal holds nothing.
pub(crate) fn told(view: View, wanted: Held<Option<String>>) -> Element {
    marking(view, wanted, None)
}

/// The same of what is derived.
pub(crate) fn derived(view: View, wanted: impl Fn() -> Option<String> + 'static) -> Element {
    tell(view, Box::new(wanted), None, None)
}

/// The same, and what of the picture it marks.
pub(crate) fn marking(
    view: View,
    wanted: Held<Option<String>>,
    marks: Option<Held<String>>,
) -> Element {
    tell(view, Box::new(move || wanted.get()), Some(wanted), marks)
}

fn tell(
    view: View,
    wanted: Box<dyn Fn() -> Option<String>>,
    chosen: Option<Held<Option<String>>>,
    marks: Option<Held<String>>,
) -> Element {
    let desk = desk();
    let press = move |event: &Event| {
        if let Some(field) = nodes::field_under(event).and_then(|key| Field::from_key(&key)) {
            desk.go_to(field);
        } else if let (Some(chosen), Some(now)) = (chosen, nodes::wanted_under(event)) {
            chosen.set(Some(now));
        }
    };
    let place = tag("div.told").on("click", press).on("change", press);
    let shown = Rc::new(RefCell::new(None::<Node>));
    let filled = place.clone();
    follow(
        move || {
            desk.rested.track();
            let wanted = wanted().unwrap_or_default();
            Some(((), Tell { typed: untrack(|| desk.typed()), view, wanted }))
        },
        move |(), told| {
            // The view may be closed by now.
            if chosen.is_some_and(Held::is_disposed) {
                return;
            }
            let told = told.unwrap_or_else(|why| Node::new("p", Vec::new()).with_text(why));
            nodes::show(&filled, shown.replace(Some(told.clone())).as_ref(), &told);
            let said = |name: &str| {
                let mut found = told.attributes.iter().filter(|(one, _)| *one == name);
                found.next().map(|(_, said)| said.clone())
            };
            if let (Some(marks), Some(marked)) = (marks, said(MARKS)) {
                marks.set(marked);
            }
            if let (Some(chosen), Some(next)) = (chosen, said(NEXT)) {
                let before = chosen.get_untracked();
                browser::after_a_step(move || {
                    // Another choice meanwhile, or the view's end, ends the play.
                    if chosen.try_get_untracked() == Some(before) {
                        chosen.set(Some(next));
                    }
                });
            }
        },
    );
    place
}
