//! Orders to the second module, and their answers.

use zeroize::Zeroizing;

use crate::ui::browser::task;
use crate::ui::browser::workshop::{Door, Message, ask_once, keep_asking, serve};
use crate::workshop::{Bytes, Deflate, Inflate, Order, Workshop, ask, hear};

/// An order as bytes.
fn message(order: &impl Order) -> Message {
    Zeroizing::new(ask(order))
}

fn answer<O: Order>(answer: Result<Vec<u8>, String>) -> Result<O::Answer, String> {
    let other = || "the parts of this page are not of one version; load it again".to_owned();
    hear::<O>(&answer?).ok_or_else(other)
}

/// Orders something.
pub(crate) async fn order<O: Order>(order: O) -> Result<O::Answer, String> {
    answer::<O>(Door::Workshop.ask(&message(&order)).await)
}

/// Orders something now and whenever the order would be another one; typing waits for none of them.
pub(crate) fn follow<T: 'static, O: Order + 'static>(
    wanted: impl Fn() -> Option<(T, O)> + 'static,
    take: impl Fn(T, Result<O::Answer, String>) + Clone + 'static,
) {
    keep_asking(Box::new(move || {
        let (about, order) = wanted()?;
        let take = take.clone();
        Some((message(&order), Box::new(move |made| take(about, answer::<O>(made)))))
    }));
}

/// Orders something once, for someone who does not wait for it.
pub(crate) fn order_once<O: Order>(
    order: &O,
    take: impl FnOnce(Result<O::Answer, String>) + 'static,
) {
    ask_once(message(order), Box::new(move |made| take(answer::<O>(made))));
}

/// Compresses a link's bytes: the browser does it, or the second module where it cannot.
pub(crate) async fn deflate(plain: Vec<u8>) -> Result<Vec<u8>, String> {
    if let Ok(packed) = Door::Deflate.ask(&plain).await {
        return Ok(packed);
    }
    order(Deflate { plain: Bytes(plain) }).await.map(|packed| packed.0)
}

/// Lets the second module forget what it keeps, secrets among it.
pub(crate) fn clear() {
    task::start(async {
        // Where it cannot be reached it keeps nothing either.
        drop(Door::Workshop.ask(&[]).await);
    });
}

/// A link's bytes as they were before; none where they are not.
pub(crate) async fn inflate(packed: Vec<u8>) -> Result<Option<Vec<u8>>, String> {
    if let Ok(plain) = Door::Inflate.ask(&packed).await {
        return Ok(Some(plain));
    }
    let plain = order(Inflate { packed: Bytes(packed) }).await?;
    Ok(plain.map(|plain| plain.0))
}

/// Answers the page's orders; all that the second module does.
pub(crate) fn work() {
    let mut workshop = Workshop::default();
    serve(move |message| workshop.answer(message));
}
