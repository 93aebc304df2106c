import { setTimeout as wait } from 'node:timers/promises';
import { Pool } from 'undici';
import { asRider } from '../../cli/callers.ts';
import { each } from '../../cli/each.ts';
import { ridePath } from './proxy-event.ts';
import type { ModelRide } from './rides-table.ts';
import type { WaitingServer } from './waiting-server.ts';

const requests = 300;
const atOnce = 20;
/** Time for closed connections to be cleaned up. */
const settleMs = 500;
const collections = 5;

/** Requests an ended ride from a server, often enough that its code is compiled and its connections are open. */
export async function warmUp({ origin, name, usage }: WaitingServer, { ended }: ModelRide): Promise<void> {
  const pool = new Pool(origin, { connections: atOnce });
  const path = ridePath(String(ended.rideId));
  const headers = await asRider('rider-0');
  const ask = async () => {
    const { statusCode, body } = await pool.request({ path, method: 'GET', headers });
    if (statusCode !== 200) throw new Error(`${name} answered ${statusCode}: ${await body.text()}`);
    await body.dump();
  };
  try {
    await each(Array.from({ length: requests }), atOnce, ask);
  } finally {
    await pool.close();
  }
  await wait(settleMs);
  // Code that was used only at the start is dropped after some collections; the memory that this frees must not be subtracted
  // from the riders' memory.
  for (let collection = 0; collection < collections; collection += 1) await usage();
}
