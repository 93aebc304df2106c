import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { checkedOptions, environmentOf, type SuiteOptions } from './options.ts';
import { preflight } from './preflight.ts';
import { targets } from './targets/index.ts';
import { TargetError } from './targets/target.ts';

const summaries = Object.entries(targets).map(([name, { summary, needs }]) => {
  const needed = needs.map((need) => ({ endpoint: '--endpoint', outputsFile: '--outputs' })[need]);
  return `    ${name.padEnd(12)}${summary}${needed.length > 0 ? `; needs ${needed.join(' and ')}` : ''}`;
});

const usage = `Usage: npm run test:e2e -- [OPTIONS]

  --target TARGET   where the stack is:
${summaries.join('\n')}
  --endpoint URL    where the emulator's services are
  --outputs FILE    what \`npx cdk deploy --outputs-file FILE\` wrote
  --json FILE       also write the results to FILE, as vitest does
  --help            this

Runs the same scenarios wherever the stack is, through its API and clients of the AWS SDK. The stack must have been
deployed with \`-c simulation=on\`. What a target can not do is skipped by name, with the reason; test/e2e/known-gaps.ts
lists it. Scenarios ask for rides far out at sea, with drivers of their own, whom they take off shift at the end.

On aws, $E2E_TOKEN_COMMAND says who rides and drives: it is run as \`COMMAND rider NAME\` and \`COMMAND driver NAME\`
and prints a token that the stack's issuer has signed, for somebody else each time. On the other targets the suite
signs tokens itself, with this working copy's development key.

Exit code: 0 when every scenario passed that is no known gap, 1 when one failed, 2 when the suite could not run.

Example: npm run test:e2e -- --target ministack --endpoint http://127.0.0.1:4566 --outputs outputs.json`;

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { help, json, options } = told();
    if (help) {
      console.log(usage);
      return 0;
    }
    await preflight(options);
    const code = await runSuite(options, json);
    console.log(
      `Exit code ${code}: ${code === 0 ? 'all but the known gaps passed' : 'not all passed'} on ${options.target}.`,
    );
    return code;
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    console.error(`${error.message}\nExit code 2: nothing was tried. --help tells more.`);
    return 2;
  }
}

function told(): { help: boolean; json?: string | undefined; options: SuiteOptions } {
  const { help, json, target, endpoint, outputs } = parsed();
  if (help) return { help, options: { target: 'embedded' } };
  const outputsFile = outputs === undefined ? undefined : path.resolve(outputs);
  return { help, json, options: checkedOptions({ target, endpoint, outputsFile }) };
}

function parsed() {
  try {
    return parseArgs({
      options: {
        target: { type: 'string', default: 'embedded' },
        endpoint: { type: 'string' },
        outputs: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new TargetError((error as Error).message);
  }
}

/** Resolves to 0 when the suite passed, else 1. */
async function runSuite(options: SuiteOptions, json: string | undefined): Promise<number> {
  const vitest = path.join(path.dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const reporters = [
    '--reporter',
    'verbose',
    ...(json === undefined ? [] : ['--reporter', 'json', '--outputFile', json]),
  ];
  const child = spawn(process.execPath, [vitest, 'run', '--project', 'e2e', ...reporters], {
    cwd: path.join(import.meta.dirname, '../..'),
    env: { ...process.env, ...environmentOf(options) },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  return code === 0 ? 0 : 1;
}
