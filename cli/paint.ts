import { styleText } from 'node:util';

const styles = { good: 'green', bad: 'red', open: 'dim' } as const;

/** What is said in colour. */
export type Tone = keyof typeof styles;

/** Colours a piece of text. */
export type Paint = (tone: Tone, text: string) => string;

/** No colours. */
export const plain: Paint = (_, text) => text;

/** Colours for a stream: none where it is no terminal, or where `NO_COLOR` asks for none. */
export const paintOn =
  (stream: NodeJS.WritableStream): Paint =>
  (tone, text) =>
    styleText(styles[tone], text, { stream });

const good = new Set(['ok', 'confirmed', 'completed']);
const bad = new Set(['rejected', 'failed', 'expired', 'timed_out', 'cancelled']);

/** Of a ride's state, or a branch's. */
export function toneOf(status: string): Tone {
  if (good.has(status)) return 'good';
  return bad.has(status) ? 'bad' : 'open';
}
