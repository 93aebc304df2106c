// Plain JavaScript: the compiler that checks the project does not see this folder's packages.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const description = new URL('../../docs/openapi.yaml', import.meta.url);
const schema = new URL('../schema.ts', import.meta.url);

// A field with a default may be left out of a request.
const types = await openapiTS(description, { defaultNonNullable: false, silent: true });
const hash = createHash('sha256')
  .update(await readFile(description))
  .digest('hex');

await writeFile(
  schema,
  `// Made of docs/openapi.yaml by \`npm run client:generate\`. Change that file and not this one.
// SHA-256 of docs/openapi.yaml: ${hash}

${astToString(types)}`,
);
