import type { LaneFigures } from '../../cli/console/protocol.ts';
import { DeadLetters, openDeadLetters } from './dead-letters.tsx';
import { rates, snapshot } from './state.ts';
import { tellDeadLetters } from './tell-dead-letters.ts';
import { tellReloads } from './tell-reloads.ts';
import { grouped, inClock, inTenths } from './units.ts';

/** The queues' current content, and the outcomes of rides. */
export function Queues() {
  const now = snapshot.value;
  const fullest = Math.max(20, ...(now?.lanes ?? []).map(({ visible, inFlight }) => visible + inFlight));
  return (
    <section id="queues" class="card" aria-labelledby="queues-title">
      <h2 id="queues-title">Queues</h2>
      <p>
        Each lane is a queue and the function that it feeds. <strong>{now && tellDeadLetters(now.lanes)}</strong>
      </p>
      {tellReloads(now?.reloaded ?? []).map((reload) => (
        <p key={reload} class="reloaded">
          {reload}
        </p>
      ))}
      <dl class="states" aria-label="Rides by state">
        {Object.entries(now?.rides ?? {}).map(([state, count]) => (
          <div key={state} class={state}>
            <dt>{state}</dt>
            <dd>{grouped(count)}</dd>
          </div>
        ))}
      </dl>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: where the table is wider than the screen, keys have to scroll it */}
      <section class="scrolls" aria-label="Lanes" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">lane</th>
              <th scope="col">in its queue</th>
              <th scope="col">in flight</th>
              <th scope="col">delayed</th>
              <th scope="col">messages/s</th>
              <th scope="col">dead</th>
            </tr>
          </thead>
          <tbody>
            {(now?.lanes ?? []).map((lane) => (
              <LaneRow key={lane.name} lane={lane} fullest={fullest} />
            ))}
          </tbody>
        </table>
      </section>
      <DeadLetters />
    </section>
  );
}

function LaneRow({ lane, fullest }: { lane: LaneFigures; fullest: number }) {
  const { name, visible, inFlight, delayed, dead, deadLetterQueues, reloadedAt } = lane;
  return (
    <tr data-lane={name}>
      <th scope="row">
        {name}
        {reloadedAt !== null && <span class="reloaded">reloaded {inClock(reloadedAt)}</span>}
      </th>
      <td class="level">
        <span class="figure">{grouped(visible)}</span>
        <meter min="0" max={fullest} value={visible + inFlight} aria-label={`messages of ${name}`} />
      </td>
      <td>{grouped(inFlight)}</td>
      <td>{grouped(delayed)}</td>
      <td>{inTenths(rates.value[name] ?? 0)}</td>
      <td class="dead">
        {dead === 0
          ? '0'
          : deadLetterQueues
              .filter(({ count }) => count > 0)
              .map((queue) => (
                <button type="button" key={queue.name} onClick={() => void openDeadLetters(queue.name)}>
                  read {grouped(queue.count)}
                  <span class="hidden"> dead letters of {name}</span>
                </button>
              ))}
      </td>
    </tr>
  );
}
