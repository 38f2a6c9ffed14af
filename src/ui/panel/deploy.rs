//! Ways to deploy, the honest ones side by side, and what was not verified.

use leptos::prelude::*;

use crate::deploy;
use crate::design::BootstrapMode;
use crate::field::Field;
use crate::ui::browser;
use crate::ui::desk::{Desk, desk};
use crate::ui::panel::offline::Offline;
use crate::ui::part::button::Action;
use crate::ui::part::reactive::maybe;
use crate::ui::part::told::told;
use crate::ui::workshop;
use crate::workshop::{Digest, View};

const CLI: &str = "unzip fast-ha-bundle.zip -d fast-ha
cd fast-ha
./deploy.sh RESOURCE-GROUP LOCATION --dry-run
./deploy.sh RESOURCE-GROUP LOCATION
";

const POWERSHELL: &str = "Expand-Archive fast-ha-bundle.zip fast-ha
cd fast-ha
./deploy.ps1 -ResourceGroup RESOURCE-GROUP -Location LOCATION -DryRun
./deploy.ps1 -ResourceGroup RESOURCE-GROUP -Location LOCATION
";

/// The view.
#[component]
pub(crate) fn Deploy() -> impl IntoView {
    let desk = desk();
    let mode = move || mode_of(desk);
    view! {
        <p class="soft">{move || promise(mode())}</p>
        <div class="ways">
            <Link/>
            <Editor/>
            <section class="card wide">
                <h3>{"Command line"}</h3>
                <p>{"The scripts of the bundle check login, rights, providers, size and quota before anything is created, ask for secrets, show what would change, and deploy."}</p>
                <div class="ways">
                    <Snippet name="Azure CLI" text=CLI/>
                    <Snippet name="PowerShell 7" text=POWERSHELL/>
                </div>
            </section>
        </div>
        <Offline/>
        {told(View::Deploy, RwSignal::new(None))}
    }
}

/// What the bootstrap mode means for whoever deploys.
fn promise(mode: Option<BootstrapMode>) -> &'static str {
    match mode {
        Some(BootstrapMode::OneClick) => {
            "One click: the template brings both packages along, makes a storage account and puts them there before the firewalls look for them. It asks for what only the deployment may know, and holds no secret."
        }
        Some(BootstrapMode::Account) => {
            "Before the template, both packages have to be in the file share of the storage account; the scripts do this. The template reads the account's key itself."
        }
        Some(BootstrapMode::Key) => {
            "Before the template, both packages have to be in the file share of the storage account; the scripts do this. The template asks for the account's key."
        }
        Some(BootstrapMode::CustomData) => {
            "The first settings are in the machines' custom data, without any storage. The units boot without high availability, interfaces and routes until Panorama pushes them."
        }
        Some(BootstrapMode::None) => {
            "Nothing is bootstrapped: the units boot empty and are configured by hand from the bundle's files."
        }
        None => "There is no plan yet.",
    }
}

/// Commands to copy.
#[component]
fn Snippet(
    /// What runs them.
    name: &'static str,
    /// The commands.
    text: &'static str,
) -> impl IntoView {
    let desk = desk();
    view! {
        <div class="commands">
            <h4>{name}</h4>
            <pre class="snippet" tabindex="0" role="region" aria-label=format!("Commands for {name}")>{text}</pre>
            <Action text=format!("Copy for {name}") on_press=move || desk.copy(text.to_owned(), "Commands")/>
        </div>
    }
}

/// The portal's editor, for a template that is published nowhere.
#[component]
fn Editor() -> impl IntoView {
    let desk = desk();
    let editor = move || desk.review.with(|review| review.plan.as_ref().map(deploy::editor));
    let off = Signal::derive(move || desk.obstacle());
    let download = move || {
        desk.fetch(TEMPLATE, move |template| {
            desk.hand_out(TEMPLATE, &template.media, &template.bytes.0, TEMPLATE);
        });
    };
    let prepared = move || mode_of(desk) == Some(BootstrapMode::OneClick);
    view! {
        <section class="card">
            <h3>{"Portal, without publishing"}</h3>
            <ol>
                <Show when=move || !prepared()>
                    <li>{"Put both packages into the file share, as the bundle's README says."}</li>
                </Show>
                <li>{"Download azuredeploy.json."}</li>
                <li>{"Open the portal's template editor: Build your own template in the editor."}</li>
                <li>{"Load file, choose azuredeploy.json, Save."}</li>
                <li>{"Choose a resource group and a region, fill in what is asked, Review + create."}</li>
            </ol>
            <div class="fixes">
                <Action text="Download azuredeploy.json" off=off on_press=download/>
                <a class="button" href=editor target="_blank" rel="noopener noreferrer">{"Open the editor"}</a>
            </div>
        </section>
    }
}

const TEMPLATE: &str = "azuredeploy.json";

fn mode_of(desk: Desk) -> Option<BootstrapMode> {
    desk.review.with(|review| review.plan.as_ref().map(|plan| plan.bootstrap.mode))
}

/// Opens the page that fetches what is published and compares it. This page itself may connect nowhere.
fn compare(desk: Desk) {
    let url = desk.review.with_untracked(|review| {
        review.plan.as_ref().and_then(|plan| plan.publish.template_url.clone())
    });
    let Some(url) = url else { return };
    desk.fetch(TEMPLATE, move |template| {
        leptos::task::spawn_local(async move {
            match workshop::order(Digest { of: template.bytes }).await {
                Ok(digest) => browser::open_page(&deploy::check_page(&url, &digest)),
                Err(reason) => desk.refuse(format!("Not checked: {reason}")),
            }
        });
    });
}

/// The link, or why there is none.
#[component]
fn Link() -> impl IntoView {
    let desk = desk();
    let link = Memo::new(move |_| {
        if let Some(obstacle) = desk.obstacle() {
            return Err(obstacle);
        }
        desk.review.with(|review| match &review.plan {
            Some(plan) => deploy::link(plan).map_err(str::to_owned),
            None => Err("there is no plan".to_owned()),
        })
    });
    let shown = move || match link.get() {
        Ok(url) => {
            let (copied, shown) = (url.clone(), url.clone());
            // The check is a page beside this one, which a single file does not have.
            let alone = browser::is_offline_copy();
            let beside = maybe(move || {
                alone.then(|| "The offline file asks nothing of any network".to_owned())
            });
            let (markdown, html) = (deploy::markdown_button(&url), deploy::html_button(&url));
            view! {
                <p class="url mono">{shown}</p>
                <div class="fixes">
                    <Action text="Copy link" on_press=move || desk.copy(copied.clone(), "Link")/>
                    <Action text="Copy Markdown button" on_press=move || desk.copy(markdown.clone(), "Markdown")/>
                    <Action text="Copy HTML button" on_press=move || desk.copy(html.clone(), "HTML")/>
                    <Action text="Check what is published" off=beside on_press=move || compare(desk)/>
                </div>
                <p class="soft">{"The check opens a page of its own that fetches this URL once and compares it with the present template."}</p>
            }
            .into_any()
        }
        Err(reason) => view! { <p class="soft">{"No link: "} {reason}</p> }.into_any(),
    };
    view! {
        <section class="card">
            <h3>{"Deploy to Azure link"}</h3>
            <p>{"The portal fetches the template from a public https URL, in the browser of whoever deploys. Publish azuredeploy.json, which holds no secret, and type its URL; a page of a repository or gist is turned into its raw form. With createUiDefinition.json published too, the portal asks in a form of its own."}</p>
            {shown}
            <div class="fixes">
                <button type="button" class="fix" on:click=move |_| desk.go_to(Field::PublishTemplateUrl)>
                    {"Go to Template URL"}
                </button>
                <button type="button" class="fix" on:click=move |_| desk.go_to(Field::PublishFormUrl)>
                    {"Go to Form URL"}
                </button>
            </div>
        </section>
    }
}
