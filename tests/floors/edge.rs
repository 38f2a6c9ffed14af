//! Where the page may do what: effects at its edge, and parts that know no domain.

use crate::circle::paths;
use crate::{product, sources};

/// Where an effect may run: what reaches out of the page, and no component.
const EDGE: [&str; 2] = ["src/ui/browser", "src/ui/browser.rs"];

/// What a part may know: fields and findings, and the nodes in which the second module tells a view.
const KNOWN_TO_PARTS: [&str; 7] = ["field", "finding", "list", "secret", "ui", "workshop", "xml"];

fn is_effect(text: &str) -> bool {
    ["Effect::", "RenderEffect", "ImmediateEffect"].iter().any(|effect| text.contains(effect))
}

/// Modules that a part names and may not.
fn domain(text: &str) -> Vec<String> {
    let named = paths(text, "crate::").into_iter().filter_map(|(_, path)| path.get(1).cloned());
    named.filter(|module| !KNOWN_TO_PARTS.contains(&module.as_str())).collect()
}

#[test]
fn effects_are_where_the_page_meets_the_browser() {
    for (path, text) in sources() {
        let allowed = EDGE.iter().any(|edge| path.starts_with(edge));
        assert!(allowed || !is_effect(&product(&text)), "{} runs an effect", path.display());
    }
    assert!(is_effect("Effect::new(move |_| other.set(one.get()));"));
    assert!(!is_effect("Memo::new(move |_| one.get())"));
}

#[test]
fn parts_know_fields_findings_and_what_is_told_alone() {
    for (path, text) in sources() {
        if !path.starts_with("src/ui/part") {
            continue;
        }
        let found = domain(&product(&text));
        assert!(found.is_empty(), "{} knows {found:?}", path.display());
    }
    let planted = "use crate::{field::Field, plan::Plan};\nuse crate::ui::desk;\nlet n = crate::net::usable(it);";
    assert_eq!(domain(planted), ["plan", "net"]);
}
