//! The page's second module, which makes what leaves the page; elsewhere it has nothing to do.

#[cfg(target_arch = "wasm32")]
fn main() {
    fast_ha::ui::work();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
