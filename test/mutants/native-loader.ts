// Loaded before all else in the tests' processes and their threads. What a thread of the embedded cloud loads does not go
// through vitest: here it gets the mutant's change as well.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const told = process.env.RIDE_REQUEST_MUTANT;
if (told && !isMainThread) {
  const { path, source, broken } = JSON.parse(told);
  const { href } = pathToFileURL(path);
  registerHooks({
    load: (url, context, nextLoad) =>
      url === href
        ? {
            format: 'module-typescript',
            shortCircuit: true,
            source: readFileSync(path, 'utf8').replace(source, () => broken),
          }
        : nextLoad(url, context),
  });
}
