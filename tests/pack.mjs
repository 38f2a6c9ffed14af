// Turns Trunk's output in dist/ into what is shipped: a page without inline script under a strict policy,
// the worker that keeps it for offline use, and one HTML file that needs nothing beside it.
//
//   node tests/pack.mjs           after a build
//   node tests/pack.mjs --dist    also SHA256SUMS and precompressed files

import { createHash } from 'node:crypto';
import { cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, deflateRawSync, gzipSync } from 'node:zlib';
import { minify } from 'terser';
import { enclosed } from './letters.mjs';
import { shorten } from './shorten.mjs';

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

function only(pattern) {
  const found = readdirSync(DIST).filter((name) => pattern.test(name));
  if (found.length !== 1) throw new Error(`expected one ${pattern}, found ${found.join(', ')}`);
  return found[0];
}

/** Writes a file under a name that its content decides. */
function writeHashed(name, ending, content) {
  const hashed = `${name}-${sha256(content).slice(0, 16)}${ending}`;
  write(hashed, content);
  return hashed;
}

/** A script without comments and long names; the file for use without a network keeps what people may read in it. */
const short = async (script) => (await minify(script, { module: true, ecma: 2022 })).code;

/** Puts parts into a script's places. */
const filled = (script, parts) => Object.entries(parts).reduce((text, [name, part]) => once(text, name, part), readFileSync(script, 'utf8'));

/** A module and its glue with short names between them, under names that their content decides. */
async function settled(base) {
  const [wasm, glue] = ['_bg.wasm', '.js'].map((ending) => only(new RegExp(`^${base}(-[0-9a-f]+)?${ending.replace('.', '\\.')}$`)));
  const [bytes, script] = shorten(read(wasm), text(glue));
  return [[wasm, '_bg.wasm', bytes], [glue, '.js', await short(script)]].map(([name, ending, content]) => {
    rmSync(join(DIST, name));
    const own = writeHashed(base, ending, content);
    write('index.html', text('index.html').replaceAll(name, own));
    return own;
  });
}

const policy = (parts) => Object.entries(parts).map(([name, value]) => `${name} ${value}`).join('; ');
const meta = (parts) => `<meta http-equiv="Content-Security-Policy" content="${policy(parts)}">`;

const [fault, workshop, collect, worker] = ['fault', 'workshop', 'collect', 'worker'].map((name) => readFileSync(`public/${name}.js`, 'utf8'));
const COMMON = { 'base-uri': "'none'", 'form-action': "'none'", 'require-trusted-types-for': "'script'" };

/** The styles inside the page in place of Trunk's several files: what is seen first waits for no further round trip. */
function encloseStyles() {
  const links = /<link href="?\.\/([^" >]+\.css)"?[^>]*>/g;
  const page = text('index.html');
  const names = [...page.matchAll(links)].map((found) => found[1]);
  const styles = names.map(text).join('\n');
  if (/<\/style/i.test(styles)) throw new Error('a text would end its element');
  names.forEach((one) => rmSync(join(DIST, one)));
  write('index.html', page.replace(links, (_, one) => (one === names[0] ? `<style>${styles}</style>` : '')));
  return styles;
}

/** What is seen before the program runs: a field, and the reference design as the library draws it, coloured by the page. */
function shell() {
  const drawn = readFileSync('tests/designs/reference/diagram.svg', 'utf8');
  const picture = drawn.replace(/<style>[\s\S]*?<\/style>\s*/, '').replace(/<rect class="paper"[^>]*\/>\s*/, '');
  return filled('public/shell.html', { __PICTURE__: picture.trim() });
}

/** Before a page: whatever a host says of its letters, this counts. Source: HTML standard, determining the character encoding. */
const UTF8 = '\ufeff';

/** These styles and no others, wherever they would come from. */
const theseAlone = (styles) => `'sha256-${sha256(styles, 'base64')}'`;

/** The hosted page: everything from its own origin or in the page itself under its digest, and no script inside. The
    first module lies in it as text: on a slow line one round trip less, and it comes while the line would be idle. */
async function hosted(styles, wasm, glue, secondWasm, secondGlue) {
  const maker = writeHashed('worker', '.js', `import init from './${secondGlue}';\n${worker}\nwork(init({ module_or_path: './${secondWasm}' }));\n`);
  const init = filled('public/init.js', {
    __GLUE__: `./${glue}`,
    __WASM__: `./${wasm}`,
    __SECOND_GLUE__: `./${secondGlue}`,
    __SECOND_WASM__: `./${secondWasm}`,
    __MAKER__: `./${maker}`,
    __FAULT__: fault,
    __WORKSHOP__: workshop,
    __COLLECT__: collect,
  });
  const name = writeHashed('init', '.js', await short(init));
  const inline = /<script type="?module"?[^>]*>import init[\s\S]*?<\/script>/;
  let page = text('index.html');
  if (!inline.test(page)) throw new Error('the start script is not where it was expected');
  page = page.replace(inline, `<script type="module" src="./${name}"></script>`);
  const csp = meta({
    'default-src': "'none'",
    'script-src': "'self' 'wasm-unsafe-eval'",
    'style-src': theseAlone(styles),
    'img-src': "'self' data: blob:",
    'connect-src': "'self'",
    'manifest-src': "'self'",
    'worker-src': "'self'",
    ...COMMON,
    'trusted-types': 'fast-ha-worker',
  });
  page = page.replace(/(<meta charset="?utf-8"?>)/, `$1${csp}`);
  const preload = new RegExp(`<link[^>]*${wasm}[^>]*>`);
  if (!preload.test(page)) throw new Error('the first module is not preloaded where it was expected');
  page = once(page.replace(preload, ''), '<noscript>', `${shell()}<noscript>`);
  // Last, so that a slow line never takes for missing what is on its way.
  const late = '<p class="fault late">The rest does not come: a file of this page is missing or was cut. Load the page again.</p>';
  write('index.html', UTF8 + once(page, '</noscript>', `</noscript>${enclosed(read(wasm))}${late}`));
  return name;
}

/** A function that starts the program of a module that wasm-bindgen wrote, without being a module. */
function classic(name, glue) {
  // The names by which wasm-bindgen exports its start may be minified; they stand in its export list.
  const list = text(glue).match(/export\s*\{([^}]*)\}/)[1];
  const start = list.match(/([\w$]+) as default/)[1];
  const body = text(glue)
    .replace(/^export class /gm, 'class ')
    .replace(/\bexport class /g, 'class ')
    .replace(/export\s*\{[^}]*\};?/g, '')
    .replaceAll('import.meta.url', "''");
  return `function ${name}(bytes) {\n${body}\nreturn ${start}({ module_or_path: bytes });\n}`;
}

/** The whole product in one file that works from disk. */
function offline(styles, wasm, glue, secondWasm, secondGlue) {
  const packed = (name) => deflateRawSync(read(name), { level: 9 }).toString('base64');
  const script = filled('public/offline.js', {
    __FAULT__: fault,
    __WORKSHOP__: workshop,
    __COLLECT__: collect,
    __WORKER__: worker,
    __FIRST__: classic('first', glue),
    __SECOND__: classic('second', secondGlue),
  });
  if (/<\/script/i.test(script)) throw new Error('a text would end its element');
  const csp = meta({
    'default-src': "'none'",
    'script-src': `'sha256-${sha256(script, 'base64')}' 'wasm-unsafe-eval'`,
    'style-src': theseAlone(styles),
    'img-src': 'data: blob:',
    'connect-src': "'none'",
    'worker-src': 'blob:',
    ...COMMON,
    'trusted-types': 'fast-ha-worker',
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
<p class="fault late">This file was cut or changed: take it anew.</p>
<script type="application/json" id="design">null</script>
<script type="application/octet-stream" id="first">${packed(wasm)}</script>
<script type="application/octet-stream" id="second">${packed(secondWasm)}</script>
<script>${script}</script>
</body>
</html>
`;
  write('fast-ha-offline.html', file);
}

/** The worker that keeps the exact files of the build, with their digests. */
function keeper(kept) {
  const files = Object.fromEntries(kept.map((name) => [name === 'index.html' ? './' : `./${name}`, sha256(read(name))]));
  const version = sha256(Object.values(files).join('\n')).slice(0, 16);
  write('sw.js', filled('public/sw.js', { __VERSION__: version, __FILES__: JSON.stringify(files, null, 2) }));
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

// What is written for whoever builds the page is not part of it.
cpSync('docs', join(DIST, 'docs'), { recursive: true, filter: (path) => !path.endsWith('.md') });
for (const name of readdirSync(DIST).filter((one) => /^init-|^worker-|\.(br|gz)$/.test(one))) rmSync(join(DIST, name));
const styles = encloseStyles();
const modules = [...(await settled('fast-ha')), ...(await settled('fast-ha-second'))];
await hosted(styles, ...modules);
offline(styles, ...modules);
// The page that is kept has its module in it.
keeper(readdirSync(DIST).sort().filter((name) => statSync(join(DIST, name)).isFile() && name !== modules[0] && !/^(sw\.js|fast-ha-offline\.html|SHA256SUMS|embed\.js)$|\.(br|gz)$/.test(name)));
write('SHA256SUMS', `${sha256(read('fast-ha-offline.html'))}  fast-ha-offline.html\n`);
if (process.argv.includes('--dist')) distribution();
