import type { Bar } from './bar.ts';

/** Bars over one common scale of `spanMs`. */
export function Waterfall({ bars, spanMs, label }: { bars: readonly Bar[]; spanMs: number; label: string }) {
  const share = (ms: number) => `${Math.min(100, (100 * Math.max(0, ms)) / Math.max(1, spanMs))}%`;
  return (
    <ul class="waterfall" aria-label={label}>
      {bars.map(({ name, fromMs, untilMs, kind, note }, index) => (
        <li key={name} class={kind} data-branch={name}>
          <span class="name">{name}</span>
          <span class="track" aria-hidden="true">
            <span
              class={`bar hue-${index % 5}`}
              style={{ left: share(fromMs), width: share(Math.max(0, untilMs - fromMs)) }}
            />
          </span>
          <span class="note">{note}</span>
        </li>
      ))}
    </ul>
  );
}
