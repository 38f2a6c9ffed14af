//! The page: one signal of raw text, memos down, events up.
//!
//! `desk` holds the state, `browser` every call to the browser, `part` the controls that know only
//! fields and findings, `panel` the areas of the desk. No domain logic lives here.

mod browser;
mod desk;
mod embed;
mod memory;
mod panel;
mod part;
mod workshop;

use std::alloc::System;

use leptos::prelude::*;
use zeroizing_alloc::ZeroAlloc;

use crate::field::Field;
use crate::ui::browser::Key;
use crate::ui::browser::element::{self, Element, tag};
use crate::ui::desk::Desk;
use crate::ui::part::button::toggle;

/// Whatever is freed is wiped, so that no secret outlives its last copy: texts of documents and of the
/// browser's input elements hold secrets too, and not all of them know it.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);

/// Shows the page.
pub fn mount() {
    std::panic::set_hook(Box::new(|fault| {
        let place = fault.location().map(ToString::to_string).unwrap_or_default();
        // The fault's own words may hold what was typed, so only its place in the program is told.
        browser::tell_fault(
            &format!(
                "This page met a fault in itself ({place}). What is on screen no longer follows what you type. Save the design and load the page again."
            ),
            None,
        );
    }));
    let early = browser::early::take();
    let typed = early.as_ref().map_or_else(String::new, |early| early.text.clone());
    element::mount(move |body| page(body, typed));
    // In this very task, so that the next key finds its field.
    if let Some(early) = early {
        early.go_on(&desk::control_id(Field::NetworkRange));
    }
}

/// Answers the page's orders, as its second module.
pub fn work() {
    workshop::work();
}

/// The button of the full screen while the picture fills it.
const FULL: &str = "#full-screen[aria-pressed='true']";

/// The keys of the whole page: undo, redo, save, open, look for a field. Whether it is one of them.
fn shortcut(desk: Desk, key: &Key) -> bool {
    match (key.command, key.name.as_str()) {
        (true, "z") if key.shift => desk.redo(),
        (true, "z") => desk.undo(),
        (true, "s") => panel::top::save(desk),
        (true, "o") => browser::click("#open-design"),
        (false, "?") if !key.typing => {
            desk.keys.update(|shown| *shown = !*shown);
            desk.shows_result.set(true);
            browser::focus_soon("keys");
        }
        (false, "f") if !key.typing => browser::click("#full-screen"),
        (false, "escape") if !key.typing && browser::is_there(FULL) => browser::click(FULL),
        (false, "/") if !key.typing => browser::focus_to_replace("find-field"),
        _ => return false,
    }
    true
}

/// The whole desk in its place, with the range that was typed before the program ran.
fn page(body: Element, typed: String) {
    let desk = Desk::new(memory::keep);
    provide_context(desk);
    browser::press::watch();
    browser::on_keys(move |key| shortcut(desk, key));
    browser::on_said(move |text| desk.say(text));
    browser::file::on_files(
        move |found| desk.take_dropped(found),
        move |name, file| desk.open(name, file),
    );
    if let Some(design) = browser::carried_design() {
        desk.open(String::new(), Ok(design.into_bytes()));
    }
    if !embed::is_embedded() {
        memory::recall(desk);
    }
    if !typed.is_empty() {
        desk.type_into(Field::NetworkRange, typed);
    }
    embed::talk(desk);
    let sides = tag("div.sides").set("role", "group").label("Shown side");
    let sides = sides
        .add(toggle(
            "Design",
            move || !desk.shows_result.get(),
            move || {
                desk.shows_result.set(false);
            },
        ))
        .add(toggle(
            "Result",
            move || desk.shows_result.get(),
            move || {
                desk.shows_result.set(true);
            },
        ));
    let [form, border] = browser::splitter::split(panel::form::form(), "Width of the form", "form");
    let main = tag("main.desk")
        .class_if("shows-result", move || desk.shows_result.get())
        // The form is long: whoever jumped into it by its search finds the way out beside that.
        .add(skip("result"))
        .add(form)
        .add(panel::result::result())
        .add(panel::result::delivery())
        // Last, so that it is no stop on the way from the form to the download.
        .add(border);
    body.all([skip("form"), skip("result"), panel::top::bar(), panel::top::introduction()])
        .all([panel::top::elsewhere(), sides, main, panel::top::notice()])
        .changing(panel::print::printed());
}

/// A link over what stands between.
fn skip(to: &'static str) -> Element {
    tag("a.skip").set("href", &format!("#{to}")).text(&format!("Skip to the {to}"))
}
