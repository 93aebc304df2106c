import type { Batches, City, Snapshot } from '../../cli/console/protocol.ts';
import { backend } from './backend.ts';
import { pageId } from './page-rides.ts';
import { hearProgress } from './progress.ts';
import { signedIn } from './sign-in.ts';
import { batches, city, config, connection, rates, snapshot, trip } from './state.ts';

const retryMs = 1_000;

/** The smallest change of a rate that is shown, so that it does not flicker. */
const freshShare = 0.4;

/** Loads the stack's description and subscribes to its events; when it goes away, says so and retries until it is back. */
export async function connect(): Promise<void> {
  try {
    const found = await signedIn(await backend.config());
    if (config.value === undefined) trip.value = found.ride;
    config.value = found;
    hearProgress(found);
    if (found.insides) listen();
    else connection.value = 'live';
  } catch {
    lost();
  }
}

function listen(): void {
  const events = new EventSource(`/_console/events?page=${pageId}`);
  events.onopen = () => {
    connection.value = 'live';
  };
  events.onerror = () => {
    events.close();
    lost();
  };
  events.addEventListener('snapshot', ({ data }) => hearSnapshot(JSON.parse(data)));
  events.addEventListener('batches', ({ data }) => {
    batches.value = JSON.parse(data) as Batches;
  });
  events.addEventListener('city', ({ data }) => {
    city.value = JSON.parse(data) as City;
  });
}

function lost(): void {
  connection.value = 'away';
  setTimeout(connect, retryMs);
}

function hearSnapshot(next: Snapshot): void {
  rates.value = ratesBetween(snapshot.value, next, rates.value);
  snapshot.value = next;
}

function ratesBetween(before: Snapshot | undefined, now: Snapshot, known: Readonly<Record<string, number>>) {
  const seconds = (now.at - (before?.at ?? now.at)) / 1_000;
  const entries = now.lanes.map(({ name, delivered }) => {
    const earlier = before?.lanes.find((lane) => lane.name === name)?.delivered ?? delivered;
    // The counters of a restarted stack begin at zero.
    const rate = seconds > 0 ? Math.max(0, delivered - earlier) / seconds : 0;
    return [name, freshShare * rate + (1 - freshShare) * (known[name] ?? 0)];
  });
  return Object.fromEntries(entries) as Record<string, number>;
}
