import { describe, expect, it } from 'vitest';
import { MoveTaskFailedError, MoveTasksUnsupportedError } from '../../cli/errors.ts';
import { moveBack } from '../../cli/redrive/move-back.ts';
import { moveByTask } from '../../cli/redrive/move-by-task.ts';
import type { MoveTask } from '../../cli/redrive/queue-service.ts';
import { aMessage, aMoveTask, aQueueWorld, serviceWithTasks } from './support/queue-world.ts';

const wait = async () => {};
const quiet = () => {};

function aScene(tasks: readonly (MoveTask | undefined)[]) {
  const world = aQueueWorld();
  world.queue('pricing', [], 'dead');
  world.queue('dead', [aMessage(), aMessage()]);
  const letters = world.deadLetters('dead', 'queue', 'pricing');
  return { world, letters, ...serviceWithTasks(world, tasks) };
}

const running = aMoveTask();
const completed = aMoveTask({ status: 'COMPLETED', moved: 2, handle: undefined });

describe('moving dead letters by a move task', () => {
  it('starts one and follows it to its end', async () => {
    const { service, calls, letters } = aScene([undefined, running, aMoveTask({ moved: 1 }), completed]);
    const progress: number[] = [];
    expect(await moveByTask({ service, wait }, letters, (moved) => progress.push(moved))).toBe(2);
    expect(calls).toEqual(['start from dead to pricing']);
    expect(progress).toEqual([0, 1]);
  });

  it('follows one that runs already instead of starting another', async () => {
    const { service, calls, letters } = aScene([running, running, completed]);
    expect(await moveByTask({ service, wait }, letters, quiet)).toBe(2);
    expect(calls).toEqual([]);
  });

  it('does not take an earlier task for the one that it started', async () => {
    const earlier = aMoveTask({ status: 'COMPLETED', moved: 7, startedAt: 0 });
    const { service, calls, letters } = aScene([earlier, earlier, undefined, completed]);
    expect(await moveByTask({ service, wait }, letters, quiet)).toBe(2);
    expect(calls).toEqual(['start from dead to pricing']);
  });

  it('cancels one that has moved more than there were', async () => {
    const runaway = aMoveTask({ moved: 3 });
    const cancelled = aMoveTask({ status: 'CANCELLED', moved: 3 });
    const { service, calls, letters } = aScene([undefined, aMoveTask({ moved: 2 }), runaway, cancelled]);
    expect(await moveByTask({ service, wait }, letters, quiet)).toBe(3);
    expect(calls).toEqual(['start from dead to pricing', 'cancel handle']);
  });

  it('says why SQS gave one up', async () => {
    const failed = aMoveTask({ status: 'FAILED', failure: 'CouldNotDetermineMessageSource' });
    const { service, letters } = aScene([undefined, failed]);
    const moving = moveByTask({ service, wait }, letters, quiet);
    await expect(moving).rejects.toThrow(MoveTaskFailedError);
    await expect(moving).rejects.toThrow(/CouldNotDetermineMessageSource/);
  });
});

describe('moving dead letters back', () => {
  it("uses a move task for a queue's own", async () => {
    const { world, service, letters } = aScene([undefined, completed]);
    expect(await moveBack({ service, wait }, letters, quiet)).toEqual({
      how: 'move-task',
      moved: 2,
      cameBack: 0,
      stayed: 0,
    });
    expect(world.calls).toEqual([]);
  });

  it('moves by hand where the service lists no tasks', async () => {
    const { world, letters } = aScene([]);
    const result = await moveBack({ service: world.service, wait }, letters, quiet);
    expect(result).toEqual({ how: 'by-hand', moved: 2, cameBack: 0, stayed: 0 });
    expect(world.inSight('pricing')).toHaveLength(2);
  });

  it('moves by hand where the service starts no tasks', async () => {
    const { world, service, letters } = aScene([undefined]);
    const startMoveTask = () => Promise.reject(new MoveTasksUnsupportedError('StartMessageMoveTask', new Error('No.')));
    const result = await moveBack({ service: { ...service, startMoveTask }, wait }, letters, quiet);
    expect(result).toMatchObject({ how: 'by-hand', moved: 2 });
    expect(world.inSight('pricing')).toHaveLength(2);
  });

  it("moves a subscription's by hand even where there are move tasks", async () => {
    const { world, service, calls } = aScene([undefined, completed]);
    const result = await moveBack({ service, wait }, world.deadLetters('dead', 'subscription', 'pricing'), quiet);
    expect(result).toMatchObject({ how: 'by-hand', moved: 2 });
    expect(calls).toEqual([]);
  });

  it('tells how many were not moved', async () => {
    const { world, letters } = aScene([]);
    world.inSight('dead').pop();
    expect(await moveBack({ service: world.service, wait }, letters, quiet)).toMatchObject({ moved: 1, stayed: 1 });
  });
});
