import { createRequire } from 'node:module';

/** The version of this package, both in a working copy and installed. */
export const { version } = createRequire(import.meta.url)('ride-request/package.json') as { readonly version: string };
