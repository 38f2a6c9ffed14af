//! The house rules that the compiler does not check: floors, headers, names, platform switches.
//!
//! Every rule is a function from a text to complaints, and each is shown to fail on planted text.

#![expect(clippy::disallowed_methods, reason = "the test reads the sources")]

use std::fs;
use std::path::{Path, PathBuf};

mod circle;
mod dead;
mod edge;

/// Modules by floor. A module may name modules of earlier floors, and of its own floor those that
/// stand before it, except on floor 6, whose documents are strangers.
const FLOORS: [&[&str]; 9] = [
    &["choice", "deflate", "json", "listing", "net", "secret", "xml"],
    &["facts", "walk"],
    &["list", "field", "finding"],
    &["preset", "draft", "share", "save"],
    &["design"],
    &["plan", "flow", "failover", "review", "repair"],
    &["arm", "diagram", "guide", "origin", "panos"],
    &["bundle", "deploy", "door", "enclosed", "artifact", "audit", "change", "workshop"],
    &["cli", "ui"],
];
const STRANGERS: usize = 6;
const FACES: usize = 8;

const BANNED_NAMES: [&str; 11] = [
    "utils", "util", "helpers", "common", "manager", "handler", "service", "data", "info", "types",
    "models",
];

/// Floor and place of a module.
fn floor_of(module: &str) -> Option<(usize, usize)> {
    FLOORS.iter().enumerate().find_map(|(floor, modules)| {
        modules.iter().position(|known| *known == module).map(|place| (floor, place))
    })
}

/// Imports that point down the page or sideways.
fn wrong_imports(module: &str, text: &str) -> Vec<String> {
    let Some((floor, place)) = floor_of(module) else {
        return vec![format!("{module} has no floor")];
    };
    let mut wrong = Vec::new();
    for (n, path) in circle::paths(text, "crate::") {
        let Some(named) = path.get(1) else { continue };
        let Some(other) = floor_of(named) else { continue };
        let sideways = other.0 == floor && other.1 != place && [STRANGERS, FACES].contains(&floor);
        if other > (floor, place) || sideways {
            wrong.push(format!("line {n}: {module} may not use {named}"));
        }
    }
    wrong
}

/// Code that the house does not allow anywhere.
fn forbidden(text: &str) -> Vec<&'static str> {
    let pieces = ["#[allow", "#![allow", "#[ignore", "should_panic", "todo!(", "dbg!("];
    pieces.into_iter().filter(|piece| text.contains(piece)).collect()
}

/// Functions longer than this are several.
const LINES_MAX: usize = 75;

/// Names and lengths of functions that are too long, by the indentation of rustfmt.
fn long_functions(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut long = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let is_function = line.trim_start().split("fn ").next().is_some_and(|head| {
            line.contains("fn ")
                && head.split_whitespace().all(|word| {
                    word.starts_with("pub")
                        || ["const", "async", "in", "crate)", "super)"].contains(&word)
                })
        });
        if !is_function || line.trim_end().ends_with(';') {
            continue;
        }
        let end = " ".repeat(indent) + "}";
        let length = lines.iter().skip(start).position(|line| *line == end).unwrap_or_default() + 1;
        if length > LINES_MAX {
            long.push(format!("{} has {length} lines", line.trim()));
        }
    }
    long
}

/// Every source with its text.
fn sources() -> Vec<(PathBuf, String)> {
    fn below(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("the sources can be listed") {
            let path = entry.expect("the sources can be listed").path();
            if path.is_dir() {
                below(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(path);
            }
        }
    }
    let mut files = Vec::new();
    below(Path::new("src"), &mut files);
    files.sort();
    assert!(files.len() > 40, "sources are missing");
    let with_text = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("readable");
        (path, text)
    };
    files.into_iter().map(with_text).collect()
}

/// A source without its comments and without the tests at its foot.
fn product(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.split_inclusive('\n').filter(|line| !line.trim_start().starts_with("//")).collect()
}

fn module_of(path: &Path) -> String {
    let below = path.strip_prefix("src").expect("sources are below src");
    let first = below.components().next().expect("a file has a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_point_up_the_page() {
    for (path, text) in sources() {
        let module = module_of(&path);
        if ["lib", "main", "second"].contains(&module.as_str()) {
            continue;
        }
        assert_eq!(wrong_imports(&module, &text), Vec::<String>::new(), "{}", path.display());
    }
    assert_eq!(wrong_imports("plan", "use crate::cli;"), ["line 1: plan may not use cli"]);
    assert_eq!(wrong_imports("arm", "use crate::panos::x;"), ["line 1: arm may not use panos"]);
    assert_eq!(wrong_imports("panos", "use crate::arm;"), ["line 1: panos may not use arm"]);
    let grouped = "use crate::{\n    net::{Range, usable},\n    cli, arm::expr,\n};";
    assert_eq!(
        wrong_imports("plan", grouped),
        ["line 1: plan may not use cli", "line 1: plan may not use arm"]
    );
    assert!(wrong_imports("plan", "use crate::design::Design;").is_empty());
}

#[test]
fn the_map_lists_the_floors_in_their_order() {
    let map = fs::read_to_string("src/lib.rs").expect("readable");
    assert_eq!(listed(&map), FLOORS);
    assert_eq!(
        listed("// Floor 0: a.\npub mod b;\n\npub mod a;\n// Floor 1: c.\npub mod c;"),
        [vec!["b", "a"], vec!["c"]]
    );
}

/// The modules below each heading of a floor.
fn listed(map: &str) -> Vec<Vec<&str>> {
    let floors = map.split("// Floor ").skip(1);
    floors
        .map(|floor| {
            let modules = floor.lines().filter_map(|line| line.strip_prefix("pub mod "));
            modules.filter_map(|module| module.strip_suffix(';')).collect()
        })
        .collect()
}

#[test]
fn every_source_says_what_it_is() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{} has no //! header", path.display());
        assert!(!text.contains('\t'), "{} has a tab", path.display());
    }
}

#[test]
fn the_platform_is_switched_in_three_places_only() {
    let mut n_switches = 0;
    for (path, text) in sources() {
        let here =
            text.matches("cfg(target_arch").count() + text.matches("cfg(not(target_arch").count();
        let allowed = ["src/lib.rs", "src/main.rs", "src/second.rs"]
            .iter()
            .any(|known| path == Path::new(known));
        assert!(allowed || here == 0, "{} switches the platform", path.display());
        n_switches += here;
    }
    assert_eq!(n_switches, 6);
}

#[test]
fn nothing_forbidden_is_in_the_sources() {
    for (path, text) in sources() {
        assert_eq!(forbidden(&text), Vec::<&str>::new(), "{}", path.display());
        let names: Vec<String> = path
            .with_extension("")
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        let banned = names.iter().find(|name| BANNED_NAMES.contains(&name.as_str()));
        // `plan/audit/service.rs` is about published services, the field's word for them.
        let about_services = path == Path::new("src/plan/audit/service.rs");
        assert!(
            banned.is_none() || about_services,
            "{} has a name that says nothing",
            path.display()
        );
        let is_browser =
            path == Path::new("src/ui/browser.rs") || path.starts_with("src/ui/browser");
        if !is_browser {
            assert!(!text.contains("web_sys::"), "{} calls the browser itself", path.display());
        }
    }
    assert_eq!(forbidden("#[allow(dead_code)]"), ["#[allow"]);
}

#[test]
fn functions_are_short() {
    for (path, text) in sources() {
        assert_eq!(long_functions(&text), Vec::<String>::new(), "{}", path.display());
    }
    let planted = format!("fn long() {{\n{}}}\n", "    call();\n".repeat(LINES_MAX));
    assert_eq!(long_functions(&planted).len(), 1);
}

/// Lines of a script that wait for a time, and not for what they need.
fn waits_for_a_time(text: &str) -> Vec<&str> {
    let clocks = ["waitForTimeout", "setTimeout", "setInterval", "sleep("];
    text.lines().filter(|line| clocks.iter().any(|clock| line.contains(clock))).collect()
}

#[test]
fn journeys_wait_for_states() {
    for folder in ["tests/e2e", "tests/e2e/journeys", "tests/bench"] {
        for entry in fs::read_dir(folder).expect("the journeys can be listed") {
            let path = entry.expect("the journeys can be listed").path();
            if path.extension().is_some_and(|extension| extension == "mjs") {
                let text = fs::read_to_string(&path).expect("readable");
                assert_eq!(waits_for_a_time(&text), [""; 0], "{}", path.display());
            }
        }
    }
    let planted = "await page.waitForTimeout(40);\nawait page.waitForFunction(done);";
    assert_eq!(waits_for_a_time(planted), ["await page.waitForTimeout(40);"]);
}

#[test]
fn an_ignored_advisory_expires() {
    let text = fs::read_to_string("deny.toml").expect("readable");
    let ignored: Vec<&str> = text.lines().filter(|line| line.contains("RUSTSEC-")).collect();
    for line in ignored {
        assert!(line.contains("expires 20"), "{line} has no expiry");
    }
}
