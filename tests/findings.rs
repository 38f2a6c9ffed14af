//! Rules as readable cases: every Markdown file below `tests/findings` is a test suite.
//!
//! A fenced block is one case on the `reference` preset. `key = value` types into a field (a secret
//! too), `\n` in a value is a line end and `\s` a blank; `repeat N key = value` types N lines with their
//! number for `#`, and for `@` the last three numbers of an address, scattered; `preset NAME` starts
//! elsewhere; `file TEXT` and `link TEXT` are read as such, and `built PATH FROM => TO` audits the files
//! of the design with one of them changed; `add both|a|b FOLDER NAME TEXT` adds a file to the packages, with
//! `binary` for bytes that are no text. `error[CODE] at key` demands a finding, with more keys
//! separated by commas; `none CODE` forbids one; `fix TITLE` applies the fix of that title and demands
//! that the finding before it is gone.

#![expect(clippy::disallowed_methods, reason = "the test reads its cases")]

use std::collections::BTreeSet;
use std::fs;

use fast_ha::design::Unit;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::enclosed::{Enclosed, Folder};
use fast_ha::field::{Control, Field};
use fast_ha::finding::{Case as Sentence, Code, Finding, Severity};
use fast_ha::panos::Salt;
use fast_ha::preset::{Change, Preset};
use fast_ha::review::review;
use fast_ha::secret::Secret;
use fast_ha::{artifact, audit, enclosed, save, share};

/// One fenced block.
struct Case {
    place: String,
    lines: Vec<String>,
}

fn cases() -> Vec<Case> {
    let mut files: Vec<_> = fs::read_dir("tests/findings")
        .expect("the cases are there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("readable");
        let mut block: Option<Case> = None;
        for (n, line) in text.lines().enumerate() {
            match (line.starts_with("```"), &mut block) {
                (true, None) => {
                    let place = format!("{}:{}", file.display(), n + 1);
                    block = Some(Case { place, lines: Vec::new() });
                }
                (true, Some(_)) => cases.extend(block.take()),
                (false, Some(case)) => case.lines.push(line.to_owned()),
                (false, None) => {}
            }
        }
        assert!(block.is_none(), "{} has an open block", file.display());
    }
    cases
}

/// The head of a finding as the cases write it.
fn head(finding: &Finding) -> String {
    let rule = finding.code.rule();
    let keys: Vec<&str> = finding.at.iter().map(|field| field.key()).collect();
    let at = if keys.is_empty() { "" } else { " at " };
    format!("{}[{}]{at}{}", rule.severity, rule.code, keys.join(", "))
}

/// What a later version might change, for lines about a file that it reads.
const LATER: Change = Change {
    version: 2,
    preset: None,
    only: None,
    field: Field::PairSize,
    before: "Standard_DS3_v2",
};

/// All findings, those that follow from others too.
fn told(findings: Vec<Finding>) -> Vec<Finding> {
    let with = |one: Finding| [vec![one.clone()], one.followers].concat();
    findings.into_iter().flat_map(with).collect()
}

/// What a line about a file, a link or a finished bundle finds; `None` for a line about a field.
fn aside(line: &str, draft: &Draft) -> Option<Vec<Finding>> {
    if let Some(text) = line.strip_prefix("file ") {
        return Some(save::read(text).map_or_else(|finding| vec![finding], |read| read.findings));
    }
    if let Some(text) = line.strip_prefix("later file ") {
        let read = save::read_after(text, &[LATER]);
        return Some(read.map_or_else(|finding| vec![finding], |read| read.findings));
    }
    if let Some(given) = line.strip_prefix("link ") {
        let own = share::write(draft);
        let text = if given == "own" { &own } else { given };
        return Some(share::read(text).map_or_else(|finding| vec![finding], |read| read.findings));
    }
    let planted = line.strip_prefix("built")?;
    let review = review(draft, &Secrets::default());
    let approved = review.approved().expect("what is built has no error");
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    let mut files = artifact::artifacts(approved, draft, &Secrets::default(), &salt, &[]);
    if let Some((path, (from, to))) = planted
        .trim()
        .split_once(' ')
        .and_then(|(path, edit)| Some((path, edit.split_once(" => ")?)))
    {
        let file = files.iter_mut().find(|file| file.path == path).expect("it is built");
        let text = file.as_text().expect("a text").to_owned();
        assert!(text.contains(from), "{path} has no {from}");
        file.bytes = text.replacen(from, to, 1).into_bytes();
    }
    Some(audit::audit(approved, &files))
}

/// A line and how often its value is typed.
fn repeated(line: &str) -> (&str, usize) {
    let Some((times, rest)) = line.strip_prefix("repeat ").and_then(|rest| rest.split_once(' '))
    else {
        return (line, 1);
    };
    (rest, times.parse().expect("a number of lines"))
}

/// Rules that judge the written template; it is written for the lines that name one of them.
const WRITTEN: [&str; 2] = ["ARM001", "BOO010"];

/// What a case was about.
#[derive(Default)]
struct Run {
    /// The codes that it demanded.
    demanded: BTreeSet<String>,
    /// The codes that it forbade.
    forbidden: BTreeSet<String>,
    /// Every sentence that was said on the way.
    said: BTreeSet<Sentence>,
}

/// A file that is added to the packages.
fn added(given: &str) -> Enclosed {
    let mut words = given.splitn(4, ' ');
    let mut word = || words.next().unwrap_or_default();
    let unit = match word() {
        "a" => Some(Unit::A),
        "b" => Some(Unit::B),
        _ => None,
    };
    let folder = word();
    let folder = Folder::ALL.into_iter().find(|one| one.name() == folder).expect("a folder");
    let name = word().to_owned();
    let bytes = match word() {
        "binary" => vec![0x1f, 0x8b, 0xff],
        text => text.as_bytes().to_vec(),
    };
    Enclosed { folder, unit, name, bytes }
}

/// Runs a case.
fn run(case: &Case) -> Run {
    let mut draft = Draft::default();
    let mut secrets = Secrets::default();
    let mut result = Run::default();
    let mut last: Option<Finding> = None;
    let mut beside: Vec<Finding> = Vec::new();
    let mut enclosed: Vec<Enclosed> = Vec::new();
    for line in case.lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let review = review(&draft, &secrets);
        let blocked = review.obstacle();
        assert_eq!(review.approved().is_none(), blocked.is_some(), "{}: {blocked:?}", case.place);
        let written = WRITTEN.iter().any(|code| line.contains(code));
        let mut limits = if written { artifact::limits(&review) } else { Vec::new() };
        let mut findings = told(review.findings);
        findings.append(&mut limits);
        findings.extend(beside.iter().cloned());
        if let Some(plan) = &review.plan {
            findings.extend(enclosed::judge(plan, &secrets, &enclosed));
        }
        result.said.extend(findings.iter().map(|finding| finding.case));
        let said: Vec<String> = findings.iter().map(head).collect();
        if let Some(given) = line.strip_prefix("add ") {
            enclosed.push(added(given));
        } else if let Some(found) = aside(line, &draft) {
            beside = found;
        } else if let Some(name) = line.strip_prefix("preset ") {
            draft = Draft::of(Preset::from_name(name).expect("a preset's name"));
        } else if let Some(code) = line.strip_prefix("none ") {
            let found = findings.iter().find(|finding| finding.code.rule().code == code);
            assert!(
                found.is_none(),
                "{}: {}",
                case.place,
                found.map(ToString::to_string).unwrap_or_default()
            );
            result.forbidden.insert(code.to_owned());
        } else if let Some(title) = line.strip_prefix("fix ") {
            let finding = last.take().expect("a fix follows its finding");
            let fix = finding.fixes.iter().find(|fix| fix.title == title);
            let fix =
                fix.unwrap_or_else(|| panic!("{}: no fix `{title}` in {finding}", case.place));
            draft = draft.apply(fix);
            let review = self::review(&draft, &secrets);
            let plan = review.plan.as_ref().expect("a repaired design has a plan");
            let files = enclosed::judge(plan, &secrets, &enclosed);
            let after = [review.findings, files].concat();
            assert!(!after.contains(&finding), "{}: {title} leaves {finding}", case.place);
        } else if ["error[", "warning[", "note["].iter().any(|start| line.starts_with(start)) {
            let wanted = |finding: &&Finding| {
                let head = head(finding);
                head == line || head.starts_with(&format!("{line},"))
            };
            last = findings.iter().find(wanted).cloned();
            assert!(last.is_some(), "{}: {line} is missing in\n{}", case.place, said.join("\n"));
            let code = line.split(['[', ']']).nth(1).expect("a code in brackets");
            result.demanded.insert(code.to_owned());
        } else {
            let (line, times) = repeated(line);
            let (key, value) =
                line.split_once('=').unwrap_or_else(|| panic!("{}: {line}", case.place));
            let field =
                Field::from_key(key.trim()).unwrap_or_else(|| panic!("{}: {key}", case.place));
            let value =
                value.trim().replace("\\n", "\n").replace("\\x01", "\u{1}").replace("\\s", " ");
            let lines =
                (1..=times).map(|n| if times == 1 { value.clone() } else { numbered(&value, n) });
            let value = lines.collect::<Vec<_>>().join("\n");
            if field.is_secret() {
                secrets.set(field, Secret::new(value));
            } else {
                draft.set(field, value);
            }
        }
    }
    result.said.extend(beside.iter().chain(&review(&draft, &secrets).findings).map(|one| one.case));
    result
}

/// A repeated line with its number for `#` and its own 24 bits of an address for `@`.
fn numbered(value: &str, n: usize) -> String {
    let n = u32::try_from(n).expect("few lines");
    let [_, a, b, c] = (n.wrapping_mul(2_654_435_761) >> 8).to_be_bytes();
    value.replace('#', &n.to_string()).replace('@', &format!("{a}.{b}.{c}"))
}

#[test]
fn one_cause_is_one_finding() {
    for (typed, head, followers) in [
        (&[(Field::NetworkTrustRange, "10.0.2.0/29")][..], "NET010", 3),
        (&[(Field::PairAName, "fw"), (Field::PairBName, "fw")], "NAM004", 6),
        (&[(Field::SiteSuffix, &"x".repeat(70))], "NAM002", 31),
        (
            &[
                (Field::NetworkTrustRange, "10.0.1.0/24"),
                (Field::NetworkUntrustRange, "10.0.1.0/24"),
            ],
            "NET007",
            3,
        ),
        (&[(Field::NetworkUntrustRange, "10.0.1.0/30")], "NET004", 4),
    ] {
        let mut draft = Draft::default();
        for (field, text) in typed {
            draft.set(*field, *text);
        }
        let found = review(&draft, &Secrets::default()).findings;
        let found: Vec<&Finding> =
            found.iter().filter(|one| one.severity() == Severity::Error).collect();
        let said: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 1, "{}", said.join("\n"));
        assert_eq!(
            (found[0].code.rule().code, found[0].followers.len()),
            (head, followers),
            "{said:?}"
        );
        assert_eq!(said[0].matches("\n  follows: ").count(), followers);
    }
}

#[test]
fn every_case_finds_what_it_says() {
    let cases = cases();
    assert!(cases.len() > 40, "cases are missing");
    for case in &cases {
        let _ = run(case);
    }
}

/// Each area's file, and the rules that have their case and their counter-case in it: a code, or the
/// letters that its codes begin with.
const AREAS: [(&str, &[&str]); 26] = [
    ("ranges", &["NET"]),
    ("addresses", &["ADR"]),
    ("names", &["NAM"]),
    ("credentials", &["CRE"]),
    ("machine-sizes", &["VMS001", "VMS002", "VMS004", "VMS005", "VMS006"]),
    ("licences-and-images", &["VMS009", "VMS01", "VMS02"]),
    ("auth-codes", &["LIC"]),
    ("probes", &["LBA006", "LBA007", "LBA008", "LBA009", "LBA013"]),
    ("services", &["LBA00", "LBA011", "LBA012", "LBA015", "LBA018", "LBA029"]),
    ("nsg-sources", &["ACC001", "ACC002", "ACC003", "ACC006", "ACC008", "ACC011"]),
    ("routes", &["ROU", "NET022", "NET023", "NET024", "NET025"]),
    ("egress", &["EGR", "ACC004", "ACC005", "ACC009", "ACC010"]),
    ("storage-names", &["BOO001", "BOO002", "BOO003", "BOO004", "BOO005", "BOO006"]),
    ("custom-data", &["BOO002", "BOO003"]),
    ("template-limits", &["ARM", "NET020", "ACC007", "LBA026", "LBA027", "LBA030"]),
    ("retirement", &["VMS003"]),
    ("availability", &["VMS007", "VMS008", "VMS015", "VMS017", "VMS018", "VMS019", "NAM009"]),
    ("high-availability", &["HAV"]),
    ("front-ends", &["LBA01", "LBA02"]),
    ("panorama", &["PAN"]),
    ("system", &["SYS"]),
    ("values", &["VAL"]),
    (
        "bootstrap",
        &[
            "BOO007", "BOO008", "BOO009", "BOO010", "BOO011", "BOO012", "BOO013", "BOO014",
            "BOO020", "BOO021",
        ],
    ),
    ("package-files", &["BOO015", "BOO016", "BOO017", "BOO018", "BOO019"]),
    ("publishing", &["PUB"]),
    ("files", &["FIL", "INT"]),
];

/// The area of a rule: the one that names its code, or else the one that names its longest beginning.
fn areas_of(code: &str) -> Vec<&'static str> {
    let named = |of: &&str| code == *of;
    let exact = AREAS.iter().filter(|(_, codes)| codes.iter().any(named));
    let exact: Vec<&str> = exact.map(|(area, _)| *area).collect();
    if !exact.is_empty() {
        return exact;
    }
    let starts = AREAS.iter().flat_map(|(area, codes)| codes.iter().map(move |of| (of, *area)));
    let best = starts.filter(|(of, _)| code.starts_with(**of)).max_by_key(|(of, _)| of.len());
    best.map(|(_, area)| vec![area]).unwrap_or_default()
}

#[test]
fn every_rule_has_a_case_and_a_counter_case_in_the_file_of_its_area_and_every_sentence_is_said() {
    let mut demanded: BTreeSet<(String, String)> = BTreeSet::new();
    let (mut forbidden, mut said) = (BTreeSet::new(), BTreeSet::new());
    for case in cases() {
        let file = case.place.rsplit('/').next().unwrap_or_default();
        let area = file.split('.').next().unwrap_or_default().to_owned();
        assert!(AREAS.iter().any(|(known, _)| *known == area), "{file} is of no area");
        let of = run(&case);
        demanded.extend(of.demanded.into_iter().map(|code| (area.clone(), code)));
        forbidden.extend(of.forbidden.into_iter().map(|code| (area.clone(), code)));
        said.extend(of.said);
    }
    let mut missing = Vec::new();
    for sentence in Sentence::ALL.iter().filter(|sentence| !said.contains(sentence)) {
        missing.push(format!("no case says {sentence:?}"));
    }
    for code in Code::ALL.iter().map(|code| code.rule().code) {
        let areas = areas_of(code);
        if areas.is_empty() {
            missing.push(format!("{code} belongs to no area"));
        }
        for area in areas {
            let place = (area.to_owned(), code.to_owned());
            if !demanded.contains(&place) {
                missing.push(format!("{code} has no case in {area}.md"));
            }
            if !forbidden.contains(&place) {
                missing.push(format!("{code} has no counter-case in {area}.md"));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// A text that no field but a free one takes.
fn nonsense(field: Field) -> &'static str {
    match field.spec().kind.control() {
        Control::Text | Control::Lines | Control::Ranges | Control::Size => "\u{1}",
        Control::Address
        | Control::Range
        | Control::Number(..)
        | Control::Choice(_)
        | Control::Switch
        | Control::Secret => "?!",
    }
}

#[test]
fn every_field_answers_nonsense_with_a_finding_at_itself() {
    for field in Field::ALL.iter().copied().filter(|field| !field.is_secret()) {
        let mut draft = Draft::default();
        draft.set(field, nonsense(field));
        let review = review(&draft, &Secrets::default());
        let found = review.findings.iter().any(|finding| {
            finding.severity() == Severity::Error && finding.at.first() == Some(&field)
        });
        assert!(found, "{} takes {:?}", field.key(), nonsense(field));
        assert!(review.approved().is_none());
        assert!(review.plan.is_some(), "{} blanks the picture", field.key());
    }
}

#[test]
fn every_preset_builds_untouched() {
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    for preset in Preset::ALL {
        let (draft, secrets) = (Draft::of(preset), Secrets::default());
        let review = review(&draft, &secrets);
        let approved = review.approved();
        let approved =
            approved.unwrap_or_else(|| panic!("{}: {:?}", preset.name(), review.obstacle()));
        let audited = audit::audited(approved, &draft, &secrets, &salt, &[]);
        assert!(audited.is_ok(), "{}: {:?}", preset.name(), audited.err());
        assert_eq!(draft.changes().count(), 0);
    }
}
