import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import dynalite from 'dynalite';
import { type Parse, parseOnce } from './parse-once.ts';

/** Resolves modules as `dynalite` itself does. */
const requireInDynalite = createRequire(createRequire(import.meta.url).resolve('dynalite'));

closeIterators();
rememberExpressions();

/** An in-memory DynamoDB whose tables are active at once: dynalite, with two fixes. It does not listen yet. */
export const dynamoServer = (): Server => dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });

/**
 * dynalite 4 ends its store's iterators with `return`, which they do not have, so that each query would keep an iterator open,
 * and with it a snapshot of all data. Their own method is `close`.
 */
function closeIterators(): void {
  const { AbstractIterator, AbstractKeyIterator, AbstractValueIterator } = requireInDynalite('abstract-level');
  for (const { prototype } of [AbstractIterator, AbstractKeyIterator, AbstractValueIterator]) {
    prototype.return ??= function close(this: { close(): Promise<void> }) {
      return this.close();
    };
  }
}

function rememberExpressions(): void {
  for (const name of ['conditionParser', 'projectionParser', 'updateParser']) {
    const parser: { parse: Parse } = requireInDynalite(`./db/${name}`);
    parser.parse = parseOnce(parser.parse);
  }
}
