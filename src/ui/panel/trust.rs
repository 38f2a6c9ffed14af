//! What another's design wants to be trusted, until the person confirms it.

use leptos::prelude::*;

use crate::ui::desk::desk;
use crate::ui::part::button::Action;

/// Keys, managers, sources and servers of a design that came from outside.
#[component]
pub(crate) fn Trust() -> impl IntoView {
    let desk = desk();
    move || {
        let claims = desk.unconfirmed();
        let kept = desk.aside.with(Option::is_some);
        (kept || !claims.is_empty()).then(|| {
            let rows = claims.into_iter().map(|claim| {
                let field = claim.field;
                view! {
                    <tr>
                        <th scope="row">
                            <button type="button" class="cell" on:click=move |_| desk.go_to(field)>{field.title()}</button>
                        </th>
                        <td class="mono">{claim.says}</td>
                    </tr>
                }
            });
            let rows: Vec<_> = rows.collect();
            let table = (!rows.is_empty()).then(|| view! {
                <p>{"It decides who gets in, who manages the pair, and where data goes. Nothing is handed out before you confirm it."}</p>
                <div class="scroll proposed" tabindex="0" role="region" aria-label="To confirm">
                    <table class="plan"><tbody>{rows}</tbody></table>
                </div>
            });
            let lend = kept.then(|| view! {
                <p>{"Your secrets were not given to it."}</p>
            });
            view! {
                <section id="trust" class="proposal" role="group" aria-labelledby="trust-title" tabindex="-1">
                    <h3 id="trust-title">{"This design came from outside"}</h3>
                    {table}
                    {lend}
                    <div class="fixes">
                        <Action text="I have checked it" class="button is-primary" on_press=move || desk.confirm()/>
                        {kept.then(|| view! { <Action text="Use my secrets in it" on_press=move || desk.lend()/> })}
                    </div>
                </section>
            }
        })
    }
}
