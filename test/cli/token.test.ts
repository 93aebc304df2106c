import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { tokensOfKeys } from '../../adapters/tokens/issuer.ts';
import { developmentKeys } from '../../bin/development-key.ts';
import { run } from '../../cli/command.ts';
import { UsageError } from '../../cli/errors.ts';
import { token as command } from '../../cli/token.ts';
import { developmentIssuer, scopes } from '../../core/names.ts';

const program = path.join(import.meta.dirname, '../../cli/ride-request.js');

/** What the command prints. */
async function printed(...args: readonly string[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    expect(await run(command, args)).toBe(0);
    return log.mock.calls.join('\n');
  } finally {
    log.mockRestore();
  }
}

describe('the token command', () => {
  it('prints a token and nothing else, which stacks on this machine accept', async () => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, 'token', '--rider', 'alice']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const verify = tokensOfKeys(developmentIssuer, (await developmentKeys()) as never);
    expect(await verify(stdout.trim())).toEqual({ id: 'alice', roles: new Set(['rider']) });
  });

  it.skipIf(!existsSync('/dev/full')).each([[['token', '--rider', 'alice']], [['token', '--help']]])(
    'ends with code 1 and the reason when the disk is full: %j',
    async (args) => {
      const child = spawn('sh', ['-c', '"$0" "$@" > /dev/full', process.execPath, program, ...args]);
      const [error, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
      expect(error).toMatch(/^The output can't be written: ENOSPC\b.*\.\n$/);
      expect(code).toBe(1);
    },
  );

  it.each([[['token', '--rider', 'alice']], [['token', '--help']]])(
    'ends silently when nobody reads it: %j',
    async (args) => {
      const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.destroy();
      expect(await Promise.all([text(child.stderr), once(child, 'close')])).toEqual(['', [0, null]]);
    },
  );

  it('makes drivers, too', async () => {
    expect(decodeJwt(await printed('--driver', 'driver-17'))).toMatchObject({ sub: 'driver-17', scope: scopes.driver });
  });

  it.each([
    [[], 3_600],
    [['--ttl', '60'], 60],
  ])('with %j makes a token for %i s', async (args, seconds) => {
    const now = Date.parse('2026-03-04T09:00:00.700Z');
    vi.useFakeTimers({ toFake: ['Date'], now });
    onTestFinished(() => void vi.useRealTimers());
    const iat = Math.floor(now / 1000);
    expect(decodeJwt(await printed('--rider', 'alice', ...args))).toMatchObject({ iat, exp: iat + seconds });
  });

  it('tells more in JSON', async () => {
    const { token, ...more } = JSON.parse(await printed('--rider', 'alice', '--json'));
    const { exp = 0 } = decodeJwt(token);
    expect(more).toEqual({ role: 'rider', id: 'alice', expiresAt: new Date(exp * 1000).toISOString() });
  });

  it.each([
    [[], 'either --rider'],
    [['--rider', 'a', '--driver', 'b'], 'either --rider'],
    [['--rider', ''], '--rider must be'],
    [['--rider', 'a b'], '--rider must be'],
    [['--driver', 'x'.repeat(256)], '--driver must be'],
    [['--rider', 'a', '--ttl', '0'], '--ttl must be'],
    [['--rider', 'a', '--ttl', '86401'], '--ttl must be'],
    [['--rider', 'a', '--ttl', 'ever'], '--ttl must be'],
    [['--scope', 'all'], '--scope'],
  ])('does not know how to be called as %j', async (args, why) => {
    await expect(run(command, args)).rejects.toThrow(UsageError);
    await expect(run(command, args)).rejects.toThrow(why);
  });
});
