//! What every resource carries.

use super::settle::Settler;
use crate::design::{Cloud, Tag};
use crate::field::Field;

/// What every resource carries.
#[derive(Clone, Debug)]
pub struct Site {
    /// Which Azure.
    pub cloud: Cloud,
    /// Tags.
    pub tags: Vec<Tag>,
    /// Application Insights, where wanted.
    pub metrics: Option<Metrics>,
}

/// Where the firewalls can send their metrics.
#[derive(Clone, Debug)]
pub struct Metrics {
    /// Name of the Log Analytics workspace.
    pub workspace: String,
    /// Name of the Application Insights component.
    pub component: String,
}

pub(super) fn derive(settler: &mut Settler<'_>) -> Site {
    settler.typed_text(Field::SiteSuffix);
    Site {
        cloud: settler.choice(Field::SiteCloud),
        tags: settler.design.tags(Field::SiteTags).to_vec(),
        metrics: settler.switch(Field::SiteAppInsights).then(|| Metrics {
            workspace: settler.fixed_name("vmseries-logs"),
            component: settler.fixed_name("vmseries-insights"),
        }),
    }
}
