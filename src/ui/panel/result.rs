//! The right side: tabs, the open view, and the two actions that are always there.

use leptos::prelude::*;

use crate::deploy;
use crate::ui::desk::{Tab, desk};
use crate::ui::panel::addresses::Addresses;
use crate::ui::panel::deploy::Deploy;
use crate::ui::panel::diagram::Picture;
use crate::ui::panel::files::Files;
use crate::ui::panel::findings::Findings;
use crate::ui::panel::proposal::ProposalView;
use crate::ui::panel::share::{Keys, Share};
use crate::ui::panel::trust::Trust;
use crate::ui::part::button::Action;
use crate::ui::part::finding::rich;
use crate::ui::part::reactive::{aria, flag, text};
use crate::ui::{browser, embed};
use crate::workshop::Bundle;

/// The result with its tabs.
#[component]
pub(crate) fn ResultPane() -> impl IntoView {
    let desk = desk();
    let tabs = Tab::ALL.map(|tab| {
        let selected = move || desk.tab.get() == tab;
        let hidden = flag(move || !desk.has(tab));
        view! {
            <button type="button" role="tab" class="tab" class:is-hidden=hidden id=format!("tab-{}", tab.id())
                aria-controls=format!("panel-{}", tab.id())
                aria-selected=aria(selected)
                tabindex=text(move || if selected() { "0" } else { "-1" }.to_owned())
                on:click=move |_| desk.tab.set(tab)
                on:keydown=move |event| if let Some(tab) = beside(tab, &event.key()) {
                    event.prevent_default();
                    desk.tab.set(tab);
                    browser::focus(&format!("tab-{}", tab.id()));
                }
            >
                {tab.title()}
                {(tab == Tab::Findings).then(|| view! {
                    <span class="count">{text(move || desk.review.with(|review| review.findings.len().to_string()))}</span>
                })}
            </button>
        }
    });
    let view_of = move || match desk.tab.get() {
        Tab::Diagram => view! { <Picture/> }.into_any(),
        Tab::Addresses => view! { <Addresses/> }.into_any(),
        Tab::Files => view! { <Files/> }.into_any(),
        Tab::Deploy => view! { <Deploy/> }.into_any(),
        Tab::Findings => view! { <Findings/> }.into_any(),
    };
    view! {
        <section id="result" class="result" aria-label="Result" tabindex="-1">
            <div class="tabs" role="tablist" aria-label="Views of the result">
                {tabs.into_iter().collect_view()}
            </div>
            <div class="panel" role="tabpanel" id=text(move || format!("panel-{}", desk.tab.get().id()))
                aria-labelledby=text(move || format!("tab-{}", desk.tab.get().id()))>
                <Trust/>
                <ProposalView/>
                <Share/>
                <Keys/>
                {view_of}
            </div>
        </section>
    }
}

/// The tab that an arrow key, Home or End leads to.
fn beside(tab: Tab, key: &str) -> Option<Tab> {
    let last = Tab::ALL.len() - 1;
    let here = Tab::ALL.iter().position(|one| *one == tab)?;
    let to = match key {
        "ArrowRight" => (here + 1) % Tab::ALL.len(),
        "ArrowLeft" => (here + last) % Tab::ALL.len(),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Tab::ALL.get(to).copied()
}

/// Download and deploy, always in sight; when they are off they say why.
#[component]
pub(crate) fn Delivery() -> impl IntoView {
    let desk = desk();
    let obstacle = Memo::new(move |_| desk.obstacle());
    let off = Signal::derive(move || obstacle.get());
    let link = Memo::new(move |_| {
        if let Some(obstacle) = obstacle.get() {
            return Err(obstacle);
        }
        desk.review.with(|review| match &review.plan {
            Some(plan) => deploy::link(plan).map_err(str::to_owned),
            None => Err("there is no plan".to_owned()),
        })
    });
    let download = move || {
        let typed = untrack(|| desk.typed());
        let draft = typed.draft.clone();
        desk.order(Bundle { typed }, move |bytes| {
            desk.taken.set(Some(draft));
            desk.renew_salt();
            embed::tell_download("fast-ha-bundle.zip");
            desk.hand_out("fast-ha-bundle.zip", "application/zip", &bytes.0, "Bundle");
        });
    };
    view! {
        <footer class="delivery">
            <p class="obstacle" id="obstacle">{move || obstacle.get().map(|text| rich(&text))}</p>
            {move || match link.get() {
                Ok(url) => view! {
                    <a class="button" href=url target="_blank" rel="noopener noreferrer">{"Deploy to Azure"}</a>
                }.into_any(),
                Err(reason) => view! {
                    <Action text="Deploy to Azure" off=Signal::derive(move || Some(reason.clone())) on_press=|| ()/>
                }.into_any(),
            }}
            <Action text="Download bundle" class="button is-primary" off=off on_press=download/>
        </footer>
    }
}
