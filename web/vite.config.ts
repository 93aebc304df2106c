import { defineConfig, type Plugin } from 'vite';
import { parse } from 'yaml';
import { describeOperations } from './describe-operations.ts';

/** Of the API's description the page gets what it makes a form of. */
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
    // The page's policy lets it load files of its own and nothing that is written into it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
