//! Beside the administrator's password: what Azure and PAN-OS demand of it, how strong it is, and
//! buttons that make and copy a strong one. Nothing of it is kept.

use leptos::prelude::*;

use crate::design::password;
use crate::design::password::{Demand, Strength, Whose};
use crate::field::Field;
use crate::secret::Secret;
use crate::ui::browser;
use crate::ui::desk::{Desk, desk};
use crate::ui::part::button::Action;
use crate::ui::part::reactive::{maybe, text};

/// The user name in force.
fn user(desk: Desk) -> String {
    desk.review.with(|review| {
        review.plan.as_ref().map(|plan| plan.access.user.value.clone()).unwrap_or_default()
    })
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
#[component]
pub(crate) fn PasswordAid() -> impl IntoView {
    let desk = desk();
    let blank = Memo::new(move |_| with_password(desk, str::is_empty));
    let off = maybe(move || blank.get().then(|| "No password is typed".to_owned()));
    let strength = Memo::new(move |_| {
        let user = user(desk);
        with_password(desk, |typed| password::strength(typed, &user))
    });
    let demands = Memo::new(move |_| {
        let user = user(desk);
        with_password(desk, |typed| password::demands(typed, &user))
    });
    let class = text(move || {
        let class = match strength.get() {
            Strength::Refused => "strength is-refused",
            Strength::Fair => "strength is-fair",
            Strength::Strong => "strength is-strong",
        };
        class.to_owned()
    });
    let said = text(move || {
        let said = if blank.get() { "asked at deployment" } else { strength.get().text() };
        said.to_owned()
    });
    let copy = move || desk.copy(with_password(desk, str::to_owned), "Password");
    let none = maybe(move || desk.has_no_secret().then(|| "No secret is typed".to_owned()));
    let clear = move || {
        desk.forget_secrets();
        desk.say("All secrets are cleared, in undo too");
    };
    view! {
        <div class="aid">
            <Action text="Generate" class="button is-small" on_press=move || generate(desk)/>
            <Action text="Copy password" class="button is-small" off=off on_press=move || untrack(copy)/>
            <Action text="Clear secrets" class="button is-small" off=none on_press=clear/>
            <p class=class><span>{"Password: "}</span>{said}</p>
        </div>
        <div class="demands">{move || Whose::BOTH.map(|whose| demands_view(whose, &demands.get())).into_iter().collect_view()}</div>
    }
}

fn demands_view(whose: Whose, all: &[Demand]) -> AnyView {
    let own = all.iter().filter(|demand| demand.whose == whose).map(|demand| {
        let (class, said) = if demand.met { ("is-met", "met: ") } else { ("is-unmet", "not met: ") };
        view! { <li class=class><span class="visually-hidden">{said}</span>{demand.what.clone()}</li> }
    });
    view! { <div><h4>{format!("{} wants", whose.name())}</h4><ul>{own.collect_view()}</ul></div> }
        .into_any()
}
