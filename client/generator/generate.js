// Plain JavaScript: the compiler that checks the project does not see this folder's packages.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const description = new URL('../../docs/reference/openapi.yaml', import.meta.url);
const schema = new URL('../schema.ts', import.meta.url);
const { factory, SyntaxKind } = ts;

/** Whoever checks with `exactOptionalPropertyTypes` may pass undefined on, too: JSON leaves such a field out. */
const withUndefined = (context) => (root) => {
  const visit = (given) => {
    const node = ts.visitEachChild(given, visit, context);
    if (!ts.isPropertySignature(node) || !node.questionToken || node.type.kind === SyntaxKind.NeverKeyword) return node;
    const type = factory.createUnionTypeNode([node.type, factory.createKeywordTypeNode(SyntaxKind.UndefinedKeyword)]);
    return factory.updatePropertySignature(node, node.modifiers, node.name, node.questionToken, type);
  };
  return ts.visitNode(root, visit);
};

// A field with a default may be left out of a request.
const types = await openapiTS(description, { defaultNonNullable: false, silent: true });
const { transformed } = ts.transform(types, [withUndefined]);
const hash = createHash('sha256')
  .update(await readFile(description))
  .digest('hex');

await writeFile(
  schema,
  `// Made of docs/reference/openapi.yaml by \`npm run client:generate\`. Change that file and not this one.
// SHA-256 of docs/reference/openapi.yaml: ${hash}

${astToString(transformed)}`,
);
