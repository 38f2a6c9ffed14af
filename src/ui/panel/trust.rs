//! What another's design wants to be trusted, until the person confirms it.

use crate::design::trust::Claim;
use crate::ui::browser::element::{Element, tag};
use crate::ui::desk::{Desk, desk};
use crate::ui::part::button::action;
use crate::ui::part::reactive::{Held, memo};
use crate::ui::part::region;
use crate::ui::workshop::order_once;
use crate::workshop::Fingerprint;

/// Keys, managers, sources and servers of a design that came from outside.
pub(crate) fn trust() -> impl Fn() -> Vec<Element> {
    let desk = desk();
    let asked = memo(move || (desk.aside.with(Option::is_some), desk.unconfirmed()));
    move || match asked.get() {
        (false, claims) if claims.is_empty() => Vec::new(),
        (kept, claims) => vec![question(desk, kept, &claims)],
    }
}

/// What a claim says; of a key, its fingerprint as soon as that is made.
fn says(claim: &Claim) -> impl Fn() -> String + 'static {
    let says = Held::new(claim.says.clone());
    if claim.is_key() {
        order_once(&Fingerprint { key: claim.says.clone() }, move |print| {
            if let Ok(Some(print)) = print {
                says.set(print);
            }
        });
    }
    move || says.get()
}

fn question(desk: Desk, kept: bool, claims: &[Claim]) -> Element {
    let rows = claims.iter().map(|claim| {
        let field = claim.field;
        let go = action(&field.title(), move || desk.go_to(field)).class("cell");
        let what = tag("th").set("scope", "row").add(go);
        tag("tr").add(what).add(tag("td.mono").said(says(claim)))
    });
    let section = tag("section.proposal")
        .id("trust")
        .set("role", "group")
        .set("aria-labelledby", "trust-title")
        .set("tabindex", "-1")
        .add(tag("h3").id("trust-title").text("This design came from outside"));
    let section = if claims.is_empty() {
        section
    } else {
        let table = tag("table.plan").add(tag("tbody").all(rows));
        section
            .add(tag("p").text("It decides who gets in, who manages the pair, and where data goes. Nothing is handed out before you confirm it."))
            .add(region("div.scroll proposed", "To confirm").add(table))
    };
    let decide = tag("div.fixes")
        .add(action("I have checked it", move || desk.confirm()).class("button is-primary"))
        .all(kept.then(|| action("Use my secrets in it", move || desk.lend())));
    section.all(kept.then(|| tag("p").text("Your secrets were not given to it."))).add(decide)
}
