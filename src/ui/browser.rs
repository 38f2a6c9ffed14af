//! Every call to the browser: keys, focus, address, storage, messages; below it files, the pointer and
//! the picture.
//!
//! A leaf: it knows no field and no design, and tells callbacks what happens. What the host can refuse is a
//! `Result` with the reason in words. Effects run here alone, and none sets a signal.

use gloo_events::{EventListener, EventListenerOptions};
use gloo_utils::format::JsValueSerdeExt;
use gloo_utils::{body, document, document_element, window};
use leptos::prelude::{Effect, StoredValue};
use serde_json::Value;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CustomEvent, CustomEventInit, Element, Event, FocusEvent, FocusOptions, HtmlElement,
    HtmlInputElement, HtmlSelectElement, KeyboardEvent, MessageEvent, ResizeObserver, Response,
    StorageEvent,
};

pub(crate) mod early;
pub(crate) mod element;
pub(crate) mod file;
pub(crate) mod image;
pub(crate) mod nodes;
pub(crate) mod picture;
pub(crate) mod press;
pub(crate) mod splitter;
pub(crate) mod task;
pub(crate) mod workshop;

/// Hears an event of the window as long as the page lives.
fn hear(name: &'static str, then: impl FnMut(&Event) + 'static) {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&window(), name, options, then).forget();
}

/// Hears the texts that the start script sends.
fn hear_text(name: &'static str, then: impl Fn(String) + 'static) {
    hear(name, move |event| {
        let text = event.dyn_ref::<CustomEvent>().and_then(|event| event.detail().as_string());
        if let Some(text) = text {
            then(text);
        }
    });
}

/// A key of the whole page.
pub(crate) struct Key {
    /// Its name in lower case.
    pub(crate) name: String,
    /// Whether Ctrl or Cmd is held.
    pub(crate) command: bool,
    /// Whether Shift is held.
    pub(crate) shift: bool,
    /// Whether it goes into a text.
    pub(crate) typing: bool,
}

/// Hears the keys of the whole page; one that is taken does nothing else.
pub(crate) fn on_keys(take: impl Fn(&Key) -> bool + 'static) {
    hear("keydown", move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        if moves_inside(key).is_some() {
            return event.prevent_default();
        }
        let target = key.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let key = Key {
            name: key.key().to_ascii_lowercase(),
            command: key.ctrl_key() || key.meta_key(),
            shift: key.shift_key(),
            typing: target.is_some_and(|target| {
                ["INPUT", "TEXTAREA", "SELECT"].contains(&target.tag_name().as_str())
            }),
        };
        if take(&key) {
            event.prevent_default();
        }
    });
}

/// Focuses a text; the next key replaces it.
pub(crate) fn focus_to_replace(id: &str) {
    focus(id);
    if let Some(text) = by_id(id).and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
        text.select();
    }
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

/// Opens a page in a tab of its own that cannot reach back into this one.
pub(crate) fn open_page(url: &str) {
    let _ = window().open_with_url_and_target_and_features(url, "_blank", "noopener,noreferrer");
}

/// Puts a text on the clipboard.
pub(crate) fn copy(text: String, then: impl FnOnce(Result<(), String>) + 'static) {
    let clipboard = match clipboard() {
        Ok(clipboard) => clipboard,
        Err(reason) => return then(Err(reason)),
    };
    task::start(async move {
        let done = JsFuture::from(clipboard.write_text(&text)).await;
        then(done.map(|_| ()).map_err(|error| reason(&error)));
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

/// A number without its fraction. The browser writes it: Rust's own code for floating point is large, and
/// `clamp` and `{}` of such a number bring it.
fn whole(number: f64) -> String {
    let text = js_sys::Number::from(number).to_fixed(0);
    text.map(String::from).expect("no digit is a number of digits")
}

/// What a link's design stands behind in the fragment.
pub(crate) const LINK: &str = "d=";

/// The text after the `#` of the page's address.
pub(crate) fn fragment() -> String {
    let hash = window().location().hash().expect("a page has an address");
    hash.strip_prefix('#').unwrap_or_default().to_owned()
}

/// The page's address without its fragment.
pub(crate) fn address() -> String {
    let address = window().location().href().expect("a page has an address");
    address.split_once('#').map_or(address.as_str(), |(address, _)| address).to_owned()
}

/// Puts a text after the `#` of the address, or nothing; that is no new step of the browser's history.
pub(crate) fn set_fragment(text: &str) {
    let mut there = address();
    if !text.is_empty() {
        there = there + "#" + text;
    }
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&there));
    }
}

/// The page's address without what makes it an embedded one, for a window of its own.
pub(crate) fn full_address() -> String {
    let address = address();
    address.split_once('?').map_or(address.as_str(), |(address, _)| address).to_owned()
}

/// Takes a link's design out of the address, which holds it only while it is the one on screen.
pub(crate) fn drop_link() {
    if fragment().starts_with(LINK) {
        set_fragment("");
    }
}

/// Follows the fragment when it changes.
pub(crate) fn on_fragment(follow: impl Fn() + 'static) {
    hear("hashchange", move |_| follow());
}

/// Lets the page take the height of its content, for a frame that follows it.
pub(crate) fn mark_embedded() {
    let _ = document_element().set_attribute("data-embed", "");
}

/// Whether the query of the page's address has a word, alone or with a value.
pub(crate) fn query_has(word: &str) -> bool {
    let query = window().location().search().expect("a page has an address");
    let mut parts = query.trim_start_matches('?').split('&');
    parts.any(|part| part.split('=').next() == Some(word))
}

/// Hears the window around this one and no other; what JSON cannot say is nothing.
pub(crate) fn on_host_message(hear_host: impl Fn(&Value) + 'static) {
    hear("message", move |event| {
        let Some(event) = event.dyn_ref::<MessageEvent>().filter(|event| is_from_host(event))
        else {
            return;
        };
        if let Ok(message) = event.data().into_serde() {
            hear_host(&message);
        }
    });
}

fn is_from_host(event: &MessageEvent) -> bool {
    let host = window().parent().ok().flatten();
    host.zip(event.source()).is_some_and(|(host, source)| {
        let (host, source): (&JsValue, &JsValue) = (host.as_ref(), source.as_ref());
        host == source && host != window().unchecked_ref::<JsValue>()
    })
}

/// Tells the window around this one. Its origin is not known, so nothing secret may be told.
pub(crate) fn post_to_parent(message: &Value) {
    if let (Ok(Some(parent)), Ok(message)) = (window().parent(), JsValue::from_serde(message)) {
        let _ = parent.post_message(&message, "*");
    }
}

/// Tells the window around this one whenever what is told changes; the first time is marked.
pub(crate) fn keep_parent_told(message: impl Fn(bool) -> Option<Value> + 'static) {
    Effect::new(move |told: Option<bool>| {
        let message = message(told != Some(true));
        message.as_ref().map(post_to_parent).is_some() || told == Some(true)
    });
}

/// Warns whoever develops the page around this one.
pub(crate) fn warn(text: &str) {
    web_sys::console::warn_1(&JsValue::from_str(text));
}

/// Follows the height of the page's content, in CSS pixels.
pub(crate) fn on_height(follow: impl Fn(i32) + 'static) {
    let last = std::cell::Cell::new(0);
    let follower = follow_size(&body(), move || {
        let height = body().scroll_height();
        if last.replace(height) != height {
            follow(height);
        }
    });
    // The page lives as long as its body.
    std::mem::forget(follower);
}

/// Follows the size of an element until it is dropped.
struct Follower {
    observer: ResizeObserver,
    /// What the observer calls.
    _then: Closure<dyn FnMut()>,
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Does something now and whenever an element gets another size, also when it goes out of sight or comes back.
fn follow_size(element: &Element, then: impl FnMut() + 'static) -> Option<Follower> {
    let then = Closure::<dyn FnMut()>::new(then);
    let observer = ResizeObserver::new(then.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(Follower { observer, _then: then })
}

/// Does something whenever an element that is about to be shown gets another size.
pub(crate) fn on_size(place: &element::Element, then: impl FnMut() + 'static) {
    StoredValue::new_local(follow_size(place.get(), then));
}

/// Sets one of the page's colours.
pub(crate) fn set_colour(name: &str, value: &str) {
    if let Ok(root) = document_element().dyn_into::<HtmlElement>() {
        let _ = root.style().set_property(&format!("--{name}"), value);
    }
}

/// Where this browser keeps a design. Private windows, sandboxed frames and some settings refuse it, at
/// which `gloo-storage` would end the program.
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

/// Hears that another tab keeps another text under a name, or none any more.
pub(crate) fn on_kept(name: &'static str, then: impl Fn(Option<String>) + 'static) {
    hear("storage", move |event| {
        let event = event.dyn_ref::<StorageEvent>();
        if let Some(event) = event.filter(|event| event.key().as_deref() == Some(name)) {
            then(event.new_value());
        }
    });
}

/// Forgets what was kept.
pub(crate) fn forget(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(name);
    }
}

/// Whether this is the one file that works from disk.
pub(crate) fn is_offline_copy() -> bool {
    document_element().get_attribute("data-form").as_deref() == Some("offline")
}

/// Whether the page was opened from a disk, so that its address says nothing to anybody else.
pub(crate) fn is_on_disk() -> bool {
    address().starts_with("file:")
}

/// The design that was put into an offline copy.
pub(crate) fn carried_design() -> Option<String> {
    let text = document().get_element_by_id("design")?.text_content()?;
    (text.trim() != "null").then_some(text)
}

/// A file of this page's own host, as text.
pub(crate) async fn own_file(name: &'static str) -> Result<String, String> {
    let answer = JsFuture::from(window().fetch_with_str(name)).await;
    let answer: Response = answer.map_err(|error| reason(&error))?.unchecked_into();
    if !answer.ok() {
        return Err(format!("{name} is not beside this page"));
    }
    let text = answer.text().map_err(|error| reason(&error))?;
    let text = JsFuture::from(text).await.map_err(|error| reason(&error))?;
    text.as_string().ok_or_else(|| format!("{name} is no text"))
}

/// What the browser reports of the page's requests, a line each, and after a blank line the page's policy.
pub(crate) fn reported() -> String {
    let report = js_sys::Reflect::get(&window(), &"fastHaReported".into());
    let report = report.ok().and_then(|it| it.dyn_into::<js_sys::Function>().ok());
    let said = report.and_then(|report| report.call0(&JsValue::NULL).ok());
    said.and_then(|said| said.as_string())
        .unwrap_or_else(|| "the browser reports nothing".to_owned())
}

/// Hears what the start script has to say: a newer build, or a worker that is refused.
pub(crate) fn on_said(then: impl Fn(String) + 'static) {
    hear_text("fast-ha-say", then);
}

/// Moves to a control and opens what it is folded in.
pub(crate) fn focus_unfolded(id: String) {
    // On narrow screens the form becomes visible only after this event.
    soon(move || {
        let Some(control) = by_id(&id) else { return };
        let mut around = control.parent_element();
        while let Some(parent) = around {
            if parent.tag_name() == "DETAILS" {
                let _ = parent.set_attribute("open", "");
            }
            around = parent.parent_element();
        }
        control.scroll_into_view_with_scroll_into_view_options(&centred());
        let _ = control.focus();
    });
}

/// Whether the fold that an event is about is open.
pub(crate) fn is_open(event: &Event) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .is_some_and(|it| it.has_attribute("open"))
}

/// Does something after so many milliseconds. The browser owns what it runs then, and lets go of it: a timeout of
/// gloo's that is forgotten keeps its closure for ever.
pub(super) fn after(ms: i32, then: Box<dyn FnOnce()>) {
    let then = Closure::once_into_js(then);
    let set =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(then.unchecked_ref(), ms);
    drop(set);
}

/// Does something right before the next picture of the page, when its layout is due anyway.
fn in_frame(then: impl FnOnce() + 'static) {
    let then = Closure::once_into_js(then);
    let asked = window().request_animation_frame(then.unchecked_ref());
    drop(asked);
}

/// Does something once what this event shows is there.
fn soon(then: impl FnOnce() + 'static) {
    after(20, Box::new(then));
}

fn centred() -> web_sys::ScrollIntoViewOptions {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Center);
    options
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

/// Does something once a step of a play has been seen.
pub(crate) fn after_a_step(then: impl FnOnce() + 'static) {
    const STEP_MS: i32 = 2_500;
    after(STEP_MS, Box::new(then));
}

/// Does something after a moment that nobody notices as a wait.
pub(crate) fn after_a_moment(then: impl FnOnce() + 'static) {
    const MOMENT_MS: i32 = 200;
    after(MOMENT_MS, Box::new(then));
}

/// Does something once a short message has been seen; while it is pointed at it stays.
pub(crate) fn after_a_look(then: impl FnOnce() + 'static) {
    const LOOK_MS: i32 = 8_000;
    let then = move || {
        let looked_at = document().query_selector(".notice:hover, .notice:focus-within");
        if looked_at.ok().flatten().is_none() {
            then();
        }
    };
    after(LOOK_MS, Box::new(then));
}

/// Focuses an element that is about to be shown.
pub(crate) fn focus_soon(id: impl Into<String>) {
    let id = id.into();
    soon(move || focus(&id));
}

/// Does something where what had the focus goes from the page, or out of sight, with this event.
pub(crate) fn when_focus_is_lost(then: impl FnOnce() + 'static) {
    let then = move || {
        let here = document().active_element().filter(|here| here.tag_name() != "BODY");
        // A part of a drawing has no width of its own, and goes with the drawing.
        let is_hidden = |here: &Element| {
            here.dyn_ref::<HtmlElement>().is_some_and(|here| here.offset_width() == 0)
        };
        if here.is_none_or(|here| is_hidden(&here)) {
            then();
        }
    };
    after(0, Box::new(then));
}

/// Focuses what stands closest around a place, or else the result or the form, where what had the focus goes with
/// this event. Who presses something keeps it in sight, so nothing is scrolled.
pub(crate) fn focus_around(place: Element) {
    let go = move || {
        let around = place.closest("[tabindex]").ok().flatten();
        let around = around.and_then(|around| around.dyn_into::<HtmlElement>().ok());
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        for place in [around, by_id("result"), by_id("form")].into_iter().flatten() {
            let _ = place.focus_with_options(&options);
            if document().active_element().as_ref() == Some(&place) {
                break;
            }
        }
    };
    // Who knows a better place goes there first.
    soon(move || when_focus_is_lost(go));
}

/// The same where it is hidden with this event.
pub(crate) fn stay_focused() {
    focus_around(body().into());
}

/// Whether the focus goes with this event to what stands in none of some places.
pub(crate) fn is_left(event: &Event, places: &str) -> bool {
    let next = event.dyn_ref::<FocusEvent>().and_then(FocusEvent::related_target);
    let next = next.and_then(|next| next.dyn_into::<Element>().ok());
    next.is_some_and(|next| next.closest(places).is_ok_and(|found| found.is_none()))
}

/// Focuses a section and brings its heading to the top.
pub(crate) fn go_to_section(id: &'static str) {
    soon(move || {
        if let Some(element) = by_id(id) {
            let _ = element.focus();
            element.scroll_into_view();
        }
    });
}

/// Brings an element to the top where it begins below the middle of the window, and leaves the focus where it is.
pub(crate) fn raise(selector: &'static str) {
    soon(move || {
        let Ok(Some(element)) = document().query_selector(selector) else { return };
        let middle = f64::from(document_element().client_height()) / 2.0;
        if element.get_bounding_client_rect().top() > middle {
            element.scroll_into_view();
        }
    });
}

/// How far an element is scrolled, and how high it is, in CSS pixels.
pub(crate) fn scrolled(place: &element::Element) -> (i32, i32) {
    (place.get().scroll_top(), place.get().client_height())
}

/// Scrolls an element, whenever this says another place in it, so that the place is in the upper third and
/// its start in sight.
pub(crate) fn keep_in_sight(place: &element::Element, top: impl Fn() -> Option<i32> + 'static) {
    let element = place.get().clone();
    element::after_mount(move || {
        if let Some(top) = top() {
            element.set_scroll_top((top - element.client_height() / 3).max(0));
            element.set_scroll_left(0);
        }
    });
}

/// Selects an option.
pub(crate) fn select(id: &str, value: &str) {
    if let Some(list) = by_id(id).and_then(|list| list.dyn_into::<HtmlSelectElement>().ok()) {
        list.set_value(value);
    }
}

/// Clicks an element, for inputs that stay hidden behind a button.
pub(crate) fn click(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        element.unchecked_into::<HtmlElement>().click();
    }
}

/// Whether an element is there.
pub(crate) fn is_there(selector: &str) -> bool {
    document().query_selector(selector).is_ok_and(|found| found.is_some())
}

/// Sets the theme: `light`, `dark`, or nothing for the system's.
pub(crate) fn set_theme(theme: &str) {
    let root = document_element();
    let _ = if theme.is_empty() {
        root.remove_attribute("data-theme")
    } else {
        root.set_attribute("data-theme", theme)
    };
}

/// Tells when the page is printed, and when it no longer is. It is then in light colours, whatever its theme.
pub(crate) fn on_print(tell: impl Fn(bool) + Clone + 'static) {
    let theme = std::rc::Rc::new(std::cell::RefCell::new(None));
    let (kept, told) = (theme.clone(), tell.clone());
    hear("beforeprint", move |_| {
        kept.replace(document_element().get_attribute("data-theme"));
        set_theme("light");
        told(true);
    });
    hear("afterprint", move |_| {
        set_theme(&theme.take().unwrap_or_default());
        tell(false);
    });
}

/// Opens the browser's printing.
pub(crate) fn print() {
    // Where it is refused the browser has its own way to it.
    drop(window().print());
}

fn reason(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| "the browser refused".to_owned(), |error| String::from(error.message()))
}

/// Asks before the page is left while something typed would be lost.
pub(crate) fn guard_leaving(dirty: impl Fn() -> bool + 'static) {
    hear("beforeunload", move |event| {
        if dirty() {
            event.prevent_default();
        }
    });
}

/// Keys inside what is one stop of Tab: an element with `data-inside`, which selects its parts. Enter on it goes to
/// the first part in sight, arrow keys from a part to its neighbours, Escape back. Whether it was such a key.
fn moves_inside(event: &KeyboardEvent) -> Option<()> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let region = target.closest("[data-inside]").ok()??;
    let list = region.query_selector_all(&region.get_attribute("data-inside")?).ok()?;
    let parts: Vec<Element> =
        (0..list.length()).filter_map(|n| list.get(n)?.dyn_into().ok()).collect();
    let here = parts.iter().position(|part| *part == target);
    let to = match (event.key().as_str(), here) {
        ("Enter", None) if target == region => {
            let top = region.get_bounding_client_rect().top();
            parts.iter().find(|part| part.get_bounding_client_rect().top() >= top)
        }
        ("ArrowRight" | "ArrowDown", Some(here)) => parts.get(here + 1),
        ("ArrowLeft" | "ArrowUp", Some(here)) => here.checked_sub(1).and_then(|n| parts.get(n)),
        ("Escape", Some(_)) => Some(&region),
        _ => return None,
    };
    if let Some(to) = to {
        // A part of the picture is none of HTML, and takes the focus all the same.
        let _ = to.unchecked_ref::<HtmlElement>().focus();
    }
    Some(())
}

/// Says what stopped, with a draft to save; without one the last that was left in safety. The start script
/// says it, because the program may not be able to.
pub(crate) fn tell_fault(said: &str, draft: Option<&str>) {
    let detail = js_sys::Array::of2(&said.into(), &draft.map_or(JsValue::UNDEFINED, JsValue::from));
    let parts = CustomEventInit::new();
    parts.set_detail(&detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict("fast-ha-fault", &parts) {
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
