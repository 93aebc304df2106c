import { createRequire } from 'node:module';

/** The version of this package, in a working copy as where it is installed. */
export const { version } = createRequire(import.meta.url)('ride-request/package.json') as { readonly version: string };
