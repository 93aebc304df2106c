import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const read = (file: string) => readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8');

it('the types of the client are those of docs/reference/openapi.yaml', () => {
  const description = createHash('sha256').update(read('docs/reference/openapi.yaml')).digest('hex');
  const made = /SHA-256 of docs\/reference\/openapi\.yaml: ([0-9a-f]{64})/.exec(read('client/schema.ts'))?.[1];
  expect(made, 'docs/reference/openapi.yaml has changed: run `npm run client:generate`').toBe(description);
});
