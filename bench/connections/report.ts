import type { Chart } from '../support/chart.ts';
import type { Report } from '../support/report.ts';
import type { Cell, Table } from '../support/table.ts';
import type { WaveFigures } from './figures.ts';

/** The waves of one server. */
export interface ServerFigures {
  readonly server: string;
  readonly waves: readonly WaveFigures[];
}

/** The benchmark's report. `remarks` are about what was not measured, and why. */
export function reportOf(
  command: string,
  servers: readonly ServerFigures[],
  { rate, remarks }: { readonly rate: number; readonly remarks: readonly string[] },
): Report {
  return {
    name: 'connections',
    command,
    packages: ['dynalite'],
    tables: servers.map(tableOf),
    notes: [noteOf(rate), ...remarks],
    charts: [
      chart('Until all riders are told', servers, ({ toldAllMs }) => toldAllMs),
      chart('How late half of the riders are told, at most', servers, ({ lateMs }) => lateMs.p50),
      chart('How late 99 % of the riders are told, at most', servers, ({ lateMs }) => lateMs.p99),
    ],
    data: servers,
  };
}

const columns = [
  'riders',
  'taken in',
  'told',
  'not told',
  'heap KB/rider',
  'RSS KB/rider',
  'reads/rider',
  'server cores',
  'cloud cores',
  'late p50 ms',
  'late p99 ms',
  'all told s',
  'told/s',
  'limit met',
];

const tableOf = ({ server, waves }: ServerFigures): Table => ({ title: server, columns, rows: waves.map(rowOf) });

const rowOf = (wave: WaveFigures): Cell[] => [
  wave.riders,
  wave.takenIn,
  wave.told,
  Object.entries(wave.untold)
    .map(([why, count]) => `${count} ${why}`)
    .join(', ') || '–',
  wave.heapKbPerRider,
  wave.residentKbPerRider,
  wave.readsPerRider,
  wave.serverCores,
  wave.cloudCores,
  wave.lateMs.p50,
  wave.lateMs.p99,
  wave.toldAllMs / 1000,
  Math.round(wave.toldPerSecond),
  wave.limit,
];

const noteOf = (rate: number): string =>
  'Each rider has their own ride and requests `GET /rides/{rideId}` with `Prefer: wait=25` over their own connection.' +
  ` ${rate} of them arrive per second; when all are waiting, their rides end, ${rate} per second in random` +
  ' order. The rides are copies of one that went through the API and the whole flow: its record before and after.' +
  ' Taken in: riders that the server was serving when the first ride ended, among which the memory is divided;' +
  " the others waited in a queue. Late: from a ride's end to the rider's answer. All told: from the first ride's end to" +
  ' the last answer. Cores: while all wait and no ride ends; those of the embedded cloud are mostly its DynamoDB, which' +
  ' has one thread. The blocking server reads the rides at the same pace.';

const chart = (title: string, servers: readonly ServerFigures[], msOf: (wave: WaveFigures) => number): Chart => ({
  kind: 'lines',
  title,
  axis: 's',
  along: 'riders who wait',
  series: servers.map(({ server, waves }) => ({
    name: server,
    points: waves.filter(({ told }) => told > 0).map((wave): [number, number] => [wave.riders, msOf(wave) / 1000]),
  })),
});
