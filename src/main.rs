//! One program, two hosts: the page in a browser, the command line elsewhere.

#[cfg(target_arch = "wasm32")]
fn main() {
    fast_ha::ui::mount();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    fast_ha::cli::run()
}
