//! What is shown above the open view for a moment: a link that holds the design, as a text and as a QR code, and
//! the list of keys.

use leptos::prelude::*;

use crate::ui::desk::desk;
use crate::ui::part::button::Action;
use crate::ui::part::told::told;
use crate::ui::workshop::follow;
use crate::workshop::{Code, View};

/// The list of keys while it is shown.
#[component]
pub(crate) fn Keys() -> impl IntoView {
    let desk = desk();
    let close = move || desk.keys.set(false);
    move || {
        desk.keys.get().then(|| {
            view! {
                <section id="keys" class="proposal" role="group" aria-label="Keys" tabindex="-1"
                    on:keydown=move |event| if event.key() == "Escape" { close() }>
                    {told(View::Keys, RwSignal::new(None))}
                    <div class="fixes"><Action text="Done" on_press=close/></div>
                </section>
            }
        })
    }
}

/// The link while it is shown.
#[component]
pub(crate) fn Share() -> impl IntoView {
    let desk = desk();
    // The link, and its code: links beyond a code's capacity have none.
    let come = RwSignal::new(None);
    follow(
        move || desk.shared.get().map(|link| (link.clone(), Code { text: link })),
        move |link, code| come.set(code.ok().flatten().map(|code| (link, code))),
    );
    move || {
        desk.shared.get().map(|link| {
            let (copied, shown) = (link.clone(), link.clone());
            view! {
                <section id="share" class="proposal" role="group" aria-labelledby="share-title" tabindex="-1"
                    on:keydown=move |event| if event.key() == "Escape" { desk.shared.set(None) }>
                    <h3 id="share-title">{"Share this design"}</h3>
                    <p>{"The link holds the whole design without secrets, after the #, which no server sees."}</p>
                    <div class="shared">
                        {move || come.get().filter(|(of, _)| *of == shown).map(|(_, code)| picture(code))}
                        <input class="mono" readonly aria-label="Link" prop:value=link/>
                    </div>
                    <div class="fixes">
                        <Action text="Copy link to this design" class="button is-primary"
                            on_press=move || desk.copy(copied.clone(), "Link")/>
                        <Action text="Done" on_press=move || desk.shared.set(None)/>
                    </div>
                </section>
            }
        })
    }
}

fn picture((size, path): (usize, String)) -> impl IntoView {
    view! {
        <svg class="qr" viewBox=format!("0 0 {size} {size}") role="img" aria-label="QR code of the link">
            <rect width={"100%"} height="100%" fill="#fff"/>
            <path d=path fill="#000"/>
        </svg>
    }
}
