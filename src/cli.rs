//! The command line: translates arguments, files and the environment for the library.
//!
//! Exit codes: 0 no finding is an error, 1 a finding is an error, 2 unreadable input or wrong usage.
//! Secrets come from the environment or a file, never from arguments, which others can list.

#![expect(clippy::disallowed_methods, reason = "the face brings files and the environment")]

use std::fs;
use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use serde_json::Value;

use crate::choice::Choice as _;
use crate::diagram::Layout;
use crate::draft::{Draft, Secrets};
use crate::field::Field;
use crate::finding::Code;
use crate::panos::Salt;
use crate::preset::Preset;
use crate::review::Review;
use crate::secret::Secret;
use crate::{
    artifact, audit, bundle, deploy, diagram, enclosed, finding, repair, review, save, share,
};

mod answer;
mod arguments;
mod changes;
mod delivery;
mod enclosing;
mod failover;
mod flow;
mod package;
mod report;
mod sarif;

use answer::Answer;
use arguments::{Arguments, Build, Check, Format, SecretsFile, Source, Verb};

/// What went wrong outside the design; the exit code is 2.
struct Refusal(String);

type Outcome = Result<Answer, Refusal>;

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let mut words: Vec<_> = std::env::args_os().collect();
    if words.len() < 2 {
        words.push("--help".into());
    }
    let answer = match Arguments::try_parse_from(words) {
        Ok(arguments) => {
            perform(arguments.verb).unwrap_or_else(|refusal| Answer::refused(&refusal))
        }
        Err(error) => Answer::usage(&error),
    };
    answer.print()
}

fn perform(verb: Verb) -> Outcome {
    match verb {
        Verb::Presets { out: None } => Ok(presets()),
        Verb::Presets { out: Some(folder) } => publish(&folder),
        Verb::Example { preset } => Ok(Answer::document(&save::write(&Draft::of(preset)))),
        Verb::Check(check) => checked(&check),
        Verb::Fix(source) => fix(&source),
        Verb::Build(wanted) => build(&wanted),
        Verb::Diagram { source, wide } => draw(&source, wide),
        Verb::Flows { source, flow, format } => flow::told(&source, flow.as_deref(), format),
        Verb::Failover { source, fail, format } => failover::told(&source, fail, format),
        Verb::Changes { old, new, format } => changes::told(&old, &new, format),
        Verb::Link(source) => link(&source),
        Verb::Share(source) => shared(&source),
        Verb::Audit { paths, format } => package::audit(&paths, format),
        Verb::Takeover { paths, out, format } => package::takeover(&paths, out.as_deref(), format),
        Verb::Completions { page } => arguments::completions(page),
    }
}

/// A design as far as it could be read, planned and judged.
struct Loaded {
    draft: Draft,
    secrets: Secrets,
    review: Review,
}

impl Loaded {
    fn is_blocked(&self) -> bool {
        finding::blocks(&self.review.findings)
    }
}

fn load(source: &Source) -> Result<Loaded, Refusal> {
    judge(&read(&source.design)?, secrets(&source.secrets)?)
}

/// Larger files are no designs; without a limit `/dev/zero` would fill the memory.
const TEXT_MAX: u64 = 16 * 1024 * 1024;

/// The text of a file, or of standard input for `-`.
fn read(path: &Path) -> Result<String, Refusal> {
    let mut text = String::new();
    let read = if path == Path::new("-") {
        stdin().take(TEXT_MAX + 1).read_to_string(&mut text)
    } else {
        File::open(path).and_then(|file| file.take(TEXT_MAX + 1).read_to_string(&mut text))
    };
    match read {
        Ok(len) if u64::try_from(len).is_ok_and(|len| len <= TEXT_MAX) => Ok(text),
        Ok(_) => Err(Refusal(format!("{}: more than {TEXT_MAX} bytes", path.display()))),
        Err(error) => Err(Refusal(format!("{}: {error}", path.display()))),
    }
}

fn judge(text: &str, secrets: Secrets) -> Result<Loaded, Refusal> {
    let read = save::read(text).map_err(|finding| Refusal(finding.to_string()))?;
    let mut review = review::review(&read.value, &secrets);
    review.findings.extend(read.findings);
    review.findings.extend(artifact::limits(&review));
    finding::sort(&mut review.findings);
    Ok(Loaded { draft: read.value, secrets, review })
}

/// Secrets of the environment, then those of the file.
fn secrets(file: &SecretsFile) -> Result<Secrets, Refusal> {
    let mut secrets = Secrets::default();
    for field in Field::secrets() {
        let variable = arguments::variable(field);
        if let Some(text) = std::env::var_os(&variable) {
            let text = text.into_string();
            let text = text.map_err(|_| Refusal(format!("{variable} is no text in UTF-8")))?;
            secrets.set(field, Secret::new(text));
        }
    }
    let Some(path) = &file.path else { return Ok(secrets) };
    // Neither a key nor a value of the file enters a message: a swapped pair has its secret as the key.
    let shown = path.display();
    let Ok(Value::Object(entries)) = serde_json::from_str::<Value>(&read(path)?) else {
        return Err(Refusal(format!("{shown}: expected a JSON object of texts by key")));
    };
    for (key, value) in entries {
        let Some(field) = Field::from_key(&key).filter(|field| field.is_secret()) else {
            let keys: Vec<_> = Field::secrets().map(Field::key).collect();
            return Err(Refusal(format!("{shown}: a key is none of {}", keys.join(", "))));
        };
        let Value::String(text) = value else {
            return Err(Refusal(format!("{shown}: `{}` is not a text", field.key())));
        };
        secrets.set(field, Secret::new(text));
    }
    Ok(secrets)
}

fn presets() -> Answer {
    Answer::lines(Preset::ALL.map(|one| format!("{:<14} {}", one.name(), one.summary())))
}

/// Writes template and form of each preset as the page's host publishes them.
fn publish(folder: &Path) -> Outcome {
    let mut answer = Answer::default();
    for (name, files) in Preset::ALL.into_iter().filter_map(artifact::published) {
        let folder = folder.join(&name);
        let refused = |error: std::io::Error| Refusal(format!("{}: {error}", folder.display()));
        fs::create_dir_all(&folder).map_err(refused)?;
        for file in files {
            fs::write(folder.join(&file.path), &file.bytes).map_err(refused)?;
        }
        answer.line(&name);
    }
    Ok(answer)
}

/// Checks one design or many; the exit code is the worst one's.
fn checked(check: &Check) -> Outcome {
    if let Some(wanted) = &check.explain {
        return explain(wanted);
    }
    let secrets = secrets(&check.secrets)?;
    let mut checked = Vec::new();
    for path in &check.designs {
        let text = read(path)?;
        let Loaded { review, .. } = judge(&text, secrets.clone())?;
        checked.push(report::Checked { path: path.to_string_lossy().into_owned(), text, review });
    }
    let blocked = checked.iter().any(|one| finding::blocks(&one.review.findings));
    let answer = match check.format {
        Format::Text => report::text(&checked),
        Format::Json => Answer::json(&report::json(&checked)),
        Format::Sarif => Answer::json(&report::sarif(&checked)),
    };
    Ok(answer.blocked(blocked))
}

/// Says what a rule looks at, why, and what to do instead; one line for each of them for `all`.
fn explain(wanted: &str) -> Outcome {
    if wanted == "all" {
        return Ok(Answer::lines(Code::ALL.iter().map(|code| {
            let (rule, what) = (code.rule(), code.explanation().what);
            let severity = rule.severity.text();
            format!("{} {:<28} {severity:<8} {what}", rule.code, rule.slug)
        })));
    }
    let code = Code::from_text(wanted)
        .ok_or_else(|| Refusal(format!("`{wanted}` is no rule; --explain all lists them")))?;
    let rule = code.rule();
    let head = format!("{} {} ({})", rule.code, rule.slug, rule.severity);
    let told = code.explanation().to_string();
    Ok(Answer::lines([head.as_str(), ""].into_iter().chain(told.lines())))
}

/// Prints the design after all safe repairs.
fn fix(source: &Source) -> Outcome {
    let loaded = load(source)?;
    let repaired = repair::all_safe(&loaded.draft, &loaded.secrets);
    let mut answer = Answer::json(&save::write(&repaired.draft));
    for change in repair::changes(&loaded.draft, &repaired.draft) {
        answer.note(&change.to_string());
    }
    let review = review::review(&repaired.draft, &loaded.secrets);
    answer.note(&format!("{} repaired; {}", repaired.applied.len(), report::summary(&review)));
    Ok(answer.blocked(finding::blocks(&review.findings)))
}

fn build(wanted: &Build) -> Outcome {
    for path in wanted.out.iter().chain(&wanted.zip) {
        delivery::recover(path)?;
    }
    if let (Some(folder), Some(zip)) = (&wanted.out, &wanted.zip) {
        delivery::check_apart(folder, zip)?;
    }
    let loaded = load(&wanted.source)?;
    let Some(approved) = loaded.review.approved().filter(|_| !loaded.is_blocked()) else {
        let mut answer = Answer::default();
        report::findings(&mut answer, &loaded.review);
        return Ok(answer.blocked(true));
    };
    let salt = wanted.salt.clone().map_or_else(|| random().map(Salt::from_bytes), Ok)?;
    let enclosed = enclosing::read(&wanted.enclosing)?;
    let said = enclosed::judge(approved.plan(), &loaded.secrets, &enclosed);
    let artifacts = match audit::audited(approved, &loaded.draft, &loaded.secrets, &salt, &enclosed)
    {
        Ok(artifacts) => artifacts,
        Err(findings) => return Ok(Answer::findings(&findings).blocked(true)),
    };
    // Both are staged before either is committed.
    let mut answer = Answer::default();
    for finding in &said {
        answer.note_finding(finding);
    }
    let summary = report::summary(&loaded.review);
    let mut staged = Vec::new();
    if let Some(directory) = &wanted.out {
        staged.push(delivery::folder(directory, &artifact::folders(approved), &artifacts)?);
        let (n_files, directory) = (artifacts.len(), directory.display());
        answer.line(&format!("{n_files} files in {directory}; {summary}"));
    }
    if let Some(file) = &wanted.zip {
        let bytes = artifact::bundle(approved, &artifacts);
        staged.push(delivery::zip(file, &bytes)?);
        let (file, digest) = (file.display(), bundle::sha256(&bytes));
        answer.line(&format!("{file}, sha256 {digest}; {summary}"));
    }
    staged.into_iter().try_for_each(delivery::Staged::commit)?;
    Ok(answer)
}

fn random() -> Result<[u8; 8], Refusal> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)
        .map_err(|error| Refusal(format!("the system gives no random bytes: {error}")))?;
    Ok(bytes)
}

fn draw(source: &Source, wide: bool) -> Outcome {
    let loaded = load(source)?;
    let Some(plan) = &loaded.review.plan else { return Ok(flow::unplanned(&loaded)) };
    let layout = Layout { wide, open: false };
    let answer = Answer::document(&diagram::svg(plan, &loaded.review.marked(), &[], layout));
    Ok(answer.blocked(loaded.is_blocked()))
}

/// The fragment of a link that opens the design, for a page at whatever address.
fn shared(source: &Source) -> Outcome {
    Ok(Answer::document(&format!("#d={}\n", share::write(&load(source)?.draft))))
}

fn link(source: &Source) -> Outcome {
    let loaded = load(source)?;
    let mut answer = Answer::default();
    if let Some(finding) = loaded.review.obstacle() {
        answer.note_finding(finding);
        return Ok(answer.blocked(true));
    }
    let plan = loaded.review.plan.as_ref().ok_or_else(|| Refusal("there is no plan".to_owned()))?;
    match deploy::link(plan) {
        Ok(link) => answer.line(&link),
        Err(reason) => answer.line(&format!("no link: {reason}")),
    }
    Ok(answer)
}
