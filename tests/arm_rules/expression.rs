//! Just enough of ARM's expression language to see which functions are called with what.

/// A call of a function with the texts of its arguments.
#[derive(Debug)]
pub(crate) struct Call {
    /// Function name.
    pub(crate) name: String,
    /// Arguments as written.
    pub(crate) arguments: Vec<String>,
}

/// Every call in an expression, texts in quotes left out.
pub(crate) fn calls(expression: &str) -> Vec<Call> {
    let chars: Vec<char> = expression.chars().collect();
    let mut calls = Vec::new();
    let (mut word, mut quoted) = (String::new(), false);
    for (n, c) in chars.iter().enumerate() {
        if *c == '\'' {
            quoted = !quoted;
        }
        if quoted {
            word.clear();
            continue;
        }
        match c {
            '(' if !word.is_empty() => {
                let rest = chars.get(n + 1..).unwrap_or_default();
                calls.push(Call { name: std::mem::take(&mut word), arguments: arguments(rest) });
            }
            c if c.is_ascii_alphanumeric() => word.push(*c),
            _ => word.clear(),
        }
    }
    calls
}

fn arguments(rest: &[char]) -> Vec<String> {
    let (mut depth, mut quoted) = (0_usize, false);
    let mut arguments = vec![String::new()];
    for c in rest {
        if *c == '\'' {
            quoted = !quoted;
        }
        match c {
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted && depth > 0 => depth -= 1,
            ')' if !quoted => break,
            ',' if !quoted && depth == 0 => {
                arguments.push(String::new());
                continue;
            }
            _ => {}
        }
        arguments.last_mut().expect("there is always one").push(*c);
    }
    let trimmed = arguments.into_iter().map(|argument| argument.trim().to_owned());
    trimmed.filter(|argument| !argument.is_empty()).collect()
}

/// The text of an argument that is one.
pub(crate) fn literal(argument: &str) -> Option<&str> {
    argument.strip_prefix('\'')?.strip_suffix('\'')
}

#[test]
fn calls_are_found_with_their_arguments() {
    let found = calls("[concat('a(b', resourceId('T/u', 'x,y'), if(true(), 'it''s', '1'))]");
    let names: Vec<&str> = found.iter().map(|call| call.name.as_str()).collect();
    assert_eq!(names, ["concat", "resourceId", "if", "true"]);
    assert_eq!(found[1].arguments, ["'T/u'", "'x,y'"]);
    assert_eq!(found[0].arguments.len(), 3);
    assert_eq!(literal(&found[1].arguments[0]), Some("T/u"));
}
