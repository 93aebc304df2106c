import { signal } from '@preact/signals';
import type { ConsoleConfig } from '../../cli/console/protocol.ts';
import { type Branch, type Flow, type PushMessage, watchRides } from '../../client/index.ts';
import { token } from './rides-api.ts';

/** What push has reported of a ride without an outcome. */
export interface Progress {
  readonly flow: Flow;
  readonly branches: Readonly<Record<string, Branch>>;
}

/** Reported progress since the race began, by ride. */
export const progress = signal<ReadonlyMap<string, Progress>>(new Map());

/** Whether branches are reported by push. Otherwise rides are polled. */
export const isHeard = signal(false);

let listening: AbortController | undefined;

/** Subscribes to all rides of the page's rider, and ends the previous subscription. */
export function hearProgress({ push, riderId }: ConsoleConfig): void {
  listening?.abort();
  isHeard.value = false;
  if (push === undefined) return;
  listening = new AbortController();
  const { signal } = listening;
  const onSubscribed = () => {
    isHeard.value = true;
  };
  const address = { realtimeUrl: push.realtimeUrl, httpHost: new URL(push.httpUrl).host, token, riderId };
  watchRides({ ...address, signal, onEvent: hear, onSubscribed })
    .catch(() => undefined) // It was ended.
    .finally(() => {
      if (!signal.aborted) isHeard.value = false;
    });
}

/** Forgets earlier rides. */
export function forgetProgress(): void {
  progress.value = new Map();
}

function hear(message: PushMessage): void {
  if (message.type !== 'ride.progress') return;
  const { rideId, flow, branch, view } = message;
  const before = progress.value.get(rideId)?.branches;
  progress.value = new Map(progress.value).set(rideId, { flow, branches: { ...before, [branch]: view } });
}

/** The first ride of a flow that was reported. */
export function firstHeard(flow: Flow): (Progress & { readonly rideId: string }) | undefined {
  const [rideId, heard] = [...progress.value].find(([, each]) => each.flow === flow) ?? [];
  return rideId !== undefined && heard ? { rideId, ...heard } : undefined;
}
