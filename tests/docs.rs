//! The documentation's pages: the catalogue of rules is the program's own, and every link leads somewhere.
//!
//! `BLESS=1 cargo test --test docs` writes the catalogue anew.

#![expect(clippy::disallowed_methods, reason = "the test reads and writes the documentation")]

use std::fmt::Write;
use std::fs;

use fast_ha::field::Field;
use fast_ha::finding::Code;

/// The text as HTML shows it, with code between backticks.
fn html(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let pieces = escaped.split('`').enumerate();
    pieces.fold(String::new(), |html, (n, piece)| {
        html + &if n % 2 == 1 { format!("<code>{piece}</code>") } else { piece.to_owned() }
    })
}

/// The guide's frame around the catalogue.
fn catalogue(guide: &str) -> String {
    let (head, _) = guide.split_once("    <main>\n").expect("the guide has a body");
    let head = head.replacen("<title>Guide", "<title>Rules", 1);
    let mut body = format!(
        "      <h1>Rules</h1>\n      <p>All {} rules, from the table that the program checks with. Codes never change their meaning.</p>\n",
        Code::ALL.len()
    );
    for code in Code::ALL {
        let rule = code.rule();
        let written = write!(
            body,
            "      <h3 id=\"{}\"><a href=\"../#rule={}\">{}</a> {} <span class=\"soft\">{}</span></h3>\n      <dl id=\"{}\"><dt>What</dt><dd>{}</dd><dt>Why</dt><dd>{}</dd><dt>Instead</dt><dd>{}</dd><dt>Source</dt><dd>{}</dd></dl>\n",
            rule.code,
            rule.code,
            rule.code,
            rule.slug,
            rule.severity,
            rule.slug,
            html(rule.what),
            html(rule.why),
            html(rule.instead),
            html(rule.source)
        );
        written.expect("writing to a text does not fail");
    }
    format!("{head}    <main>\n{body}    </main>\n  </body>\n</html>\n")
}

#[test]
fn the_catalogue_is_the_programs_own() {
    let guide = fs::read_to_string("docs/index.html").expect("the guide is there");
    let wanted = catalogue(&guide);
    if std::env::var("BLESS").is_ok() {
        fs::write("docs/rules.html", &wanted).expect("writable");
    }
    let found = fs::read_to_string("docs/rules.html").unwrap_or_default();
    assert!(found == wanted, "docs/rules.html is stale; BLESS=1 cargo test --test docs writes it");
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
            ["diagram", "addresses", "files", "deploy", "findings"].contains(&tab)
        }
        Some(("field", key)) => Field::from_key(key).is_some(),
        Some(("rule", rule)) => Code::from_text(rule).is_some(),
        _ => false,
    })
}
