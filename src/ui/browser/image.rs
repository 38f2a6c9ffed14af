//! A picture as an image: drawn by the browser from its own SVG text, handed out or put on the clipboard.
//!
//! The text travels as a `data:` address, which the page's policy allows for images; nothing is asked of
//! any host.

use js_sys::{Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::ui::desk::Desk;

/// Pixels of the image per unit of the picture.
const FINENESS: u32 = 2;

/// The picture as a PNG.
async fn png(svg: String) -> Result<JsValue, JsValue> {
    let image = web_sys::HtmlImageElement::new()?;
    let text = String::from(js_sys::encode_uri_component(&svg));
    image.set_src(&format!("data:image/svg+xml;charset=utf-8,{text}"));
    JsFuture::from(image.decode()).await?;
    let (width, height) = (image.natural_width() * FINENESS, image.natural_height() * FINENESS);
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

/// Hands the picture out as a PNG and confirms it, or says why not.
pub(crate) fn download(desk: Desk, name: &'static str, svg: String) {
    leptos::task::spawn_local(async move {
        let done = png(svg).await.map_err(|error| super::reason(&error)).and_then(|blob| {
            let blob = blob.dyn_into::<Blob>().map_err(|_| "the image is too large".to_owned())?;
            super::hand_out(name, &blob)
        });
        desk.outcome("Not downloaded", done.map(|()| "Diagram downloaded as PNG"));
    });
}

/// Puts the picture on the clipboard as a PNG; where that is not known, its text.
pub(crate) fn copy(desk: Desk, svg: String) {
    let Ok(kind) = Reflect::get(&window(), &"ClipboardItem".into()) else { return };
    if kind.is_undefined() {
        super::copy(desk, svg, "This browser copies no images: SVG text");
        return;
    }
    // The promise goes in at once, because Safari lets nobody copy later than the click.
    let made = wasm_bindgen_futures::future_to_promise(png(svg));
    let parts = js_sys::Object::new();
    let written = Reflect::set(&parts, &"image/png".into(), &made)
        .and_then(|_| web_sys::ClipboardItem::new_with_record_from_str_to_blob_promise(&parts))
        .map_err(|error| super::reason(&error))
        .and_then(|item| Ok(super::clipboard()?.write(&js_sys::Array::of1(&item))));
    leptos::task::spawn_local(async move {
        let done = match written {
            Ok(promise) => JsFuture::from(promise).await.map_err(|error| super::reason(&error)),
            Err(reason) => Err(reason),
        };
        desk.outcome("Not copied", done.map(|_| "Diagram copied as PNG"));
    });
}
