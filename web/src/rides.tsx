import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { RideList, RideRow } from '../../cli/console/protocol.ts';
import { backend } from './backend.ts';
import { CopyCurl, curlTermsOfRider } from './copy-curl.tsx';
import { curlOfRide } from './curl.ts';
import { hashOf } from './ride-link.ts';
import { ridesApi } from './rides-api.ts';
import { config, connection } from './state.ts';
import { showTrace } from './trace.tsx';
import { grouped, inAge, inMs } from './units.ts';

const states = ['requested', 'confirmed', 'rejected', 'expired', 'cancelled', 'completed'] as const;

const state = signal('');
const text = signal('');
const list = signal<RideList | undefined>(undefined);
const said = signal('');

const lookMs = 1_000;

/** A response to the previous filter is discarded. */
async function look(): Promise<void> {
  const asked = [state.value, text.value] as const;
  const found = await backend.rides(...asked).catch(() => undefined);
  if (found && asked[0] === state.value && asked[1] === text.value) list.value = found;
}

async function cancel(rideId: string): Promise<void> {
  try {
    await ridesApi().cancelRide(rideId);
    said.value = `…${rideId.slice(-4)} is cancelled.`;
  } catch (error) {
    said.value = (error as Error).message;
  }
  await look();
}

/** All rides of the stack, the latest first, updated live. */
export function Rides() {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => lookWhileSeen(ref.current), []);
  const { rides = [], hasMore = false } = list.value ?? {};
  return (
    <section id="rides" class="card wide" aria-labelledby="rides-title" ref={ref}>
      <h2 id="rides-title">Rides</h2>
      <div class="row">
        <label>
          State
          <select value={state.value} onChange={({ currentTarget }) => filter(state, currentTarget.value)}>
            <option value="">any</option>
            {states.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
        <label class="grows">
          Id, or a part of it
          <input
            type="search"
            placeholder="ride_…"
            spellcheck={false}
            value={text.value}
            onInput={({ currentTarget }) => filter(text, currentTarget.value.trim())}
          />
        </label>
      </div>
      <p role="status" class="said">
        {said.value}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: where the table is wider than the screen, keys have to scroll it */}
      <section class="scrolls" aria-label="List of rides" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">ride</th>
              <th scope="col">state</th>
              <th scope="col">rider</th>
              <th scope="col">age</th>
              <th scope="col">slowest branch</th>
              <th scope="col">
                <span class="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rides.map((ride) => (
              <Row key={ride.rideId} ride={ride} />
            ))}
          </tbody>
        </table>
      </section>
      {list.value && rides.length === 0 && <p class="quiet">No ride matches.</p>}
      {hasMore && <p class="quiet">These are the latest {grouped(rides.length)}; search for an id to find others.</p>}
    </section>
  );
}

function filter(which: typeof state, value: string): void {
  which.value = value;
  void look();
}

function Row({ ride: { rideId, state, riderId, requestedAt, slowest } }: { ride: RideRow }) {
  const isOpen = state === 'requested' || state === 'confirmed';
  return (
    <tr data-ride={rideId}>
      <th scope="row">
        <a href={hashOf(rideId)} onClick={() => showTrace(rideId)}>
          {rideId}
        </a>
      </th>
      <td>
        <span class={`badge ${state}`}>{state}</span>
      </td>
      <td>{riderId ?? '–'}</td>
      <td>{inAge(Date.now() - requestedAt)}</td>
      <td>{slowest ? `${slowest.branch}, ${inMs(slowest.ms)}` : '–'}</td>
      <td class="actions">
        {isOpen && riderId === config.value?.riderId && (
          <button type="button" onClick={() => void cancel(rideId)}>
            Cancel<span class="hidden"> {rideId}</span>
          </button>
        )}
        <CopyCurl command={curlOfRide(curlTermsOfRider(riderId ?? undefined), rideId)} about={rideId} />
      </td>
    </tr>
  );
}

/** Polls, but only while the list is visible. */
function lookWhileSeen(section: HTMLElement | null): (() => void) | undefined {
  if (!section) return undefined;
  let isSeen = false;
  const lookIfSeen = () => {
    if (isSeen && document.visibilityState === 'visible' && connection.value === 'live') void look();
  };
  const observer = new IntersectionObserver((entries) => {
    isSeen = entries.at(-1)?.isIntersecting ?? false;
    lookIfSeen();
  });
  observer.observe(section);
  const timer = setInterval(lookIfSeen, lookMs);
  return () => {
    observer.disconnect();
    clearInterval(timer);
  };
}
