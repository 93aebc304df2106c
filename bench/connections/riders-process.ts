import { Agent, get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Authorization, asRider } from '../../cli/callers.ts';
import type { RideView } from '../../core/ride-view.ts';
import { ridePath } from './proxy-event.ts';
import { type Answer, type PlannedRider, patienceMs, waitSeconds } from './rider.ts';

// The riders, in their own process: each sends a request over its own connection and waits for the answer.

/** Sent to this process; it sends the answers back. */
export interface Ask {
  readonly origin: string;
  readonly riders: readonly PlannedRider[];
}

const connections = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

process.on('message', async ({ origin, riders }: Ask) => {
  const answers = await Promise.all(riders.map((rider) => askInTime(origin, rider)));
  process.send?.(answers);
});
process.on('disconnect', () => process.exit());

async function askInTime(origin: string, rider: PlannedRider): Promise<Answer> {
  const authorization = await asRider(rider.riderId);
  await wait(Math.max(0, rider.asksAt - Date.now()));
  const askedAt = Date.now();
  const told = await ask(origin, rider, authorization).catch((error: unknown) => ({
    answeredAt: Date.now(),
    failure: nameOf(error),
  }));
  return { askedAt, ...told };
}

function ask(origin: string, { rideId }: PlannedRider, authorization: Authorization): Promise<Omit<Answer, 'askedAt'>> {
  const { promise, resolve, reject } = Promise.withResolvers<Omit<Answer, 'askedAt'>>();
  const headers = { ...authorization, Prefer: `wait=${waitSeconds}` };
  const signal = AbortSignal.timeout(patienceMs);
  const request = get(`${origin}${ridePath(rideId)}`, { agent: connections, headers, signal }, (response) => {
    const chunks: Buffer[] = [];
    response.on('error', reject);
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      const answeredAt = Date.now();
      if (response.statusCode !== 200) return resolve({ answeredAt, failure: `HTTP ${response.statusCode}` });
      const { status, settledAt }: RideView = JSON.parse(Buffer.concat(chunks).toString());
      const reads = readsOf(response.headers['server-timing']);
      resolve({
        answeredAt,
        status,
        ...(settledAt !== null && { endedAt: Date.parse(settledAt) }),
        ...(reads !== undefined && { reads }),
      });
    });
  });
  request.on('error', reject);
  return promise;
}

function readsOf(serverTiming: string | string[] | undefined): number | undefined {
  const reads = /(\d+) reads/.exec(String(serverTiming))?.[1];
  return reads === undefined ? undefined : Number(reads);
}

function nameOf(error: unknown): string {
  const { name, code } = error as NodeJS.ErrnoException;
  return name === 'AbortError' ? 'gave up' : (code ?? name);
}
