// Tries the header presets of the documentation on the servers that are installed here: a page, a file that is
// cached for ever, one that others may fetch. IIS, Azure Static Web Apps, Netlify and Cloudflare run nowhere here.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const preset = (name) => readFileSync(`docs/hosting/${name}`, 'utf8');

const free = () => new Promise((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

/** The configuration of each server around its preset, and how it is started in the foreground. */
const SERVERS = {
  '/usr/sbin/nginx': (folder, port) => {
    const [http, server] = preset('nginx.conf').split('# In server {}.');
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder}/${kind};`);
    writeFileSync(join(folder, 'nginx.conf'), `daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http { types { text/html html; text/javascript js; application/wasm wasm; } access_log off; ${temporary.join(' ')}
${http}
server { listen 127.0.0.1:${port}; root ${folder}/site;
${server} } }`);
    return ['-p', folder, '-c', join(folder, 'nginx.conf')];
  },
  '/usr/sbin/apache2': (folder, port) => {
    const modules = '/usr/lib/apache2/modules';
    const loaded = ['mpm_event', 'authz_core', 'mime', 'headers'].map((name) => `LoadModule ${name}_module ${modules}/mod_${name}.so`);
    writeFileSync(join(folder, 'apache.conf'), `ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
DefaultRuntimeDir ${folder}
${loaded.join('\n')}
TypesConfig /etc/mime.types
DocumentRoot ${folder}/site
<Directory ${folder}/site>
Require all granted
${preset('apache.conf')}
</Directory>`);
    return ['-X', '-f', join(folder, 'apache.conf')];
  },
};

const COMMON = {
  'content-security-policy': "frame-ancestors 'self'; webrtc 'block'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};
const KEPT = { 'cache-control': 'public, max-age=31536000, immutable', 'access-control-allow-origin': null };
const NEW = { 'cache-control': 'no-cache', 'access-control-allow-origin': null };
const FILES = {
  'index.html': NEW,
  'fast-ha-0123456789abcdef.js': KEPT,
  'fast-ha-0123456789abcdef_bg.wasm': { ...KEPT, 'content-type': 'application/wasm' },
  'embed.js': { ...NEW, 'access-control-allow-origin': '*' },
  'fast-ha-offline.html': { ...NEW, 'access-control-allow-origin': '*' },
  'presets/production-0123456789abcdef/azuredeploy.json': { ...NEW, 'access-control-allow-origin': '*' },
  'presets/production-0123456789abcdef/createUiDefinition.json': { ...NEW, 'access-control-allow-origin': '*' },
};

async function answer(url) {
  for (const last = Date.now() + 20_000; ;) {
    try {
      return await fetch(url);
    } catch (error) {
      if (Date.now() > last) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

async function attempt(program, configured) {
  const folder = mkdtempSync(join(tmpdir(), 'fast-ha-hosting-'));
  const site = join(folder, 'site', 'fast-ha');
  // A server that root starts reads as somebody else.
  chmodSync(folder, 0o755);
  mkdirSync(site, { recursive: true });
  for (const name of Object.keys(FILES)) {
    mkdirSync(dirname(join(site, name)), { recursive: true });
    writeFileSync(join(site, name), 'x');
  }
  const port = await free();
  const server = spawn(program, configured(folder, port), { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  server.stderr.on('data', (text) => { complaints += text; });
  try {
    for (const [name, own] of Object.entries(FILES)) {
      const { headers, status } = await answer(`http://127.0.0.1:${port}/fast-ha/${name}`);
      assert.equal(status, 200, `${name}: ${status}`);
      for (const [header, value] of Object.entries({ ...COMMON, ...own })) {
        assert.equal(headers.get(header), value, `${program}: ${header} of ${name}`);
      }
    }
    console.log(`${program}: ${Object.keys(FILES).length} files have the headers of the preset`);
  } catch (error) {
    console.error(complaints);
    throw error;
  } finally {
    server.kill();
    await new Promise((done) => { if (server.exitCode ?? server.signalCode) done(); else server.on('exit', done); });
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const [program, configured] of Object.entries(SERVERS)) {
  if (existsSync(program)) await attempt(program, configured);
  else console.log(`${program}: not installed, so its preset was not tried here`);
}
