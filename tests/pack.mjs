// Turns Trunk's output in dist/ into what is shipped: a page without inline script under a strict policy,
// the worker that keeps it for offline use, and one HTML file that needs nothing beside it.
//
//   node tests/pack.mjs           after a build
//   node tests/pack.mjs --dist    also SHA256SUMS and precompressed files

import { createHash } from 'node:crypto';
import { cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, deflateRawSync, gzipSync } from 'node:zlib';

const DIST = 'dist';
const read = (name) => readFileSync(join(DIST, name));
const text = (name) => read(name).toString('utf8');
const write = (name, content) => writeFileSync(join(DIST, name), content);
const sha256 = (content, form = 'hex') => createHash('sha256').update(content).digest(form);

/** Replaces exactly one place; a build that looks otherwise is not shipped. */
function once(where, what, by) {
  const parts = where.split(what);
  if (parts.length !== 2) throw new Error(`expected one ${what}, found ${parts.length - 1}`);
  return parts.join(by);
}

function only(ending) {
  const found = readdirSync(DIST).filter((name) => name.startsWith('fast-ha-') && name.endsWith(ending));
  if (found.length !== 1) throw new Error(`expected one *${ending}, found ${found.join(', ')}`);
  return found[0];
}

const policy = (parts) => Object.entries(parts).map(([name, value]) => `${name} ${value}`).join('; ');
const meta = (parts) => `<meta http-equiv="Content-Security-Policy" content="${policy(parts)}">`;

const fault = readFileSync('public/fault.js', 'utf8');
const COMMON = { 'base-uri': "'none'", 'form-action': "'none'", 'require-trusted-types-for': "'script'" };

/** One stylesheet in place of Trunk's several: one request, and less in all once it is compressed. */
function joinStyles() {
  const links = /<link href="?\.\/([^" >]+\.css)"?[^>]*>/g;
  const page = text('index.html');
  const names = [...page.matchAll(links)].map((found) => found[1]);
  const styles = names.map(text).join('\n');
  const name = `styles-${sha256(styles).slice(0, 16)}.css`;
  write(name, styles);
  names.forEach((one) => rmSync(join(DIST, one)));
  const link = (_, one) => (one === names[0] ? `<link href=./${name} rel=stylesheet>` : '');
  write('index.html', page.replace(links, link));
}

/** The hosted page: everything from its own origin, no inline script, no inline style. */
function hosted(wasm, glue) {
  const parts = { __GLUE__: `./${glue}`, __WASM__: `./${wasm}`, __FAULT__: fault };
  const init = Object.entries(parts).reduce((script, [name, part]) => once(script, name, part), readFileSync('public/init.js', 'utf8'));
  const name = `init-${sha256(init).slice(0, 16)}.js`;
  write(name, init);
  const inline = /<script type="?module"?[^>]*>import init[\s\S]*?<\/script>/;
  let page = text('index.html');
  if (!inline.test(page)) throw new Error('the start script is not where it was expected');
  page = page.replace(inline, `<script type="module" src="./${name}"></script>`);
  const csp = meta({
    'default-src': "'none'",
    'script-src': "'self' 'wasm-unsafe-eval'",
    'style-src': "'self'",
    'img-src': "'self' data: blob:",
    'connect-src': "'self'",
    'manifest-src': "'self'",
    'worker-src': "'self'",
    ...COMMON,
    'trusted-types': 'fast-ha-worker',
  });
  page = page.replace(/(<meta charset="?utf-8"?>)/, `$1${csp}`);
  write('index.html', page);
  return name;
}

/** One classic script out of the module that wasm-bindgen wrote. */
function classic(glue) {
  return text(glue)
    .replace(/^export class /gm, 'class ')
    .replace(/\bexport class /g, 'class ')
    .replace(/export\s*\{[^}]*\};?/g, '')
    .replaceAll('import.meta.url', "''");
}

/** The whole product in one file that works from disk. */
function offline(wasm, glue) {
  const page = text('index.html');
  const styles = text(page.match(/styles-[0-9a-f]{16}\.css/)[0]);
  // The names by which wasm-bindgen exports its start may be minified; they stand in its export list.
  const list = text(glue).match(/export\s*\{([^}]*)\}/)[1];
  const start = list.match(/(\S+) as default/)[1];
  const bytes = deflateRawSync(read(wasm), { level: 9 }).toString('base64');
  const script = `(() => {
${fault}
${classic(glue)}
(async () => {
  const packed = Uint8Array.from(atob(document.getElementById('program').textContent), (c) => c.charCodeAt(0));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  await ${start}({ module_or_path: await new Response(plain).arrayBuffer() });
})().catch(neverStarted);
})();`;
  if (/<\/script/i.test(script) || /<\/style/i.test(styles)) throw new Error('a text would end its element');
  const csp = meta({
    'default-src': "'none'",
    'script-src': `'sha256-${sha256(script, 'base64')}' 'wasm-unsafe-eval'`,
    'style-src': `'sha256-${sha256(styles, 'base64')}'`,
    'img-src': 'data: blob:',
    'connect-src': "'none'",
    ...COMMON,
    'trusted-types': "'none'",
  });
  const icon = `data:image/svg+xml;base64,${readFileSync('public/icon.svg').toString('base64')}`;
  const file = `<!doctype html>
<html lang="en" data-form="offline">
<head>
<meta charset="utf-8">
${csp}
<title>Fast HA Configurator, offline</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="${icon}">
<style>${styles}</style>
</head>
<body>
<noscript>This page plans and writes everything in your browser and needs JavaScript and WebAssembly for it.</noscript>
<script type="application/json" id="design">null</script>
<script type="application/octet-stream" id="program">${bytes}</script>
<script>${script}</script>
</body>
</html>
`;
  write('fast-ha-offline.html', file);
}

/** The worker with the exact files of the build and their digests. */
function worker(kept) {
  const files = Object.fromEntries(kept.map((name) => [name === 'index.html' ? './' : `./${name}`, sha256(read(name))]));
  const version = sha256(Object.values(files).join('\n')).slice(0, 16);
  const source = readFileSync('public/sw.js', 'utf8');
  write('sw.js', once(once(source, '__VERSION__', version), '__FILES__', JSON.stringify(files, null, 2)));
}

function everyFile(folder = '') {
  return readdirSync(join(DIST, folder)).sort().flatMap((name) => {
    const path = folder ? `${folder}/${name}` : name;
    return statSync(join(DIST, path)).isDirectory() ? everyFile(path) : [path];
  });
}

/** Checksums for people, and compressed copies for hosts that serve them. */
function distribution() {
  const files = everyFile().filter((path) => !/\.(br|gz)$|^SHA256SUMS$/.test(path));
  write('SHA256SUMS', files.map((path) => `${sha256(read(path))}  ${path}\n`).join(''));
  for (const path of files.filter((one) => /\.(html|js|css|wasm|svg|json|webmanifest)$/.test(one))) {
    const bytes = read(path);
    write(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
    write(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}

cpSync('docs', join(DIST, 'docs'), { recursive: true });
for (const name of readdirSync(DIST).filter((one) => /^init-|^styles-|\.(br|gz)$/.test(one))) rmSync(join(DIST, name));
joinStyles();
const [wasm, glue] = [only('_bg.wasm'), only('.js')];
hosted(wasm, glue);
offline(wasm, glue);
worker(readdirSync(DIST).sort().filter((name) => statSync(join(DIST, name)).isFile() && !/^(sw\.js|fast-ha-offline\.html|SHA256SUMS|embed\.js)$|\.(br|gz)$/.test(name)));
write('SHA256SUMS', `${sha256(read('fast-ha-offline.html'))}  fast-ha-offline.html\n`);
if (process.argv.includes('--dist')) distribution();
