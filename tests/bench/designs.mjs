// What checking costs on the command line: 1, 100 and 10,000 designs, on one core.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const GOAL = 2000;
const program = process.argv[2] ?? 'target/release/fast-ha';
const folder = mkdtempSync(join(tmpdir(), 'fast-ha-designs-'));
const services = ['', 'web tcp 443 -> 10.0.2.6:8443\nike udp 500 -> 10.0.2.6'];

/** A design unlike its neighbours. */
function design(n) {
  const fields = {
    'pair.a.name': `edge-${n}-a`,
    'pair.b.name': `edge-${n}-b`,
    'system.banner': `Design ${n}`,
    'pair.availability': ['set', 'zones', 'none'][n % 3],
  };
  if (n % 4) fields['network.range'] = `10.${n % 250}.0.0/${16 + (n % 8)}`;
  else fields['balance.services'] = services[n % 8 ? 1 : 0];
  return JSON.stringify({ format: 'fast-ha/1', preset: 'reference', fields });
}

const paths = Array.from({ length: 10_000 }, (_, n) => {
  const path = join(folder, `${n}.json`);
  writeFileSync(path, design(n));
  return path;
});

function seconds(count) {
  const start = process.hrtime.bigint();
  try {
    execFileSync(program, ['check', ...paths.slice(0, count)], { stdio: ['ignore', 'ignore', 'ignore'] });
  } catch (error) {
    if (error.status !== 1) throw error;
  }
  return Number(process.hrtime.bigint() - start) / 1e9;
}

console.log('designs   seconds   designs a second   (goal: %d)', GOAL);
for (const count of [1, 100, 10_000]) {
  const time = Math.min(...Array.from({ length: 3 }, () => seconds(count)));
  console.log('%s   %s   %s', String(count).padStart(7), time.toFixed(3).padStart(7), String(Math.round(count / time)).padStart(16));
}
rmSync(folder, { recursive: true });
