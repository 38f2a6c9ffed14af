//! The command line: translates arguments, files and the environment for the library.
//!
//! Exit codes: 0 no error findings, 1 findings of severity error, 2 unreadable input or wrong usage.
//! Secrets come from the environment or a file, never from arguments, which others can list.

#![expect(clippy::print_stdout, reason = "a command line prints")]
#![expect(clippy::disallowed_methods, reason = "the face brings files and the environment")]

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;
use serde_json::Value;

use crate::artifact;
use crate::artifact::Artifact;
use crate::audit;
use crate::deploy;
use crate::diagram;
use crate::draft::Draft;
use crate::draft::Secrets;
use crate::field::Field;
use crate::finding;
use crate::finding::Finding;
use crate::finding::Safety;
use crate::finding::Severity;
use crate::panos::Salt;
use crate::plan::Approved;
use crate::preset::Preset;
use crate::review;
use crate::review::Review;
use crate::save;
use crate::secret::Secret;

const USAGE: &str = "Fast HA Configurator: VM-Series active/passive pairs on Azure

  fast-ha presets                                       names and one line each
  fast-ha example [PRESET] > design.json                a design to start from
  fast-ha check   design.json [--format text|json]      findings; exit 1 when one is an error
  fast-ha build   design.json --out DIR | --zip FILE    the whole bundle; nothing is written on errors
  fast-ha diagram design.json > diagram.svg             the network as SVG
  fast-ha link    design.json                           the Deploy to Azure link, or why there is none

A design of `-` is read from standard input. Options for secrets: --secrets FILE (JSON by key), or
FAST_HA_PASSWORD, FAST_HA_AUTH_CODE, FAST_HA_VM_AUTH_KEY, FAST_HA_AUTH_KEY, FAST_HA_PIN_ID and
FAST_HA_PIN_VALUE in the environment. --salt TEXT (8 letters) makes password hashes repeatable.";

/// What went wrong outside the design; the exit code is 2.
struct Refusal(String);

type Outcome = Result<ExitCode, Refusal>;

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(Refusal(message)) => {
            eprintln!("fast-ha: {message}");
            ExitCode::from(2)
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["help" | "--help" | "-h", ..] => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        ["--version" | "-V"] => {
            println!("fast-ha {}", env!("CARGO_PKG_VERSION"));
            Ok(ExitCode::SUCCESS)
        }
        ["presets"] => {
            for preset in Preset::ALL {
                println!("{:<14} {}", preset.name(), preset.summary());
            }
            Ok(ExitCode::SUCCESS)
        }
        ["example"] => example(Preset::default().name()),
        ["example", name] => example(name),
        ["check", rest @ ..] => check(&Options::read(rest, &["--format"])?),
        ["build", rest @ ..] => build(&Options::read(rest, &["--out", "--zip", "--salt"])?),
        ["diagram", rest @ ..] => draw(&Options::read(rest, &[])?),
        ["link", rest @ ..] => link(&Options::read(rest, &[])?),
        [other, ..] => Err(Refusal(format!("`{other}` is no command; see fast-ha --help"))),
    }
}

/// A design file and options with values.
struct Options<'a> {
    design: &'a str,
    values: Vec<(&'a str, &'a str)>,
}

impl<'a> Options<'a> {
    fn read(words: &[&'a str], known: &[&str]) -> Result<Self, Refusal> {
        let mut design = None;
        let mut values: Vec<(&str, &str)> = Vec::new();
        let mut words = words.iter().copied();
        while let Some(word) = words.next() {
            if known.contains(&word) || word == "--secrets" {
                let value = words.next().ok_or_else(|| Refusal(format!("{word} needs a value")))?;
                values.push((word, value));
            } else if word.starts_with("--") {
                return Err(Refusal(format!("{word} is no option of this command")));
            } else if design.replace(word).is_some() {
                return Err(Refusal(format!("a second design `{word}` is too many")));
            }
        }
        let design = design.ok_or_else(|| Refusal("a design file is missing".to_owned()))?;
        Ok(Self { design, values })
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// A design as far as it could be read, planned and judged.
struct Loaded {
    draft: Draft,
    secrets: Secrets,
    review: Review,
}

fn load(options: &Options<'_>) -> Result<Loaded, Refusal> {
    let text = if options.design == "-" {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Refusal(format!("standard input: {error}")))?;
        text
    } else {
        fs::read_to_string(options.design)
            .map_err(|error| Refusal(format!("{}: {error}", options.design)))?
    };
    let read = save::read(&text).map_err(|finding| Refusal(finding.to_string()))?;
    let secrets = secrets(options)?;
    let mut review = review::review(&read.value, &secrets);
    review.findings.extend(read.findings);
    finding::sort(&mut review.findings);
    Ok(Loaded { draft: read.value, secrets, review })
}

/// Secrets of the environment, then those of the file.
fn secrets(options: &Options<'_>) -> Result<Secrets, Refusal> {
    let mut secrets = Secrets::default();
    for field in Field::ALL.iter().copied().filter(|field| field.is_secret()) {
        let last = field.key().rsplit('.').next().unwrap_or_default();
        let variable = format!("FAST_HA_{}", last.to_uppercase());
        if let Ok(text) = std::env::var(variable) {
            secrets.set(field, Secret::new(text));
        }
    }
    let Some(path) = options.value("--secrets") else { return Ok(secrets) };
    // The file's text never enters a message, because it holds secrets.
    let text = fs::read_to_string(path).map_err(|error| Refusal(format!("{path}: {error}")))?;
    let Ok(Value::Object(entries)) = serde_json::from_str::<Value>(&text) else {
        return Err(Refusal(format!("{path}: expected a JSON object of texts by key")));
    };
    for (key, value) in entries {
        match (Field::from_key(&key).filter(|field| field.is_secret()), value) {
            (Some(field), Value::String(text)) => secrets.set(field, Secret::new(text)),
            (Some(_), _) => return Err(Refusal(format!("{path}: `{key}` is not a text"))),
            (None, _) => return Err(Refusal(format!("{path}: `{key}` is no secret's key"))),
        }
    }
    Ok(secrets)
}

fn example(name: &str) -> Outcome {
    let preset = Preset::from_name(name).ok_or_else(|| {
        let names: Vec<_> = Preset::ALL.iter().map(|preset| preset.name()).collect();
        Refusal(format!("`{name}` is no preset, expected one of {}", names.join(", ")))
    })?;
    print!("{}", save::write(&Draft::of(preset)));
    Ok(ExitCode::SUCCESS)
}

fn code(review: &Review) -> ExitCode {
    if finding::blocks(&review.findings) { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

fn check(options: &Options<'_>) -> Outcome {
    let format = options.value("--format").unwrap_or("text");
    let loaded = load(options)?;
    match format {
        "text" => print_findings(&loaded.review),
        "json" => {
            let report = Report::of(&loaded.review);
            let text = serde_json::to_string_pretty(&report).expect("a report is always JSON");
            println!("{text}");
        }
        other => return Err(Refusal(format!("`{other}` is no format, expected text or json"))),
    }
    Ok(code(&loaded.review))
}

fn print_findings(review: &Review) {
    for finding in &review.findings {
        println!("{finding}");
    }
    println!("{}", summary(review));
}

fn summary(review: &Review) -> String {
    let count = |severity| review.count(severity);
    format!(
        "{} errors, {} warnings, {} notes",
        count(Severity::Error),
        count(Severity::Warning),
        count(Severity::Note)
    )
}

#[derive(Serialize)]
struct Report<'a> {
    errors: usize,
    warnings: usize,
    notes: usize,
    findings: Vec<ReportedFinding<'a>>,
}

#[derive(Serialize)]
struct ReportedFinding<'a> {
    code: &'static str,
    slug: &'static str,
    severity: String,
    fields: Vec<&'static str>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
    fixes: Vec<ReportedFix<'a>>,
}

#[derive(Serialize)]
struct ReportedFix<'a> {
    title: &'a str,
    safe: bool,
    edits: std::collections::BTreeMap<&'static str, &'a str>,
}

impl<'a> Report<'a> {
    fn of(review: &'a Review) -> Self {
        Self {
            errors: review.count(Severity::Error),
            warnings: review.count(Severity::Warning),
            notes: review.count(Severity::Note),
            findings: review.findings.iter().map(reported).collect(),
        }
    }
}

fn reported(finding: &Finding) -> ReportedFinding<'_> {
    let rule = finding.code.rule();
    ReportedFinding {
        code: rule.code,
        slug: rule.slug,
        severity: rule.severity.to_string(),
        fields: finding.at.iter().map(|field| field.key()).collect(),
        message: &finding.message,
        hint: finding.hint.as_deref(),
        fixes: finding
            .fixes
            .iter()
            .map(|fix| ReportedFix {
                title: &fix.title,
                safe: fix.safety == Safety::Safe,
                edits: fix.edits.iter().map(|(field, text)| (field.key(), text.as_str())).collect(),
            })
            .collect(),
    }
}

fn build(options: &Options<'_>) -> Outcome {
    let (out, zip) = (options.value("--out"), options.value("--zip"));
    if out.is_none() && zip.is_none() {
        return Err(Refusal("build needs --out DIR or --zip FILE".to_owned()));
    }
    let salt = match options.value("--salt") {
        Some(text) => Salt::read(text).ok_or_else(|| {
            Refusal("--salt is not eight letters, digits, dots or slashes".to_owned())
        })?,
        None => random_salt()?,
    };
    let loaded = load(options)?;
    let Some(approved) =
        loaded.review.approved().filter(|_| !finding::blocks(&loaded.review.findings))
    else {
        print_findings(&loaded.review);
        return Ok(ExitCode::from(1));
    };
    let artifacts = match audit::audited(approved, &loaded.draft, &loaded.secrets, &salt) {
        Ok(artifacts) => artifacts,
        Err(findings) => {
            for finding in findings {
                println!("{finding}");
            }
            return Ok(ExitCode::from(1));
        }
    };
    if let Some(directory) = out {
        write_folder(Path::new(directory), approved, &artifacts)?;
        println!("{} files in {directory}; {}", artifacts.len(), summary(&loaded.review));
    }
    if let Some(file) = zip {
        let bytes = artifact::bundle(approved, &artifacts);
        write(Path::new(file), &bytes)?;
        println!("{file}, sha256 {}; {}", artifact::sha256(&bytes), summary(&loaded.review));
    }
    Ok(ExitCode::SUCCESS)
}

fn random_salt() -> Result<Salt, Refusal> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes)
        .map_err(|error| Refusal(format!("the system gives no random bytes: {error}")))?;
    Ok(Salt::from_bytes(bytes))
}

fn write_folder(
    directory: &Path,
    approved: Approved<'_>,
    artifacts: &[Artifact],
) -> Result<(), Refusal> {
    for folder in artifact::folders(approved) {
        create(&directory.join(folder))?;
    }
    for artifact in artifacts {
        let path = directory.join(&artifact.path);
        if let Some(parent) = path.parent() {
            create(parent)?;
        }
        write(&path, &artifact.bytes)?;
    }
    Ok(())
}

fn create(folder: &Path) -> Result<(), Refusal> {
    fs::create_dir_all(folder).map_err(|error| Refusal(format!("{}: {error}", folder.display())))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    fs::write(path, bytes).map_err(|error| Refusal(format!("{}: {error}", path.display())))
}

fn draw(options: &Options<'_>) -> Outcome {
    let loaded = load(options)?;
    if let Some(plan) = &loaded.review.plan {
        print!("{}", diagram::svg(plan, &loaded.review.findings));
    } else {
        for finding in &loaded.review.findings {
            eprintln!("{finding}");
        }
    }
    Ok(code(&loaded.review))
}

fn link(options: &Options<'_>) -> Outcome {
    let loaded = load(options)?;
    if let Some(finding) = loaded.review.obstacle() {
        eprintln!("{finding}");
        return Ok(ExitCode::from(1));
    }
    let plan = loaded.review.plan.as_ref().ok_or_else(|| Refusal("there is no plan".to_owned()))?;
    match deploy::link(plan) {
        Ok(link) => {
            println!("{link}");
            Ok(ExitCode::SUCCESS)
        }
        Err(reason) => {
            println!("no link: {reason}");
            Ok(ExitCode::SUCCESS)
        }
    }
}
