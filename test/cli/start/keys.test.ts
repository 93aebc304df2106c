import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { hearKeys, type KeyInput } from '../../../cli/start/keys.ts';
import { keysFor } from '../../../cli/start/keys-for.ts';
import { type Launch, openPage } from '../../../cli/start/open-page.ts';

function aTerminal({ isTTY = true, outputIsTTY = true, isInForeground = true } = {}) {
  const stream = new PassThrough();
  const modes: boolean[] = [];
  const setRawMode = (mode: boolean) => void modes.push(mode);
  const input = Object.assign(stream, { isTTY, setRawMode }) as unknown as KeyInput;
  const actions = {
    race: vi.fn(async () => {}),
    logs: { toggle: vi.fn(() => true) },
    interrupt: vi.fn(),
  };
  const [open, say] = [vi.fn(), vi.fn()];
  const heard = hearKeys(keysFor('http://127.0.0.1:4100/v1/', actions, { open, say }), {
    input,
    output: { isTTY: outputIsTTY },
    interrupt: actions.interrupt,
    isInForeground: () => isInForeground,
  });
  const press = (keys: string) => void stream.emit('data', Buffer.from(keys));
  return { stream, modes, heard, press, open, say, ...actions };
}

describe('the keys of a stack that is up', () => {
  it('are named', () => {
    expect(aTerminal().heard?.hint).toBe(
      'Keys: o opens the console, r races a ride both ways, l switches the logs on or off, q quits.',
    );
  });

  it('do what they say, small or capital', () => {
    const { press, open, race, logs, say, interrupt } = aTerminal();
    press('o');
    expect(open.mock.calls).toEqual([['http://127.0.0.1:4100/']]);
    press('R');
    expect(race).toHaveBeenCalledOnce();
    press('l');
    expect(logs.toggle).toHaveBeenCalledOnce();
    expect(say).toHaveBeenCalledWith('Function logs are on.');
    expect(interrupt).not.toHaveBeenCalled();
    press('q');
    expect(interrupt).toHaveBeenCalledOnce();
  });

  it('are heard one by one when they come together; others do nothing', () => {
    const { press, race, logs } = aTerminal();
    press('xlrl\r');
    expect([race.mock.calls.length, logs.toggle.mock.calls.length]).toEqual([1, 2]);
  });

  it('are not letters of an arrow', () => {
    const { press, open, race, logs, interrupt } = aTerminal();
    press('\u001bOq');
    for (const action of [open, race, logs.toggle, interrupt]) expect(action).not.toHaveBeenCalled();
  });

  it('interrupt by Ctrl-C, which comes as a key', () => {
    const { press, interrupt } = aTerminal();
    press('\u0003');
    expect(interrupt).toHaveBeenCalledOnce();
  });

  it('wait until a race is over before the next one, also when it fails', async () => {
    const { press, race } = aTerminal();
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    const first = Promise.withResolvers<void>();
    race.mockReturnValueOnce(first.promise);
    press('rr');
    expect(race).toHaveBeenCalledOnce();
    first.reject(new Error('no driver'));
    await vi.waitUntil(() => error.mock.calls.length > 0);
    expect(error).toHaveBeenCalledWith('no driver');
    error.mockRestore();
    press('r');
    expect(race).toHaveBeenCalledTimes(2);
  });

  it('leave the terminal as it was', () => {
    const { heard, modes, stream, press, interrupt } = aTerminal();
    expect(modes).toEqual([true]);
    expect(stream.isPaused()).toBe(false);
    heard?.end();
    expect(modes).toEqual([true, false]);
    expect(stream.isPaused()).toBe(true);
    press('q');
    expect(interrupt).not.toHaveBeenCalled();
  });

  it.each([
    ['stdin is no terminal', { isTTY: false }],
    ['stdout is no terminal', { outputIsTTY: false }],
    ['the process is in the background', { isInForeground: false }],
  ])('are not there where %s, and nothing is read', (_, terminal) => {
    const { heard, modes, stream } = aTerminal(terminal);
    expect(heard).toBeUndefined();
    expect([modes, stream.listenerCount('data'), stream.readableFlowing]).toEqual([[], 0, null]);
  });
});

describe('a page', () => {
  it.each([
    ['linux', ['xdg-open', 'http://x/']],
    ['darwin', ['open', 'http://x/']],
    ['win32', ['cmd', '/c', 'start', '', 'http://x/']],
  ])('is opened on %s', (platform, call) => {
    const child = Object.assign(new PassThrough(), { unref: vi.fn() });
    const launch = vi.fn((..._: Parameters<Launch>) => child);
    const say = vi.fn();
    openPage('http://x/', { platform, launch, say });
    expect(launch.mock.calls.map(([program, args]) => [program, ...args])).toEqual([call]);
    expect(child.unref).toHaveBeenCalledOnce();
    expect(say.mock.calls).toEqual([['Opening http://x/']]);
    child.emit('error', new Error('ENOENT'));
    expect(say).toHaveBeenLastCalledWith(`There is no ${call[0]} to open it with: open http://x/ yourself.`);
  });
});
