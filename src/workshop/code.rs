//! QR codes, as one path.

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
