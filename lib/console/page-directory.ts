import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const root = path.join(import.meta.dirname, '../..');

/**
 * Builds the console's page and returns its directory. Where the stack is only inspected and not deployed, CDK requests no
 * bundling, and any directory does.
 */
export function pageDirectory(scope: Construct): string {
  if (!Stack.of(scope).bundlingRequired) return import.meta.dirname;
  const outdir = path.resolve(Stage.of(scope)?.outdir ?? '', 'console');
  const vite = path.join(root, 'node_modules/vite/bin/vite.js');
  const web = path.join(root, 'web');
  const options = ['--config', path.join(web, 'vite.config.ts'), '--outDir', outdir, '--logLevel', 'warn'];
  // Runs vite's command, because synthesis is synchronous and vite's API is not.
  execFileSync(process.execPath, [vite, 'build', web, ...options], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return outdir;
}
