//! The Deploy to Azure link: what the portal needs, and why there may be none.
//!
//! The portal fetches the template from a public URL; it cannot take one from this page, nor any
//! parameter values. So a link exists only once the files are published.

use crate::design::Choice;
use crate::facts;
use crate::plan::Plan;

/// The link, or why there is none.
///
/// # Errors
/// Says what is missing.
pub fn link(plan: &Plan) -> Result<String, &'static str> {
    let Some(template) = &plan.publish.template_url else {
        return Err(
            "publish azuredeploy.json at a public https URL and type that URL: the portal fetches the template from there and cannot take it from this page",
        );
    };
    let cloud = plan.site.cloud.text();
    let portal = facts::azure::PORTALS
        .iter()
        .find(|(name, _)| *name == cloud)
        .map(|(_, portal)| *portal)
        .expect("each cloud has a portal");
    let mut link = format!("{portal}#create/Microsoft.Template/uri/{}", encoded(template.as_str()));
    if let Some(form) = &plan.publish.form_url {
        link = link + "/createUIDefinitionUri/" + &encoded(form.as_str());
    }
    Ok(link)
}

/// Percent-encodes everything but the unreserved characters of RFC 3986.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded + char::from(byte).encode_utf8(&mut [0; 4])
        } else {
            encoded + &format!("%{byte:02X}")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_query_is_encoded_whole() {
        assert_eq!(encoded("https://a.b/c?sig=x%2By"), "https%3A%2F%2Fa.b%2Fc%3Fsig%3Dx%252By");
    }
}
