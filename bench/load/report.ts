import { heartbeatSeconds } from '../../cli/driver-heartbeats.ts';
import type { Chart } from '../support/chart.ts';
import type { Report } from '../support/report.ts';
import type { Table } from '../support/table.ts';
import type { PhaseFigures } from './figures.ts';
import { type Shares, threadsOf } from './profile.ts';
import type { SenderResult } from './sender.ts';

export interface StackResult extends SenderResult {
  /** Where the processor time goes during the sustained load; empty where the system does not report it. */
  readonly profile: Shares;
}

/** The results of both stacks of a run: one without a throttle, and one throttled to the sustained rate. */
export interface LoadResult {
  readonly open: StackResult;
  readonly throttled: StackResult;
  readonly requestsPerSecond: number;
  readonly drivers: number;
  readonly inFlight: number;
}

const targets = {
  sustained: 130,
  acknowledgementMs: 50,
  burstAcknowledgementMs: 500,
  /** As a share of the sustained rate: over a burst and its draining, and within the burst itself. */
  drainedShare: 0.9,
  burstShare: 0.6,
};

export function reportOf(result: LoadResult, command: string): Report {
  const { open, throttled, requestsPerSecond, drivers, inFlight } = result;
  const phases = [...open.phases, ...throttled.phases];
  return {
    name: 'load',
    command,
    packages: ['fauxqs', 'dynalite', '@aws-sdk/client-dynamodb', 'undici'],
    tables: [phaseTable(phases), admissionTable(phases), targetTable(result), lossTable(result), profileTable(open)],
    notes: [
      `Rides without simulated delay, requested with \`Prefer: respond-async\`, ${drivers} drivers spread evenly over the city, each of which reports every ${heartbeatSeconds} s; every confirmed ride is completed by its driver at once, which is a second call of the API and frees the driver. Client, API, functions, queues and tables share the machine. \`sustained\` keeps ${inFlight} rides under way; its rate is the median of three quarters of the time, the first one left out. The burst runs on its own stack, whose stage is throttled to ${requestsPerSecond} requests a second, with bursts of half as many.`,
      'Acknowledged: from the request to the `202`. Outcome: from the request until the event of the ride was received.',
    ],
    charts: [backlogChart(phases)],
    data: result,
  };
}

const phaseTable = (phases: readonly PhaseFigures[]): Table => ({
  title: 'Load',
  columns: [
    'phase',
    'offered/s',
    'accepted/s',
    'confirmed/s',
    'with draining',
    'acknowledged p50 ms',
    'p99 ms',
    'outcome p50 ms',
    'most under way',
    'drained after ms',
  ],
  rows: phases.map((phase) => [
    phase.name,
    phase.offeredPerSecond,
    phase.acceptedPerSecond,
    phase.confirmedPerSecond,
    phase.drainedPerSecond,
    phase.acknowledgementP50,
    phase.acknowledgementP99,
    phase.outcomeP50,
    phase.mostBacklog,
    phase.drainMs,
  ]),
});

const admissionTable = (phases: readonly PhaseFigures[]): Table => ({
  title: 'What became of the rides that were asked for',
  columns: [
    'phase',
    'offered',
    'refused by the gateway',
    'refused: overloaded',
    'refusal p99 ms',
    'admitted',
    'confirmed',
    'rejected',
    'expired',
  ],
  rows: phases.map((phase) => [
    phase.name,
    phase.offered,
    phase.throttled,
    phase.overloaded,
    phase.refusalP99,
    phase.accepted,
    phase.confirmed,
    phase.rejected,
    phase.expired,
  ]),
});

function targetTable({ open, throttled }: LoadResult): Table {
  const eased = open.phases.find(({ name }) => name.includes('80 %'));
  const burst = throttled.phases.find(({ name }) => name.startsWith('burst'));
  const verdict = (isMet: boolean) => (isMet ? 'met' : 'missed');
  const row = (what: string, target: string, value: number | undefined, isMet: (value: number) => boolean) => [
    what,
    target,
    value ?? Number.NaN,
    verdict(value !== undefined && isMet(value)),
  ];
  return {
    title: 'Targets',
    columns: ['what', 'target', 'measured', ''],
    rows: [
      row('sustained confirmed rides/s', `≥ ${targets.sustained}`, open.sustained, (rate) => rate >= targets.sustained),
      row(
        'acknowledgement at 80 % of it, p99 ms',
        `≤ ${targets.acknowledgementMs}`,
        eased?.acknowledgementP99,
        (ms) => ms <= targets.acknowledgementMs,
      ),
      row(
        'acknowledgement in the burst, p99 ms',
        `≤ ${targets.burstAcknowledgementMs}, or 429`,
        burst?.acknowledgementP99,
        (ms) => ms <= targets.burstAcknowledgementMs,
      ),
      row('429 without Retry-After', '0', burst?.withoutRetryAfter, (n) => n === 0),
      row(
        'rides/s confirmed over the burst and its draining, ÷ sustained',
        `≥ ${targets.drainedShare}`,
        burst && burst.drainedPerSecond / open.sustained,
        (share) => share >= targets.drainedShare,
      ),
      row(
        'rides/s confirmed within the burst, ÷ sustained',
        `≥ ${targets.burstShare}`,
        burst && burst.confirmedPerSecond / open.sustained,
        (share) => share >= targets.burstShare,
      ),
    ],
  };
}

const lossTable = ({ open, throttled }: LoadResult): Table => ({
  title: 'Nothing lost',
  columns: ['stack', 'accepted', 'looked up', 'lost or still open', 'not completed', 'failed answers'],
  rows: (
    [
      ['without throttle', open],
      ['throttled, with the burst', throttled],
    ] as const
  ).map(([name, { accepted, lookedUp, notCompleted, phases }]) => [
    name,
    accepted,
    Object.entries(lookedUp.byStatus)
      .map(([status, rides]) => `${rides} ${status}`)
      .join(', '),
    lookedUp.lost,
    notCompleted,
    phases.reduce((sum, { failed }) => sum + failed, 0),
  ]),
});

const profileTable = ({ profile, sustained }: StackResult): Table => ({
  title: 'Where the processor time goes at the sustained load',
  ...threadsOf(profile, sustained),
});

const backlogChart = (phases: readonly PhaseFigures[]): Chart => ({
  kind: 'lines',
  title: 'Accepted rides under way',
  axis: 'rides',
  along: 'seconds since the phase began',
  series: phases.map(({ name, backlog }) => ({ name, points: backlog })),
});
