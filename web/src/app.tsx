import { CityMap } from './city-map.tsx';
import { Insides } from './insides.tsx';
import { Load } from './load.tsx';
import { Race } from './race.tsx';
import { config, connection } from './state.ts';
import { Trace } from './trace.tsx';

const states = { connecting: 'connecting …', live: 'live', away: 'away' } as const;

/** The whole page. */
export function App() {
  const insides = config.value?.insides;
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
          {insides && <a href="#insides">Insides</a>}
          <a href="#load">Load</a>
          {insides && <a href="#trace">Trace</a>}
        </nav>
        <p class={`connection ${connection.value}`} role="status">
          {states[connection.value]}
        </p>
      </header>
      {connection.value === 'away' && (
        <p class="banner" role="alert">
          The stack does not answer. It is asked again every second; start it with <code>npm start</code> if it is not
          running.
        </p>
      )}
      <main>
        <Race />
        <CityMap />
        {insides && <Insides />}
        <Load />
        {insides && <Trace />}
      </main>
    </>
  );
}
