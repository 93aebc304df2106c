import { SharedDeadLettersError } from '../errors.ts';
import { chooseQueue } from './choose-queue.ts';
import { findDeadLetters } from './find-dead-letters.ts';
import { type Listing, lookAt } from './look-at.ts';
import { type Moved, type MovePorts, moveBack } from './move-back.ts';

export interface RedriveOptions {
  /** A dead-letter queue's name or a unique part of it; all of them if absent. */
  readonly queue?: string | undefined;
  readonly dryRun: boolean;
}

/** Callbacks for progress. */
export interface RedriveListener {
  listed(listings: readonly Listing[]): void;
  progressed(listing: Listing, moved: number): void;
  moved(listing: Listing, result: Moved): void;
}

/** A dead-letter queue, and the result for its messages; without a result if it was empty or only listed. */
export type Redriven = Listing & { readonly result?: Moved };

/** Lists the dead letters of a stack and moves them back. Throws `CommandError`. */
export async function redriveAll(
  ports: MovePorts,
  { queue, dryRun }: RedriveOptions,
  listener: RedriveListener,
): Promise<Redriven[]> {
  const found = await findDeadLetters(ports.service);
  const chosen = queue === undefined ? found : chooseQueue(found, queue);
  const listings = await Promise.all(chosen.map((deadLetters) => lookAt(ports.service, deadLetters)));
  listener.listed(listings);
  if (dryRun) return listings;
  refuseShared(listings);
  const redriven: Redriven[] = [];
  for (const listing of listings) redriven.push(await redriveOne(ports, listing, listener));
  return redriven;
}

async function redriveOne(ports: MovePorts, listing: Listing, listener: RedriveListener): Promise<Redriven> {
  if (listing.queue.count === 0) return listing;
  const result = await moveBack(ports, listing, (moved) => listener.progressed(listing, moved));
  listener.moved(listing, result);
  return { ...listing, result };
}

/** Checked before anything is moved: the source of a message in a shared dead-letter queue is unknown. */
function refuseShared(listings: readonly Listing[]): void {
  for (const [name, sharing] of Map.groupBy(listings, ({ queue }) => queue.name)) {
    const isEmpty = sharing.every(({ queue }) => queue.count === 0);
    if (sharing.length > 1 && !isEmpty) {
      throw new SharedDeadLettersError(
        name,
        sharing.map(({ target }) => target.name),
      );
    }
  }
}
