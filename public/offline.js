(() => {
// Starts the page that is one file: both modules lie in it, compressed, and its worker is made of its own text.

__FAULT__

__WORKSHOP__

__COLLECT__

__WORKER__

__FIRST__

__SECOND__

/** The bytes of a module. */
async function unpacked(id) {
  const packed = Uint8Array.from(atob(document.getElementById(id).textContent), (c) => c.charCodeAt(0));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(plain).arrayBuffer();
}

// Trusted Types are enforced: this address is the only text that ever becomes code.
const TEXT = `${work}\n${second}\nonmessage = ({ data }) => { onmessage = null; work(second(data)); };`;
const MAKER = URL.createObjectURL(new Blob([TEXT], { type: 'text/javascript' }));
const policy = globalThis.trustedTypes?.createPolicy('fast-ha-worker', {
  createScriptURL(text) {
    if (text !== MAKER) throw new TypeError('no worker of this page');
    return text;
  },
});

function startWorker() {
  const worker = new Worker(policy ? policy.createScriptURL(MAKER) : MAKER);
  unpacked('second').then((bytes) => worker.postMessage(bytes, [bytes]));
  return worker;
}

const started = unpacked('first').then(first);
keepWorkshop(workshop(startWorker, async () => second(await unpacked('second'))), started);
started.catch(neverStarted);
})();
