//! Files that are handed out, chosen, dropped, or opened by the system.

use gloo_file::futures::read_as_bytes;
use gloo_file::{Blob, File, ObjectUrl};
use gloo_utils::{body, document};
use js_sys::{Array, Function, Promise, Reflect, global};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, DragEvent, Element, Event, HtmlAnchorElement, HtmlInputElement};

use super::task::start;
use super::{after, hear, hear_text};
use crate::facts::limit;
use crate::facts::limit::Limit;

/// The bytes of a file, or why it is not read.
pub(crate) type Content = Result<Vec<u8>, String>;

/// A file with its path, or why it is not read.
pub(crate) type Found = (String, Result<File, String>);

/// Most bytes of a file that is looked at; designs are far smaller.
pub(crate) const FILE_MAX: usize = 1_000_000;

/// Hands a file to the person.
pub(crate) fn download(name: &str, media: &str, bytes: &[u8]) {
    hand_out(name, Blob::new_with_options(bytes, Some(media)).into());
}

pub(super) fn hand_out(name: &str, url: ObjectUrl) {
    const TAKEN_MS: i32 = 60_000;
    let link = document().create_element("a").expect("a page may make a link");
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken the bytes once the click is handled; a minute is plenty.
    after(TAKEN_MS, Box::new(move || drop(url)));
}

/// Takes what a person chose in an input element.
pub(crate) fn take_chosen(event: &Event, then: impl FnOnce(Vec<Found>) + 'static) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return };
    if let Some(files) = input.files() {
        collect(&files, Box::new(then));
    }
    // The same file can be chosen again.
    input.set_value("");
}

/// Reads the file that a person chose in an input element, up to so many bytes.
pub(crate) fn read_chosen(event: &Event, most: usize, then: impl Fn(String, Content) + 'static) {
    take_chosen(event, move |found| {
        if let Some((path, Ok(file))) = found.into_iter().next() {
            start(async move { then(path, bytes(&file, most).await) });
        }
    });
}

/// Tells of what is dropped on the page, and of texts that are pasted, or opened with it by the system.
pub(crate) fn on_files(
    dropped: impl Fn(Vec<Found>) + Clone + 'static,
    take: impl Fn(String, Content) + Clone + 'static,
) {
    hear("dragover", |event| {
        let elsewhere = !has_chooser(event);
        if elsewhere {
            event.prevent_default();
        }
        show_place(elsewhere);
    });
    hear("dragleave", |event| {
        // Only the page itself has nothing that the pointer comes from or goes to.
        if event.dyn_ref::<DragEvent>().is_some_and(|event| event.related_target().is_none()) {
            show_place(false);
        }
    });
    let pasted = take.clone();
    hear("paste", move |event| {
        let event = event.dyn_ref::<ClipboardEvent>();
        // A text that is being typed takes what is pasted for itself.
        let typing = document().active_element().is_some_and(|it| it.matches(TEXTS) == Ok(true));
        let data = event.filter(|_| !typing).and_then(ClipboardEvent::clipboard_data);
        if let Some(text) = data.and_then(|data| data.get_data("text").ok()) {
            pasted("pasted text".to_owned(), Ok(text.into_bytes()));
        }
    });
    hear("drop", move |event| {
        show_place(false);
        if has_chooser(event) {
            return;
        }
        event.prevent_default();
        let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
        if let Some(data) = data {
            collect(&data, Box::new(dropped.clone()));
        }
    });
    hear_text("fast-ha-open", move |text| take("opened file".to_owned(), Ok(text.into_bytes())));
}

/// Collects the files of a drop or of a chooser; the start script opens folders.
fn collect(source: &JsValue, then: Box<dyn FnOnce(Vec<Found>)>) {
    let number = |limit: Limit| JsValue::from(u32::try_from(limit.most).unwrap_or(u32::MAX));
    let call = || -> Result<Promise, JsValue> {
        let collect: Function = Reflect::get(&global(), &"fastHaCollect".into())?.dyn_into()?;
        let (most, deep) = (number(limit::RUN_FILES), number(limit::FOLDER_DEPTH));
        let tools = limit::TOOLS.join(" ").into();
        collect.call4(&JsValue::NULL, source, &most, &deep, &tools)?.dyn_into()
    };
    // What cannot be collected is nothing.
    let Ok(found) = call() else { return };
    start(async move {
        let Ok(found) = JsFuture::from(found).await else { return };
        let found = Array::from(&found);
        let mut all = Vec::new();
        for n in (0..found.length()).step_by(2) {
            let file = found.get(n + 1);
            let why = file.as_string();
            let file = file.dyn_into::<web_sys::File>().map(File::from);
            let file = file.map_err(|_| why.unwrap_or_else(|| "the browser refused".to_owned()));
            all.push((found.get(n).as_string().unwrap_or_default(), file));
        }
        then(all);
    });
}

/// Whether a file would fall on a chooser, which takes it by itself.
fn has_chooser(event: &Event) -> bool {
    let under = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    under.is_some_and(|under| under.matches("input[type=file]") == Ok(true))
}

/// Where texts are typed.
const TEXTS: &str = "input, textarea, select";

/// Shows that a file may be dropped here, or no longer.
fn show_place(shown: bool) {
    let _ = body().class_list().toggle_with_force("takes-files", shown);
}

/// The bytes of a file, up to so many.
pub(crate) async fn bytes(file: &File, most: usize) -> Content {
    let size = file.size();
    if usize::try_from(size).map_or(true, |size| size > most) {
        let (size, most) = (size.div_ceil(1_000_000), most / 1_000_000);
        return Err(format!("the file has {size} MB, and {most} MB are read"));
    }
    read_as_bytes(file).await.map_err(|error| error.to_string())
}
