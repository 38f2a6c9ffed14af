//! The way to the page's second module: bytes out, bytes back. Whether it works in a worker or in this page
//! is the start script's affair.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect, Uint8Array, global};
use leptos::prelude::Effect;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::reason;

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
        let answer = self.open(message).map_err(|error| reason(&error))?;
        let answer = JsFuture::from(answer).await.map_err(|error| reason(&error))?;
        Ok(Uint8Array::new(&answer).to_vec())
    }

    fn open(self, message: &[u8]) -> Result<Promise, JsValue> {
        let door: Function = Reflect::get(&global(), &self.name().into())?.dyn_into()?;
        door.call1(&JsValue::NULL, &Uint8Array::from(message))?.dyn_into()
    }
}

/// A message that waits for the one before it, with what it is about.
type Next<T, M> = Rc<RefCell<(bool, Option<(T, M)>)>>;

/// Sends a message to the second module now and whenever it would be another one, as long as whoever asks is
/// there: one at a time, and of those that wait only the latest.
pub(crate) fn keep_asking<T: 'static, M: AsRef<[u8]> + 'static>(
    message: impl Fn() -> Option<(T, M)> + 'static,
    hear: impl Fn(T, Result<Vec<u8>, String>) + Clone + 'static,
) {
    let next: Next<T, M> = Rc::new(RefCell::new((false, None)));
    Effect::new(move |_| {
        let wanted = message();
        let mut waiting = next.borrow_mut();
        waiting.1 = wanted;
        if waiting.1.is_some() && !waiting.0 {
            waiting.0 = true;
            spawn_local(work_off(next.clone(), hear.clone()));
        }
    });
}

async fn work_off<T, M: AsRef<[u8]>>(next: Next<T, M>, hear: impl Fn(T, Result<Vec<u8>, String>)) {
    loop {
        let Some((about, message)) = next.borrow_mut().1.take() else { break };
        let answer = Door::Workshop.ask(message.as_ref()).await;
        hear(about, answer);
    }
    next.borrow_mut().0 = false;
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
