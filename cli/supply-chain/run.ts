import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { advisoriesVerdict, signaturesVerdict } from './ask-npm.ts';
import { lockFileVerdict } from './lock-file.ts';
import { exitCode, summary } from './verdict.ts';

const json = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));

function npm(args: readonly string[]): string {
  const { stdout, error } = spawnSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  if (error) throw error;
  return stdout;
}

const verdicts = [
  lockFileVerdict(json('package-lock.json'), json('package.json')),
  signaturesVerdict(npm),
  advisoriesVerdict(npm),
];
console.log(summary(verdicts));

process.exitCode = exitCode(verdicts);
if (process.exitCode === 2) {
  console.error(
    'Not everything could be asked, so nothing is proven. Run it where the registry answers, such as in CI.',
  );
}
