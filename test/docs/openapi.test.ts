import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Document, visit } from 'yaml';
import '../../core/api/problems.ts';
import { apiComponents } from '../../core/api/registry.ts';
import { apiExamples } from './api-examples.ts';

const file = path.join(import.meta.dirname, '../../docs/reference/openapi.yaml');
const heading =
  '\n  # Written by `npm run docs:openapi` from core/api/ and test/docs/api-examples.ts. Change these and not this.\n';

/** What a schema is about comes before what it consists of. */
const describedFirst = (_key: unknown, value: unknown): unknown => {
  const { description } = Object(value);
  return description === undefined ? value : { description, ...Object(value) };
};

function writtenParts(): string {
  // Parsers of YAML 1.1, too, are to read a time as text.
  const options = { compat: 'yaml-1.1', aliasDuplicateObjects: false } as const;
  const document = new Document({ examples: apiExamples, schemas: apiComponents() }, describedFirst, options);
  visit(document, {
    Collection: (_key, node) => {
      node.flow = JSON.stringify(node).length < 90;
    },
  });
  return document.toString({ lineWidth: 118, blockQuote: 'literal' }).replaceAll(/^(?=.)/gm, '  ');
}

it('the schemas and examples of docs/reference/openapi.yaml are those of core/api/ and api-examples.ts', async () => {
  const [written = ''] = readFileSync(file, 'utf8').split(heading);
  await expect(
    written + heading + writtenParts(),
    'core/api/ or test/docs/api-examples.ts has changed: run `npm run docs:openapi`, then `npm run client:generate`',
  ).toMatchFileSnapshot(file);
});
