//! Every call to the browser: files, clipboard, keys, focus, theme, randomness; below it the
//! picture.
//!
//! What the host can refuse is a `Result` with the reason in words; nothing here knows the domain.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlElement};

use crate::field::Field;
use crate::panos::Salt;
use crate::ui::desk::{Desk, Tab};

pub(crate) mod image;
pub(crate) mod picture;
pub(crate) mod press;

/// Keys of the whole page: undo, redo, save, open, jump to a field.
pub(crate) fn listen(desk: Desk) {
    let handle = window_event_listener(ev::keydown, move |event| {
        let command = event.ctrl_key() || event.meta_key();
        let typing =
            event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()).is_some_and(
                |element| ["INPUT", "TEXTAREA", "SELECT"].contains(&element.tag_name().as_str()),
            );
        match (command, event.key().to_ascii_lowercase().as_str()) {
            (true, "z") if event.shift_key() => desk.redo(),
            (true, "z") => desk.undo(),
            (true, "s") => crate::ui::panel::top::save(desk),
            (true, "o") => click("open-design"),
            (false, "/") if !typing => find_field(),
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
}

/// Goes to the search for a field; the next key replaces what was looked for before.
fn find_field() {
    focus("find-field");
    let search = by_id("find-field").and_then(|it| it.dyn_into::<web_sys::HtmlInputElement>().ok());
    if let Some(search) = search {
        search.select();
    }
}

/// How long no key is typed before a pause is told.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(250);

/// Tells the desk when typing pauses.
pub(crate) fn tell_pauses(desk: Desk) {
    let mut tell =
        debounce(PAUSE, move |moment| press::when_still(move || desk.rested.set(Some(moment))));
    Effect::new(move |_| tell(desk.moment()));
}

/// Does something once typing pauses, and when the page is left before it does.
pub(crate) fn at_rest(desk: Desk, then: impl Fn() + Copy + 'static) {
    Effect::new(move |_| {
        desk.rested.track();
        then();
    });
    let handle = window_event_listener_untyped("pagehide", move |_| then());
    on_cleanup(move || handle.remove());
}

/// Random bytes of the platform.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled =
        window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    // Every browser that runs this page has them; without them nothing is better than fixed ones.
    filled.expect("the browser gives random bytes");
    bytes
}

/// Eight random bytes as a salt.
pub(crate) fn random_salt() -> Salt {
    Salt::from_bytes(random_bytes())
}

/// Hands a file to the person.
pub(crate) fn download(name: &str, media: &str, bytes: &[u8]) -> Result<(), String> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(media);
    let blob = web_sys::Blob::new_with_u8_array_sequence_and_options(&parts, &options)
        .map_err(|error| reason(&error))?;
    hand_out(name, &blob)
}

fn hand_out(name: &str, blob: &web_sys::Blob) -> Result<(), String> {
    let url = web_sys::Url::create_object_url_with_blob(blob).map_err(|error| reason(&error))?;
    let link = document().create_element("a").map_err(|error| reason(&error))?;
    let link: web_sys::HtmlAnchorElement = link.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken the bytes once the click is handled; a minute is plenty.
    set_timeout(
        move || {
            let _ = web_sys::Url::revoke_object_url(&url);
        },
        std::time::Duration::from_mins(1),
    );
    Ok(())
}

/// Opens a page in a tab of its own that cannot reach back into this one.
pub(crate) fn open_page(url: &str) {
    let _ = window().open_with_url_and_target_and_features(url, "_blank", "noopener,noreferrer");
}

/// Puts a text on the clipboard and confirms it, or says why not.
pub(crate) fn copy(desk: Desk, text: String, what: &'static str) {
    let clipboard = match clipboard() {
        Ok(clipboard) => clipboard,
        Err(reason) => return desk.refuse(format!("Not copied: {reason}")),
    };
    leptos::task::spawn_local(async move {
        match wasm_bindgen_futures::JsFuture::from(clipboard.write_text(&text)).await {
            Ok(_) => desk.say(format!("{what} copied")),
            Err(error) => desk.refuse(format!("Not copied: {}", reason(&error))),
        }
    });
}

/// The clipboard, which is missing where a page came over plain http.
fn clipboard() -> Result<web_sys::Clipboard, String> {
    let clipboard = window().navigator().clipboard();
    if clipboard.is_undefined() {
        return Err("the clipboard works only on pages loaded over https".to_owned());
    }
    Ok(clipboard)
}

/// Reads the file that a person chose in an input element.
pub(crate) fn read_chosen(event: &web_sys::Event, then: impl Fn(Text) + 'static) {
    let Some(input) = event.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok())
    else {
        return;
    };
    let files = input.files();
    read_first(files, then);
    // The same file can be chosen again.
    input.set_value("");
}

/// The text of a file, or why it is not read.
pub(crate) type Text = Result<String, String>;

/// Most bytes of a file that is looked at; designs are far smaller.
const FILE_MAX: f64 = 1_000_000.0;

fn read_first(files: Option<web_sys::FileList>, then: impl Fn(Text) + 'static) {
    let Some(file) = files.and_then(|files| files.get(0)) else { return };
    if file.size() > FILE_MAX {
        let size = whole((file.size() / 1e6).ceil());
        then(Err(format!("the file has {size} MB, and a design has less than 1 MB")));
        return;
    }
    leptos::task::spawn_local(async move {
        let text = wasm_bindgen_futures::JsFuture::from(file.text()).await;
        then(text.map(|text| text.as_string().unwrap_or_default()).map_err(|why| reason(&why)));
    });
}

/// A number without its fraction. The browser writes it: Rust's own code for floating point is large, and
/// `clamp` and `{}` of such a number bring it.
fn whole(number: f64) -> String {
    js_sys::Number::from(number).to_fixed(0).map(String::from).unwrap_or_default()
}

/// The text after the `#` of the page's address.
pub(crate) fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or_default().to_owned()
}

/// The page's address without its fragment.
pub(crate) fn address() -> String {
    let address = window().location().href().unwrap_or_default();
    address.split('#').next().unwrap_or_default().to_owned()
}

/// Takes the fragment out of the address, so that loading the page again does not repeat it.
pub(crate) fn clear_fragment() {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address()));
    }
}

/// Follows the fragment when it changes.
pub(crate) fn on_fragment(follow: impl Fn() + 'static) {
    let handle = window_event_listener(ev::hashchange, move |_| follow());
    on_cleanup(move || handle.remove());
}

/// Lets the page take the height of its content, for a frame that follows it.
pub(crate) fn mark_embedded() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-embed", "");
    }
}

/// Whether the query of the page's address has a word, alone or with a value.
pub(crate) fn query_has(word: &str) -> bool {
    let query = window().location().search().unwrap_or_default();
    let mut parts = query.trim_start_matches('?').split('&');
    parts.any(|part| part.split('=').next() == Some(word))
}

/// Hears the window around this one and no other; what JSON cannot say is nothing.
pub(crate) fn on_host_message(hear: impl Fn(serde_json::Value) + 'static) {
    let handle = window_event_listener(ev::message, move |event| {
        let text = js_sys::JSON::stringify(&event.data()).ok().and_then(|text| text.as_string());
        let message = text.and_then(|text| serde_json::from_str(&text).ok());
        if let Some(message) = message.filter(|_| is_from_host(&event)) {
            hear(message);
        }
    });
    on_cleanup(move || handle.remove());
}

fn is_from_host(event: &web_sys::MessageEvent) -> bool {
    let host = window().parent().ok().flatten();
    host.zip(event.source()).is_some_and(|(host, source)| {
        let (host, source): (&JsValue, &JsValue) = (host.as_ref(), source.as_ref());
        host == source && host != window().unchecked_ref::<JsValue>()
    })
}

/// Tells the window around this one. Its origin is not known, so nothing secret may be told.
pub(crate) fn post_to_parent(json: &str) {
    if let (Ok(Some(parent)), Ok(message)) = (window().parent(), js_sys::JSON::parse(json)) {
        let _ = parent.post_message(&message, "*");
    }
}

/// Warns whoever develops the page around this one.
pub(crate) fn warn(text: &str) {
    web_sys::console::warn_1(&JsValue::from_str(text));
}

/// Follows the height of the page's content, in CSS pixels.
pub(crate) fn on_height(follow: impl Fn(i32) + 'static) {
    let last = std::cell::Cell::new(0);
    let measure = Closure::<dyn Fn()>::new(move || {
        let height = document().body().map_or(0, |body| body.scroll_height());
        if last.replace(height) != height {
            follow(height);
        }
    });
    let observer = web_sys::ResizeObserver::new(measure.as_ref().unchecked_ref());
    if let (Ok(observer), Some(body)) = (observer, document().body()) {
        observer.observe(&body);
    }
    // The page lives as long as the observer.
    measure.forget();
}

/// Sets one of the page's colours.
pub(crate) fn set_colour(name: &str, value: &str) {
    let root = document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok());
    if let Some(root) = root {
        let _ = root.style().set_property(&format!("--{name}"), value);
    }
}

/// Where this browser keeps a design. Private windows, sandboxed frames and some settings refuse it.
fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// What was kept under a name.
pub(crate) fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Keeps a text under a name; whether that worked.
pub(crate) fn keep(name: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(name, text).is_ok())
}

/// Forgets what was kept.
pub(crate) fn forget(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}

/// Whether this is the one file that works from disk.
pub(crate) fn is_offline_copy() -> bool {
    let form = document().document_element().and_then(|root| root.get_attribute("data-form"));
    form.as_deref() == Some("offline")
}

/// The design that was put into an offline copy.
pub(crate) fn carried_design() -> Option<String> {
    let text = document().get_element_by_id("design")?.text_content()?;
    (text.trim() != "null").then_some(text)
}

/// A file of this page's own host, as text.
pub(crate) async fn own_file(name: &'static str) -> Result<String, String> {
    let answer = wasm_bindgen_futures::JsFuture::from(window().fetch_with_str(name)).await;
    let answer: web_sys::Response = answer.map_err(|error| reason(&error))?.unchecked_into();
    if !answer.ok() {
        return Err(format!("{name} is not beside this page"));
    }
    let text = answer.text().map_err(|error| reason(&error))?;
    let text = wasm_bindgen_futures::JsFuture::from(text).await.map_err(|error| reason(&error))?;
    text.as_string().ok_or_else(|| format!("{name} is no text"))
}

/// Says when a newer build is there; it takes over once no tab uses the present one.
pub(crate) fn tell_updates(desk: Desk) {
    let handle = window_event_listener_untyped("fast-ha-update", move |_| {
        desk.say("A new version is ready; it is used once every tab of this page is closed");
    });
    on_cleanup(move || handle.remove());
}

/// Takes designs that are dropped on the page, or opened with it by the system.
pub(crate) fn accept_files(desk: Desk) {
    let over = window_event_listener(ev::dragover, |event| event.prevent_default());
    let dropped = window_event_listener(ev::drop, move |event| {
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        read_first(files, move |text| desk.open(&text));
    });
    let opened = window_event_listener_untyped("fast-ha-open", move |event| {
        let text = event
            .dyn_into::<web_sys::CustomEvent>()
            .ok()
            .and_then(|event| event.detail().as_string());
        if let Some(text) = text {
            desk.open(&Ok(text));
        }
    });
    on_cleanup(move || {
        over.remove();
        dropped.remove();
        opened.remove();
    });
}

/// Moves to a field's control and opens what it is folded in.
pub(crate) fn focus_field(field: Field) {
    let id = control_id(field);
    // On narrow screens the form becomes visible only after this event.
    set_timeout(
        move || {
            let Some(element) = document().get_element_by_id(&id) else { return };
            let mut around = element.parent_element();
            while let Some(parent) = around {
                if parent.tag_name() == "DETAILS" {
                    let _ = parent.set_attribute("open", "");
                }
                around = parent.parent_element();
            }
            if let Ok(control) = element.dyn_into::<HtmlElement>() {
                control.scroll_into_view_with_scroll_into_view_options(&centred());
                let _ = control.focus();
            }
        },
        std::time::Duration::from_millis(20),
    );
}

fn centred() -> web_sys::ScrollIntoViewOptions {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Center);
    options
}

/// The id of a field's control.
pub(crate) fn control_id(field: Field) -> String {
    format!("field-{}", field.key())
}

fn document() -> Document {
    leptos::prelude::document()
}

fn by_id(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Focuses an element.
pub(crate) fn focus(id: &str) {
    if let Some(element) = by_id(id) {
        let _ = element.focus();
    }
}

/// The id of what has the focus; the result's where it has none.
pub(crate) fn focused_id() -> String {
    let focused = document().active_element().map(|element| element.id());
    focused.filter(|id| !id.is_empty()).unwrap_or_else(|| "result".to_owned())
}

/// Does something once a short message has been seen; while it is pointed at it stays.
pub(crate) fn after_a_look(then: impl FnOnce() + 'static) {
    const LOOK: std::time::Duration = std::time::Duration::from_secs(8);
    set_timeout(
        move || {
            let looked_at = document().query_selector(".notice:hover, .notice:focus-within");
            if looked_at.ok().flatten().is_none() {
                then();
            }
        },
        LOOK,
    );
}

/// Focuses an element that is about to be shown.
pub(crate) fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    set_timeout(move || focus(&id), std::time::Duration::from_millis(20));
}

/// Focuses a field, or the list of findings, where what had the focus is gone from the page.
pub(crate) fn keep_focus(home: Option<Field>) {
    let after = move || {
        let lost = document().active_element().is_none_or(|here| here.tag_name() == "BODY");
        match home {
            Some(field) if lost => focus_field(field),
            None if lost => focus("tab-findings"),
            _ => {}
        }
    };
    set_timeout(after, std::time::Duration::ZERO);
}

/// Focuses a section and brings its heading to the top.
pub(crate) fn go_to_section(id: &str) {
    if let Some(element) = by_id(id) {
        let _ = element.focus();
        element.scroll_into_view();
    }
}

/// How far an element is scrolled, and how high it is, in CSS pixels.
pub(crate) fn scrolled(element: &Element) -> (i32, i32) {
    (element.scroll_top(), element.client_height())
}

/// Scrolls an element so that a place in it is in the upper third, and its start in sight.
pub(crate) fn scroll_to(element: &Element, top: i32) {
    element.set_scroll_top((top - element.client_height() / 3).max(0));
    element.set_scroll_left(0);
}

/// Selects an option.
pub(crate) fn select(id: &str, value: &str) {
    if let Some(list) =
        by_id(id).and_then(|list| list.dyn_into::<web_sys::HtmlSelectElement>().ok())
    {
        list.set_value(value);
    }
}

/// Clicks an element, for inputs that stay hidden behind a button.
pub(crate) fn click(id: &str) {
    if let Some(element) = by_id(id) {
        element.click();
    }
}

/// Sets the theme: `light`, `dark`, or nothing for the system's.
pub(crate) fn set_theme(theme: &str) {
    if let Some(root) = document().document_element() {
        let _ = if theme.is_empty() {
            root.remove_attribute("data-theme")
        } else {
            root.set_attribute("data-theme", theme)
        };
    }
}

/// Whether the page is being printed. It is then in light colours, whatever its theme.
pub(crate) fn printing() -> ReadSignal<bool> {
    let (printing, set) = signal(false);
    let theme = StoredValue::new(None::<String>);
    let root = || document().document_element();
    let before = window_event_listener_untyped("beforeprint", move |_| {
        theme.set_value(root().and_then(|root| root.get_attribute("data-theme")));
        set_theme("light");
        set.set(true);
    });
    let after = window_event_listener_untyped("afterprint", move |_| {
        set_theme(&theme.get_value().unwrap_or_default());
        set.set(false);
    });
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
    printing
}

fn reason(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| "the browser refused".to_owned(), |error| String::from(error.message()))
}

/// Asks before the page is left while something typed would be lost.
pub(crate) fn guard_leaving(dirty: impl Fn() -> bool + 'static) {
    let ask = Closure::<dyn Fn(web_sys::BeforeUnloadEvent)>::new(
        move |event: web_sys::BeforeUnloadEvent| {
            if dirty() {
                event.prevent_default();
            }
        },
    );
    let _ = window().add_event_listener_with_callback("beforeunload", ask.as_ref().unchecked_ref());
    // The page lives as long as the listener.
    ask.forget();
}

/// Keys inside a file's text: Enter goes to the first known value in sight, arrows to its neighbours,
/// Escape back to the text.
pub(crate) fn move_between_values(event: &web_sys::KeyboardEvent) {
    let region = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let target = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    let (Some(region), Some(target)) = (region, target) else { return };
    let Ok(list) = region.query_selector_all(".value") else { return };
    let values: Vec<HtmlElement> =
        (0..list.length()).filter_map(|n| list.get(n)?.dyn_into().ok()).collect();
    let here = values.iter().position(|value| *value == target);
    let to = match (event.key().as_str(), here) {
        ("Enter", None) => {
            let top = region.get_bounding_client_rect().top();
            values.iter().find(|value| value.get_bounding_client_rect().top() >= top)
        }
        ("ArrowRight" | "ArrowDown", Some(here)) => values.get(here + 1),
        ("ArrowLeft" | "ArrowUp", Some(here)) => here.checked_sub(1).and_then(|n| values.get(n)),
        ("Escape", Some(_)) => Some(&region),
        _ => return,
    };
    event.prevent_default();
    if let Some(to) = to {
        let _ = to.focus();
    }
}

/// Arrow keys, Home and End move between tabs.
pub(crate) fn move_between_tabs(desk: Desk, event: &web_sys::KeyboardEvent) {
    let all = Tab::ALL;
    let now = all.iter().position(|tab| *tab == desk.tab.get_untracked()).unwrap_or_default();
    let to = match event.key().as_str() {
        "ArrowRight" => (now + 1) % all.len(),
        "ArrowLeft" => (now + all.len() - 1) % all.len(),
        "Home" => 0,
        "End" => all.len() - 1,
        _ => return,
    };
    event.prevent_default();
    if let Some(tab) = all.get(to) {
        desk.tab.set(*tab);
        focus(&format!("tab-{}", tab.id()));
    }
}

/// Says what stopped, with a draft to save; without one the last that was left in safety. The start script
/// says it, because the program may not be able to.
pub(crate) fn tell_fault(said: &str, draft: Option<&str>) {
    let detail = js_sys::Array::of2(&said.into(), &draft.map_or(JsValue::UNDEFINED, JsValue::from));
    let parts = web_sys::CustomEventInit::new();
    parts.set_detail(&detail);
    if let Ok(event) = web_sys::CustomEvent::new_with_event_init_dict("fast-ha-fault", &parts) {
        let _ = window().dispatch_event(&event);
    }
}

/// Leaves a draft where the start script finds it if the program stops.
pub(crate) fn leave_in_safety(draft: &str) {
    let _ = js_sys::Reflect::set(&window(), &"fastHaDraft".into(), &draft.into());
}

/// The time in milliseconds, to measure with.
pub(crate) fn now_ms() -> f64 {
    js_sys::Date::now()
}
