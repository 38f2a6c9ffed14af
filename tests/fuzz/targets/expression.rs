//! Expressions of templates: any text as a value, a name and a condition of a template's resource.
#![no_main]

use fast_ha::audit::budget::Budget;
use fast_ha::audit::package::{Input, judge};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|text: &str| {
    let expression = format!("[{text}]");
    let template = json!({
        "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        "contentVersion": "1.0.0.0",
        "parameters": { "a": { "type": "string", "defaultValue": expression } },
        "variables": { "v": expression },
        "resources": [{
            "type": "Microsoft.Network/virtualNetworks", "apiVersion": "2024-05-01",
            "name": expression, "condition": expression, "dependsOn": [expression, text],
            "properties": { "addressSpace": { "addressPrefixes": [expression] } },
        }],
        "outputs": { "o": { "type": "string", "value": expression } },
    });
    let file =
        Input { path: "azuredeploy.json".to_owned(), bytes: template.to_string().into_bytes() };
    judge(vec![file], &Budget::default());
});
