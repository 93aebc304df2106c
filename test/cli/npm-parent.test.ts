import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findNpm, watchNpm } from '../../cli/npm-parent.ts';

const script = { npm_lifecycle_script: 'node cli/ride-request.js start' };

describe('the npm that runs a script', () => {
  it.each(['sh', 'bash', 'dash', '-zsh'])('is behind %s', (program) => {
    expect(findNpm(script, 20, (pid) => ({ parent: pid - 10, program }))).toBe(10);
  });

  it.each([['npm start'], ['node']])('is the parent where the shell has given it its place: %s', (program) => {
    expect(findNpm(script, 20, () => ({ parent: 1, program }))).toBe(20);
  });

  it('is taken to be the parent where nothing can be found out', () => {
    expect(findNpm(script, 20, () => undefined)).toBe(20);
  });

  it.each([[{}], [{ npm_lifecycle_script: 'vitest run' }]])(
    'is nobody’s without a script of this command: %j',
    (environment) => {
      expect(findNpm(environment, 20, () => ({ parent: 10, program: 'sh' }))).toBeUndefined();
    },
  );
});

describe('a watch over npm', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function aWatch(npm: number | undefined) {
    const world = { parent: 20, alive: true };
    const onGone = vi.fn();
    const unwatch = watchNpm(onGone, npm, { parent: () => world.parent, isThere: () => world.alive });
    return { world, onGone, unwatch };
  }

  it('tells once that npm has gone', () => {
    const { world, onGone } = aWatch(10);
    vi.advanceTimersByTime(10_000);
    expect(onGone).not.toHaveBeenCalled();
    world.alive = false;
    vi.advanceTimersByTime(10_000);
    expect(onGone).toHaveBeenCalledOnce();
  });

  it('tells that the shell between has gone', () => {
    const { world, onGone } = aWatch(10);
    world.parent = 1;
    vi.advanceTimersByTime(250);
    expect(onGone).toHaveBeenCalledOnce();
  });

  it.each([
    ['launchd', 1],
    ['systemd', 1],
    ['npm', 0],
    ['node', 0],
    [undefined, 0],
  ])('tells that npm had gone before, where process 1 is %s, %i times', (program, times) => {
    const onGone = vi.fn();
    const lookAt = () => (program === undefined ? undefined : { parent: 0, program });
    watchNpm(onGone, 1, { parent: () => 1, isThere: () => true, lookAt });
    vi.advanceTimersByTime(10_000);
    expect(onGone).toHaveBeenCalledTimes(times);
  });

  it('ends', () => {
    const { world, onGone, unwatch } = aWatch(10);
    unwatch();
    world.alive = false;
    vi.advanceTimersByTime(10_000);
    expect(onGone).not.toHaveBeenCalled();
  });

  it('is over nobody where there is no npm', () => {
    aWatch(undefined);
    expect(vi.getTimerCount()).toBe(0);
  });
});
