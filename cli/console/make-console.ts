import * as z from 'zod/mini';
import { isRideId, rideIdOf } from '../../core/ride-id.ts';
import { isSubject } from '../../core/subject.ts';
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
import { cancelRide } from './cancel-ride.ts';
import { consoleConfig } from './console-config.ts';
import { laneFigures, reloadsOutsideLanes } from './lane-figures.ts';
import { rideLister } from './list-rides.ts';
import { isOwnPage } from './own-page.ts';
import { PageRides } from './page-rides.ts';
import type { Batches, Caller, City, KeepRides, Snapshot } from './protocol.ts';
import { readCity } from './read-city.ts';
import { isOpen, isRideState, RideBook } from './ride-book.ts';
import { readHolds } from './ride-holds.ts';
import { rideTrace } from './ride-trace.ts';

/** The console's backend: its request handler, and the log lines that it needs. */
export interface Console {
  readonly routes: readonly SideRoute[];
  onLog(entry: LogEntry): void;
}

const snapshotMs = 500;
const cityMs = 2_000;
/** A page whose connection breaks reconnects within about a second. */
const pageGraceMs = 5_000;

type Answer = (request: HttpRequest, about: AboutCloud) => Promise<HttpReply> | HttpReply;

/** Makes the backend of one embedded cloud. */
export function makeConsole(): Console {
  const book = new RideBook();
  const listRides = rideLister(book);
  let news: { snapshots: Broadcast<Snapshot>; cities: Broadcast<City> } | undefined;
  let pageRides: PageRides | undefined;
  const ridesOfPages = (about: AboutCloud): PageRides => {
    pageRides ??= new PageRides({
      isOpen: (rideId) => isOpen(book.get(rideId)),
      cancel: (rideId) => cancelRide(about, rideId),
      graceMs: pageGraceMs,
    });
    return pageRides;
  };
  const answers: Readonly<Record<string, Answer>> = {
    'GET config': (_, about) => orNotYet(consoleConfig(about)),
    'POST token': async (request) => {
      const { role, id } = bodyIn(request, callerSchema, '{"role":"rider","id":"NAME"}, or of a driver');
      const { token, expiresAt } = await (await developmentTokens())(role, id);
      return jsonReply(200, { token, expiresAt });
    },
    'GET events': ({ query }, about) => {
      const page = query.get('page');
      const rides = ridesOfPages(about);
      news ??= { snapshots: snapshotsOf(about, book), cities: citiesOf(about) };
      const { snapshots, cities } = news;
      return eventStream((send, closed) => {
        if (page) rides.opened(page, closed);
        snapshots.listen((snapshot) => {
          send('snapshot', snapshot);
          if (page) send('batches', batchesOf(page, rides, book));
        }, closed);
        cities.listen((city) => send('city', city), closed);
      });
    },
    'POST keep-rides': (request, about) => {
      const {
        page,
        batch,
        rideIds,
        keys = [],
      } = bodyIn(request, keepRidesSchema, '{"page":"…","batch":"…","rideIds":["ride_…"]}');
      const asked = keys.map((key) => rideIdOf(defaultRider, key));
      ridesOfPages(about).keep(page, batch, [...rideIds, ...asked]);
      return jsonReply(200, {});
    },
    'POST release-rides': async (request, about) => {
      const { page, batch } = bodyIn(request, batchSchema, '{"page":"…","batch":"…"}');
      return jsonReply(200, await ridesOfPages(about).release(page, batch));
    },
    'POST forget-rides': (request, about) => {
      const { page, batch } = bodyIn(request, batchSchema, '{"page":"…","batch":"…"}');
      ridesOfPages(about).forget(page, batch);
      return jsonReply(200, {});
    },
    'GET dead-letters': async ({ query }, about) => {
      const { readDeadLetters } = await loadDeadLetters();
      return jsonReply(200, await readDeadLetters(about, query.get('queue') ?? ''));
    },
    'POST redrive': async (request, about) => {
      const { redriveQueue } = await loadDeadLetters();
      return jsonReply(200, await redriveQueue(about, bodyIn(request, queueSchema, '{"queue":"NAME"}').queue));
    },
    'GET rides': async ({ query }, about) => {
      const state = query.get('state') || undefined;
      if (state !== undefined && !isRideState(state))
        return jsonReply(400, { message: `State "${state}" does not exist.` });
      return jsonReply(200, await listRides(about, { state, text: query.get('text') ?? '' }));
    },
    'GET holds': async ({ query }, about) => {
      const rideId = query.get('ride') ?? '';
      if (!isRideId(rideId)) return jsonReply(404, { message: `"${rideId}" is not a ride id.` });
      return jsonReply(200, await readHolds(about, rideId, Date.now()));
    },
    'GET trace': async ({ query }, about) => {
      const rideId = query.get('ride') ?? '';
      const found = isRideId(rideId) ? await rideTrace(about, rideId) : undefined;
      return found ? jsonReply(200, found) : jsonReply(404, { message: `Ride "${rideId}" is unknown.` });
    },
  };
  return { routes: [{ prefix, answer: answerBy(answers) }], onLog: (entry) => book.hear(entry) };
}

const prefix = '/_console/';

/** Loaded on demand: the SDK takes longer to load than everything else. */
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

/** The JSON body of a request. Throws `CommandError` if it does not match the schema. */
function bodyIn<Body>({ body }: HttpRequest, schema: z.ZodMiniType<Body>, kind: string): Body {
  try {
    return schema.parse(JSON.parse(body.toString()));
  } catch (error) {
    throw new CommandError(`Say ${kind}.`, { cause: error });
  }
}

const text = z.string().check(z.minLength(1));
const callerSchema: z.ZodMiniType<Caller> = z.object({
  role: z.enum(['rider', 'driver']),
  id: z.string().check(z.refine(isSubject)),
});
const queueSchema = z.object({ queue: text });
const batchSchema = z.object({ page: text, batch: text });
const keepRidesSchema: z.ZodMiniType<KeepRides> = z.extend(batchSchema, {
  rideIds: z.array(z.string().check(z.refine(isRideId))),
  keys: z.optional(z.array(text)),
});

const batchesOf = (page: string, rides: PageRides, book: RideBook): Batches =>
  Object.fromEntries([...rides.batchesOf(page)].map(([batch, rideIds]) => [batch, book.outcomesOf(rideIds)]));

const snapshotsOf = (about: AboutCloud, book: RideBook): Broadcast<Snapshot> =>
  broadcast({
    everyMs: snapshotMs,
    onError: complain,
    read: async () => {
      const [queues, functions] = [await queueFigures(about), functionFigures(about.functions)];
      const serviceOf = (name: string) => about.functions.get(name).spec.environment.POWERTOOLS_SERVICE_NAME;
      const reloaded = reloadsOutsideLanes(queues, functions, serviceOf);
      return { at: Date.now(), lanes: laneFigures(queues, functions), reloaded, rides: book.counts };
    },
  });

const citiesOf = (about: AboutCloud): Broadcast<City> =>
  broadcast({ everyMs: cityMs, onError: complain, read: () => readCity(about, Date.now()) });

const complain = (error: unknown): void => console.error(`The console cannot read the stack: ${error}`);
