// Keeps the page for offline use: the exact files of one build, nothing else, from nowhere else.
// A new build is fetched beside the old one and takes over once every tab of the old one is closed.

const VERSION = '__VERSION__';
const FILES = __FILES__;

// One origin may hold several applications, and this one at several paths: what is kept bears the path.
const OURS = `fast-ha ${registration.scope} `;
const KEPT = OURS + VERSION;

/** Keeps a file if it is the one of this build; a login page or a cut answer never becomes the page. */
async function keep(cache, [file, digest]) {
  const response = await fetch(file, { cache: 'reload' });
  const bytes = await response.clone().arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const found = Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (!response.ok || response.redirected || found !== digest) throw new Error(`${file} is not the file of this build`);
  await cache.put(file, response);
}

async function install() {
  try {
    const cache = await caches.open(KEPT);
    await Promise.all(Object.entries(FILES).map((entry) => keep(cache, entry)));
  } catch (error) {
    await caches.delete(KEPT);
    throw error;
  }
}

async function removeOlder() {
  const older = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== KEPT);
  await Promise.all(older.map((name) => caches.delete(name)));
}

self.addEventListener('install', (event) => event.waitUntil(install()));

self.addEventListener('activate', (event) => event.waitUntil(removeOlder()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  event.respondWith(
    caches.open(KEPT).then(async (cache) => {
      const kept = await cache.match(request, { ignoreSearch: true });
      return kept ?? fetch(request);
    }),
  );
});
