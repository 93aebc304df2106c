import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { sandboxPayments } from '../../adapters/sandbox-payments.ts';
import { advised } from '../../cli/advice.ts';
import { aliases, commands } from '../../cli/commands.ts';
import { exitCodeMeanings, exitCodeOf, exitCodes } from '../../cli/exit-codes.ts';
import { main } from '../../cli/main.ts';
import { sandboxPaymentMethods } from '../../cli/payment-methods.ts';
import { reference } from '../../cli/reference.ts';
import { NoAnswerError, ProblemError, UnreadableAnswerError } from '../../client/index.ts';

let log: MockInstance<typeof console.log>;
let write: MockInstance<typeof process.stdout.write>;
let error: MockInstance<typeof console.error>;

beforeEach(() => {
  log = vi.spyOn(console, 'log').mockImplementation(() => {});
  write = vi.spyOn(process.stdout, 'write').mockImplementation(() => true);
  error = vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = 0;
});

/** What the command line prints and ends with. */
async function ended(...args: readonly string[]) {
  process.exitCode = 0;
  await main(args);
  const out = [...write.mock.calls.map(([text]) => text), ...log.mock.calls].join('');
  return { code: process.exitCode, out, error: error.mock.calls.join('\n') };
}

describe('the command line', () => {
  it.each([[[]], [['help']], [['--help']], [['-h']]])(
    'names all commands and exit codes when it is called as %j',
    async (args) => {
      const { code, out } = await ended(...args);
      for (const name of Object.keys(commands)) expect(out).toMatch(new RegExp(`^  ${name}[ |]`, 'm'));
      for (const [alias, name] of Object.entries(aliases)) expect(out).toContain(`  ${name}|${alias} `);
      for (const [exitCode] of exitCodeMeanings) expect(out).toMatch(new RegExp(`^  ${exitCode} `, 'm'));
      expect(code).toBe(0);
    },
  );

  it.each(Object.keys(commands))('explains %s, with an example that is a call of it', async (name) => {
    const { out, code } = await ended(name, '--help');
    expect(out).toContain(`Usage: npm run cli -- ${name}`);
    expect(out.split('Example: ')[1]).toMatch(new RegExp(`npm run (--silent )?cli -- ${name}\\b`));
    expect(out).toContain('Exit code: ');
    expect(code).toBe(0);
  });

  it.each(Object.keys(commands))('explains %s by -h as by --help', async (name) => {
    const { out } = await ended(name, '--help');
    write.mockClear();
    expect((await ended(name, '-h')).out).toBe(out);
  });

  it.each(Object.keys(commands))('%s prints JSON on request', async (name) => {
    expect((await ended(name, '--help')).out).toContain('--json');
  });

  it('explains a command by its other name and through help, too', async () => {
    expect((await ended('ride', '--help')).out).toContain('Usage: npm run cli -- request');
    expect((await ended('help', 'watch')).out).toContain('Usage: npm run cli -- watch');
  });

  it.each(['--version', '-V'])('tells its version by %s', async (option) => {
    expect(await ended(option)).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), error: '' });
  });

  it('names the payment methods that the sandbox knows, and what it makes of each', async () => {
    const { out } = await ended('request', '--help');
    for (const method of Object.keys(sandboxPaymentMethods)) expect(out).toContain(`  ${method} `);
    for (const [method, does] of Object.entries(sandboxPaymentMethods)) {
      if (method === 'pm_timeout') continue;
      const { valid } = await sandboxPayments.check(method, 'key-1', 'rider-1');
      expect([method, does === 'is good']).toEqual([method, valid]);
    }
  });
});

describe('a call that is not understood', () => {
  it.each([
    [['rquest'], "Unknown command 'rquest'. Did you mean request?", '--help'],
    [['rquest', '--help'], "Unknown command 'rquest'. Did you mean request?", '--help'],
    [['tra'], "Unknown command 'tra'. Did you mean trace?", '--help'],
    [['toString'], "Unknown command 'toString'.", '--help'],
    [['--vresion'], "Unknown option '--vresion'. Did you mean --version?", '--help'],
    [['rides', '--limt', '5'], "Unknown option '--limt'. Did you mean --limit?", 'rides --help'],
    [['request', '--pikcup', '1,2'], "Unknown option '--pikcup'. Did you mean --pickup?", 'request --help'],
    [['rides', '--tip'], "Unknown option '--tip'.", 'rides --help'],
    [['rides', '--limit'], "Option '--limit <n>' argument missing.", 'rides --help'],
    [['rides', '--limit', '--json'], '--limit needs a value, and --json is an option.', 'rides --help'],
    [['rides', '--rider', '-h'], '--rider needs a value, and -h is an option.', 'rides --help'],
    [['rides', '--limit', 'many'], '--limit must be a whole number, 1 to 100.', 'rides --help'],
    [['rides', '--limit', '0'], '--limit must be a whole number, 1 to 100.', 'rides --help'],
    [['rides', '--limit', '101'], '--limit must be a whole number, 1 to 100.', 'rides --help'],
    [
      ['trace', 'ride_0f8fad5bd9cb469fa16570867728950e', '--since', '999999d'],
      '--since must be a span of time, 1s to 9999d.',
      'trace --help',
    ],
    [['rides', '--token', ''], '--token must be a token: visible characters of ASCII, without spaces.', 'rides --help'],
    [
      ['rides', '--token', 'secret…'],
      '--token must be a token: visible characters of ASCII, without spaces.',
      'rides --help',
    ],
    [['rides', 'alice'], "Too many arguments for 'rides'. Expected 0 arguments but got 1: alice.", 'rides --help'],
    [['watch'], "Missing required argument 'ride-id'.", 'watch --help'],
    [['watch', 'ride_1'], "ride_1 is not a ride's id, such as ride_0f8fad5bd9cb469fa16570867728950e.", 'watch --help'],
    [
      ['ride', '--pickup', '1,2'],
      'Say where the ride begins and where it ends: --pickup LAT,LNG --dropoff LAT,LNG.',
      'request --help',
    ],
    [
      ['plan', '--ride-per-minute', '5'],
      "Unknown option '--ride-per-minute'. Did you mean --rides-per-minute?",
      'plan --help',
    ],
    [['plan', '--json'], 'Say how many rides a minute there are: --rides-per-minute N.', 'plan --help'],
  ])('is answered with what is wrong, and a line of what to do: %j', async (args, message, help) => {
    expect(await ended(...args)).toEqual({
      code: 1,
      out: '',
      error: `${message}\nFor help: npm run cli -- ${help}`,
    });
  });

  it('names what there is where that is a short list', async () => {
    expect((await ended('bench', 'latncy')).error).toMatch(/'latncy' is invalid.* Allowed choices are latency, load, /);
    expect((await ended('request', '--product', 'bike')).error).toContain('Allowed choices are standard, xl, premium.');
  });
});

describe('a command whose options npm has kept', () => {
  const npm = (script: string, line: string, kept: Readonly<Record<string, string>>) => {
    vi.stubEnv('npm_lifecycle_event', script);
    vi.stubEnv('npm_lifecycle_script', line);
    for (const [option, value] of Object.entries(kept)) vi.stubEnv(`npm_config_${option}`, value);
  };

  it.each([
    ['ride', ' request', { pickup: 'true' }, ['request', '1,2'], 'npm run ride -- --pickup 1,2'],
    [
      'ride',
      ' request',
      { pickup: 'true', dropoff: '-3,4' },
      ['request', '1,2'],
      'npm run ride -- --pickup 1,2 --dropoff -3,4',
    ],
    ['ride', ' request', { pickup: 'true' }, ['request'], 'npm run ride -- --pickup VALUE'],
    [
      'ride',
      ' request',
      { pickup: 'true' },
      ['request', '1,2', '--dropoff', '3,4'],
      'npm run ride -- --dropoff 3,4 --pickup 1,2',
    ],
    ['redrive', ' redrive', { dry_run: 'true' }, ['redrive'], 'npm run redrive -- --dry-run'],
    ['start', ' start', { once: 'true', port: 'true' }, ['start', '0'], 'npm start -- --once --port 0'],
    ['trace', ' trace', { since: 'true' }, ['trace', 'ride_1', '2h'], 'npm run trace -- ride_1 --since 2h'],
    ['cli', '', { limit: 'true' }, ['rides', '5'], 'npm run cli -- rides --limit 5'],
  ])('is not run, and says how to write it: npm run %s', async (script, named, kept, args, call) => {
    npm(script, `node cli/ride-request.js${named}`, kept);
    const { code, out, error } = await ended(...args);
    expect(error).toMatch(/^npm has taken --\w/);
    expect(error.split('\n').slice(1)).toEqual([`Write \`${call}\`.`]);
    expect([code, out]).toEqual([1, '']);
  });

  it.each([
    ['has them after --, too', 'node cli/ride-request.js rides', { limit: '5' }, ['--limit=x']],
    ['is run by a test, whose own they are', 'vitest run', { json: 'true' }, ['--limit', 'x']],
    ['has none of them', 'node cli/ride-request.js rides', { loglevel: 'silent' }, ['--limit', 'x']],
    ['was told not to by npm', 'node cli/ride-request.js rides', { json: 'false' }, ['--limit', 'x']],
  ])('is read when it %s', async (_, line, kept, args) => {
    npm('rides', line, kept);
    expect((await ended('rides', ...args)).error).toContain('--limit must be a whole number');
  });
});

describe('docs/reference/cli.md', () => {
  it('is what the commands say', async () => {
    await expect(
      await reference(),
      'docs/reference/cli.md is not what the commands say: run `npm run docs:cli`',
    ).toMatchFileSnapshot('../../docs/reference/cli.md');
  });
});

describe('an exit code', () => {
  it.each([
    ['requested', 3],
    ['confirmed', 0],
    ['completed', 0],
    ['rejected', 2],
    ['expired', 2],
    ['cancelled', 2],
  ])('of a ride that is %s is %i', (status, code) => {
    expect(exitCodeOf({ status })).toBe(code);
  });

  it('is explained, whichever it is', () => {
    expect(exitCodeMeanings.map(([code]) => code)).toEqual(Object.values(exitCodes));
  });
});

describe('an error of the API', () => {
  const problem = (status: number, code: ProblemError['code'], retryAfterSeconds?: number) =>
    new ProblemError('GET /rides', { status, code, detail: 'So it is.', field: undefined, retryAfterSeconds });

  it.each([
    [new NoAnswerError('GET /', new Error('refused')), 'npm start'],
    [new UnreadableAnswerError('GET /'), '--api'],
    [problem(401, 'expired_token'), 'npm run cli -- token --rider ID'],
    [problem(403, 'insufficient_scope'), "rider's token"],
    [problem(404, 'ride_not_found'), 'npm run cli -- rides'],
    [problem(404, 'not_found'), '--api'],
    [problem(400, 'simulation_off'), '--simulate'],
    [problem(429, 'too_many_rides', 42), 'Try again in 42 s.'],
    [problem(429, 'overloaded', 7), 'Try again in 7 s.'],
    [problem(503, 'issuer_unavailable', 1), 'Try again in 1 s.'],
    [problem(503, 'service_unavailable', 1), 'Try again in 1 s.'],
    [problem(503, 'outcome_unknown'), 'npm run cli -- rides'],
    [problem(502, 'bad_gateway'), 'npm run cli -- rides'],
    [problem(502, undefined), 'Try again later.'],
  ])('says what to do next: %s', (given, advice) => {
    expect(advised(given)?.split('\n')).toEqual([given.message, expect.stringContaining(advice)]);
  });

  it('says no more than it knows', () => {
    expect(advised(problem(409, 'ride_rejected'))).toBe('GET /rides was answered 409 ride_rejected: So it is.');
    expect(advised(new Error('anything else'))).toBeUndefined();
  });
});
