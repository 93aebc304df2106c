import { getPriority } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FunctionError, ThrottledError } from '../../local/index.ts';
import { eventually } from '../support/eventually.ts';
import { functionOf } from './support/resources.ts';
import { type TestCloud, testCloud } from './support/test-cloud.ts';

const SHARED = `
  const { readdirSync, writeFileSync } = require('node:fs');
  /** Waits until two have come here. */
  async function met(requestId) {
    writeFileSync(process.env.LAMBDA_TASK_ROOT + '/met-' + requestId, '');
    const here = () => readdirSync(process.env.LAMBDA_TASK_ROOT).filter((name) => name.startsWith('met-')).length;
    while (here() < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  let calls = 0;
  exports.handler = async (how, { awsRequestId }) => {
    const call = ++calls;
    if (how === 'hang') await new Promise(() => {});
    if (how === 'exit') process.exit(3);
    if (how === 'meet') await met(awsRequestId);
    await new Promise((resolve) => setTimeout(resolve, 400));
    console.log('call ' + call + ' of ' + awsRequestId);
    return { thread: require('node:worker_threads').threadId, awsRequestId };
  };`;

const CODE = {
  Environment: `exports.handler = async () => process.env;`,
  Context: `exports.handler = async (event, context) => ({
    ...context, remaining: context.getRemainingTimeInMillis(), event });`,
  Priority: `exports.handler = async () => require('node:os').getPriority(0);`,
  Files: `exports.handler = async () => require('node:fs').readFileSync(__filename, 'utf8');`,
  Count: `let calls = 0; exports.handler = async () => ++calls;`,
  Block: `exports.handler = async () => { while (true); };`,
  Hang: `exports.handler = () => new Promise(() => {});`,
  Stall: `exports.handler = (stalls) => stalls ? new Promise(() => {}) : Promise.resolve('fresh');`,
  Crash: `
    let calls = 0;
    exports.handler = async (how) => {
      calls += 1;
      if (how === 'exit') process.exit(7);
      if (how === 'throw') setImmediate(() => { throw new Error('out of hand'); });
      if (how === 'reject') Promise.reject(new Error('nobody listens'));
      if (how) await new Promise(() => {});
      return calls;
    };`,
  Fail: `exports.handler = async () => { throw new TypeError('wrong kind'); };`,
  Broken: `if (!process.env.NEEDED) throw new Error('NEEDED is not set'); exports.handler = async () => 1;`,
  Nameless: `exports.other = async () => 1;`,
  Callback: `exports.handler = (event, context, callback) => callback(null, 1);`,
  Cyclic: `exports.handler = async () => { const cycle = {}; cycle.cycle = cycle; return cycle; };`,
  Odd: `exports.handler = async () => ({ at: new Date(0), nothing: undefined, list: [undefined] });`,
  Silent: `exports.handler = async () => {};`,
  Talk: `exports.handler = async (word, { awsRequestId }) => {
    console.log(word + ' out');
    console.error(word + ' err');
    process.stdout.write(word + ' in ');
    process.stdout.write('pieces\\n');
    return awsRequestId;
  };`,
  Busy: `let calls = 0; exports.handler = async (ms) => {
    calls += 1;
    for (const until = Date.now() + ms; Date.now() < until; );
    return calls;
  };`,
  Scarce: `exports.handler = () => new Promise((resolve) => setTimeout(resolve, 200));`,
  Shared: SHARED,
  Impatient: SHARED,
  Sleep: `exports.handler = (ms) => {
    console.log('sleeps ' + ms);
    return new Promise((resolve) => setTimeout(resolve, ms, 'slept'));
  };`,
};

describe('a function', () => {
  let cloud: TestCloud;

  beforeAll(async () => {
    const properties: Record<string, Record<string, unknown>> = {
      Environment: { MemorySize: 256, Environment: { Variables: { COLOUR: 'red', COUNT: 3 } } },
      Block: { Timeout: 1 },
      Hang: { Timeout: 1 },
      Context: { Timeout: 600 },
      Stall: { Timeout: 3 },
      Scarce: { ReservedConcurrentExecutions: 2 },
      Impatient: { Timeout: 5 },
    };
    cloud = await testCloud(
      {
        resources: Object.fromEntries(Object.keys(CODE).map((id) => [id, functionOf(id, properties[id])])),
        code: CODE,
      },
      { limits: { workersPerFunction: 2 } },
    );
  });
  afterAll(() => cloud.stop());

  it("has the template's environment and Lambda's own, and nothing of the host's", async () => {
    const environment = await cloud.invoke('Environment', {});
    expect(environment).toEqual({
      ...cloud.environment,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_FUNCTION_NAME: 'test-Environment',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/test-Environment',
      AWS_LAMBDA_LOG_STREAM_NAME: expect.any(String),
      AWS_LAMBDA_MAX_CONCURRENCY: expect.stringMatching(/^\d+$/),
      AWS_SDK_UA_APP_ID: 'test-Environment/PTEnv/',
      COLOUR: 'red',
      COUNT: '3',
      LAMBDA_TASK_ROOT: expect.not.stringContaining(process.cwd()),
      _HANDLER: 'index.handler',
    });
  });

  it('gets the event and a context', async () => {
    const context = await cloud.invoke('Context', { some: 'event' });
    expect(context).toMatchObject({
      event: { some: 'event' },
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      functionName: 'test-Context',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:test-Context',
      memoryLimitInMB: '128',
      remaining: expect.toSatisfy((ms: number) => ms > 500_000 && ms <= 600_000),
    });
  });

  it.runIf(process.platform === 'linux')(
    'gives way to others once it has handled messages of a queue, in its thread alone',
    async () => {
      const own = getPriority();
      expect(await cloud.invoke('Priority', { httpMethod: 'GET' })).toBe(own);
      expect(await cloud.invoke('Priority', { Records: [] })).toBe(7);
      expect(getPriority(process.pid)).toBe(own);
    },
  );

  it('runs its asset byte for byte', async () => {
    expect(await cloud.invoke('Files', {})).toBe(CODE.Files);
  });

  it('keeps its worker warm', async () => {
    const first = (await cloud.invoke('Count', {})) as number;
    expect(await cloud.invoke('Count', {})).toBe(first + 1);
  });

  it('is invoked by name and by ARN too', async () => {
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:test-Silent';
    expect(await Promise.all([cloud.invoke('test-Silent', {}), cloud.invoke(arn, {})])).toEqual([null, null]);
  });

  it.each(['Hang', 'Block'])('is ended when it takes longer than its time-out (%s)', async (functionId) => {
    await expect(cloud.invoke(functionId, {})).rejects.toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/),
    });
  });

  it('gets a fresh worker right after a time-out', async () => {
    await expect(cloud.invoke('Stall', true)).rejects.toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect(await cloud.invoke('Stall', false)).toBe('fresh');
  });

  it.each([
    ['exit', 7],
    ['throw', 1],
    ['reject', 1],
  ])('loses only the invocation in which it dies (%s)', async (how, status) => {
    await cloud.invoke('Crash', '');
    await expect(cloud.invoke('Crash', how)).rejects.toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining(`Runtime exited with error: exit status ${status}`),
    });
    expect(await cloud.invoke('Crash', '')).toBe(1);
  });

  it('passes on what its handler throws, and logs it', async () => {
    const failure = cloud.invoke('Fail', {});
    await expect(failure).rejects.toBeInstanceOf(FunctionError);
    await expect(failure).rejects.toMatchObject({ errorType: 'TypeError', errorMessage: 'wrong kind' });
    const [logged] = await cloud.log.until(({ functionName }) => functionName === 'test-Fail');
    expect(logged).toMatchObject({ stream: 'stderr', line: expect.stringContaining('Invoke Error') });
  });

  it.each([
    ['Broken', 'Error', 'NEEDED is not set'],
    ['Nameless', 'Runtime.HandlerNotFound', 'index.handler is undefined or not exported'],
    ['Callback', 'Runtime.CallbackHandlerDeprecated', expect.any(String)],
    ['Cyclic', 'Runtime.MarshalError', expect.any(String)],
  ])('says why it cannot run (%s)', async (functionId, errorType, errorMessage) => {
    await expect(cloud.invoke(functionId, {})).rejects.toMatchObject({ errorType, errorMessage });
  });

  it('answers what JSON makes of its result', async () => {
    expect(await cloud.invoke('Odd', {})).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [null] });
  });

  it('logs its lines with the request that they belong to, before the answer', async () => {
    for (const word of ['one', 'two']) {
      const requestId = await cloud.invoke('Talk', word);
      const lines = cloud.log.entries.filter((entry) => entry.requestId === requestId);
      expect(lines.map(({ stream, line }) => [stream, line])).toEqual([
        ['stdout', `${word} out`],
        ['stderr', `${word} err`],
        ['stdout', `${word} in pieces`],
      ]);
    }
  });

  it('is throttled beyond its reserved concurrency', async () => {
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => cloud.invoke('Scarce', {})));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(outcomes[2]).toMatchObject({ reason: expect.any(ThrottledError) });
  });

  it('is throttled at once where its concurrency is limited, and no more when that is taken back', async () => {
    cloud.limitConcurrency(0);
    await expect(cloud.invoke('Count', {})).rejects.toThrow(ThrottledError);
    cloud.limitConcurrency(1, 'Count');
    expect(await cloud.invoke('Count', {})).toEqual(expect.any(Number));
    await expect(cloud.invoke('Shared', '')).rejects.toThrow(ThrottledError);
    cloud.limitConcurrency(undefined);
    expect(await cloud.invoke('Shared', '')).toHaveProperty('thread');
  });

  it('has a worker for each of a few invocations at once', async () => {
    const answers = (await Promise.all([1, 2].map(() => cloud.invoke('Shared', 'meet')))) as { thread: number }[];
    expect(new Set(answers.map(({ thread }) => thread)).size).toBe(2);
  });

  it('shares its workers among many, each with its own request', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => cloud.invoke('Shared', '')));
    const shared = answers as { thread: number; awsRequestId: string }[];
    expect(new Set(shared.map(({ thread }) => thread)).size).toBe(2);
    for (const { awsRequestId } of shared) {
      const lines = cloud.log.entries.filter(({ requestId }) => requestId === awsRequestId);
      expect(lines.map(({ line }) => line)).toEqual([expect.stringContaining(`of ${awsRequestId}`)]);
    }
  });

  it('does not lose the others of a worker in which one times out', async () => {
    const calls = Array.from({ length: 12 }, (_, index) => cloud.invoke('Impatient', index === 0 ? 'hang' : ''));
    const [hung, ...others] = await Promise.allSettled(calls);
    expect(hung).toMatchObject({ status: 'rejected', reason: { errorType: 'Sandbox.Timedout' } });
    expect(others.map(({ status }) => status)).toEqual(others.map(() => 'fulfilled'));
  });

  it('loses with a worker that dies what that worker had, and no more', async () => {
    const calls = Array.from({ length: 12 }, (_, index) => cloud.invoke('Shared', index === 0 ? 'exit' : ''));
    const outcomes = await Promise.allSettled(calls);
    const lost = outcomes.filter(({ status }) => status === 'rejected');
    expect(lost.length).toBeGreaterThanOrEqual(1);
    expect(lost.length).toBeLessThanOrEqual(7);
    for (const each of lost) expect(each).toMatchObject({ reason: { errorType: 'Runtime.ExitError' } });
  });

  it('loses its invocations when the workers are killed, and starts afresh', async () => {
    const failure = expect(cloud.invoke('Sleep', 60_000)).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
    // One that has not begun is given to another worker.
    await eventually(() => expect(cloud.log.entries.map(({ line }) => line).join()).toContain('sleeps 60000'));
    await cloud.killWorkers();
    await failure;
    expect(await cloud.invoke('Sleep', 1)).toBe('slept');
  });
});

describe('a function with a single worker', () => {
  let cloud: TestCloud;

  beforeAll(async () => {
    const properties: Record<string, Record<string, unknown>> = {
      Block: { Timeout: 1 },
      Busy: { Timeout: 1 },
      Stall: { Timeout: 1 },
      Scarce: { ReservedConcurrentExecutions: 2 },
    };
    const ids = ['Block', 'Busy', 'Scarce', 'Sleep', 'Stall'] as const;
    const code = {
      ...Object.fromEntries(ids.map((id) => [id, CODE[id]])),
      Block: `let calls = 0; exports.handler = async (blocks) => { calls += 1; while (blocks); return calls; };`,
      // Counts in a file, which outlives a worker.
      Stall: `const { appendFileSync, readFileSync } = require('node:fs');
        const file = process.env.LAMBDA_TASK_ROOT + '/calls';
        exports.handler = (how) => {
          appendFileSync(file, '.');
          return how === 'hang' ? new Promise(() => {}) : Promise.resolve(readFileSync(file, 'utf8').length);
        };`,
    };
    const parts = { resources: Object.fromEntries(ids.map((id) => [id, functionOf(id, properties[id])])), code };
    cloud = await testCloud(parts, { limits: { workersPerFunction: 1, invocations: 5 } });
  });
  afterAll(() => cloud.stop());

  it('counts no time against an invocation in which others keep its worker busy', async () => {
    const calls = [1, 2, 3].map(() => cloud.invoke('Busy', 700));
    expect(await Promise.all(calls)).toEqual([1, 2, 3]);
  });

  it('runs elsewhere, once, what a worker that hangs has not begun', async () => {
    const [blocked, ...others] = await Promise.allSettled(
      [true, false, false].map((how) => cloud.invoke('Block', how)),
    );
    expect(blocked).toMatchObject({ status: 'rejected', reason: { errorType: 'Sandbox.Timedout' } });
    expect(others.map((outcome) => outcome.status === 'fulfilled' && outcome.value)).toEqual([1, 2]);
  });

  it('has each invocation that hangs time out, and runs none of them again', async () => {
    const outcomes = await Promise.allSettled([1, 2].map(() => cloud.invoke('Stall', 'hang')));
    expect(outcomes).toMatchObject([1, 2].map(() => ({ reason: { errorType: 'Sandbox.Timedout' } })));
    expect(await cloud.invoke('Stall', '')).toBe(3);
  });

  it("is throttled beyond the account's concurrency, of which others have reserved a part", async () => {
    const invoke = (id: string, times: number) => Array.from({ length: times }, () => cloud.invoke(id, 300));
    const outcomes = await Promise.allSettled([...invoke('Sleep', 3), ...invoke('Busy', 1), ...invoke('Scarce', 2)]);
    const throttled = outcomes.map(
      (outcome) => outcome.status === 'rejected' && outcome.reason instanceof ThrottledError,
    );
    expect(throttled).toEqual([false, false, false, true, false, false]);
    await expect(cloud.invoke('Busy', 0)).resolves.toEqual(expect.any(Number));
  });
});

describe('an ES module', () => {
  it('is loaded as one', async () => {
    const code = `import { sep } from 'node:path'; const late = await sep; export const handler = async () => late;`;
    const cloud = await testCloud({ resources: { Fn: functionOf('Fn') }, code: { Fn: code }, codeFile: 'index.mjs' });
    expect(await cloud.invoke('Fn', {})).toBe('/');
    await cloud.stop();
  });
});
