//! Repairs as data: all safe ones at once, a move into another range, and what either would change.
//!
//! Nothing here is applied by itself: a face shows the changes, and the person decides.

use std::fmt;
use std::net::Ipv4Addr;

use crate::draft::{Draft, Secrets};
use crate::facts::azure;
use crate::field::{Control, Field, Kind};
use crate::finding::{Code, cut};
use crate::list::{self, SyslogServer, TypedService};
use crate::net::{Range, RangeError};
use crate::plan::{Network, Plan};
use crate::preset::Preset;
use crate::{plan, review};

/// A field whose text differs between two drafts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field.
    pub field: Field,
    /// Its text before, blank for "choose for me".
    pub from: String,
    /// Its text afterwards.
    pub to: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| {
            if text.is_empty() {
                "blank".to_owned()
            } else {
                format!("`{}`", text.replace('\n', "; "))
            }
        };
        write!(f, "{}: {} becomes {}", self.field.key(), shown(&self.from), shown(&self.to))
    }
}

impl Change {
    /// The field and both texts, as the form shows them.
    pub fn told(&self) -> [String; 3] {
        let said = |text: &str| {
            let Control::Choice(choices) = self.field.spec().kind.control() else {
                return shown(text);
            };
            let known = choices.iter().find(|(value, _)| *value == text);
            known.map_or_else(|| shown(text), |(_, label)| (*label).to_owned())
        };
        [self.field.title(), said(&self.from), said(&self.to)]
    }
}

/// A text as it stands in a cell.
fn shown(text: &str) -> String {
    if text.is_empty() { "automatic".to_owned() } else { cut(text).replace('\n', "; ") }
}

/// Everything in which two drafts differ, in the form's order.
pub fn changes(from: &Draft, to: &Draft) -> Vec<Change> {
    Field::open()
        .map(|field| Change {
            field,
            from: from.get(field).to_owned(),
            to: to.get(field).to_owned(),
        })
        .filter(|change| change.from != change.to)
        .collect()
}

/// A draft after repairs, and what was repaired.
#[derive(Clone, Debug)]
pub struct Repaired {
    /// The draft.
    pub draft: Draft,
    /// The rules whose findings were repaired, in order.
    pub applied: Vec<Code>,
}

/// Applies the safe repair of every finding that has one. They are taken from a new review each, because one
/// may change the text that another is made from; only what a rule says of other lines of one list is repaired
/// with the first one.
pub fn all_safe(draft: &Draft, secrets: &Secrets) -> Repaired {
    let mut repaired = Repaired { draft: draft.clone(), applied: Vec::new() };
    let mut n_left = review::review(draft, secrets).n_safe();
    while n_left > 0 {
        let findings = review::review(&repaired.draft, secrets).findings;
        let mut fixes = findings.iter().filter_map(|one| Some((one.code, one.safe_fix()?)));
        let Some((code, first)) = fixes.next() else { break };
        let alike = fixes.filter(|(other, _)| *other == code).map(|(_, fix)| fix);
        let edits = [first].into_iter().chain(alike).map(|fix| fix.edits.as_slice());
        let n_made = match first.edits.as_slice() {
            [(field, _)] => {
                let texts = edits.filter_map(|edits| match edits {
                    [(other, text)] if other == field => Some(text.as_str()),
                    _ => None,
                });
                let (text, n_made) = together(repaired.draft.get(*field), texts.take(n_left));
                repaired.draft.set(*field, text);
                n_made
            }
            _ => 0,
        };
        if n_made == 0 {
            repaired.draft = repaired.draft.apply(first);
        }
        let n_made = n_made.max(1);
        repaired.applied.extend(std::iter::repeat_n(code, n_made));
        n_left -= n_made;
    }
    repaired
}

/// A text after all of its repairs that each rewrite lines of their own, or take one out, and how many these are;
/// none where the first one does more.
fn together<'a>(before: &'a str, repairs: impl Iterator<Item = &'a str>) -> (String, usize) {
    let lines: Vec<&str> = before.split('\n').collect();
    let mut now: Vec<Option<&str>> = lines.iter().copied().map(Some).collect();
    let mut n_made = 0;
    for (n, text) in repairs.enumerate() {
        let edits = edited(&lines, text);
        if n == 0 && edits.is_empty() {
            break;
        }
        let free =
            edits.iter().all(|(at, _)| now.get(*at).map(Option::as_ref) == Some(lines.get(*at)));
        if free && !edits.is_empty() {
            for (at, line) in edits {
                now.splice(at..=at, [line]);
            }
            n_made += 1;
        }
    }
    (now.into_iter().flatten().collect::<Vec<_>>().join("\n"), n_made)
}

/// The lines that a repaired text has otherwise, and what they are there; none where it has others.
fn edited<'a>(lines: &[&str], repaired: &'a str) -> Vec<(usize, Option<&'a str>)> {
    let repaired: Vec<&str> = repaired.split('\n').collect();
    let mut unlike = (0..).zip(lines.iter().zip(&repaired)).filter(|(_, (old, new))| old != new);
    if lines.len() == repaired.len() {
        return unlike.map(|(at, (_, new))| (at, Some(*new))).collect();
    }
    let at = unlike.next().map_or(repaired.len(), |(at, _)| at);
    let one_less = lines.get(at + 1..).is_some_and(|after| repaired.get(at..) == Some(after));
    if one_less { vec![(at, None)] } else { Vec::new() }
}

/// A thing of the plan whose range or address a move changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// What it is.
    pub what: String,
    /// Where it was.
    pub from: String,
    /// Where it will be.
    pub to: String,
}

/// A draft moved into another range.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The draft.
    pub draft: Draft,
    /// The typed texts that change.
    pub changes: Vec<Change>,
    /// The planned ranges and addresses that change, the new ones as far as they can be planned.
    pub planned: Vec<Move>,
}

/// The range that a text says a whole VNet may move into, or why it may not.
///
/// # Errors
/// The reason, for beside the text.
pub fn target(plan: Option<&Plan>, text: &str) -> Result<Range, String> {
    if plan.is_some_and(|plan| plan.network.existing.is_some()) {
        return Err("An existing VNet keeps its ranges".to_owned());
    }
    let problem = match Range::read(text.trim()) {
        Ok(range) if range.prefix_len() > plan::PAIR_LEN_MAX => {
            return Err(format!(
                "Too small for a pair, expected /{} or larger",
                plan::PAIR_LEN_MAX
            ));
        }
        Ok(range) => return Ok(range),
        Err(RangeError::Netmask(meant)) => return Err(format!("Write {meant}")),
        Err(RangeError::NotAligned(aligned)) => {
            return Err(format!("Not aligned, expected {aligned}"));
        }
        Err(RangeError::NoLength(_)) => "A prefix length is missing",
        Err(RangeError::V6) => "The design is IPv4 only",
        Err(RangeError::Syntax) => "Type a range such as 172.16.8.0/22",
    };
    Err(problem.to_owned())
}

/// A preset with what the person typed: the texts that differ from the present preset's, and the preset's own
/// moved into the range that was typed.
pub fn carried(draft: &Draft, secrets: &Secrets, preset: Preset) -> Draft {
    let mut carried = Draft::of(preset);
    let typed = || draft.changes().filter(|(_, text)| !text.is_empty());
    let range = typed().find(|(field, _)| *field == Field::NetworkRange);
    let fresh = review::review(&carried, secrets);
    if let Some(Ok(range)) = range.map(|(_, text)| target(fresh.plan.as_ref(), text)) {
        carried = replan(&carried, secrets, range).draft;
    }
    for (field, text) in typed() {
        carried.set(field, text);
    }
    carried.unknown = draft.unknown.clone();
    carried
}

/// The fields of a kind.
fn of_kind(fits: impl Fn(Kind) -> bool) -> impl Iterator<Item = Field> {
    Field::ALL.iter().copied().filter(move |field| fits(field.spec().kind))
}

/// Fields with one range inside the VNet.
fn ranges() -> impl Iterator<Item = Field> {
    of_kind(|kind| matches!(kind, Kind::SubnetRange))
}

/// Fields with one address inside a subnet.
fn addresses() -> impl Iterator<Item = Field> {
    of_kind(|kind| matches!(kind, Kind::Host(_)))
}

/// Moves the whole VNet into another range. Typed subnets keep their offset where it fits and become
/// blank where it does not; workloads without their offset get room, or are left out where there is
/// none; typed addresses keep their host number in their subnet, and whatever names an address inside
/// follows it. Ranges outside the VNet stay as they are.
pub fn replan(draft: &Draft, secrets: &Secrets, into: Range) -> Moved {
    let before = review::review(draft, secrets).plan;
    let mut moved = draft.clone();
    moved.set(Field::NetworkRange, into.to_string());
    let mut planned = None;
    if let Some(before) = &before {
        let mut plan = |n_kept: usize| {
            subnets(draft, &before.network.blocks, into, n_kept, &mut moved);
            // Hosts are blank while the subnets are planned, so that none stands in the way.
            let mut hostless = moved.clone();
            for field in addresses().chain([Field::BalanceServices]) {
                hostless.set(field, "");
            }
            review::review(&hostless, secrets).plan
        };
        // Each workload that gets room is kept as long as the pair still has its own; fewer take less of it.
        let n_workloads = list::entries(draft.get(Field::NetworkWorkloads)).count();
        let (mut fitting, mut most) = (0, n_workloads);
        while fitting < most {
            let n_kept = if most == n_workloads { most } else { (fitting + most).div_ceil(2) };
            if plan(n_kept).is_some() { fitting = n_kept } else { most = n_kept - 1 }
        }
        planned = plan(fitting);
    }
    if let (Some(before), Some(after)) = (&before, &planned) {
        hosts(draft, &Way { before, after, into }, &mut moved);
    }
    let after = review::review(&moved, secrets).plan;
    let planned = moves(before.as_ref(), after.as_ref(), &moved);
    Moved { changes: changes(draft, &moved), draft: moved, planned }
}

/// Moves the typed subnets and the workloads, of which at most so many get room away from their offset.
fn subnets(draft: &Draft, blocks: &[Range], into: Range, n_kept: usize, moved: &mut Draft) {
    // Offsets of several blocks would meet, so only the first one's are kept.
    let there = |range: Range| translated(range, *blocks.first()?, into);
    for field in ranges() {
        if let Ok(range) = Range::read(draft.get(field).trim()) {
            moved.set(field, there(range).map(|range| range.to_string()).unwrap_or_default());
        }
    }
    let mut used: Vec<Range> =
        ranges().filter_map(|field| Range::read(moved.get(field)).ok()).collect();
    let workload = |entry: &str| {
        let range = Range::read(list::pair(entry)?.1).ok()?;
        blocks.iter().any(|block| block.covers(range)).then_some(range)
    };
    let text = draft.get(Field::NetworkWorkloads);
    used.extend(list::entries(text).filter_map(|entry| there(workload(entry)?)));
    let mut n_left = n_kept;
    let workloads = list::rewrite(text, |entry| {
        let (name, _) = list::pair(entry)?;
        let range = workload(entry)?;
        if let Some(there) = there(range) {
            return Some(format!("{name}={there}"));
        }
        let room = room(range, into, &used).filter(|_| n_left > 0);
        n_left = n_left.saturating_sub(1);
        used.extend(room);
        Some(room.map(|there| format!("{name}={there}")).unwrap_or_default())
    });
    let kept: Vec<&str> = list::entries(&workloads).collect();
    let lost = kept.len() < list::entries(text).count();
    moved.set(Field::NetworkWorkloads, if lost { kept.join("\n") } else { workloads });
}

/// From one plan to another, in another range.
struct Way<'a> {
    before: &'a Plan,
    after: &'a Plan,
    into: Range,
}

impl Way<'_> {
    /// The same host number in the subnet that stands for the old one.
    fn host(&self, address: Ipv4Addr) -> Option<Ipv4Addr> {
        let old = self.before.network.holding(address)?;
        let mut subnets = self.after.network.subnets();
        let new = subnets.find(|subnet| subnet.is(old))?;
        let there = new.range.value.nth(old.range.value.index_of(address)?)?;
        let usable = !azure::is_reserved(new.range.value, there);
        usable.then_some(there)
    }

    /// What a range inside becomes: the first block the new one, a subnet its successor, a part the same
    /// part. A further block has no successor: the new range in its place would let more in.
    fn range(&self, range: Range) -> Option<Range> {
        let blocks = &self.before.network.blocks;
        if blocks.first() == Some(&range) {
            return Some(self.into);
        }
        let mut subnets = self.before.network.subnets();
        let Some(old) = subnets.find(|subnet| subnet.range.value.covers(range)) else {
            return translated(range, *blocks.first()?, self.into);
        };
        let mut subnets = self.after.network.subnets();
        let new = subnets.find(|subnet| subnet.is(old))?.range.value;
        let whole = old.range.value == range;
        if whole { Some(new) } else { translated(range, old.range.value, new) }
    }

    /// What an address inside becomes, one that is no part of the plan included.
    fn address(&self, address: Ipv4Addr) -> Option<Ipv4Addr> {
        let held = self.before.network.holding(address).is_some();
        if held {
            return self.host(address);
        }
        self.into.nth(self.before.network.blocks.first()?.index_of(address)?)
    }
}

/// Moves the typed addresses, and whatever names one.
fn hosts(draft: &Draft, way: &Way<'_>, moved: &mut Draft) {
    for field in addresses() {
        if let Ok(address) = draft.get(field).trim().parse::<Ipv4Addr>() {
            let there = way.host(address);
            moved.set(field, there.map(|address| address.to_string()).unwrap_or_default());
        }
    }
    let services = list::rewrite(draft.get(Field::BalanceServices), |entry| {
        let service = TypedService::read(entry).ok()?;
        let there = way.address(service.target?)?;
        Some(service.to(Some(there)).to_string())
    });
    moved.set(Field::BalanceServices, services);
    let syslog = list::rewrite(draft.get(Field::LogSyslog), |entry| {
        let server = SyslogServer::read(entry).ok()?;
        Some(server.to(way.address(server.server.parse().ok()?)?))
    });
    moved.set(Field::LogSyslog, syslog);
    for field in of_kind(Kind::names_addresses) {
        let text = list::rewrite(draft.get(field), |entry| {
            Some(match entry.parse() {
                Ok(address) => way.address(address)?.to_string(),
                Err(_) => way.range(Range::read(entry).ok()?)?.to_string(),
            })
        });
        moved.set(field, text);
    }
}

/// The same offset in another block, where it fits there.
fn translated(range: Range, old: Range, new: Range) -> Option<Range> {
    let offset = old.index_of(range.network()).filter(|_| old.covers(range))?;
    let there = Range::around(new.nth(offset)?, range.prefix_len())?;
    (new.covers(there) && there.network() == new.nth(offset)?).then_some(there)
}

/// The last free block of the same length, or of the next longer one that there is room for: what
/// the planner chooses for itself starts at the other end.
fn room(range: Range, into: Range, used: &[Range]) -> Option<Range> {
    let longest = azure::SUBNET_LEN_MAX;
    (range.prefix_len().max(into.prefix_len() + 2)..=longest).find_map(|len| {
        let free = |block: &Range| !used.iter().any(|used| used.overlaps(*block));
        into.blocks(len).filter(free).last()
    })
}

/// Stands for the place of what is only in one of two plans.
const NOWHERE: &str = "none";

/// Every planned range and address that differs between two plans; what is lost and what is new; and what
/// the draft after the move still names that was inside and is no longer. A new name is no move, and where
/// one of them cannot be planned nothing is known to move.
pub fn moves(before: Option<&Plan>, after: Option<&Plan>, draft: &Draft) -> Vec<Move> {
    let (Some(before), Some(after)) = (before, after) else { return Vec::new() };
    let subnets = |plan| Network::subnets(plan).collect::<Vec<_>>();
    let mut all = moved(
        &subnets(&before.network),
        &subnets(&after.network),
        |old, new| old.is(new),
        |subnet| (subnet.name.value.clone(), subnet.range.to_string()),
    );
    all.extend(moved(
        &before.addresses(),
        &after.addresses(),
        |old, new| old.address.from.field() == new.address.from.field(),
        |planned| (planned.owner.clone(), planned.address.to_string()),
    ));
    let inside = |plan: &Plan, range: Range| plan.network.inside().any(|one| one.overlaps(range));
    // What a summary around the old VNet covers is no part of the new one for that.
    let own = |plan: &Plan, range: Range| {
        let remotes = plan.network.remotes.iter().map(|remote| remote.range);
        let remotes = remotes.filter(|range| !before.network.is_summary(*range));
        plan.network.blocks.iter().copied().chain(remotes).any(|one| one.overlaps(range))
    };
    for (field, range, text) in named(draft) {
        let left = inside(before, range) && !inside(after, range);
        if left || (own(before, range) && !own(after, range)) {
            let what = field.key().to_owned();
            all.push(Move { what, to: format!("{text}, which stays behind"), from: text });
        }
    }
    all
}

/// What has another place in one of two lists, or is in one of them only.
fn moved<T>(
    old: &[T],
    new: &[T],
    is: impl Fn(&T, &T) -> bool,
    said: impl Fn(&T) -> (String, String),
) -> Vec<Move> {
    let nowhere = || NOWHERE.to_owned();
    let kept = old.iter().map(|one| {
        let (what, from) = said(one);
        let to = new.iter().find(|other| is(one, other)).map_or_else(nowhere, |one| said(one).1);
        Move { what, from, to }
    });
    let made = new.iter().filter(|one| !old.iter().any(|other| is(other, one))).map(|one| {
        let (what, to) = said(one);
        Move { what, from: nowhere(), to }
    });
    kept.chain(made).filter(|one| one.from != one.to).collect()
}

/// Every address and range that a draft names without its being a part of the VNet.
fn named(draft: &Draft) -> Vec<(Field, Range, String)> {
    let services = list::entries(draft.get(Field::BalanceServices));
    let targets =
        services.filter_map(|entry| Some(TypedService::read(entry).ok()?.target?.to_string()));
    let targets = targets.map(|target| (Field::BalanceServices, target));
    let syslog = list::entries(draft.get(Field::LogSyslog));
    let syslog = syslog.filter_map(|entry| Some(SyslogServer::read(entry).ok()?.server));
    let targets = targets.chain(syslog.map(|server| (Field::LogSyslog, server)));
    let others = of_kind(Kind::names_addresses).flat_map(|field| {
        list::entries(draft.get(field)).map(move |entry| (field, entry.to_owned()))
    });
    let range = |text: &str| text.parse().map(Range::host).ok().or_else(|| Range::read(text).ok());
    targets.chain(others).filter_map(|(field, text)| Some((field, range(&text)?, text))).collect()
}
