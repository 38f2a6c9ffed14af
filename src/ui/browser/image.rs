//! A picture as an image: drawn by the browser from its own SVG text, handed out or put on the clipboard.
//!
//! The text travels as a `data:` address, which the page's policy allows for images; nothing is asked of
//! any host.

use gloo_file::ObjectUrl;
use gloo_utils::{document, window};
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::task::{promise, start};
use super::{clipboard, file, reason};

/// The picture as a PNG, of so many pixels per unit of the picture.
async fn png(svg: String, fineness: u32) -> Result<JsValue, JsValue> {
    let image = web_sys::HtmlImageElement::new()?;
    let text = String::from(js_sys::encode_uri_component(&svg));
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{text}"));
    JsFuture::from(image.decode()).await?;
    let (width, height) = (image.natural_width() * fineness, image.natural_height() * fineness);
    let canvas: web_sys::HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    canvas.set_width(width);
    canvas.set_height(height);
    let pen = canvas.get_context("2d")?.ok_or("no canvas")?;
    let pen: web_sys::CanvasRenderingContext2d = pen.unchecked_into();
    let (width, height) = (f64::from(width), f64::from(height));
    pen.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    let made = Promise::new(&mut |done, refused| {
        if let Err(error) = canvas.to_blob(&done) {
            let _ = refused.call1(&JsValue::NULL, &error);
        }
    });
    JsFuture::from(made).await
}

/// Hands the picture out as a PNG.
pub(crate) fn download(
    name: &'static str,
    svg: String,
    fineness: u32,
    then: impl FnOnce(Result<(), String>) + 'static,
) {
    start(async move {
        let made = png(svg, fineness).await.map_err(|error| reason(&error));
        then(made.and_then(|blob| {
            let blob = blob.dyn_into::<Blob>().map_err(|_| "the image is too large".to_owned())?;
            file::hand_out(name, ObjectUrl::from(blob));
            Ok(())
        }));
    });
}

/// Whether this browser copies images at all.
pub(crate) fn can_be_copied() -> bool {
    Reflect::get(&window(), &"ClipboardItem".into()).is_ok_and(|kind| !kind.is_undefined())
}

/// Puts a picture that is still being made on the clipboard as a PNG.
pub(crate) fn copy(
    svg: impl Future<Output = Result<String, String>> + 'static,
    fineness: u32,
    then: impl FnOnce(Result<(), String>) + 'static,
) {
    let made = async move {
        let svg = svg.await.map_err(|reason| js_sys::Error::new(&reason))?;
        png(svg, fineness).await
    };
    put("image/png", &promise(made), then);
}

/// Puts a text that is still being made on the clipboard.
pub(crate) fn copy_text(
    text: impl Future<Output = Result<String, String>> + 'static,
    then: impl FnOnce(Result<(), String>) + 'static,
) {
    if !can_be_copied() {
        start(async move {
            match text.await {
                Ok(text) => super::copy(text, then),
                Err(reason) => then(Err(reason)),
            }
        });
        return;
    }
    let made = promise(async move {
        let text = text.await.map_err(|reason| js_sys::Error::new(&reason))?;
        Ok(gloo_file::Blob::new_with_options(text.as_str(), Some("text/plain")).into())
    });
    put("text/plain", &made, then);
}

/// Puts something on the clipboard. The promise goes in at once, because Safari lets nobody copy later than
/// the click.
fn put(kind: &str, made: &Promise, then: impl FnOnce(Result<(), String>) + 'static) {
    let parts = js_sys::Object::new();
    let written = Reflect::set(&parts, &kind.into(), made)
        .and_then(|_| web_sys::ClipboardItem::new_with_record_from_str_to_blob_promise(&parts))
        .map_err(|error| reason(&error))
        .and_then(|item| Ok(clipboard()?.write(&js_sys::Array::of1(&item))));
    start(async move {
        then(match written {
            Ok(promise) => {
                JsFuture::from(promise).await.map(|_| ()).map_err(|error| reason(&error))
            }
            Err(reason) => Err(reason),
        });
    });
}
