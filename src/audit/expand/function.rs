//! ARM's functions of values alone. What a function does not take, and one that is not here, is unknown.
//!
//! Source: Azure documentation, template functions; held against an evaluator of its own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::net::Range;

/// What a computation gives, or why it is not known.
pub(super) type Known = Result<Value, String>;

/// Most items of a list and bytes of a text that a function makes.
pub(super) const MADE_MAX: usize = 1 << 20;
const RANGE_MAX: i64 = 10_000;

/// Calls a function.
pub(super) fn call(name: &str, arguments: &[Value]) -> Known {
    let known = text_of(name, arguments)
        .or_else(|| coded(name, arguments))
        .or_else(|| number_of(name, arguments))
        .or_else(|| list_of(name, arguments))
        .or_else(|| set_of(name, arguments))
        .or_else(|| network_of(name, arguments));
    known.unwrap_or_else(|| Err(format!("{name}() is not computed here")))
}

fn no(name: &str) -> Known {
    Err(format!("{name}() does not take this"))
}

/// A member by its name, in any case.
pub(super) fn member<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let exact = object.get(name);
    exact.or_else(|| {
        let mut others = object.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        others.next().map(|(_, value)| value)
    })
}

/// A value as concat and string write it.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Null => String::new(),
        Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

pub(super) fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .all(|(key, value)| member(other, key).is_some_and(|own| equal(value, own)))
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| equal(a, b))
        }
        _ => one == other,
    }
}

fn is_empty(value: &Value) -> Option<bool> {
    match value {
        Value::String(text) => Some(text.is_empty()),
        Value::Array(items) => Some(items.is_empty()),
        Value::Object(members) => Some(members.is_empty()),
        Value::Null => Some(true),
        Value::Bool(_) | Value::Number(_) => None,
    }
}

fn text_of(name: &str, arguments: &[Value]) -> Option<Known> {
    use Value::{Array, String as Text};
    let whole = |n: usize| i64::try_from(n).map_or(Value::Null, Value::from);
    Some(Ok(match (name, arguments) {
        ("concat", [Array(_), ..]) => {
            let mut all = Vec::new();
            for list in arguments {
                let Array(items) = list else { return Some(no(name)) };
                all.extend(items.iter().cloned());
            }
            Array(all)
        }
        ("concat", _) => {
            let plain =
                arguments.iter().all(|one| !one.is_object() && !one.is_array() && !one.is_null());
            if !plain {
                return Some(no(name));
            }
            Text(arguments.iter().map(text).collect())
        }
        ("string", [one]) => Text(text(one)),
        ("tolower", [Text(one)]) => Text(one.to_lowercase()),
        ("toupper", [Text(one)]) => Text(one.to_uppercase()),
        ("trim", [Text(one)]) => one.trim().into(),
        ("replace", [Text(one), Text(from), Text(to)]) if !from.is_empty() => {
            if one.matches(from.as_str()).count() * to.len() > MADE_MAX {
                return Some(no(name));
            }
            one.replace(from.as_str(), to).into()
        }
        ("split", [Text(one), Text(by)]) if !by.is_empty() => one.split(by.as_str()).collect(),
        ("split", [Text(one), Array(by)]) => {
            let by = by.iter().map(Value::as_str).collect::<Option<Vec<&str>>>()?;
            let by: Vec<&str> = by.into_iter().filter(|by| !by.is_empty()).collect();
            split(one, &by)
        }
        ("join", [Array(items), Text(by)]) => {
            items.iter().map(text).collect::<Vec<_>>().join(by).into()
        }
        ("substring", [Text(one), start, rest @ ..]) => {
            let chars: Vec<char> = one.chars().collect();
            let start = usize::try_from(start.as_i64()?).ok()?;
            let length = match rest {
                [] => chars.len().checked_sub(start),
                [length, ..] => usize::try_from(length.as_i64()?).ok(),
            };
            let Some(part) = length.and_then(|n| chars.get(start..start.checked_add(n)?)) else {
                return Some(no(name));
            };
            Text(part.iter().collect())
        }
        ("startswith" | "endswith" | "indexof" | "lastindexof", [Text(one), Text(part)]) => {
            let (one, part) = (one.to_lowercase(), part.to_lowercase());
            let at = match name {
                "startswith" => return Some(Ok(one.starts_with(&part).into())),
                "endswith" => return Some(Ok(one.ends_with(&part).into())),
                "indexof" => one.find(&part),
                _ => one.rfind(&part),
            };
            let before = at.and_then(|at| one.get(..at));
            before.map_or((-1).into(), |before| whole(before.chars().count()))
        }
        _ => return None,
    }))
}

/// Functions that write a text in another form.
fn coded(name: &str, arguments: &[Value]) -> Option<Known> {
    use Value::{Number, String as Text};
    Some(Ok(match (name, arguments) {
        ("padleft", [one @ (Text(_) | Number(_)), Number(width), rest @ ..]) => {
            let fill = match rest.first() {
                None => " ",
                Some(fill) => fill.as_str()?,
            };
            let one = text(one);
            let width = usize::try_from(width.as_i64()?).ok().filter(|width| *width <= MADE_MAX)?;
            Text(fill.repeat(width.saturating_sub(one.chars().count())) + &one)
        }
        ("base64", [Text(one)]) => BASE64.encode(one).into(),
        ("base64tostring", [Text(one)]) => {
            let bytes = BASE64.decode(one).ok()?;
            String::from_utf8(bytes).ok()?.into()
        }
        ("json", [Text(one)]) => match serde_json::from_str(one) {
            Ok(value) => value,
            Err(_) => return Some(no(name)),
        },
        ("uri", [Text(base), Text(path)]) => uri(base, path).into(),
        ("uricomponent", [Text(one)]) => {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
            one.bytes()
                .map(|byte| {
                    if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
                })
                .collect::<String>()
                .into()
        }
        ("uniquestring", [_, ..]) if arguments.iter().all(Value::is_string) => {
            unique(arguments).into()
        }
        ("format", [Text(pattern), rest @ ..]) => match format_of(pattern, rest) {
            Some(text) => text.into(),
            None => return Some(no(name)),
        },
        _ => return None,
    }))
}

/// A text taken apart at any of several.
fn split(text: &str, by: &[&str]) -> Value {
    let mut parts = Vec::new();
    let mut rest = text;
    let next = |rest: &str| {
        let found = by.iter().filter_map(|by| Some((rest.find(by)?, by.len())));
        found.min_by_key(|(at, len)| (*at, usize::MAX - len))
    };
    while let Some((at, len)) = next(rest) {
        let (part, after) = rest.split_at(at);
        parts.push(Value::from(part));
        rest = after.get(len..).expect("what was found lies in the text");
    }
    parts.push(rest.into());
    Value::Array(parts)
}

/// A path as seen from an address.
fn uri(base: &str, path: &str) -> String {
    if path.contains("://") {
        return path.to_owned();
    }
    let host = base.find("://").map_or(0, |at| at + 3);
    let root = base.get(host..).and_then(|rest| rest.find('/')).map_or(base.len(), |at| host + at);
    let folder = base.rfind('/').filter(|at| *at >= root).map_or(base.len(), |at| at + 1);
    let end = if path.starts_with('/') { root } else { folder };
    let (kept, _) = base.split_at(end);
    format!("{kept}{path}")
}

/// Thirteen letters of a digest: not Azure's, which is not published, but the same for the same.
fn unique(parts: &[Value]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let parts: Vec<String> = parts.iter().map(text).collect();
    let digest = Sha256::digest(parts.join("-"));
    let number =
        digest.iter().take(9).fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
    (0..13)
        .map(|n| {
            let at = usize::try_from((number >> (5 * n)) & 31).expect("five bits");
            char::from(*LETTERS.get(at).expect("five bits"))
        })
        .collect()
}

/// The places of a pattern filled in. Of formats only the widths of whole numbers are known.
fn format_of(pattern: &str, values: &[Value]) -> Option<String> {
    let mut made = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        made += before;
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            made += from.get(..1)?;
            rest = after;
            continue;
        }
        let (place, after) = from.strip_prefix('{')?.split_once('}')?;
        let (number, spec) = place.split_once(':').unwrap_or((place, ""));
        let value = values.get(number.parse::<usize>().ok()?)?;
        let told = match (spec, value.as_i64()) {
            ("", _) => text(value),
            (spec, Some(number)) => {
                let width = spec.strip_prefix(['d', 'D']);
                let width = width.map_or(Some(spec.len()), |width| width.parse().ok())?;
                format!("{number:0width$}", width = width.min(100))
            }
            (_, None) => return None,
        };
        made.push_str(&told);
        rest = after;
        if made.len() > MADE_MAX {
            return None;
        }
    }
    Some(made + rest)
}

fn number_of(name: &str, arguments: &[Value]) -> Option<Known> {
    let numbers = || arguments.iter().map(Value::as_i64).collect::<Option<Vec<i64>>>();
    let of_two = |operation: fn(i64, i64) -> Option<i64>| match numbers().as_deref() {
        Some([a, b]) => operation(*a, *b).map_or_else(|| no(name), |value| Ok(value.into())),
        _ => no(name),
    };
    let extreme = |pick: fn(std::vec::IntoIter<i64>) -> Option<i64>| {
        let list = match arguments {
            [Value::Array(items)] => items.iter().map(Value::as_i64).collect::<Option<Vec<i64>>>(),
            _ => numbers(),
        };
        list.and_then(|list| pick(list.into_iter()))
            .map_or_else(|| no(name), |value| Ok(value.into()))
    };
    Some(match (name, arguments) {
        ("add", _) => of_two(i64::checked_add),
        ("sub", _) => of_two(i64::checked_sub),
        ("mul", _) => of_two(i64::checked_mul),
        ("div", _) => of_two(i64::checked_div),
        ("mod", _) => of_two(i64::checked_rem),
        ("min", _) => extreme(Iterator::min),
        ("max", _) => extreme(Iterator::max),
        ("int", [Value::String(text)]) => {
            text.trim().parse::<i64>().map_or_else(|_| no(name), |number| Ok(number.into()))
        }
        ("int", [Value::Number(number)]) => {
            number.as_i64().map_or_else(|| no(name), |number| Ok(number.into()))
        }
        ("bool", [Value::String(text)]) => match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(true.into()),
            "false" | "0" => Ok(false.into()),
            _ => no(name),
        },
        ("bool", [Value::Bool(value)]) => Ok((*value).into()),
        ("bool", [Value::Number(number)]) => Ok((number.as_i64() != Some(0)).into()),
        ("true", []) => Ok(true.into()),
        ("false", []) => Ok(false.into()),
        ("null", []) => Ok(Value::Null),
        ("not", [Value::Bool(value)]) => Ok((!value).into()),
        ("equals", [a, b]) => Ok(equal(a, b).into()),
        ("less", [a, b]) => ordered(name, a, b, std::cmp::Ordering::is_lt),
        ("lessorequals", [a, b]) => ordered(name, a, b, std::cmp::Ordering::is_le),
        ("greater", [a, b]) => ordered(name, a, b, std::cmp::Ordering::is_gt),
        ("greaterorequals", [a, b]) => ordered(name, a, b, std::cmp::Ordering::is_ge),
        ("range", [start, count]) => match (start.as_i64(), count.as_i64()) {
            (Some(start), Some(count)) if (0..=RANGE_MAX).contains(&count) => {
                Ok((0..count).map(|n| Value::from(start.saturating_add(n))).collect())
            }
            _ => no(name),
        },
        _ => return None,
    })
}

fn ordered(name: &str, a: &Value, b: &Value, holds: fn(std::cmp::Ordering) -> bool) -> Known {
    let order = match (a, b) {
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => a.as_i64().zip(b.as_i64()).map(|(a, b)| a.cmp(&b)),
        _ => None,
    };
    order.map_or_else(|| no(name), |order| Ok(holds(order).into()))
}

/// How many items `take` and `skip` are about.
fn items(value: &Value) -> Option<usize> {
    usize::try_from(value.as_i64()?.max(0)).ok()
}

fn list_of(name: &str, arguments: &[Value]) -> Option<Known> {
    use Value::{Array, Object, String as Text};
    let whole = |n: usize| i64::try_from(n).map_or(Value::Null, Value::from);
    Some(Ok(match (name, arguments) {
        ("length", [Text(one)]) => whole(one.chars().count()),
        ("length", [Array(items)]) => whole(items.len()),
        ("length", [Object(members)]) => whole(members.len()),
        ("empty", [one]) => is_empty(one)?.into(),
        ("contains", [Text(one), part]) => one.contains(&text(part)).into(),
        ("contains", [Array(items), one]) => items.iter().any(|item| equal(item, one)).into(),
        ("contains", [Object(members), key]) => member(members, &text(key)).is_some().into(),
        ("first", [Text(one)]) => one.chars().next().map(String::from).unwrap_or_default().into(),
        ("last", [Text(one)]) => one.chars().last().map(String::from).unwrap_or_default().into(),
        ("first", [Array(items)]) => items.first().cloned().unwrap_or(Value::Null),
        ("last", [Array(items)]) => items.last().cloned().unwrap_or(Value::Null),
        ("take", [Text(one), n]) => one.chars().take(items(n)?).collect::<String>().into(),
        ("skip", [Text(one), n]) => one.chars().skip(items(n)?).collect::<String>().into(),
        ("take", [Array(all), n]) => all.iter().take(items(n)?).cloned().collect(),
        ("skip", [Array(all), n]) => all.iter().skip(items(n)?).cloned().collect(),
        ("createarray", _) => Array(arguments.to_vec()),
        ("createobject", _) if arguments.len().is_multiple_of(2) => {
            let mut made = Map::new();
            for pair in arguments.chunks_exact(2) {
                let [Text(key), value] = pair else { return Some(no(name)) };
                made.insert(key.clone(), value.clone());
            }
            Object(made)
        }
        ("array", [Array(items)]) => Array(items.clone()),
        ("array", [one]) => Array(vec![one.clone()]),
        ("flatten", [Array(lists)]) => {
            let inner = lists.iter().map(Value::as_array).collect::<Option<Vec<_>>>()?;
            inner.into_iter().flatten().cloned().collect()
        }
        ("items", [Object(members)]) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by_key(|(key, _)| key.to_lowercase());
            let item = |(key, value): (&String, &Value)| {
                Object(Map::from_iter([
                    ("key".to_owned(), Text(key.clone())),
                    ("value".to_owned(), value.clone()),
                ]))
            };
            members.into_iter().map(item).collect()
        }
        ("indexof", [Array(items), one]) => {
            items.iter().position(|item| equal(item, one)).map_or(Value::from(-1), whole)
        }
        _ => return None,
    }))
}

/// What several lists or objects hold, and what all of them do.
fn set_of(name: &str, arguments: &[Value]) -> Option<Known> {
    use Value::{Array, Object};
    Some(Ok(match (name, arguments) {
        ("union", [Object(_), ..]) => {
            let mut made = Map::new();
            for one in arguments {
                let Object(members) = one else { return Some(no(name)) };
                made = united(made, members);
            }
            Object(made)
        }
        ("union", [Array(_), ..]) => {
            let mut made: Vec<Value> = Vec::new();
            for one in arguments {
                let Array(items) = one else { return Some(no(name)) };
                for item in items {
                    if made.len() < 1000 && !made.iter().any(|known| equal(known, item)) {
                        made.push(item.clone());
                    }
                }
            }
            Array(made)
        }
        ("intersection", [Array(items), rest @ ..]) => {
            let rest = rest.iter().map(Value::as_array).collect::<Option<Vec<_>>>()?;
            let in_all =
                |item: &&Value| rest.iter().all(|other| other.iter().any(|one| equal(one, item)));
            items.iter().take(1000).filter(in_all).cloned().collect()
        }
        _ => return None,
    }))
}

/// Two objects in one; what both have is united where it is an object, else the second one's.
fn united(mut into: Map<String, Value>, from: &Map<String, Value>) -> Map<String, Value> {
    for (key, value) in from {
        let known =
            into.keys().find(|known| known.eq_ignore_ascii_case(key)).unwrap_or(key).clone();
        let both = match (into.remove(&known), value) {
            (Some(Value::Object(own)), Value::Object(other)) => Value::Object(united(own, other)),
            (_, other) => other.clone(),
        };
        into.insert(known, both);
    }
    into
}

/// Functions of IPv4 networks.
fn network_of(name: &str, arguments: &[Value]) -> Option<Known> {
    let range = |text: &Value| {
        let (address, len) = text.as_str()?.split_once('/')?;
        Range::around(address.parse().ok()?, len.parse().ok()?)
    };
    let made = match (name, arguments) {
        ("cidrsubnet", [text, len, n]) => range(text).and_then(|range| {
            let len = u8::try_from(len.as_i64()?).ok().filter(|len| *len <= 32)?;
            let extra = len.checked_sub(range.prefix_len())?;
            let n = u64::try_from(n.as_i64()?).ok().filter(|n| *n < 1 << extra)?;
            let first = u64::from(range.network().to_bits()) + (n << (32 - len));
            let first = std::net::Ipv4Addr::from_bits(u32::try_from(first).ok()?);
            Some(Value::from(format!("{first}/{len}")))
        }),
        ("cidrhost", [text, n]) => range(text).and_then(|range| {
            let n = u32::try_from(n.as_i64()?).ok()?;
            let own = u32::from(range.size() > 2);
            let last = u32::try_from(range.size() - 1).ok()?.checked_sub(own)?;
            let at = n.checked_add(own).filter(|at| *at <= last)?;
            Some(std::net::Ipv4Addr::from_bits(range.network().to_bits() + at).to_string().into())
        }),
        ("parsecidr", [text]) => range(text).map(|range| {
            let own = u32::from(range.size() > 2);
            let at = |bits: u32| Value::from(std::net::Ipv4Addr::from_bits(bits).to_string());
            let (first, last) = (range.network().to_bits(), range.last().to_bits());
            Value::Object(Map::from_iter([
                ("network".to_owned(), at(first)),
                ("netmask".to_owned(), range.netmask().to_string().into()),
                ("broadcast".to_owned(), at(last)),
                ("firstUsable".to_owned(), at(first + own)),
                ("lastUsable".to_owned(), at(last - own)),
                ("cidr".to_owned(), range.prefix_len().into()),
            ]))
        }),
        _ => return None,
    };
    Some(made.map_or_else(|| no(name), Ok))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn functions_compute_what_azure_does() {
        for (name, arguments, wanted) in [
            ("concat", json!(["a", 1, true]), json!("a1True")),
            ("concat", json!([[1], [2]]), json!([1, 2])),
            ("split", json!(["80, 443;22", [",", ";"]]), json!(["80", " 443", "22"])),
            ("replace", json!(["a-b", "-", "+"]), json!("a+b")),
            ("substring", json!(["abcd", 1, 2]), json!("bc")),
            ("format", json!(["{0}-{1:00}{{", "x", 7]), json!("x-07{")),
            ("padleft", json!([7, 3, "0"]), json!("007")),
            ("union", json!([{"a": {"b": 1}}, {"A": {"c": 2}}]), json!({"a": {"b": 1, "c": 2}})),
            ("take", json!(["abc", 2]), json!("ab")),
            ("contains", json!([{"Key": 1}, "key"]), json!(true)),
            ("cidrsubnet", json!(["10.0.0.0/16", 24, 3]), json!("10.0.3.0/24")),
            ("cidrhost", json!(["10.0.3.0/24", 3]), json!("10.0.3.4")),
            ("div", json!([7, 2]), json!(3)),
            ("less", json!([1, 2]), json!(true)),
            ("uri", json!(["https://h/a/b.json", "c.json"]), json!("https://h/a/c.json")),
        ] {
            let found = call(name, arguments.as_array().unwrap());
            assert_eq!(found, Ok(wanted), "{name} {arguments}");
        }
        for (name, arguments) in [
            ("div", json!([1, 0])),
            ("range", json!([0, 1_000_000_000])),
            ("nonsense", json!([])),
            ("substring", json!(["a", 5])),
            ("format", json!(["{9}", 1])),
            ("padleft", json!(["a", 1_000_000_000])),
            ("add", json!([i64::MAX, 1])),
        ] {
            assert!(call(name, arguments.as_array().unwrap()).is_err(), "{name}");
        }
    }
}
