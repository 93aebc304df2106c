import { describe, expect, it } from 'vitest';
import { Pauses } from '../../../local/lambda/pauses.ts';

const paused = '{"method":"Debugger.paused","params":{"callFrames":[]}}';
const resumed = '{"method":"Debugger.resumed","params":{}}';

/** What is heard of pauses. */
function heard() {
  const changes: boolean[] = [];
  return { changes, pauses: new Pauses((isAnyPaused) => changes.push(isAnyPaused)) };
}

describe('the workers that stand at a breakpoint', () => {
  it('are told of when the first one stops and when the last one goes on', () => {
    const { changes, pauses } = heard();
    pauses.hear('1', paused);
    pauses.hear('2', paused);
    pauses.hear('1', resumed);
    expect(changes).toEqual([true]);
    expect(pauses.paused).toEqual(['2']);
    pauses.hear('2', resumed);
    expect(changes).toEqual([true, false]);
  });

  it('do not count when they have ended', () => {
    const { changes, pauses } = heard();
    pauses.hear('1', paused);
    pauses.forget('1');
    expect(changes).toEqual([true, false]);
  });

  it('are not those of which something else is told', () => {
    const { changes, pauses } = heard();
    pauses.hear('1', '{"method":"Debugger.scriptParsed","params":{"url":"Debugger.paused"}}');
    pauses.hear('1', resumed);
    pauses.forget('2');
    expect(changes).toEqual([]);
  });
});
