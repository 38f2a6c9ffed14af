// Starts the page, its second module once the page has been painted, and, where the page is served and stands
// alone, the worker that keeps it for offline use.

__FAULT__

__WORKSHOP__

__COLLECT__

// Trusted Types are enforced: these two addresses are the only texts that ever become code.
const KEEPER = './sw.js';
const MAKER = '__MAKER__';
const policy = globalThis.trustedTypes?.createPolicy('fast-ha-worker', {
  createScriptURL(text) {
    if (text !== KEEPER && text !== MAKER) throw new TypeError('no worker of this page');
    return text;
  },
});
const trusted = (address) => (policy ? policy.createScriptURL(address) : address);

const startWorker = () => new Worker(trusted(MAKER), { type: 'module' });
const startHere = async () => (await import('__SECOND_GLUE__')).default({ module_or_path: '__SECOND_WASM__' });

/** The bytes of the module that lies in this page, each as the letter after its number. */
function taken(id) {
  const place = document.getElementById(id);
  const letters = place.textContent;
  place.remove();
  const { length } = letters;
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) bytes[at] = letters.charCodeAt(at) - 1;
  return bytes;
}

/** The module that lies in this page; its file where the page came changed, as from a proxy that rewrites it. */
async function first() {
  try {
    return await WebAssembly.compile(taken('first'));
  } catch {
    return '__WASM__';
  }
}

// Not a part of this script, which has to say it when one of them is missing.
const started = import('__GLUE__').then(async (glue) => glue.default({ module_or_path: await first() }));
keepWorkshop(workshop(startWorker, startHere), started);

const NEWER = 'A new version is ready; it is used once every tab of this page is closed';
const NOT_KEPT = 'This browser does not keep the page for use without a network: it refuses, or a file came changed';
const say = (detail) => dispatchEvent(new CustomEvent('fast-ha-say', { detail }));

async function keepForOffline() {
  const embedded = window.top !== window || new URLSearchParams(location.search).has('embed');
  if (embedded || !navigator.serviceWorker) return;
  try {
    const registration = await navigator.serviceWorker.register(trusted(KEEPER));
    const tell = (worker) => worker?.addEventListener('statechange', () => {
      // Without a controller this is the first visit, and nothing is new.
      if (worker.state === 'installed' && navigator.serviceWorker.controller) say(NEWER);
      if (worker.state === 'redundant' && !registration.active) say(NOT_KEPT);
    });
    tell(registration.installing);
    registration.addEventListener('updatefound', () => tell(registration.installing));
    // A worker becomes active once it has kept every file.
    await navigator.serviceWorker.ready;
    document.documentElement.dataset.kept = '';
  } catch {
    // Private windows and some hosts refuse workers; the page works without one.
    say(NOT_KEPT);
  }
}

// A design that the system opens with the installed page.
globalThis.launchQueue?.setConsumer(async ({ files: [handle] }) => {
  await started;
  if (handle) dispatchEvent(new CustomEvent('fast-ha-open', { detail: await (await handle.getFile()).text() }));
});

started.then(keepForOffline, neverStarted);
