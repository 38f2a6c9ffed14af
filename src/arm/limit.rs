//! What Azure's limits say to the written template: its bytes, its resources, and the packages in its
//! deployment script.

use serde_json::Value;

use crate::facts;
use crate::field::Field;
use crate::finding::{Case, Finding};

/// Every limit that a template goes beyond.
pub fn limits(template: &str) -> Vec<Finding> {
    let read: Value = serde_json::from_str(template).expect("a template is JSON");
    let resources = read.get("resources").and_then(Value::as_array);
    let resources = resources.expect("a template lists its resources");
    let at = [Field::NetworkWorkloads, Field::NetworkPeered];
    let mut findings = Vec::new();
    let (bytes, most) = (template.len(), facts::azure::TEMPLATE_MAX);
    if bytes > most {
        findings.push(Case::TemplateLarge.at(at, (bytes / 1024, most / 1024)));
    }
    let most = facts::azure::TEMPLATE_RESOURCES_MAX;
    if resources.len() > most {
        findings.push(Case::ResourcesMany.at(at, (resources.len(), most)));
    }
    let most = facts::azure::SCRIPT_ENVIRONMENT_MAX - facts::azure::SCRIPT_ENVIRONMENT_REST;
    let bytes = resources.iter().filter_map(packages).map(str::len).max().unwrap_or_default();
    if bytes > most {
        let at = [Field::BalanceServices, Field::BootstrapMode];
        let upload = [(Field::BootstrapMode, "account")];
        let finding = Case::PackagesTooLarge.at(at, (bytes, most));
        findings.push(finding.offer("Upload the packages with deploy.sh", upload));
    }
    findings
}

/// The packages that a deployment script carries.
fn packages(resource: &Value) -> Option<&str> {
    let variables = resource.pointer("/properties/environmentVariables")?.as_array()?;
    variables.iter().find(|variable| variable["name"] == "PACKAGES")?["value"].as_str()
}
