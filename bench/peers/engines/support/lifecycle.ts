import { once } from 'node:events';

/** What an engine says of itself on its standard output, as one line of JSON. */
export type Announcement = Ready | Lacking;

/** It listens. */
export interface Ready {
  readonly url: string;
  /** Of everything that has a part in the work. */
  readonly versions: Readonly<Record<string, string>>;
}

/** It can't run on this machine, and why: what is missing, and where to get it. */
export interface Lacking {
  readonly lacks: string;
}

/** An engine that listens, and how it ends. */
export interface Started extends Ready {
  stop(): Promise<void>;
}

/**
 * Runs an engine as the work of this process, until SIGTERM, Ctrl-C, or the end of the process that started it. What
 * comes while the engine starts has to wait until it has, for only then can it be taken down.
 */
export async function runEngine(start: () => Promise<Started>): Promise<void> {
  const told = Promise.race(['SIGTERM', 'SIGINT', 'disconnect'].map((sign) => once(process, sign)));
  const { stop, ...ready } = await start();
  say(ready);
  await told;
  await stop();
  process.exit(0);
}

/** Says that the engine can't run here, and ends it. */
export function giveUp(lacks: string): never {
  say({ lacks });
  process.exit(0);
}

const say = (announcement: Announcement) => console.log(JSON.stringify(announcement));
