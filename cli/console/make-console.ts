import { isRideId } from '../../core/ride-id.ts';
import {
  type AboutCloud,
  eventStream,
  functionFigures,
  type HttpReply,
  type HttpRequest,
  jsonReply,
  type LogEntry,
  queueFigures,
  type SideRoute,
} from '../../local/index.ts';
import { defaultRider } from '../defaults.ts';
import { developmentTokens } from '../development-tokens.ts';
import { CommandError } from '../errors.ts';
import { type Broadcast, broadcast } from './broadcast.ts';
import { consoleConfig } from './console-config.ts';
import { laneFigures } from './lane-figures.ts';
import { isOwnPage } from './own-page.ts';
import type { City, Snapshot } from './protocol.ts';
import { readCity } from './read-city.ts';
import { readHolds } from './ride-holds.ts';
import { RideTally } from './ride-tally.ts';
import { rideTrace } from './ride-trace.ts';

/** The console's backend: what it answers, and what it has to hear for that. */
export interface Console {
  readonly routes: readonly SideRoute[];
  onLog(entry: LogEntry): void;
}

const snapshotMs = 500;
const cityMs = 2_000;

type Answer = (request: HttpRequest, about: AboutCloud) => Promise<HttpReply> | HttpReply;

/** Makes the backend of one embedded cloud. */
export function makeConsole(): Console {
  const tally = new RideTally();
  let news: { snapshots: Broadcast<Snapshot>; cities: Broadcast<City> } | undefined;
  const answers: Readonly<Record<string, Answer>> = {
    'GET config': (_, about) => orNotYet(consoleConfig(about)),
    'POST token': async () => {
      const { token, expiresAt } = await (await developmentTokens())('rider', defaultRider);
      return jsonReply(200, { token, expiresAt });
    },
    'GET events': (_, about) => {
      news ??= { snapshots: snapshotsOf(about, tally), cities: citiesOf(about) };
      const { snapshots, cities } = news;
      return eventStream((send, closed) => {
        snapshots.listen((snapshot) => send('snapshot', snapshot), closed);
        cities.listen((city) => send('city', city), closed);
      });
    },
    'GET dead-letters': async ({ query }, about) => {
      const { readDeadLetters } = await loadDeadLetters();
      return jsonReply(200, await readDeadLetters(about, query.get('queue') ?? ''));
    },
    'POST redrive': async (request, about) => {
      const { redriveQueue } = await loadDeadLetters();
      return jsonReply(200, await redriveQueue(about, queueIn(request)));
    },
    'GET holds': async ({ query }, about) => {
      const rideId = query.get('ride') ?? '';
      if (!isRideId(rideId)) return jsonReply(404, { message: `"${rideId}" is no ride's id.` });
      return jsonReply(200, await readHolds(about, rideId, Date.now()));
    },
    'GET trace': async ({ query }, about) => {
      const rideId = query.get('ride') ?? '';
      const found = isRideId(rideId) ? await rideTrace(about, rideId) : undefined;
      return found ? jsonReply(200, found) : jsonReply(404, { message: `Nothing is known of a ride "${rideId}".` });
    },
  };
  return { routes: [{ prefix, answer: answerBy(answers) }], onLog: (entry) => tally.hear(entry) };
}

const prefix = '/_console/';

/** With the SDK, which takes longer to load than all the rest and is not needed until somebody looks. */
const loadDeadLetters = () => import('./dead-letters.ts');

const answerBy =
  (answers: Readonly<Record<string, Answer>>): Answer =>
  async (request, about) => {
    if (!isOwnPage(request)) return jsonReply(403, { message: "Only the console's own page may ask." });
    const name = `${request.method} ${request.path.slice(prefix.length)}`;
    const answer = Object.hasOwn(answers, name) ? answers[name] : undefined;
    if (answer === undefined) return jsonReply(404, { message: `There is no ${name}.` });
    try {
      return await answer(request, about);
    } catch (error) {
      if (error instanceof CommandError) return jsonReply(400, { message: error.message });
      throw error;
    }
  };

const orNotYet = (body: unknown): HttpReply =>
  body === undefined ? jsonReply(503, { message: 'The stack is still being created.' }) : jsonReply(200, body);

function queueIn({ body }: HttpRequest): string {
  try {
    const { queue } = JSON.parse(body.toString());
    if (typeof queue === 'string' && queue !== '') return queue;
  } catch {
    // As wrong as JSON that says something else.
  }
  throw new CommandError('Say which queue: {"queue":"NAME"}.');
}

const snapshotsOf = (about: AboutCloud, tally: RideTally): Broadcast<Snapshot> =>
  broadcast({
    everyMs: snapshotMs,
    onError: complain,
    read: async () => {
      const lanes = laneFigures(await queueFigures(about), functionFigures(about.functions));
      return { at: Date.now(), lanes, rides: tally.counts };
    },
  });

const citiesOf = (about: AboutCloud): Broadcast<City> =>
  broadcast({ everyMs: cityMs, onError: complain, read: () => readCity(about, Date.now()) });

const complain = (error: unknown): void => console.error(`The console cannot look into the stack: ${error}`);
