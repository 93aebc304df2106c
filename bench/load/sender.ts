import { apiAt } from '../support/api.ts';
import { takeOrders } from '../support/sender-process.ts';
import { figuresOf, type PhaseFigures, sustainedPerSecond } from './figures.ts';
import { putOnShift, spreadFleet } from './fleet.ts';
import { type LookedUp, lookUp } from './look-up.ts';
import { listenForOutcomes } from './outcomes.ts';
import { keepInFlight, offer, type Phase } from './phases.ts';
import { Traffic } from './traffic.ts';

/** The steps of a sender, one after the other. */
export interface Orders {
  readonly apiUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly topicArn: string;
  readonly drivers: number;
  readonly steps: readonly Step[];
}

/** `sustained`: the highest rate with so many rides under way; `offer`: a fixed rate a second, whatever the outcomes. */
export type Step =
  | { readonly kind: 'sustained'; readonly name: string; readonly inFlight: number; readonly seconds: number }
  | { readonly kind: 'offer'; readonly name: string; readonly share: number; readonly seconds: number }
  | { readonly kind: 'burst'; readonly name: string; readonly perSecond: number; readonly seconds: number };

export interface SenderResult {
  readonly phases: readonly PhaseFigures[];
  /** Confirmed rides per second of the step `sustained`, where there was one. */
  readonly sustained: number;
  readonly lookedUp: LookedUp;
  readonly accepted: number;
  readonly notCompleted: number;
}

const [{ apiUrl, environment, topicArn, drivers, steps }, tell] = await takeOrders<Orders, SenderResult>();
const api = apiAt(apiUrl, 256);
const traffic = new Traffic(api);
const outcomes = await listenForOutcomes(environment, topicArn, (event) => traffic.hear(event));
tell({ progress: `putting ${drivers} drivers on shift` });
const parked = await putOnShift(api, spreadFleet(drivers));

let sustained = 0;
const phases: { name: string; phase: Phase }[] = [];
for (const step of steps) {
  tell({ progress: `${step.name}: ${step.seconds} s` });
  const phase = await run(step);
  phases.push({ name: step.name, phase });
  if (step.kind === 'sustained') sustained = sustainedPerSecond(phase, [...traffic.accepted.values()]);
}
const rides = [...traffic.accepted.values()];
tell({ progress: `looking ${rides.length} rides up` });
const lookedUp = await lookUp(api, rides);
await outcomes.stop();
await parked.stop();
await api.close();
tell({
  result: {
    phases: phases.map(({ name, phase }) => figuresOf(name, phase, rides, traffic.refusals)),
    sustained,
    lookedUp,
    accepted: rides.length,
    notCompleted: traffic.notCompleted,
  },
});

function run(step: Step): Promise<Phase> {
  if (step.kind === 'sustained') return keepInFlight(traffic, step.inFlight, step.seconds);
  return offer(traffic, step.kind === 'burst' ? step.perSecond : step.share * sustained, step.seconds);
}
