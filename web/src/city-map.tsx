import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Place } from '../../cli/console/protocol.ts';
import { drawCity, type Palette } from './draw-city.ts';
import { movingDrivers } from './moving-drivers.ts';
import { NumberField } from './number-field.tsx';
import { type Projection, projectionOf } from './projection.ts';
import { city, config, matched, trip } from './state.ts';
import { counted, grouped } from './units.ts';

type End = 'pickup' | 'dropoff';

const words: Readonly<Record<End, string>> = { pickup: 'Pickup (A)', dropoff: 'Drop-off (B)' };

/** Which end of the trip the next click sets. */
const clickSets = signal<End>('pickup');

const margin = 16;

/** The city from above: its cells by surge, its drivers, and the trip of the next ride. */
export function CityMap() {
  const insides = config.value?.insides;
  return (
    <section id="city" class="card" aria-labelledby="city-title">
      <h2 id="city-title">{config.value?.city.name ?? 'The city'}</h2>
      <p>Click to set where the next ride begins and ends, or enter it below.</p>
      <MapCanvas />
      {insides && (
        <p class="legend">
          <span class="dot available" /> free <span class="dot taken" /> taken <span class="dot off" /> off shift{' '}
          <span class="cell" /> surge, up to ×3
        </p>
      )}
      <Numbers />
      <div class="ends">
        {(['pickup', 'dropoff'] as const).map((end) => (
          <EndFields key={end} end={end} />
        ))}
      </div>
    </section>
  );
}

function Numbers() {
  const known = city.value;
  if (!known) return null;
  const count = (state: string) => known.drivers.filter((driver) => driver.state === state).length;
  const surge = Math.max(1, ...known.cells.map((cell) => cell.surge));
  return (
    <p class="numbers">
      {counted(count('available'), 'driver is', 'drivers are')} free, {grouped(count('taken'))} taken; the highest surge
      is ×{surge.toFixed(1)}.{matched.value && ` ${matched.value.driverId} is on the way to A.`}
    </p>
  );
}

function EndFields({ end }: { end: End }) {
  const place = trip.value[end];
  const field = (name: keyof Place, title: string, most: number) => (
    <NumberField
      label={title}
      step={0.0001}
      min={-most}
      max={most}
      value={place[name]}
      onValue={(value) => setEnd(end, { ...trip.value[end], [name]: value })}
    />
  );
  return (
    <fieldset>
      <legend>
        <label>
          <input
            type="radio"
            name="click-sets"
            checked={clickSets.value === end}
            onChange={() => (clickSets.value = end)}
          />
          {words[end]}
        </label>
      </legend>
      {field('lat', 'Latitude', 85)}
      {field('lng', 'Longitude', 180)}
    </fieldset>
  );
}

function setEnd(end: End, place: Place): void {
  trip.value = { ...trip.value, [end]: place };
}

function MapCanvas() {
  const ref = useRef<HTMLCanvasElement>(null);
  const shown = useRef<Projection>(undefined);

  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    const drivers = movingDrivers();
    let frame = 0;

    const draw = () => {
      const now = performance.now();
      const { pickup, dropoff } = trip.value;
      const { clientWidth: width, clientHeight: height } = canvas;
      const places = [...(city.value?.cells ?? []).flatMap(({ boundary }) => boundary), pickup, dropoff];
      const projection = projectionOf(places, { width, height }, margin);
      shown.current = projection;
      sharpen(canvas, context);
      const here = drivers.at(now);
      const comes = here.find(({ driverId }) => driverId === matched.value?.driverId);
      const scene = { city: city.value, drivers: here, pickup, dropoff, matched: comes };
      drawCity(context, { width, height }, projection, paletteOf(canvas), scene);
      frame = drivers.isMoving(now) ? requestAnimationFrame(draw) : 0;
    };
    const redraw = () => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    const unhear = effect(() => {
      if (city.value) drivers.report(city.value, performance.now());
    });
    const unwatch = effect(() => {
      void [city.value, trip.value, matched.value];
      redraw();
    });
    const resized = new ResizeObserver(redraw);
    resized.observe(canvas);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', redraw);
    return () => {
      unhear();
      unwatch();
      resized.disconnect();
      dark.removeEventListener('change', redraw);
      cancelAnimationFrame(frame);
    };
  }, []);

  const click = ({ offsetX, offsetY }: MouseEvent) => {
    if (!shown.current) return;
    setEnd(clickSets.value, shown.current.toPlace(offsetX, offsetY));
    clickSets.value = clickSets.value === 'pickup' ? 'dropoff' : 'pickup';
  };

  return (
    <canvas ref={ref} class="map" role="img" aria-label="Map of the city with its drivers" onClick={click}>
      The map needs a canvas.
    </canvas>
  );
}

/** One dot per device pixel. */
function sharpen(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D): void {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.round(side * devicePixelRatio));
  if (width && height && (canvas.width !== width || canvas.height !== height)) Object.assign(canvas, { width, height });
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
}

function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('line'),
    accent: colour('accent'),
    warm: colour('warm'),
    surface: colour('surface'),
  };
}
