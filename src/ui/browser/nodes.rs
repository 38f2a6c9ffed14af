//! Nodes as elements of the page. What stands there already stays: only what differs from the last nodes is
//! touched, and an element keeps its focus.

use gloo_utils::document;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlSelectElement};

use super::element::{Element as Place, SVG};
use super::focus_around;
use crate::workshop::{LEADS_TO, WANTS};
use crate::xml::Node;

const HTML: &str = "http://www.w3.org/1999/xhtml";

/// Shows a node as the only content of a place in which the last one stands.
pub(crate) fn show(place: &Place, last: Option<&Node>, node: &Node) {
    let place = place.get();
    let has_focus = place.contains(document().active_element().as_deref());
    let shown = match (place.first_element_child(), last) {
        (Some(element), Some(last)) => renew(&element, last, node),
        _ => element_of(node, HTML).map(|element| place.replace_children_with_node_1(&element)),
    };
    shown.expect("nodes are made of names that a document takes");
    if has_focus {
        focus_around(place.clone());
    }
}

/// Makes an element that shows one node show another.
fn renew(element: &Element, last: &Node, node: &Node) -> Result<(), JsValue> {
    if last == node {
        return Ok(());
    }
    let space = || element.namespace_uri().expect("an element of a page has a namespace");
    let alike = last.tag == node.tag && last.text.is_some() == node.text.is_some();
    if !alike {
        return element.replace_with_with_node_1(element_of(node, &space())?.as_ref());
    }
    for (name, value) in node.attributes.iter().filter(|one| !last.attributes.contains(one)) {
        element.set_attribute(name, value)?;
    }
    let stays = |name: &str| node.attributes.iter().any(|(one, _)| *one == name);
    for (name, _) in last.attributes.iter().filter(|(name, _)| !stays(name)) {
        element.remove_attribute(name)?;
    }
    if node.text.is_some() && node.text != last.text {
        element.set_text_content(node.text.as_deref());
    }
    let mut here = element.first_element_child();
    let mut before = last.children.iter();
    for child in &node.children {
        if let (Some(old), Some(before)) = (here, before.next()) {
            // Asked before the element may be replaced.
            here = old.next_element_sibling();
            renew(&old, before, child)?;
        } else {
            here = None;
            element.append_child(element_of(child, &space())?.as_ref())?;
        }
    }
    while let Some(old) = here {
        here = old.next_element_sibling();
        old.remove();
    }
    Ok(())
}

/// The node as an element; what is in a picture is of its namespace.
fn element_of(node: &Node, space: &str) -> Result<Element, JsValue> {
    let space = if node.tag == "svg" { SVG } else { space };
    let element = document().create_element_ns(Some(space), node.tag)?;
    for (name, value) in node.attributes.iter().filter(|(name, _)| *name != "xmlns") {
        element.set_attribute(name, value)?;
    }
    if node.text.is_some() {
        element.set_text_content(node.text.as_deref());
    }
    for child in &node.children {
        element.append_child(element_of(child, space)?.as_ref())?;
    }
    Ok(element)
}

/// The key of the field to which what is under an event leads.
pub(crate) fn field_under(event: &Event) -> Option<String> {
    said_under(event, LEADS_TO)
}

/// What is wanted once what is under an event was pressed or chosen.
pub(crate) fn wanted_under(event: &Event) -> Option<String> {
    let chosen = || Some(event.target()?.dyn_into::<HtmlSelectElement>().ok()?.value());
    if event.type_() == "change" { chosen() } else { said_under(event, WANTS) }
}

fn said_under(event: &Event, attribute: &str) -> Option<String> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    target.closest(&format!("[{attribute}]")).ok()??.get_attribute(attribute)
}

/// What is chosen in the lists of a place, a line each, the one that an event is about last; and that one's id.
pub(crate) fn chosen(event: &Event) -> (String, String) {
    let element = |target: Option<web_sys::EventTarget>| target?.dyn_into::<Element>().ok();
    let said = |list: &HtmlSelectElement| format!("{}={}\n", list.name(), list.value());
    let (Some(place), Some(here)) = (element(event.current_target()), element(event.target()))
    else {
        return (String::new(), String::new());
    };
    let all = place.query_selector_all("select").expect("a list has a tag");
    let all = (0..all.length()).filter_map(|n| all.get(n)?.dyn_into::<HtmlSelectElement>().ok());
    let last = here.dyn_ref::<HtmlSelectElement>().map(said).unwrap_or_default();
    (all.map(|list| said(&list)).collect::<String>() + &last, here.id())
}
