import type { AnnouncePorts } from './announce.ts';
import type { Need } from './branches.ts';
import type { BranchResult, RideRequested } from './messages.ts';
import type { AnswerStore, GatherQueue, Kept } from './ports.ts';
import { announceProgress } from './progress.ts';
import type { DriverMatch } from './results.ts';
import { type Clock, nowOf } from './time.ts';
import { wakingOf } from './wake-up.ts';

export interface DeliverAnswerPorts {
  readonly answers: AnswerStore;
  readonly gatherQueue: GatherQueue;
  readonly clock: Clock;
  /** Present only where each branch's answer is published, and not only outcomes. */
  readonly events?: AnnouncePorts['events'] | undefined;
  /** Called when an answer could not be written, and so goes to the aggregator as a message. */
  readonly notKept?: (result: BranchResult, error: unknown) => void;
}

/**
 * Writes a branch's answer into the ride, and wakes the aggregator when the ride can be decided with it. The write keeps the
 * first answer of the branch, so it is safe to repeat on every delivery. When the write fails, or the ride has an earlier
 * answer with another driver, the answer goes to the aggregator as a message: the aggregator records it, and frees the
 * driver. Returns what the ride has kept; undefined when that is unknown, or the ride no longer exists.
 */
export async function deliverAnswer(
  ports: DeliverAnswerPorts,
  ride: RideRequested,
  result: BranchResult,
  need: Need,
): Promise<Kept | undefined> {
  let kept: Kept | undefined;
  try {
    kept = await ports.answers.keep(ride, result);
  } catch (error) {
    ports.notKept?.(result, error);
    await ports.gatherQueue.send(result);
    return undefined;
  }
  if (kept === undefined) return undefined;
  if (driverOf(result) !== undefined && driverOf(result) !== driverOf(kept.result))
    await ports.gatherQueue.send(result);
  await wakeAggregator(ports, ride, kept, need);
  return kept;
}

/** The steps after an answer was kept. A delivery that finds its branch's answer in the ride starts here. */
export async function wakeAggregator(
  ports: DeliverAnswerPorts,
  ride: RideRequested,
  kept: Kept,
  need: Need,
): Promise<void> {
  const waking = wakingOf(ride, kept, nowOf(ports));
  const { events, clock } = ports;
  // The outcome does not wait for this event: both are sent at the same time.
  const progress = events && announceProgress({ events, clock }, ride, kept.result, { flow: 'parallel', need });
  progress?.catch(() => {});
  if (waking) await ports.gatherQueue.send(waking.message, waking.delaySeconds);
  await progress;
}

/** The driver that an answer has leased. */
function driverOf({ branch, status, result }: BranchResult): string | undefined {
  return branch === 'driver-matching' && status === 'ok' ? (result as DriverMatch).driverId : undefined;
}
