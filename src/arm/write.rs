//! Pretty JSON with two-space indentation and a final line feed.

use serde::Serialize;

pub(super) fn pretty(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("the mirror structs are always JSON");
    text + "\n"
}
