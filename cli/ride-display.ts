import type { WriteStream } from 'node:tty';
import type { Ride } from '../client/index.ts';
import { type Paint, plain } from './paint.ts';
import { newsOf } from './ride-news.ts';
import { screenOn } from './screen.ts';
import { growingWaterfall } from './waterfall.ts';

/** Shows a ride's progress until its outcome. */
export interface RideDisplay {
  show(ride: Ride): void;
  /** Ends the display: nothing more is written. */
  end(): void;
}

/** Shows nothing before the outcome. */
export const silentDisplay: RideDisplay = { show: () => {}, end: () => {} };

type Output = Pick<WriteStream, 'write' | 'columns'> & { readonly isTTY?: boolean };

/** A growing waterfall in a terminal, lines elsewhere. */
export const displayOn = (output: Output, paint = plain): RideDisplay =>
  output.isTTY ? liveDisplay(output, paint) : lineDisplay(output);

const frameMs = 80;

function liveDisplay(output: Output, paint: Paint): RideDisplay {
  const screen = screenOn(output);
  let shown: Ride | undefined;
  const draw = () => {
    if (shown) screen.show(growingWaterfall(shown, elapsedMs(shown), paint, output.columns));
  };
  const drawing = setInterval(draw, frameMs);
  return {
    show: (ride) => {
      shown = ride;
      draw();
    },
    end: () => {
      clearInterval(drawing);
      screen.clear();
    },
  };
}

/** By this machine's clock, which may be behind the service's. */
const elapsedMs = ({ requestedAt }: Ride): number => Math.max(0, Date.now() - Date.parse(requestedAt));

function lineDisplay(output: Output): RideDisplay {
  let last: Ride | undefined;
  return {
    show: (ride) => {
      for (const line of newsOf(last, ride)) output.write(`${line}\n`);
      last = ride;
    },
    end: () => {},
  };
}
