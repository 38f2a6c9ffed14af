//! Azure's limits of a template and of what it holds, and its habits of writing.
//! Source: docs, Template best practices; docs, Virtual Network limits; read on 2026-11-24.

use serde_json::{Value, json};

use super::documents::{expressions, named, walk};
use super::{Documents, Rule, rule};

fn count(found: usize, most: usize) -> Vec<String> {
    if found <= most { vec![] } else { vec![format!("{found}, Azure takes {most}")] }
}

fn size_of(value: &Value) -> usize {
    value.as_object().map_or(0, serde_json::Map::len)
}

/// Adds numbered entries to an object.
fn fill(object: &mut Value, n: usize, entry: &Value) {
    if object.is_null() {
        *object = json!({});
    }
    for k in 0..n {
        object[format!("planted{k}")] = entry.clone();
    }
}

fn of_type<'a>(documents: &'a Documents, kind: &str) -> Vec<&'a Value> {
    documents.resources().iter().filter(|resource| resource["type"] == kind).collect()
}

const NSG: &str = "Microsoft.Network/networkSecurityGroups";
const SUBNET: &str = "Microsoft.Network/virtualNetworks/subnets";
const VM: &str = "Microsoft.Compute/virtualMachines";
const NIC: &str = "Microsoft.Network/networkInterfaces";
const BALANCER: &str = "Microsoft.Network/loadBalancers";

fn security_rules(documents: &Documents) -> Vec<&Value> {
    let groups = of_type(documents, NSG).into_iter();
    groups.filter_map(|nsg| nsg["properties"]["securityRules"].as_array()).flatten().collect()
}

/// Priorities are unique for each direction and within Azure's bounds.
fn priorities(documents: &Documents) -> Vec<String> {
    let mut wrong = Vec::new();
    for nsg in of_type(documents, NSG) {
        let mut seen = Vec::new();
        for rule in nsg["properties"]["securityRules"].as_array().into_iter().flatten() {
            let properties = &rule["properties"];
            let key = (&properties["direction"], properties["priority"].as_u64().unwrap_or(0));
            if !(100..=4096).contains(&key.1) || seen.contains(&key) {
                wrong.push(format!("{} has {}", rule["name"], properties["priority"]));
            }
            seen.push(key);
        }
    }
    wrong
}

/// Keys of an object in the order in which the text has them, by the indentation of its lines.
fn keys_at(text: &str, indent: usize) -> Vec<&str> {
    let start = format!("{}\"", " ".repeat(indent));
    let lines = text.lines().filter_map(|line| line.strip_prefix(&start));
    lines.filter_map(|rest| rest.split_once('"').map(|(key, _)| key)).collect()
}

fn in_order(keys: &[&str], wanted: &[&str]) -> Vec<String> {
    let places: Vec<Option<usize>> =
        keys.iter().map(|key| wanted.iter().position(|known| known == key)).collect();
    let sorted = places.windows(2).all(|pair| pair[0] < pair[1]);
    if sorted && places.iter().all(Option::is_some) { vec![] } else { vec![keys.join(", ")] }
}

const SECTIONS: [&str; 7] =
    ["$schema", "contentVersion", "metadata", "parameters", "variables", "resources", "outputs"];
const RESOURCE_KEYS: [&str; 14] = [
    "comments",
    "condition",
    "type",
    "apiVersion",
    "name",
    "location",
    "tags",
    "sku",
    "kind",
    "zones",
    "identity",
    "plan",
    "dependsOn",
    "properties",
];

fn resource_order(documents: &Documents) -> Vec<String> {
    let text = &documents.texts[0].1;
    let list = text.split("\n  \"resources\": [\n").nth(1).unwrap_or_default();
    let list = list.split("\n  ]").next().unwrap_or_default();
    list.split("\n    },\n").flat_map(|one| in_order(&keys_at(one, 6), &RESOURCE_KEYS)).collect()
}

fn camel_case(documents: &Documents) -> Vec<String> {
    let fits = |name: &str, declaration: &Value| {
        let described =
            declaration["metadata"]["description"].as_str().is_some_and(|text| text.len() > 10);
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
        described && plain && name.starts_with(|first: char| first.is_ascii_lowercase())
    };
    let wrong = documents.declared().into_iter().filter(|(name, value)| !fits(name, value));
    wrong.map(|(name, _)| name.clone()).collect()
}

/// Whether a service of Azure's lives in a subnet, which sees to its own way out.
fn of_azure(subnet: &Value) -> bool {
    let name = subnet["name"].as_str().and_then(|name| name.rsplit('/').next());
    ["GatewaySubnet", "AzureBastionSubnet"].contains(&name.unwrap_or_default())
}

/// Subnets that do not say whether they have default outbound access.
fn silent_subnets(documents: &Documents) -> Vec<String> {
    let silent = of_type(documents, SUBNET).into_iter().filter(|subnet| {
        !of_azure(subnet) && !subnet["properties"]["defaultOutboundAccess"].is_boolean()
    });
    silent.map(|subnet| subnet["name"].to_string()).collect()
}

/// Machines in a zone and in an availability set at once.
fn zone_and_set(documents: &Documents) -> Vec<String> {
    let machines = of_type(documents, VM).into_iter();
    let both = machines
        // As an expression it stands where there are no zones.
        .filter(|vm| !vm["zones"].is_null() && vm["properties"]["availabilitySet"].is_object());
    both.map(|vm| vm["name"].to_string()).collect()
}

/// Bytes of custom data, as far as they are known before the deployment.
fn custom_data(documents: &Documents) -> Vec<String> {
    let data = named(&documents.template["resources"], "customData").into_iter();
    let long = data.map(|data| data.as_str().map_or(0, str::len)).filter(|len| *len > 65_535);
    long.map(|len| format!("{len} bytes")).collect()
}

/// Two rules of one balancer that the same packet would fit.
fn balancing_rules(documents: &Documents) -> Vec<String> {
    let mut wrong = Vec::new();
    for balancer in of_type(documents, BALANCER) {
        let mut seen: Vec<String> = Vec::new();
        for rule in balancer["properties"]["loadBalancingRules"].as_array().into_iter().flatten() {
            let of = |key: &str| rule["properties"][key].to_string();
            let front = ["frontendIPConfiguration", "protocol", "frontendPort"].map(of).join(" ");
            // Without floating IP the backend port tells rules apart, with it the address does.
            let back = if rule["properties"]["enableFloatingIP"] == true {
                format!("floating {front}")
            } else {
                ["protocol", "backendPort"].map(of).join(" ")
            };
            for key in [front, back] {
                if seen.contains(&key) {
                    wrong.push(format!("{} repeats {key}", rule["name"]));
                }
                seen.push(key);
            }
        }
    }
    wrong
}

/// Names of resources and of their parts outside Azure's common rule.
fn names(documents: &Documents) -> Vec<String> {
    let fits = |name: &str| {
        let ends = |c: char| c.is_ascii_alphanumeric();
        (1..=80).contains(&name.len())
            && name.starts_with(ends)
            && name.ends_with(|c: char| ends(c) || c == '_')
            && name.chars().all(|c| ends(c) || "_.-/".contains(c))
    };
    let mut wrong = Vec::new();
    for resource in documents.resources() {
        let mut all = vec![&resource["name"]];
        walk(&resource["properties"], &mut |key, value| {
            if key == "name" {
                all.push(value);
            }
        });
        let texts = all.into_iter().filter_map(Value::as_str);
        wrong.extend(texts.filter(|name| !name.starts_with('[') && !fits(name)).map(str::to_owned));
    }
    wrong
}

pub(crate) const RULES: &[Rule] = &[
    rule(
        "a template has at most 4 MB",
        |documents| count(documents.template_text().len(), 4 * 1024 * 1024),
        |documents| documents.template["metadata"]["padding"] = json!("x".repeat(5 * 1024 * 1024)),
    ),
    rule(
        "a template has at most 256 parameters",
        |documents| count(documents.declared().len(), 256),
        |documents| fill(&mut documents.template["parameters"], 257, &json!({ "type": "string" })),
    ),
    rule(
        "a template has at most 256 variables",
        |documents| count(size_of(&documents.template["variables"]), 256),
        |documents| fill(&mut documents.template["variables"], 257, &json!(1)),
    ),
    rule(
        "a template has at most 800 resources",
        |documents| count(documents.resources().len(), 800),
        |documents| {
            let one = documents.resources()[0].clone();
            documents.resources_mut().resize(801, one);
        },
    ),
    rule(
        "a template has at most 64 outputs",
        |documents| count(size_of(&documents.template["outputs"]), 64),
        |documents| fill(&mut documents.template["outputs"], 65, &json!({ "type": "string" })),
    ),
    rule(
        "an expression has at most 24,576 characters",
        |documents| {
            let all = expressions(&documents.template).into_iter();
            all.flat_map(|text| count(text.chars().count(), 24_576)).collect()
        },
        |documents| {
            documents.template["metadata"]["x"] = json!(format!("['{}']", "x".repeat(25_000)));
        },
    ),
    rule(
        "the sections stand in their order",
        |documents| in_order(&keys_at(&documents.texts[0].1, 2), &SECTIONS),
        |documents| {
            let text = documents.texts[0].1.replacen("\n  \"outputs\"", "\n  \"metadata\"", 1);
            documents.texts[0].1 = text;
        },
    ),
    rule("the keys of a resource stand in their order", resource_order, |documents| {
        let text =
            documents.texts[0].1.replacen("\n      \"comments\"", "\n      \"properties\"", 1);
        documents.texts[0].1 = text;
    }),
    rule("parameters are described and in camelCase", camel_case, |documents| {
        documents.template["parameters"]["VM Size"] = json!({ "type": "string" });
    }),
    rule(
        "every resource says what it is for",
        |documents| {
            let silent = documents
                .resources()
                .iter()
                .filter(|resource| resource["comments"].as_str().is_none_or(str::is_empty));
            silent.map(|resource| resource["name"].to_string()).collect()
        },
        |documents| documents.resources_mut()[0]["comments"] = json!(""),
    ),
    rule(
        "variables do not ask for deployed resources",
        |documents| {
            let all = expressions(&documents.template["variables"]).into_iter();
            all.filter(|text| text.contains("reference(")).map(str::to_owned).collect()
        },
        |documents| documents.template["variables"] = json!({ "x": "[reference('y')]" }),
    ),
    rule(
        "an NSG has at most 1,000 rules",
        |documents| count(security_rules(documents).len(), 1000),
        |documents| {
            let rules = &mut documents.first_mut(NSG)["properties"]["securityRules"];
            let one = rules[0].clone();
            rules.as_array_mut().expect("a list").resize(1001, one);
        },
    ),
    rule("priorities are unique, from 100 to 4096", priorities, |documents| {
        let rules = &mut documents.first_mut(NSG)["properties"]["securityRules"];
        rules[0]["properties"]["priority"] = rules[1]["properties"]["priority"].clone();
    }),
    rule(
        "a rule's description has at most 140 characters",
        |documents| {
            let long = security_rules(documents).into_iter().filter(|rule| {
                rule["properties"]["description"].as_str().is_some_and(|text| text.len() > 140)
            });
            long.map(|rule| rule["name"].to_string()).collect()
        },
        |documents| {
            let rules = &mut documents.first_mut(NSG)["properties"]["securityRules"];
            rules[0]["properties"]["description"] = json!("x".repeat(141));
        },
    ),
    rule(
        "a route table has at most 400 routes",
        |documents| {
            let tables = of_type(documents, "Microsoft.Network/routeTables").into_iter();
            let routes = tables.filter_map(|table| table["properties"]["routes"].as_array());
            routes.flat_map(|routes| count(routes.len(), 400)).collect()
        },
        |documents| {
            let table = documents.first_mut("Microsoft.Network/routeTables");
            let routes = &mut table["properties"]["routes"];
            let one = routes[0].clone();
            routes.as_array_mut().expect("a list").resize(401, one);
        },
    ),
    rule("every subnet says whether it has default outbound access", silent_subnets, |documents| {
        let subnet = &mut documents.first_mut(SUBNET)["properties"];
        subnet.as_object_mut().expect("an object").remove("defaultOutboundAccess");
    }),
    rule("a machine is in a zone or in a set, never both", zone_and_set, |documents| {
        let machine = documents.first_mut(VM);
        machine["zones"] = json!(["1"]);
        machine["properties"]["availabilitySet"] = json!({ "id": "x" });
    }),
    rule("custom data has at most 65,535 bytes", custom_data, |documents| {
        documents.first_mut(VM)["properties"]["osProfile"]["customData"] =
            json!("x".repeat(65_536));
    }),
    rule("no two rules of a balancer fit the same packet", balancing_rules, |documents| {
        let rules = &mut documents.first_mut(BALANCER)["properties"]["loadBalancingRules"];
        let rules = rules.as_array_mut().expect("a list");
        let one = rules[0].clone();
        rules.push(one);
    }),
    rule("names keep Azure's common rule", names, |documents| {
        documents.first_mut(NIC)["name"] = json!("nic one-");
    }),
];
