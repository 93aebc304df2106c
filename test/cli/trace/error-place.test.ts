import { describe, expect, it } from 'vitest';
import { errorInLine, placeIn } from '../../../cli/trace/error-place.ts';

const stack = (...frames: string[]) =>
  ['TypeError: no (lib/x.ts:1:1) such fare', ...frames.map((frame) => `    at ${frame}`)].join('\n');

describe('where an error was made', () => {
  it.each<[string, string[], string | undefined]>([
    [
      'a function of the project',
      ['e (core/pricing.ts:42:7)', 't (adapters/lambda/queue-handler.ts:3:1)'],
      'core/pricing.ts:42',
    ],
    [
      'what awaited it',
      ['t (/var/task/index.js:1:12)', 'async e (adapters/ride-store.ts:9:1)'],
      'adapters/ride-store.ts:9',
    ],
    ['code without a name', ['core/pricing.ts:42:7'], 'core/pricing.ts:42'],
    ['nothing of the project', ['t (/var/task/index.js:1:12)', 'node:internal/timers:5:6'], undefined],
  ])('is %s', (_, frames, place) => {
    expect(placeIn(stack(...frames))).toBe(place);
  });

  it('is unknown where there is no stack', () => {
    expect(placeIn(undefined)).toBeUndefined();
  });

  it('is told behind the error', () => {
    const told = errorInLine({ name: 'TypeError', message: 'no', stack: stack('e (core/pricing.ts:42:7)') });
    expect(told).toBe('TypeError: no (core/pricing.ts:42)');
    expect(errorInLine({ name: 'Error', message: '' })).toBe('Error');
  });
});
