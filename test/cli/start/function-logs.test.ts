import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FunctionLogs } from '../../../cli/start/function-logs.ts';

const aLine = (line: string, stream: 'stdout' | 'platform' = 'stdout') => ({ functionName: 'pricing', stream, line });

function logs(isOn: boolean) {
  const written: string[] = [];
  return { written, logs: new FunctionLogs(isOn, (line) => written.push(line)) };
}

describe('the logs of functions', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('are printed where they are wanted', () => {
    const { logs: all, written } = logs(true);
    all.hear(aLine('a price'));
    all.hear(aLine('Task timed out', 'platform'));
    expect(written).toEqual(['[pricing] a price', '[pricing] Task timed out']);
  });

  it('are trouble alone where they are not', () => {
    const { logs: trouble, written } = logs(false);
    trouble.hear(aLine('an error of a price'));
    trouble.hear(aLine('INIT_START', 'platform'));
    trouble.hear(aLine('Task timed out after 3 s', 'platform'));
    trouble.hear(aLine('Task timed out after 4 s', 'platform'));
    expect(written).toEqual(['[pricing] Task timed out after 3 s']);
    trouble.end();
    expect(written).toEqual(['[pricing] Task timed out after 3 s', '[pricing] Task timed out after 4 s']);
  });

  it('are switched on and off', () => {
    const { logs: both, written } = logs(false);
    expect(both.toggle()).toBe(true);
    both.hear(aLine('one'));
    expect(both.toggle()).toBe(false);
    both.hear(aLine('two'));
    expect(written).toEqual(['[pricing] one']);
  });
});
