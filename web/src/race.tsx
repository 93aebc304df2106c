import { useRef } from 'preact/hooks';
import type { Flow } from '../../client/index.ts';
import { aftermath } from './aftermath.ts';
import type { Bar } from './bar.ts';
import { emptyBars } from './bars-of.ts';
import { CopyCurl, curlTermsOfRider } from './copy-curl.tsx';
import { curlOfRequest, curlOfRide } from './curl.ts';
import { KnobPanel } from './knob-panel.tsx';
import { firstHeard, progress } from './progress.ts';
import { isRunning, now, race, runRace } from './run-race.ts';
import { isOver, type Runner } from './runner.ts';
import { runnerBars } from './runner-bars.ts';
import { config, connection } from './state.ts';
import { type RaceFacts, tellRunner } from './tell-race.ts';
import { showTrace } from './trace.tsx';
import { inMs } from './units.ts';
import { verdict } from './verdict.ts';
import { Waterfall } from './waterfall.tsx';

const titles: Readonly<Record<Flow, string>> = { parallel: 'Side by side', sequential: 'One after the other' };

/** The same ride through both flows, with its settings. */
export function Race() {
  const running = race.value;
  const course = useRef<HTMLDivElement>(null);
  const start = () => {
    void runRace();
    // On a phone the bars may be below the visible part.
    course.current?.scrollIntoView({ block: 'nearest' });
  };
  const spanMs = running ? Math.max(400, ...Object.values(running).map(lengthMs)) * 1.02 : 1_000;
  return (
    <section id="race" class="card wide" aria-labelledby="race-title">
      <div class="intro">
        <div>
          <h2 id="race-title">The race</h2>
          <p>
            Every ride asks several questions. Ask them all at the same time and the rider waits as long as the{' '}
            <strong>slowest</strong>; ask one after the other and the rider waits for the <strong>sum</strong>.
          </p>
        </div>
        <button
          type="button"
          class="primary"
          disabled={isRunning() || config.value === undefined || connection.value === 'away'}
          onClick={start}
        >
          {isRunning() ? 'Racing …' : 'Race a ride'}
        </button>
      </div>
      <div class={isRunning() ? 'course running' : 'course'} ref={course}>
        <div class="runners">
          <RunnerView flow="parallel" runner={running?.parallel} spanMs={spanMs} />
          {config.value && !config.value.simulation ? (
            <p class="quiet">The sequential flow is available for comparison when simulation is on.</p>
          ) : (
            <RunnerView flow="sequential" runner={running?.sequential} spanMs={spanMs} />
          )}
        </div>
        <p class="verdict" aria-live="polite" data-testid="verdict">
          {verdictNow()}
        </p>
      </div>
      <KnobPanel />
    </section>
  );
}

function verdictNow(): string {
  const running = race.value;
  if (!running) return verdict(undefined, config.value?.simulation !== false);
  const { parallel, sequential } = running;
  return verdict(
    {
      parallel: isOver(parallel) ? factsOf(parallel) : undefined,
      sequential: isOver(sequential) ? factsOf(sequential) : undefined,
      isAlone: sequential.wanted === 0,
    },
    config.value?.simulation !== false,
  );
}

const elapsedMs = (runner: Runner): number => now.value - runner.startedAt;

const lengthMs = (runner: Runner): number =>
  isOver(runner) ? (runner.view?.timing.totalMs ?? runner.answeredMs ?? 0) : elapsedMs(runner);

const heardOf = ({ flow, view, wanted }: Runner) =>
  view
    ? progress.value.get(view.rideId)?.branches
    : wanted === 1 || flow === 'sequential'
      ? firstHeard(flow)?.branches
      : undefined;

function barsNow(runner: Runner): Bar[] {
  const over = isOver(runner);
  const elapsed = over ? (runner.answeredMs ?? 0) : elapsedMs(runner);
  const { hops } = aftermath.value[runner.flow];
  return runnerBars(runner, { elapsedMs: elapsed, isOver: over, heard: heardOf(runner), hops });
}

/** What is known of a finished side. Of several rides, the first one. */
function factsOf(runner: Runner): RaceFacts {
  const { flow, view, failure, answeredMs, wanted } = runner;
  const heard = wanted === 1 ? firstHeard(flow)?.branches : undefined;
  // Of several rides one may have been answered and another one not.
  return { flow, view, failure: view?.settledAt ? undefined : failure, answeredMs, heard, ...aftermath.value[flow] };
}

const idle = () =>
  emptyBars(
    (config.value?.branches ?? []).map(({ name }) => name),
    '',
  );

function RunnerView({ flow, runner, spanMs }: { flow: Flow; runner: Runner | undefined; spanMs: number }) {
  const view = runner?.view;
  const status = runner?.failure ? 'failed' : (view?.status ?? (runner ? 'running' : 'ready'));
  return (
    <article class={`runner ${flow}`} data-flow={flow} data-status={status} data-ride={view?.rideId}>
      <header>
        <h3>{titles[flow]}</h3>
        <span class={`badge ${status}`}>{runner && !isOver(runner) ? 'running' : status}</span>
        {runner && (
          <CopyCurl
            command={curlOfRequest(curlTermsOfRider(), flow, runner.request)}
            about={`that asks for this ride ${titles[flow].toLowerCase()}`}
          />
        )}
        {view && config.value?.insides && (
          <button type="button" class="link" onClick={() => showTrace(view.rideId)}>
            trace<span class="hidden"> {titles[flow].toLowerCase()}</span>
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
      {/* Otherwise the sentence below is the message. */}
      {runner?.failure && runner.failure.status > 0 && (
        <p class="reason" role="alert">
          {runner.failure.message}
        </p>
      )}
      {runner && isOver(runner) && runner.wanted > 0 && (
        <p class="tale" data-testid={`tale-${flow}`}>
          {runner.wanted > 1 && 'The first ride: '}
          {tellRunner(factsOf(runner))}
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
    // The page's own clock, not the stack's.
    ['rider told', runner && isOver(runner) ? runner.answeredMs : undefined],
    ['slowest', timing?.slowestMs],
    ['sum', timing?.sequentialMs],
    ['saved', timing?.savedMs],
  ];
  return (
    <dl class="figures">
      {figures.map(([name, ms]) => (
        <div key={name} class={name.replace(' ', '-')}>
          <dt>{name}</dt>
          <dd>{ms == null ? '–' : inMs(ms)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Several({ runner: { flow, finished, wanted } }: { runner: Runner }) {
  const totals = finished.flatMap(({ timing }) => timing.totalMs ?? []).toSorted((one, other) => one - other);
  const confirmed = finished.filter(({ status }) => status === 'confirmed').length;
  const middle = totals[Math.floor(totals.length / 2)];
  return (
    <details class="several">
      <summary>
        {finished.length} of {wanted} rides answered, {confirmed} confirmed
        {middle !== undefined && `; in the middle ${inMs(middle)}, at most ${inMs(totals.at(-1) ?? 0)}`}
      </summary>
      <ul aria-label={`Rides, ${titles[flow].toLowerCase()}`}>
        {finished.map(({ rideId, status, timing }) => (
          <li key={rideId} data-ride={rideId}>
            …{rideId.slice(-4)} <span class={`badge ${status}`}>{status}</span>{' '}
            {timing.totalMs !== null && inMs(timing.totalMs)}{' '}
            <CopyCurl command={curlOfRide(curlTermsOfRider(), rideId)} about={rideId} />
          </li>
        ))}
      </ul>
    </details>
  );
}
