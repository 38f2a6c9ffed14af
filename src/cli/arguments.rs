//! What the command line understands: verbs, their arguments, and the help that says so.
//!
//! No argument takes a secret: other users of a machine can list the arguments of a process.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args, CommandFactory, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use super::{Outcome, Refusal, answer::Answer};
use crate::choice::Choice as _;
use crate::failover::Fault;
use crate::field::Field;
use crate::panos::Salt;
use crate::preset::Preset;

/// Designs VM-Series active/passive pairs on Azure and writes everything needed to deploy them.
#[derive(Parser)]
#[command(name = "fast-ha", version, after_help = EXIT_CODES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) verb: Verb,
}

#[derive(Subcommand)]
pub(super) enum Verb {
    /// Lists the presets, a line each, or writes what a host publishes of them
    Presets {
        /// A folder for each preset's template and form, each in a folder of its own
        #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
        out: Option<PathBuf>,
    },
    /// Prints a design to start from
    Example {
        /// Which preset the design starts from
        #[arg(default_value = Preset::default().name(), value_parser = preset())]
        preset: Preset,
    },
    /// Lists findings, or explains a rule; exit code 1 when a finding is an error
    Check(Check),
    /// Prints the design after all safe repairs
    Fix(Source),
    /// Writes the whole bundle, or nothing when a finding is an error
    Build(Build),
    /// Prints the network as SVG
    Diagram {
        #[command(flatten)]
        source: Source,
        /// For a wide room, such as a slide: what is outside the VNet stands beside it
        #[arg(long)]
        wide: bool,
    },
    /// Lists what the design lets through, or tells one flow hop by hop
    Flows {
        #[command(flatten)]
        source: Source,
        /// The flow to tell with every hop, by its name in the list
        #[arg(long, value_name = "NAME")]
        flow: Option<String>,
        /// How the flows are printed
        #[arg(long, value_enum, default_value_t = Shown::Text)]
        format: Shown,
    },
    /// Says what happens when something fails, step by step, with the formula of each time
    Failover {
        #[command(flatten)]
        source: Source,
        /// What fails; without it the active unit does, in one paragraph
        #[arg(long, value_name = "WHAT", value_parser = fault())]
        fail: Option<Fault>,
        /// How the steps are printed
        #[arg(long, value_enum, default_value_t = Shown::Text)]
        format: Shown,
    },
    /// Says what a redeployment does to each resource, and what is left to change on the units; exit code 1 when
    /// Azure refuses something
    Changes {
        /// What stands there: a design, or a bundle as a folder or a zip
        #[arg(value_name = "OLD", value_hint = ValueHint::AnyPath)]
        old: PathBuf,
        /// What is to be deployed: a design or a bundle
        #[arg(value_name = "NEW", value_hint = ValueHint::AnyPath)]
        new: PathBuf,
        /// How the changes are printed
        #[arg(long, value_enum, default_value_t = Layout::Text)]
        format: Layout,
    },
    /// Prints the Deploy to Azure link, or why there is none
    Link(Source),
    /// Prints the fragment of a link that opens the design in the page
    Share(Source),
    /// Says where an existing package contradicts itself; exit code 1 when it does
    Audit {
        /// Folders, zips or single files of a package
        #[arg(required = true, value_hint = ValueHint::AnyPath)]
        paths: Vec<PathBuf>,
        /// How the contradictions are printed
        #[arg(long, value_enum, default_value_t = Told::Text)]
        format: Told,
    },
    /// Makes a design out of an existing package and tells what building it changes
    #[command(after_help = TAKEOVER)]
    Takeover {
        /// Folders, zips or single files of a package
        #[arg(required = true, value_name = "PACKAGE", value_hint = ValueHint::AnyPath)]
        paths: Vec<PathBuf>,
        /// Where the design is written, a new file; without it the report alone is printed
        #[arg(long, value_name = "DESIGN", value_hint = ValueHint::FilePath)]
        out: Option<PathBuf>,
        /// How the report is printed
        #[arg(long, value_enum, default_value_t = Report::Text)]
        format: Report,
    },
    /// Prints completions for a shell, or the man page
    Completions {
        /// The shell, or `man`
        page: Page,
    },
}

#[derive(Args)]
pub(super) struct Check {
    /// Design files; `-` is standard input
    #[arg(required_unless_present = "explain", value_name = "DESIGN", value_hint = ValueHint::FilePath)]
    pub(super) designs: Vec<PathBuf>,
    /// How the findings are printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Says what a rule looks at, why, and what to do instead; `all` lists the rules
    #[arg(long, value_name = "CODE|all")]
    pub(super) explain: Option<String>,
    #[command(flatten)]
    pub(super) secrets: SecretsFile,
}

#[derive(Args)]
#[command(group(ArgGroup::new("target").args(["out", "zip"]).required(true).multiple(true)))]
pub(super) struct Build {
    #[command(flatten)]
    pub(super) source: Source,
    /// The bundle's folder: absent, empty, or an earlier bundle that nobody changed
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) out: Option<PathBuf>,
    /// The bundle as one zip: absent, empty, or an earlier bundle that nobody changed
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) zip: Option<PathBuf>,
    #[command(flatten)]
    pub(super) enclosing: Enclosing,
    /// Eight letters, digits, dots or slashes that make password hashes repeatable; random without it
    #[arg(long, value_name = "TEXT", value_parser = salt)]
    pub(super) salt: Option<Salt>,
}

/// Files for the packages; the first three go to both units, licences are each unit's own.
#[derive(Args)]
pub(super) struct Enclosing {
    /// A content update for both packages, such as panupv2-all-contents-…; may be given again
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) content: Vec<PathBuf>,
    /// An image of PAN-OS for both packages, such as `PanOS_vm-…`; may be given again
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) software: Vec<PathBuf>,
    /// The VM-Series plugin for both packages, such as `vm_series-…`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) plugin: Vec<PathBuf>,
    /// A licence key (.key) or authcodes for the first unit's package; may be given again
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) license_a: Vec<PathBuf>,
    /// The same for the second unit's package
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) license_b: Vec<PathBuf>,
}

/// A design and the secrets that belong to it.
#[derive(Args)]
pub(super) struct Source {
    /// The design file; `-` is standard input
    #[arg(value_name = "DESIGN", value_hint = ValueHint::FilePath)]
    pub(super) design: PathBuf,
    #[command(flatten)]
    pub(super) secrets: SecretsFile,
}

#[derive(Args)]
#[command(after_help = variables())]
pub(super) struct SecretsFile {
    /// A JSON object of secrets by field key; it wins over the environment
    #[arg(long = "secrets", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) path: Option<PathBuf>,
}

/// How findings are printed.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// A line a finding
    Text,
    /// One object, or a list of them for several designs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// How contradictions are printed.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Told {
    /// Sentences under what they break, the worst first, with places and what to do
    Text,
    /// One object with what was read, the contradictions, the remarks and the notes
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// A report for a ticket or a merge request
    Markdown,
}

/// How a takeover is printed.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Report {
    /// What is typed, not carried over and changed, for people
    Text,
    /// One object with every field, what is not carried over, and every change
    Json,
    /// A report for a ticket or a merge request
    Markdown,
}

/// What a takeover leaves to the reader.
const TAKEOVER: &str = "Secrets and their hashes are never taken over: give them to `build` anew.
Exit codes: 0 the design can be built, 1 it has findings of severity error (it is written all the same), 2 nothing can be taken over.";

/// How changes are printed.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Layout {
    /// Sentences, for people
    Text,
    /// One object, for programs
    Json,
}

/// How flows and failovers are printed.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Shown {
    /// Sentences, for people
    Text,
    /// One object, for programs
    Json,
    /// A picture: the way of one flow, or the failover, which plays without any script
    Svg,
}

/// What `completions` prints.
#[derive(Clone, Copy)]
pub(super) enum Page {
    /// A shell's completions.
    Shell(Shell),
    /// The man page.
    Man,
}

impl ValueEnum for Page {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            Self::Shell(Shell::Bash),
            Self::Shell(Shell::Elvish),
            Self::Shell(Shell::Fish),
            Self::Shell(Shell::PowerShell),
            Self::Shell(Shell::Zsh),
            Self::Man,
        ]
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        match self {
            Self::Shell(shell) => shell.to_possible_value(),
            Self::Man => Some("man".into()),
        }
    }
}

fn preset() -> impl TypedValueParser<Value = Preset> {
    PossibleValuesParser::new(Preset::ALL.map(Preset::name))
        .map(|name| Preset::from_name(&name).expect("only names of presets pass"))
}

fn fault() -> impl TypedValueParser<Value = Fault> {
    PossibleValuesParser::new(Fault::ALL.iter().map(|fault| fault.text()))
        .map(|name| Fault::from_text(&name).expect("only names of faults pass"))
}

fn salt(text: &str) -> Result<Salt, &'static str> {
    Salt::read(text).ok_or("expected eight letters, digits, dots or slashes")
}

const EXIT_CODES: &str = "Exit codes: 0 no finding is an error, 1 a finding is an error, 2 unreadable input or wrong usage.";

/// The environment variable of a secret: the last part of its key.
pub(super) fn variable(field: Field) -> String {
    let last = field.key().rsplit('.').next().expect("a key has a part");
    format!("FAST_HA_{}", last.to_uppercase())
}

fn variables() -> String {
    let lines = Field::secrets().map(|field| format!("  {:<22} {}", variable(field), field.key()));
    "Secrets in the environment:\n".to_owned() + &lines.collect::<Vec<_>>().join("\n")
}

/// Completions for a shell, or the man page with a section for each verb.
pub(super) fn completions(page: Page) -> Outcome {
    let mut command = Arguments::command();
    let mut text = Vec::new();
    match page {
        Page::Shell(shell) => {
            clap_complete::generate(shell, &mut command, "fast-ha", &mut text);
        }
        Page::Man => manual(command, &mut text)
            .map_err(|error| Refusal(format!("the man page cannot be written: {error}")))?,
    }
    Ok(Answer::document(&String::from_utf8_lossy(&text)))
}

fn manual(command: clap::Command, text: &mut Vec<u8>) -> std::io::Result<()> {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    let page = clap_mangen::Man::new(command.clone());
    page.render_title(text)?;
    page.render_name_section(text)?;
    page.render_synopsis_section(text)?;
    for verb in command.get_subcommands() {
        let page = clap_mangen::Man::new(verb.clone());
        let mut section = Vec::new();
        page.render_description_section(&mut section)?;
        page.render_synopsis_section(&mut section)?;
        page.render_options_section(&mut section)?;
        if verb.get_after_help().is_some() {
            page.render_extra_section(&mut section)?;
        }
        let name = verb.get_name().to_uppercase();
        // Headings of a verb stand one level below its own.
        let section = String::from_utf8_lossy(&section).replace(".SH ", ".SS ");
        text.extend(format!(".SH {name}\n{section}").into_bytes());
    }
    page.render_extra_section(text)
}
