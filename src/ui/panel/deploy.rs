//! Ways to deploy, the honest ones side by side, and what was not verified.

use crate::deploy;
use crate::design::BootstrapMode;
use crate::field::Field;
use crate::ui::browser;
use crate::ui::browser::element::{Element, tag};
use crate::ui::desk::{Desk, desk};
use crate::ui::panel::offline::offline;
use crate::ui::part::button::{action, action_unless, leaving};
use crate::ui::part::finding::rich;
use crate::ui::part::reactive::{Held, memo};
use crate::ui::part::region;
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
pub(crate) fn ways() -> Vec<Element> {
    let desk = desk();
    let named = desk.host.with_untracked(|host| host.publish.clone());
    let beside = Held::new(Some(named.unwrap_or_else(browser::address)));
    let said = "The scripts of the bundle check login, rights, providers, size and quota before anything is created, ask for secrets, show what would change, and deploy.";
    let scripts = tag("div.ways").add(snippet(desk, "Azure CLI", CLI)).add(snippet(
        desk,
        "PowerShell 7",
        POWERSHELL,
    ));
    let scripts = tag("section.card wide")
        .add(tag("h3").text("Command line"))
        .add(tag("p").text(said))
        .add(scripts);
    let [offline, seen] = offline();
    vec![
        tag("p.soft").said(move || promise(mode_of(desk)).to_owned()),
        tag("div.ways").add(link(desk)).add(editor(desk)).add(scripts),
        offline,
        seen,
        told(View::Deploy, beside),
    ]
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

/// Commands to copy, by what runs them.
fn snippet(desk: Desk, name: &str, text: &'static str) -> Element {
    let commands = region("pre.snippet", &format!("Commands for {name}")).text(text);
    let copy = move || desk.copy(text.to_owned(), "Commands");
    tag("div.commands")
        .add(tag("h4").text(name))
        .add(commands)
        .add(action(&format!("Copy for {name}"), copy))
}

/// The portal's editor, for a template that is published nowhere.
fn editor(desk: Desk) -> Element {
    let editor = move || desk.plan.with(|plan| plan.as_deref().map(deploy::editor));
    let download = move || {
        desk.fetch(TEMPLATE, move |template| {
            desk.hand_out(TEMPLATE, &template.media, &template.bytes.0, TEMPLATE);
        });
    };
    let prepared = memo(move || mode_of(desk) == Some(BootstrapMode::OneClick));
    let packages = "Put both packages into the file share, as the bundle's README says.";
    let steps = [
        "Download azuredeploy.json.",
        "Open the portal's template editor: Build your own template in the editor.",
        "Load file, choose azuredeploy.json, Save.",
        "Choose a resource group and a region, fill in what is asked, Review + create.",
    ];
    let list = tag("ol").changing(move || {
        (!prepared.get()).then(|| tag("li").text(packages)).into_iter().collect()
    });
    let load = action_unless(move || desk.refusal(), "Download azuredeploy.json", download);
    let open = leaving("").follows("href", editor).text("Open the editor");
    tag("section.card")
        .add(tag("h3").text("Portal, without publishing"))
        .add(list.all(steps.map(|step| tag("li").text(step))))
        .add(tag("div.fixes").add(load).add(open))
}

const TEMPLATE: &str = "azuredeploy.json";

fn mode_of(desk: Desk) -> Option<BootstrapMode> {
    desk.plan.with(|plan| plan.as_ref().map(|plan| plan.bootstrap.mode))
}

/// Opens the page that fetches what is published and compares it. This page itself may connect nowhere.
fn compare(desk: Desk) {
    let url = desk.plan.with_untracked(|plan| plan.as_ref()?.publish.template_url.clone());
    let Some(url) = url else { return };
    desk.fetch(TEMPLATE, move |template| {
        workshop::order_once(&Digest { of: template.bytes }, move |digest| match digest {
            Ok(digest) => browser::open_page(&deploy::check_page(&url, &digest)),
            Err(reason) => desk.refuse(format!("Not checked: {reason}")),
        });
    });
}

/// The link, or why there is none.
fn link(desk: Desk) -> Element {
    let link = memo(move || desk.portal_link());
    let go = |title: &str, field: Field| action(title, move || desk.go_to(field)).class("fix");
    let fields = tag("div.fixes")
        .add(go("Go to Template URL", Field::PublishTemplateUrl))
        .add(go("Go to Form URL", Field::PublishFormUrl));
    tag("section.card")
        .add(tag("h3").text("Deploy to Azure link"))
        .add(tag("p").text("The portal fetches the template from a public https URL, in the browser of whoever deploys. Publish azuredeploy.json, which holds no secret, and type its URL; a page of a repository or gist is turned into its raw form. With createUiDefinition.json published too, the portal asks in a form of its own."))
        .changing(move || match link.get() {
            Ok(url) => published(desk, &url).into(),
            Err(reason) => vec![tag("p.soft").text("No link: ").all(rich(&reason))],
        })
        .add(fields)
}

fn published(desk: Desk, url: &str) -> [Element; 3] {
    // The check is a page beside this one, which a single file does not have.
    let alone = || {
        browser::is_offline_copy()
            .then(|| "The offline file asks nothing of any network".to_owned())
    };
    let copy = |title: &str, text: String, what: &'static str| {
        action(title, move || desk.copy(text.clone(), what))
    };
    let ways = tag("div.fixes")
        .add(copy("Copy link", url.to_owned(), "Link"))
        .add(copy("Copy Markdown button", deploy::markdown_button(url), "Markdown"))
        .add(copy("Copy HTML button", deploy::html_button(url), "HTML"))
        .add(action_unless(alone, "Check what is published", move || compare(desk)));
    let check = "The check opens a page of its own that fetches this URL once and compares it with the present template.";
    [tag("p.url mono").text(url), ways, tag("p.soft").text(check)]
}
