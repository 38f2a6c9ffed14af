//! Where documents are made for the page: orders come in, answers go out, both as bytes.
//!
//! The page's first module reads and plans at each key. What is found of a design, what repairs it, and
//! everything that only leaves the page or is only read (files, their audit, their lines, archives, digests)
//! is made here, in a second module that works beside it. Orders flow one way and answers the other; nothing
//! here knows a browser, so the tests order natively what the page orders.

use std::cell::OnceCell;

use crate::artifact::Artifact;
use crate::design::{Unit, trust};
use crate::door::Recognised;
use crate::draft::{Draft, Secrets};
use crate::enclosed::{Enclosed, Folder};
use crate::facts::limit;
use crate::field::Field;
use crate::finding::{Checked, Names};
use crate::guide::addresses;
use crate::origin::Origins;
use crate::panos::Phash;
use crate::preset::Preset;
use crate::review::{self, Review};
use crate::xml::Node;
use crate::{artifact, audit, bundle, deflate, door, listing, repair, save, share};

mod block;
mod code;
mod foreign;
mod order;
mod sheet;
mod story;
mod verdict;
mod view;
mod wire;

pub use block::{LEADS_TO, MARKS, NEXT, WANTS};
use foreign::Foreign;
pub use order::{
    Bundle, Carry, Code, Deflate, Digest, Draw, Enclose, Explain, Fetch, Fingerprint, Handed,
    Helps, Inflate, Judge, List, Listed, Mend, Open, OpenLink, OpenText, Order, Pasted, Read,
    Receive, Replan, Report, Show, Tabulate, TakeOver, Tell, Typed, Weigh,
};
use sheet::{Opened, text_of};
pub use sheet::{Piece, Pressed, Row, Sheet};
pub use verdict::{Told, Verdict, Weighed};
pub use view::View;
use view::{Kept, Made};
pub use wire::{Bytes, Wire};

/// The form of all messages. Both modules are of one build; a page that met another one must not guess.
const VERSION: u8 = 1;

/// An order as it is sent.
pub fn ask<O: Order>(order: &O) -> Vec<u8> {
    let mut message = vec![VERSION, O::KIND];
    order.put(&mut message);
    message
}

/// The answer to an order; none where the message is no such answer of this version.
pub fn hear<O: Order>(message: &[u8]) -> Option<O::Answer> {
    let mut rest = message.strip_prefix(&[VERSION])?;
    O::Answer::take(&mut rest).filter(|_| rest.is_empty())
}

/// The folder of the packages' files, which hold the hash.
const PACKAGES: &str = "bootstrap/";

/// What is made for one state of the page, each thing once.
struct Bench {
    typed: Typed,
    review: Review,
    hash: OnceCell<Option<Phash>>,
    audited: OnceCell<Result<Vec<Artifact>, String>>,
    origins: OnceCell<Origins>,
}

impl Bench {
    fn of(typed: Typed) -> Self {
        let review = review::review(&typed.draft, &typed.secrets);
        let (hash, audited, origins) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { typed, review, hash, audited, origins }
    }

    fn hash(&self) -> Option<&Phash> {
        self.hash.get_or_init(|| Phash::of(&self.typed.secrets, &self.typed.salt)).as_ref()
    }

    /// All files, audited, or why there are none.
    fn audited(&self, enclosed: &[Enclosed]) -> Result<&[Artifact], String> {
        let Typed { draft, secrets, salt } = &self.typed;
        let made = self.audited.get_or_init(|| {
            let refused = || self.review.refusal().expect("what is not approved has an error");
            let approved = self.review.approved().ok_or_else(refused)?;
            audit::audited(approved, draft, secrets, salt, enclosed).map_err(|findings| {
                let said: Vec<String> = findings.iter().map(ToString::to_string).collect();
                said.join("; ")
            })
        });
        made.as_deref().map_err(Clone::clone)
    }

    /// One file as it is shown: without the others where it is made of none.
    fn file(&self, enclosed: &[Enclosed], path: &str) -> Option<Artifact> {
        let Typed { draft, secrets, .. } = &self.typed;
        let hash = path.starts_with(PACKAGES).then(|| self.hash()).flatten();
        let approved = self.review.approved()?;
        let alone = artifact::one(approved, draft, secrets, hash, enclosed, path);
        alone.or_else(|| {
            let all = self.audited(enclosed).ok()?;
            chosen(all, path).cloned()
        })
    }

    fn origins(&self) -> &Origins {
        self.origins
            .get_or_init(|| self.review.plan.as_ref().map_or_else(Origins::default, Origins::of))
    }
}

/// Makes what is ordered, and keeps what the next order is likely to need again.
#[derive(Default)]
pub struct Workshop {
    present: Option<Bench>,
    former: Option<Bench>,
    opened: Option<(Basis, Opened)>,
    /// What a person added to the packages, as long as the page is open.
    enclosed: Vec<Enclosed>,
    /// A package of others that a person has judged, as long as its report is open.
    foreign: Foreign,
}

/// The file that was chosen, or the first one where this design has no such file.
fn chosen<'a>(files: &'a [Artifact], path: &str) -> Option<&'a Artifact> {
    files.iter().find(|file| file.path == path).or(files.first())
}

/// What an open file was made for: what is typed, the path that was asked for, the former design.
type Basis = (Typed, String, Option<Draft>);

/// The bench for what is typed: the one that stands there, or a new one.
fn bench(kept: &mut Option<Bench>, typed: Typed) -> &Bench {
    if kept.as_ref().is_none_or(|bench| bench.typed != typed) {
        *kept = Some(Bench::of(typed));
    }
    kept.as_ref().expect("a bench was just set up")
}

impl Workshop {
    /// The answer to a message; an empty one to what is no order of this version. An empty message clears
    /// away whatever is kept, with the secrets in it; of what a person added, licences.
    pub fn answer(&mut self, message: &[u8]) -> Vec<u8> {
        if message.is_empty() {
            let mut enclosed = std::mem::take(&mut self.enclosed);
            enclosed.retain(|file| file.folder != Folder::License);
            *self = Self { enclosed, ..Self::default() };
        }
        self.told(message).unwrap_or_default()
    }

    fn told(&mut self, message: &[u8]) -> Option<Vec<u8>> {
        let [kind, order @ ..] = message.strip_prefix(&[VERSION])? else { return None };
        match *kind {
            List::KIND => make::<List>(order, |order| self.list(order)),
            Show::KIND => make::<Show>(order, |order| self.show(order)),
            Explain::KIND => make::<Explain>(order, |Explain { typed, pressed }| {
                let bench = bench(&mut self.present, typed);
                match (pressed.name, &bench.review.plan) {
                    (None, _) => bench.origins().chains(&pressed.value),
                    (Some(name), Some(plan)) => Origins::of_number(plan, &name, &pressed.value),
                    (Some(_), None) => Vec::new(),
                }
            }),
            Fetch::KIND => make::<Fetch>(order, |Fetch { typed, path }| {
                let files = bench(&mut self.present, typed).audited(&self.enclosed)?;
                let file = chosen(files, &path).expect("a bundle has files");
                let (name, media) = (file.file_name().to_owned(), file.media.to_owned());
                Ok(Handed { name, media, bytes: Bytes(file.bytes.clone()) })
            }),
            Bundle::KIND => make::<Bundle>(order, |Bundle { typed }| {
                let bench = bench(&mut self.present, typed);
                let files = bench.audited(&self.enclosed)?;
                let approved = bench.review.approved().expect("only an approved plan has files");
                Ok(Bytes(artifact::bundle(approved, files)))
            }),
            Pasted::KIND => make::<Pasted>(order, |Pasted { typed }| {
                // It would stand in the clipboard and in the shell's history.
                let bench = Bench::of(Typed { secrets: Secrets::default(), ..typed });
                let files = bench.audited(&self.enclosed)?;
                let approved = bench.review.approved().expect("only an approved plan has files");
                Ok(code::for_shell(&artifact::bundle(approved, files)))
            }),
            Deflate::KIND => {
                make::<Deflate>(order, |Deflate { plain }| Bytes(deflate::deflate(&plain.0)))
            }
            Inflate::KIND => make::<Inflate>(order, |Inflate { packed }| {
                deflate::inflate(&packed.0, share::PLAIN_MAX).map(Bytes)
            }),
            Digest::KIND => make::<Digest>(order, |Digest { of }| bundle::sha256(&of.0)),
            Code::KIND => make::<Code>(order, |Code { text }| code::qr(&text)),
            Tell::KIND => make::<Tell>(order, |Tell { typed, view, wanted }| {
                let made = || {
                    let Bench { typed, review, .. } = bench(&mut self.present, typed);
                    Made { draft: &typed.draft, secrets: &typed.secrets, review }
                };
                let kept = Kept { enclosed: &self.enclosed, foreign: &self.foreign };
                view.told(made, kept, &wanted)
            }),
            Enclose::KIND => make::<Enclose>(order, |order| self.enclose(order)),
            Helps::KIND => make::<Helps>(order, |Helps {}| Field::HELPS.map(str::to_owned).into()),
            kind => self.judged(kind, order),
        }
    }

    /// What is found of designs, what repairs them, and where they come from.
    fn judged(&mut self, kind: u8, order: &[u8]) -> Option<Vec<u8>> {
        match kind {
            Judge::KIND => make::<Judge>(order, |Judge { typed }| {
                Verdict::from(&bench(&mut self.present, typed).review)
            }),
            Weigh::KIND => make::<Weigh>(order, |Weigh { typed, other }| {
                let Bench { typed, review, .. } = bench(&mut self.present, typed);
                let after = review::review(&other, &typed.secrets);
                Weighed::of(&typed.draft, review, &other, &after)
            }),
            Mend::KIND => make::<Mend>(order, |Mend { typed }| {
                let repaired = repair::all_safe(&typed.draft, &typed.secrets);
                (repaired.draft, repaired.applied.len())
            }),
            Replan::KIND => make::<Replan>(order, |Replan { typed, into }| {
                let Bench { typed, review, .. } = bench(&mut self.present, typed);
                let into = repair::target(review.plan.as_ref(), &into)?;
                let moved = repair::replan(&typed.draft, &typed.secrets, into);
                Ok((moved.draft, into.to_string()))
            }),
            Carry::KIND => make::<Carry>(order, |Carry { typed, preset }| {
                let preset = Preset::from_name(&preset)?;
                Some(repair::carried(&typed.draft, &typed.secrets, preset))
            }),
            Fingerprint::KIND => {
                make::<Fingerprint>(order, |Fingerprint { key }| trust::fingerprint(&key))
            }
            Open::KIND => make::<Open>(order, |Open { file, wanted }| opened(&file.0, &wanted)),
            OpenLink::KIND => make::<OpenLink>(order, |OpenLink { plain }| {
                share::open(Some(&plain.0)).ok().map(|read| besides(&read))
            }),
            OpenText::KIND => make::<OpenText>(order, |OpenText { text }| {
                let read = save::read(&text).map_err(|found| found.message(Names::Keys))?;
                Ok(read.findings.iter().map(|found| found.message(Names::Keys)).collect())
            }),
            Draw::KIND => make::<Draw>(order, |Draw { typed, view, wanted, wide, plays }| {
                let review = &bench(&mut self.present, typed).review;
                let plan = review.plan.as_ref().ok_or("there is no plan yet")?;
                Ok(view.drawn((plan, &review.marked()), &wanted, wide, plays))
            }),
            Tabulate::KIND => make::<Tabulate>(order, |Tabulate { typed, order, extension }| {
                let plan = bench(&mut self.present, typed).review.plan.as_ref();
                let plan = plan.ok_or("there is no plan yet")?;
                let rows = addresses::ordered(plan, order);
                let (text, media) = addresses::told_as(&extension, plan, &rows);
                let (name, bytes) = (format!("address-plan.{extension}"), text.into_bytes());
                Ok(Handed { name, media: media.to_owned(), bytes: Bytes(bytes) })
            }),
            kind => self.foreign(kind, order),
        }
    }

    /// What is done with a package of others.
    fn foreign(&mut self, kind: u8, order: &[u8]) -> Option<Vec<u8>> {
        match kind {
            Receive::KIND => make::<Receive>(order, |Receive { add }| {
                let Some((path, read)) = add else {
                    self.foreign = Foreign::default();
                    return None;
                };
                self.foreign.take(path, read)
            }),
            Report::KIND => make::<Report>(order, |Report { extension }| {
                let (text, media) = self.foreign.report(&extension)?;
                let (name, bytes) = (format!("audit.{extension}"), Bytes(text.into_bytes()));
                Ok(Handed { name, media: media.to_owned(), bytes })
            }),
            TakeOver::KIND => make::<TakeOver>(order, |TakeOver {}| {
                let taken = self.foreign.taken()?;
                let asks = Some(view::takeover(&taken));
                Ok(Read { draft: taken.draft, said: String::new(), asks })
            }),
            _ => None,
        }
    }

    /// Takes a file for the packages, or takes all of them away; what was made with others is made anew.
    fn enclose(&mut self, Enclose { add }: Enclose) -> Option<String> {
        (self.present, self.former, self.opened) = (None, None, None);
        let Some((unit, (name, bytes))) = add else {
            self.enclosed.clear();
            return None;
        };
        let taken: usize = self.enclosed.iter().map(|file| file.bytes.len()).sum();
        let most = limit::ADDED_BYTES_PAGE.most;
        if taken + bytes.0.len() > most {
            return Some(format!("all files for the packages may have {most} bytes together here"));
        }
        // A name that nothing is known of is content, most likely, and a finding says so.
        let folder = Folder::of(&name).unwrap_or(Folder::Content);
        let unit = unit.and_then(|place| Unit::BOTH.get(place).copied());
        self.enclosed.push(Enclosed { folder, unit, name, bytes: bytes.0 });
        None
    }

    /// All files, compared with those of a former design.
    fn list(&mut self, List { typed, former }: List) -> Result<Vec<Listed>, String> {
        let former = former.filter(|former| *former != typed.draft);
        let earlier = former.map(|draft| Typed { draft, ..typed.clone() });
        let former = earlier.map(|typed| bench(&mut self.former, typed));
        let former = former.and_then(|bench| bench.audited(&self.enclosed).ok());
        let files = bench(&mut self.present, typed).audited(&self.enclosed)?;
        let listed = files.iter().map(|file| {
            let changed = former.map_or((0, 0), |former| {
                let before = former.iter().find(|one| one.path == file.path);
                listing::compare(text_of(before), text_of(Some(file))).counts()
            });
            Listed { path: file.path.clone(), size: file.bytes.len(), changed }
        });
        Ok(listed.collect())
    }

    /// A part of a file with its changes and what was looked for.
    fn show(&mut self, Show { typed, path, former, wanted, from, many }: Show) -> Option<Sheet> {
        let earlier = |draft: Draft| Typed { draft, ..typed.clone() };
        let former = former.map(earlier).map(|typed| bench(&mut self.former, typed));
        let present = bench(&mut self.present, typed.clone());
        let basis = (typed, path, former.map(|bench| bench.typed.draft.clone()));
        if self.opened.as_ref().is_none_or(|(kept, _)| *kept != basis) {
            let file = present.file(&self.enclosed, &basis.1)?;
            let before = former.map(|former| former.file(&self.enclosed, &file.path));
            let before = before.as_ref().map(|file| text_of(file.as_ref()));
            self.opened = Some((basis, Opened::new(file, before)));
        }
        let (_, opened) = self.opened.as_ref()?;
        let plan = present.review.plan.as_ref();
        Some(opened.sheet(plan, present.origins(), &wanted, from, many))
    }
}

/// The design in a file or made of it with these choices, or why there is none.
fn opened(file: &[u8], wanted: &str) -> Result<Option<Read>, String> {
    let unread = match std::str::from_utf8(file).map(save::read) {
        Ok(Ok(read)) => return Ok(Some(Read::of(read, None))),
        Ok(Err(found)) => found.message(Names::Titles),
        Err(_) => "the file is no text".to_owned(),
    };
    let Recognised::Design(found) = door::recognise(file, wanted).ok_or(unread)?? else {
        return Ok(None);
    };
    let read = save::read(&found.design).map_err(|found| found.message(Names::Titles))?;
    Ok(Some(Read::of(read, found.mapping.as_ref().map(view::mapping))))
}

impl Read {
    fn of(read: Checked<Draft>, asks: Option<Node>) -> Self {
        Self { said: besides(&read), draft: read.value, asks }
    }
}

/// What was found while a design was read, for behind what is said of its being opened.
fn besides(read: &Checked<Draft>) -> String {
    let said = read.findings.iter().map(|found| format!("; {}", found.message(Names::Titles)));
    said.collect()
}

/// Reads an order, makes what it asks for, and writes the answer.
fn make<O: Order>(mut order: &[u8], made: impl FnOnce(O) -> O::Answer) -> Option<Vec<u8>> {
    let read = O::take(&mut order).filter(|_| order.is_empty())?;
    let mut message = vec![VERSION];
    made(read).put(&mut message);
    Some(message)
}
