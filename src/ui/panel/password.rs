//! Beside the administrator's password: what Azure and PAN-OS demand of it, how strong it is, and
//! buttons that make and copy a strong one. Nothing of it is kept.

use leptos::prelude::*;

use crate::design::password;
use crate::design::password::{Demand, Strength, Whose};
use crate::field::Field;
use crate::secret::Secret;
use crate::ui::browser;
use crate::ui::browser::element::{Element, tag};
use crate::ui::desk::{Desk, desk};
use crate::ui::part::button::{SMALL, action, action_unless};
use crate::ui::part::reactive::memo;

/// The user name in force.
fn user(desk: Desk) -> String {
    desk.plan
        .with(|plan| plan.as_ref().map(|plan| plan.access.user.value.clone()).unwrap_or_default())
}

fn with_password<T>(desk: Desk, look: impl FnOnce(&str) -> T) -> T {
    desk.secrets.with(|secrets| {
        look(secrets.get(Field::AccessPassword).map(Secret::expose).unwrap_or_default())
    })
}

/// Draws until a password meets every demand.
fn generate(desk: Desk) {
    let user = untrack(|| user(desk));
    let made = std::iter::repeat_with(|| password::generate(browser::random_bytes(), &user));
    if let Some(secret) = made.flatten().next() {
        desk.take_secret(Field::AccessPassword, secret);
        desk.say("A new password; copy it now, because it is kept nowhere");
    }
}

/// Demands, strength, buttons.
pub(crate) fn password_aid() -> [Element; 2] {
    let desk = desk();
    let blank = move || with_password(desk, str::is_empty);
    let off = move || blank().then(|| "No password is typed".to_owned());
    let strength = memo(move || {
        let user = user(desk);
        with_password(desk, |typed| password::strength(typed, &user))
    });
    let demands = memo(move || {
        let user = user(desk);
        with_password(desk, |typed| password::demands(typed, &user))
    });
    let class = move || {
        let class = match strength.get() {
            Strength::Refused => "strength is-refused",
            Strength::Fair => "strength is-fair",
            Strength::Strong => "strength is-strong",
        };
        Some(class.to_owned())
    };
    let said = move || {
        let said = if blank() { "asked at deployment" } else { strength.get().text() };
        said.to_owned()
    };
    let copy = move || desk.copy(with_password(desk, str::to_owned), "Password");
    let none = move || desk.has_no_secret().then(|| "No secret is typed".to_owned());
    let clear = move || {
        desk.forget_secrets();
        desk.say("All secrets are cleared, in undo too");
    };
    let aid = tag("div.aid")
        .add(action("Generate", move || generate(desk)).class(SMALL))
        .add(action_unless(off, "Copy password", move || untrack(copy)).class(SMALL))
        .add(action_unless(none, "Clear secrets", clear).class(SMALL))
        .add(tag("p").follows("class", class).add(tag("span").text("Password: ")).said(said));
    let wanted = tag("div.demands").changing(move || {
        Whose::BOTH.map(|whose| demands.with(|all| demands_view(whose, all))).into()
    });
    [aid, wanted]
}

fn demands_view(whose: Whose, all: &[Demand]) -> Element {
    let own = all.iter().filter(|demand| demand.whose == whose).map(|demand| {
        let (class, said) =
            if demand.met { ("li.is-met", "met: ") } else { ("li.is-unmet", "not met: ") };
        tag(class).add(tag("span.visually-hidden").text(said)).text(&demand.what)
    });
    let wants = tag("h4").text(&format!("{} wants", whose.name()));
    tag("div").add(wants).add(tag("ul").all(own))
}
