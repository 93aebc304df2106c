/** One bar of a waterfall. Times are milliseconds since the ride was requested. */
export interface Bar {
  readonly name: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** `expected`: what it will be if all goes as told. */
  readonly kind: 'done' | 'growing' | 'expected' | 'failed' | 'unanswered';
  readonly note: string;
}

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
