//! The command line: translates arguments, files and the environment for the library.
//!
//! Exit codes: 0 no error findings, 1 findings of severity error, 2 unreadable input or wrong usage.
//! Secrets come from the environment or a file, never from arguments, which others can list.

#![expect(clippy::disallowed_methods, reason = "the face brings files and the environment")]

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;

use crate::artifact::Artifact;
use crate::draft::{Draft, Secrets};
use crate::field::Field;
use crate::finding::Code;
use crate::panos::Salt;
use crate::plan::Approved;
use crate::preset::Preset;
use crate::review::Review;
use crate::secret::Secret;
use crate::{artifact, audit, deploy, diagram, finding, repair, review, save, share};

/// Prints a line. A reader that has gone away, such as `head`, is no fault.
macro_rules! say {
    ($($words:tt)*) => {
        drop(writeln!(std::io::stdout(), $($words)*))
    };
}

mod package;
mod report;

const USAGE: &str = "Fast HA Configurator: VM-Series active/passive pairs on Azure

  fast-ha presets                                       names and one line each
  fast-ha example [PRESET] > design.json                a design to start from
  fast-ha check   design.json... [--format text|json|sarif]   findings; exit 1 when one is an error
  fast-ha check   --explain CODE|all                    what a rule looks at, why, what to do instead
  fast-ha fix     design.json > repaired.json           the design after all safe repairs
  fast-ha build   design.json --out DIR | --zip FILE    the whole bundle; nothing is written on errors
  fast-ha diagram design.json > diagram.svg             the network as SVG
  fast-ha link    design.json                           the Deploy to Azure link, or why there is none
  fast-ha share   design.json                           the fragment of a link that opens the design
  fast-ha audit   PATH...                               an existing package: exit 1 when it contradicts itself

A design of `-` is read from standard input. Options for secrets: --secrets FILE (JSON by key), or
FAST_HA_PASSWORD, FAST_HA_AUTH_CODE, FAST_HA_VM_AUTH_KEY, FAST_HA_AUTH_KEY, FAST_HA_PIN_ID and
FAST_HA_PIN_VALUE in the environment. --salt TEXT (8 letters) makes password hashes repeatable.";

/// Prints a text that ends its own lines.
fn tell(text: &str) {
    drop(std::io::stdout().write_all(text.as_bytes()));
}

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
            say!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        ["--version" | "-V"] => {
            say!("fast-ha {}", env!("CARGO_PKG_VERSION"));
            Ok(ExitCode::SUCCESS)
        }
        ["presets"] => {
            for preset in Preset::ALL {
                say!("{:<14} {}", preset.name(), preset.summary());
            }
            Ok(ExitCode::SUCCESS)
        }
        ["example"] => example(Preset::default().name()),
        ["example", name] => example(name),
        ["check", rest @ ..] => check(&Options::read(rest, &["--format", "--explain"])?),
        ["fix", rest @ ..] => fix(&Options::read(rest, &[])?),
        ["share", rest @ ..] => shared(&Options::read(rest, &[])?),
        ["audit", rest @ ..] => package::audit(rest),
        ["build", rest @ ..] => build(&Options::read(rest, &["--out", "--zip", "--salt"])?),
        ["diagram", rest @ ..] => draw(&Options::read(rest, &[])?),
        ["link", rest @ ..] => link(&Options::read(rest, &[])?),
        [other, ..] => Err(Refusal(format!("`{other}` is no command; see fast-ha --help"))),
    }
}

/// Design files and options with values.
struct Options<'a> {
    designs: Vec<&'a str>,
    values: Vec<(&'a str, &'a str)>,
}

impl<'a> Options<'a> {
    fn read(words: &[&'a str], known: &[&str]) -> Result<Self, Refusal> {
        let mut designs = Vec::new();
        let mut values: Vec<(&str, &str)> = Vec::new();
        let mut words = words.iter().copied();
        while let Some(word) = words.next() {
            if known.contains(&word) || word == "--secrets" {
                let value = words.next().ok_or_else(|| Refusal(format!("{word} needs a value")))?;
                values.push((word, value));
            } else if word.starts_with("--") {
                return Err(Refusal(format!("{word} is no option of this command")));
            } else {
                designs.push(word);
            }
        }
        Ok(Self { designs, values })
    }

    /// The one design of a command that takes one.
    fn design(&self) -> Result<&'a str, Refusal> {
        match self.designs()? {
            [_, second, ..] => Err(Refusal(format!("a second design `{second}` is too many"))),
            designs => designs.first().copied().ok_or_else(no_design),
        }
    }

    /// At least one design.
    fn designs(&self) -> Result<&[&'a str], Refusal> {
        if self.designs.is_empty() { Err(no_design()) } else { Ok(&self.designs) }
    }

    fn value(&self, name: &str) -> Option<&'a str> {
        self.values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

fn no_design() -> Refusal {
    Refusal("a design file is missing".to_owned())
}

/// A design as far as it could be read, planned and judged.
struct Loaded {
    draft: Draft,
    secrets: Secrets,
    review: Review,
}

fn load(options: &Options<'_>) -> Result<Loaded, Refusal> {
    let text = read(options.design()?)?;
    judge(&text, secrets(options)?)
}

/// The text of a design file, or of standard input.
fn read(design: &str) -> Result<String, Refusal> {
    if design == "-" {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .map_err(|error| Refusal(format!("standard input: {error}")))?;
        return Ok(text);
    }
    fs::read_to_string(design).map_err(|error| Refusal(format!("{design}: {error}")))
}

fn judge(text: &str, secrets: Secrets) -> Result<Loaded, Refusal> {
    let read = save::read(text).map_err(|finding| Refusal(finding.to_string()))?;
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
    tell(&save::write(&Draft::of(preset)));
    Ok(ExitCode::SUCCESS)
}

fn code(review: &Review) -> ExitCode {
    if finding::blocks(&review.findings) { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

/// Checks one design or many; the exit code is the worst one's.
fn check(options: &Options<'_>) -> Outcome {
    if let Some(wanted) = options.value("--explain") {
        return explain(wanted);
    }
    let format = options.value("--format").unwrap_or("text");
    if !["text", "json", "sarif"].contains(&format) {
        return Err(Refusal(format!("`{format}` is no format, expected text, json or sarif")));
    }
    let secrets = secrets(options)?;
    let mut checked = Vec::new();
    for path in options.designs()?.iter().copied() {
        let text = read(path)?;
        let Loaded { review, .. } = judge(&text, secrets.clone())?;
        checked.push(report::Checked { path, text, review });
    }
    let blocked = checked.iter().any(|one| finding::blocks(&one.review.findings));
    match format {
        "json" => say!("{}", report::json(&checked)),
        "sarif" => say!("{}", report::sarif(&checked)),
        _ => tell(&report::text(&checked)),
    }
    Ok(if blocked { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Says what a rule looks at, why, and what to do instead; one line for each of them for `all`.
fn explain(wanted: &str) -> Outcome {
    if wanted == "all" {
        for code in Code::ALL {
            let rule = code.rule();
            say!("{} {:<28} {:<8} {}", rule.code, rule.slug, rule.severity.to_string(), rule.what);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let code = Code::from_text(wanted)
        .ok_or_else(|| Refusal(format!("`{wanted}` is no rule; --explain all lists them")))?;
    say!("{}", code.rule());
    Ok(ExitCode::SUCCESS)
}

/// Prints the design after all safe repairs.
fn fix(options: &Options<'_>) -> Outcome {
    let loaded = load(options)?;
    let repaired = repair::all_safe(&loaded.draft, &loaded.secrets);
    tell(&save::write(&repaired.draft));
    for change in repair::changes(&loaded.draft, &repaired.draft) {
        eprintln!("{change}");
    }
    let review = review::review(&repaired.draft, &loaded.secrets);
    eprintln!("{} repaired; {}", repaired.applied.len(), report::summary(&review));
    Ok(code(&review))
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
        tell(&report::findings(&loaded.review));
        return Ok(ExitCode::from(1));
    };
    let artifacts = match audit::audited(approved, &loaded.draft, &loaded.secrets, &salt) {
        Ok(artifacts) => artifacts,
        Err(findings) => {
            for finding in findings {
                say!("{finding}");
            }
            return Ok(ExitCode::from(1));
        }
    };
    if let Some(directory) = out {
        write_folder(Path::new(directory), approved, &artifacts)?;
        say!("{} files in {directory}; {}", artifacts.len(), report::summary(&loaded.review));
    }
    if let Some(file) = zip {
        let bytes = artifact::bundle(approved, &artifacts);
        write(Path::new(file), &bytes)?;
        say!("{file}, sha256 {}; {}", artifact::sha256(&bytes), report::summary(&loaded.review));
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
        // What stands in the way is marked; otherwise the picture is the page's and the bundle's own.
        let blocked = loaded.review.obstacle().is_some();
        tell(&diagram::svg(plan, if blocked { &loaded.review.findings } else { &[] }));
    } else {
        for finding in &loaded.review.findings {
            eprintln!("{finding}");
        }
    }
    Ok(code(&loaded.review))
}

/// The fragment of a link that opens the design, for a page at whatever address.
fn shared(options: &Options<'_>) -> Outcome {
    say!("#d={}", share::write(&load(options)?.draft));
    Ok(ExitCode::SUCCESS)
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
            say!("{link}");
            Ok(ExitCode::SUCCESS)
        }
        Err(reason) => {
            say!("no link: {reason}");
            Ok(ExitCode::SUCCESS)
        }
    }
}
