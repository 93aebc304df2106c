import { isDeepStrictEqual } from 'node:util';
import { outcomeOf } from '../core/outcome.ts';
import { isLate, type Outcome, type Ride } from '../core/ride.ts';
import type { RideRequest } from '../core/ride-request.ts';
import type { Instant } from '../core/time.ts';
import { answerOf, type StoredAnswer, storedAnswerOf } from './brief-answers.ts';

/** The attributes that are stored as the domain has them. */
type Same = Omit<Ride, 'request' | 'expects' | 'pending' | 'results' | 'settledAt' | 'completedAt' | 'cancelledAt'>;

/** Attributes with names from version 0.1.0, as its items have them. */
interface Named {
  /** An empty set is stored as an absent attribute. */
  readonly pending?: ReadonlySet<string>;
  /** The ride's `settledAt`. */
  readonly completedAt?: Instant;
  /** When a confirmed ride was completed or cancelled. */
  readonly endedAt?: Instant;
}

/**
 * A ride as its item in DynamoDB: nothing said twice, so that it usually stays below a kilobyte, and a write of it costs one
 * unit. The outcome follows from the answers, and is stored only if it does not. `unanswered` is stored only if it names a
 * branch. Functions of earlier versions, which run beside these during a deployment, fail on such an item rather than
 * misunderstand it; their messages are then delivered again.
 */
export interface RideItem extends Same, Named {
  /** The request. */
  readonly asked: Omit<RideRequest, 'pickup' | 'dropoff' | 'product' | 'paymentMethodId' | 'webhookUrl'> & {
    /** Latitude and longitude. */
    readonly from: readonly [number, number];
    readonly to: readonly [number, number];
    /** Absent: `standard`. */
    readonly product?: RideRequest['product'];
    readonly pay: string;
    readonly url?: string;
  };
  /** The branches that the ride expects, in order. Optional ones end in a question mark. */
  readonly needs: readonly string[];
  readonly results: Readonly<Record<string, StoredAnswer>>;
}

/** A ride's item as earlier versions wrote it. */
export interface EarlierRideItem extends Same, Named, Pick<Ride, 'expects'> {
  readonly request: Omit<RideRequest, 'webhookUrl'> & { readonly callbackUrl?: string };
  readonly requestHash?: string;
  readonly results: Readonly<Record<string, StoredAnswer>>;
}

/** The item of a ride. */
export function itemOf(ride: Ride): RideItem {
  const { pending, request, expects, results, settledAt, completedAt, cancelledAt, unanswered, outcome, ...same } =
    ride;
  const endedAt = completedAt ?? (outcome && cancelledAt);
  return {
    ...same,
    asked: askedOf(request),
    needs: Object.entries(expects).map(([branch, need]) => (need === 'optional' ? `${branch}?` : branch)),
    results: mapValues(results, (answer) => storedAnswerOf(answer, ride)),
    ...endOf(ride),
    ...(pending.size > 0 && { pending }),
    ...(settledAt !== undefined && { completedAt: settledAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
}

/** What is stored of a ride's end that its other attributes do not say. */
export function endOf(
  ride: Pick<Ride, 'expects' | 'results' | 'unanswered'> & { readonly outcome?: Outcome | undefined },
) {
  const { unanswered = [], outcome } = ride;
  return {
    ...(unanswered.length > 0 && { unanswered }),
    ...(outcome && !isDeepStrictEqual(outcome, outcomeByAnswers(ride)) && { outcome }),
  };
}

/** The ride of an item. */
export function rideOf(item: RideItem | EarlierRideItem): Ride {
  const { pending = new Set(), results, completedAt: settledAt, endedAt, outcome, unanswered = [], ...same } = item;
  const { request, expects, ...others } = 'asked' in same ? recent(same) : earlier(same);
  const cancelledAt = endedAt ?? settledAt;
  const answers = mapValues(results, (stored, branch) => answerOf(branch, stored, { ...others, request }));
  const known = { expects, results: answers, unanswered };
  const isConfirmed = item.status === 'confirmed' || endedAt !== undefined;
  const decided = outcome ?? (isConfirmed ? outcomeByAnswers(known) : undefined);
  return {
    ...others,
    request,
    expects,
    pending,
    results: answers,
    ...(settledAt !== undefined && { settledAt, unanswered }),
    ...(decided && { outcome: decided }),
    ...(item.status === 'completed' && endedAt !== undefined && { completedAt: endedAt }),
    ...(item.status === 'cancelled' && cancelledAt !== undefined && { cancelledAt }),
  };
}

function recent<Item extends Pick<RideItem, 'asked' | 'needs'>>({ asked, needs, ...others }: Item) {
  return { ...others, request: requestOf(asked), expects: Object.fromEntries(needs.map(needOf)) };
}

function earlier<Item extends Pick<EarlierRideItem, 'request' | 'requestHash' | 'expects'>>(item: Item) {
  const { request, requestHash, ...others } = item;
  const { callbackUrl, ...asked } = request;
  return { ...others, request: { ...asked, ...(callbackUrl !== undefined && { webhookUrl: callbackUrl }) } };
}

function askedOf({ pickup, dropoff, product, paymentMethodId, webhookUrl, ...others }: RideRequest): RideItem['asked'] {
  return {
    ...others,
    from: [pickup.lat, pickup.lng],
    to: [dropoff.lat, dropoff.lng],
    ...(product !== 'standard' && { product }),
    pay: paymentMethodId,
    ...(webhookUrl !== undefined && { url: webhookUrl }),
  };
}

function requestOf({ from, to, product = 'standard', pay, url, ...others }: RideItem['asked']): RideRequest {
  const [pickup, dropoff] = [from, to].map(([lat, lng]) => ({ lat, lng })) as [
    RideRequest['pickup'],
    RideRequest['pickup'],
  ];
  return {
    pickup,
    dropoff,
    product,
    paymentMethodId: pay,
    ...others,
    ...(url !== undefined && { webhookUrl: url }),
  };
}

const needOf = (name: string) =>
  name.endsWith('?') ? ([name.slice(0, -1), 'optional'] as const) : ([name, 'required'] as const);

/** The outcome that follows from the answers that came in time; undefined when they do not confirm the ride. */
function outcomeByAnswers(ride: Pick<Ride, 'expects' | 'results' | 'unanswered'>) {
  const { expects, results } = ride;
  const inTime = Object.fromEntries(Object.entries(results).filter(([branch]) => !isLate(ride, branch)));
  const isOk = (branch: string) => inTime[branch]?.status === 'ok';
  const required = Object.keys(expects).filter((branch) => expects[branch] === 'required');
  const mayConfirm = ['driver-matching', 'pricing', ...required].every(isOk);
  return mayConfirm ? outcomeOf({ expects, results: inTime }) : undefined;
}

function mapValues<Value, Mapped>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value, name: string) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]));
}
