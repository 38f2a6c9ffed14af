//! The documentation's pages: they share one head, the lists of rules and fields are the program's own, and
//! every link leads somewhere. What stands between `<main>` and `</main>` is written by hand, but for the lists.
//!
//! `BLESS=1 cargo test --test docs` writes the heads and the lists anew.

#![expect(clippy::disallowed_methods, reason = "the test reads and writes the documentation")]

use std::fmt::Write;
use std::fs;

use fast_ha::audit::fault::Fault;
use fast_ha::choice::Choice as _;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::facts::limit;
use fast_ha::failover;
use fast_ha::field::{Blank, Control, Field, Section};
use fast_ha::finding::Code;
use fast_ha::review::review;

/// The text as HTML shows it, with code between backticks.
fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let pieces = escaped.split('`').enumerate();
    pieces.fold(String::new(), |html, (n, piece)| {
        html + &if n % 2 == 1 { format!("<code>{piece}</code>") } else { piece.to_owned() }
    })
}

/// The pages in the order of their navigation: file and title.
const PAGES: [(&str, &str); 9] = [
    ("index.html", "Guide"),
    ("embedding.html", "Embedding"),
    ("fields.html", "Fields"),
    ("rules.html", "Rules"),
    ("audit.html", "Audit"),
    ("privacy.html", "What leaves this page"),
    ("security.html", "Security"),
    ("hosting.html", "Hosting"),
    ("design.html", "How it is built"),
];

/// A page around its body.
fn page(file: &str, title: &str, body: &str) -> String {
    // The example of embedding runs: its script and its frame come from this host.
    let live = if file == "embedding.html" { " script-src 'self'; frame-src 'self';" } else { "" };
    let links = PAGES.map(|(file, title)| format!("      <a href=\"{file}\">{title}</a>\n"));
    format!(
        r#"<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'; img-src 'self';{live} base-uri 'none'; form-action 'none'">
    <title>{title} · Fast HA Configurator</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <link rel="icon" href="../icon-192.png">
    <link rel="stylesheet" href="docs.css">
  </head>
  <body>
    <header>
      <strong>Fast HA Configurator</strong>
      <a href="../">The configurator</a>
{}    </header>
    <main>
{body}    </main>
  </body>
</html>
"#,
        links.concat()
    )
}

/// What stands between `<main>` and `</main>` of a page.
fn body(page: &str) -> Option<&str> {
    Some(page.split_once("    <main>\n")?.1.split_once("    </main>\n")?.0)
}

/// The catalogue's body.
fn catalogue() -> String {
    let mut body = format!(
        "      <h1>Rules</h1>\n      <p>All {} rules, from the table that the program checks with. Codes never change their meaning.</p>\n",
        Code::ALL.len()
    );
    for code in Code::ALL {
        let (rule, told) = (code.rule(), code.explanation());
        let written = write!(
            body,
            "      <h3 id=\"{}\"><a href=\"../#rule={}\">{}</a> {} <span class=\"soft\">{}</span></h3>\n      <dl id=\"{}\"><dt>What</dt><dd>{}</dd><dt>Why</dt><dd>{}</dd><dt>Instead</dt><dd>{}</dd><dt>Source</dt><dd>{}</dd></dl>\n",
            rule.code,
            rule.code,
            rule.code,
            rule.slug,
            rule.severity,
            rule.slug,
            html(told.what),
            html(told.why),
            html(told.instead),
            html(told.source)
        );
        written.expect("writing to a text does not fail");
    }
    body
}

/// What a field takes, where that is a list or has bounds.
fn takes(field: Field) -> String {
    match field.spec().kind.control() {
        Control::Choice(list) => {
            let values: Vec<String> = list.iter().map(|(value, _)| format!("`{value}`")).collect();
            format!(" One of {}.", values.join(", "))
        }
        Control::Switch => " `on` or `off`.".to_owned(),
        Control::Number(low, high) => {
            format!(" {low} to {high} {}", field.spec().kind.unit()).trim_end().to_owned() + "."
        }
        Control::Secret => format!(" The template's parameter `{}`.", field.parameter().0),
        Control::Text
        | Control::Address
        | Control::Range
        | Control::Ranges
        | Control::Lines
        | Control::Size => String::new(),
    }
}

/// What a blank becomes.
fn blank(field: Field) -> String {
    match field.spec().blank {
        Blank::Default(value, why) => format!("`{value}`: {why}"),
        Blank::Otherwise(meaning, value) => format!("{meaning}; with one `{value}`"),
        Blank::Chosen(what) | Blank::Means(what) => what.to_owned(),
        Blank::OfTimerSet => "the value of the chosen set of timers".to_owned(),
        Blank::Asked => "asked at deployment".to_owned(),
        Blank::Nothing => "none".to_owned(),
    }
}

/// The body of the page of fields.
fn fields() -> String {
    let mut body = format!(
        "      <h1>Fields</h1>\n      <p>All {} fields by their keys, which design files, links, the command line and findings use and which never change.</p>\n",
        Field::ALL.len()
    );
    for section in Section::ALL {
        let rows = Field::ALL
            .iter()
            .zip(Field::HELPS)
            .filter(|(field, _)| field.spec().section == section);
        let rows = rows.map(|(field, help)| {
            let (key, what) = (field.key(), format!("{}. {}", field.title(), help));
            format!(
                "        <tr id=\"{key}\"><td><a href=\"../#field={key}\"><code>{key}</code></a></td><td>{}</td><td>{}</td></tr>\n",
                html(&(what + &takes(*field))),
                html(&blank(*field))
            )
        });
        let written = write!(
            body,
            "      <h2>{}</h2>\n      <table>\n        <tr><th>Key</th><th>What it is</th><th>Blank</th></tr>\n{}      </table>\n",
            section.title(),
            rows.collect::<String>()
        );
        written.expect("writing to a text does not fail");
    }
    body + "      <h2>Limits</h2>\n" + &limits(&[&limit::OF_DESIGNS[..], limit::OF_ADDED].concat())
}

fn limits(all: &[limit::Limit]) -> String {
    let rows = all.iter().map(|limit| {
        format!(
            "        <tr><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            html(limit.what),
            limit.most,
            html(limit.beyond)
        )
    });
    let rows: String = rows.collect();
    format!(
        "      <table>\n        <tr><th>What</th><th>At most</th><th>Beyond</th></tr>\n{rows}      </table>\n"
    )
}

/// What `fast-ha audit` does, up to the lists of its limits and its faults.
const AUDIT: &str = r#"      <h1>Audit</h1>
      <p><code>fast-ha audit PATH...</code> reads packages that others made or edited, and says where they contradict themselves: folders, zips, single files, with or without a design. Files are known by what stands in them: configurations of PAN-OS and what its API exports, init-cfg.txt, Azure templates and parameters files, designs of this product. It changes nothing and asks nobody.</p>
      <p>A contradiction names what it breaks, both sides with file and line, and what to do. What may be meant so, such as a rule that allows everything, is a remark. The exit code is 1 for contradictions alone, 2 where nothing can be judged. <code>--format json</code>, <code>sarif</code> and <code>markdown</code> tell the same to other programs and in a ticket.</p>
      <h2>Take over</h2>
      <p><code>fast-ha takeover PACKAGE... --out design.json</code> reads a package in the same way and makes a design of it. What the package says is typed, but for what the design chooses just so, which stays blank; what it does not say is chosen; what no design says is named as not carried over, each with file and line. Secrets and their hashes are never taken over. Then the design is built and held against the package: which resources, addresses, rules and settings come, go or differ. Without <code>--out</code> nothing is written. What a package cannot tell, such as a peered range from one on premises, is marked as likely.</p>
      <h2>In the page</h2>
      <p>The <a href="../#tab=audit">Audit view</a> does both without a command line: drop a folder, zips or single files anywhere on the page, or choose them. They are read in the page's memory within the limits below, beside the page where the browser gives it a worker; nothing of them is stored or sent, and Clear forgets them. The report can be printed, and its Markdown and JSON are those of the command line. Take over shows the design first: its picture with what building it changes marked, and what is typed, chosen and not carried over; until you press Apply your design stays as it is, and afterwards undo brings it back. On any other view a single file that holds a design, such as a bundle, opens as one.</p>
"#;

/// The body of the page of the audit.
fn audit() -> String {
    let faults = Fault::ALL.iter().map(|fault| {
        let kind = if fault.is_remark() { "remark" } else { "contradiction" };
        format!(
            "        <tr id=\"{}\"><td><code>{}</code></td><td>{}, {kind}</td><td>{}</td><td>{}</td></tr>\n",
            fault.slug(),
            fault.slug(),
            fault.damage().text(),
            html(&fault.says().replace("{}", "…")),
            html(fault.instead())
        )
    });
    format!(
        "{AUDIT}      <h2>Limits</h2>\n{}      <p>Regular files alone are read: no links, pipes and devices, and no entry of a zip that would leave it.</p>\n      <h2>What it says</h2>\n      <table>\n        <tr><th>Name</th><th>Breaks</th><th>Sentence</th><th>What to do</th></tr>\n{}      </table>\n",
        limits(limit::ALL),
        faults.collect::<String>()
    )
}

/// The page of hosting with each header preset as its file has it; `tests/hosting.mjs` tries them.
fn with_presets(body: &str) -> String {
    let mut pieces = body.split("<pre data-file=\"");
    let mut whole = pieces.next().expect("a split has a first part").to_owned();
    for piece in pieces {
        let (file, rest) = piece.split_once('"').expect("a preset has a name");
        let (_, after) = rest.split_once("</pre>").expect("a preset ends");
        let preset = fs::read_to_string(format!("docs/hosting/{file}")).expect("readable");
        let shown = preset.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        whole.extend(["<pre data-file=\"", file, "\">", &shown, "</pre>", after]);
    }
    whole
}

#[test]
fn the_pages_share_one_head_and_the_lists_are_the_programs_own() {
    for (file, title) in PAGES {
        let path = format!("docs/{file}");
        let found = fs::read_to_string(&path).unwrap_or_default();
        let body = match file {
            "rules.html" => Some(catalogue()),
            "fields.html" => Some(fields()),
            "audit.html" => Some(audit()),
            "hosting.html" => body(&found).map(with_presets),
            _ => body(&found).map(str::to_owned),
        };
        let body = body.unwrap_or_else(|| panic!("{path} has no <main> on a line of its own"));
        let wanted = page(file, title, &body);
        if std::env::var("BLESS").is_ok() {
            fs::write(&path, &wanted).expect("writable");
        } else {
            assert!(found == wanted, "{path} is stale; BLESS=1 cargo test --test docs writes it");
        }
    }
    let files = fs::read_dir("docs").expect("the documentation is there");
    let paths = files.map(|entry| entry.expect("listed").path());
    let pages = paths.filter(|path| path.extension().is_some_and(|it| it == "html")).count();
    assert_eq!(pages, PAGES.len(), "each page stands in the navigation");
}

#[test]
fn every_link_of_the_documentation_leads_somewhere() {
    let mut tried = 0;
    for entry in fs::read_dir("docs").expect("the documentation is there") {
        let path = entry.expect("listed").path();
        if path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("readable");
        for piece in text.split(" href=\"").chain(text.split(" src=\"")).skip(1) {
            let link = piece.split('"').next().unwrap_or_default();
            if link.starts_with("http") || link.starts_with('<') || link.len() > 200 {
                continue;
            }
            tried += 1;
            let known = match link.strip_prefix("../") {
                Some(place) => leads(place),
                None => fs::exists(format!("docs/{link}")).unwrap_or_default(),
            };
            assert!(known, "{}: {link}", path.display());
        }
    }
    assert!(tried > 100, "{tried}");
}

/// Whether a place of the page is there.
fn leads(place: &str) -> bool {
    let Some(place) = place.strip_prefix('#') else {
        return ["", "embed.js", "icon-192.png", "SHA256SUMS", "fast-ha-offline.html"]
            .contains(&place);
    };
    place.split('&').all(|part| match part.split_once('=') {
        Some(("tab", tab)) => {
            ["diagram", "addresses", "files", "deploy", "findings", "audit"].contains(&tab)
        }
        Some(("field", key)) => Field::from_key(key).is_some(),
        Some(("rule", rule)) => Code::from_text(rule).is_some(),
        _ => false,
    })
}

/// What the texts for everybody say of a new design's failover is what the program reckons.
#[test]
fn a_failover_takes_as_long_as_the_documentation_says() {
    let review = review(&Draft::default(), &Secrets::default());
    let said = failover::summary(review.plan.as_ref().expect("a new design is planned"));
    let range =
        said.split(". ").next().and_then(|first| first.rsplit_once("new flows are lost for "));
    let (_, range) = range.expect("the first sentence says it");
    for file in ["README.md", "docs/index.html"] {
        let text = fs::read_to_string(file).expect("readable");
        assert!(text.contains(&format!("new flows are lost for {range}")), "{file} has no {range}");
    }
}
