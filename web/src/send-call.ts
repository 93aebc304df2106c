import { computed, signal } from '@preact/signals';
import type { Caller } from '../../cli/console/protocol.ts';
import operations from '../../docs/reference/openapi.yaml';
import type { Operation } from '../describe-operations.ts';
import {
  type Answer,
  type Call,
  callOf,
  type Filled,
  prefilled,
  problemsOf,
  rideIn,
  shownHeaders,
} from './api-call.ts';
import { fetchAnswer } from './backend.ts';
import { keepRide } from './page-rides.ts';
import { apiUrl, tokenOf } from './rides-api.ts';
import { city, config, recentRides, remember } from './state.ts';

export { operations };

type CalledBy = Call & { readonly caller: Caller };

/** The call whose form is shown. */
export const operation = signal<Operation>(operations[0] as Operation);

/** What was typed, by call. */
const typed = signal<Readonly<Record<string, Filled>>>({});

/** The form's values: what was typed, else the initial values. */
export const filled = computed<Filled>(() => {
  const { id, role } = operation.value;
  const { rideId, driverId = city.value?.drivers[0]?.driverId } = recentRides.value[0] ?? {};
  const known = { ...(rideId && { rideId }), ...(driverId && { driverId }) };
  const caller = role === 'driver' ? (driverId ?? '') : (config.value?.riderId ?? '');
  // With sign-in the caller is the subject of the token.
  const isNamed = config.value?.signIn === undefined;
  return { ...prefilled(operation.value, known), ...(isNamed && { caller }), ...typed.value[id] };
});

/** Sets a field of the form. */
export function fill(field: string, value: string): void {
  const { id } = operation.value;
  typed.value = { ...typed.value, [id]: { ...typed.value[id], [field]: value } };
}

export const problems = computed(() => problemsOf(operation.value, filled.value));

/** Whether sending was attempted with missing values: they are reported only then. */
export const isTried = signal(false);

/** The call and its caller; undefined while it cannot be sent. */
export const call = computed<CalledBy | undefined>(() => {
  if (Object.keys(problems.value).length > 0) return undefined;
  const { caller: id = '' } = filled.value;
  return { ...callOf(operation.value, filled.value), caller: { role: operation.value.role, id } };
});

export const isSending = signal(false);

/** The response to the latest call, or why there is none. */
export const answer = signal<Answer | undefined>(undefined);
export const failure = signal('');

/** Shows another call's form. */
export function choose(id: string): void {
  operation.value = operations.find((each) => each.id === id) ?? operation.value;
  [isTried.value, answer.value, failure.value] = [false, undefined, ''];
}

/** Sends the call that was filled in, if it can be sent. */
export async function sendCall(): Promise<void> {
  const [sent, about] = [call.value, operation.value];
  isTried.value = sent === undefined;
  if (sent === undefined || isSending.value) return;
  [isSending.value, answer.value, failure.value] = [true, undefined, ''];
  try {
    const found = await answerTo(sent, about);
    if (about === operation.value) answer.value = found;
  } catch (error) {
    if (about === operation.value) failure.value = (error as Error).message;
  } finally {
    isSending.value = false;
  }
}

async function answerTo({ method, path, headers, body, caller }: CalledBy, about: Operation): Promise<Answer> {
  const authorization = { Authorization: `Bearer ${await tokenOf(caller)}` };
  const sentAt = performance.now();
  const response = await fetchAnswer(`${apiUrl()}${path}`, {
    method,
    headers: { ...headers, ...authorization },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const tookMs = performance.now() - sentAt;
  takeNote(text, response.headers.has('Location'), caller);
  const { status, statusText } = response;
  return { status, statusText, tookMs, headers: shownHeaders(about, response.headers), body: text };
}

/** Offers rides that were seen for the next call; the response to a new one says where it is. */
function takeNote(text: string, isMade: boolean, caller: Caller): void {
  const { rideId, driverId, status } = rideIn(text);
  if (rideId === undefined) return;
  remember({ rideId, label: `API, ${status ?? 'of a driver'}`, driverId });
  if (isMade && caller.id === config.value?.riderId) keepRide('api', rideId);
}
