//! A link that holds the design, as a text and as a QR code.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::ui::desk::desk;
use crate::ui::part::button::Action;

/// Blank modules around a QR code. Source: ISO/IEC 18004.
const QUIET: i32 = 4;

/// The link while it is shown.
#[component]
pub(crate) fn Share() -> impl IntoView {
    let desk = desk();
    move || {
        desk.shared.get().map(|link| {
            let copied = link.clone();
            view! {
                <section id="share" class="proposal" role="group" aria-labelledby="share-title" tabindex="-1"
                    on:keydown=move |event| if event.key() == "Escape" { desk.shared.set(None) }>
                    <h3 id="share-title">{"Share this design"}</h3>
                    <p>{"The link holds the whole design without secrets, after the #, which no server sees."}</p>
                    <div class="shared">
                        {code(&link)}
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

/// The code as one path; links beyond its capacity have none.
fn code(link: &str) -> Option<impl IntoView + use<>> {
    let code = QrCode::encode_text(link, QrCodeEcc::Low).ok()?;
    let size = code.size();
    let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    let path = dark.filter(|(x, y)| code.get_module(*x, *y)).fold(String::new(), |path, (x, y)| {
        path + &format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET)
    });
    let frame = format!("0 0 {0} {0}", size + 2 * QUIET);
    Some(view! {
        <svg class="qr" viewBox=frame role="img" aria-label="QR code of the link">
            <rect width={"100%"} height="100%" fill="#fff"/>
            <path d=path fill="#000"/>
        </svg>
    })
}
