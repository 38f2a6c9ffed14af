//! The documents of a design, as texts and read back as JSON.

use fast_ha::artifact;
use fast_ha::draft::{Draft, Secrets};
use fast_ha::panos::Salt;
use fast_ha::review::review;
use serde_json::Value;

/// What is checked.
pub(crate) struct Documents {
    /// File name and text of each, the template first.
    pub(crate) texts: Vec<(String, String)>,
    /// `azuredeploy.json`.
    pub(crate) template: Value,
    /// `azuredeploy.parameters.json`.
    pub(crate) parameters: Value,
    /// `createUiDefinition.json`.
    pub(crate) form: Value,
}

/// The documents of a design without error findings.
pub(crate) fn of(draft: &Draft) -> Documents {
    let secrets = Secrets::default();
    let review = review(draft, &secrets);
    let approved =
        review.approved().unwrap_or_else(|| panic!("{:?}: {:?}", draft, review.findings));
    let salt = Salt::read("saltsalt").expect("eight letters are a salt");
    let texts: Vec<(String, String)> = artifact::artifacts(approved, draft, &secrets, &salt, &[])
        .into_iter()
        .filter(|artifact| artifact.media == "application/json")
        .map(|artifact| {
            let text = artifact.as_text().expect("JSON is text").to_owned();
            (artifact.path, text)
        })
        .collect();
    let read = |name: &str| {
        let (_, text) = texts.iter().find(|(path, _)| path == name).expect("the bundle has it");
        serde_json::from_str(text).expect("it is JSON")
    };
    Documents {
        template: read("azuredeploy.json"),
        parameters: read("azuredeploy.parameters.json"),
        form: read("createUiDefinition.json"),
        texts,
    }
}

impl Documents {
    /// The text of the template as it is now, planted violations included.
    pub(crate) fn template_text(&self) -> String {
        self.template.to_string()
    }

    /// The template's resources.
    pub(crate) fn resources(&self) -> &Vec<Value> {
        self.template["resources"].as_array().expect("resources are a list")
    }

    /// The resources, to plant something.
    pub(crate) fn resources_mut(&mut self) -> &mut Vec<Value> {
        self.template["resources"].as_array_mut().expect("resources are a list")
    }

    /// The first resource of a type, to plant something.
    pub(crate) fn first_mut(&mut self, kind: &str) -> &mut Value {
        self.resources_mut()
            .iter_mut()
            .find(|resource| resource["type"] == kind)
            .expect("there is one of this type")
    }

    /// Names and declarations of the template's parameters.
    pub(crate) fn declared(&self) -> Vec<(&String, &Value)> {
        self.template["parameters"].as_object().expect("parameters are an object").iter().collect()
    }

    /// Names of the secure parameters.
    pub(crate) fn secure(&self) -> Vec<&String> {
        let is_secure = |declaration: &Value| {
            declaration["type"].as_str().is_some_and(|kind| kind.starts_with("secure"))
        };
        let secure = self.declared().into_iter().filter(|(_, value)| is_secure(value));
        secure.map(|(name, _)| name).collect()
    }

    /// Every control of the form, with the name of its step; basics have none.
    pub(crate) fn controls(&self) -> Vec<(Option<&str>, &Value)> {
        let parameters = &self.form["parameters"];
        let basics = parameters["basics"].as_array().expect("basics are a list");
        let mut controls: Vec<_> = basics.iter().map(|control| (None, control)).collect();
        for step in parameters["steps"].as_array().expect("steps are a list") {
            let name = step["name"].as_str();
            let elements = step["elements"].as_array().expect("a step has elements");
            controls.extend(elements.iter().map(|control| (name, control)));
        }
        controls
    }

    /// Names and expressions of the form's outputs.
    pub(crate) fn outputs(&self) -> Vec<(&String, &str)> {
        let outputs =
            self.form["parameters"]["outputs"].as_object().expect("outputs are an object");
        outputs.iter().map(|(name, value)| (name, value.as_str().unwrap_or_default())).collect()
    }
}

/// Calls `visit` with the key and value of every property below a value.
pub(crate) fn walk<'a>(value: &'a Value, visit: &mut dyn FnMut(&'a str, &'a Value)) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                visit(key, value);
                walk(value, visit);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| walk(value, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Every property of this name below a value.
pub(crate) fn named<'a>(value: &'a Value, name: &str) -> Vec<&'a Value> {
    let mut found = Vec::new();
    walk(value, &mut |key, value| {
        if key.eq_ignore_ascii_case(name) {
            found.push(value);
        }
    });
    found
}

/// Every text below a value that Azure evaluates.
pub(crate) fn expressions(value: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    collect(value, &mut found);
    found
}

fn collect<'a>(value: &'a Value, into: &mut Vec<&'a str>) {
    match value {
        Value::String(text) if is_expression(text) => into.push(text),
        Value::Object(object) => object.values().for_each(|value| collect(value, into)),
        Value::Array(list) => list.iter().for_each(|value| collect(value, into)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether Azure evaluates the text.
pub(crate) fn is_expression(text: &str) -> bool {
    text.starts_with('[') && !text.starts_with("[[") && text.ends_with(']')
}
