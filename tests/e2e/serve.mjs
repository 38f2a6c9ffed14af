// A static server for dist/: the one that `make run` starts and the browser tests use. Loopback only.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** The path of a request; nothing where its escapes spell no text, as in `/%`. */
function pathOf(url) {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
}

/** Serves `root` on a loopback port, 0 takes a free one; each file once `until` lets it go. Resolves to the server. */
export function serve(root, port, until = () => {}) {
  const base = resolve(root);
  const server = createServer(async (request, response) => {
    const path = pathOf(request.url);
    const file = path && join(base, normalize(path.endsWith('/') ? `${path}index.html` : path));
    const found = file?.startsWith(base) && (await stat(file).catch(() => null));
    if (!found || !found.isFile()) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
      return;
    }
    await until(path);
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' });
    createReadStream(file).pipe(response);
  });
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => done(server));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = Number(process.env.PORT ?? 8080);
  try {
    await serve(process.argv[2] ?? 'dist', port);
    console.log(`Fast HA Configurator: http://127.0.0.1:${port}/   (Ctrl-C stops it)`);
  } catch (error) {
    console.error(`Port ${port} cannot be used (${error.code}); choose another: make run PORT=8081`);
    process.exit(1);
  }
}
