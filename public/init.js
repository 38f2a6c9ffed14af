// Starts the page and, where it is served and stands alone, the worker that keeps it for offline use.

import init from '__GLUE__';

__FAULT__

const started = init({ module_or_path: '__WASM__' });

// Trusted Types are enforced: the worker's address is the only text that ever becomes code.
function workerAddress() {
  const address = './sw.js';
  if (!globalThis.trustedTypes) return address;
  const policy = trustedTypes.createPolicy('fast-ha-worker', {
    createScriptURL(text) {
      if (text !== address) throw new TypeError('not the worker of this page');
      return text;
    },
  });
  return policy.createScriptURL(address);
}

async function keepForOffline() {
  const embedded = window.top !== window || new URLSearchParams(location.search).has('embed');
  if (embedded || !navigator.serviceWorker) return;
  try {
    const registration = await navigator.serviceWorker.register(workerAddress());
    const tell = (worker) => worker?.addEventListener('statechange', () => {
      // Without a controller this is the first visit, and nothing is new.
      if (worker.state === 'installed' && navigator.serviceWorker.controller) dispatchEvent(new Event('fast-ha-update'));
    });
    tell(registration.installing);
    registration.addEventListener('updatefound', () => tell(registration.installing));
  } catch {
    // Private windows and some hosts refuse workers; the page works without one.
  }
}

// A design that the system opens with the installed page.
globalThis.launchQueue?.setConsumer(async ({ files: [handle] }) => {
  await started;
  if (handle) dispatchEvent(new CustomEvent('fast-ha-open', { detail: await (await handle.getFile()).text() }));
});

started.then(keepForOffline, neverStarted);
