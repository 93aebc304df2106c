import { createHash } from 'node:crypto';
import type { Fate, ServiceCall } from '../../local/index.ts';
import { ridesIn } from './trace.ts';

/** What was seen of the calls between functions and services. */
export interface Sightings {
  /** Rides that a call was about which failed, was repeated, or of whose message a copy was sent. */
  readonly disturbed: ReadonlySet<string>;
  /** Epoch milliseconds at which the message that ends a ride at its deadline is due, as its queue was first told. */
  readonly deadlineDueAt: ReadonlyMap<string, number>;
  /** When the deadline's function began to look at a ride, each time. */
  readonly deadlineLooks: ReadonlyMap<string, readonly number[]>;
  /** When a call of the deadline's function was left hanging: it is made again when it has gone unanswered for too long. */
  readonly deadlineHangs: readonly number[];
  /** When the write that moved a ride on from `requested` was first seen, by ride and by the moment that it is dated with. */
  readonly ends: ReadonlyMap<string, number>;
  /** Messages that functions have sent or published. */
  readonly messages: readonly ServiceCall[];
}

/** So many messages are kept, evenly from all that were sent. */
const keptMessages = 400;

/** Looks at each call and at what becomes of it. */
export class Watch implements Sightings {
  readonly disturbed = new Set<string>();
  readonly deadlineDueAt = new Map<string, number>();
  readonly deadlineLooks = new Map<string, number[]>();
  readonly deadlineHangs: number[] = [];
  readonly ends = new Map<string, number>();
  #messages: ServiceCall[] = [];
  readonly #hashes = new Set<string>();
  #sent = 0;
  #everyNth = 1;

  get messages(): readonly ServiceCall[] {
    return this.#messages;
  }

  saw(call: ServiceCall, fate: Fate): void {
    const isHarmless = fate === 'pass' || fate.kind === 'delay';
    if (!isHarmless) this.disturb(call);
    if (isDeadlines(call) && fate !== 'pass' && fate.kind === 'hang') this.deadlineHangs.push(Date.now());
    if (isMessage(call)) {
      if (this.#isRepeated(call)) this.disturb(call);
      this.#keep(call);
    }
    const reaches = isHarmless || fate.kind === 'lose-answer' || fate.kind === 'twice';
    if (reaches && isDeadline(call)) {
      for (const { MessageBody, DelaySeconds = 0 } of entriesOf(call)) {
        const [rideId = ''] = ridesIn(MessageBody);
        if (!this.deadlineDueAt.has(rideId)) this.deadlineDueAt.set(rideId, Date.now() + DelaySeconds * 1000);
      }
    }
    const end = reaches ? endIn(call) : undefined;
    if (end !== undefined && !this.ends.has(end)) this.ends.set(end, Date.now());
    if (isDeadlineLook(call)) {
      for (const rideId of ridesIn(call.body)) {
        this.deadlineLooks.set(rideId, [...(this.deadlineLooks.get(rideId) ?? []), Date.now()]);
      }
    }
  }

  disturb({ body }: ServiceCall): void {
    for (const rideId of ridesIn(body)) this.disturbed.add(rideId);
  }

  /** A busy machine answers later than the caller waits, and gets the very same message again. */
  #isRepeated({ body }: ServiceCall): boolean {
    const hash = createHash('sha1').update(body).digest('base64');
    if (this.#hashes.has(hash)) return true;
    this.#hashes.add(hash);
    return false;
  }

  #keep(call: ServiceCall): void {
    if (this.#sent % this.#everyNth === 0) this.#messages.push(call);
    this.#sent += 1;
    if (this.#messages.length <= keptMessages) return;
    this.#messages = this.#messages.filter((_, index) => index % 2 === 0);
    this.#everyNth *= 2;
  }
}

export const isMessage = ({ operation }: ServiceCall): boolean => /^(SendMessage|Publish)(Batch)?$/.test(operation);

const isDeadline = ({ functionName, service, body }: ServiceCall): boolean =>
  functionName.includes('ApiFunction') && service === 'sqs' && /\\"kind\\":\\"deadline\\"/.test(body);

interface Entry {
  readonly MessageBody: string;
  readonly DelaySeconds?: number;
}

function entriesOf({ body }: ServiceCall): readonly Entry[] {
  const sent = JSON.parse(body) as Entry & { readonly Entries?: readonly Entry[] };
  return sent.Entries ?? [sent];
}

/** What a ride's end is found by among those that were seen. */
export const endKey = (rideId: string, completedAt: string): string => `${rideId} ${completedAt}`;

function endIn({ operation, body }: ServiceCall): string | undefined {
  if (operation !== 'UpdateItem') return undefined;
  const { Key, ExpressionAttributeValues } = JSON.parse(body);
  const completedAt = ExpressionAttributeValues?.[':completedAt']?.S;
  return completedAt === undefined ? undefined : endKey(Key.rideId.S, completedAt);
}

/** The first thing that the deadline's function does for a ride. */
export const isDeadlineLook = (call: ServiceCall): boolean => isDeadlines(call) && call.operation.endsWith('GetItem');

const isDeadlines = ({ functionName }: ServiceCall): boolean => functionName.includes('DeadlinesFunction');
