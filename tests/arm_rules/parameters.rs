//! arm-ttk's rules for the parameters file.

use serde_json::json;

use super::documents::is_expression;
use super::{Rule, rule};

pub(crate) const RULES: &[Rule] = &[
    rule(
        "DeploymentParameters-Should-Have-ContentVersion",
        |documents| {
            let version = documents.parameters["contentVersion"].as_str().unwrap_or_default();
            let numbers: Vec<_> = version.split('.').map(str::parse::<u32>).collect();
            let fits = numbers.len() == 4 && numbers.iter().all(Result::is_ok);
            if fits { vec![] } else { vec![format!("contentVersion is `{version}`")] }
        },
        |documents| documents.parameters["contentVersion"] = json!("1.0"),
    ),
    rule(
        "DeploymentParameters-Should-Have-Parameters",
        |documents| match documents.parameters["parameters"].as_object() {
            Some(_) => vec![],
            None => vec!["there are no parameters".to_owned()],
        },
        |documents| {
            documents.parameters.as_object_mut().expect("an object").remove("parameters");
        },
    ),
    rule(
        "DeploymentParameters-Should-Have-Schema",
        |documents| {
            let schema = documents.parameters["$schema"].as_str().unwrap_or_default();
            let known = ["2015-01-01", "2019-04-01"].map(|date| {
                format!(
                    "https://schema.management.azure.com/schemas/{date}/deploymentParameters.json#"
                )
            });
            let fits = known.iter().any(|known| known == schema);
            if fits { vec![] } else { vec![format!("$schema is `{schema}`")] }
        },
        |documents| {
            documents.parameters["$schema"] = json!(
                "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"
            );
        },
    ),
    rule(
        "DeploymentParameters-Should-Have-Value",
        |documents| {
            let Some(entries) = documents.parameters["parameters"].as_object() else {
                return vec![];
            };
            let fits = |entry: &serde_json::Value| {
                let secret = &entry["reference"];
                !entry["value"].is_null()
                    || (secret["keyVault"]["id"].is_string() && secret["secretName"].is_string())
            };
            entries.iter().filter(|(_, entry)| !fits(entry)).map(|(name, _)| name.clone()).collect()
        },
        |documents| documents.parameters["parameters"]["adminPassword"] = json!({ "value": null }),
    ),
    rule(
        "DeploymentParameters-Should-Not-Be-Expressions",
        |documents| {
            let Some(entries) = documents.parameters["parameters"].as_object() else {
                return vec![];
            };
            let evaluated = entries
                .iter()
                .filter(|(_, entry)| entry["value"].as_str().is_some_and(is_expression));
            evaluated.map(|(name, _)| name.clone()).collect()
        },
        |documents| {
            let value = json!({ "value": "[resourceGroup().location]" });
            documents.parameters["parameters"]["location"] = value;
        },
    ),
];
