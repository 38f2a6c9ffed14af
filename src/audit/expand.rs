//! A template as it deploys: parameters, variables, functions, conditions and copies computed, resources inside
//! resources and nested deployments laid out flat. What only a deployment knows stays an expression.
//!
//! Names of resources are written as `resourceId` of their own group, however they were put together.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::budget::Budget;
use super::embedded;
use super::key::spelt;
use super::template::{each, text};
use super::written::{Lines, Written};
use crate::facts::limit;

mod formula;
mod function;

use formula::Node;
use function::{Known, MADE_MAX, member};

/// Where a template is deployed, as far as that is known.
#[derive(Clone, Debug)]
struct Place {
    group: String,
    location: Option<&'static str>,
}

const SUBSCRIPTION: &str = "00000000-0000-0000-0000-000000000001";
const OWN: &str = "/subscriptions/00000000-0000-0000-0000-000000000001";
const TENANT: &str = "00000000-0000-0000-0000-0000000000ff";
const GROUP: &str = "rg-test";

/// Functions beside those of keys of which only a deployment knows what they give.
const DEPLOYED: [&str; 8] = [
    "reference",
    "deployment",
    "environment",
    "pickzones",
    "newguid",
    "utcnow",
    "guid",
    "providers",
];

/// Most deployments inside each other.
const NESTED_MAX: usize = 4;
/// How deep parameters, variables and calls may rest on each other.
const DEPTH_MAX: usize = 128;
/// How many reasons are kept.
const REASONS_MAX: usize = 20;

/// A template that is laid out.
pub(super) struct Expanded {
    /// The template, its resources flat.
    pub(super) written: Written,
    /// Why something in it is not known, each reason once.
    pub(super) unknown: Vec<String>,
    /// Paths of the linked templates that are in it.
    pub(super) linked: Vec<String>,
    /// Whether a template that it deploys is not in it.
    pub(super) is_partial: bool,
}

/// Templates beside a template, by their paths.
pub(super) type Beside<'a> = BTreeMap<&'a str, &'a Written>;

/// Lays a template out with the parameters of a deployment.
pub(super) fn expanded(
    path: &str,
    template: &Written,
    given: Option<&Value>,
    beside: &Beside<'_>,
    budget: &Budget,
) -> Expanded {
    let place = Place { group: GROUP.to_owned(), location: None };
    let mut layout = Layout::of(beside, budget, true);
    layout.deployment(path, template, &values(given), &place);
    let Layout { resources, unknown, linked, is_partial, .. } = layout;
    let (resources, sources): (Vec<Value>, Vec<Source<'_>>) = resources.into_iter().unzip();
    let mut whole = template.json.as_object().cloned().expect("a template is an object");
    whole.insert("resources".to_owned(), Value::Array(resources));
    let json = Box::new(Value::Object(whole));
    let mut lines = Lines::default();
    lines.lend(&json, &template.json, &template.lines);
    for (resource, source) in each(&json, "/resources").zip(sources) {
        lines.lend(resource, source.value, source.lines);
    }
    let (written, unknown) = (Written { json, lines }, unknown.into_inner());
    Expanded { written, unknown, linked, is_partial }
}

/// The resources of a template that is deployed somewhere, with whole names.
pub fn resources(template: &str, given: &str) -> Vec<Value> {
    let budget = Budget::default();
    let read = |text: &str| super::written::read("", text, &budget).ok();
    let (Some(template), Some(given)) = (read(template), read(given)) else { return Vec::new() };
    let location = Some("westeurope");
    let place = Place { group: GROUP.to_owned(), location };
    let beside = BTreeMap::new();
    let mut layout = Layout::of(&beside, &budget, false);
    layout.deployment("", &template, &values(Some(&given.json)), &place);
    layout.resources.into_iter().map(|(resource, _)| resource).collect()
}

/// A storage account whose key a template reads itself.
pub(super) enum KeyOf {
    /// One of the deployment's own group, or of one that is not written out.
    OwnGroup,
    /// One of this group.
    Group(String),
}

/// The storage account whose key a template reads itself, if so.
pub(super) fn lists_keys(template: &Value) -> Option<KeyOf> {
    match template {
        Value::String(text) => listed(&formula::parse(formula::inside(text)?).ok()?),
        Value::Array(items) => items.iter().find_map(lists_keys),
        Value::Object(members) => members.values().find_map(lists_keys),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn listed(node: &Node) -> Option<KeyOf> {
    let text = |node: &Node| match node {
        Node::Literal(Value::String(text)) => Some(text.clone()),
        Node::Literal(_) | Node::Call(..) | Node::Get(..) => None,
    };
    let account = |part: &Node| {
        let kind = "Microsoft.Storage/storageAccounts";
        text(part).is_some_and(|own| own.eq_ignore_ascii_case(kind))
    };
    match node {
        Node::Call(name, arguments) if name == "listkeys" => {
            let Some(Node::Call(id, parts)) = arguments.first() else {
                return Some(KeyOf::OwnGroup);
            };
            let kind = parts.iter().position(account).filter(|_| id == "resourceid");
            let group = kind.and_then(|kind| parts.get(kind.checked_sub(1)?));
            Some(group.and_then(text).map_or(KeyOf::OwnGroup, KeyOf::Group))
        }
        Node::Call(_, arguments) => arguments.iter().find_map(listed),
        Node::Get(of, key, _) => listed(of).or_else(|| listed(key)),
        Node::Literal(_) => None,
    }
}

/// The values of a parameters file by name in small letters.
fn values(given: Option<&Value>) -> BTreeMap<String, Known> {
    let members = given.and_then(|given| given.get("parameters")).and_then(Value::as_object);
    let value = |(name, one): (&String, &Value)| {
        let value = one.get("value").cloned();
        let known = value.ok_or_else(|| format!("the parameter {name} lies in a vault"));
        (name.to_ascii_lowercase(), known)
    };
    members
        .into_iter()
        .flatten()
        .map(value)
        .filter(|(_, known)| known != &Ok(Value::Null))
        .collect()
}

/// What a resource was written as.
#[derive(Clone, Copy)]
struct Source<'a> {
    value: &'a Value,
    lines: &'a Lines,
}

/// A resource before it is laid out.
#[derive(Clone, Copy)]
struct Item<'s, 'a> {
    /// Path of the template's file.
    path: &'s str,
    scope: &'s Scope<'s>,
    source: Source<'a>,
    /// Type and name of the resource in which it lies.
    around: Option<(&'s str, &'s str)>,
}

struct Layout<'a> {
    beside: &'a Beside<'a>,
    budget: &'a Budget,
    /// Whether names are written short.
    short: bool,
    resources: Vec<(Value, Source<'a>)>,
    unknown: RefCell<Vec<String>>,
    linked: Vec<String>,
    is_partial: bool,
    depth: usize,
}

impl<'a> Layout<'a> {
    fn of(beside: &'a Beside<'a>, budget: &'a Budget, short: bool) -> Self {
        Self {
            beside,
            budget,
            short,
            resources: Vec::new(),
            unknown: RefCell::default(),
            linked: Vec::new(),
            is_partial: false,
            depth: 0,
        }
    }

    fn deployment(
        &mut self,
        path: &str,
        template: &'a Written,
        given: &BTreeMap<String, Known>,
        place: &Place,
    ) {
        let scope = Scope::of(&template.json, given, place, self.budget);
        self.resources(path, &scope, &template.json, &template.lines);
        self.note(&scope);
    }

    fn note(&self, scope: &Scope<'_>) {
        let mut unknown = self.unknown.borrow_mut();
        for reason in scope.unknown.take() {
            if unknown.len() < REASONS_MAX && !unknown.contains(&reason) {
                unknown.push(reason);
            }
        }
    }

    /// All resources of a template.
    fn resources(&mut self, path: &str, scope: &Scope<'_>, template: &'a Value, lines: &'a Lines) {
        for value in list(template, "resources") {
            self.resource(Item { path, scope, source: Source { value, lines }, around: None });
        }
    }

    /// A resource with its copies, and what lies in it.
    fn resource(&mut self, item: Item<'_, 'a>) {
        let Item { scope, source, .. } = item;
        let Some(copy) = source.value.get("copy").filter(|copy| copy.is_object()) else {
            return self.instance(item);
        };
        let name = text(copy, "/name").unwrap_or_default();
        let Some(count) = scope.count(copy) else {
            // One stands for those of which it is not known how many there are.
            return self.instance(item);
        };
        for n in 0..count {
            if !self.budget.steps(1) {
                return;
            }
            self.instance(Item { scope: &scope.inside(name, n, true), ..item });
        }
    }

    fn instance(&mut self, item: Item<'_, 'a>) {
        let Item { scope, source, around, .. } = item;
        let resource = source.value;
        let condition = resource.get("condition").map(|condition| scope.value(condition));
        if condition == Some(Value::Bool(false)) {
            return;
        }
        let own = |key: &str| {
            let written = resource.as_object().and_then(|members| member(members, key))?;
            scope.value(written).as_str().map(str::to_owned)
        };
        let (Some(own_kind), Some(own_name)) = (own("type"), own("name")) else {
            scope.miss("a resource has no type or no name");
            return self.note(scope);
        };
        let (kind, name) = match (around, own_kind, own_name) {
            (Some((kind, name)), own_kind, own_name) if !own_kind.contains("Microsoft.") => {
                (format!("{kind}/{own_kind}"), format!("{name}/{own_name}"))
            }
            (_, kind, name) => (kind, name),
        };
        if kind.eq_ignore_ascii_case("Microsoft.Resources/deployments") {
            self.nested(item);
            return;
        }
        let Some(members) = resource.as_object() else { return };
        // A condition stays where only the deployment knows whether it holds.
        let holds = condition.is_none_or(|condition| condition.is_boolean());
        let left =
            |key: &str| ["resources", "copy"].contains(&key) || (holds && key == "condition");
        let made = members.iter().filter(|(key, _)| !left(key));
        let made = made.map(|(key, value)| {
            let key = spelt(key);
            let value = match key {
                "type" => kind.clone().into(),
                "name" => name.clone().into(),
                _ => scope.value(value),
            };
            (key.to_owned(), if self.short { shortened(value) } else { value })
        });
        let made = Value::Object(made.collect());
        self.resources.push((made, source));
        for value in list(resource, "resources") {
            let source = Source { value, ..source };
            self.resource(Item { source, around: Some((&kind, &name)), ..item });
        }
        self.note(scope);
    }

    /// The resources of a deployment inside a deployment.
    fn nested(&mut self, Item { path, scope, source, .. }: Item<'_, 'a>) {
        let resource = source.value;
        let Some(properties) = resource.get("properties") else { return };
        if self.depth == NESTED_MAX {
            scope.miss(&format!("deployments lie more than {NESTED_MAX} deep"));
            self.is_partial = true;
            return;
        }
        self.depth += 1;
        let given = properties.get("parameters").and_then(Value::as_object);
        let given = given.into_iter().flatten().map(|(name, one)| {
            let value =
                one.get("value").ok_or_else(|| format!("the parameter {name} lies in a vault"));
            (name.to_ascii_lowercase(), value.and_then(|value| scope.known(value)))
        });
        let given: BTreeMap<String, Known> = given.collect();
        let mut place = scope.place.clone();
        let group = resource.get("resourceGroup").map(|group| scope.value(group));
        let plain = |group: &&str| !group.is_empty() && !group.starts_with('[');
        if let Some(group) = group.as_ref().and_then(Value::as_str).filter(plain) {
            group.clone_into(&mut place.group);
        }
        let inner = text(properties, "/expressionEvaluationOptions/scope");
        let inner = inner.is_some_and(|inner| inner.eq_ignore_ascii_case("inner"));
        if let Some(template) = properties.get("template") {
            if inner {
                let own = Scope::of(template, &given, &place, self.budget);
                self.resources(path, &own, template, source.lines);
                self.note(&own);
            } else {
                // Its expressions are computed outside; its own group counts where it stands alone.
                self.resources(path, scope, template, source.lines);
            }
        } else if let Some(link) = properties.get("templateLink") {
            if let Some((path, template)) = self.linked_by(path, scope, link) {
                self.linked.push(path.to_owned());
                self.deployment(path, template, &given, &place);
            } else {
                scope.miss("a linked template is not here");
                self.is_partial = true;
            }
        }
        self.depth -= 1;
    }

    /// The template beside this one that a link names by the end of its path.
    fn linked_by(
        &self,
        path: &str,
        scope: &Scope<'_>,
        link: &Value,
    ) -> Option<(&'a str, &'a Written)> {
        let told = link.get("relativePath").or_else(|| link.get("uri"))?.as_str()?;
        let told = scope.lenient(told);
        let told = told.split('?').next()?;
        let folder = embedded::folder(path);
        let parts: Vec<&str> = told.split('/').collect();
        let below = (0..parts.len()).filter_map(|n| Some(parts.get(n..)?.join("/")));
        let mut here = below.filter_map(|rest| {
            let found = self.beside.get_key_value(format!("{folder}{rest}").as_str());
            found.map(|(path, written)| (*path, *written))
        });
        here.find(|(found, _)| *found != path)
    }
}

/// The resources of a list, or of an object with symbolic names.
fn list<'a>(value: &'a Value, key: &str) -> Vec<&'a Value> {
    match value.get(key) {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(Value::Object(members)) => members.values().collect(),
        _ => Vec::new(),
    }
}

/// What expressions are computed with.
struct Scope<'a> {
    template: &'a Value,
    given: &'a BTreeMap<String, Known>,
    place: &'a Place,
    budget: &'a Budget,
    made: RefCell<BTreeMap<String, Known>>,
    copies: Vec<(String, i64)>,
    /// The copy of the resource itself.
    copy: Option<i64>,
    /// The arguments of a function of the template's own.
    arguments: Option<BTreeMap<String, Value>>,
    depth: Cell<usize>,
    unknown: RefCell<Vec<String>>,
}

impl<'a> Scope<'a> {
    fn of(
        template: &'a Value,
        given: &'a BTreeMap<String, Known>,
        place: &'a Place,
        budget: &'a Budget,
    ) -> Self {
        Self {
            template,
            given,
            place,
            budget,
            made: RefCell::default(),
            copies: Vec::new(),
            copy: None,
            arguments: None,
            depth: Cell::new(0),
            unknown: RefCell::default(),
        }
    }

    /// The same inside one of the copies of a resource or a part.
    fn inside(&self, name: &str, n: i64, whole: bool) -> Self {
        let mut copies = self.copies.clone();
        copies.push((name.to_ascii_lowercase(), n));
        Self {
            copies,
            copy: if whole { Some(n) } else { self.copy },
            made: self.made.clone(),
            arguments: self.arguments.clone(),
            depth: self.depth.clone(),
            unknown: RefCell::default(),
            ..*self
        }
    }

    fn miss(&self, reason: &str) {
        let mut unknown = self.unknown.borrow_mut();
        if unknown.len() < REASONS_MAX && !unknown.iter().any(|known| known == reason) {
            unknown.push(reason.to_owned());
        }
    }

    /// How many copies are made; none where that is not known.
    fn count(&self, copy: &Value) -> Option<i64> {
        let found = copy.get("count").map(|count| self.value(count));
        let count: Option<i64> = match &found {
            Some(Value::String(text)) => text.parse().ok(),
            other => other.as_ref().and_then(Value::as_i64),
        };
        let most = limit::COPIES.most;
        let known = count.filter(|count| usize::try_from(*count).is_ok_and(|n| n <= most));
        if known.is_none() {
            self.miss(&format!("a copy is not made 0 to {most} times"));
        }
        known
    }

    /// A value with everything computed that is known; the rest stays as it is written.
    fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => match formula::inside(text) {
                None => text
                    .strip_prefix('[')
                    .filter(|rest| rest.starts_with('['))
                    .unwrap_or(text)
                    .into(),
                Some(inner) => self.computed(inner).unwrap_or_else(|reason| {
                    self.miss(&reason);
                    text.as_str().into()
                }),
            },
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(members) => Value::Object(self.object(members)),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    /// A value that is known whole.
    fn known(&self, value: &Value) -> Known {
        let before = self.unknown.borrow().len();
        let made = self.value(value);
        let mut unknown = self.unknown.borrow_mut();
        if unknown.len() == before { Ok(made) } else { unknown.pop().map_or(Ok(made), Err) }
    }

    fn object(&self, members: &Map<String, Value>) -> Map<String, Value> {
        let loops = members.get("copy").and_then(Value::as_array);
        let loops = loops.filter(|loops| loops.iter().all(|one| one.get("count").is_some()));
        let mut made = Map::new();
        for (key, value) in members.iter().filter(|(key, _)| loops.is_none() || *key != "copy") {
            let value = match spelt(key) {
                // What a machine boots with is read for the words in it, whatever else is not known.
                "customData" | "userData" => value
                    .as_str()
                    .map_or_else(|| self.value(value), |text| self.lenient(text).into()),
                _ => self.value(value),
            };
            made.insert(spelt(key).to_owned(), value);
        }
        let mut open = Vec::new();
        for one in loops.into_iter().flatten() {
            let Some(name) = text(one, "/name") else { continue };
            match self.copied(name, one) {
                Some(items) => drop(made.insert(name.to_owned(), items)),
                None => open.push(one.clone()),
            }
        }
        if !open.is_empty() {
            made.insert("copy".to_owned(), Value::Array(open));
        }
        made
    }

    /// The list that a copy makes.
    fn copied(&self, name: &str, copy: &Value) -> Option<Value> {
        let input = copy.get("input")?;
        let mut items = Vec::new();
        for n in 0..self.count(copy)? {
            if !self.budget.steps(1) {
                return None;
            }
            let inside = self.inside(name, n, false);
            items.push(inside.value(input));
            inside.unknown.take().iter().for_each(|reason| self.miss(reason));
        }
        Some(Value::Array(items))
    }

    /// A text with `?` for what is not known of it.
    fn lenient(&self, text: &str) -> String {
        let Some(node) = formula::inside(text).and_then(|inner| formula::parse(inner).ok()) else {
            return text.to_owned();
        };
        self.words(&node)
    }

    fn words(&self, node: &Node) -> String {
        let whole = ["concat", "base64", "uri", "string"];
        if let Node::Call(name, arguments) = node
            && whole.contains(&name.as_str())
        {
            return arguments.iter().map(|argument| self.words(argument)).collect();
        }
        let told = self.node(node).map(|value| function::text(&value));
        told.ok().filter(|told| formula::inside(told).is_none()).unwrap_or_else(|| "?".to_owned())
    }

    fn computed(&self, expression: &str) -> Known {
        if !self.budget.steps(1 + expression.len() / 16) {
            return Err("a run computes so much and no more".to_owned());
        }
        self.node(&formula::parse(expression)?)
    }

    fn node(&self, node: &Node) -> Known {
        if self.depth.get() > DEPTH_MAX {
            return Err("expressions rest on themselves".to_owned());
        }
        self.depth.set(self.depth.get() + 1);
        let known = match node {
            Node::Literal(value) => Ok(value.clone()),
            Node::Get(of, key, safe) => {
                self.node(of).and_then(|of| access(&of, &self.node(key)?, *safe))
            }
            Node::Call(name, arguments) => self.call(name, arguments),
        };
        self.depth.set(self.depth.get() - 1);
        known.and_then(|value| self.paid(value))
    }

    /// A value is paid for by its size, so that doubling ends.
    fn paid(&self, value: Value) -> Known {
        let size = size(&value);
        if size > MADE_MAX || !self.budget.steps(size / 64) {
            return Err("a value is too large".to_owned());
        }
        Ok(value)
    }

    fn call(&self, name: &str, arguments: &[Node]) -> Known {
        match (name, arguments) {
            ("if", [condition, yes, no]) => {
                let holds = self.node(condition)?.as_bool();
                let holds = holds.ok_or("if() asks what is neither true nor false")?;
                self.node(if holds { yes } else { no })
            }
            ("and" | "or", [_, ..]) => {
                let decides = name == "or";
                let mut open = None;
                for argument in arguments {
                    match self.node(argument) {
                        Ok(Value::Bool(found)) if found == decides => return Ok(decides.into()),
                        Ok(Value::Bool(_)) => {}
                        Ok(_) => open = Some(format!("{name}() asks no truth")),
                        Err(reason) => open = Some(reason),
                    }
                }
                open.map_or(Ok((!decides).into()), Err)
            }
            ("coalesce", _) => {
                for argument in arguments {
                    let value = self.node(argument)?;
                    if !value.is_null() {
                        return Ok(value);
                    }
                }
                Ok(Value::Null)
            }
            (own, _) if own.contains('.') => self.own(own, arguments),
            _ => {
                let values = arguments.iter().map(|argument| self.node(argument));
                let values = values.collect::<Result<Vec<Value>, String>>()?;
                self.scoped(name, &values).unwrap_or_else(|| function::call(name, &values))
            }
        }
    }

    /// Functions of the template, the deployment and its copies.
    fn scoped(&self, name: &str, values: &[Value]) -> Option<Known> {
        let place = self.place;
        let own_group = format!("{OWN}/resourceGroups/{}", place.group);
        let names = || values.iter().map(Value::as_str).collect::<Option<Vec<&str>>>();
        let located = |mut object: Map<String, Value>| {
            // Where it is not known, asking for it fails alone.
            if let Some(location) = place.location {
                object.insert("location".to_owned(), location.into());
            }
            Ok(Value::Object(object))
        };
        let object = |members: &[(&str, &str)]| {
            members
                .iter()
                .map(|(key, value)| ((*key).to_owned(), Value::from(*value)))
                .collect::<Map<_, _>>()
        };
        Some(match (name, values) {
            ("parameters", [Value::String(name)]) => self.parameter(name),
            ("variables", [Value::String(name)]) => self.variable(name),
            ("copyindex", _) => self.copy_index(values),
            ("resourcegroup", []) => located(object(&[
                ("id", own_group.as_str()),
                ("name", &place.group),
                ("type", "Microsoft.Resources/resourceGroups"),
            ])),
            ("subscription", []) => {
                let own = [("id", OWN), ("subscriptionId", SUBSCRIPTION), ("tenantId", TENANT)];
                Ok(Value::Object(object(&own)))
            }
            ("tenant", []) => Ok(Value::Object(object(&[("tenantId", TENANT)]))),
            ("resourceid", _) => named(&own_group, &names()?),
            ("subscriptionresourceid", _) => named(OWN, &names()?),
            ("extensionresourceid", [Value::String(scope), rest @ ..]) => {
                let rest: Vec<&str> = rest.iter().filter_map(Value::as_str).collect();
                named(scope.trim_end_matches('/'), &rest)
            }
            ("pickzones", [_, _, _, rest @ ..]) if place.location.is_some() => {
                let number = |n: usize, other| match rest.get(n) {
                    None => Ok(other),
                    Some(given) => given.as_i64().ok_or("pickZones() is given no number"),
                };
                let (n, from) = match (number(0, 1), number(1, 0)) {
                    (Ok(n), Ok(from)) => (n, from),
                    (Err(why), _) | (_, Err(why)) => return Some(Err(why.to_owned())),
                };
                Ok((from..from.saturating_add(n).min(3))
                    .map(|zone| Value::from((zone + 1).to_string()))
                    .collect())
            }
            (open, _) if DEPLOYED.contains(&open) || open.starts_with("list") => {
                Err(format!("{name}() is known to the deployment alone"))
            }
            _ => return None,
        })
    }

    fn copy_index(&self, values: &[Value]) -> Known {
        let offset = values.iter().find_map(Value::as_i64).unwrap_or(0);
        let own = match values.iter().find_map(Value::as_str) {
            None => self.copy,
            Some(name) => {
                let mut copies = self.copies.iter().rev();
                copies.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, n)| *n)
            }
        };
        let n = own.ok_or("copyIndex() is asked for outside its copy")?;
        Ok(n.saturating_add(offset).into())
    }

    /// A value that is made once; while it is made it is not known, so that a circle ends.
    fn once(&self, key: String, make: impl FnOnce() -> Known) -> Known {
        if let Some(known) = self.made.borrow().get(&key) {
            return known.clone();
        }
        self.made.borrow_mut().insert(key.clone(), Err("it rests on itself".to_owned()));
        let known = make();
        self.made.borrow_mut().insert(key, known.clone());
        known
    }

    fn parameter(&self, name: &str) -> Known {
        let low = name.to_ascii_lowercase();
        if let Some(arguments) = &self.arguments {
            return arguments.get(&low).cloned().ok_or_else(|| format!("{name} is no argument"));
        }
        if let Some(given) = self.given.get(&low) {
            return given.clone();
        }
        let declared = self.template.get("parameters").and_then(Value::as_object);
        let declared = declared.and_then(|declared| member(declared, name));
        self.once(format!("p {low}"), || {
            let default = declared.and_then(|declared| declared.get("defaultValue"));
            // An empty default of a secret is none.
            let default = default.filter(|_| declared.is_none_or(|one| !is_secret(one)));
            default.map_or_else(
                || Err(format!("the parameter {name} has no value")),
                |default| self.whole(default),
            )
        })
    }

    fn variable(&self, name: &str) -> Known {
        let lost = || format!("the variable {name} is not declared");
        let declared =
            self.template.get("variables").and_then(Value::as_object).ok_or_else(lost)?;
        let copies = declared.get("copy").and_then(Value::as_array).into_iter().flatten();
        let mut copies = copies
            .filter(|copy| text(copy, "/name").is_some_and(|own| own.eq_ignore_ascii_case(name)));
        self.once(format!("v {}", name.to_ascii_lowercase()), || {
            match (member(declared, name), copies.next()) {
                (_, Some(copy)) => self.copied(name, copy).ok_or_else(lost),
                (Some(value), None) => self.whole(value),
                (None, None) => Err(lost()),
            }
        })
    }

    /// A value that is a parameter's or a variable's: expressions in it stay where they are not known, and a text
    /// that is one makes the whole unknown.
    fn whole(&self, value: &Value) -> Known {
        match value.as_str().and_then(formula::inside) {
            Some(inner) => self.computed(inner),
            None => Ok(self.value(value)),
        }
    }

    /// A function of the template's own.
    fn own(&self, name: &str, arguments: &[Node]) -> Known {
        let (space, function) = name.split_once('.').expect("it has a point");
        let spaces = each(self.template, "/functions");
        let mut spaces = spaces.filter(|one| {
            text(one, "/namespace").is_some_and(|own| own.eq_ignore_ascii_case(space))
        });
        let members = spaces.next().and_then(|one| one.get("members")).and_then(Value::as_object);
        let body = members.and_then(|members| member(members, function));
        let body = body.ok_or_else(|| format!("{name}() is not declared"))?;
        let names = each(body, "/parameters").filter_map(|one| text(one, "/name"));
        let mut given = BTreeMap::new();
        for (name, argument) in names.zip(arguments) {
            given.insert(name.to_ascii_lowercase(), self.node(argument)?);
        }
        let output = body.pointer("/output/value").ok_or("a function has no output")?;
        let inside = Self { arguments: Some(given), ..self.inside("", 0, false) };
        inside.known(output)
    }
}

fn is_secret(declared: &Value) -> bool {
    text(declared, "/type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("secure"))
}

/// About how much room a value takes.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => 1 + text.len(),
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => {
            1 + members.iter().map(|(key, value)| key.len() + size(value)).sum::<usize>()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 1,
    }
}

/// A member of an object, an item of a list.
fn access(of: &Value, key: &Value, safe: bool) -> Known {
    let found = match (of, key) {
        (Value::Object(members), Value::String(name)) => member(members, name),
        (Value::Array(items), Value::Number(n)) => {
            n.as_u64().and_then(|n| items.get(usize::try_from(n).ok()?))
        }
        _ => None,
    };
    match found {
        // What is in a value may still be an expression.
        Some(Value::String(text)) if formula::inside(text).is_some() => {
            Err(format!("{text} is not known"))
        }
        Some(value) => Ok(value.clone()),
        None if safe => Ok(Value::Null),
        None => Err(format!("{} is not there", function::text(key))),
    }
}

/// The name of a resource by its type and the names along it, below a group or another one.
fn named(below: &str, parts: &[&str]) -> Known {
    let kind = parts
        .iter()
        .position(|part| part.contains('/') && part.contains('.') && !part.starts_with('/'));
    let (before, rest) = parts.split_at(kind.ok_or("a resourceId has no type")?);
    let [kind, names @ ..] = rest else { return Err("a resourceId has no type".to_owned()) };
    let below = match before {
        [] => below.to_owned(),
        [group] => format!("{OWN}/resourceGroups/{group}"),
        [subscription, group, ..] => {
            format!("/subscriptions/{subscription}/resourceGroups/{group}")
        }
    };
    let mut levels = kind.trim_matches('/').split('/');
    let space = levels.next().expect("a split text has a first part");
    let levels: Vec<&str> = levels.collect();
    if levels.len() != names.len() {
        return Err(format!("a resourceId of {kind} has {} names", names.len()));
    }
    let along = levels.iter().zip(names).flat_map(|(kind, name)| [*kind, *name]);
    let parts: Vec<&str> = [below.as_str(), "providers", space].into_iter().chain(along).collect();
    Ok(parts.join("/").into())
}

/// The value with names of resources of the own group as `resourceId`.
fn shortened(value: Value) -> Value {
    match value {
        Value::String(text) => short(&text).unwrap_or(text).into(),
        Value::Array(items) => items.into_iter().map(shortened).collect(),
        Value::Object(members) => {
            Value::Object(members.into_iter().map(|(key, value)| (key, shortened(value))).collect())
        }
        plain @ (Value::Null | Value::Bool(_) | Value::Number(_)) => plain,
    }
}

fn short(text: &str) -> Option<String> {
    let group = format!("{OWN}/resourceGroups/{GROUP}/providers/");
    let mut parts = text.strip_prefix(&group)?.split('/');
    let mut kind = parts.next()?.to_owned();
    let mut names = String::new();
    while let (Some(level), Some(name)) = (parts.next(), parts.next()) {
        kind = format!("{kind}/{level}");
        names = format!("{names}, '{name}'");
    }
    Some(format!("[resourceId('{kind}'{names})]"))
}
