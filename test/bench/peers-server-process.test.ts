import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { canForgo, startServer } from '../../bench/peers/engines/support/server-process.ts';
import { until } from '../../bench/peers/engines/support/until.ts';

/** Writes the address at which it finds a host, and stays. */
const look = `require('node:dns').lookup('versions.example', (error, address) => {
  require('node:fs').writeFileSync('found', error ? error.code : address);
  setInterval(() => {}, 60_000);
});`;

it.skipIf(!canForgo())('a server finds nobody at a host that it is to forgo', async () => {
  const server = await startServer({
    program: process.execPath,
    argumentsIn: () => ['-e', look],
    forgoes: ['versions.example'],
  });
  let found = '';
  await until('it has looked', async () => {
    found = await readFile(path.join(server.folder, 'found'), 'utf8').catch(() => '');
    return found !== '';
  });
  await server.stop();
  expect(found).toBe('127.0.0.1');
});
