// Prints how many milliseconds the import of a function's bundle takes, in a process that has imported nothing else.
const { writeSync } = require('node:fs');

const [, , file] = process.argv;
const startedAt = performance.now();
const { handler } = require(file);
const ms = performance.now() - startedAt;

if (typeof handler !== 'function') throw new Error(`${file} exports no handler.`);
// On a line of its own, as the bundle may have printed something.
writeSync(1, `\n${ms}\n`);
// Anything that the bundle has started is abandoned.
process.exit(0);
