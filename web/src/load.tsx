import { effect, signal } from '@preact/signals';
import { NumberField } from './number-field.tsx';
import { isLoading, type LoadPoint, type LoadRun, load, runLoad, stopLoad } from './run-load.ts';
import { city, config, connection } from './state.ts';
import { offeredOf, suggestedRides, tellLoad } from './tell-load.ts';
import { counted, grouped } from './units.ts';

/** The number entered; until then, the suggested one. */
const chosen = signal<number | undefined>(undefined);
const branchMs = signal(300);
const most = 5_000;
const longestMs = 10_000;

/** The highest number of free drivers seen: a running load does not change the suggestion. */
const mostFree = signal<number | undefined>(undefined);
effect(() => {
  const free = city.value?.freeStandard;
  if (free !== undefined && free > (mostFree.peek() ?? -1)) mostFree.value = free;
});

/** Many rides at once: acknowledgements stay quick while the backlog drains, and rides that would be late are refused. */
export function Load() {
  const run = load.value;
  const rides = chosen.value ?? suggestedRides(mostFree.value, navigator.hardwareConcurrency);
  const free = city.value?.freeStandard;
  return (
    <section id="load" class="card" aria-labelledby="load-title">
      <h2 id="load-title">Load</h2>
      <p>
        Rides are accepted at once and processed as fast as the lanes allow. Rides that cannot be served in time get 429
        at once, with the time after which to retry. A ride needs a driver
        {free !== undefined && `: ${counted(free, 'standard one is', 'standard ones are')} free now`}.
      </p>
      <div class="row">
        <NumberField label="Rides" value={rides} min={1} max={most} onValue={(value) => (chosen.value = value)} />
        <NumberField
          label="Each branch takes, in ms"
          value={branchMs.value}
          min={0}
          max={longestMs}
          onValue={(value) => (branchMs.value = value)}
        />
        <button
          type="button"
          disabled={isLoading() || config.value === undefined || connection.value === 'away'}
          onClick={() => void runLoad(chosen.value ?? rides, branchMs.value)}
        >
          Send them
        </button>
        {isLoading() && (
          <button type="button" disabled={run?.isStopped || run?.phase === 'releasing'} onClick={stopLoad}>
            Stop
          </button>
        )}
      </div>
      {run && <Result run={run} />}
    </section>
  );
}

function Result({ run }: { run: LoadRun }) {
  const { wanted, accepted, refused, outcomes, phase, points, tookMs } = run;
  const sorted = run.acks.toSorted((one, other) => one - other);
  const percentile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return (
    <div data-phase={phase} class="load-result">
      <progress max={wanted} value={offeredOf(run)} aria-label="Offered so far" />
      <p role="status">{tellLoad(run)}</p>
      <Figures
        figures={[
          ['offered', offeredOf(run)],
          ['accepted', accepted],
          ['refused (429)', refused],
          ['confirmed', outcomes?.confirmed],
          ['rejected', outcomes?.rejected],
          ['expired', outcomes?.expired],
          ['cancelled', outcomes?.cancelled],
        ]}
      />
      <Figures
        unit=" ms"
        figures={[
          ['half are acknowledged within', percentile(0.5)],
          ['99 of 100 within', percentile(0.99)],
          ['last outcome known after', phase === 'done' ? tookMs : undefined],
        ]}
      />
      <Chart points={points} title="rides that wait for their outcome" figureOf={({ underWay }) => underWay} unit="" />
      <Chart points={points} title="slowest acknowledgement" figureOf={({ ackMs }) => ackMs} unit=" ms" />
    </div>
  );
}

interface FiguresProps {
  readonly figures: readonly (readonly [name: string, figure: number | undefined])[];
  readonly unit?: string;
}

function Figures({ figures, unit = '' }: FiguresProps) {
  return (
    <dl class="figures">
      {figures.map(([name, figure]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{figure === undefined ? '–' : `${grouped(figure)}${unit}`}</dd>
        </div>
      ))}
    </dl>
  );
}

const width = 300;
const height = 60;

interface ChartProps {
  readonly points: readonly LoadPoint[];
  readonly title: string;
  readonly figureOf: (point: LoadPoint) => number | null;
  readonly unit: string;
}

function Chart({ points, title, figureOf, unit }: ChartProps) {
  const values = points.map(figureOf);
  const highest = Math.max(0, ...values.map((value) => value ?? 0));
  const end = Math.max(1, points.at(-1)?.atMs ?? 1);
  const line = points.flatMap((point) => {
    const value = figureOf(point);
    return value === null
      ? []
      : [
          `${((point.atMs / end) * width).toFixed(1)},${(height - (value / Math.max(1, highest)) * (height - 4)).toFixed(1)}`,
        ];
  });
  return (
    <figure class="chart">
      <figcaption>
        {title}, at most {grouped(highest)}
        {unit}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <polyline points={line.join(' ')} />
      </svg>
    </figure>
  );
}
