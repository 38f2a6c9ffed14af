//! Ways to deploy, the honest ones side by side, and what was not verified.

use leptos::prelude::*;

use crate::deploy;
use crate::facts;
use crate::ui::browser;
use crate::ui::desk::desk;
use crate::ui::part::button::Action;

const COMMANDS: &str = "unzip fast-ha-bundle.zip -d fast-ha
cd fast-ha
./deploy.sh RESOURCE-GROUP LOCATION --dry-run
./deploy.sh RESOURCE-GROUP LOCATION
";

/// The view.
#[component]
pub(crate) fn Deploy() -> impl IntoView {
    let unverified = facts::panos::UNVERIFIED.iter().chain(facts::azure::UNVERIFIED.iter());
    let unverified = unverified.map(|(fact, check)| {
        view! { <li>{*fact} " " <code>{*check}</code></li> }
    });
    view! {
        <div class="ways">
            <Link/>
            <section class="card">
                <h3>"In the portal, without publishing"</h3>
                <ol>
                    <li>"Download the bundle and put both packages into the file share, as its README says."</li>
                    <li>"In the portal, create a resource: Template deployment."</li>
                    <li>"Build your own template in the editor, load azuredeploy.json, save."</li>
                    <li>"Fill in what is asked: the password, who may manage, the storage account and its key."</li>
                </ol>
            </section>
            <section class="card">
                <h3>"On the command line"</h3>
                <p>"The script checks, accepts the terms, uploads both packages, shows what would change, and deploys. It asks for secrets."</p>
                <pre class="snippet" tabindex="0" role="region" aria-label="Commands">{COMMANDS}</pre>
                <Copy/>
            </section>
        </div>
        <section class="card">
            <h3>"What failover does"</h3>
            <p>"The passive unit does not answer the balancers' probes. When it takes over it answers them, and new flows go to it. Established TCP sessions stay pinned to the dead unit and have to be opened again: Azure balances flows, not packets."</p>
        </section>
        <section class="card">
            <h3>"What was not verified on a live firewall"</h3>
            <ul class="unverified">{unverified.collect_view()}</ul>
        </section>
    }
}

/// Copies the commands.
#[component]
fn Copy() -> impl IntoView {
    let desk = desk();
    view! { <Action text="Copy commands" on_press=move || browser::copy(desk, COMMANDS.to_owned(), "Commands")/> }
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
            let markdown =
                format!("[![Deploy to Azure](https://aka.ms/deploytoazurebutton)]({url})");
            view! {
                <p class="url mono">{shown}</p>
                <div class="fixes">
                    <Action text="Copy link" on_press=move || browser::copy(desk, copied.clone(), "Link")/>
                    <Action text="Copy as Markdown" on_press=move || browser::copy(desk, markdown.clone(), "Markdown")/>
                </div>
            }
            .into_any()
        }
        Err(reason) => view! { <p class="soft">"No link: " {reason}</p> }.into_any(),
    };
    view! {
        <section class="card">
            <h3>"Deploy to Azure link"</h3>
            <p>"The portal fetches the template from a public URL. Publish azuredeploy.json, which holds no secret, and type its URL under Bootstrap, Publishing. The portal then asks for what is left open."</p>
            {shown}
            <button type="button" class="fix" on:click=move |_| desk.go_to(crate::field::Field::PublishTemplateUrl)>
                "Go to Template URL"
            </button>
        </section>
    }
}
