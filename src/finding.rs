//! Findings: what the checks say, where, how serious it is and how to repair it.
//!
//! A fix is data, never a closure: a list of edits to the draft, so that it can be previewed,
//! applied, undone and tested. A finding holds facts; severity and words belong to the rule (`Code`,
//! and `Case` for each of its sentences).

use std::collections::BTreeMap;
use std::fmt;

use crate::facts::limit::TOLD_MAX;
use crate::field::Field;

mod code;
mod fact;
mod rule;

pub use code::{Case, Code};
pub use fact::{Fact, Facts, cut};
pub use rule::{Explanation, Rule, Sentence, Severity};

/// Whether a fix may be applied without a second look. The rule declares it, and the laws hold it to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// Means what the person meant: the design was read as if it were made, so it removes the finding
    /// and brings no error.
    Safe,
    /// Changes the design; look at it first.
    Unsafe,
}

/// A repair as data: new texts for fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The button's text, imperative.
    pub title: String,
    /// Whether "fix all" may include it.
    pub safety: Safety,
    /// The new text of each field, blank for "choose for me".
    pub edits: Vec<(Field, String)>,
}

/// One thing that the checks have to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub code: Code,
    /// Which of the rule's sentences says it.
    pub case: Case,
    /// The fields concerned, the most important one first; none for a file as a whole.
    pub at: Vec<Field>,
    /// What the sentence names, in its order.
    pub facts: Vec<Fact>,
    /// Repairs, the best one first.
    pub fixes: Vec<Fix>,
    /// What follows from it, and goes with it.
    pub followers: Vec<Finding>,
}

/// How a sentence calls a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// By its key, as files and the command line do.
    Keys,
    /// By its title, as the form does.
    Titles,
}

impl Case {
    /// A finding of this case at these fields, about these facts.
    pub fn at(self, at: impl AsRef<[Field]>, facts: impl Facts) -> Finding {
        self.finding(at.as_ref(), facts.list())
    }

    /// The part of `at` that needs no copy for each kind of argument.
    #[inline(never)]
    fn finding(self, at: &[Field], facts: Vec<Fact>) -> Finding {
        debug_assert_eq!(
            self.sentence().says.matches("{}").count(),
            facts.len(),
            "{self:?} has another number of facts"
        );
        Finding {
            code: self.code(),
            case: self,
            at: at.to_vec(),
            facts,
            fixes: Vec::new(),
            followers: Vec::new(),
        }
    }
}

impl Finding {
    /// Adds a repair that means what the person meant.
    #[must_use]
    pub fn safe<T: Into<String>>(
        self,
        title: impl Into<String>,
        edits: impl IntoIterator<Item = (Field, T)>,
    ) -> Self {
        self.with_fix(&title.into(), Safety::Safe, texts(edits))
    }

    /// Adds a repair that changes the design.
    #[must_use]
    pub fn offer<T: Into<String>>(
        self,
        title: impl Into<String>,
        edits: impl IntoIterator<Item = (Field, T)>,
    ) -> Self {
        self.with_fix(&title.into(), Safety::Unsafe, texts(edits))
    }

    /// Adds the repair that types a value, which is what the person meant.
    #[must_use]
    pub fn safe_value(self, field: Field, value: impl fmt::Display) -> Self {
        self.safe(format!("Use {value}"), [(field, value.to_string())])
    }

    /// Adds the repair that types a value.
    #[must_use]
    pub fn offer_value(self, field: Field, value: impl fmt::Display) -> Self {
        self.offer(format!("Use {value}"), [(field, value.to_string())])
    }

    /// Adds the repair that leaves a field to the plan.
    #[must_use]
    pub fn choose(self, field: Field) -> Self {
        self.offer("Choose for me", [(field, "")])
    }

    /// Adds the repair that clears a field without effect.
    #[must_use]
    pub fn clear(self, field: Field) -> Self {
        self.safe("Clear it", [(field, "")])
    }

    #[inline(never)]
    fn with_fix(mut self, title: &str, safety: Safety, edits: Vec<(Field, String)>) -> Self {
        let title = cut(title).into_owned();
        self.fixes.push(Fix { title, safety, edits });
        self
    }

    /// The repair that may be made without a second look.
    pub fn safe_fix(&self) -> Option<&Fix> {
        self.fixes.iter().find(|fix| fix.safety == Safety::Safe)
    }

    /// The severity of its rule.
    pub fn severity(&self) -> Severity {
        self.code.rule().severity
    }

    /// Subject, found, expected, in one clause.
    pub fn message(&self, names: Names) -> String {
        self.words(self.case.sentence().says, names)
    }

    /// The values that it names, as texts.
    pub fn named(&self) -> Vec<String> {
        let text = |fact: &Fact| {
            let mut said = String::new();
            if let Fact::Name(name) = fact {
                said.push_str(name);
            } else {
                fact.say(&mut said, Field::title);
            }
            said
        };
        self.facts.iter().map(text).collect()
    }

    /// What to do, imperative.
    pub fn hint(&self, names: Names) -> Option<String> {
        self.case.sentence().hint.map(|hint| self.words(hint, names))
    }

    /// A text of the catalogue with its places filled: `{at}` and `{also}` are the first two fields,
    /// each `{}` is the next fact.
    fn words(&self, text: &str, names: Names) -> String {
        let called: fn(Field) -> String = match names {
            Names::Keys => |field| field.key().to_owned(),
            Names::Titles => |field| field.title(),
        };
        let mut facts = self.facts.iter();
        let mut said = String::new();
        for (n, piece) in text.split(['{', '}']).enumerate() {
            let field = match piece {
                _ if n % 2 == 0 => {
                    said.push_str(piece);
                    continue;
                }
                "at" => self.at.first(),
                "also" => self.at.get(1),
                _ => {
                    let fact = facts.next().expect("a sentence has as many places as facts");
                    fact.say(&mut said, called);
                    continue;
                }
            };
            said.push_str(&called(*field.expect("a sentence names fields that it is said at")));
        }
        said
    }
}

fn texts<T: Into<String>>(edits: impl IntoIterator<Item = (Field, T)>) -> Vec<(Field, String)> {
    edits.into_iter().map(|(field, text)| (field, text.into())).collect()
}

impl fmt::Display for Finding {
    /// `error[NET002] at network.range: message`, the form of the command line and the goldens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = self.code.rule();
        write!(f, "{}[{}]", rule.severity, rule.code)?;
        for (place, field) in self.at.iter().enumerate() {
            f.write_str(if place == 0 { " at " } else { ", " })?;
            f.write_str(field.key())?;
        }
        write!(f, ": {}", self.message(Names::Keys))?;
        if let Some(hint) = self.hint(Names::Keys) {
            write!(f, "\n  hint: {hint}")?;
        }
        for fix in &self.fixes {
            write!(f, "\n  fix: {}", fix.title)?;
        }
        for follower in &self.followers {
            let rule = follower.code.rule();
            write!(f, "\n  follows: {}: {}", rule.code, follower.message(Names::Keys))?;
        }
        Ok(())
    }
}

/// A value together with what was found while making it. Making it never stops early.
#[derive(Clone, Debug)]
pub struct Checked<T> {
    /// The value, complete even when something was wrong.
    pub value: T,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Puts findings into the one order that every face uses: severity, then the form's order, then
/// the rule; equal findings are said once, and of many that one rule has at one field the first ones.
pub fn sort(findings: &mut Vec<Finding>) {
    let order = |a: &Finding, b: &Finding| {
        (a.severity(), &a.at, a.case, &a.facts).cmp(&(b.severity(), &b.at, b.case, &b.facts))
    };
    findings.sort_by(order);
    findings.dedup();
    let mut told: BTreeMap<(Code, Option<Field>), usize> = BTreeMap::new();
    findings.retain(|finding| {
        let told = told.entry((finding.code, finding.at.first().copied())).or_default();
        *told += 1;
        *told <= TOLD_MAX
    });
    for ((code, at), told) in told {
        if told > TOLD_MAX {
            let facts = (Fact::Word(code.rule().code), TOLD_MAX);
            findings.push(Case::FindingsMany.at(at.as_slice(), facts));
        }
    }
    findings.sort_by(order);
}

/// Adds a finding below the one that it follows from, or by itself where there is none.
pub fn follow(findings: &mut Vec<Finding>, causes: impl Fn(&Finding) -> bool, finding: Finding) {
    match findings.iter_mut().find(|one| causes(one)) {
        Some(cause) => cause.followers.push(finding),
        None => findings.push(finding),
    }
}

/// Whether any of the findings blocks the documents.
pub fn blocks(findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.severity() == Severity::Error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_calls_fields_as_its_reader_does() {
        let at = [Field::PanoramaVmAuthKey, Field::PanoramaAuthKey];
        let finding = Case::KeyMisplaced.at(at, ());
        let keys = finding.message(Names::Keys);
        assert_eq!(keys, "panorama.vm_auth_key holds a key of panorama.auth_key's shape");
        let titles = finding.message(Names::Titles);
        assert_eq!(
            titles,
            keys.replace(at[0].key(), &at[0].title()).replace(at[1].key(), &at[1].title())
        );
        assert_ne!(finding.hint(Names::Keys), finding.hint(Names::Titles));
    }

    #[test]
    fn a_long_value_is_cut_in_its_middle() {
        let pasted = format!("start{}end", "é".repeat(50_000));
        let finding = Case::SuffixShape.at([Field::SiteSuffix], &pasted);
        let said = finding.message(Names::Titles);
        assert!(said.chars().count() < 300, "{}", said.len());
        assert!(said.contains("start") && said.contains('…') && said.contains("end"), "{said}");
        assert_eq!(finding.named(), std::slice::from_ref(&pasted), "what it is about stays whole");
        let offered = finding.offer_value(Field::SiteSuffix, pasted);
        assert!(offered.fixes[0].title.chars().count() < 100);
        let many: Fact = (0..1000_u32).collect();
        let mut said = String::new();
        many.say(&mut said, Field::title);
        assert!(said.ends_with("19 and 980 more"), "{said}");
    }

    #[test]
    fn findings_are_equal_by_rule_place_and_facts() {
        let found =
            |port: u16| Case::ServiceReservedPort.at([Field::BalanceServices], ("dns", port));
        assert_eq!(found(65330), found(65330));
        assert_ne!(found(65330), found(53));
        let mut all = vec![found(65330), found(53), found(65330)];
        sort(&mut all);
        assert_eq!(all, [found(53), found(65330)]);
    }
}
