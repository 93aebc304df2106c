import { signal } from '@preact/signals';
import { isLoading, type LoadPoint, type LoadRun, load, runLoad } from './run-load.ts';
import { config, connection } from './state.ts';

const wanted = signal(1_000);
const branchMs = signal(2_000);
const most = 5_000;

const phases: Readonly<Record<LoadRun['phase'], string>> = {
  sending: 'sending',
  draining: 'all were answered; what was admitted is worked off',
  tidying: 'worked off; the rides are cancelled, so that their drivers are free again',
  done: 'done',
};

/** Many rides at once: acknowledgements stay quick while the backlog drains, and who cannot be served in time is told so at once. */
export function Load() {
  const run = load.value;
  return (
    <section id="load" class="card" aria-labelledby="load-title">
      <h2 id="load-title">Load</h2>
      <p>
        Rides are admitted at once and worked off as fast as the lanes can. Who cannot be served in time is refused at
        once, and told when to come back.
      </p>
      <div class="row">
        <label>
          Rides
          <input
            type="number"
            min="1"
            max={most}
            value={wanted.value}
            onChange={({ currentTarget }) => {
              if (currentTarget.checkValidity()) wanted.value = Number(currentTarget.value);
            }}
          />
        </label>
        <label>
          Each branch takes, in ms
          <input
            type="number"
            min="0"
            max="10000"
            value={branchMs.value}
            onChange={({ currentTarget }) => {
              if (currentTarget.checkValidity()) branchMs.value = Number(currentTarget.value);
            }}
          />
        </label>
        <button
          type="button"
          disabled={isLoading() || config.value === undefined || connection.value === 'away'}
          onClick={() => void runLoad(wanted.value, branchMs.value)}
        >
          Send them
        </button>
      </div>
      {run && <Result run={run} />}
    </section>
  );
}

function Result({ run }: { run: LoadRun }) {
  const { wanted, admitted, refused, failed, ended, phase, points, problem, tookMs } = run;
  const sorted = run.acks.toSorted((one, other) => one - other);
  const percentile = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return (
    <div data-phase={phase} class="load-result">
      <progress max={wanted} value={admitted + refused + failed} aria-label="Rides sent" />
      <p role="status">
        {admitted} of {wanted} admitted
        {failed > 0 && `, ${failed} came to nothing (${problem})`}: {phases[phase]}.
      </p>
      <Figures
        figures={[
          ['offered', wanted],
          ['admitted', admitted],
          ['refused', refused],
          ['confirmed', ended?.confirmed],
          ['rejected', ended?.rejected],
          ['expired', ended?.expired],
        ]}
      />
      <Figures
        unit=" ms"
        figures={[
          ['half are acknowledged within', percentile(0.5)],
          ['99 of 100 within', percentile(0.99)],
          ['last one worked off after', tookMs === undefined ? undefined : Math.round(tookMs)],
        ]}
      />
      <Chart points={points} title="rides under way" figureOf={({ underWay }) => underWay} unit="" />
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
          <dd>{figure === undefined ? '–' : `${figure}${unit}`}</dd>
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
  const highest = Math.max(1, ...values.map((value) => value ?? 0));
  const end = Math.max(1, points.at(-1)?.atMs ?? 1);
  const line = points.flatMap((point) => {
    const value = figureOf(point);
    return value === null
      ? []
      : [`${((point.atMs / end) * width).toFixed(1)},${(height - (value / highest) * (height - 4)).toFixed(1)}`];
  });
  return (
    <figure class="chart">
      <figcaption>
        {title}, at most {Math.round(highest)}
        {unit}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <polyline points={line.join(' ')} />
      </svg>
    </figure>
  );
}
