// What a page is made of, beside it in dist/: the crates in it and the tools that made it (CycloneDX), the licences of
// what is shipped, and the digest of every file.

import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const DIST = 'dist';
const TARGET = 'wasm32-unknown-unknown';
const metadata = JSON.parse(execFileSync('cargo', ['metadata', '--format-version', '1', '--locked', '--offline', '--filter-platform', TARGET], { maxBuffer: 1 << 28 }));
const root = metadata.resolve.root;
const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));

const packages = new Map(metadata.packages.map((crate) => [crate.id, crate]));
const isMacro = (id) => packages.get(id).targets.some(({ kind }) => kind.includes('proc-macro'));

/** The crates that are linked into the page; what only builds or tests it, macros among it, is left out. */
function shipped() {
  const found = new Set();
  const open = [root];
  while (open.length) {
    const node = nodes.get(open.pop());
    if (found.has(node.id) || isMacro(node.id)) continue;
    found.add(node.id);
    for (const one of node.deps) if (one.dep_kinds.some(({ kind }) => kind === null)) open.push(one.pkg);
  }
  return metadata.packages.filter((crate) => found.has(crate.id) && crate.id !== root);
}

const byName = (a, b) => (a.name + a.version < b.name + b.version ? -1 : 1);
const crates = shipped().sort(byName);
const own = metadata.packages.find((crate) => crate.id === root);
const checksums = new Map([...readFileSync('Cargo.lock', 'utf8').matchAll(/name = "(.+)"\nversion = "(.+)"\nsource = ".+"\nchecksum = "(.+)"/g)]
  .map(([, name, version, sum]) => [`${name} ${version}`, sum]));
const tools = Object.entries(JSON.parse(readFileSync('package-lock.json', 'utf8')).packages).filter(([path]) => path);

const sbom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { type: 'application', 'bom-ref': 'fast-ha', name: own.name, version: own.version, licenses: [{ expression: own.license }] } },
  components: [
    ...crates.map(({ name, version, license }) => ({
      type: 'library', 'bom-ref': `pkg:cargo/${name}@${version}`, purl: `pkg:cargo/${name}@${version}`, name, version, scope: 'required',
      ...(license && { licenses: [{ expression: license.replaceAll('/', ' OR ') }] }),
      hashes: [{ alg: 'SHA-256', content: checksums.get(`${name} ${version}`) }],
    })),
    ...tools.map(([path, { version, license }]) => {
      const name = path.replace(/^.*node_modules\//, '');
      const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
      return { type: 'library', 'bom-ref': purl, purl, name, version, scope: 'excluded', ...(license && { licenses: [{ expression: license }] }) };
    }),
  ],
};
writeFileSync(join(DIST, 'sbom.cdx.json'), `${JSON.stringify(sbom, null, 2)}\n`);

// Each text once, under the libraries that carry it.
const carried = new Map();
for (const crate of crates) {
  const folder = dirname(crate.manifest_path);
  const isText = (name) => /^(licen[cs]e|copying|notice|unlicense)/i.test(name) && statSync(join(folder, name)).isFile();
  const found = readdirSync(folder).filter(isText).map((name) => readFileSync(join(folder, name), 'utf8').trim());
  for (const text of found.length ? found : ['The crate carries no text of its licence.']) {
    carried.set(text, [...(carried.get(text) ?? []), `${crate.name} ${crate.version} (${crate.license})`]);
  }
}
const texts = [...carried].map(([text, names]) => `=== ${names.join(', ')}\n\n${text}\n`);
writeFileSync(join(DIST, 'LICENSES.txt'), `${readFileSync('LICENSE', 'utf8').trim()}\n\nThe page contains these libraries:\n\n${texts.join('\n')}`);

const walk = (folder) => readdirSync(join(DIST, folder), { withFileTypes: true }).flatMap((entry) => {
  const path = join(folder, entry.name);
  return entry.isDirectory() ? walk(path) : [path];
});
const sums = walk('').filter((path) => path !== 'SHA256SUMS').sort()
  .map((path) => `${createHash('sha256').update(readFileSync(join(DIST, path))).digest('hex')}  ${path}\n`);
writeFileSync(join(DIST, 'SHA256SUMS'), sums.join(''));
console.log(`${crates.length} crates shipped, ${tools.length} tools beside them, ${sums.length} files with digests`);
