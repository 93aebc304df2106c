import { defineConfig, type Plugin } from 'vite';
import { parse } from 'yaml';
import { describeOperations } from './describe-operations.ts';

/** The page includes only the parts of the API's description from which it builds its forms. */
const operations: Plugin = {
  name: 'operations',
  enforce: 'pre',
  transform: (text, file) =>
    file.endsWith('/openapi.yaml')
      ? { code: `export default ${JSON.stringify(describeOperations(parse(text)))}`, map: null, moduleType: 'js' }
      : undefined,
};

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [operations],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The page's policy lets it load its own files, but allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
