import { Api } from './api.tsx';
import { CityMap } from './city-map.tsx';
import { Load } from './load.tsx';
import { Queues } from './queues.tsx';
import { Race } from './race.tsx';
import { Rides } from './rides.tsx';
import { session, signOut } from './sign-in.ts';
import { SignInCard } from './sign-in-card.tsx';
import { config, connection } from './state.ts';
import { Trace } from './trace.tsx';

const states = { connecting: 'connecting …', live: 'live', away: 'away' } as const;

/** The whole page. */
export function App() {
  const { insides, signIn } = config.value ?? {};
  const isOutside = signIn !== undefined && session.value === undefined;
  return (
    <>
      <a class="skip" href="#race">
        To the race
      </a>
      <header class="top">
        <h1>
          <img src="./icon.svg" alt="" width="28" height="28" /> ride-request
        </h1>
        <nav aria-label="Parts of the page">
          <a href="#race">Race</a>
          <a href="#city">City</a>
          {insides && <a href="#queues">Queues</a>}
          {insides && <a href="#load">Load</a>}
          {insides && <a href="#rides">Rides</a>}
          {insides && <a href="#trace">Trace</a>}
          <a href="#api">API</a>
        </nav>
        {signIn && session.value && (
          <button type="button" onClick={() => signOut(signIn)}>
            Sign out
          </button>
        )}
        <p class={`connection ${connection.value}`} role="status">
          {states[connection.value]}
        </p>
      </header>
      {connection.value === 'away' && (
        <p class="banner" role="alert">
          The stack does not answer. Retrying every second; start it with <code>npm start</code> if it is not running.
        </p>
      )}
      {isOutside ? (
        <main>
          <SignInCard config={signIn} />
        </main>
      ) : (
        <main>
          <Race />
          <CityMap />
          {insides && <Queues />}
          {insides && <Load />}
          {insides && <Rides />}
          {insides && <Trace />}
          {config.value && <Api />}
          {config.value && !insides && (
            <p class="quiet wide">
              Queues, dead letters, the list of rides, traces, the fleet and load are shown where the embedded cloud
              runs: <code>npm start</code>.
            </p>
          )}
        </main>
      )}
    </>
  );
}
