//! The state of the page: what is typed, and everything that follows from it as memos.

use std::sync::Arc;

use leptos::prelude::*;

use crate::artifact::Artifact;
use crate::draft::{Draft, Secrets};
use crate::field::{Field, Section};
use crate::finding::{Finding, Fix, Names, Severity};
use crate::net::Range;
use crate::panos::{Phash, Salt};
use crate::plan::Origin;
use crate::preset::Preset;
use crate::review::Review;
use crate::secret::Secret;
use crate::ui::browser;
use crate::ui::embed::Host;
use crate::{artifact, audit, repair, review, save};

/// The views of the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    /// The picture.
    Diagram,
    /// The table of addresses.
    Addresses,
    /// The generated files.
    Files,
    /// Ways to deploy.
    Deploy,
    /// Everything that was found.
    Findings,
}

impl Tab {
    /// All of them in order.
    pub(crate) const ALL: [Self; 5] =
        [Self::Diagram, Self::Addresses, Self::Files, Self::Deploy, Self::Findings];

    /// The heading.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Diagram => "Diagram",
            Self::Addresses => "Address plan",
            Self::Files => "Files",
            Self::Deploy => "Deploy",
            Self::Findings => "Findings",
        }
    }

    /// The id of its panel.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Diagram => "diagram",
            Self::Addresses => "addresses",
            Self::Files => "files",
            Self::Deploy => "deploy",
            Self::Findings => "findings",
        }
    }
}

/// What was typed at a time to go back to, and what led away from it. Secrets are in it too, in memory
/// alone, since a step back that left them out would take back something else.
#[derive(Clone, Debug)]
struct Step {
    draft: Draft,
    secrets: Secrets,
    what: String,
}

/// Earlier and later drafts. Typing into one field is one step.
#[derive(Clone, Debug, Default)]
struct History {
    earlier: Vec<Step>,
    later: Vec<Step>,
    typing: Option<Field>,
}

/// What the files are compared with.
#[derive(Clone, Debug)]
pub(crate) enum Baseline {
    /// The preset in force, untouched.
    Preset,
    /// The design that was opened last.
    Opened,
    /// A design as it was when the person asked for it.
    Now(Draft),
}

/// Something that would replace the design, shown before it does.
#[derive(Clone, Debug)]
pub(crate) struct Proposal {
    /// What would happen, imperative.
    pub(crate) title: String,
    /// The draft that would be taken over.
    pub(crate) draft: Draft,
    /// What is said once it is taken over.
    done: String,
    /// The id of what had the focus before.
    opener: String,
}

/// Whether two reviews tell the same of a field.
fn same_at(field: Field, one: &Review, other: &Review) -> bool {
    fn told(review: &Review, field: Field) -> impl Iterator<Item = &Finding> {
        review.findings.iter().filter(move |finding| finding.at.first() == Some(&field))
    }
    let settled =
        |review: &Review| review.plan.as_ref().and_then(|plan| plan.settled.get(&field)).cloned();
    settled(one) == settled(other) && told(one, field).eq(told(other, field))
}

/// What this browser keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// No draft.
    Nothing,
    /// The draft of an earlier time.
    Earlier,
    /// The present draft.
    Present,
}

/// What costly things are made for: a review, and the salt of that time.
#[derive(Clone)]
pub(crate) struct Moment {
    review: Arc<Review>,
    salt: Salt,
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.review, &other.review) && self.salt == other.salt
    }
}

/// The folder of the packages' files, which hold the hash.
const PACKAGES: &str = "bootstrap/";

/// What only the desk itself needs, in one place, since its handle is copied everywhere.
struct Pen {
    drafted: WriteSignal<Draft>,
    typed: WriteSignal<Secrets>,
    /// What follows a field, by the field's place.
    rows: Vec<Trigger>,
    /// The last review with a plan; the form shows its choices while there is none.
    planned: Memo<Arc<Review>>,
    history: RwSignal<History>,
    preset: Memo<Preset>,
    salt: RwSignal<Salt>,
    /// How long the review of the present draft took, in milliseconds; nothing until it has ended.
    reviewed_ms: Option<f64>,
    /// The hash of the present password, made where a package is looked at.
    hash: Memo<Option<Phash>>,
}

/// The desk; a handle that is copied freely.
#[derive(Clone, Copy)]
pub(crate) struct Desk {
    /// What is typed.
    pub(crate) draft: ReadSignal<Draft>,
    /// What is typed and secret.
    pub(crate) secrets: ReadSignal<Secrets>,
    /// What follows from both.
    pub(crate) review: Memo<Arc<Review>>,
    /// The open view.
    pub(crate) tab: RwSignal<Tab>,
    /// On narrow screens: whether the result is shown instead of the form.
    pub(crate) shows_result: RwSignal<bool>,
    /// A quiet confirmation.
    pub(crate) notice: RwSignal<Option<String>>,
    /// What waits for a decision.
    pub(crate) proposal: RwSignal<Option<Proposal>>,
    /// The link that is shown.
    pub(crate) shared: RwSignal<Option<String>>,
    /// What a page around this one decided.
    pub(crate) host: RwSignal<Host>,
    /// What this browser keeps.
    pub(crate) kept: RwSignal<Kept>,
    /// Whether the person wants nothing kept on this visit.
    pub(crate) forgotten: RwSignal<bool>,
    /// Whether the introduction is shown.
    pub(crate) greets: RwSignal<bool>,
    /// The rule that is looked up; a blank one for the whole catalogue, none for the findings.
    pub(crate) rules: RwSignal<Option<String>>,
    /// The field that has the focus.
    pub(crate) focused: RwSignal<Option<Field>>,
    /// What the files are compared with.
    pub(crate) baseline: RwSignal<Baseline>,
    /// The design that was opened last.
    pub(crate) opened: RwSignal<Option<Draft>>,
    /// The moment at which typing paused last.
    pub(crate) rested: RwSignal<Option<Moment>>,
    pen: StoredValue<Pen>,
}

/// The desk of this page.
pub(crate) fn desk() -> Desk {
    expect_context::<Desk>()
}

impl Desk {
    pub(crate) fn new() -> Self {
        let (draft, drafted) = signal(Draft::default());
        let (secrets, typed) = signal(Secrets::default());
        let review = Memo::new_with_compare(
            move |_| {
                draft.with(|draft| secrets.with(|secrets| Arc::new(review::review(draft, secrets))))
            },
            // Each run follows a change, and comparing costs as much as drawing.
            |_, _| true,
        );
        let planned = Memo::new_with_compare(
            move |last: Option<&Arc<Review>>| {
                let now = review.get();
                if now.plan.is_some() { now } else { last.cloned().unwrap_or(now) }
            },
            |_, _| true,
        );
        let salt = RwSignal::new(browser::random_salt());
        let hash =
            Memo::new(move |_| secrets.with(|secrets| salt.with(|salt| Phash::of(secrets, salt))));
        Self {
            draft,
            secrets,
            review,
            tab: RwSignal::new(Tab::Diagram),
            shows_result: RwSignal::new(false),
            notice: RwSignal::new(None),
            proposal: RwSignal::new(None),
            rules: RwSignal::new(None),
            shared: RwSignal::new(None),
            host: RwSignal::new(Host::default()),
            kept: RwSignal::new(Kept::Nothing),
            forgotten: RwSignal::new(false),
            greets: RwSignal::new(false),
            focused: RwSignal::new(None),
            baseline: RwSignal::new(Baseline::Preset),
            opened: RwSignal::new(None),
            rested: RwSignal::new(None),
            pen: StoredValue::new(Pen {
                drafted,
                typed,
                rows: Field::ALL.iter().map(|_| Trigger::new()).collect(),
                planned,
                history: RwSignal::new(History::default()),
                preset: Memo::new(move |_| draft.with(Draft::preset)),
                salt,
                reviewed_ms: None,
                hash,
            }),
        }
    }

    /// Types into a field.
    pub(crate) fn type_into(self, field: Field, text: String) {
        if self.host.with_untracked(|host| host.locked.contains(&field)) {
            return;
        }
        if field.is_secret() {
            self.take_secret(field, Secret::new(text));
            return;
        }
        if self.draft.with_untracked(|draft| draft.get(field) == text) {
            return;
        }
        self.begin_typing(field);
        self.change(|pen| pen.drafted.update(|draft| draft.set(field, text)));
    }

    /// Takes a secret.
    pub(crate) fn take_secret(self, field: Field, secret: Secret) {
        self.renew_salt();
        self.begin_typing(field);
        self.change(|pen| pen.typed.update(|secrets| secrets.set(field, secret)));
    }

    /// What is typed now, for coming back to it.
    fn step_to(self, what: &str) -> Step {
        let (draft, secrets) = (self.draft.get_untracked(), self.secrets.get_untracked());
        Step { draft, secrets, what: what.to_owned() }
    }

    /// Typing into one field is one step.
    fn begin_typing(self, field: Field) {
        self.history().update(|history| {
            if history.typing != Some(field) {
                history.earlier.push(self.step_to(&field.title()));
                history.typing = Some(field);
            }
            history.later.clear();
        });
    }

    /// Takes a new salt for the next build; a used one is never used again.
    pub(crate) fn renew_salt(self) {
        self.salt().set(browser::random_salt());
    }

    /// Ends a step of typing, so that the next key starts a new one.
    pub(crate) fn end_typing(self) {
        self.history().update(|history| history.typing = None);
    }

    /// Replaces the whole draft at the host's wish.
    pub(crate) fn take_over(self, draft: Draft) {
        self.replace("the design of the page around this one", draft);
    }

    /// Replaces the whole draft in one step; locked fields keep their texts.
    fn replace(self, what: &str, mut draft: Draft) {
        let before = self.draft.get_untracked();
        for field in self.host.get_untracked().locked {
            if !field.is_secret() {
                draft.set(field, before.get(field));
            }
        }
        self.history().update(|history| {
            history.earlier.push(self.step_to(what));
            history.later.clear();
            history.typing = None;
        });
        self.change(|pen| pen.drafted.set(draft));
    }

    /// Applies a repair.
    pub(crate) fn apply(self, fix: &Fix) {
        let draft = self.draft.with_untracked(|draft| draft.apply(fix));
        self.replace(&fix.title, draft);
        self.say(format!("Done: {}", fix.title));
    }

    /// Shows what a new draft would change; the person decides.
    pub(crate) fn propose(self, title: impl Into<String>, draft: Draft, done: impl Into<String>) {
        let opener = browser::focused_id();
        self.proposal.set(Some(Proposal { title: title.into(), draft, done: done.into(), opener }));
        self.shows_result.set(true);
        browser::focus_soon("proposal");
    }

    /// Whether leaving the page loses something: a secret, or a draft that nothing keeps.
    pub(crate) fn has_something_to_lose(self) -> bool {
        let typed = self
            .secrets
            .with_untracked(|secrets| Field::secrets().any(|field| secrets.get(field).is_some()));
        let changed = self.draft.with_untracked(|draft| draft.changes().next().is_some());
        typed || (changed && self.kept.get_untracked() != Kept::Present)
    }

    /// Takes the proposal over in one step.
    pub(crate) fn accept(self) {
        if let Some(proposal) = self.proposal.get_untracked() {
            self.proposal.set(None);
            self.replace(&proposal.title, proposal.draft);
            self.say(proposal.done);
            browser::focus_soon(proposal.opener);
        }
    }

    /// Leaves everything as it is.
    pub(crate) fn dismiss(self) {
        if let Some(proposal) = self.proposal.get_untracked() {
            browser::focus_soon(proposal.opener);
        }
        self.proposal.set(None);
        self.say("Nothing changed");
    }

    /// Proposes a preset.
    pub(crate) fn start_from(self, preset: Preset) {
        let done = format!("Started from {}; undo brings the former design back", preset.name());
        self.propose(format!("Start from the preset {}", preset.name()), Draft::of(preset), done);
    }

    /// Proposes all safe repairs at once.
    pub(crate) fn repair_all(self) {
        let repaired = self.draft.with_untracked(|draft| {
            self.secrets.with_untracked(|secrets| repair::all_safe(draft, secrets))
        });
        let n_repaired = repaired.applied.len();
        self.propose("Make all safe repairs", repaired.draft, format!("{n_repaired} repaired"));
    }

    /// Proposes a move of the whole VNet.
    pub(crate) fn replan(self, into: Range) {
        let moved = self.draft.with_untracked(|draft| {
            self.secrets.with_untracked(|secrets| repair::replan(draft, secrets, into))
        });
        self.propose(
            format!("Re-plan into {into}"),
            moved.draft,
            format!("Re-planned into {into}"),
        );
    }

    /// Looks a rule up; a blank one opens the whole catalogue.
    pub(crate) fn look_up(self, rule: &str) {
        self.rules.set(Some(rule.to_owned()));
        self.show(Tab::Findings);
    }

    /// Opens a design file; one that cannot be read changes nothing.
    pub(crate) fn open(self, file: &browser::Text) {
        let text = match file {
            Ok(text) => text,
            Err(reason) => return self.refuse(format!("Not opened: {reason}")),
        };
        match save::read(text) {
            Ok(read) => {
                let said: Vec<String> =
                    read.findings.iter().map(|f| f.message(Names::Keys)).collect();
                self.opened.set(Some(read.value.clone()));
                self.baseline.set(Baseline::Opened);
                self.replace("Open a design", read.value);
                self.say(if said.is_empty() {
                    "Design opened".to_owned()
                } else {
                    format!("Design opened; {}", said.join("; "))
                });
            }
            Err(finding) => self.refuse(format!("Not opened: {}", finding.message(Names::Keys))),
        }
    }

    /// What undo would take back.
    pub(crate) fn undoes(self) -> Option<String> {
        self.history().with(|history| Some(history.earlier.last()?.what.clone()))
    }

    /// What redo would bring back.
    pub(crate) fn redoes(self) -> Option<String> {
        self.history().with(|history| Some(history.later.last()?.what.clone()))
    }

    /// Takes the last step back.
    pub(crate) fn undo(self) {
        if let Some(what) = self.step(|history| (&mut history.earlier, &mut history.later)) {
            self.say(format!("Undone: {what}"));
        }
    }

    /// Brings a step back that was taken back.
    pub(crate) fn redo(self) {
        if let Some(what) = self.step(|history| (&mut history.later, &mut history.earlier)) {
            self.say(format!("Done again: {what}"));
        }
    }

    /// Moves one step from an end of the history to the other; says what it was.
    fn step(self, ends: fn(&mut History) -> (&mut Vec<Step>, &mut Vec<Step>)) -> Option<String> {
        let mut target = None;
        self.history().update(|history| {
            history.typing = None;
            let (from, to) = ends(history);
            target = from.pop();
            if let Some(step) = &target {
                to.push(self.step_to(&step.what));
            }
        });
        let Step { draft, secrets, what } = target?;
        if self.secrets.with_untracked(|present| *present != secrets) {
            self.renew_salt();
        }
        self.change(|pen| {
            pen.drafted.set(draft);
            pen.typed.set(secrets);
        });
        Some(what)
    }

    /// Confirms quietly.
    pub(crate) fn say(self, text: impl Into<String>) {
        let text: String = text.into();
        self.notice.set(Some(text.clone()));
        browser::after_a_look(move || {
            self.notice.set(self.notice.get_untracked().filter(|now| *now != text));
        });
    }

    /// Says what did not work; it stays until somebody has seen it.
    pub(crate) fn refuse(self, text: impl Into<String>) {
        self.notice.set(Some(text.into()));
    }

    /// Confirms what was done, or says what was not and why.
    pub(crate) fn outcome(self, refusal: &str, done: Result<impl Into<String>, String>) {
        match done {
            Ok(text) => self.say(text),
            Err(reason) => self.refuse(format!("{refusal}: {reason}")),
        }
    }

    /// Runs again whatever follows this field when its text or what is told of it changes. A form has many
    /// fields, so that a row that followed everything would make every key dear.
    fn follow(self, field: Field) {
        self.pen.with_value(|pen| {
            if let Some(row) = pen.rows.get(field as usize) {
                row.track();
            }
        });
    }

    /// The text of a field, for its row.
    pub(crate) fn text(self, field: Field) -> String {
        self.follow(field);
        self.draft.with_untracked(|draft| draft.get(field).to_owned())
    }

    /// Whether the text of a field differs from the preset's, for its row.
    pub(crate) fn is_changed(self, field: Field) -> bool {
        self.preset().text(field) != self.text(field)
    }

    /// What a blank field becomes, with its reason, while it is blank; for its row.
    pub(crate) fn automatic(self, field: Field) -> Option<(String, String)> {
        self.follow(field);
        let planned = self.pen.with_value(|pen| pen.planned);
        planned.with_untracked(|review| {
            let settled = review.plan.as_ref()?.settled.get(&field)?;
            match &settled.from {
                Origin::Chosen { why, .. } => {
                    let why = if why.is_empty() { String::new() } else { format!(", {why}") };
                    Some((settled.value.clone(), why))
                }
                Origin::Typed(_) => None,
            }
        })
    }

    /// The present review, or the last one with a plan.
    pub(crate) fn planned(self) -> Arc<Review> {
        self.pen.with_value(|pen| pen.planned).get()
    }

    /// How long the review of the present draft took, in milliseconds; nothing until it has ended.
    pub(crate) fn reviewed_ms(self) -> Option<f64> {
        self.pen.with_value(|pen| pen.reviewed_ms)
    }

    fn history(self) -> RwSignal<History> {
        self.pen.with_value(|pen| pen.history)
    }

    fn salt(self) -> RwSignal<Salt> {
        self.pen.with_value(|pen| pen.salt)
    }

    fn preset(self) -> Preset {
        self.pen.with_value(|pen| pen.preset).get()
    }

    /// Changes what is typed, and wakes the rows of the fields that it concerns.
    fn change(self, with: impl FnOnce(&Pen)) {
        let (draft, review) = (self.draft.get_untracked(), self.review.get_untracked());
        self.pen.with_value(with);
        let drafted = self.draft.get_untracked();
        browser::leave_in_safety(&save::write(&drafted));
        // A review may be the program's end; until it has ended its draft is not kept.
        self.pen.update_value(|pen| pen.reviewed_ms = None);
        let began = browser::now_ms();
        let now = self.review.get_untracked();
        let took = browser::now_ms() - began;
        self.pen.update_value(|pen| pen.reviewed_ms = Some(took));
        self.pen.with_value(|pen| {
            for (field, row) in Field::ALL.iter().zip(&pen.rows) {
                let same = draft.get(*field) == drafted.get(*field);
                if !(same && same_at(*field, &review, &now)) {
                    row.notify();
                }
            }
        });
    }

    /// Puts a draft onto an empty desk; that is no step to take back.
    pub(crate) fn begin(self, draft: Draft) {
        self.change(|pen| pen.drafted.set(draft));
    }

    /// The findings whose first field is this one, for its row.
    pub(crate) fn findings_at(self, field: Field) -> Vec<Finding> {
        self.follow(field);
        self.review.with_untracked(|review| {
            let here = review.findings.iter().filter(|finding| finding.at.first() == Some(&field));
            here.cloned().collect()
        })
    }

    /// The worst severity in a section, and how many findings have it.
    pub(crate) fn state_of(self, section: Section) -> Option<(Severity, usize)> {
        self.review.with(|review| {
            let here = || {
                review.findings.iter().filter(|finding| {
                    finding.at.first().is_some_and(|field| field.spec().section == section)
                })
            };
            let worst = here().map(Finding::severity).min()?;
            Some((worst, here().filter(|finding| finding.severity() == worst).count()))
        })
    }

    /// Why nothing can be handed out, when something stands in the way.
    pub(crate) fn obstacle(self) -> Option<String> {
        self.review.with(|review| {
            review.obstacle().map(|finding| {
                format!(
                    "{} stands in the way: {}",
                    finding.code.rule().code,
                    finding.message(Names::Keys)
                )
            })
        })
    }

    /// The present moment.
    pub(crate) fn moment(self) -> Moment {
        Moment { review: self.review.get(), salt: self.salt().get() }
    }

    /// All files of what is typed now, audited, or why there are none. Costly: only after a pause in
    /// typing and for what leaves the page.
    pub(crate) fn artifacts(self) -> Result<Vec<Artifact>, String> {
        let (draft, secrets) = (self.draft.get_untracked(), self.secrets.get_untracked());
        let (review, salt) = (self.review.get_untracked(), self.salt().get_untracked());
        let approved =
            review.approved().ok_or_else(|| untrack(|| self.obstacle().unwrap_or_default()))?;
        audit::audited(approved, &draft, &secrets, &salt).map_err(|findings| {
            let said: Vec<String> = findings.iter().map(ToString::to_string).collect();
            said.join("; ")
        })
    }

    /// A file that leaves the page; where there is none, the reason is said.
    pub(crate) fn handed_out(self, path: &str) -> Option<Artifact> {
        match self.artifacts() {
            Ok(artifacts) => artifacts.into_iter().find(|artifact| artifact.path == path),
            Err(reason) => {
                self.refuse(format!("Nothing is handed out: {reason}"));
                None
            }
        }
    }

    /// One file as it is shown at each key, without the others and not yet audited; none while an error
    /// stands in the way, for a file that is made of others, and for a package while a secret is typed.
    pub(crate) fn artifact(self, path: &str) -> Option<Artifact> {
        let moment = self.moment();
        // Another password's hash costs more than a key may: it comes once typing pauses.
        let hashed =
            self.rested.with(|rested| rested.as_ref().map(|rested| rested.salt == moment.salt));
        if path.starts_with(PACKAGES) && hashed == Some(false) {
            return None;
        }
        self.draft.with(|draft| self.made(&moment.review, draft, path))
    }

    fn made(self, review: &Review, draft: &Draft, path: &str) -> Option<Artifact> {
        let approved = review.approved()?;
        // The hash is made where a package is looked at, and kept.
        let hash =
            path.starts_with(PACKAGES).then(|| self.pen.with_value(|pen| pen.hash.get())).flatten();
        self.secrets.with(|secrets| artifact::one(approved, draft, secrets, hash.as_ref(), path))
    }

    /// Compares the files with something else from now on.
    pub(crate) fn compare_with(self, name: &str) {
        self.baseline.set(match name {
            "opened" => Baseline::Opened,
            "now" => Baseline::Now(self.draft.get_untracked()),
            _ => Baseline::Preset,
        });
    }

    /// A file of the baseline with the present secrets, so that only the design differs; nothing where it
    /// cannot be built.
    pub(crate) fn baseline_artifact(self, path: &str) -> Option<Artifact> {
        let draft = match self.baseline.get() {
            Baseline::Preset => Draft::of(self.preset()),
            Baseline::Opened => self.opened.get()?,
            Baseline::Now(draft) => draft,
        };
        // Secrets are typed without a comparison at each key.
        self.rested.track();
        untrack(|| {
            let secrets = self.secrets.get();
            let review = review::review(&draft, &secrets);
            self.made(&review, &draft, path).or_else(|| {
                let all =
                    artifact::artifacts(review.approved()?, &draft, &secrets, &self.salt().get());
                all.into_iter().find(|artifact| artifact.path == path)
            })
        })
    }

    /// The bundle's bytes.
    pub(crate) fn bundle(self) -> Result<Vec<u8>, String> {
        let artifacts = self.artifacts()?;
        let review = self.review.get_untracked();
        let approved = review.approved().ok_or_else(String::new)?;
        Ok(artifact::bundle(approved, &artifacts))
    }

    /// Goes to a field, wherever it is folded away.
    pub(crate) fn go_to(self, field: Field) {
        self.shows_result.set(false);
        browser::focus_field(field);
    }

    /// Opens a view.
    pub(crate) fn show(self, tab: Tab) {
        self.tab.set(tab);
        self.shows_result.set(true);
    }
}
