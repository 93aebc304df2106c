import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { endWithOutput } from '../../cli/end-with-output.ts';

function aHost(exitCode: number | undefined) {
  const [stdout, stderr] = [new EventEmitter(), Object.assign(new EventEmitter(), { write: vi.fn() })];
  const host = { stdout, stderr, exit: vi.fn(), exitCode };
  endWithOutput(host as never);
  return host;
}

const error = (code: string) => Object.assign(new Error(`${code}: it failed, write`), { code });

describe('output that can not be written', () => {
  it.each([undefined, 2])('ends the command silently, as it would (%s), when nobody reads it', (exitCode) => {
    const host = aHost(exitCode);
    host.stdout.emit('error', error('EPIPE'));
    expect(host.exit).toHaveBeenCalledOnce();
    expect([host.exitCode, host.stderr.write.mock.calls]).toEqual([exitCode, []]);
  });

  it.each([undefined, 0, 2])('ends the command (%s) with code 1 and the reason', (exitCode) => {
    const host = aHost(exitCode);
    host.stdout.emit('error', error('ENOSPC'));
    expect(host.exit).toHaveBeenCalledOnce();
    expect(host.exitCode).toBe(1);
    expect(host.stderr.write.mock.calls).toEqual([["The output can't be written: ENOSPC: it failed, write.\n"]]);
  });

  it('is no reason to end where it was an error message', () => {
    const host = aHost(undefined);
    host.stderr.emit('error', error('ENOSPC'));
    expect(host.exit).not.toHaveBeenCalled();
  });
});
