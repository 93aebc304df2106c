/** An engine that does the job, in its own file. */
export interface Engine {
  /** Its name in `--engines`. */
  readonly name: string;
  readonly title: string;
  /** In engines/. */
  readonly file: string;
  /** How it does the job. */
  readonly how: string;
  /** Which state of a ride survives a crash of its code, and where. */
  readonly keeps: string;
  /** Whether it is a third-party engine that runs the given work, not this project's own flow. */
  readonly isPeer: boolean;
  /** Whether it needs the packages of bench/peers/package.json. */
  readonly isInstalledApart: boolean;
}

/** In the order of the tables. */
export const engines: readonly Engine[] = [
  {
    name: 'promise-all',
    title: 'Promise.all',
    file: 'promise-all.ts',
    how: '`Promise.all` behind node:http',
    keeps: 'nothing',
    isPeer: true,
    isInstalledApart: false,
  },
  {
    name: 'bullmq',
    title: 'BullMQ',
    file: 'bullmq.js',
    how: 'a flow: a job with four children, each in a queue with a worker',
    keeps: "all of it, in Redis' memory; not on disk, as Redis runs without persistence here",
    isPeer: true,
    isInstalledApart: true,
  },
  {
    name: 'restate-runs',
    title: 'Restate, runs',
    file: 'restate-runs.js',
    how: 'one handler with four `ctx.run`',
    keeps: 'all of it: a journal on disk, synced as it is written',
    isPeer: true,
    isInstalledApart: true,
  },
  {
    name: 'restate-calls',
    title: 'Restate, calls',
    file: 'restate-calls.js',
    how: 'a handler that calls four services',
    keeps: 'all of it: a journal on disk, synced as it is written',
    isPeer: true,
    isInstalledApart: true,
  },
  {
    name: 'ride-request',
    title: 'ride-request',
    file: 'ride-request.ts',
    how: 'the parallel flow: SNS, five SQS queues, six functions, DynamoDB',
    keeps: "all of it, in the emulators' memory; not on disk but on AWS, and there in several zones",
    isPeer: false,
    isInstalledApart: false,
  },
];
