import { asRider } from '../../cli/callers.ts';
import type { Reason } from '../../core/messages.ts';
import type { RideView } from '../../core/ride-view.ts';
import type { Simulate } from '../../core/simulation.ts';
import type { Api } from '../support/api.ts';
import type { Trip } from './trips.ts';

/** `limit`: `Promise.all` of the same work behind node:http. */
export const flowNames = ['parallel', 'sequential', 'limit'] as const;

export type FlowName = (typeof flowNames)[number];

/** A way to request a ride, and to free its driver afterwards. */
export interface Flow {
  readonly name: FlowName;
  /** Requests a ride and waits for its outcome. */
  ask(trip: Trip, simulate?: Simulate): Promise<Asked>;
  /** Frees the driver of a confirmed ride. */
  free(view: RideView): Promise<void>;
}

/** A ride as its caller observed it. */
export interface Asked {
  /** Epoch milliseconds, like the timestamps of the record. */
  readonly sentAt: number;
  readonly answeredAt: number;
  /** The wall clock at the client, in milliseconds, with a higher resolution than the two above. */
  readonly wallMs: number;
  readonly status: number;
  /** Absent when the answer is an error. */
  readonly view?: RideView;
  /** Why the ride was not confirmed; undefined when it was. */
  readonly refusal?: string;
  /** How often the API read the record while waiting for the outcome, from `Server-Timing`. */
  readonly reads?: number;
}

let riders = 0;

/** Requests a ride by `POST <path>`. Every ride has another rider. */
export async function askBy(api: Api, path: string, trip: Trip, simulate?: Simulate): Promise<Asked> {
  riders += 1;
  const headers = { ...(await asRider(`rider-${riders}`)), prefer: 'wait=25' };
  const request = { ...trip, paymentMethodId: 'pm_card_visa', ...(simulate && { simulate }) };
  const sentAt = Date.now();
  const answer = await api.call<unknown>('POST', path, { headers, body: request });
  const answeredAt = Date.now();
  const common = { sentAt, answeredAt, wallMs: answer.ms, status: answer.status };
  if (answer.status !== 200) return { ...common, refusal: `${answer.status} ${(answer.body as Partial<Reason>).code}` };
  const view = answer.body as RideView;
  const reads = Number(/desc="(\d+) reads"/.exec(String(answer.headers['server-timing']))?.[1]);
  return { ...common, view, reads, ...(view.status !== 'confirmed' && { refusal: refusalOf(view) }) };
}

const refusalOf = ({ status, reasons }: RideView): string => [status, ...reasons.map(({ code }) => code)].join(' ');
