import type { Flow } from '../../client/index.ts';
import { barsOf, expectedBars, inTurnBars, startedBars } from './bars-of.ts';
import { KnobPanel } from './knob-panel.tsx';
import { firstHeard, progress } from './progress.ts';
import { isOver, isRunning, now, type Runner, race, runRace } from './run-race.ts';
import { config, connection } from './state.ts';
import { showTrace } from './trace.tsx';
import { Waterfall } from './waterfall.tsx';

const titles: Readonly<Record<Flow, string>> = { parallel: 'Side by side', sequential: 'One after the other' };

/** The same ride through both flows, and what can be changed about it. */
export function Race() {
  const running = race.value;
  const spanMs = running ? Math.max(400, ...Object.values(running).map(lengthMs)) * 1.02 : 1_000;
  return (
    <section id="race" class="card wide" aria-labelledby="race-title">
      <div class="intro">
        <div>
          <h2 id="race-title">The race</h2>
          <p>
            Four questions are asked of every ride. Ask them all at the same time and the rider waits as long as the{' '}
            <strong>slowest</strong>; ask one after the other and they wait for the <strong>sum</strong>.
          </p>
        </div>
        <button
          type="button"
          class="primary"
          disabled={isRunning() || config.value === undefined || connection.value === 'away'}
          onClick={() => void runRace()}
        >
          {isRunning() ? 'Racing …' : 'Race a ride'}
        </button>
      </div>
      <div class="runners">
        <RunnerView flow="parallel" runner={running?.parallel} spanMs={spanMs} />
        {config.value && !config.value.simulation ? (
          <p class="quiet">The sequential flow, to compare with, is there where simulation is on.</p>
        ) : (
          <RunnerView flow="sequential" runner={running?.sequential} spanMs={spanMs} />
        )}
      </div>
      <p class="verdict" aria-live="polite" data-testid="verdict">
        {verdict(running)}
      </p>
      <KnobPanel />
    </section>
  );
}

const elapsedMs = (runner: Runner): number => now.value - runner.startedAt;

const lengthMs = (runner: Runner): number =>
  isOver(runner) ? (runner.view?.timing.totalMs ?? runner.answeredMs ?? 0) : elapsedMs(runner);

function barsNow(runner: Runner) {
  const { view, flow, knobs } = runner;
  if (view) {
    const heard = view.status === 'requested' ? progress.value.get(view.rideId)?.branches : undefined;
    return barsOf({ ...view, branches: { ...view.branches, ...heard } }, view.timing.totalMs ?? elapsedMs(runner));
  }
  if (flow === 'parallel') return startedBars(knobs, elapsedMs(runner));
  const heard = firstHeard('sequential');
  return heard ? inTurnBars(knobs, heard.branches, elapsedMs(runner)) : expectedBars(knobs, elapsedMs(runner));
}

const idle = () =>
  (config.value?.branches ?? []).map(({ name }) => ({
    name,
    fromMs: 0,
    untilMs: 0,
    kind: 'growing' as const,
    note: '',
  }));

function RunnerView({ flow, runner, spanMs }: { flow: Flow; runner: Runner | undefined; spanMs: number }) {
  const view = runner?.view;
  const status = runner?.fault ? 'failed' : (view?.status ?? (runner ? 'running' : 'ready'));
  return (
    <article class={`runner ${flow}`} data-flow={flow} data-status={status}>
      <header>
        <h3>{titles[flow]}</h3>
        <span class={`badge ${status}`}>{runner && !isOver(runner) ? 'running' : status}</span>
        {view && config.value?.insides && (
          <button type="button" class="link" onClick={() => showTrace(view.rideId)}>
            its way<span class="hidden"> {titles[flow].toLowerCase()}</span>
          </button>
        )}
      </header>
      <Waterfall bars={runner ? barsNow(runner) : idle()} spanMs={spanMs} label={`${titles[flow]}, branch by branch`} />
      <Figures runner={runner} />
      {view?.reasons.map(({ branch, code, message }) => (
        <p class="reason" key={branch + code}>
          <strong>{branch}</strong>: {message} <code>{code}</code>
        </p>
      ))}
      {runner?.fault && (
        <p class="reason" role="alert">
          {runner.fault}
        </p>
      )}
      {runner && runner.wanted > 1 && <Several runner={runner} />}
    </article>
  );
}

function Figures({ runner }: { runner: Runner | undefined }) {
  const timing = runner?.view?.timing;
  const total = timing?.totalMs ?? (runner && !isOver(runner) ? Math.round(elapsedMs(runner)) : null);
  const figures: [string, number | null | undefined][] = [
    ['total', total],
    ['slowest', timing?.slowestMs],
    ['sum', timing?.sequentialMs],
    ['saved', timing?.savedMs],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, ms]) => (
        <div key={name} class={name}>
          <dt>{name}</dt>
          <dd>{ms == null ? '–' : `${ms} ms`}</dd>
        </div>
      ))}
    </dl>
  );
}

function Several({ runner: { finished, wanted } }: { runner: Runner }) {
  const totals = finished.flatMap(({ timing }) => timing.totalMs ?? []).toSorted((one, other) => one - other);
  const confirmed = finished.filter(({ status }) => status === 'confirmed').length;
  const middle = totals[Math.floor(totals.length / 2)];
  return (
    <p class="several">
      {finished.length} of {wanted} rides answered, {confirmed} confirmed
      {middle !== undefined && `; in the middle ${middle} ms, at most ${totals.at(-1)} ms`}
    </p>
  );
}

function verdict(running: typeof race.value): string {
  if (!running && config.value?.simulation === false) return 'Press the button: a ride is asked for.';
  if (!running) return 'Press the button: the same ride is sent through both flows at the same moment.';
  const { parallel, sequential } = running;
  if (sequential.wanted === 0)
    return `The ride ${isOver(parallel) ? `was ${parallel.view?.status ?? 'not answered'}` : 'is on its way'}.`;
  if (!isOver(parallel) || !isOver(sequential)) return 'The same ride is on its way through both flows.';
  const [fast, slow] = [parallel.view?.timing.totalMs, sequential.view?.timing.totalMs];
  if (parallel.view?.status !== 'confirmed' || fast == null || slow == null) {
    return `Side by side the ride was ${parallel.view?.status ?? 'not answered'}, one after the other ${sequential.view?.status ?? 'not answered'}.`;
  }
  const winner = fast <= slow ? 'Side by side wins' : 'One after the other wins';
  return `${winner}: ${fast} ms against ${slow} ms, ${Math.abs(slow - fast)} ms sooner (${Math.round((100 * Math.abs(slow - fast)) / Math.max(fast, slow))} %).`;
}
