//! The page's second module, ordered natively as the page orders it: the same files as the library's, and no answer
//! to what is no order.

use std::collections::BTreeMap;

use base64::Engine;
use fast_ha::audit::budget::Budget;
use fast_ha::audit::package::{Input, judge};
use fast_ha::choice::Choice as _;
use fast_ha::diagram::mark;
use fast_ha::diagram::mark::Kind;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::failover::{Fault, MEASURED, State};
use fast_ha::field::Field;
use fast_ha::finding::Names;
use fast_ha::net::Range;
use fast_ha::origin::Origins;
use fast_ha::panos::Salt;
use fast_ha::preset::Preset;
use fast_ha::review::review;
use fast_ha::secret::Secret;
use fast_ha::workshop::{
    Bundle, Bytes, Carry, Code, Deflate, Digest, Draw, Enclose, Explain, Fetch, Fingerprint, Helps,
    Inflate, Judge, List, MARKS, Mend, NEXT, Open, OpenLink, OpenText, Order, Pasted, Piece,
    Pressed, Read, Receive, Replan, Report, Show, Tabulate, TakeOver, Tell, Typed, View, Weigh,
    Workshop, ask, hear,
};
use fast_ha::xml::Node;
use fast_ha::{
    artifact, audit, bundle, diagram, failover, finding, flow, guide, repair, save, share,
};

fn typed() -> Typed {
    let mut draft = Draft::of(Preset::Production);
    draft.set(Field::NetworkRange, "172.20.0.0/16");
    draft.unknown.fields.insert("share.999".to_owned(), "kept".to_owned());
    let mut secrets = Secrets::default();
    secrets.set(Field::AccessPassword, Secret::new("Corr3ct-horse<&>\"'"));
    Typed { draft, secrets, salt: Salt::read("saltsalt").expect("a salt of eight letters") }
}

fn order<O: Order>(workshop: &mut Workshop, order: &O) -> O::Answer {
    hear::<O>(&workshop.answer(&ask(order))).expect("an order is answered")
}

fn show(typed: Typed, path: &str) -> Show {
    let (path, wanted) = (path.to_owned(), String::new());
    Show { typed, path, former: None, wanted, from: 0, many: 10_000 }
}

#[test]
fn what_is_ordered_is_what_the_library_makes() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let Typed { draft, secrets, salt } = &typed;
    let review = review(draft, secrets);
    let approved = review.approved().unwrap();
    let files = audit::audited(approved, draft, secrets, salt, &[]).unwrap();
    let listed = order(&mut workshop, &List { typed: typed.clone(), former: None }).unwrap();
    let sizes: Vec<_> = listed.into_iter().map(|file| (file.path, file.size)).collect();
    let expected: Vec<_> = files.iter().map(|file| (file.path.clone(), file.bytes.len())).collect();
    assert_eq!(sizes, expected);
    for file in &files {
        let fetch = Fetch { typed: typed.clone(), path: file.path.clone() };
        let handed = order(&mut workshop, &fetch).unwrap();
        assert!(handed.bytes.0 == file.bytes && handed.media == file.media, "{}", file.path);
        let sheet = order(&mut workshop, &show(typed.clone(), &file.path)).unwrap();
        assert_eq!((sheet.path.as_str(), sheet.secret), (file.path.as_str(), file.secret));
        assert_eq!(sheet.is_text, file.as_text().is_some());
        let lines = file.as_text().unwrap_or_default().lines();
        for (row, line) in sheet.rows.iter().zip(lines) {
            let shown = row.pieces.iter().fold(String::new(), |shown, piece| match piece {
                Piece::Plain(_, text) | Piece::Found(text) => shown + text,
                Piece::Known(_, pressed) => shown + &pressed.value,
                Piece::Rest(_) => shown,
            });
            assert!(line == shown || line.chars().count() > 1_000 && line.starts_with(&shown));
        }
        assert_eq!(sheet.count, file.as_text().unwrap_or_default().lines().count());
    }
    let bundle = order(&mut workshop, &Bundle { typed: typed.clone() }).unwrap();
    assert!(bundle.0 == artifact::bundle(approved, &files));
}

#[test]
fn added_files_go_into_the_bundle_until_they_are_taken_away_and_licences_until_secrets_are() {
    let (mut typed, mut workshop) = (typed(), Workshop::default());
    typed.draft.set(Field::BootstrapMode, "account");
    let enclose = |add| Enclose { add };
    let paths = |workshop: &mut Workshop| -> Vec<String> {
        let listed = order(workshop, &List { typed: typed.clone(), former: None }).unwrap();
        listed.into_iter().map(|file| file.path).collect()
    };
    let plain = paths(&mut workshop);
    let file = |name: &str| (name.to_owned(), Bytes(vec![0x1f, 0x8b, 0xff]));
    let add = Some((None, file("panup-all-antivirus-1-1")));
    assert_eq!(order(&mut workshop, &enclose(add)), None);
    let key = Some((Some(1), ("x.key".to_owned(), Bytes(b"KEY".to_vec()))));
    assert_eq!(order(&mut workshop, &enclose(key)), None);
    let with: Vec<String> =
        paths(&mut workshop).into_iter().filter(|path| !plain.contains(path)).collect();
    let content =
        ["VM1", "VM2"].map(|unit| format!("bootstrap/{unit}/content/panup-all-antivirus-1-1"));
    assert_eq!(with, [&content[..], &["bootstrap/VM2/license/x.key".to_owned()]].concat());
    let show = show(typed.clone(), &content[0]);
    assert!(!order(&mut workshop, &show).unwrap().is_text);
    // A wrong file stops the bundle with its reason.
    let wrong = Some((None, ("panup-2".to_owned(), Bytes(b"<html>".to_vec()))));
    assert_eq!(order(&mut workshop, &enclose(wrong)), None);
    let refused = order(&mut workshop, &Bundle { typed: typed.clone() }).err().unwrap();
    assert!(refused.contains("a web page"), "{refused}");
    let large = Bytes(vec![0xff; 97 << 20]);
    let large = Some((None, ("panup-3".to_owned(), large)));
    assert!(order(&mut workshop, &enclose(large)).unwrap().contains("100663296 bytes"));
    assert_eq!(order(&mut workshop, &enclose(None)), None);
    assert_eq!(paths(&mut workshop), plain);
    assert_eq!(order(&mut workshop, &enclose(Some((None, file("panup-4"))))), None);
    assert_ne!(paths(&mut workshop), plain);
    let told = texts(&tell(&mut workshop, &typed, View::Packages, ""));
    for said in
        ["content/panup-4", "both", &bundle::sha256(&[0x1f, 0x8b, 0xff]), "beside bootstrap.xml"]
    {
        assert!(told.contains(said), "{said}: {told}");
    }
    let with = paths(&mut workshop);
    let key = Some((Some(1), ("x.key".to_owned(), Bytes(b"KEY".to_vec()))));
    assert_eq!(order(&mut workshop, &enclose(key)), None);
    assert_ne!(paths(&mut workshop), with);
    assert!(workshop.answer(&[]).is_empty());
    assert_eq!(paths(&mut workshop), with, "licences are secrets, and content is not");
}

#[test]
fn a_part_of_a_file_is_marked_and_searched() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let former = Draft::of(Preset::Production);
    let whole = order(&mut workshop, &show(typed.clone(), "azuredeploy.json")).unwrap();
    assert!(whole.changes.is_empty(), "compared with nothing");
    let wanted = "172.20.".to_owned();
    let all = Show { former: Some(former), wanted, ..show(typed.clone(), "azuredeploy.json") };
    let sheet = order(&mut workshop, &all).unwrap();
    assert!(!sheet.changes.is_empty() && !sheet.found.is_empty());
    let marked = |n: &usize| sheet.rows.get(*n).is_some_and(|row| row.new || row.gone);
    assert!(sheet.changes.iter().all(marked));
    let part = order(&mut workshop, &Show { from: 40, many: 7, ..all.clone() }).unwrap();
    assert_eq!(Some(part.rows.as_slice()), sheet.rows.get(40..47));
    // A path that is no file of this design leads to the first one.
    let other = order(&mut workshop, &show(typed.clone(), "bootstrap/VM9/none")).unwrap();
    assert_eq!(other.path, "azuredeploy.json");
    let fetch = Fetch { typed: typed.clone(), path: "bootstrap/VM9/none".to_owned() };
    assert_eq!(order(&mut workshop, &fetch).unwrap().name, "azuredeploy.json");
    let itself = Some(typed.draft.clone());
    let sums = Show { former: itself, ..show(typed, "SHA256SUMS") };
    assert!(order(&mut workshop, &sums).unwrap().changes.is_empty());
}

#[test]
fn values_are_explained_as_the_library_explains_them() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let review = review(&typed.draft, &typed.secrets);
    let plan = review.plan.as_ref().unwrap();
    let pressed = Pressed { value: "172.20.0.0/16".to_owned(), name: None };
    let chains = order(&mut workshop, &Explain { typed: typed.clone(), pressed });
    assert!(!chains.is_empty() && chains == Origins::of(plan).chains("172.20.0.0/16"));
    let pressed = Pressed { value: "1".to_owned(), name: Some("group-id".to_owned()) };
    let chains = order(&mut workshop, &Explain { typed, pressed });
    assert!(!chains.is_empty() && chains == Origins::of_number(plan, "group-id", "1"));
}

#[test]
fn an_error_gives_its_reason_and_no_file() {
    let (mut typed, mut workshop) = (typed(), Workshop::default());
    typed.draft.set(Field::NetworkRange, "172.20.0.1/16");
    let reason = review(&typed.draft, &typed.secrets).refusal().unwrap();
    assert!(reason.starts_with("NET002 stands in the way: "), "{reason}");
    assert_eq!(
        order(&mut workshop, &List { typed: typed.clone(), former: None }),
        Err(reason.clone())
    );
    assert_eq!(order(&mut workshop, &Bundle { typed: typed.clone() }), Err(reason));
    assert_eq!(order(&mut workshop, &show(typed, "azuredeploy.json")), None);
}

#[test]
fn small_things_are_made() {
    let mut workshop = Workshop::default();
    let plain = share::plain(&typed().draft);
    let packed = order(&mut workshop, &Deflate { plain: Bytes(plain.clone()) });
    assert_eq!(share::text(&packed.0), share::write(&typed().draft));
    assert_eq!(order(&mut workshop, &Inflate { packed }), Some(Bytes(plain)));
    assert_eq!(order(&mut workshop, &Inflate { packed: Bytes(vec![255]) }), None);
    let digest = order(&mut workshop, &Digest { of: Bytes(b"abc".to_vec()) });
    assert!(digest.starts_with("ba7816bf"));
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";
    let print = order(&mut workshop, &Fingerprint { key: key.to_owned() });
    assert!(print.is_some_and(|print| print.starts_with("ed25519 SHA256:UCUiLr7P")));
    assert_eq!(order(&mut workshop, &Fingerprint { key: "no key".to_owned() }), None);
    let (size, path) =
        order(&mut workshop, &Code { text: "https://example.com".to_owned() }).unwrap();
    assert!(size == 33 && path.starts_with("M4 4h1v1h-1z"), "{size} {path}");
    assert_eq!(order(&mut workshop, &Code { text: "x".repeat(10_000) }), None);
}

#[test]
fn an_address_plan_leaves_in_the_order_that_is_shown_also_one_that_is_not_approved() {
    let (mut typed, mut workshop) = (typed(), Workshop::default());
    typed.draft.set(Field::NetworkRange, "10.0.0.1/16");
    let plan = review(&typed.draft, &typed.secrets).plan.unwrap();
    for by in [None, Some((1, false)), Some((3, true))] {
        let rows = guide::addresses::ordered(&plan, by);
        for (extension, first) in [
            ("csv", "\"What\",\"Address\""),
            ("md", "| What | Address |"),
            ("txt", "Address plan of "),
        ] {
            let tabulate =
                Tabulate { typed: typed.clone(), order: by, extension: extension.to_owned() };
            let file = order(&mut workshop, &tabulate).unwrap();
            assert_eq!(file.name, format!("address-plan.{extension}"));
            let text = String::from_utf8(file.bytes.0).unwrap();
            assert!(text.starts_with(first), "{text}");
            assert_eq!(
                (text.clone(), &*file.media),
                guide::addresses::told_as(extension, &plan, &rows)
            );
            let firsts = rows.iter().map(|row| format!("\"{}\"", row.cells[0]));
            let cells = text.lines().skip(1).filter_map(|line| line.split(',').next());
            assert!(extension != "csv" || cells.eq(firsts), "{text}");
        }
    }
    typed.draft.set(Field::NetworkRange, "10.0.0.0/30");
    let tabulate = Tabulate { typed, order: None, extension: "csv".to_owned() };
    assert_eq!(order(&mut workshop, &tabulate).err().unwrap(), "there is no plan yet");
    assert_eq!(order(&mut workshop, &Helps {}), Field::HELPS);
}

#[test]
fn what_is_given_again_is_what_gives_files() {
    let named = format!("const GIVES = [{}, {}];", Enclose::KIND, Receive::KIND);
    assert!(include_str!("../public/workshop.js").contains(&named), "expected {named}");
}

#[test]
fn what_is_found_is_what_the_library_finds() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    for (field, text) in [
        (Field::NetworkRange, "172.20.0.0/16"),
        (Field::NetworkRange, "172.20.0.1/16"),
        (Field::NetworkRange, "172.20.0.0/29"),
        (Field::HaPreempt, "yes"),
        (Field::NetworkWorkloads, "app=10.0.0.1/24\napp=10.0.0.1/24\n="),
    ] {
        let mut typed = typed.clone();
        typed.draft.set(field, text);
        let review = review(&typed.draft, &typed.secrets);
        let verdict = order(&mut workshop, &Judge { typed });
        assert_eq!(verdict.refusal, review.refusal());
        assert_eq!(verdict.found(), review.found());
        assert_eq!(verdict.n_safe(), review.n_safe());
        assert_eq!(verdict.findings.len(), review.findings.len());
        for (told, finding) in verdict.findings.iter().zip(&review.findings) {
            let (rule, explained) = (finding.code.rule(), finding.code.explanation());
            assert_eq!((told.code.as_str(), told.severity), (rule.code, rule.severity));
            assert_eq!((&told.at, &told.fixes), (&finding.at, &finding.fixes));
            assert_eq!(told.message, finding.message(Names::Titles));
            assert_eq!(told.hint, finding.hint(Names::Titles));
            assert_eq!([told.what.as_str(), &told.why], [explained.what, explained.why]);
        }
    }
}

#[test]
fn repairs_and_moves_are_the_library_s() {
    let (mut typed, mut workshop) = (typed(), Workshop::default());
    typed.draft.set(Field::NetworkUntrustRange, "172.20.9.1/24");
    typed.draft.set(Field::HaPreempt, "YES");
    let Typed { draft, secrets, .. } = &typed;
    let repaired = repair::all_safe(draft, secrets);
    let mended = order(&mut workshop, &Mend { typed: typed.clone() });
    assert!(repaired.applied.len() == 2 && mended == (repaired.draft.clone(), 2));
    let carry = |preset: &str| Carry { typed: typed.clone(), preset: preset.to_owned() };
    let carried = order(&mut workshop, &carry(Preset::ExistingVnet.name()));
    assert_eq!(carried, Some(repair::carried(draft, secrets, Preset::ExistingVnet)));
    assert_eq!(order(&mut workshop, &carry("none")), None);
    let replan = |into: &str| Replan { typed: typed.clone(), into: into.to_owned() };
    let refused = order(&mut workshop, &replan("10.9.0.0/30"));
    assert_eq!(refused, Err("Too small for a pair, expected /26 or larger".to_owned()));
    let (moved, into) = order(&mut workshop, &replan(" 10.9.0.0/16 ")).unwrap();
    let range = Range::read("10.9.0.0/16").unwrap();
    assert_eq!(
        (&moved, into.as_str()),
        (&repair::replan(draft, secrets, range).draft, "10.9.0.0/16")
    );
    let weighed = order(&mut workshop, &Weigh { typed: typed.clone(), other: moved.clone() });
    let [before, after] = [draft, &moved].map(|draft| review(draft, secrets).plan);
    let (texts, places) = (
        repair::changes(draft, &moved).len(),
        repair::moves(before.as_ref(), after.as_ref(), &moved).len(),
    );
    assert_eq!(weighed.rows.len(), texts + places);
    assert_eq!(
        weighed.said,
        format!("{texts} field and {places} planned ranges or addresses would change.")
    );
    assert!(weighed.warning.is_some(), "the switch cannot be read");
    let same = order(&mut workshop, &Weigh { typed: typed.clone(), other: typed.draft.clone() });
    assert!(same.rows.is_empty() && same.said == "Nothing would change.");
}

#[test]
fn what_is_opened_comes_with_what_is_to_be_said_of_it() {
    let (draft, mut workshop) = (typed().draft, Workshop::default());
    let mut open = |file: &[u8]| {
        order(&mut workshop, &Open { file: Bytes(file.to_vec()), wanted: String::new() })
    };
    let said = "; `share.999` is no field of this version".to_owned();
    assert_eq!(
        open(save::write(&draft).as_bytes()),
        Ok(Some(Read { draft: draft.clone(), said, asks: None }))
    );
    assert_eq!(open(b"\xff"), Err("the file is no text".to_owned()));
    assert_eq!(open(b"<config/>"), Ok(None), "the audit reads it");
    assert_eq!(open(b"[]"), Err("the design file is not a JSON object".to_owned()));
    let link = |plain: Vec<u8>| OpenLink { plain: Bytes(plain) };
    let plain = share::plain(&draft);
    let said = "; field 999 of the link is none of this version".to_owned();
    assert_eq!(order(&mut workshop, &link(plain)), Some(said));
    assert_eq!(order(&mut workshop, &link(vec![255])), None);
    let mut told = |text: &str| order(&mut workshop, &OpenText { text: text.to_owned() });
    assert_eq!(told(&save::write(&draft)).unwrap(), ["`share.999` is no field of this version"]);
    assert!(told("{").unwrap_err().starts_with("the design file is not JSON"));
}

/// Gives the workshop files of a package, after whatever it has is gone.
fn receive(workshop: &mut Workshop, files: &[(&str, &[u8])]) -> Option<String> {
    assert_eq!(order(workshop, &Receive { add: None }), None);
    let mut refused = None;
    for (path, bytes) in files {
        let add = Some(((*path).to_owned(), Ok(Bytes(bytes.to_vec()))));
        refused = order(workshop, &Receive { add });
    }
    refused
}

/// The elements of a class, wherever they stand.
fn of_class<'a>(told: &'a Node, class: &str) -> Vec<&'a Node> {
    let is = told.attributes.iter().any(|(name, value)| *name == "class" && value == class);
    let below = told.children.iter().flat_map(|child| of_class(child, class));
    is.then_some(told).into_iter().chain(below).collect()
}

#[test]
fn a_package_of_others_is_judged_and_taken_over_as_on_the_command_line() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let review = review(&typed.draft, &typed.secrets);
    let approved = review.approved().unwrap();
    let files = artifact::artifacts(approved, &typed.draft, &typed.secrets, &typed.salt, &[]);
    let kept = files
        .iter()
        .filter(|file| file.path.starts_with("bootstrap/") || file.path == "azuredeploy.json");
    let mut package: Vec<(&str, &[u8])> =
        kept.map(|file| (file.path.as_str(), &*file.bytes)).collect();
    package.sort_unstable();
    let report = |extension: &str| Report { extension: extension.to_owned() };
    let about = texts(&tell(&mut workshop, &typed, View::Audit, ""));
    assert!(about.contains("up to 64 MiB and 10000 files"), "{about}");
    assert!(
        order(&mut workshop, &report("md")).is_err() && order(&mut workshop, &TakeOver {}).is_err()
    );
    assert_eq!(receive(&mut workshop, &package), None);
    let told = tell(&mut workshop, &typed, View::Audit, "1");
    assert!(texts(&told).contains("0 contradictions"), "{}", texts(&told));
    assert!(of_class(&told, "finding is-error").is_empty());
    // A mistake is told with its place and what to do, and in the files as the command line tells it.
    let wrong: Vec<(&str, String)> = package
        .iter()
        .map(|(path, bytes)| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            let edits = path.contains("VM2");
            (*path, if edits { text.replace("<group-id>1<", "<group-id>2<") } else { text })
        })
        .collect();
    let wrong: Vec<(&str, &[u8])> =
        wrong.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    assert_eq!(receive(&mut workshop, &wrong), None);
    let told = tell(&mut workshop, &typed, View::Audit, "2");
    let lines = of_class(&told, "finding is-error");
    assert!((1..=3).contains(&lines.len()), "{}", texts(&told));
    assert!(lines.iter().any(|line| texts(line).contains("VM2/config/bootstrap.xml:")));
    let inputs =
        wrong.iter().map(|(path, bytes)| Input { path: (*path).to_owned(), bytes: bytes.to_vec() });
    let judgement = judge(inputs.collect(), &Budget::default());
    let handed = |workshop: &mut Workshop, extension: &str| {
        let handed = order(workshop, &report(extension)).unwrap();
        (handed.name, String::from_utf8(handed.bytes.0).unwrap())
    };
    assert_eq!(handed(&mut workshop, "md"), ("audit.md".to_owned(), judgement.markdown()));
    assert_eq!(handed(&mut workshop, "json"), ("audit.json".to_owned(), judgement.json()));
    // On paper nothing is folded.
    let folds = |told: &Node| tagged(told, "details").len();
    let paper = tell(&mut workshop, &typed, View::Audit, "whole");
    assert!(folds(&told) > 0 && folds(&paper) == 0);
    let taken = order(&mut workshop, &TakeOver {}).unwrap();
    assert_eq!(taken.draft.get(Field::NetworkRange), "172.20.0.0/16");
    let asks = taken.asks.unwrap();
    let said = texts(&asks);
    for section in [
        "Typed, as the package says it",
        "Chosen, the package says nothing",
        "building the design changes",
    ] {
        assert!(said.contains(section), "{section}: {said}");
    }
    let marks = asks.attributes.iter().find(|(name, _)| *name == MARKS).unwrap();
    assert!(mark::read(&marks.1).iter().all(|mark| mark.kind == Kind::Lit));
    // Whatever clears the page's memory takes the package along.
    assert!(workshop.answer(&[]).is_empty());
    assert!(order(&mut workshop, &report("md")).is_err());
}

/// The elements of a tag, wherever they stand.
fn tagged<'a>(told: &'a Node, tag: &str) -> Vec<&'a Node> {
    let below = told.children.iter().flat_map(|child| tagged(child, tag));
    (told.tag == tag).then_some(told).into_iter().chain(below).collect()
}

#[test]
fn a_package_is_bounded_and_what_is_left_out_is_said() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let large = vec![b'x'; 16 << 20];
    let names = ["a", "b", "c", "d", "e"];
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, &*large)).collect();
    let refused = receive(&mut workshop, &files).unwrap();
    assert_eq!(
        refused,
        "this is too much to judge: more than 67108864 bytes of all files of a run, those inside zips as they unpack"
    );
    assert!(texts(&tell(&mut workshop, &typed, View::Audit, "1")).contains(&refused));
    let init = "type=dhcp-client\nop-command-modes=mgmt-interface-swap\n";
    assert_eq!(receive(&mut workshop, &[("init-cfg.txt", init.as_bytes())]), None);
    let add = Some(("disk.vhd".to_owned(), Err("disk.vhd is not read: why".to_owned())));
    assert_eq!(order(&mut workshop, &Receive { add }), None);
    let told = texts(&tell(&mut workshop, &typed, View::Audit, "2"));
    assert!(told.contains("disk.vhd is not read: why") && told.contains("init-cfg.txt"), "{told}");
    assert_eq!(receive(&mut workshop, &[("notes.txt", b"nothing")]), None);
    let none = order(&mut workshop, &TakeOver {}).unwrap_err();
    assert_eq!(none, "there is no template, no bootstrap file and no package here");
}

/// All texts of what was told, one after the other.
fn texts(told: &Node) -> String {
    let own = told.text.iter().cloned();
    own.chain(told.children.iter().map(texts)).collect::<Vec<_>>().join("|")
}

fn tell(workshop: &mut Workshop, typed: &Typed, view: View, wanted: &str) -> Node {
    let (typed, wanted) = (typed.clone(), wanted.to_owned());
    order(workshop, &Tell { typed, view, wanted })
}

#[test]
fn views_are_told_in_blocks() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let plan = review(&typed.draft, &typed.secrets).plan.unwrap();
    let told = texts(&tell(&mut workshop, &typed, View::Deploy, ""));
    assert!(told.contains(&failover::summary(&plan)) && told.contains(guide::HA2));
    // What is code or strong stands in an element of its own.
    let bare = told.replace('|', "");
    for (fact, check) in guide::unverified(&plan) {
        assert!(bare.contains(&format!("{fact}{check}").replace(['`', '|'], "")), "{fact}");
    }
    for (what, then) in guide::policies(&plan) {
        assert!(bare.contains(&format!("{what}: {then}").replace(['`', '|'], "")), "{what}");
    }
    let n_rules = |wanted: &str, workshop: &mut Workshop| {
        let told = tell(workshop, &typed, View::Rules, wanted);
        (told.children.iter().filter(|block| block.tag == "article").count(), texts(&told))
    };
    let (all, told) = n_rules("", &mut workshop);
    assert!(all == finding::Code::ALL.len() && told.starts_with(&format!("{all} of {all} rules")));
    let (one, told) = n_rules("net002 ALIGNED", &mut workshop);
    assert!(one == 1 && told.contains("NET002"), "{told}");
}

#[test]
fn a_flow_is_told_hop_by_hop_and_marks_its_way() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let plan = review(&typed.draft, &typed.secrets).plan.unwrap();
    let flows = flow::flows(&plan, plan.preferred());
    for flow in &flows {
        let told = tell(&mut workshop, &typed, View::Flows, &flow.name);
        let journey = flow.journey(&plan, &plan.model(), plan.preferred());
        let text = texts(&told);
        assert!(text.contains(&format!("{}. The flow {}.", flow.title, journey.end)), "{text}");
        for hop in journey.there.iter().chain(&journey.back) {
            for said in [hop.name.clone(), hop.before.to_string(), hop.reasons()] {
                assert!(text.contains(&said), "{}: {said} is missing in {text}", flow.name);
            }
        }
        let (_, marks) = told.attributes.iter().find(|(name, _)| *name == MARKS).unwrap();
        let names = |kind: Kind| {
            let marks = mark::read(marks).into_iter().filter(move |mark| mark.kind == kind);
            marks.map(|mark| mark.name).collect::<Vec<_>>()
        };
        assert_eq!(names(Kind::Lit), flow.passes(&plan, &journey));
        let sender = flow.sender(&plan).expect("somebody begins it");
        assert_eq!(names(Kind::Sender), [sender.as_str()]);
        assert!(names(Kind::Lit).contains(&sender), "{}: {sender} is lit", flow.name);
    }
    let first = tell(&mut workshop, &typed, View::Flows, "");
    assert_eq!(first, tell(&mut workshop, &typed, View::Flows, &flows[0].name));
}

#[test]
fn a_flow_that_does_not_work_shows_the_hop_and_why() {
    let (mut typed, mut workshop) = (typed(), Workshop::default());
    typed.draft = Draft::of(Preset::Reference);
    typed.draft.set(Field::BalanceServices, "web tcp 443 -> 10.99.0.5".to_owned());
    typed.draft.set(Field::BalanceEgress, "none".to_owned());
    let mut stop = |flow: &str| {
        let told = tell(&mut workshop, &typed, View::Flows, flow);
        let (_, marks) = told.attributes.iter().find(|(name, _)| *name == MARKS).unwrap();
        let stops = mark::read(marks).into_iter().filter(|mark| mark.kind == Kind::Stop);
        (texts(&told), stops.map(|mark| mark.name).collect::<Vec<_>>())
    };
    let (told, stops) = stop("inbound-web");
    assert!(told.contains("stops: vmseries-ha-primary stops it by the rule deny-all"), "{told}");
    assert_eq!(stops, ["vmseries-ha-primary"]);
    let (told, stops) = stop("outbound-vmseries-test-server");
    assert!(told.contains("untrust-subnet has no way to the Internet"), "{told}");
    assert_eq!(stops, ["untrust-subnet"]);
}

/// An attribute of what was told.
fn attribute<'a>(told: &'a Node, name: &str) -> Option<&'a str> {
    let mut found = told.attributes.iter().filter(|(one, _)| *one == name);
    found.next().map(|(_, value)| value.as_str())
}

#[test]
fn a_failover_is_stepped_through_and_played_to_its_end() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let plan = review(&typed.draft, &typed.secrets).plan.unwrap();
    let units = [&plan.units.a.name.value, &plan.units.b.name.value];
    let unit_kinds = |told: &Node| {
        let marks = mark::read(attribute(told, MARKS).unwrap());
        units.map(|name| marks.iter().find(|mark| mark.name == *name).unwrap().kind)
    };
    for &fault in Fault::ALL {
        let line = failover::timeline(&plan, fault);
        let mut wanted = format!("{} 0 play none", fault.text());
        for made in 0..=line.steps.len() {
            let told = tell(&mut workshop, &typed, View::Failover, &wanted);
            let (text, kinds) = (texts(&told), unit_kinds(&told));
            for step in &line.steps {
                assert!(
                    text.contains(&step.what) && text.contains(&step.formula),
                    "{fault}: {text}"
                );
            }
            assert!(text.contains(&line.sessions) && text.contains(MEASURED), "{fault}: {text}");
            // How long new flows are lost is told from the fault on, and in the end how it ends.
            let wait = line.waited_at(&line.moment(&plan, made));
            assert_eq!(text.contains(&wait), made > 0, "{fault} step {made}: {text}");
            for end in [&line.end, &line.left] {
                assert_eq!(text.contains(end), made == line.steps.len(), "{fault}: {text}");
            }
            match made.checked_sub(1).and_then(|n| line.steps.get(n)) {
                None => assert_eq!(kinds, [Kind::Active, Kind::Passive]),
                Some(step) => {
                    let kind = step.states.map(|state| match state {
                        State::Active => Kind::Active,
                        State::Unseen => Kind::Unseen,
                        State::Passive => Kind::Passive,
                        State::NonFunctional | State::Down => Kind::Down,
                    });
                    assert_eq!(kinds, kind, "{fault} step {made}");
                    assert!(
                        text.contains(&format!("Step {made} of {}", line.steps.len())),
                        "{text}"
                    );
                }
            }
            match attribute(&told, NEXT) {
                Some(next) => next.clone_into(&mut wanted),
                None => assert_eq!(made, line.steps.len(), "{fault} ends early"),
            }
        }
    }
}

#[test]
fn other_timers_stand_beside_the_design() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let mut quick = typed.draft.clone();
    quick.set(Field::HaTimers, "aggressive".to_owned());
    quick.set(Field::BalanceProbeIntervalS, "5".to_owned());
    quick.set(Field::BalanceProbeThreshold, "2".to_owned());
    let waits = [&typed.draft, &quick].map(|draft| {
        let plan = review(draft, &typed.secrets).plan.unwrap();
        failover::timeline(&plan, Fault::UnitA).wait.unwrap()
    });
    let told = texts(&tell(&mut workshop, &typed, View::Failover, "unit-a 1 still quick"));
    for wait in waits {
        assert!(told.contains(&format!("New flows are lost for {wait}.")), "{told}");
    }
    let alone = texts(&tell(&mut workshop, &typed, View::Failover, "unit-a 1"));
    assert_eq!(alone.matches("New flows are lost").count(), 1, "{alone}");
}

#[test]
fn a_redeployment_is_told_against_the_wanted_design() {
    let (mut typed, mut workshop) = (typed(), Workshop::default());
    let former = save::write(&typed.draft);
    let same = texts(&tell(&mut workshop, &typed, View::Redeploy, &former));
    assert!(!same.contains("in place") && !same.contains("restart"), "{same}");
    typed.draft.set(Field::PairSize, "Standard_D16s_v5");
    typed.draft.set(Field::SystemNtp, "time.example.com");
    let told = texts(&tell(&mut workshop, &typed, View::Redeploy, &former));
    for said in ["restart", "vmSize", "Resize a virtual machine", "ntp-server-address", "each unit"]
    {
        assert!(told.contains(said), "{said}: {told}");
    }
    let none = texts(&tell(&mut workshop, &typed, View::Redeploy, "?"));
    assert!(none.starts_with("Nothing to compare: "), "{none}");
}

#[test]
fn a_picture_leaves_as_it_stands_there_with_what_is_wrong() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let mut draw = |typed: &Typed, view, wanted: &str, plays| {
        let drawing =
            Draw { typed: typed.clone(), view, wanted: wanted.to_owned(), wide: false, plays };
        order(&mut workshop, &drawing)
    };
    let plan = review(&typed.draft, &typed.secrets).plan.expect("a plan");
    let (name, picture) = draw(&typed, View::Keys, "", false).expect("a picture");
    assert_eq!(
        (name.as_str(), picture),
        ("diagram.svg", diagram::svg(&plan, &[], &[], diagram::Layout::default()))
    );
    let (_, lit) = draw(&typed, View::Flows, "ha2", false).expect("a picture");
    assert!(lit.contains("class=\"wire is-lit\""));
    let (_, down) = draw(&typed, View::Failover, "unit-a 1 still none", false).expect("one");
    assert!(down.contains("is-down") && !down.contains("@keyframes"));
    let (name, film) = draw(&typed, View::Failover, "zone", true).expect("a film");
    assert_eq!(name, "failover-zone.svg");
    assert!(film.contains("@keyframes"));
    let mut broken = typed.clone();
    broken.draft.set(Field::NetworkUntrustRange, "10.0.0.0/30");
    for (view, plays) in [(View::Keys, false), (View::Flows, false), (View::Failover, true)] {
        let mut marks = |typed: &Typed| {
            draw(typed, view, "", plays).expect("a picture").1.contains(" has-error")
        };
        assert!(marks(&broken) && !marks(&typed), "{view:?}: the error is marked");
    }
    broken.draft.set(Field::NetworkRange, "10.0.0.0/30");
    let refused = draw(&broken, View::Keys, "", false).expect_err("nothing is planned");
    assert_eq!(refused, "there is no plan yet");
}

#[test]
fn a_view_without_a_plan_says_so() {
    let (mut typed, mut workshop) = (typed(), Workshop::default());
    typed.draft.set(Field::NetworkRange, "172.20.0.0/30");
    assert!(review(&typed.draft, &typed.secrets).plan.is_none());
    assert_eq!(texts(&tell(&mut workshop, &typed, View::Deploy, "")), "There is no plan yet.");
}

#[test]
fn what_is_no_order_of_this_version_is_not_answered() {
    let mut workshop = Workshop::default();
    let good = ask(&List { typed: typed(), former: None });
    assert!(!workshop.answer(&good).is_empty());
    let (mut newer, mut other, mut longer) = (good.clone(), good.clone(), good.clone());
    newer[0] += 1;
    other[1] = 99;
    longer.push(0);
    for wrong in [&[][..], &good[..40], &newer, &other, &longer] {
        assert_eq!(workshop.answer(wrong), Vec::<u8>::new());
        assert!(hear::<List>(&workshop.answer(wrong)).is_none());
    }
}

#[test]
fn no_two_orders_have_one_number() {
    let kinds = [
        List::KIND,
        Show::KIND,
        Explain::KIND,
        Fetch::KIND,
        Bundle::KIND,
        Deflate::KIND,
        Inflate::KIND,
        Digest::KIND,
        Fingerprint::KIND,
        Code::KIND,
        Tell::KIND,
        Judge::KIND,
        Weigh::KIND,
        Mend::KIND,
        Replan::KIND,
        Carry::KIND,
        Open::KIND,
        OpenLink::KIND,
        OpenText::KIND,
        Pasted::KIND,
        Enclose::KIND,
        Receive::KIND,
        Report::KIND,
        TakeOver::KIND,
        Draw::KIND,
        Tabulate::KIND,
        Helps::KIND,
    ];
    let numbers: BTreeMap<u8, usize> =
        kinds.iter().enumerate().map(|(place, kind)| (*kind, place)).collect();
    assert_eq!(numbers.len(), kinds.len());
}

#[test]
fn an_empty_message_clears_away_what_is_kept() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    order(&mut workshop, &List { typed, former: None }).unwrap();
    let cleared = allocation_counter::measure(|| drop(workshop.answer(&[])));
    assert!(cleared.bytes_current < -100_000, "{} bytes stay", cleared.bytes_current);
}

/// All texts of a node in their order.
fn words(node: &Node) -> String {
    let own = node.text.clone().unwrap_or_default();
    node.children.iter().fold(own, |all, child| all + " " + &words(child))
}

#[test]
fn the_list_of_files_counts_lines_against_a_former_design() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let mut former = typed.draft.clone();
    let listed = |former: &Draft, workshop: &mut Workshop| {
        let list = List { typed: typed.clone(), former: Some(former.clone()) };
        let listed = order(workshop, &list).unwrap();
        listed.into_iter().filter(|file| file.changed != (0, 0)).collect::<Vec<_>>()
    };
    assert_eq!(listed(&former, &mut workshop), []);
    former.set(Field::PairAName, "former-a");
    let changed = listed(&former, &mut workshop);
    let init = changed.iter().find(|file| file.path == "bootstrap/VM1/config/init-cfg.txt");
    assert_eq!(init.map(|file| file.changed), Some((1, 1)), "the host name is a line");
    assert!(changed.iter().all(|file| !file.path.contains("VM2/config/init-cfg")));
}

#[test]
fn the_bundle_for_a_shell_unpacks_and_holds_no_secret() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let text = order(&mut workshop, &Pasted { typed }).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let end = lines.iter().position(|line| *line == "END").expect("the text ends");
    assert_eq!(lines[0], "base64 -d > fast-ha-bundle.zip <<'END'");
    let bytes = base64::engine::general_purpose::STANDARD.decode(lines[1..end].concat()).unwrap();
    let files = bundle::unzip(&bytes).expect("an archive");
    let xml = files.iter().find(|(path, _)| path.ends_with("VM1/config/bootstrap.xml")).unwrap();
    let xml = String::from_utf8(xml.1.clone()).unwrap();
    assert!(xml.contains("<phash>*</phash>"), "no hash of the password that is typed");
}

#[test]
fn the_sheet_on_paper_and_the_differences_are_told_in_words() {
    let (typed, mut workshop) = (typed(), Workshop::default());
    let mut tell = |view, wanted: &str| {
        order(&mut workshop, &Tell { typed: typed.clone(), view, wanted: wanted.to_owned() })
    };
    let paper = tell(View::Paper, "https://example.org/");
    let said = words(&paper);
    for part in ["ha2-subnet", "app-subnet", "When the active unit dies", "Published services"] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
    let has_code = |node: &Node| format!("{node:?}").contains("\"svg\"");
    assert!(has_code(&paper) && !has_code(&tell(View::Paper, "")));
    let mut former = typed.draft.clone();
    former.set(Field::NetworkRange, "10.0.0.0/16");
    let said = words(&tell(View::Changes, &save::write(&former)));
    assert!(said.contains("VNet range") && said.contains("is 172.20.0.0/16, was 10.0.0.0/16"));
    assert!(said.contains("172.20.1.4, was 10.0.1.4"), "what follows is told too: {said}");
    let same = words(&tell(View::Changes, &save::write(&typed.draft)));
    assert!(same.contains("Both designs are the same"));
    let seen =
        words(&tell(View::Seen, "script https://x/y.js\n\ndefault-src 'none'; img-src data:"));
    assert!(seen.contains("1 requests") && seen.contains("img-src data:"), "{seen}");
}

/// Addresses that a told view leads to outside the page.
fn addresses(node: &Node) -> Vec<String> {
    let own = node.attributes.iter().filter(|(name, _)| *name == "href");
    let own = own.map(|(_, value)| value.clone());
    own.chain(node.children.iter().flat_map(addresses)).collect()
}

#[test]
fn a_preset_as_it_is_is_deployed_at_once_from_an_https_host() {
    let page = "https://host.example/fast-ha/index.html?x=y/z";
    let mut workshop = Workshop::default();
    let salt = || Salt::read("saltsalt").expect("a salt of eight letters");
    for preset in Preset::ALL {
        let draft = Draft::of(preset);
        let plan = review(&draft, &Secrets::default()).plan.expect("a preset is planned");
        let typed = Typed { draft, secrets: Secrets::default(), salt: salt() };
        let found = addresses(&tell(&mut workshop, &typed, View::Deploy, page));
        let (folder, files) = artifact::published(preset).expect("a preset builds");
        assert!(folder.ends_with(&bundle::sha256(&files[0].bytes)[..16]), "{folder}");
        let [template, form] = ["azuredeploy.json", "createUiDefinition.json"].map(|file| {
            format!("https%3A%2F%2Fhost.example%2Ffast-ha%2Fpresets%2F{folder}%2F{file}")
        });
        let link = format!(
            "https://portal.azure.com/#create/Microsoft.Template/uri/{template}/createUIDefinitionUri/{form}"
        );
        let expected = if plan.network.existing.is_some() { vec![] } else { vec![link] };
        assert_eq!(found, expected, "{}", preset.name());
        for elsewhere in ["http://host.example/fast-ha/", "file:///tmp/fast-ha-offline.html", ""] {
            let found = addresses(&tell(&mut workshop, &typed, View::Deploy, elsewhere));
            assert_eq!(found, Vec::<String>::new(), "{elsewhere}");
        }
        for (field, text) in
            [(Field::SiteSuffix, "-p1"), (Field::BalanceServices, "web tcp 443 -> pair")]
        {
            let mut changed = typed.clone();
            changed.draft.set(field, text);
            let found = addresses(&tell(&mut workshop, &changed, View::Deploy, page));
            assert_eq!(found, Vec::<String>::new(), "{} with {text}", preset.name());
        }
    }
}
