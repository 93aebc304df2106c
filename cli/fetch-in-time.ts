import type { ClientOptions } from '../client/index.ts';

/** Longer than any call takes: the API's gateway gives up after 29 s. */
export const longestSeconds = 30;

/** For a client whose calls throw `NoAnswerError` when the whole answer has not arrived in this time. */
export const fetchInTime =
  (seconds = longestSeconds): NonNullable<ClientOptions['fetch']> =>
  (request) =>
    fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(seconds * 1000)]) });
