import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** `npm run test:e2e` says where else the stack is. */
const isElsewhere = process.env.E2E_TARGET !== undefined;

// A development issuer of the tests' own, for this run. A stack that is elsewhere knows the one that it was deployed with.
if (!process.env.RIDE_REQUEST_DIRECTORY && !isElsewhere) {
  const directory = mkdtempSync(path.join(tmpdir(), 'ride-request-issuer-'));
  process.env.RIDE_REQUEST_DIRECTORY = directory;
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
}

/** For the line that `.ci/run` ends with. */
const resultsFile = process.env.TEST_RESULTS;
const reporters = resultsFile ? ['default', ['json', { outputFile: resultsFile }] as const] : ['default'];

/** One part at a time of what starts processes or threads, or synthesizes stacks. */
const integration = [
  'test/lib/!(read-context|read-context-lines|sender-identities).test.ts',
  'test/lib/review/*.test.ts',
  'test/local/!(own-time|batch-window|failed-messages|intrinsics|log-buffer|message-groups|processor|refusal-pace|temporary-directory|token-bucket).test.ts',
  'test/local/appsync/event-api.test.ts',
  'test/bench/peers-engine-process.test.ts',
  'test/bench/peers-server-process.test.ts',
  'test/ci/{deploy,summary}.test.ts',
  'test/cli/bench-command.test.ts',
  'test/cli/completion/shells.test.ts',
  'test/cli/dev/read-inputs.test.ts',
  'test/cli/doctor/doctor-command.test.ts',
  'test/cli/emulator/deploy-to-emulator.test.ts',
  'test/cli/request.test.ts',
  'test/cli/ride-commands.test.ts',
  'test/cli/token.test.ts',
  'test/ministack/ministack-process.test.ts',
  'test/support/install-from-pypi.test.ts',
  'test/templates/cfn-lint.test.ts',
];

/** Some need the whole stack, all the page. */
const web = 'test/web/{console,page-size}.test.ts';
const e2e = 'test/e2e/suite.test.ts';

/**
 * Most start stacks of their own, synthesized anew, some with faults and deaths. One installs the package elsewhere, one runs all
 * tests in a clone, one checks types again and again.
 */
const slow = [
  'test/chaos/chaos.test.ts',
  'test/chaos/planted-bugs.test.ts',
  'test/cli/dev/edited-project.test.ts',
  'test/cloud/another-subscriber.test.ts',
  'test/cloud/api-deadline.test.ts',
  'test/cloud/api-simulation-off.test.ts',
  'test/cloud/durability.test.ts',
  'test/cloud/few-invocations.test.ts',
  'test/cloud/fifth-branch.test.ts',
  'test/cloud/inspect-command.test.ts',
  'test/cloud/logs.test.ts',
  'test/cloud/missing-branch.test.ts',
  'test/cloud/receipt.test.ts',
  'test/cloud/start-command.test.ts',
  'test/cloud/watch-command.test.ts',
  'test/guide/extend.test.ts',
  'test/package/package.test.ts',
  'test/web/attempt-bars.test.ts',
  'test/web/day-to-day.test.ts',
  'test/web/every-fault.test.ts',
  'test/web/on-a-phone.test.ts',
  'test/web/refused-load.test.ts',
  'test/web/sign-in.test.ts',
];

/** Synthesizing takes seconds, and more memory than all else. */
function refuseStacks(id: string): undefined {
  if (/^(aws-cdk-lib|cdk-nag)\b/.test(id)) throw new Error(`${id}: what synthesizes a stack belongs to "integration".`);
}

export default defineConfig({
  test: {
    reporters: reporters as never,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Those of `node:timers/promises`, too.
    fakeTimers: { fakeNodeBuiltins: true },
    // What was transformed once is not transformed again, by the next run either: kept in node_modules, by content.
    fsModuleCache: true,
    // Much of what tests make is soon garbage: room for it costs less than collecting it often.
    execArgv: ['--max-semi-space-size=32'],
    // One more than there are cores: tests of the whole stack wait for a good part of their time.
    maxWorkers: Math.min(4, availableParallelism() + 1),
    // They begin in the order of their names, and so with those that take longest.
    projects: [
      {
        // `npm run test:fast`: no process, no thread and no stack. Files share a process, and what they load from packages.
        extends: true,
        plugins: [{ name: 'without-stacks', enforce: 'pre', resolveId: refuseStacks }],
        test: {
          name: 'unit',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...integration, 'test/cloud/**', e2e, web, ...slow],
          setupFiles: ['test/support/unit-setup.ts'],
          // These read the environment when they are loaded, so each file loads them anew.
          server: { deps: { inline: [/@aws-lambda-powertools/, /@aws.lambda-invoke-store/] } },
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          isolate: false,
          include: integration,
        },
      },
      {
        // The whole stack on the embedded cloud.
        extends: true,
        test: {
          name: 'cloud',
          include: ['test/cloud/**/*.test.ts'],
          exclude: slow,
          globalSetup: ['test/support/synthesized-stack.ts'],
        },
      },
      {
        // The scenarios that hold on every target.
        extends: true,
        test: {
          name: 'e2e',
          include: [e2e],
        },
      },
      {
        // The console in a browser.
        extends: true,
        test: {
          name: 'browser',
          include: [web],
          globalSetup: ['test/support/synthesized-stack.ts'],
        },
      },
      {
        // What takes long: `npm run test:slow`, and not part of `npm test`.
        extends: true,
        test: {
          name: 'slow',
          include: slow,
          testTimeout: 480_000,
          globalSetup: ['test/support/synthesized-stack.ts'],
        },
      },
    ],
  },
});
