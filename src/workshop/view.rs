//! Views that the second module tells: what each says of the design, and of what is wanted of it.

use super::block::{
    around, head, heading, link, list, note, paragraph, portal, said, select, table,
};
use super::foreign::Foreign;
use super::story;
use super::wire::placed;
use crate::artifact::Artifact;
use crate::diagram::{Found, Layout};
use crate::door::{Choice, Mapping};
use crate::draft::{Draft, Secrets};
use crate::enclosed::Enclosed;
use crate::facts::limit;
use crate::field::Field;
use crate::finding::{Code, Names};
use crate::plan::Plan;
use crate::review::{self, Review};
use crate::xml::Node;
use crate::{artifact, deploy, diagram, enclosed, failover, guide, repair, save};

mod package;
mod paper;
mod redeploy;

pub(super) use package::takeover;

/// A view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The rules in which each word of what is wanted stands.
    Rules,
    /// What to know before a deployment.
    Deploy,
    /// The files that were added to the packages.
    Packages,
    /// The flow with the wanted name, hop by hop.
    Flows,
    /// What happens when the wanted part fails, up to the wanted step.
    Failover,
    /// The sheet to hand over on paper but for the picture; what is wanted is the page's address.
    Paper,
    /// The keys of the page.
    Keys,
    /// In what the design differs from the one that is wanted.
    Changes,
    /// What the browser reported, a line each, and after a blank line the policy in force.
    Seen,
    /// What a redeployment does where the design of the wanted file stands.
    Redeploy,
    /// Where a package of others contradicts itself; what is wanted says how it is shown.
    Audit,
}

/// What the second module keeps beside what is typed.
#[derive(Clone, Copy)]
pub(super) struct Kept<'a> {
    pub(super) enclosed: &'a [Enclosed],
    pub(super) foreign: &'a Foreign,
}

/// What is typed, and what follows from it.
pub(super) struct Made<'a> {
    pub(super) draft: &'a Draft,
    pub(super) secrets: &'a Secrets,
    pub(super) review: &'a Review,
}

impl View {
    /// What it says; the design is judged where the view needs it.
    pub(super) fn told<'a>(
        self,
        made: impl FnOnce() -> Made<'a>,
        kept: Kept<'_>,
        wanted: &str,
    ) -> Node {
        let told = |blocks| around("div", "told", blocks);
        match self {
            Self::Rules => told(rules(wanted)),
            Self::Deploy => told(deploying(&made(), wanted)),
            Self::Flows => {
                let plan = made().review.plan.as_ref();
                plan.map_or_else(|| told(unplanned()), |plan| story::flows(plan, wanted))
            }
            Self::Failover => {
                let Made { draft, secrets, review } = made();
                review.plan.as_ref().map_or_else(
                    || told(unplanned()),
                    |plan| story::failover(plan, draft, secrets, wanted),
                )
            }
            Self::Packages => told(packages(made(), kept.enclosed)),
            Self::Paper => told(paper::sheet(&made(), wanted)),
            Self::Keys => told(keys()),
            Self::Changes => told(changes(&made(), wanted)),
            Self::Seen => told(seen(wanted)),
            Self::Redeploy => told(redeploy::redeployment(made().draft, wanted)),
            Self::Audit => told(package::report(kept.foreign, wanted)),
        }
    }

    /// The picture as a file with its name: with what is found, and with what this view marks in it, or as a film of
    /// it.
    pub(super) fn drawn(
        self,
        (plan, found): (&Plan, &[Found]),
        wanted: &str,
        wide: bool,
        plays: bool,
    ) -> (String, String) {
        let layout = Layout { wide, open: false };
        let marks = match self {
            Self::Failover if plays => return story::film((plan, found), wanted, layout),
            Self::Failover => story::state(plan, wanted),
            Self::Flows => story::way(plan, wanted),
            Self::Rules
            | Self::Deploy
            | Self::Packages
            | Self::Paper
            | Self::Keys
            | Self::Changes
            | Self::Seen
            | Self::Redeploy
            | Self::Audit => Vec::new(),
        };
        ("diagram.svg".to_owned(), diagram::svg(plan, found, &marks, layout))
    }
}

placed! {
    View { Rules, Deploy, Packages, Flows, Failover, Paper, Keys, Changes, Seen, Redeploy, Audit }
}

/// What can be chosen of a VNet: which one, and what each of its subnets is to the pair.
pub(super) fn mapping(mapping: &Mapping) -> Node {
    let mut blocks = Vec::new();
    if mapping.vnets.options.len() > 1 {
        blocks.push(choice("VNet ", &mapping.vnets));
    }
    let rows = mapping.places.iter().map(|place| {
        let mut cells: Vec<Node> = place.subnet.iter().map(|text| plain("td", text)).collect();
        cells.push(around("td", "", vec![choice("", &place.role)]));
        around("tr", "", cells)
    });
    let rows = around("tbody", "", rows.collect());
    let head = head(["Subnet", "Range", "What it is to the pair"]);
    blocks.push(around("div", "scroll", vec![around("table", "plan", vec![head, rows])]));
    blocks.push(list(mapping.facts.iter().cloned()));
    around("div", "mapping", blocks)
}

/// A list to choose from, under its label.
fn choice(label: &str, choice: &Choice) -> Node {
    let options = choice.options.iter().map(|option| (option.clone(), option.clone()));
    let mut select = select(&choice.name, options, &choice.chosen);
    select.attributes.extend(["id", "name"].map(|name| (name, choice.name.clone())));
    around("label", "search", vec![plain("span", label), select])
}

/// A text of somebody else's, which is never code.
fn plain(tag: &'static str, text: &str) -> Node {
    Node::new(tag, Vec::new()).with_text(text)
}

/// The keys of the page.
fn keys() -> Vec<Node> {
    let keys = [
        ("/", "find a field by name"),
        ("Ctrl or Cmd and Z, with Shift", "undo, redo"),
        ("Ctrl or Cmd and S", "save the design"),
        ("Ctrl or Cmd and O", "open a design"),
        ("?", "this list"),
        ("f", "let the picture fill the window, and take it back"),
        ("Arrow keys", "between tabs, between the buttons of the diagram, between files"),
        (
            "Enter",
            "in the diagram, the address plan or a file: to the first part in sight; on it: to its field",
        ),
        ("Arrow keys, Escape", "from that part to the next one, and back"),
        ("+ - 0", "in the diagram: larger, smaller, whole"),
        ("Alt and Down, or Down", "in a list with a search: open it"),
    ];
    vec![table(
        "Keys",
        ["Key", "What it does"],
        keys.map(|pair| [pair.0, pair.1].map(str::to_owned)),
    )]
}

/// In what the present design differs from a former one: what is typed, and what follows from it.
fn changes(&Made { draft, review: now, .. }: &Made<'_>, former: &str) -> Vec<Node> {
    let Ok(former) = save::read(former) else {
        return vec![note("There is nothing to compare with.")];
    };
    let typed = repair::changes(&former.value, draft);
    let before = review::review(&former.value, &Secrets::default());
    let moves = repair::moves(before.plan.as_ref(), now.plan.as_ref(), draft);
    if typed.is_empty() && moves.is_empty() {
        return vec![note("Both designs are the same.")];
    }
    let moves = moves.into_iter().map(|one| [one.what, one.from, one.to]);
    let rows = typed.iter().map(repair::Change::told).chain(moves);
    let line = |[what, from, to]: [String; 3]| {
        let to = if to.is_empty() { "gone".to_owned() } else { to };
        let from = if from.is_empty() { "new".to_owned() } else { format!("was {from}") };
        fact(&what, &format!(" is {to}, {from}"))
    };
    vec![around("ul", "told-list", rows.map(line).collect())]
}

/// An entry of a list: what it is about, and what is said of it, both of somebody else's words.
fn fact(what: &str, said: &str) -> Node {
    around("li", "", vec![plain("b", what), plain("span", said)])
}

/// What a browser reported, and the policy of the page.
fn seen(reported: &str) -> Vec<Node> {
    let (requests, policy) = reported.split_once("\n\n").unwrap_or((reported, ""));
    let line = |text: &str| around("li", "", vec![plain("code", text)]);
    let requests: Vec<Node> = requests.lines().map(line).collect();
    let count = format!(
        "{} requests of this page since it was loaded, as the browser reports them",
        requests.len()
    );
    let policy: Vec<Node> =
        policy.split(';').map(str::trim).filter(|one| !one.is_empty()).map(line).collect();
    vec![
        paragraph(&count),
        around("ul", "told-list", requests),
        paragraph("The policy that the page carries"),
        around("ul", "told-list", policy),
        note(
            "More is not claimed: a browser reports neither what extensions do nor what workers ask for. The page's worker is given its part by this page or its own host, and the browser's developer tools show everything.",
        ),
    ]
}

fn unplanned() -> Vec<Node> {
    vec![note("There is no plan yet.")]
}

/// The files that were added, and what is to be said of them.
fn packages(Made { secrets, review, .. }: Made<'_>, enclosed: &[Enclosed]) -> Vec<Node> {
    let limit = limit::ADDED_BYTES_PAGE.most >> 20;
    let about = format!(
        "They stay in this page's memory and go into both packages, into the zips and `SHA256SUMS`, never into a design, a link or the template. Up to {limit} MiB together; `fast-ha build` takes more. Licences are each unit's own."
    );
    let Some(plan) = &review.plan else { return unplanned() };
    if enclosed.is_empty() {
        return vec![note(&about)];
    }
    let rows = enclosed::added(enclosed).into_iter().map(|file| {
        let unit = file.unit.map_or("both", |unit| plan.units.of(unit).name.value.as_str());
        [format!("`{}`", file.path), unit.to_owned(), file.size.to_string(), file.digest]
    });
    let said = enclosed::judge(plan, secrets, enclosed).into_iter();
    let said = said.map(|one| format!("**{}**: {}", one.severity(), one.message(Names::Titles)));
    vec![
        note(&about),
        table("Files in the packages", ["File", "Unit", "Bytes", "SHA-256"], rows),
        list(said),
    ]
}

/// The catalogue of rules: what each looks at, why it matters, what to do instead, where the fact stands.
fn rules(wanted: &str) -> Vec<Node> {
    let wanted = wanted.to_ascii_lowercase();
    let matches = |code: &&Code| {
        let (rule, told) = (code.rule(), code.explanation());
        let texts = [rule.code, rule.slug, told.what, told.why, told.instead, told.source];
        let all = texts.join(" ").to_ascii_lowercase();
        wanted.split_whitespace().all(|word| all.contains(word))
    };
    let found: Vec<Node> = Code::ALL.iter().filter(matches).map(|code| rule(*code)).collect();
    let mut count = note(&format!("{} of {} rules", found.len(), Code::ALL.len()));
    count.attributes.push(("role", "status".to_owned()));
    std::iter::once(count).chain(found).collect()
}

fn rule(code: Code) -> Node {
    let (rule, told) = (code.rule(), code.explanation());
    let name = vec![
        said("span", "code", rule.code),
        said("span", "", &format!(" {} ", rule.slug)),
        said("span", "soft", &rule.severity.to_string()),
    ];
    let parts = [
        ("What", told.what),
        ("Why", told.why),
        ("Instead", told.instead),
        ("Source", told.source),
    ];
    let parts =
        parts.into_iter().flat_map(|(name, text)| [said("dt", "", name), said("dd", "", text)]);
    let class = format!("finding is-{} is-rule", rule.severity);
    around("article", &class, vec![around("h4", "", name), around("dl", "rule", parts.collect())])
}

/// The button for a preset as it is, where template and form stand beside the page, or where the site around it
/// publishes them. An existing VNet is deployed into by two stages, which the portal does not know.
fn ready(made: &Made<'_>, page: &str) -> Option<Vec<Node>> {
    let (folder, _) = page.split(['?', '#']).next()?.rsplit_once('/')?;
    let approved = made.review.approved()?;
    let plan = approved.plan();
    if !folder.starts_with("https://") || plan.network.existing.is_some() {
        return None;
    }
    let preset = made.draft.preset();
    let (name, files) = artifact::published(preset)?;
    let is_own = |file: &Artifact| {
        let own = artifact::one(approved, made.draft, &Secrets::default(), None, &[], &file.path);
        own.is_some_and(|own| own.bytes == file.bytes)
    };
    if !files.iter().all(is_own) {
        return None;
    }
    let [template, form] = files.map(|file| format!("{folder}/presets/{name}/{}", file.path));
    let about = format!(
        "This is the preset {} as it is. Its template and form are published beside this page, byte for byte as they are made here: `{template}`",
        preset.name()
    );
    let link = deploy::link_to(plan, &template, Some(&form));
    let button = around("p", "fixes", vec![portal("Deploy to Azure", link)]);
    Some(vec![heading("Deploy to Azure at once"), paragraph(&about), button])
}

/// The ready button, what failover does, what a policy may refuse, and what was not verified.
fn deploying(made: &Made<'_>, page: &str) -> Vec<Node> {
    let Some(plan) = &made.review.plan else { return unplanned() };
    let cards = told_of(plan).into_iter();
    let ready = ready(made, page).map(|card| around("section", "card", card));
    ready.into_iter().chain(cards).collect()
}

fn told_of(plan: &Plan) -> Vec<Node> {
    let timers = [Field::HaTimers, Field::BalanceProbeIntervalS].map(link);
    let failover = vec![
        heading("What failover does"),
        paragraph(&failover::summary(plan)),
        paragraph(guide::HA2),
        around("p", "fixes", timers.into()),
    ];
    let refusals = guide::policies(plan).into_iter();
    let refusals = list(refusals.map(|(what, then)| format!("**{what}**: {then}")));
    let unverified =
        guide::unverified(plan).map(|(fact, check)| [fact.to_owned(), format!("`{check}`")]);
    let unverified =
        table("What was not verified on a live firewall", ["What", "What settles it"], unverified);
    [
        failover,
        vec![heading("What a policy may refuse"), refusals],
        vec![heading("What was not verified on a live firewall"), unverified],
    ]
    .map(|card| around("section", "card", card))
    .into()
}
