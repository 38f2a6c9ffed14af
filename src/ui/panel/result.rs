//! The right side: tabs, the open view, and the two actions that are always there.

use leptos::prelude::*;

use crate::ui::browser::element::{Element, tag};
use crate::ui::desk::{Desk, Tab, desk};
use crate::ui::panel::addresses::addresses;
use crate::ui::panel::audit::audit;
use crate::ui::panel::deploy::ways;
use crate::ui::panel::diagram::picture;
use crate::ui::panel::files::files;
use crate::ui::panel::findings::findings;
use crate::ui::panel::proposal::decision;
use crate::ui::panel::share::{keys, share};
use crate::ui::panel::trust::trust;
use crate::ui::part::button::{action_unless, leaving};
use crate::ui::part::finding::rich;
use crate::ui::part::reactive::memo;
use crate::ui::{browser, embed, memory};
use crate::workshop::Bundle;

/// The result with its tabs.
pub(crate) fn result() -> Element {
    let desk = desk();
    let tabs = tag("div.tabs").set("role", "tablist").label("Views of the result");
    let place = |of: &'static str| move || Some(format!("{of}-{}", desk.tab.get().id()));
    let panel = tag("div.panel").set("role", "tabpanel").follows("id", place("panel"));
    let panel = panel
        .follows("aria-labelledby", place("tab"))
        .changing(trust())
        .changing(move || {
            let proposal = desk.proposal.get();
            proposal.map(|proposal| decision(desk, &proposal)).into_iter().collect()
        })
        .changing(share())
        .changing(keys())
        .changing(move || {
            // Called by its address, each stays a function that browsers compile once it is looked at.
            let view: fn() -> Vec<Element> = match desk.tab.get() {
                Tab::Diagram => picture,
                Tab::Addresses => addresses,
                Tab::Files => files,
                Tab::Deploy => ways,
                Tab::Findings => findings,
                Tab::Audit => audit,
            };
            view()
        });
    let result = tag("section.result").id("result").label("Result").set("tabindex", "-1");
    result.add(tabs.all(Tab::ALL.map(|tab| tab_view(desk, tab)))).add(panel)
}

fn tab_view(desk: Desk, tab: Tab) -> Element {
    let selected = move || desk.tab.get() == tab;
    let view = tag("button.tab").set("type", "button").set("role", "tab").text(tab.title());
    let view = view
        .id(&format!("tab-{}", tab.id()))
        .set("aria-controls", &format!("panel-{}", tab.id()))
        .hidden_if(move || !desk.has(tab))
        .tells("aria-selected", selected)
        .follows("tabindex", move || Some(if selected() { "0" } else { "-1" }.to_owned()))
        .press(move || desk.tab.set(tab))
        .key(move |key, _| {
            let Some(tab) = beside(tab, key) else { return false };
            desk.tab.set(tab);
            browser::focus(&format!("tab-{}", tab.id()));
            true
        });
    view.all((tab == Tab::Findings).then(|| {
        let many = memo(move || desk.verdict.with(|verdict| verdict.findings.len()));
        tag("span.count").said(move || many.get().to_string())
    }))
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
pub(crate) fn delivery() -> Element {
    let desk = desk();
    let refusal = memo(move || desk.refusal());
    let link = memo(move || desk.portal_link());
    let download = move || {
        let typed = untrack(|| desk.typed());
        let draft = typed.draft.clone();
        desk.order(&Bundle { typed }, move |bytes| {
            memory::take(desk, draft);
            desk.renew_salt();
            embed::tell_download("fast-ha-bundle.zip");
            desk.hand_out("fast-ha-bundle.zip", "application/zip", &bytes.0, "Bundle");
        });
    };
    let said = tag("p.obstacle").id("obstacle");
    // What else is in the way hides it, by the style.
    let unpublished = tag("p.unpublished")
        .text("Deploy to Azure needs a published template: see Deploy")
        .hidden_if(move || {
            desk.plan
                .with(|plan| plan.as_ref().is_some_and(|plan| plan.publish.template_url.is_some()))
        });
    tag("footer.delivery")
        .add(said.changing(move || refusal.get().map_or_else(Vec::new, |text| rich(&text))))
        .add(unpublished)
        .changing(move || {
            let button = "Deploy to Azure";
            vec![match link.get() {
                Ok(url) => leaving(&url).text(button),
                Err(reason) => action_unless(move || Some(reason.clone()), button, || ()),
            }]
        })
        .add(
            action_unless(move || refusal.get(), "Download bundle", download)
                .class("button is-primary"),
        )
}
