import type { Outcomes } from '../../cli/console/protocol.ts';
import { NoAnswerError, ProblemError } from '../../client/index.ts';
import { isDecided, type LoadFacts } from './tell-load.ts';

/** A load under way. */
export interface LoadUnderWay {
  /** What is known of it. */
  readonly facts: () => LoadFacts;
  readonly change: (changes: Partial<LoadFacts>) => void;
  /** Requests one ride. */
  readonly request: () => Promise<unknown>;
  /** Called for each accepted ride, with the time that its acknowledgement took. */
  readonly acknowledged: (ms: number) => void;
  /** Of its accepted rides, as far as the backend knows them. */
  readonly outcomes: () => Outcomes | undefined;
}

/** Fewer than a browser's connections to one host: a ride that waits in the browser would seem slow. */
const atOnce = 3;
const lookEveryMs = 250;

/** Requests all rides; once the load is stopped or the stack does not answer, no further one. */
export async function sendRides(load: LoadUnderWay): Promise<void> {
  let left = load.facts().wanted;
  const next = async () => {
    while (left > 0 && !load.facts().isStopped && !load.facts().isCutOff) {
      left -= 1;
      await sendOne(load);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}

async function sendOne({ facts, change, request, acknowledged }: LoadUnderWay): Promise<void> {
  const sentAt = performance.now();
  try {
    await request();
    acknowledged(performance.now() - sentAt);
  } catch (error) {
    // Whether a ride without an answer was accepted is unknown: it is in no figure.
    if (isUnanswered(error as Error)) change({ isCutOff: true });
    else
      change(
        error instanceof ProblemError && error.status === 429
          ? refusedBy(facts(), error)
          : failedBy(facts(), error as Error),
      );
  }
}

/** The backend's calls, such as the one for a token, have status 0 without an answer. */
const isUnanswered = (error: Error & { readonly status?: number }): boolean =>
  error instanceof NoAnswerError || error.status === 0;

function refusedBy({ refused, retryAfter }: LoadFacts, { retryAfterSeconds }: ProblemError): Partial<LoadFacts> {
  if (retryAfterSeconds === undefined) return { refused: refused + 1 };
  const [least, most] = retryAfter ?? [retryAfterSeconds, retryAfterSeconds];
  return {
    refused: refused + 1,
    retryAfter: [Math.min(least, retryAfterSeconds), Math.max(most, retryAfterSeconds)],
  };
}

const failedBy = ({ failed }: LoadFacts, { message }: Error): Partial<LoadFacts> => ({
  failed: failed + 1,
  problem: message,
});

/**
 * Waits until the backend knows all accepted rides and none of them is open, for `longestMs` at most, or until the stack does not
 * answer or the load is stopped.
 */
export async function untilDecided(
  { facts, outcomes }: LoadUnderWay,
  longestMs: number,
  { whenStopped = false } = {},
): Promise<void> {
  const untilMs = performance.now() + longestMs;
  const isGivenUp = () => performance.now() >= untilMs || facts().isCutOff || (facts().isStopped && !whenStopped);
  while (!isDecided(outcomes(), facts().accepted) && !isGivenUp()) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
