import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { advised } from '../../cli/advice.ts';
import { aliases, commands } from '../../cli/commands.ts';
import { exitCodeMeanings, exitCodeOf, exitCodes } from '../../cli/exit-codes.ts';
import { main } from '../../cli/main.ts';
import { nearest } from '../../cli/nearest.ts';
import { reference } from '../../cli/reference.ts';
import { NoAnswerError, ProblemError, UnreadableAnswerError } from '../../client/index.ts';

let log: MockInstance<typeof console.log>;
let error: MockInstance<typeof console.error>;

beforeEach(() => {
  log = vi.spyOn(console, 'log').mockImplementation(() => {});
  error = vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

/** What the command line prints and ends with. */
async function ended(...args: readonly string[]) {
  process.exitCode = 0;
  await main(args);
  return { code: process.exitCode, out: log.mock.calls.join('\n'), error: error.mock.calls.join('\n') };
}

describe('the command line', () => {
  it.each([[[]], [['help']], [['--help']]])(
    'names all commands and exit codes when it is called as %j',
    async (args) => {
      const { code, out } = await ended(...args);
      for (const name of [...Object.keys(commands), ...Object.keys(aliases)]) expect(out).toContain(`  ${name} `);
      for (const [exitCode] of exitCodeMeanings) expect(out).toMatch(new RegExp(`^  ${exitCode} `, 'm'));
      expect(code).toBe(0);
    },
  );

  it.each(Object.keys(commands))('explains %s, with an example that is a call of it', async (name) => {
    const { out, code } = await ended(name, '--help');
    expect(out).toContain(`Usage: npm run `);
    expect(out.split('Example: ')[1]).toMatch(new RegExp(`npm run (--silent )?cli -- ${name}\\b`));
    expect(out).toMatch(/Exit code: |stays up until Ctrl-C/);
    expect(code).toBe(0);
  });

  it.each(Object.keys(commands))('%s prints JSON on request', async (name) => {
    expect((await ended(name, '--help')).out).toContain('--json');
  });

  it('explains a command by its other name and through help, too', async () => {
    expect((await ended('ride', '--help')).out).toContain('Usage: npm run cli -- request');
    expect((await ended('help', 'watch')).out).toContain('Usage: npm run cli -- watch');
  });

  it.each([
    ['rquest', ' Did you mean request?'],
    ['tra', ' Did you mean trace?'],
    ['toString', ''],
    ['teleport', ''],
  ])('has no command %s', async (name, hint) => {
    const { code, out, error } = await ended(name);
    expect(error).toMatch(`There is no command ${name}.${hint}\n\nUsage: `);
    expect([code, out]).toEqual([1, '']);
  });

  it.each([
    [['rides', '--limt', '5'], 'There is no option --limt. Did you mean --limit?'],
    [['rides', '--tip'], 'There is no option --tip.\n'],
    [['rides', 'alice'], 'There is no use for "alice".'],
    [['watch'], "Say one ride's id."],
    [['watch', 'ride_1'], "ride_1 is not a ride's id."],
    [['bench', 'latncy'], 'There is no benchmark latncy. Did you mean latency?'],
  ])('says what is wrong with %j, and how it is right', async (args, message) => {
    const { code, error } = await ended(...args);
    expect(error).toContain(message);
    expect(error).toContain(`Usage: npm run cli -- ${args[0]}`);
    expect(code).toBe(1);
  });

  it('is described in docs/reference/cli.md', async () => {
    await expect(
      await reference(),
      'docs/reference/cli.md is not what the commands say: run `npm run docs:cli`',
    ).toMatchFileSnapshot('../../docs/reference/cli.md');
  });
});

describe('the nearest word', () => {
  it.each([
    ['redrvie', 'redrive'],
    ['benhc', 'bench'],
    ['--pikcup', '--pickup'],
    ['re', 'request'],
    ['xyz', undefined],
    ['', undefined],
  ])('to %s is %s', (word, meant) => {
    expect(nearest(word, ['request', 'redrive', 'bench', '--pickup', '--api'])).toBe(meant);
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
