import { NoAnswerError } from '../client/index.ts';
import type { CloudDescription } from '../local/index.ts';
import { CommandError, NotEmbeddedError } from './errors.ts';
import { fetchInTime } from './fetch-in-time.ts';
import { isOnThisMachine } from './rider-of.ts';

/** For calls of a cloud on this machine, which takes much less. */
const fetchCloud = fetchInTime(10);

/** Reads the state of the embedded cloud that serves an API. Throws `NotEmbeddedError` if something else serves it. */
export async function describeCloud(apiUrl: string, signal?: AbortSignal): Promise<CloudDescription> {
  const description = (await ask(apiUrl, '/_cloud', signal)) as CloudDescription | null;
  if (description?.environment?.AWS_ENDPOINT_URL === undefined) throw new NotEmbeddedError(apiUrl);
  return description;
}

/** The same; undefined if something else serves the API. Only this machine is asked. */
export async function embeddedCloudAt(apiUrl: string, signal?: AbortSignal): Promise<CloudDescription | undefined> {
  if (!isOnThisMachine(apiUrl)) return undefined;
  return describeCloud(apiUrl, signal).catch((error: unknown) => {
    if (error instanceof NotEmbeddedError) return undefined;
    throw error;
  });
}

/** The log lines of an embedded cloud's functions that are still kept. Throws `NotEmbeddedError`. */
export function readLogs(apiUrl: string, contains: readonly string[], since: number): Promise<unknown> {
  const query = new URLSearchParams({ since: String(since) });
  for (const text of contains) query.append('contains', text);
  return ask(apiUrl, `/_cloud/logs?${query}`);
}

async function ask(apiUrl: string, path: string, signal?: AbortSignal): Promise<unknown> {
  const url = new URL(path, apiUrl);
  const { status, text } = await answerOf(url, signal).catch((error: unknown) => {
    throw new NoAnswerError(`GET ${url.href}`, error);
  });
  if (status === 503) throw new CommandError(`The embedded cloud at ${url.origin} is still starting. Try again.`);
  if (status !== 200) throw new NotEmbeddedError(apiUrl);
  try {
    return JSON.parse(text);
  } catch {
    throw new NotEmbeddedError(apiUrl);
  }
}

async function answerOf(url: URL, signal?: AbortSignal): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetchCloud(new Request(url, signal ? { signal } : {}));
  return { status: response.status, text: await response.text() };
}
