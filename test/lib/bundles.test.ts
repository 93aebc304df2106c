import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildOptions, bundle, bundlesIn } from '../../lib/bundles.ts';

const run = promisify(execFile);

/** Prints the stack of what the handler throws, and which files were read until then. */
const program = `
  const fs = require('node:fs');
  const read = [];
  const readFileSync = fs.readFileSync;
  fs.readFileSync = (file, ...rest) => { read.push(String(file)); return readFileSync(file, ...rest); };
  const { handler } = require(process.argv[1]);
  handler().catch((error) => {
    const before = [...read];
    console.log(JSON.stringify({ stack: error.stack, before, after: read }));
  });`;

describe('the bundle of a function', () => {
  let directory: string;
  let code: string;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'bundles-'));
    const thrower = path.join(import.meta.dirname, '../fixtures/thrower/handler.ts');
    bundle({ entries: { thrower }, services: [] }, directory);
    code = path.join(bundlesIn(directory).of('thrower'), 'index.js');
  });
  afterAll(() => rm(directory, { recursive: true }));

  it('has stack traces name TypeScript files and lines', async () => {
    const { stack } = JSON.parse((await run(process.execPath, ['-e', program, code])).stdout);
    expect(stack).toMatch(/^TypeError: as it should\n {4}at \S+ \(test\/fixtures\/thrower\/thrown\.ts:7:10\)\n/);
    expect(stack).toMatch(/test\/fixtures\/thrower\/handler\.ts:5:9/);
  });

  it('reads its source map when a stack trace is asked for, and not before', async () => {
    const { before, after } = JSON.parse((await run(process.execPath, ['-e', program, code])).stdout);
    expect(before).not.toContain(`${code}.map`);
    expect(after).toContain(`${code}.map`);
  });

  it('does not name the map in its code, and the map has none of the sources', async () => {
    expect(await readFile(code, 'utf8')).not.toContain('sourceMappingURL');
    expect(JSON.parse(await readFile(`${code}.map`, 'utf8'))).not.toHaveProperty('sourcesContent');
  });

  it('has nothing of what is said of the API in its description', async () => {
    const functions = path.join(import.meta.dirname, '../../functions');
    const names = await readdir(functions);
    const entries = Object.fromEntries(names.map((name) => [name, path.join(functions, name, 'handler.ts')]));
    const { metafile } = await build({ ...buildOptions({ entries, services: [] }, directory), metafile: true });
    expect(Object.keys(metafile.inputs).filter((file) => /(^|\/)core\/api\//.test(file))).toEqual([]);
  });
});
