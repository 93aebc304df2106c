import { ownTimeMs, sampleMs } from '../../local/lambda/own-time.ts';

/** Functions' own time at a moment of the wall clock, both in milliseconds. */
export interface OwnMoment {
  readonly at: number;
  readonly ownMs: number;
}

export interface OwnClock {
  readonly moments: readonly OwnMoment[];
  stop(): void;
}

/** Notes how fast functions' own time passes: their time-outs are of it, and it slows down while the machine is saturated. */
export function ownClock(): OwnClock {
  const moments: OwnMoment[] = [];
  const note = () => void moments.push({ at: Date.now(), ownMs: ownTimeMs() });
  note();
  const timer = setInterval(note, sampleMs);
  return { moments, stop: () => clearInterval(timer) };
}

/** How much own time has passed between two moments of the wall clock. Where it was not noted it passes as time does. */
export function ownMsBetween(moments: readonly OwnMoment[], fromMs: number, toMs: number): number {
  let ownMs = Math.max(0, toMs - fromMs);
  for (const [index, next] of moments.entries()) {
    const last = moments[index - 1];
    if (last === undefined || next.at <= last.at) continue;
    const wallMs = Math.min(toMs, next.at) - Math.max(fromMs, last.at);
    if (wallMs > 0) ownMs += wallMs * ((next.ownMs - last.ownMs) / (next.at - last.at) - 1);
  }
  return ownMs;
}
