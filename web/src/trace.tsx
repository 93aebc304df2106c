import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RideTrace } from '../../cli/console/protocol.ts';
import { backend } from './backend.ts';
import { MessageView } from './message-view.tsx';
import { hashOf, rideInHash } from './ride-link.ts';
import { recentRides, tracedRide } from './state.ts';

const found = signal<RideTrace | undefined>(undefined);
const problem = signal('');

async function look(rideId: string): Promise<void> {
  found.value = undefined;
  problem.value = '';
  try {
    const trace = await backend.trace(rideId);
    if (rideId === tracedRide.value) found.value = trace;
  } catch (error) {
    if (rideId === tracedRide.value) problem.value = (error as Error).message;
  }
}

const followHash = () => {
  const rideId = rideInHash(location.hash);
  if (rideId !== undefined) showTrace(rideId);
};

// The address names the ride that is shown: it can be kept, and survives a reload.
followHash();
addEventListener('hashchange', followHash);

effect(() => {
  const rideId = tracedRide.value;
  if (rideId === '') return;
  if (rideInHash(hashOf(rideId)) !== undefined) history.replaceState(null, '', hashOf(rideId));
  void look(rideId);
});

/** Shows a ride's way, and brings it into sight. */
export function showTrace(rideId: string): void {
  tracedRide.value = rideId;
  document.getElementById('trace')?.scrollIntoView();
}

/** One ride's whole way. */
export function Trace() {
  // It comes to be only when the stack has answered, and the address may have named a ride before.
  useEffect(() => {
    if (rideInHash(location.hash) !== undefined) document.getElementById('trace')?.scrollIntoView();
  }, []);
  return (
    <section id="trace" class="card wide" aria-labelledby="trace-title">
      <h2 id="trace-title">One ride's way</h2>
      <div class="row">
        <label class="grows">
          Ride
          <input
            type="text"
            placeholder="ride_…"
            spellcheck={false}
            value={tracedRide.value}
            onChange={({ currentTarget }) => (tracedRide.value = currentTarget.value.trim())}
          />
        </label>
        {tracedRide.value !== '' && (
          <button type="button" onClick={() => void look(tracedRide.value)}>
            Look again
          </button>
        )}
      </div>
      {recentRides.value.length > 0 && (
        <p class="recent">
          Latest:{' '}
          {recentRides.value.map(({ rideId, label }) => (
            <button type="button" key={rideId} onClick={() => (tracedRide.value = rideId)}>
              {label} <small>…{rideId.slice(-4)}</small>
            </button>
          ))}
        </p>
      )}
      <p role="status">{problem.value}</p>
      {found.value ? (
        <Way {...found.value} />
      ) : (
        problem.value === '' && <p class="quiet">Race a ride, then choose it.</p>
      )}
    </section>
  );
}

function Way({ trace, messages }: RideTrace) {
  const { requestedAt, hops, lines, missing, status, totalMs } = trace;
  const since = (moment: string | number) => new Date(moment).getTime() - Date.parse(requestedAt);
  const spanMs = Math.max(1, ...hops.map(({ at, until }) => since(until ?? at)));
  const share = (ms: number) => `${(100 * Math.min(spanMs, Math.max(0, ms))) / spanMs}%`;
  return (
    <>
      <p>
        <strong>{status}</strong>
        {totalMs !== null && ` after ${totalMs} ms`}, {hops.length} steps, {lines.length} log lines, {messages.length}{' '}
        messages
      </p>
      {missing.length > 0 && <p class="quiet">Not known: {missing.join('; ')}.</p>}
      <ol class="hops" aria-label="Steps in order of time">
        {hops.map((hop, index) => (
          <li key={index} class={hop.kind}>
            <span class="time">{since(hop.at)} ms</span>
            <span class="lane">{hop.lane}</span>
            <span class="track" aria-hidden="true">
              <span
                class="bar"
                style={{ left: share(since(hop.at)), width: hop.until ? share(since(hop.until) - since(hop.at)) : '0' }}
              />
            </span>
            <span class="note">
              {hop.what}
              {hop.until && ` for ${since(hop.until) - since(hop.at)} ms`}
              {hop.note && `: ${hop.note}`}
            </span>
          </li>
        ))}
      </ol>
      <h3>Messages</h3>
      {messages.map((message) => (
        <MessageView
          key={message.messageId + message.attempt}
          message={message}
          onRide={showTrace}
          note={`to ${message.lane} at ${since(message.at)} ms${message.attempt > 1 ? `, attempt ${message.attempt}` : ''}`}
        />
      ))}
      <details class="log">
        <summary>Log lines</summary>
        <pre>
          {lines
            .map(
              ({ at, service, level, message, fields }) =>
                `${String(since(at)).padStart(6)} ms  ${service.padEnd(16)} ${level.padEnd(8)} ${message} ${JSON.stringify(fields)}`,
            )
            .join('\n')}
        </pre>
      </details>
    </>
  );
}
