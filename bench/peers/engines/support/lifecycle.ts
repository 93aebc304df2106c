import { once } from 'node:events';

/** An engine's messages on its standard output, one line of JSON each. */
export type Announcement = Ready | Lacking;

/** It listens. */
export interface Ready {
  readonly url: string;
  /** Of everything that takes part in the work. */
  readonly versions: Readonly<Record<string, string>>;
}

/** It cannot run on this machine, and why: what is missing, and where to get it. */
export interface Lacking {
  readonly lacks: string;
}

/** A listening engine, and how to stop it. */
export interface Started extends Ready {
  stop(): Promise<void>;
}

/**
 * Runs an engine in this process, until SIGTERM, Ctrl-C, or the end of the parent process. A signal
 * during the start takes effect after it, because only then can the engine be stopped cleanly.
 */
export async function runEngine(start: () => Promise<Started>): Promise<void> {
  const told = Promise.race(['SIGTERM', 'SIGINT', 'disconnect'].map((sign) => once(process, sign)));
  const { stop, ...ready } = await start();
  say(ready);
  await told;
  await stop();
  process.exit(0);
}

/** Reports that the engine cannot run here, and exits. */
export function giveUp(lacks: string): never {
  say({ lacks });
  process.exit(0);
}

const say = (announcement: Announcement) => console.log(JSON.stringify(announcement));
