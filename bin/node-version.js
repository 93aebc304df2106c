// Preloaded before every entry (`node --import ./bin/node-version.js …`). Plain JavaScript, because a Node too old to
// strip types from a `.ts` file has to be able to read this message.
const required = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < required) {
  const isInstalled = import.meta.url.includes('/node_modules/');
  console.error(
    `ride-request needs Node ${required}, this is Node ${process.versions.node} (${process.execPath}).\n` +
      (isInstalled
        ? 'Install Node 24, or put one beside this package with `npm install node@24` and use `npx ride-request`.'
        : 'Run `npm ci` once: it installs Node 24 for this project, and every npm script then uses it (`npm start`).\n' +
          'If you did, its install script was skipped: run `npm install-scripts approve node && npm rebuild node`, or use `npx`.'),
  );
  process.exit(1);
}
