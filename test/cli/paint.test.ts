import { PassThrough } from 'node:stream';
import { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { paintOn, toneOf } from '../../cli/paint.ts';
import { screenOn } from '../../cli/screen.ts';
import { growingWaterfall, waterfalls } from '../../cli/waterfall.ts';
import { rideView } from '../../core/ride-view.ts';
import { plusMs } from '../../core/time.ts';
import { allOk, aRide, requestedAt } from '../support/rides.ts';
import { aTerminal } from './support/terminal.ts';

const ride = rideView(
  aRide({ status: 'confirmed', results: allOk(), settledAt: plusMs(requestedAt, 320), unanswered: [] }),
);

/** A stream that asks the environment how many colours it has, as one to a terminal does. */
const aStream = (isTTY: boolean) =>
  Object.assign(new PassThrough(), { isTTY, getColorDepth: () => WriteStream.prototype.getColorDepth(process.env) });

beforeEach(() => {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI']) vi.stubEnv(name, undefined);
  vi.stubEnv('TERM', 'xterm-256color');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('colours', () => {
  it('are for terminals', () => {
    expect(paintOn(aStream(true))('good', 'ok')).toBe('\u001b[32mok\u001b[39m');
    expect(paintOn(aStream(false))('good', 'ok')).toBe('ok');
  });

  it('are turned off by NO_COLOR', () => {
    vi.stubEnv('NO_COLOR', '1');
    expect(paintOn(aStream(true))('good', 'ok')).toBe('ok');
  });

  it.each([
    ['confirmed', 'good'],
    ['ok', 'good'],
    ['rejected', 'bad'],
    ['timed_out', 'bad'],
    ['pending', 'open'],
    ['not_awaited', 'open'],
  ])('of what is %s are %s', (status, tone) => {
    expect(toneOf(status)).toBe(tone);
  });

  it('change nothing of what a waterfall says', () => {
    const paint = paintOn(aStream(true));
    expect(waterfalls([ride], paint)).not.toBe(waterfalls([ride]));
    expect(stripVTControlCharacters(waterfalls([ride], paint))).toBe(waterfalls([ride]));
    expect(stripVTControlCharacters(growingWaterfall(ride, 9, paint))).toBe(growingWaterfall(ride, 9));
  });

  it('take no room in a terminal', () => {
    const terminal = aTerminal(4);
    const screen = screenOn(terminal);
    const four = paintOn(aStream(true))('good', 'four');
    screen.show(`${four}\n${four}teen`);
    expect(terminal.written.join('')).toContain(`${four}\nfour\n`);
  });
});
