import { computed, signal } from '@preact/signals';
import type { RideRequest } from '../../client/index.ts';
import { config, trip } from './state.ts';

/** What can be wrong with a branch, as a request simulates it. */
const faults = {
  none: {},
  exception: { fault: 'exception' },
  timeout: { fault: 'timeout' },
  crash: { fault: 'crash' },
  reject: { fault: 'reject' },
  once: { fault: 'exception', times: 1 },
} as const;

export type Fault = keyof typeof faults;

export interface Knob {
  readonly delayMs: number;
  readonly fault: Fault;
}

/** The simulation of each branch as far as it was changed, by branch. */
const turned = signal<Readonly<Record<string, Knob>>>({});

/** The simulation of each branch. */
export const knobs = computed<Readonly<Record<string, Knob>>>(() => {
  const usual = (config.value?.branches ?? []).map(({ name, simulatedMs }) => [
    name,
    turned.value[name] ?? { delayMs: simulatedMs, fault: 'none' },
  ]);
  return Object.fromEntries(usual);
});

export const ridesAtOnce = signal(1);

export const paymentMethods = {
  pm_card_visa: 'a card that works',
  pm_card_chargeDeclined: 'a card that is declined',
} as const;

export const paymentMethod = signal<keyof typeof paymentMethods>('pm_card_visa');

/** Changes one branch's simulation. */
export function turn(branch: string, change: Partial<Knob>): void {
  const knob = knobs.value[branch];
  if (knob) turned.value = { ...turned.value, [branch]: { ...knob, ...change } };
}

/** The textbook cases: how long each branch takes, in the order of the registry; the others take no time. */
export const presets: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  '300 / 200 / 150 / 100': { 'driver-matching': 300, pricing: 200, eta: 150, 'payment-check': 100 },
  '300 + 200': { 'driver-matching': 300, pricing: 200 },
  'three times 200': { 'driver-matching': 200, pricing: 200, 'payment-check': 200 },
};

/** Sets every branch's delay to the case's and removes all faults. */
export function choosePreset(name: string): void {
  const delays = presets[name] ?? {};
  paymentMethod.value = 'pm_card_visa';
  turned.value = Object.fromEntries(
    Object.keys(knobs.value).map((branch) => [branch, { delayMs: delays[branch] ?? 0, fault: 'none' as const }]),
  );
}

/** The ride that the knobs describe. */
export function rideToRequest(): RideRequest {
  const simulate: RideRequest['simulate'] = Object.fromEntries(
    Object.entries(knobs.value).map(([branch, { delayMs, fault }]) => [branch, { delayMs, ...faults[fault] }]),
  );
  return { ...trip.value, paymentMethodId: paymentMethod.value, ...(config.value?.simulation && { simulate }) };
}
