import type { CommandEntry } from './command.ts';

/** All commands, by name. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  start: {
    summary: 'runs the whole stack on this machine and shows a ride',
    load: async () => (await import('./start.ts')).start,
    needsWorkingCopy: true,
  },
  request: {
    summary: 'asks for a ride and shows how it comes about',
    load: async () => (await import('./request.ts')).request,
  },
  watch: {
    summary: 'shows a ride until its outcome is known',
    load: async () => (await import('./watch.ts')).watch,
  },
  cancel: {
    summary: 'calls a ride off',
    load: async () => (await import('./cancel.ts')).cancel,
  },
  rides: {
    summary: "lists a rider's own rides",
    load: async () => (await import('./rides.ts')).rides,
  },
  drivers: {
    summary: 'drives a fleet through the city, as real drivers report',
    load: async () => (await import('./drivers.ts')).drivers,
  },
  redrive: {
    summary: 'lists what lies in the dead-letter queues and moves it back',
    load: async () => (await import('./redrive.ts')).redrive,
  },
  trace: {
    summary: "shows one ride's whole way, hop by hop, with its log lines",
    load: async () => (await import('./trace.ts')).trace,
  },
  token: {
    summary: 'prints a token for a stack on this machine',
    load: async () => (await import('./token.ts')).token,
  },
  bench: {
    summary: 'names the benchmarks and runs one',
    load: async () => (await import('./bench.ts')).bench,
    needsWorkingCopy: true,
  },
  'deploy-localstack': {
    summary: 'deploys the stack to LocalStack on this machine',
    load: async () => (await import('./deploy-localstack.ts')).deployLocalstack,
    needsWorkingCopy: true,
  },
};

/** Other names of commands. */
export const aliases: Readonly<Record<string, string>> = { ride: 'request' };
