import { FunctionNotFoundError } from '../errors.ts';
import type { Pool } from './pool.ts';

/** The stack's functions, by name or by ARN, with or without a version or an alias. */
export class Functions {
  readonly #pools = new Map<string, Pool>();

  add(pool: Pool): void {
    this.#pools.set(pool.spec.name, pool);
  }

  /** Throws FunctionNotFoundError. */
  get(nameOrArn: string): Pool {
    const name = /:function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn;
    const pool = this.#pools.get(name);
    if (!pool) throw new FunctionNotFoundError(nameOrArn);
    return pool;
  }

  all(): Pool[] {
    return [...this.#pools.values()];
  }
}
