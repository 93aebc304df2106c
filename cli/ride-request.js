#!/usr/bin/env node
// Plain JavaScript, so that a Node too old for the rest gets as far as the check.
import '../bin/node-version.js';

const { main } = await import('./main.ts');
await main(process.argv.slice(2));

// What Ctrl-C has cut short may still be under way, and nobody waits for it any more.
if (process.exitCode === 130) process.exit();
