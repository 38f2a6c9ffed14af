// The page's second module: it makes what leaves the page, in a worker, and where workers are refused in the page
// itself. Orders and answers are bytes whose form the program knows; here they are only carried.

/** How long a worker may take until it begins with an order, and until it has ended one. */
const BEGIN_MS = 4_000;
const WORK_MS = 30_000;
/** A worker that stops is started again and gets its orders again; what stopped that many is not made. */
const TRIES = 3;

/** Orders that give the module files to keep: one that is started again gets them again. */
const GIVES = [30, 40];

const NOT_MADE = 'the part of this page that makes files stopped while it made this';
const NOT_LOADED = 'the part of this page that makes files cannot be loaded';

/** The second module, given how a worker is started with it and how it is started in this page. */
function workshop(startWorker, startHere) {
  const orders = new Map();
  let count = 0;
  let worker;
  /** Nothing, `loading` or `open`. */
  let here;
  let clock;
  // Nothing of it is loaded before the page has been painted.
  let mayStart = false;
  /** What was given since everything was cleared. */
  let given = [];

  function end(number, answer, refusal) {
    const order = orders.get(number);
    orders.delete(number);
    if (order && answer) keep(order.message);
    // Secrets are in it, which nothing else would wipe.
    order?.message.fill(0);
    if (answer) order?.done(answer);
    else order?.refused(new Error(refusal));
  }

  /** An order's second byte says which it is, the third whether it gives something: one that does not takes back what
      such orders gave, and an empty one everything. */
  function keep(message) {
    const [, kind, gives] = message;
    given = given.filter((one) => {
      const stays = message.length > 0 && (gives || one[1] !== kind);
      if (!stays) one.fill(0);
      return stays;
    });
    if (gives && GIVES.includes(kind)) given.push(message.slice());
  }

  /** Waits for a sign of a worker's life as long as there are orders. */
  function watch(watched, ms) {
    clearTimeout(clock);
    if (orders.size > 0) clock = setTimeout(() => startAgain(watched), ms);
  }

  function startAgain(stopped) {
    if (stopped !== worker) return;
    worker.terminate();
    worker = undefined;
    for (const [number, order] of orders) if ((order.tries += 1) >= TRIES) end(number, null, NOT_MADE);
    if (orders.size > 0) open();
  }

  const send = (number) => worker.postMessage([number, orders.get(number).message]);

  /** Starts a worker, or what does its work. */
  function open() {
    if (worker || here || !mayStart) return;
    try {
      worker = startWorker();
    } catch {
      workHere();
      return;
    }
    const own = worker;
    own.ready = false;
    const refuse = (event) => {
      event?.preventDefault?.();
      if (own !== worker) return;
      if (own.ready) startAgain(own);
      else workHere();
    };
    own.onerror = refuse;
    own.onmessage = ({ data: [sign, number, answer] }) => {
      if (own !== worker) return;
      if (sign === 'refused') {
        refuse();
        return;
      }
      if (sign === 'ready') {
        own.ready = true;
        for (const one of given) worker.postMessage([0, one]);
        for (const waiting of orders.keys()) send(waiting);
      }
      if (sign === 'done') end(number, answer);
      if (sign === 'stopped') {
        end(number, null, NOT_MADE);
        startAgain(own);
        return;
      }
      watch(own, sign === 'begun' ? WORK_MS : BEGIN_MS);
    };
  }

  /** Works in this page. */
  async function workHere() {
    worker?.terminate();
    worker = undefined;
    here = 'loading';
    try {
      await startHere();
      for (const one of given) fastHaAnswer(one);
      here = 'open';
      workOff();
    } catch {
      here = undefined;
      for (const number of orders.keys()) end(number, null, NOT_LOADED);
    }
  }

  /** One order a task, so that keys are heard between them. */
  function workOff() {
    const [next] = orders;
    if (!next) return;
    const [number, { message }] = next;
    try {
      end(number, fastHaAnswer(message));
    } catch {
      end(number, null, NOT_MADE);
    }
    setTimeout(workOff);
  }

  function ask(message) {
    return new Promise((done, refused) => {
      orders.set((count += 1), { message, done, refused, tries: 0 });
      if (worker?.ready) {
        send(count);
        if (orders.size === 1) watch(worker, BEGIN_MS);
      } else if (here === 'open') setTimeout(workOff);
      else open();
    });
  }

  const allow = () => {
    mayStart = true;
    open();
  };

  return { ask, allow };
}

/** Bytes through one of the browser's own streams; a design's are few, and more are no design. */
async function through(kind, bytes, most) {
  const reader = new Blob([bytes]).stream().pipeThrough(new globalThis[kind]('deflate-raw')).getReader();
  const chunks = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(chunks).arrayBuffer());
    chunks.push(value);
    size += value.length;
    if (size > most) {
      reader.cancel();
      throw new Error('too long');
    }
  }
}

globalThis.fastHaDeflate = (bytes) => through('CompressionStream', bytes, Infinity);
globalThis.fastHaInflate = (bytes) => through('DecompressionStream', bytes, 256 * 1024);

/** Makes the second module reachable, and loads it once the page has started and been painted. */
function keepWorkshop({ ask, allow }, started) {
  globalThis.fastHaAsk = ask;
  started.then(() => requestAnimationFrame(() => setTimeout(allow)), () => {});
}
