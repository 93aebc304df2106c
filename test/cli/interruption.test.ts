import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { type Host, interruption } from '../../cli/interruption.ts';

/** A process that can be told to end, and a parent that can go. */
function aHost() {
  const exits: unknown[] = [];
  const host = Object.assign(new EventEmitter(), { exit: (code: unknown) => void exits.push(code) });
  const clock = { ms: 0 };
  const parent = { go: () => {}, isWatched: false };
  const watchParent = (onGone: () => void) => {
    Object.assign(parent, { go: onGone, isWatched: true });
    return () => {
      parent.isWatched = false;
    };
  };
  const heard = interruption({ host: host as unknown as Host, watchParent, now: () => clock.ms });
  return { host, exits, clock, parent, ...heard };
}

describe('an interruption', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('is %s', (name) => {
    const { host, signal, exits } = aHost();
    expect(signal.aborted).toBe(false);
    host.emit(name);
    expect([signal.aborted, exits]).toEqual([true, []]);
  });

  it('is a Ctrl-C that somebody else has read', () => {
    const { interrupt, signal, clock, exits } = aHost();
    interrupt();
    expect([signal.aborted, exits]).toEqual([true, []]);
    clock.ms = 500;
    interrupt();
    expect(exits).toEqual([130]);
  });

  it('is a parent that has gone', () => {
    const { parent, signal, exits } = aHost();
    parent.go();
    expect([signal.aborted, exits]).toEqual([true, []]);
  });

  it('ends the process when it is asked for once more, whichever way', () => {
    const { host, clock, exits } = aHost();
    host.emit('SIGINT');
    clock.ms = 500;
    host.emit('SIGTERM');
    expect(exits).toEqual([130]);
  });

  it('is one where a shell and npm hand on the same Ctrl-C', () => {
    const { host, clock, exits } = aHost();
    host.emit('SIGINT');
    clock.ms = 499;
    host.emit('SIGINT');
    expect(exits).toEqual([]);
  });

  it('is forgotten', () => {
    const { host, parent, forget } = aHost();
    expect(parent.isWatched).toBe(true);
    forget();
    expect([host.eventNames(), parent.isWatched]).toEqual([[], false]);
  });
});
