//! The way to the page's second module: bytes out, bytes back. Whether it works in a worker or in this page
//! is the start script's affair.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect, Uint8Array, global};
use leptos::prelude::Effect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use zeroize::Zeroizing;

use super::reason;
use super::task::start;

/// What the start script can be asked for.
#[derive(Clone, Copy)]
pub(crate) enum Door {
    /// The second module.
    Workshop,
    /// The browser's own compression, where it has one.
    Deflate,
    /// Its way back.
    Inflate,
}

impl Door {
    const fn name(self) -> &'static str {
        match self {
            Self::Workshop => "fastHaAsk",
            Self::Deflate => "fastHaDeflate",
            Self::Inflate => "fastHaInflate",
        }
    }

    /// Sends bytes and waits for those that come back.
    pub(crate) async fn ask(self, message: &[u8]) -> Result<Vec<u8>, String> {
        answered(self.send(message)).await
    }

    fn send(self, message: &[u8]) -> Sent {
        let door: Function = Reflect::get(&global(), &self.name().into())?.dyn_into()?;
        door.call1(&JsValue::NULL, &Uint8Array::from(message))?.dyn_into()
    }
}

/// What a sent message is answered with, or why it was not sent.
type Sent = Result<Promise, JsValue>;

async fn answered(sent: Sent) -> Result<Vec<u8>, String> {
    let answer = sent.map_err(|error| reason(&error))?;
    let answer = JsFuture::from(answer).await.map_err(|error| reason(&error))?;
    let answer: Uint8Array = answer.unchecked_into();
    let bytes = answer.to_vec();
    // Packages are among the answers, and nobody else wipes what the browser holds of them.
    answer.fill(0, 0, answer.length());
    Ok(bytes)
}

/// Bytes to send, which may hold secrets and so are wiped.
pub(crate) type Message = Zeroizing<Vec<u8>>;

/// Who hears what comes back. One kind for every order, so that waiting is compiled once.
pub(crate) type Hear = Box<dyn FnOnce(Result<Vec<u8>, String>)>;

/// Whether a message is on its way, and the one that waits for it.
type Next = Rc<RefCell<(bool, Option<(Message, Hear)>)>>;

/// Sends a message to the second module now and whenever it would be another one, as long as whoever asks is
/// there: one at a time, and of those that wait only the latest.
pub(crate) fn keep_asking(message: Box<dyn Fn() -> Option<(Message, Hear)>>) {
    let next = Next::default();
    Effect::new(move |_| {
        let wanted = message();
        let mut waiting = next.borrow_mut();
        waiting.1 = wanted;
        if waiting.0 {
            return;
        }
        if let Some((message, hear)) = waiting.1.take() {
            waiting.0 = true;
            // Sent at once: the answer is made while the page draws what else follows.
            start(work_off(next.clone(), Door::Workshop.send(&message), hear));
        }
    });
}

async fn work_off(next: Next, mut sent: Sent, mut hear: Hear) {
    loop {
        hear(answered(sent).await);
        let Some((message, later)) = next.borrow_mut().1.take() else { break };
        (sent, hear) = (Door::Workshop.send(&message), later);
    }
    next.borrow_mut().0 = false;
}

/// Sends a message to the second module once.
pub(crate) fn ask_once(message: Message, hear: Hear) {
    start(async move { hear(Door::Workshop.ask(&message).await) });
}

/// Answers messages from now on; the start script of the second module calls this.
pub(crate) fn serve(mut answer: impl FnMut(&[u8]) -> Vec<u8> + 'static) {
    let door = Closure::<dyn FnMut(Uint8Array) -> Uint8Array>::new(move |message: Uint8Array| {
        Uint8Array::from(answer(&message.to_vec()).as_slice())
    });
    let _ = Reflect::set(&global(), &"fastHaAnswer".into(), door.as_ref());
    // The module answers as long as it is there.
    door.forget();
}
