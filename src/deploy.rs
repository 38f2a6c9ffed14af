//! The Deploy to Azure link: what the portal needs, and why there may be none.
//!
//! The portal fetches the template from a public URL; it cannot take one from this page, nor any
//! parameter values. So a link exists only once the files are published.

use crate::design::{Choice as _, Cloud, PublishedUrl};
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
    let form = plan.publish.form_url.as_ref().map(PublishedUrl::as_str);
    Ok(link_to(plan, template.as_str(), form))
}

/// The link to what is published at these addresses.
pub fn link_to(plan: &Plan, template: &str, form: Option<&str>) -> String {
    let form = form.map(|form| format!("/createUIDefinitionUri/{}", encoded(form)));
    format!("{}{CREATE}uri/{}{}", portal(plan), encoded(template), form.unwrap_or_default())
}

/// Whether a text is a link to a portal's page for templates.
pub fn is_link(text: &str) -> bool {
    let mut portals = Cloud::ALL.iter().map(|cloud| facts::azure::cloud(*cloud).portal);
    portals.any(|portal| text.strip_prefix(portal).is_some_and(|rest| rest.starts_with(CREATE)))
}

/// Where each portal takes templates.
const CREATE: &str = "#create/Microsoft.Template/";

fn portal(plan: &Plan) -> &'static str {
    facts::azure::cloud(plan.site.cloud).portal
}

/// The portal's template editor, into which the downloaded file is loaded (address not verified).
pub fn editor(plan: &Plan) -> String {
    format!("{}#create/Microsoft.Template", portal(plan))
}

/// The button's picture, which Microsoft publishes for this purpose. Source: docs, Deploy to Azure button.
const BUTTON: &str = "https://aka.ms/deploytoazurebutton";

/// The link as a button for a README.
pub fn markdown_button(link: &str) -> String {
    format!("[![Deploy to Azure]({BUTTON})]({link})")
}

/// The link as a button for a web page. A link has no character that HTML would take for its own.
pub fn html_button(link: &str) -> String {
    format!("<a href=\"{link}\"><img src=\"{BUTTON}\" alt=\"Deploy to Azure\"></a>")
}

/// The address of the page that compares what is published at `url` with a template's digest. Both
/// travel in the fragment, which no server sees.
pub fn check_page(url: &PublishedUrl, digest: &str) -> String {
    format!("check.html#url={}&sha256={digest}", encoded(url.as_str()))
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
    use super::{encoded, html_button, is_link, markdown_button};

    #[test]
    fn buttons_carry_the_link() {
        let link = "https://portal.azure.com/#create/Microsoft.Template/uri/https%3A%2F%2Fa.b%2Fc";
        assert!(markdown_button(link).ends_with(&format!("]({link})")));
        assert!(html_button(link).starts_with(&format!("<a href=\"{link}\">")));
        assert!(!link.contains(['<', '>', '"', '&', '(', ')']));
        assert!(is_link(link) && is_link(&link.replace("azure.com", "azure.us")));
        for other in [
            "javascript:alert(1)",
            "https://portal.azure.com.evil.example/",
            "https://portal.azure.com/#home",
        ] {
            assert!(!is_link(other), "{other}");
        }
    }

    #[test]
    fn a_query_is_encoded_whole() {
        assert_eq!(encoded("https://a.b/c?sig=x%2By"), "https%3A%2F%2Fa.b%2Fc%3Fsig%3Dx%252By");
    }
}
