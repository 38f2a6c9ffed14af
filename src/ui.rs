//! The page: a thin shell around the library.

/// Shows the page.
pub fn mount() {
    leptos::mount::mount_to_body(|| ());
}
