//! Files that are handed out, chosen, dropped, or opened by the system.

use gloo_file::futures::read_as_bytes;
use gloo_file::{Blob, File, FileList, ObjectUrl};
use gloo_timers::callback::Timeout;
use gloo_utils::{body, document};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ClipboardEvent, DragEvent, Element, Event, HtmlAnchorElement, HtmlInputElement};

use super::{hear, hear_text};

/// The bytes of a file, or why it is not read.
pub(crate) type Content = Result<Vec<u8>, String>;

/// What takes the file of a name.
type Take = Box<dyn Fn(String, Content)>;

/// Most bytes of a file that is looked at; designs are far smaller.
pub(crate) const FILE_MAX: usize = 1_000_000;

/// Hands a file to the person.
pub(crate) fn download(name: &str, media: &str, bytes: &[u8]) {
    hand_out(name, Blob::new_with_options(bytes, Some(media)).into());
}

pub(super) fn hand_out(name: &str, url: ObjectUrl) {
    const TAKEN_MS: u32 = 60_000;
    let link = document().create_element("a").expect("a page may make a link");
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken the bytes once the click is handled; a minute is plenty.
    Timeout::new(TAKEN_MS, move || drop(url)).forget();
}

/// Reads the file that a person chose in an input element, up to so many bytes.
pub(crate) fn read_chosen(event: &Event, most: usize, then: impl Fn(String, Content) + 'static) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return };
    if let Some(files) = input.files() {
        read_first(&FileList::from(files), most, Box::new(then));
    }
    // The same file can be chosen again.
    input.set_value("");
}

/// Reads files that are dropped on the page, or opened with it by the system.
pub(crate) fn on_files(take: impl Fn(Content) + Clone + 'static) {
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
            pasted(Ok(text.into_bytes()));
        }
    });
    let dropped = take.clone();
    hear("drop", move |event| {
        show_place(false);
        if has_chooser(event) {
            return;
        }
        event.prevent_default();
        let data = event.dyn_ref::<DragEvent>().and_then(DragEvent::data_transfer);
        if let Some(files) = data.and_then(|data| data.files()) {
            let dropped = dropped.clone();
            let take = move |_, read| dropped(read);
            read_first(&FileList::from(files), FILE_MAX, Box::new(take));
        }
    });
    hear_text("fast-ha-open", move |text| take(Ok(text.into_bytes())));
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

fn read_first(files: &[File], most: usize, then: Take) {
    let Some(file) = files.first().cloned() else { return };
    let size = file.size();
    if usize::try_from(size).map_or(true, |size| size > most) {
        let (size, most) = (size.div_ceil(1_000_000), most / 1_000_000);
        return then(file.name(), Err(format!("the file has {size} MB, and {most} MB are read")));
    }
    spawn_local(async move {
        then(file.name(), read_as_bytes(&file).await.map_err(|error| error.to_string()));
    });
}
