import type { Bar } from './bar.ts';

interface WaterfallProps {
  readonly bars: readonly Bar[];
  readonly spanMs: number;
  readonly label: string;
}

/** Bars on one common scale of `spanMs`; a branch that was retried or has failed also has a bar for each attempt. */
export function Waterfall({ bars, spanMs, label }: WaterfallProps) {
  return (
    <ul class="waterfall" aria-label={label}>
      {bars.flatMap((bar, index) => [
        <Row key={bar.name} bar={bar} spanMs={spanMs} hue={index % 5} branch={bar.name} />,
        ...(bar.attempts ?? []).map((attempt, nth) => (
          <Row key={`${bar.name} ${nth}`} bar={attempt} spanMs={spanMs} hue={index % 5} isAttempt />
        )),
      ])}
    </ul>
  );
}

interface RowProps {
  readonly bar: Bar;
  readonly spanMs: number;
  readonly hue: number;
  readonly branch?: string;
  readonly isAttempt?: boolean;
}

function Row({ bar: { name, fromMs, untilMs, kind, note }, spanMs, hue, branch, isAttempt = false }: RowProps) {
  const shareOf = (ms: number) => Math.min(100, (100 * Math.max(0, ms)) / Math.max(1, spanMs));
  const [from, until] = [shareOf(fromMs), shareOf(Math.max(fromMs, untilMs))];
  // A bar without length is an attempt's; a branch without a time of its own has no bar.
  const isDrawn = kind !== 'empty' && (isAttempt || kind !== 'unanswered' || untilMs > fromMs);
  return (
    <li class={isAttempt ? `attempt ${kind}` : kind} data-branch={branch}>
      <span class="name">{name}</span>
      <span class="track" aria-hidden="true">
        {isDrawn && <span class={`bar hue-${hue}`} style={{ left: `${from}%`, width: `${until - from}%` }} />}
      </span>
      <span class="note" title={note}>
        {note}
      </span>
    </li>
  );
}
