//! Files for the packages: chosen here, held and judged by the second module alone, as long as the page is open.

use crate::facts::limit::ADDED_BYTES_PAGE;
use crate::ui::browser::element::{Element, Event, tag};
use crate::ui::browser::file;
use crate::ui::desk::{Desk, desk};
use crate::ui::part::button::action;
use crate::ui::part::reactive::Held;
use crate::ui::part::told::told;
use crate::ui::workshop;
use crate::workshop::{Bytes, Enclose, View};

/// Gives the second module a file, or takes all away; the bundle that follows is another one.
fn enclose(desk: Desk, order: &Enclose) {
    workshop::order_once(order, move |refused| match refused {
        Ok(None) => desk.renew_salt(),
        Ok(Some(why)) | Err(why) => desk.refuse(why),
    });
}

/// The chooser, and what was chosen.
pub(crate) fn added() -> Element {
    let desk = desk();
    // The unit by its place; none means both.
    let unit = Held::new(None::<usize>);
    let choose = move |event: &Event| {
        let unit = unit.get_untracked();
        file::read_chosen(event, ADDED_BYTES_PAGE.most, move |name, read| match read {
            Ok(bytes) => enclose(desk, &Enclose { add: Some((unit, (name, Bytes(bytes)))) }),
            Err(why) => desk.refuse(why),
        });
    };
    let units = [("", "Both units"), ("0", "First unit"), ("1", "Second unit")];
    let units = units.map(|(value, text)| tag("option").set("value", value).text(text));
    let list =
        tag("select").label("For").all(units).chosen(move |place| unit.set(place.parse().ok()));
    let input =
        tag("input").set("type", "file").label("File for the packages").on("change", choose);
    let none = action("Take all away", move || enclose(desk, &Enclose { add: None }));
    let said = "Files for the packages: content, software, plugin, licences";
    tag("details.card")
        .add(tag("summary").text(said))
        .add(tag("div.panel-head").add(list).add(input).add(none))
        .add(told(View::Packages, Held::new(None)))
}
