#!/usr/bin/env node
// Plain JavaScript, so that a Node too old for the rest gets as far as the check.
import '../bin/node-version.js';

const { main } = await import('./main.ts');
const { endWithOutput } = await import('./end-with-output.ts');
endWithOutput(process);
await main(process.argv.slice(2));

// Work that Ctrl-C has interrupted may still be under way. Nothing waits for it.
if (process.exitCode === 130) process.exit();
