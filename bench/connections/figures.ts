import { percentile } from '../support/percentiles.ts';
import type { Answer } from './rider.ts';
import type { WaveRecord } from './wave.ts';

/** The figures of one wave of riders. */
export interface WaveFigures {
  readonly riders: number;
  /** Riders that the server was serving when the first rides were about to end: the others waited in a queue. */
  readonly takenIn: number;
  /** Riders that received the end of their ride. */
  readonly told: number;
  /** Why the others did not, and how many. */
  readonly untold: Readonly<Record<string, number>>;
  /** KB (of 1024 bytes) per rider being served. NaN where there are too few riders, or the memory is not known. */
  readonly heapKbPerRider: number;
  readonly residentKbPerRider: number;
  /** Cores that were busy while all riders waited. */
  readonly serverCores: number;
  readonly cloudCores: number;
  /** Reads of a ride's record per rider, at the median. NaN where the server does not report them. */
  readonly readsPerRider: number;
  /** From a ride's end, or the request if that came later, to the rider's answer. */
  readonly lateMs: { readonly p50: number; readonly p99: number };
  /** From the first ride's end to the last answer that reports an end. */
  readonly toldAllMs: number;
  readonly toldPerSecond: number;
  /** What prevented the other answers, or which limit was reached. */
  readonly limit: string;
}

/** A core that is busier than this has no capacity left. */
const fullCore = 0.9;

/** Computes a wave's figures. */
export function figuresOf(record: WaveRecord): WaveFigures {
  const { riders, answers, firstEndAt, idle, waiting } = record;
  const told = answers.filter(isTold);
  const toldAllMs = told.length === 0 ? Number.NaN : Math.max(...told.map(({ answeredAt }) => answeredAt)) - firstEndAt;
  const late = told.map(({ askedAt, endedAt, answeredAt }) => answeredAt - Math.max(askedAt, endedAt));
  const untold = countBy(answers.filter((answer) => !isTold(answer)).map(whyUntold));
  return {
    riders,
    takenIn: waiting.underWay,
    told: told.length,
    untold,
    heapKbPerRider: perRider((waiting.heapBytes - idle.heapBytes) / 1024, waiting.underWay),
    residentKbPerRider: perRider(residentKb(record), waiting.underWay),
    serverCores: record.serverCores,
    cloudCores: record.cloudCores,
    readsPerRider: percentile(
      told.flatMap(({ reads }) => reads ?? []),
      0.5,
    ),
    lateMs: { p50: percentile(late, 0.5), p99: percentile(late, 0.99) },
    toldAllMs,
    toldPerSecond: (1000 * told.length) / toldAllMs,
    limit: limitOf(record, untold),
  };
}

/** A process's memory fluctuates by some MB: the share of fewer riders cannot be told from that. */
const fewestForMemory = 500;

const perRider = (kilobytes: number, riders: number): number =>
  riders < fewestForMemory ? Number.NaN : kilobytes / riders;

const residentKb = ({ idle, waiting }: WaveRecord): number =>
  idle.residentBytes < 0 ? Number.NaN : (waiting.residentBytes - idle.residentBytes) / 1024;

type Told = Answer & { readonly endedAt: number };

const isTold = (answer: Answer): answer is Told => answer.endedAt !== undefined;

const whyUntold = ({ failure }: Answer): string => failure ?? 'waited in vain';

/** The system's limits, by the errors that connections fail with when these are reached. */
const systemLimits: Readonly<Record<string, string>> = {
  EMFILE: 'open files of a process (ulimit -n)',
  ENFILE: 'open files of the machine',
  EADDRNOTAVAIL: 'ports of the machine',
  ENOMEM: 'memory',
  ECONNREFUSED: 'connections that wait to be accepted',
  ECONNRESET: 'connections that wait to be accepted',
};

function limitOf(
  { riders, seats, cloudCores, serverCores, errors }: WaveRecord,
  untold: Readonly<Record<string, number>>,
): string {
  const met = Object.keys(untold).flatMap((why) => systemLimits[why] ?? []);
  if (seats !== undefined && riders > seats) met.push(`its ${seats} threads`);
  if (serverCores > fullCore) met.push("the server's CPU");
  if (cloudCores > fullCore) met.push("the embedded DynamoDB's CPU");
  met.push(...Object.entries(errors).map(([name, count]) => `${name} (${count})`));
  return [...new Set(met)].join(', ') || 'none';
}

function countBy(names: readonly string[]): Record<string, number> {
  const groups = Map.groupBy(names, (name) => name);
  return Object.fromEntries([...groups].map(([name, { length }]) => [name, length]));
}
