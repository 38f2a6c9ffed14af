//! Where the secrets of a package come from: what was typed, or placeholders.

use super::hash::Phash;
use crate::draft::Secrets;
use crate::field::Field;
use crate::plan::Plan;

/// Where the secrets of a package come from.
#[derive(Clone, Copy)]
pub(super) enum SecretSource<'a> {
    /// What was typed, and the hash of the password.
    Typed(&'a Secrets, Option<&'a Phash>),
    /// Placeholders that the deployment fills in.
    Placeholders,
}

impl SecretSource<'_> {
    /// The text of a secret, or its placeholder: `<?name?>`, which no typed text can look like,
    /// because its brackets are escaped in XML and refused elsewhere.
    pub(super) fn text(self, plan: &Plan, field: Field) -> Option<String> {
        match self {
            // Exactly as typed: what a line cannot hold was refused.
            Self::Typed(secrets, _) => secrets.get(field).map(|secret| secret.expose().to_owned()),
            Self::Placeholders => {
                let asked = plan.bootstrap.asked.contains(&field);
                asked.then(|| format!("<?{}?>", field.parameter().0))
            }
        }
    }

    /// A text that counts only beside a secret: there or not, or the placeholder `<?name:text?>`, which
    /// is the text where the deployment is given the secret and nothing where it is not.
    pub(super) fn beside(self, plan: &Plan, field: Field, text: &str) -> String {
        match (self, self.text(plan, field)) {
            (_, None) => String::new(),
            (Self::Typed(..), Some(_)) => text.to_owned(),
            (Self::Placeholders, Some(mark)) => mark.replace("?>", &format!(":{text}?>")),
        }
    }
}
