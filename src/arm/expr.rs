//! ARM expressions as a type; only its writer knows brackets and quotes.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Serialize, Serializer};

/// A resource type with the API version that this template uses for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) api: &'static str,
}

/// A mirror of a resource type, which alone says of which kind a resource is.
pub(super) trait Typed {
    const KIND: Kind;
}

/// A text as the template says it, be it a value or the key of one. Azure takes `[…]` for an expression and
/// `[[…]` for a text, but only where the text ends with a bracket too (docs, "Syntax and expressions in
/// ARM templates"; Azure/bicep#2006): another text that begins with one is quoted inside an expression.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Text(String);

impl Text {
    /// The text itself, for where nothing is computed.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: fmt::Display> From<T> for Text {
    fn from(text: T) -> Self {
        Self(text.to_string())
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.0.as_str();
        match (text.starts_with('['), text.ends_with(']')) {
            (false, _) => serializer.serialize_str(text),
            (true, true) => serializer.collect_str(&format_args!("[{text}")),
            (true, false) => Expr::quoted(text).serialize(serializer),
        }
    }
}

/// A value of the template: a text, or something that Azure computes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Expr {
    /// A text as it is.
    Text(Text),
    /// A whole number inside an expression.
    Number(u32),
    /// A parameter.
    Parameter(&'static str),
    /// A function of Azure's.
    Call(&'static str, Vec<Expr>),
    /// A property of a value, `.keys[0].value`.
    Property(Box<Expr>, String),
    /// What the portal's form computes of each item of a list.
    EachItem(Box<Expr>),
    /// That item.
    Item,
}

impl Expr {
    pub(super) fn text(text: impl Into<Text>) -> Self {
        Self::Text(text.into())
    }

    /// A text inside an expression, which no document takes for another one.
    pub(super) fn quoted(text: &str) -> Self {
        Self::call("concat", vec![Self::text(text)])
    }

    /// A function of Azure's.
    pub(super) fn call(name: &'static str, arguments: Vec<Self>) -> Self {
        Self::Call(name, arguments)
    }

    /// A property of this value.
    #[must_use]
    pub(super) fn property(self, path: impl Into<String>) -> Self {
        Self::Property(Box::new(self), path.into())
    }

    /// An id that a person typed, as the function call that gives it.
    pub(super) fn typed_id(id: &str) -> Self {
        let segments: Vec<&str> = id.split('/').collect();
        let ["", _, subscription, _, group, _, namespace, rest @ ..] = segments.as_slice() else {
            unreachable!("an id that has not the parts of one is refused as it is read");
        };
        let kinds: Vec<&str> = rest.iter().step_by(2).copied().collect();
        let names = rest.iter().skip(1).step_by(2).map(|name| Self::text(*name));
        let mut arguments = vec![
            Self::text(*subscription),
            Self::text(*group),
            Self::text(format!("{namespace}/{}", kinds.join("/"))),
        ];
        arguments.extend(names);
        Self::call("resourceId", arguments)
    }
}

impl fmt::Display for Expr {
    /// The form inside an expression.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "'{}'", text.0.replace('\'', "''")),
            Self::Number(number) => number.fmt(f),
            Self::Parameter(name) => write!(f, "parameters('{name}')"),
            Self::Call(name, arguments) => {
                write!(f, "{name}(")?;
                for (n, argument) in arguments.iter().enumerate() {
                    if n > 0 {
                        f.write_str(", ")?;
                    }
                    argument.fmt(f)?;
                }
                f.write_str(")")
            }
            Self::Property(value, path) => write!(f, "{value}{path}"),
            Self::EachItem(result) => write!(f, "({}) => {result}", Self::Item),
            Self::Item => f.write_str("item"),
        }
    }
}

impl Serialize for Expr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => text.serialize(serializer),
            Self::Number(number) => serializer.serialize_u32(*number),
            Self::Parameter(_)
            | Self::Call(..)
            | Self::Property(..)
            | Self::EachItem(_)
            | Self::Item => serializer.collect_str(&format_args!("[{self}]")),
        }
    }
}

/// Where a resource is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id {
    /// Resource group when it is not the deployment's own.
    pub(super) group: Option<String>,
    /// Its type.
    pub(super) kind: Kind,
    /// Types below it, `/subnets`.
    pub(super) below: &'static str,
    /// Names, one a level.
    pub(super) names: Vec<Expr>,
}

impl Id {
    /// A resource of this deployment's resource group.
    pub(super) fn of<T: Typed>(name: impl Into<Text>) -> Self {
        Self::named::<T>(vec![Expr::text(name)])
    }

    /// A resource of this deployment's resource group, with one name a level of its type.
    pub(super) fn named<T: Typed>(names: Vec<Expr>) -> Self {
        Self { group: None, kind: T::KIND, below: "", names }
    }

    /// Its name as a resource says it: the levels joined by slashes.
    pub(super) fn name(&self) -> Expr {
        let mut parts = Vec::new();
        for name in &self.names {
            match (parts.last_mut(), name) {
                (Some(Expr::Text(Text(last))), Expr::Text(Text(name))) => {
                    last.push('/');
                    last.push_str(name);
                }
                (Some(_), Expr::Text(Text(name))) => parts.push(Expr::text(format!("/{name}"))),
                (last, name) => {
                    if last.is_some() {
                        parts.push(Expr::text("/"));
                    }
                    parts.push(name.clone());
                }
            }
        }
        match parts.pop() {
            Some(only) if parts.is_empty() => only,
            last => Expr::call("concat", parts.into_iter().chain(last).collect()),
        }
    }

    /// Something inside the resource, such as a subnet.
    #[must_use]
    pub(super) fn inner(mut self, below: &'static str, name: impl Into<Text>) -> Self {
        self.below = below;
        self.names.push(Expr::text(name));
        self
    }

    /// The same in another resource group.
    #[must_use]
    pub(super) fn in_group(mut self, group: Option<&String>) -> Self {
        self.group = group.cloned();
        self
    }

    fn expr(&self) -> Expr {
        let kind = Expr::text(format!("{}{}", self.kind.name, self.below));
        let group = self.group.iter().map(Expr::text);
        let names = self.names.iter().cloned();
        Expr::call("resourceId", group.chain([kind]).chain(names).collect())
    }

    /// The resource as a whole, which is what can be waited for.
    fn whole(&self) -> Self {
        Self {
            group: self.group.clone(),
            kind: self.kind,
            below: "",
            // A type has one slash before each of its levels.
            names: self.names.iter().take(self.kind.name.matches('/').count()).cloned().collect(),
        }
    }
}

/// The references that one resource makes. An [`Id`] becomes an expression only here, so that what is
/// referred to is always known.
#[derive(Clone, Debug, Default)]
pub(super) struct References(BTreeSet<Id>);

impl References {
    /// Refers to a resource, or to something inside it.
    pub(super) fn id(&mut self, id: &Id) -> Expr {
        self.0.insert(id.whole());
        id.expr()
    }

    /// Refers to a resource of this deployment's resource group.
    pub(super) fn named<T: Typed>(&mut self, name: impl Into<Text>) -> Expr {
        self.id(&Id::of::<T>(name))
    }

    /// Waits for a resource without naming it.
    pub(super) fn wait_for(&mut self, id: &Id) {
        self.0.insert(id.whole());
    }

    /// The ids to wait for: those of resources that the template makes itself.
    pub(super) fn depends_on(&self, made: &[Id], own: &Id) -> Vec<Expr> {
        self.0.iter().filter(|id| made.contains(id) && *id != own).map(Id::expr).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(expr: &Expr) -> String {
        serde_json::to_string(expr).unwrap()
    }

    #[test]
    fn texts_that_look_like_expressions_are_escaped() {
        assert_eq!(json(&Expr::text("plain")), r#""plain""#);
        assert_eq!(json(&Expr::text("[x]")), r#""[[x]""#);
        assert_eq!(json(&Expr::text("[x] y")), r#""[concat('[x] y')]""#);
        assert_eq!(json(&Expr::call("concat", vec![Expr::text("it's")])), r#""[concat('it''s')]""#);
    }

    #[test]
    fn a_typed_id_becomes_a_call() {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/a/images/b/versions/1.0.0";
        assert_eq!(
            Expr::typed_id(id).to_string(),
            "resourceId('s', 'g', 'Microsoft.Compute/galleries/images/versions', 'a', 'b', '1.0.0')"
        );
    }

    #[test]
    fn names_of_several_levels_are_joined() {
        struct Share;
        impl Typed for Share {
            const KIND: Kind =
                Kind { name: "Microsoft.Storage/storageAccounts/fileServices/shares", api: "" };
        }
        let levels = |account: Expr| vec![account, Expr::text("default"), Expr::text("s")];
        assert_eq!(json(&Id::named::<Share>(levels(Expr::text("a"))).name()), r#""a/default/s""#);
        assert_eq!(
            json(&Id::named::<Share>(levels(Expr::Parameter("p"))).name()),
            r#""[concat(parameters('p'), '/default/s')]""#
        );
    }

    #[test]
    fn only_resources_of_the_template_are_waited_for() {
        struct Vnet;
        impl Typed for Vnet {
            const KIND: Kind =
                Kind { name: "Microsoft.Network/virtualNetworks", api: "2025-05-01" };
        }
        let mut references = References::default();
        let subnet = references.id(&Id::of::<Vnet>("v").inner("/subnets", "s"));
        let _ = references.id(&Id::of::<Vnet>("elsewhere"));
        assert_eq!(
            subnet.to_string(),
            "resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')"
        );
        let made = [Id::of::<Vnet>("v")];
        let depends = references.depends_on(&made, &Id::of::<Vnet>("own"));
        assert_eq!(depends.len(), 1);
        assert_eq!(
            json(&depends[0]),
            r#""[resourceId('Microsoft.Network/virtualNetworks', 'v')]""#
        );
    }
}
