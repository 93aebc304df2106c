import { styleText } from 'node:util';

const styles = { good: 'green', bad: 'red', open: 'dim' } as const;

/** The meanings of colours. */
export type Tone = keyof typeof styles;

/** Colours a piece of text. */
export type Paint = (tone: Tone, text: string) => string;

/** No colours. */
export const plain: Paint = (_, text) => text;

/** Colours for a stream: none if it is not a terminal, or if `NO_COLOR` is set. */
export const paintOn =
  (stream: NodeJS.WritableStream): Paint =>
  (tone, text) =>
    styleText(styles[tone], text, { stream });

const good = new Set(['ok', 'confirmed', 'completed']);
const bad = new Set(['rejected', 'failed', 'expired', 'timed_out', 'cancelled']);

/** The tone of a ride's or a branch's state. */
export function toneOf(status: string): Tone {
  if (good.has(status)) return 'good';
  return bad.has(status) ? 'bad' : 'open';
}
