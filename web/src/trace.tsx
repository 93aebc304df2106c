import { effect, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { RideTrace } from '../../cli/console/protocol.ts';
import { backend } from './backend.ts';
import { CopyCurl, curlTermsOfRider } from './copy-curl.tsx';
import { curlOfRide } from './curl.ts';
import { MessageView } from './message-view.tsx';
import { hashOf, rideInHash } from './ride-link.ts';
import { recentRides, tracedRide } from './state.ts';
import { counted, inMs } from './units.ts';
import { useHeldText } from './use-held-text.ts';

/** What is known of the ride, and its rider. */
const found = signal<(RideTrace & { readonly riderId: string | undefined }) | undefined>(undefined);
const problem = signal('');

async function look(rideId: string): Promise<void> {
  found.value = undefined;
  problem.value = '';
  try {
    const [trace, list] = await Promise.all([backend.trace(rideId), backend.rides('', rideId).catch(() => undefined)]);
    if (rideId === tracedRide.value) found.value = { ...trace, riderId: list?.rides[0]?.riderId ?? undefined };
  } catch (error) {
    if (rideId === tracedRide.value) problem.value = (error as Error).message;
  }
}

const followHash = () => {
  const rideId = rideInHash(location.hash);
  if (rideId !== undefined) showTrace(rideId);
};

// The address names the ride that is shown, so it can be bookmarked and survives a reload.
followHash();
addEventListener('hashchange', followHash);

effect(() => {
  const rideId = tracedRide.value;
  if (rideId === '') return;
  if (rideInHash(hashOf(rideId)) !== undefined) history.replaceState(null, '', hashOf(rideId));
  void look(rideId);
});

/** Shows a ride's current trace, and scrolls it into view. */
export function showTrace(rideId: string): void {
  if (rideId === tracedRide.value) void look(rideId);
  tracedRide.value = rideId;
  document.getElementById('trace')?.scrollIntoView();
}

/** One ride's whole trace. */
export function Trace() {
  const text = useHeldText(tracedRide.value, {
    onChange: (text) => {
      tracedRide.value = text.trim();
    },
  });
  // It is rendered only once the stack has answered; the address may have named a ride before.
  useEffect(() => {
    if (rideInHash(location.hash) !== undefined) document.getElementById('trace')?.scrollIntoView();
  }, []);
  return (
    <section id="trace" class="card wide" aria-labelledby="trace-title">
      <h2 id="trace-title">One ride's way</h2>
      <div class="row">
        <label class="grows">
          Ride
          <input type="text" placeholder="ride_…" spellcheck={false} {...text} />
        </label>
        {tracedRide.value !== '' && (
          <>
            <button type="button" onClick={() => void look(tracedRide.value)}>
              Look again
            </button>
            <CopyCurl
              command={found.value && curlOfRide(curlTermsOfRider(found.value.riderId), tracedRide.value)}
              about={tracedRide.value}
            />
          </>
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
        {totalMs !== null && ` after ${inMs(totalMs)}`}, {counted(hops.length, 'step')},{' '}
        {counted(lines.length, 'log line')}, {counted(messages.length, 'message')}
      </p>
      {missing.length > 0 && <p class="quiet">Not known: {missing.join('; ')}.</p>}
      <ol class="hops" aria-label="Steps in order of time">
        {hops.map((hop, index) => (
          <li key={index} class={hop.kind}>
            <span class="time">{inMs(since(hop.at))}</span>
            <span class="lane">{hop.lane}</span>
            <span class="track" aria-hidden="true">
              <span
                class="bar"
                style={{ left: share(since(hop.at)), width: hop.until ? share(since(hop.until) - since(hop.at)) : '0' }}
              />
            </span>
            <span class="note">
              {hop.what}
              {hop.until && ` for ${inMs(since(hop.until) - since(hop.at))}`}
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
          note={`to ${message.lane} at ${inMs(since(message.at))}${message.attempt > 1 ? `, attempt ${message.attempt}` : ''}`}
        />
      ))}
      <details class="log">
        <summary>Log lines</summary>
        <pre>
          {lines
            .map(
              ({ at, service, level, message, fields }) =>
                `${inMs(since(at)).padStart(10)}  ${service.padEnd(16)} ${level.padEnd(8)} ${message} ${JSON.stringify(fields)}`,
            )
            .join('\n')}
        </pre>
      </details>
    </>
  );
}
