//! The state of the page: what is typed, and everything that follows from it as memos.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use gloo_file::File;
use leptos::prelude::*;

use crate::design::trust;
use crate::design::trust::Claim;
use crate::draft::{Draft, Secrets};
use crate::facts::vmseries;
use crate::field::{Field, Kind, Section};
use crate::panos::Salt;
use crate::plan::{self, Origin, Plan};
use crate::preset::Preset;
use crate::secret::Secret;
use crate::ui::browser::{file, press};
use crate::ui::part::reactive::{Derived, Held, Seen, memo, successive};
use crate::ui::{browser, workshop};
use crate::workshop::{Bundle, Bytes, Carry, Helps, Mend, Open, Read, Typed, Verdict};
use crate::xml::Node;
use crate::{review, save};

mod files;
mod history;
mod judge;
mod package;

pub(crate) use files::{Baseline, Moment};
use history::{History, Step};

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
    /// Where a package of others contradicts itself.
    Audit,
}

impl Tab {
    /// All of them in order.
    pub(crate) const ALL: [Self; 6] =
        [Self::Diagram, Self::Addresses, Self::Files, Self::Deploy, Self::Findings, Self::Audit];

    /// The heading.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Diagram => "Diagram",
            Self::Addresses => "Address plan",
            Self::Files => "Files",
            Self::Deploy => "Deploy",
            Self::Findings => "Findings",
            Self::Audit => "Audit",
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
            Self::Audit => "audit",
        }
    }
}

/// What the host decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Host {
    /// Fields that keep their value.
    pub(crate) locked: Vec<Field>,
    /// Fields that are not shown.
    pub(crate) hidden: Vec<Field>,
    /// Views that are shown; all of them when empty.
    pub(crate) tabs: Vec<Tab>,
    /// The folder in which it publishes the presets' templates.
    pub(crate) publish: Option<String>,
}

/// A known value that may be typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The value.
    pub(crate) value: &'static str,
    /// What it is called.
    pub(crate) title: &'static str,
    /// What is known of it.
    pub(crate) said: String,
}

/// A part of the form that folds away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fold {
    /// Its section.
    pub(crate) section: Section,
    /// The group whose rare fields it holds; none for the section itself.
    pub(crate) group: Option<&'static str>,
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
    /// Whether the draft came from outside.
    foreign: bool,
    /// For a preset: whether what was typed is carried over.
    pub(crate) keeps: Option<bool>,
    /// For a file of which something is told or can be chosen: the file, and what.
    pub(crate) asks: Option<(Bytes, Node)>,
}

/// Whether two plans settle a field alike.
fn same_at(field: Field, one: Option<&Plan>, other: Option<&Plan>) -> bool {
    let settled = |plan: Option<&Plan>| plan?.settled.get(&field).cloned();
    settled(one) == settled(other)
}

/// What this browser keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// No draft.
    Nothing,
    /// At most the draft of an earlier time.
    Earlier,
    /// The present draft.
    Present,
    /// Another tab's, while nobody has chosen between it and the present one.
    Elsewhere(Draft),
}

/// What is said of a file that the browser was given; no page is told whether it kept it.
pub(crate) fn handed(what: &str) -> String {
    format!("{what} handed to the browser; if no file comes, the browser blocks downloads")
}

/// What only the desk itself needs, in one place, since its handle is copied everywhere.
struct Pen {
    drafted: Held<Draft>,
    typed: Held<Secrets>,
    /// What follows a field, by the field's place.
    rows: Vec<Trigger>,
    /// The last plan; the form shows its choices while there is none.
    planned: Derived<Option<Arc<Plan>>>,
    bench: judge::Bench,
    history: Held<History>,
    unfolded: Held<BTreeSet<Fold>>,
    preset: Derived<Preset>,
    salt: Held<Salt>,
    /// What else is done when typing pauses.
    at_pause: fn(Desk),
    /// How long the present draft was planned, in milliseconds; nothing until that has ended.
    planned_ms: Option<f64>,
}

/// The desk, which stays as long as the page; a handle that is copied freely into everything that follows it.
#[derive(Clone, Copy)]
pub(crate) struct Desk(&'static State);

impl Deref for Desk {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

/// What is on the desk.
pub(crate) struct State {
    /// What is typed.
    pub(crate) draft: Seen<Draft>,
    /// What is typed and secret.
    pub(crate) secrets: Seen<Secrets>,
    /// What follows from both at once; nothing where a subnet cannot be placed.
    pub(crate) plan: Derived<Option<Arc<Plan>>>,
    /// What was found last, of what is typed or of what was typed a moment ago.
    pub(crate) verdict: Held<Arc<Verdict>>,
    /// Whether what is typed waits for longer than a moment to be judged.
    pub(crate) checking: Held<bool>,
    /// The open view.
    pub(crate) tab: Held<Tab>,
    /// On narrow screens: whether the result is shown instead of the form.
    pub(crate) shows_result: Held<bool>,
    /// A quiet confirmation.
    pub(crate) notice: Held<Option<String>>,
    /// What waits for a decision.
    pub(crate) proposal: Held<Option<Proposal>>,
    /// Whether the list of keys is shown.
    pub(crate) keys: Held<bool>,
    /// The design of the bundle that was downloaded last.
    pub(crate) taken: Held<Option<Draft>>,
    /// The link that is shown.
    pub(crate) shared: Held<Option<String>>,
    /// What a page around this one decided.
    pub(crate) host: Held<Host>,
    /// What this browser keeps.
    pub(crate) kept: Held<Kept>,
    /// Whether the person wants nothing kept on this visit.
    pub(crate) forgotten: Held<bool>,
    /// Whether the introduction is shown.
    pub(crate) greets: Held<bool>,
    /// The package of others that is judged, another text for each; none where there is none.
    pub(crate) package: Held<Option<String>>,
    /// Whether one is being read.
    pub(crate) reading: Held<bool>,
    /// What is said of each field, in the order of the form; only of the first ones until the second module has told it.
    pub(crate) helps: Held<Vec<String>>,
    /// The rule that is looked up; a blank one for the whole catalogue, none for the findings.
    pub(crate) rules: Held<Option<String>>,
    /// The field that has the focus.
    pub(crate) focused: Held<Option<Field>>,
    /// What the files are compared with.
    pub(crate) baseline: Held<Baseline>,
    /// The design that was opened last.
    pub(crate) opened: Held<Option<Draft>>,
    /// What a design from outside wants to be trusted, until the person confirms it.
    pub(crate) foreign: Held<Vec<Claim>>,
    /// The secrets that were not given to a design from outside.
    pub(crate) aside: Held<Option<Secrets>>,
    /// The moment at which typing paused last.
    pub(crate) rested: Held<Option<Moment>>,
    pen: StoredValue<Pen>,
}

/// The id of a field's control.
pub(crate) fn control_id(field: Field) -> String {
    format!("field-{}", field.key())
}

fn fresh_salt() -> Salt {
    Salt::from_bytes(browser::random_bytes())
}

/// The desk of this page.
pub(crate) fn desk() -> Desk {
    expect_context::<Desk>()
}

impl Desk {
    /// A blank desk that does something when typing pauses.
    pub(crate) fn new(at_pause: fn(Self)) -> Self {
        let (drafted, typed) = (Held::new(Draft::default()), Held::new(Secrets::default()));
        let (draft, secrets) = (drafted.seen(), typed.seen());
        let plan = successive(
            move |_| {
                draft.with(|draft| {
                    secrets.with(|secrets| review::sketch(draft, secrets).map(Arc::new))
                })
            },
            // Each run follows a change, and comparing costs as much as drawing.
            |_, _| false,
        );
        let planned = successive(
            move |last: Option<&Option<Arc<Plan>>>| plan.get().or_else(|| last.cloned().flatten()),
            |_, _| false,
        );
        let salt = Held::new(fresh_salt());
        let desk = Self(Box::leak(Box::new(State {
            draft,
            secrets,
            plan,
            verdict: Held::new(Arc::default()),
            checking: Held::new(true),
            tab: Held::new(Tab::Diagram),
            shows_result: Held::new(false),
            notice: Held::new(None),
            proposal: Held::new(None),
            package: Held::new(None),
            reading: Held::new(false),
            helps: Held::new(Field::first_helps()),
            rules: Held::new(None),
            keys: Held::new(false),
            taken: Held::new(None),
            shared: Held::new(None),
            host: Held::new(Host::default()),
            kept: Held::new(Kept::Nothing),
            forgotten: Held::new(false),
            greets: Held::new(false),
            focused: Held::new(None),
            baseline: Held::new(Baseline::Preset),
            opened: Held::new(None),
            foreign: Held::new(Vec::new()),
            aside: Held::new(None),
            rested: Held::new(None),
            pen: StoredValue::new(Pen {
                drafted,
                typed,
                rows: Field::ALL.iter().map(|_| Trigger::new()).collect(),
                planned,
                history: Held::new(History::default()),
                unfolded: Held::new(BTreeSet::new()),
                preset: memo(move || draft.with(Draft::preset)),
                salt,
                at_pause,
                planned_ms: None,
                bench: judge::Bench::new(),
            }),
        })));
        desk.have_judged();
        desk.once_judged(move || desk.warm_up());
        desk
    }

    /// Makes the first bundle for nobody, without what is secret: a browser compiles a function when it is called
    /// first, and whoever asks for a bundle does not wait for that.
    fn warm_up(self) {
        if !untrack(|| self.failed() || self.refusal().is_some()) {
            let typed = Typed { secrets: Secrets::default(), ..untrack(|| self.typed()) };
            workshop::order_once(&Bundle { typed }, drop);
        }
    }

    /// Orders what is said of the fields, until it has come.
    fn have_helps(self) {
        if self.helps.with_untracked(|helps| helps.iter().any(String::is_empty)) {
            workshop::order_once(&Helps {}, move |helps| {
                if let Ok(helps) = helps {
                    press::when_lifted(move || self.helps.set(helps));
                }
            });
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

    /// Blanks every secret, also in what undo and redo lead to.
    pub(crate) fn forget_secrets(self) {
        self.renew_salt();
        self.history().update(History::forget_secrets);
        self.aside.set(None);
        workshop::clear();
        self.change(|pen| pen.typed.set(Secrets::default()));
    }

    /// What is typed now, for coming back to it.
    fn step_to(self, what: &str) -> Step {
        let (draft, secrets) = (self.draft.get_untracked(), self.secrets.get_untracked());
        Step { draft, secrets, what: what.to_owned() }
    }

    /// Typing into one field is one step.
    fn begin_typing(self, field: Field) {
        self.history().update(|history| {
            history.type_into(field, || self.step_to(&field.title()));
        });
    }

    /// Takes a new salt for the next build; a used one is never used again.
    pub(crate) fn renew_salt(self) {
        self.salt().set(fresh_salt());
        self.await_pause();
    }

    /// Ends a step of typing, so that the next key starts a new one.
    pub(crate) fn end_typing(self) {
        self.history().update(History::end_typing);
    }

    /// Leaves a field, which ends its step of typing.
    pub(crate) fn leave(self, field: Field) {
        self.end_typing();
        if self.focused.get_untracked() == Some(field) {
            self.focused.set(None);
        }
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
        self.history().update(|history| history.leave(self.step_to(what)));
        self.change(|pen| pen.drafted.set(draft));
    }

    /// Takes a design from outside over. It gets no secrets, which its Panorama or its account would get
    /// from it, and what it wants to be trusted waits for a confirmation.
    fn take_in(self, what: &str, draft: Draft) {
        let secrets = self.secrets.get_untracked();
        let typed = Field::secrets().any(|field| secrets.get(field).is_some());
        self.replace(what, draft);
        self.suspect();
        if typed {
            self.aside.set(Some(secrets));
            self.renew_salt();
            self.change(|pen| pen.typed.set(Secrets::default()));
        }
    }

    /// Waits for a confirmation of what the present draft wants to be trusted.
    pub(crate) fn suspect(self) {
        let claims = self.draft.with_untracked(trust::claims);
        if !claims.is_empty() {
            self.shows_result.set(true);
        }
        self.foreign.set(claims);
    }

    /// What of it still stands in the design.
    pub(crate) fn unconfirmed(self) -> Vec<Claim> {
        self.foreign.with(|foreign| {
            let now = if foreign.is_empty() { Vec::new() } else { self.draft.with(trust::claims) };
            now.into_iter().filter(|claim| foreign.contains(claim)).collect()
        })
    }

    /// Trusts the design from outside.
    pub(crate) fn confirm(self) {
        self.foreign.set(Vec::new());
        self.aside.set(None);
        self.await_pause();
        self.say("Confirmed");
    }

    /// Gives the person's secrets to the design from outside.
    pub(crate) fn lend(self) {
        if let Some(secrets) = self.aside.get_untracked() {
            self.aside.set(None);
            self.renew_salt();
            self.change(|pen| pen.typed.set(secrets));
            self.say("Your secrets are in the design");
        }
    }

    /// Whether no secret is typed, and none is kept aside.
    pub(crate) fn has_no_secret(self) -> bool {
        let typed = |secrets: &Secrets| Field::secrets().any(|one| secrets.get(one).is_some());
        !self.secrets.with(typed) && self.aside.with(Option::is_none)
    }

    /// Shows what a new draft would change; the person decides.
    pub(crate) fn propose(self, title: impl Into<String>, draft: Draft, done: impl Into<String>) {
        self.propose_as(title, draft, done, false);
    }

    /// The same with a design from outside.
    pub(crate) fn propose_foreign(self, title: &str, draft: Draft, done: String) {
        self.propose_as(title, draft, done, true);
    }

    fn propose_as(
        self,
        title: impl Into<String>,
        draft: Draft,
        done: impl Into<String>,
        foreign: bool,
    ) {
        browser::drop_link();
        let (title, done, opener) = (title.into(), done.into(), browser::focused_id());
        self.proposal.set(Some(Proposal {
            title,
            draft,
            done,
            opener,
            foreign,
            keeps: None,
            asks: None,
        }));
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
            // What is proposed may be a link's design; then the link stays in the address.
            let fragment = browser::fragment();
            self.proposal.set(None);
            if proposal.foreign {
                self.take_in(&proposal.title, proposal.draft);
            } else {
                self.replace(&proposal.title, proposal.draft);
            }
            browser::set_fragment(&fragment);
            self.say(proposal.done);
            browser::focus_soon(proposal.opener);
        }
    }

    /// Leaves everything as it is.
    pub(crate) fn dismiss(self) {
        if let Some(proposal) = self.proposal.get_untracked() {
            browser::focus_soon(proposal.opener);
        }
        browser::drop_link();
        self.proposal.set(None);
        self.say("Nothing changed");
    }

    /// Starts from a preset; where the person has typed something, shows before what becomes of it.
    pub(crate) fn start_from(self, preset: Preset) {
        let done = format!("Started from {}; undo brings the former design back", preset.name());
        if self.draft.with_untracked(|draft| draft.changes().next().is_none()) {
            self.replace(&format!("Start from {}", preset.name()), Draft::of(preset));
            return self.say(done);
        }
        self.carry(preset, move |draft| {
            self.propose(format!("Start from the preset {}", preset.name()), draft, done);
            self.proposal
                .update(|proposal| proposal.iter_mut().for_each(|it| it.keeps = Some(true)));
        });
    }

    /// Orders a preset with what is typed carried over.
    fn carry(self, preset: Preset, take: impl FnOnce(Draft) + 'static) {
        let typed = untrack(|| self.typed());
        self.ask(&Carry { typed, preset: preset.name().to_owned() }, move |carried| {
            take(carried.expect("a preset has the name that it is called by"));
        });
    }

    /// Carries over into the proposed preset what was typed, or starts over.
    pub(crate) fn carry_over(self, keeps: bool) {
        let Some(preset) = self.proposal.with_untracked(|it| Some(it.as_ref()?.draft.preset()))
        else {
            return;
        };
        let take = move |draft: Draft| {
            self.proposal.update(|proposal| {
                let waits = |it: &&mut Proposal| it.keeps.is_some() && it.draft.preset() == preset;
                for it in proposal.iter_mut().filter(waits) {
                    it.keeps = Some(keeps);
                    it.draft = draft.clone();
                }
            });
            browser::focus_soon("proposal");
        };
        if keeps { self.carry(preset, take) } else { take(Draft::of(preset)) }
    }

    /// Proposes all safe repairs at once.
    pub(crate) fn repair_all(self) {
        self.ask(&Mend { typed: untrack(|| self.typed()) }, move |(draft, n_repaired)| {
            self.propose("Make all safe repairs", draft, format!("{n_repaired} repaired"));
        });
    }

    /// Looks a rule up; a blank one opens the whole catalogue.
    pub(crate) fn look_up(self, rule: &str) {
        self.rules.set(Some(rule.to_owned()));
        self.show(Tab::Findings);
    }

    /// Opens a file by what it is; one that gives no design changes nothing, and a package is judged.
    pub(crate) fn open(self, name: String, file: file::Content) {
        let bytes = match file {
            Ok(bytes) => bytes,
            Err(reason) => return self.refuse(format!("Not opened: {reason}")),
        };
        let file = Bytes(bytes);
        let open = Open { file: file.clone(), wanted: String::new() };
        workshop::order_once(&open, move |read| match read.flatten() {
            Ok(Some(Read { draft, said, asks: None })) => self.open_design(draft, &said),
            Ok(Some(read)) => {
                let title = "Place the pair into an existing VNet";
                self.propose_read(title, read, file, "Design opened");
            }
            Ok(None) => self.audit(vec![(name.clone(), Ok(File::new(&name, &*file.0)))]),
            Err(reason) => self.refuse(format!("Not opened: {reason}")),
        });
    }

    /// Proposes what was made of a file, with what is told of it.
    fn propose_read(self, title: &str, read: Read, file: Bytes, done: &str) {
        self.propose_foreign(title, read.draft, done.to_owned());
        self.proposal.update(|it| {
            if let Some(it) = it {
                it.asks = read.asks.map(|asks| (file, asks));
            }
        });
    }

    /// Proposes the same file with other choices; the focus stays where they were made.
    pub(crate) fn choose(self, wanted: String, here: String) {
        let Some((file, _)) = self.proposal.get_untracked().and_then(|it| it.asks) else { return };
        let open = Open { file: file.clone(), wanted };
        workshop::order_once(&open, move |read| {
            if let Ok(Some(Read { draft, asks: Some(asks), .. })) = read.flatten() {
                self.proposal.update(|it| {
                    if let Some(it) = it {
                        it.draft = draft;
                        it.asks = Some((file, asks));
                    }
                });
                browser::focus_soon(here);
            }
        });
    }

    /// Opens a design at once where nothing of the person's would be replaced, and asks otherwise.
    fn open_design(self, draft: Draft, said: &str) {
        let said = format!("Design opened{said}");
        self.opened.set(Some(draft.clone()));
        self.baseline.set(Baseline::Opened);
        if self.draft.with_untracked(|draft| draft.changes().next().is_none()) {
            self.take_in("Open a design", draft);
            self.say(said);
        } else {
            self.propose_foreign("Open a design", draft, said);
        }
    }

    /// What undo would take back.
    pub(crate) fn undoes(self) -> Option<String> {
        self.history().with(History::undoes)
    }

    /// What redo would bring back.
    pub(crate) fn redoes(self) -> Option<String> {
        self.history().with(History::redoes)
    }

    /// Takes the last step back.
    pub(crate) fn undo(self) {
        let step = self.history().try_update(|history| history.back(|what| self.step_to(what)));
        if let Some(what) = self.stand_at(step.flatten()) {
            self.say(format!("Undone: {what}"));
        }
    }

    /// Brings a step back that was taken back.
    pub(crate) fn redo(self) {
        let step = self.history().try_update(|history| history.forth(|what| self.step_to(what)));
        if let Some(what) = self.stand_at(step.flatten()) {
            self.say(format!("Done again: {what}"));
        }
    }

    /// Brings a step's state back; says what it was.
    fn stand_at(self, step: Option<Step>) -> Option<String> {
        let Step { draft, secrets, what } = step?;
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

    /// Puts a text on the clipboard and confirms it, or says why not.
    pub(crate) fn copy(self, text: String, what: &'static str) {
        browser::copy(text, move |done| {
            self.outcome("Not copied", done.map(|()| format!("{what} copied")));
        });
    }

    /// Hands a file out and says so.
    pub(crate) fn hand_out(self, name: &str, media: &str, bytes: &[u8], what: &str) {
        file::download(name, media, bytes);
        self.say(handed(what));
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
        planned.with_untracked(|plan| {
            let settled = plan.as_ref()?.settled.get(&field)?;
            match &settled.from {
                Origin::Chosen { why, .. } => {
                    let why = if why.is_empty() { String::new() } else { format!(", {why}") };
                    Some((settled.value.clone(), why))
                }
                Origin::Typed(_) => None,
            }
        })
    }

    /// What is said beside the value in force of a field.
    pub(crate) fn remark(self, field: Field) -> Option<String> {
        self.plan.with(|plan| plan::remark(plan.as_ref()?, field))
    }

    /// The sizes that are offered for what is typed into a field.
    pub(crate) fn offers(self, field: Field) -> Vec<Offer> {
        let Kind::Size(nics) = field.spec().kind else { return Vec::new() };
        let sizes = vmseries::sizes_for(&self.text(field), nics).into_iter();
        let offer = |size: &vmseries::Size| Offer {
            value: size.name,
            title: size.name,
            said: size.to_string(),
        };
        sizes.map(offer).collect()
    }

    /// The fields that are offered for a text, those that are shown.
    pub(crate) fn fields_for(self, text: &str) -> Vec<Offer> {
        const OFFERED_MAX: usize = 8;
        let mut found = self.helps.with(|helps| Field::matching(text, helps));
        self.host.with(|host| found.retain(|field| !host.hidden.contains(field)));
        let offer = |field: Field| Offer {
            value: field.key(),
            title: field.label(),
            said: format!("{}, {}", field.spec().group, field.spec().section.title()),
        };
        found.into_iter().take(OFFERED_MAX).map(offer).collect()
    }

    /// Whether a fold of the form is open: a section's own, or the rare fields of a group.
    pub(crate) fn is_unfolded(self, fold: Fold) -> bool {
        self.pen.with_value(|pen| pen.unfolded).with(|open| open.contains(&fold))
    }

    /// Opens or closes a fold.
    pub(crate) fn unfold(self, fold: Fold, open: bool) {
        let unfolded = self.pen.with_value(|pen| pen.unfolded);
        if unfolded.with_untracked(|all| all.contains(&fold)) != open {
            unfolded.update(|all| {
                if open {
                    all.insert(fold);
                } else {
                    all.remove(&fold);
                }
            });
        }
    }

    /// The labels of what is set in a section and folded away with it.
    pub(crate) fn set_in(self, section: Section) -> Vec<&'static str> {
        let folded = Field::ALL.iter().filter(|field| field.spec().section == section).copied();
        let folded = folded.filter(|field| !Field::FIRST.contains(field));
        self.draft.with(|draft| {
            self.secrets.with(|secrets| {
                // A secret has no text in the draft.
                let set =
                    |field: &Field| secrets.get(*field).is_some() || !draft.get(*field).is_empty();
                folded.filter(set).map(Field::label).collect()
            })
        })
    }

    /// The present plan, or the last one.
    pub(crate) fn planned(self) -> Option<Arc<Plan>> {
        self.pen.with_value(|pen| pen.planned).get()
    }

    /// How long the present draft was planned, in milliseconds; nothing until that has ended.
    pub(crate) fn planned_ms(self) -> Option<f64> {
        self.pen.with_value(|pen| pen.planned_ms)
    }

    fn history(self) -> Held<History> {
        self.pen.with_value(|pen| pen.history)
    }

    fn salt(self) -> Held<Salt> {
        self.pen.with_value(|pen| pen.salt)
    }

    fn preset(self) -> Preset {
        self.pen.with_value(|pen| pen.preset).get()
    }

    /// Changes what is typed, and wakes the rows of the fields that it concerns.
    fn change(self, with: impl FnOnce(&Pen)) {
        let (draft, plan) = (self.draft.get_untracked(), self.plan.get_untracked());
        // What is woken first runs first: the second module judges while this one draws.
        self.begin_state();
        self.pen.with_value(with);
        browser::drop_link();
        let drafted = self.draft.get_untracked();
        browser::leave_in_safety(&save::write(&drafted));
        // Planning may be the program's end; until it has ended its draft is not kept.
        self.pen.update_value(|pen| pen.planned_ms = None);
        let began = browser::now_ms();
        let now = self.plan.get_untracked();
        let took = browser::now_ms() - began;
        self.pen.update_value(|pen| pen.planned_ms = Some(took));
        self.wake(|field| {
            draft.get(field) != drafted.get(field)
                || !same_at(field, plan.as_deref(), now.as_deref())
        });
        self.await_pause();
    }

    /// Wakes the rows of some fields.
    fn wake(self, concerns: impl Fn(Field) -> bool) {
        self.pen.with_value(|pen| {
            let rows = Field::ALL.iter().zip(&pen.rows).filter(|(field, _)| concerns(**field));
            rows.for_each(|(_, row)| row.notify());
        });
    }

    /// Does what is too costly for each key once typing pauses and what is typed is judged.
    fn await_pause(self) {
        press::after_pause(move || {
            self.once_judged(move || {
                self.rested.set(Some(untrack(|| self.moment())));
                self.pen.with_value(|pen| pen.at_pause)(self);
            });
        });
    }

    /// Puts a draft onto an empty desk; that is no step to take back.
    pub(crate) fn begin(self, draft: Draft) {
        self.change(|pen| pen.drafted.set(draft));
    }

    /// What of a design from outside still stands in the way.
    fn unconfirmed_obstacle(self) -> Option<String> {
        (!self.unconfirmed().is_empty()).then(|| {
            "Look at what this design from outside brings along, and confirm it".to_owned()
        })
    }

    /// Goes to a field, wherever it is folded away.
    pub(crate) fn go_to(self, field: Field) {
        if self.host.with_untracked(|host| host.hidden.contains(&field)) {
            return self.say(format!("{} is not shown here", field.title()));
        }
        self.shows_result.set(false);
        let spec = field.spec();
        if !Field::FIRST.contains(&field) {
            self.unfold(Fold { section: spec.section, group: None }, true);
            if spec.rare {
                self.unfold(Fold { section: spec.section, group: Some(spec.group) }, true);
            }
        }
        browser::focus_unfolded(control_id(field));
    }

    /// Whether the host lets a view be seen.
    pub(crate) fn has(self, tab: Tab) -> bool {
        self.host.with(|host| host.tabs.is_empty() || host.tabs.contains(&tab))
    }

    /// Opens a view that may be seen.
    pub(crate) fn show(self, tab: Tab) {
        if !untrack(|| self.has(tab)) {
            return self.say(format!("{} are not shown here", tab.title()));
        }
        self.tab.set(tab);
        self.shows_result.set(true);
        browser::stay_focused();
    }
}
