//! What a file is, by what stands in it and not by its name.

use serde_json::Value;

use super::input::{Input, has_extension};
use crate::audit::budget::Budget;
use crate::audit::template::text;
use crate::audit::tree::Tree;
use crate::audit::written::Written;
use crate::audit::{init, tree, written};

/// What a file says.
pub(in crate::audit) enum Content {
    /// A configuration of PAN-OS.
    Configuration(Tree),
    /// An init-cfg.txt.
    Init,
    /// A template of Azure.
    Template(Written),
    /// The parameters of a deployment.
    Parameters(Written),
    /// A design of this product.
    Design,
    /// Checksums.
    Sums,
    /// It is one of these and cannot be read, for this reason.
    Broken(String),
    /// It is another language for the same, which is not read here.
    Foreign(&'static str),
    /// It says nothing.
    Nothing,
}

impl Content {
    /// Whether it makes files a package, with or without a design.
    pub(super) fn is_package(&self) -> bool {
        match self {
            Self::Configuration(_)
            | Self::Init
            | Self::Template(_)
            | Self::Sums
            | Self::Broken(_) => true,
            Self::Parameters(_) | Self::Design | Self::Foreign(_) | Self::Nothing => false,
        }
    }
}

/// Languages that are named and not read, by their files' extensions.
const LANGUAGES: [(&str, &str); 4] =
    [("tf", "Terraform"), ("tfvars", "Terraform"), ("bicep", "Bicep"), ("bicepparam", "Bicep")];

/// What a file says.
pub(super) fn content(file: &Input, budget: &Budget) -> Content {
    if let Some((_, language)) = LANGUAGES.iter().find(|(end, _)| has_extension(&file.path, end)) {
        return Content::Foreign(language);
    }
    let named = KNOWN.contains(&file.name());
    let Some(text) = file.text() else {
        return if named {
            Content::Broken("it is not UTF-8".to_owned())
        } else {
            Content::Nothing
        };
    };
    match text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).chars().next() {
        Some('<') => configuration(text, named, budget),
        Some('{' | '/') => json(file, text, budget),
        _ if file.name() == "SHA256SUMS" => Content::Sums,
        // Where a file of this name is cut off or emptied, nothing else tells what it was.
        None if file.name() == "bootstrap.xml" => Content::Broken("it is empty".to_owned()),
        _ if init::is_init(file.name(), text) => Content::Init,
        _ if file.name() == "bootstrap.xml" => Content::Broken("it is no XML".to_owned()),
        _ => Content::Nothing,
    }
}

/// Names that say what a file is meant to be.
const KNOWN: [&str; 3] = ["bootstrap.xml", "init-cfg.txt", "azuredeploy.json"];

/// How far the root element is looked for.
const HEAD: usize = 4096;

fn configuration(text: &str, named: bool, budget: &Budget) -> Content {
    let head = text.get(..HEAD).unwrap_or(text);
    if !named && !["<config", "<response"].iter().any(|root| head.contains(root)) {
        return Content::Nothing;
    }
    match tree::read(text, budget) {
        Ok(root) => exported(root).map_or(Content::Nothing, Content::Configuration),
        Err(reason) if named || head.contains("urldb=") => Content::Broken(reason),
        Err(_) => Content::Nothing,
    }
}

/// The configuration in a document: itself, or what the API wraps around it. Others have a root of this
/// name too, so it counts by what is in it.
fn exported(root: Tree) -> Option<Tree> {
    let parts = ["devices", "mgt-config", "shared"];
    match root.tag.as_str() {
        "config" => parts.iter().any(|part| root.child(part).is_some()).then_some(root),
        "response" => {
            let result = root.children.into_iter().find(|child| child.tag == "result")?;
            exported(result.children.into_iter().find(|child| child.tag == "config")?)
        }
        _ => None,
    }
}

/// What tells JSON of Azure and of ours from other JSON, before it is read.
const SIGNS: [&str; 4] =
    ["deploymenttemplate.json", "deploymentparameters.json", "fast-ha/", "\"resources\""];

fn json(file: &Input, text: &str, budget: &Budget) -> Content {
    let lower = text.to_ascii_lowercase();
    let named = KNOWN.contains(&file.name()) || file.name() == "design.json";
    let ours = |signs: &[&str]| signs.iter().any(|sign| lower.contains(sign));
    if !named && !ours(&SIGNS) {
        return Content::Nothing;
    }
    if file.name() == "design.json" {
        return Content::Design;
    }
    match written::read(&file.path, text, budget) {
        Ok(written) => {
            let schema = self::text(&written.json, "/$schema").unwrap_or_default();
            let schema = schema.to_ascii_lowercase();
            let resources = |json: &Value| {
                json.get("resources").is_some() && json.get("contentVersion").is_some()
            };
            if schema.contains("deploymenttemplate.json") || resources(&written.json) {
                Content::Template(written)
            } else if schema.contains("deploymentparameters.json") {
                Content::Parameters(written)
            } else if self::text(&written.json, "/format")
                .is_some_and(|f| f.starts_with("fast-ha/"))
            {
                Content::Design
            } else {
                Content::Nothing
            }
        }
        Err(reason) if named || ours(&["deploymenttemplate.json", "deploymentparameters.json"]) => {
            Content::Broken(reason)
        }
        Err(_) => Content::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(path: &str, text: &str) -> &'static str {
        let file = Input { path: path.to_owned(), bytes: text.as_bytes().to_vec() };
        match content(&file, &Budget::default()) {
            Content::Configuration(_) => "configuration",
            Content::Init => "init",
            Content::Template(_) => "template",
            Content::Parameters(_) => "parameters",
            Content::Design => "design",
            Content::Sums => "sums",
            Content::Broken(_) => "broken",
            Content::Foreign(language) => language,
            Content::Nothing => "nothing",
        }
    }

    #[test]
    fn files_are_known_by_what_stands_in_them() {
        let schema =
            "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
        let template = format!("// ours\n{{\"$schema\": \"{schema}\"}}");
        let given = template.replace("Template", "Parameters");
        for (path, text, wanted) in [
            (
                "HA-FWA.xml",
                "\u{feff}<?xml version='1.0'?>\n<config urldb='x'><devices/></config>",
                "configuration",
            ),
            (
                "run.xml",
                "<response status='success'><result><config><shared/></config></result></response>",
                "configuration",
            ),
            ("bootstrap.xml", "<project name='build'><target/></project>", "nothing"),
            ("bootstrap.xml", "<config><devices>", "broken"),
            ("log4j.xml", "<config><devices>", "nothing"),
            ("main.template", &template, "template"),
            ("a.json", "{\"contentVersion\": \"1.0.0.0\", \"resources\": []}", "template"),
            ("p.json", &given, "parameters"),
            ("azuredeploy.json", "{", "broken"),
            ("package.json", "{\"resources\": [", "nothing"),
            ("my design", "{\"format\": \"fast-ha/1\"}", "design"),
            ("init-cfg.sample.txt", "type=dhcp-client\nhostname=a\n", "init"),
            ("x.txt", "type=dhcp-client\nop-command-modes=mgmt-interface-swap\n", "init"),
            ("x.ini", "type=dhcp-client\nsize=1\ncolour=2\n", "nothing"),
            ("main.tf", "resource {}", "Terraform"),
            ("README.md", "# bootstrap", "nothing"),
        ] {
            assert_eq!(kind(path, text), wanted, "{path}");
        }
    }
}
