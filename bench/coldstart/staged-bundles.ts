import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { functionsOf, resolvedEnvironment } from '../support/template-functions.ts';
import type { Importable } from './import-time.ts';

/** A function that does nothing: its import time is the lower bound for any import. */
export const emptyHandler = 'empty handler';

/** Invalid credentials, and an endpoint where nothing listens: an import must not call a service. */
const nowhere = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
};

/** A set of keys where the template has a condition, and a placeholder for the name of a resource. */
const standIn = (reference: unknown): string =>
  Object.hasOwn(reference as object, 'Fn::If') ? '{"keys":[]}' : 'anything';

/**
 * Copies the bundle of each function of an assembly into `directory`, and adds the empty handler. The folder must be
 * outside of this project, whose package.json declares every `.js` file an ES module; a bundle is CommonJS.
 */
export async function stagedBundles(assemblyDirectory: string, directory: string): Promise<Importable[]> {
  const functions = await functionsOf(assemblyDirectory);
  const staged = functions.map(async (each) => {
    const file = path.join(directory, each.name, 'index.js');
    await cp(path.join(each.directory, 'index.js'), file);
    return { name: each.name, file, environment: { ...nowhere, ...resolvedEnvironment(each, standIn) } };
  });
  return [...(await Promise.all(staged)), await stagedEmptyHandler(directory)];
}

async function stagedEmptyHandler(directory: string): Promise<Importable> {
  const file = path.join(directory, 'empty', 'index.js');
  await mkdir(path.dirname(file));
  await writeFile(file, 'exports.handler = async () => {};\n');
  return { name: emptyHandler, file, environment: nowhere };
}
