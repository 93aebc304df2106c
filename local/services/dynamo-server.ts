import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import url from 'node:url';
import type { Dynalite } from 'dynalite';
import { type MemoryLevelModule, MemoryStore } from './memory-store.ts';
import { type Parse, parseOnce } from './parse-once.ts';

const require = createRequire(import.meta.url);

/** Resolves modules as `dynalite` itself does. */
const requireInDynalite = createRequire(require.resolve('dynalite'));

// dynalite reads these modules when it is loaded.
const memoryLevel: MemoryLevelModule = requireInDynalite('memory-level');
memoryLevel.MemoryLevel = MemoryStore;
for (const name of ['conditionParser', 'projectionParser', 'updateParser']) {
  const parser: { parse: Parse } = requireInDynalite(`./db/${name}`);
  parser.parse = parseOnce(parser.parse);
}
const dynalite: Dynalite = require('dynalite');
forgoWarning();

/**
 * Until Node has warned of `url.parse`, it looks in each call for who calls it, and keeps quiet about dependencies: three percent
 * of dynalite's time. It warns once.
 */
function forgoWarning(): void {
  const { noDeprecation = false } = process;
  process.noDeprecation = true;
  url.parse('');
  process.noDeprecation = noDeprecation;
}

/**
 * An in-memory DynamoDB whose tables are active at once: dynalite, with a store that answers at once, and
 * parsers that take a quarter less of its time. It does not listen yet.
 */
export const dynamoServer = (): Server => dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
