//! Bytes and texts as codes: for a camera, and for a shell.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use qrcodegen::{QrCode, QrCodeEcc};

/// Blank modules around a code. Source: ISO/IEC 18004.
const QUIET: i32 = 4;

/// The modules on a side with the blank ones, and a path over the dark ones; none beyond a code's capacity.
pub(super) fn qr(text: &str) -> Option<(usize, String)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let size = code.size();
    let dark = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    let path = dark.filter(|(x, y)| code.get_module(*x, *y)).fold(String::new(), |path, (x, y)| {
        path + &format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET)
    });
    Some((usize::try_from(size + 2 * QUIET).ok()?, path))
}

/// Letters of a line; a shell takes lines of any length, a person's terminal does not.
const LINE: usize = 76;

/// Lines for a shell that make a bundle of themselves and unpack it.
pub(super) fn for_shell(bundle: &[u8]) -> String {
    let text = STANDARD.encode(bundle);
    let lines = text.as_bytes().chunks(LINE).map(String::from_utf8_lossy);
    let lines: Vec<_> = lines.collect();
    let text = lines.join("\n");
    format!(
        "base64 -d > fast-ha-bundle.zip <<'END'\n{text}\nEND\nunzip -o fast-ha-bundle.zip -d fast-ha\n"
    )
}
