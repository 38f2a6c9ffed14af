//! The page on paper: one sheet to hand over, or the report of a package where that is open, made when somebody
//! prints. Its words are told before, because a browser waits for nothing once it prints.

use leptos::prelude::*;

use crate::diagram;
use crate::ui::browser;
use crate::ui::browser::element::{Element, tag};
use crate::ui::browser::nodes;
use crate::ui::desk::{Desk, Tab, desk};
use crate::ui::part::reactive::Held;
use crate::ui::workshop::follow;
use crate::workshop::{Tell, View};
use crate::xml::Node;

/// The sheet while the page is printed.
pub(crate) fn printed() -> impl Fn() -> Vec<Element> {
    let desk = desk();
    let printing = Held::new(false);
    let told = Held::new(None::<Node>);
    follow(
        move || {
            desk.rested.track();
            let (view, wanted) = if reported(desk) {
                (View::Audit, "whole".to_owned())
            } else if browser::is_on_disk() {
                (View::Paper, String::new())
            } else {
                (View::Paper, browser::full_address())
            };
            Some(((), Tell { typed: untrack(|| desk.typed()), view, wanted }))
        },
        move |(), sheet| told.set(sheet.ok()),
    );
    browser::on_print(move |on| printing.set(on));
    move || printing.get().then(|| sheet(desk, told.get_untracked())).into_iter().collect()
}

/// Whether the report of a package is open.
fn reported(desk: Desk) -> bool {
    desk.package.with(Option::is_some) && desk.tab.get() == Tab::Audit
}

fn sheet(desk: Desk, told: Option<Node>) -> Element {
    let reported = untrack(|| reported(desk));
    let found = desk.verdict.with_untracked(|verdict| verdict.found());
    let drawn = desk
        .plan
        .get_untracked()
        .filter(|_| !reported)
        .map(|plan| diagram::picture(&plan, &found, &[], diagram::Layout::default()).node);
    let place = |name: &str, node: Node| {
        let place = tag(name);
        nodes::show(&place, None, &node);
        place
    };
    tag(if reported { "article.printed is-report" } else { "article.printed" })
        .all(drawn.map(|node| place("div.picture", node)))
        .all(told.map(|node| place("div.paper", node)))
}
