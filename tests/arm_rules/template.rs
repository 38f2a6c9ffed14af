//! arm-ttk's rules for templates, in the order of its files.

use serde_json::{Value, json};

use super::documents::{expressions, is_expression, named, walk};
use super::expression::{calls, literal};
use super::{Documents, Rule, rule};

/// Whether an API version is a stable one and at most 730 days old on the day of the facts.
fn is_recent(version: &str) -> bool {
    let day = |text: &str| -> Option<i64> {
        let parts: Vec<i64> = text.split('-').map(str::parse).collect::<Result<_, _>>().ok()?;
        let [year, month, day] = parts.as_slice() else { return None };
        // Days since an arbitrary one, by the civil calendar.
        let (year, month) = if *month < 3 { (year - 1, month + 9) } else { (*year, month - 3) };
        Some(year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day)
    };
    let (Some(version), Some(read)) = (day(version), day(fast_ha::facts::READ)) else {
        return false;
    };
    read - version <= 730
}

/// Versions that are old and still the newest of their type, which the rule allows.
const NEWEST: [(&str, &str); 2] = [
    ("Microsoft.Resources/deploymentScripts", "2023-08-01"),
    ("Microsoft.Insights/components", "2020-02-02"),
];

/// The literals of a property that must be an expression.
fn literals(documents: &Documents, name: &str) -> Vec<String> {
    let found = named(&documents.template["resources"], name);
    let texts = found.iter().map(|value| value.as_str().unwrap_or_default());
    texts.filter(|text| !is_expression(text)).map(|text| format!("{name} is `{text}`")).collect()
}

fn every_expression(documents: &Documents) -> Vec<&str> {
    expressions(&documents.template)
}

/// Expressions that have one of these pieces.
fn with_pieces(documents: &Documents, pieces: &[&str]) -> Vec<String> {
    let squeezed = |text: &str| text.replace(' ', "");
    let found = every_expression(documents).into_iter();
    found
        .filter(|text| pieces.iter().any(|piece| squeezed(text).contains(piece)))
        .map(str::to_owned)
        .collect()
}

fn nested(documents: &Documents) -> impl Iterator<Item = &Value> {
    documents.resources().iter().filter(|r| r["type"] == "Microsoft.Resources/deployments")
}

fn output(documents: &mut Documents, name: &str, value: &str) {
    documents.template["outputs"][name] = json!({ "type": "string", "value": value });
}

fn firewall(documents: &mut Documents) -> &mut Value {
    &mut documents.first_mut("Microsoft.Compute/virtualMachines")["properties"]
}

fn plant_nested(documents: &mut Documents, properties: &Value) {
    documents.resources_mut().push(json!({
        "type": "Microsoft.Resources/deployments", "apiVersion": "2025-04-01", "name": "inner",
        "properties": properties,
    }));
}

const HOSTS: [&str; 14] = [
    "management.azure.com",
    "management.core.windows.net",
    "core.windows.net",
    "gallery.azure.com",
    "login.microsoftonline.com",
    "graph.windows.net",
    "vault.azure.net",
    "database.windows.net",
    "batch.core.windows.net",
    "azuredatalakestore.net",
    "trafficmanager.net",
    "portal.azure.com",
    "core.usgovcloudapi.net",
    "core.chinacloudapi.cn",
];

fn hard_coded_hosts(documents: &Documents) -> Vec<String> {
    let mut text = documents.template_text();
    for schema in
        ["https://schema.management.azure.com", "https://schema.management.core.windows.net"]
    {
        text = text.replace(schema, "");
    }
    HOSTS.iter().filter(|host| text.contains(**host)).map(|host| (*host).to_owned()).collect()
}

/// What a resource id may begin with.
const ID_FUNCTIONS: [&str; 10] = [
    "extensionResourceId",
    "resourceId",
    "subscriptionResourceId",
    "tenantResourceId",
    "if",
    "parameters",
    "reference",
    "variables",
    "subscription",
    "guid",
];
/// Keys that end like an id and are none.
const NO_IDS: [&str; 3] = ["tenantId", "clientId", "principalId"];

fn ids(documents: &Documents) -> Vec<String> {
    let mut wrong = Vec::new();
    walk(&documents.template["resources"], &mut |key, value| {
        let is_id = key.to_ascii_lowercase().ends_with("id") && !NO_IDS.contains(&key);
        let Some(text) = value.as_str().filter(|_| is_id) else { return };
        let first = calls(text).into_iter().next().map(|call| call.name).unwrap_or_default();
        if !is_expression(text) || !ID_FUNCTIONS.contains(&first.as_str()) {
            wrong.push(format!("{key} is `{text}`"));
        }
    });
    wrong
}

fn location(documents: &Documents) -> Vec<String> {
    let declaration = &documents.template["parameters"]["location"];
    let default = declaration["defaultValue"].as_str().unwrap_or_default();
    let mut wrong = Vec::new();
    if declaration["type"] != "string"
        || !["[resourceGroup().location]", "[deployment().location]", "global"].contains(&default)
    {
        wrong.push(format!("the parameter location has the default `{default}`"));
    }
    let asked = expressions(&documents.template["resources"]);
    let direct = asked.iter().filter(|text| {
        text.contains("resourceGroup().location") || text.contains("deployment().location")
    });
    wrong.extend(direct.map(|text| format!("{text} asks for the location itself")));
    wrong
}

fn bounds(documents: &Documents) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, declaration) in documents.declared() {
        for (least, most) in [("minLength", "maxLength"), ("minValue", "maxValue")] {
            let (least, most) = (&declaration[least], &declaration[most]);
            let none = least.is_null() && most.is_null();
            let numbers = least.is_number() && most.is_number();
            if !(none || numbers) {
                wrong.push(format!("the bounds of {name} are {least} and {most}"));
            }
        }
    }
    wrong
}

fn secrets_in_outputs(documents: &Documents) -> Vec<String> {
    let Some(outputs) = documents.template["outputs"].as_object() else { return vec![] };
    let mut wrong = Vec::new();
    for (name, output) in outputs {
        let text = output.to_string();
        let lists = expressions(output)
            .into_iter()
            .flat_map(calls)
            .any(|call| call.name.starts_with("list") && call.name.len() > 4);
        let secure = documents
            .secure()
            .into_iter()
            .any(|secret| text.contains(&format!("parameters('{secret}')")));
        if lists || secure || name.to_ascii_lowercase().contains("password") {
            wrong.push(name.clone());
        }
    }
    wrong
}

fn inner_types(documents: &Documents) -> Vec<String> {
    let mut wrong = Vec::new();
    for deployment in nested(documents) {
        let inner = deployment["properties"]["template"]["parameters"].as_object();
        for (name, declaration) in inner.into_iter().flatten() {
            let given = deployment["properties"]["parameters"][name]["value"].as_str();
            let outer = given.and_then(|text| {
                let call = calls(text).into_iter().next()?;
                let name = literal(call.arguments.first()?)?.to_owned();
                Some(documents.template["parameters"][name]["type"].clone())
            });
            if outer.is_some_and(|outer| outer != declaration["type"]) {
                wrong.push(format!("{name} of {}", deployment["name"]));
            }
        }
    }
    wrong
}

fn unused(documents: &Documents, section: &str) -> Vec<String> {
    let Some(declared) = documents.template[section].as_object() else { return vec![] };
    let text = documents.template_text();
    let is_used = |name: &&String| text.contains(&format!("{section}('{name}')"));
    declared.keys().filter(|name| !is_used(name)).cloned().collect()
}

/// Resources whose type and name, or ids whose type and names, do not go together.
fn ambiguous(documents: &Documents) -> Vec<String> {
    let mut wrong = Vec::new();
    for resource in documents.resources() {
        let kind = resource["type"].as_str().unwrap_or_default();
        let name = resource["name"].as_str().unwrap_or_default();
        let named = if is_expression(name) { None } else { Some(name.split('/').count()) };
        if kind.ends_with('/') || named.is_some_and(|n| n != kind.split('/').count() - 1) {
            wrong.push(format!("{name} of type {kind}"));
        }
    }
    let all = every_expression(documents).into_iter().flat_map(calls);
    for call in all.filter(|call| call.name == "resourceId") {
        let kind = call.arguments.iter().position(|a| literal(a).is_some_and(|a| a.contains('/')));
        let Some(place) = kind else {
            wrong.push(format!("{:?} has no type", call.arguments));
            continue;
        };
        let kind = literal(&call.arguments[place]).unwrap_or_default();
        let n_names = call.arguments.len() - place - 1;
        if kind.ends_with('/') || kind.split('/').count() - 1 != n_names || place > 2 {
            wrong.push(format!("resourceId of {:?}", call.arguments));
        }
    }
    wrong
}

/// Inner templates that are evaluated outside would write secrets into the deployment's history.
fn leaking_deployments(documents: &Documents) -> Vec<String> {
    let leaks = |deployment: &&Value| {
        let properties = &deployment["properties"];
        let outer = properties["expressionEvaluationOptions"]["scope"] != "inner";
        let text = properties["template"].to_string();
        let secure = documents.secure().into_iter().any(|name| text.contains(name.as_str()));
        outer && (secure || text.contains("list"))
    };
    nested(documents).filter(leaks).map(|deployment| deployment["name"].to_string()).collect()
}

/// Keys that may be blank.
const MAY_BE_BLANK: [&str; 8] = [
    "resources",
    "outputs",
    "variables",
    "parameters",
    "functions",
    "properties",
    "defaultValue",
    "value",
];

/// Keys without a value.
pub(crate) fn blanks(document: &Value, allowed: &[&str]) -> Vec<String> {
    let mut wrong = Vec::new();
    walk(document, &mut |key, value| {
        let blank = match value {
            Value::Null => true,
            Value::String(text) => text.trim().is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Object(object) => object.is_empty(),
            Value::Bool(_) | Value::Number(_) => false,
        };
        // Azure takes an identity by its id and wants nothing said of it.
        let identity = key.contains("Microsoft.ManagedIdentity/userAssignedIdentities");
        if blank && !identity && !allowed.contains(&key) {
            wrong.push(format!("{key} is {value}"));
        }
    });
    wrong
}

fn addresses_of_the_web(documents: &Documents) -> Vec<String> {
    let mut wrong = Vec::new();
    walk(&documents.template, &mut |key, value| {
        let key = key.to_ascii_lowercase();
        let Some(text) = value.as_str().filter(|_| key.ends_with("uri") || key.ends_with("url"))
        else {
            return;
        };
        let first = calls(text).into_iter().next().map(|call| call.name).unwrap_or_default();
        if is_expression(text) && ["concat", "format"].contains(&first.as_str()) {
            wrong.push(format!("{key} is `{text}`"));
        }
    });
    wrong
}

pub(crate) const RULES: &[Rule] = &[
    rule(
        "adminPassword-Should-Not-Be-A-Literal",
        |documents| literals(documents, "adminPassword"),
        |documents| firewall(documents)["osProfile"]["adminPassword"] = json!("Literal-4711"),
    ),
    rule(
        "adminUsername-Should-Not-Be-A-Literal",
        |documents| literals(documents, "adminUsername"),
        |documents| firewall(documents)["osProfile"]["adminUsername"] = json!("panadmin"),
    ),
    rule(
        "apiVersions-Should-Be-Recent",
        |documents| {
            let resources = documents.template["resources"].as_array().into_iter().flatten();
            let versions = resources.map(|resource| {
                let of = |key: &str| resource[key].as_str().unwrap_or_default();
                (of("type"), of("apiVersion"))
            });
            versions
                .filter(|used| !NEWEST.contains(used) && !is_recent(used.1))
                .map(|(_, version)| version.to_owned())
                .collect()
        },
        |documents| documents.resources_mut()[0]["apiVersion"] = json!("2018-06-01"),
    ),
    rule(
        "apiVersions-Should-Be-Recent-In-Reference-Functions",
        |documents| {
            let all = every_expression(documents).into_iter().flat_map(calls);
            all.filter(|call| call.name == "reference" || call.name.starts_with("list"))
                .filter_map(|call| literal(call.arguments.get(1)?).map(str::to_owned))
                .filter(|version| !is_recent(version))
                .collect()
        },
        |documents| output(documents, "old", "[reference('x', '2023-04-01').ipAddress]"),
    ),
    rule(
        "artifacts-parameter",
        |documents| {
            let parameters = &documents.template["parameters"];
            let place = &parameters["_artifactsLocation"];
            let token = &parameters["_artifactsLocationSasToken"];
            let place_fits = place.is_null() || place["type"] == "string";
            let token_fits = token.is_null() || token["type"] == "securestring";
            if place_fits && token_fits { vec![] } else { vec!["their types are wrong".to_owned()] }
        },
        |documents| {
            documents.template["parameters"]["_artifactsLocationSasToken"] =
                json!({ "type": "string" });
        },
    ),
    rule(
        "CommandToExecute-Must-Use-ProtectedSettings-For-Secrets",
        |documents| {
            let open = named(&documents.template["resources"], "settings").into_iter();
            let commands = open.flat_map(|settings| named(settings, "commandToExecute"));
            let texts = commands.map(ToString::to_string);
            texts
                .filter(|text| {
                    let secret = |name: &&String| text.contains(name.as_str());
                    text.contains("listKeys") || documents.secure().iter().any(secret)
                })
                .collect()
        },
        |documents| {
            let command = json!({ "commandToExecute": "[parameters('adminPassword')]" });
            documents.resources_mut()[0]["properties"]["settings"] = command;
        },
    ),
    rule(
        "DependsOn-Best-Practices",
        |documents| {
            let lists =
                documents.resources().iter().flat_map(|resource| named(resource, "dependsOn"));
            let entries = lists.filter_map(Value::as_array).flatten().filter_map(Value::as_str);
            let wrong = entries.filter(|entry| {
                let squeezed = entry.replace(' ', "");
                squeezed.starts_with("[if(") || squeezed.starts_with("[concat(")
            });
            wrong.map(str::to_owned).collect()
        },
        |documents| documents.resources_mut()[0]["dependsOn"] = json!(["[concat('a', 'b')]"]),
    ),
    rule(
        "Deployment-Resources-Must-Not-Be-Debug",
        |documents| {
            let set = nested(documents).filter(|deployment| {
                let detail = &deployment["properties"]["debugSetting"]["detailLevel"];
                detail.as_str().is_some_and(|detail| detail != "none")
            });
            set.map(|deployment| deployment["name"].to_string()).collect()
        },
        |documents| {
            plant_nested(
                documents,
                &json!({ "debugSetting": { "detailLevel": "requestContent" } }),
            );
        },
    ),
    rule("DeploymentTemplate-Must-Not-Contain-Hardcoded-Uri", hard_coded_hosts, |documents| {
        output(documents, "blob", "https://fwboot01.blob.core.windows.net/");
    }),
    rule(
        "DeploymentTemplate-Schema-Is-Correct",
        |documents| {
            let wanted =
                "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
            let schema = &documents.template["$schema"];
            if schema == wanted { vec![] } else { vec![schema.to_string()] }
        },
        |documents| {
            documents.template["$schema"] = json!(
                "http://schema.management.azure.com/schemas/2015-01-01/deploymentTemplate.json#"
            );
        },
    ),
    rule(
        "Dynamic-Variable-References-Should-Not-Use-Concat",
        |documents| with_pieces(documents, &["variables(concat("]),
        |documents| output(documents, "dynamic", "[variables(concat('a', 'b'))]"),
    ),
    rule("IDs-Should-Be-Derived-From-ResourceIDs", ids, |documents| {
        let id = json!("[concat(resourceGroup().id, '/providers/x')]");
        firewall(documents)["networkProfile"]["networkInterfaces"][0]["id"] = id;
    }),
    rule(
        "JSONFiles-Should-Be-Valid",
        |documents| {
            let wrong = documents
                .texts
                .iter()
                .filter(|(_, text)| serde_json::from_str::<Value>(text).is_err());
            wrong.map(|(name, _)| name.clone()).collect()
        },
        |documents| {
            let (_, text) = &mut documents.texts[1];
            text.truncate(text.len() - 3);
        },
    ),
    rule("Location-Should-Not-Be-Hardcoded", location, |documents| {
        documents.resources_mut()[0]["location"] = json!("[resourceGroup().location]");
    }),
    rule(
        "ManagedIdentityExtension-must-not-be-used",
        |documents| {
            let text = documents.template_text();
            if text.contains("ManagedIdentityExtension") {
                vec!["it is".to_owned()]
            } else {
                vec![]
            }
        },
        |documents| {
            let extension = json!({ "type": "ManagedIdentityExtensionForLinux" });
            documents.resources_mut()[0]["properties"]["extension"] = extension;
        },
    ),
    rule("Min-And-Max-Value-Are-Numbers", bounds, |documents| {
        documents.template["parameters"]["adminPassword"]["minLength"] = json!("12");
    }),
    rule("Outputs-Must-Not-Contain-Secrets", secrets_in_outputs, |documents| {
        output(documents, "hint", "[concat('it is ', parameters('adminPassword'))]");
    }),
    rule("Parameter-Types-Should-Be-Consistent", inner_types, |documents| {
        let given = json!({ "size": { "value": "[parameters('vmSize')]" } });
        let inner = json!({ "parameters": { "size": { "type": "int" } } });
        plant_nested(documents, &json!({ "parameters": given, "template": inner }));
    }),
    rule(
        "Parameters-Must-Be-Referenced",
        |documents| unused(documents, "parameters"),
        |documents| documents.template["parameters"]["idle"] = json!({ "type": "string" }),
    ),
    rule(
        "Password-params-must-be-secure",
        |documents| {
            let named = documents.declared().into_iter().filter(|(name, declaration)| {
                name.to_ascii_lowercase().contains("password")
                    && !declaration["type"].as_str().is_some_and(|kind| kind.starts_with("secure"))
            });
            named.map(|(name, _)| name.clone()).collect()
        },
        |documents| documents.template["parameters"]["adminPassword"]["type"] = json!("string"),
    ),
    rule(
        "providers_apiVersions-Is-Not-Permitted",
        |documents| with_pieces(documents, &["providers("]),
        |documents| output(documents, "api", "[providers('Microsoft.Network').apiVersions[0]]"),
    ),
    rule(
        "ResourceIds-should-not-contain",
        |documents| {
            let pieces = ["resourceId(resourceGroup()", "resourceId(subscription()"];
            with_pieces(documents, &pieces)
        },
        |documents| output(documents, "id", "[resourceId(resourceGroup().name, 'A/b', 'c')]"),
    ),
    rule(
        "Resources-Should-Have-Location",
        |documents| {
            let wrong = documents.resources().iter().filter(|resource| {
                // Parts of another resource have none.
                let inner = resource["type"].as_str().unwrap_or_default().split('/').count() > 2;
                let location = resource["location"].as_str();
                !(inner && location.is_none()
                    || location.is_some_and(|text| is_expression(text) || text == "global"))
            });
            wrong.map(|resource| resource["name"].to_string()).collect()
        },
        |documents| documents.resources_mut()[0]["location"] = json!("westeurope"),
    ),
    rule("Resources-Should-Not-Be-Ambiguous", ambiguous, |documents| {
        documents.resources_mut()[0]["dependsOn"] =
            json!(["[resourceId('Microsoft.Network/publicIPAddresses/', 'pip')]"]);
    }),
    rule("Secure-Params-In-Nested-Deployments", leaking_deployments, |documents| {
        let template = json!({ "resources": ["[parameters('adminPassword')]"] });
        plant_nested(documents, &json!({ "template": template }));
    }),
    rule(
        "Secure-String-Parameters-Cannot-Have-Default",
        |documents| {
            let secure = documents.secure().into_iter();
            let default = |name: &String| {
                documents.template["parameters"][name]["defaultValue"].as_str().map(str::to_owned)
            };
            secure
                .filter(|name| {
                    default(name).is_some_and(|text| !text.is_empty() && text != "[newGuid()]")
                })
                .cloned()
                .collect()
        },
        |documents| {
            documents.template["parameters"]["adminPassword"]["defaultValue"] =
                json!("Literal-4711");
        },
    ),
    rule(
        "Template-Should-Not-Contain-Blanks",
        |documents| blanks(&documents.template, &MAY_BE_BLANK),
        |documents| documents.resources_mut()[0]["tags"] = json!({}),
    ),
    rule("URIs-Should-Be-Properly-Constructed", addresses_of_the_web, |documents| {
        let profile = &mut firewall(documents)["diagnosticsProfile"]["bootDiagnostics"];
        profile["storageUri"] = json!("[concat('https://', 'account', '.blob')]");
    }),
    rule(
        "Variables-Must-Be-Referenced",
        |documents| unused(documents, "variables"),
        |documents| documents.template["variables"] = json!({ "idle": 1 }),
    ),
    rule(
        "Virtual-Machines-Should-Not-Be-Preview",
        |documents| {
            let images = named(&documents.template["resources"], "imageReference").into_iter();
            let texts = images.map(|image| image.to_string().to_ascii_lowercase());
            texts.filter(|text| text.contains("preview")).collect()
        },
        |documents| {
            firewall(documents)["storageProfile"]["imageReference"] =
                json!({ "sku": "byol-preview" });
        },
    ),
    rule(
        "VM-Images-Should-Use-Latest-Version",
        // arm-ttk skips this one today. Of it stands what Azure itself demands: three numbers or `latest`.
        |documents| {
            let images = named(&documents.template["resources"], "imageReference").into_iter();
            let versions = images.filter_map(|image| image["version"].as_str());
            let fits = |version: &&str| {
                *version == "latest"
                    || version.split('.').filter(|part| part.parse::<u32>().is_ok()).count() == 3
            };
            versions.filter(|version| !fits(version)).map(str::to_owned).collect()
        },
        |documents| {
            firewall(documents)["storageProfile"]["imageReference"] =
                json!({ "version": "11.1.6-h12" });
        },
    ),
    rule(
        "VM-Size-Should-Be-A-Parameter",
        |documents| {
            let sizes = named(&documents.template["resources"], "vmSize").into_iter();
            let texts = sizes.map(|size| size.as_str().unwrap_or_default());
            texts.filter(|size| !size.starts_with("[parameters('")).map(str::to_owned).collect()
        },
        |documents| firewall(documents)["hardwareProfile"]["vmSize"] = json!("Standard_DS3_v2"),
    ),
];
