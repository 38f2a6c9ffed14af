//! JSON as people read it: two-space indentation, keys in the order given, a final line feed.

use serde::{Serialize, Serializer};

/// An object whose keys keep their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object<K, V>(pub Vec<(K, V)>);

impl<K: Serialize, V: Serialize> Serialize for Object<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// The value as pretty JSON.
pub fn pretty(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("only maps with text keys are written");
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_keep_their_order() {
        let object = Object(vec![("b", 1), ("a", 2)]);
        assert_eq!(pretty(&object), "{\n  \"b\": 1,\n  \"a\": 2\n}\n");
    }
}
