import type { DriverReport } from '../core/messages.ts';
import type { RideView } from '../core/ride-view.ts';
import type { CloudDescription } from '../local/index.ts';
import { type Authorization, asDriver } from './callers.ts';
import { CommandError, NotEmbeddedError, RefusalError } from './errors.ts';

/** How a ride is asked for: side by side, or one branch after the other. */
export type Flow = 'parallel' | 'sequential';

const paths: Readonly<Record<Flow, string>> = { parallel: 'rides', sequential: 'sequential-rides' };

/** Asks the API for a ride and waits for the outcome. Throws `CommandError` when there is no answer or a refusal. */
export async function requestRide(
  apiUrl: string,
  rider: Authorization,
  flow: Flow,
  request: unknown,
): Promise<RideView> {
  const answer = await call(apiUrl, 'POST', paths[flow], { ...rider, Prefer: 'wait=25' }, request);
  return answer as RideView;
}

/** Reports a driver's position to a stack on this machine. */
export async function reportDriver(apiUrl: string, driverId: string, report: DriverReport): Promise<void> {
  await call(apiUrl, 'PUT', `drivers/${encodeURIComponent(driverId)}`, await asDriver(driverId), report);
}

/**
 * A ride as its rider sees it; undefined when there is no such ride, or when it is another rider's.
 * Throws `CommandError` when there is no answer.
 */
export async function findRide(apiUrl: string, rider: Authorization, rideId: string): Promise<RideView | undefined> {
  try {
    return (await call(apiUrl, 'GET', `rides/${encodeURIComponent(rideId)}`, rider)) as RideView;
  } catch (error) {
    if (error instanceof RefusalError && error.status < 500) return undefined;
    throw error;
  }
}

/** What the functions of an embedded cloud have logged, as far as it is kept. Throws `NotEmbeddedError`. */
export async function readLogs(apiUrl: string, contains: readonly string[], since: number): Promise<unknown> {
  const query = new URLSearchParams({ since: String(since) });
  for (const text of contains) query.append('contains', text);
  return call(apiUrl, 'GET', `/_cloud/logs?${query}`).catch((error: unknown) => {
    throw isOfAnother(error) ? new NotEmbeddedError(apiUrl) : error;
  });
}

/** Asks the embedded cloud that serves an API about itself. Throws `NotEmbeddedError` when something else serves it. */
export async function describeCloud(apiUrl: string): Promise<CloudDescription> {
  const answer = await call(apiUrl, 'GET', '/_cloud').catch((error: unknown) => {
    throw isOfAnother(error) ? new NotEmbeddedError(apiUrl) : error;
  });
  const description = answer as CloudDescription | null;
  if (description?.environment?.AWS_ENDPOINT_URL === undefined) throw new NotEmbeddedError(apiUrl);
  return description;
}

/** Anything but the 503 of an embedded cloud that is still starting. */
const isOfAnother = (error: unknown): boolean =>
  error instanceof SyntaxError || (error instanceof RefusalError && error.status !== 503);

async function call(
  apiUrl: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<unknown> {
  const url = new URL(path, apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`);
  const init = {
    method,
    headers: { 'Content-Type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
  const response = await fetch(url, init).catch((error: unknown) => unreachable(url, error));
  const text = await response.text();
  if (!response.ok)
    throw new RefusalError(response.status, refusal(url, response.status, text), retryAfterOf(response));
  return JSON.parse(text);
}

function retryAfterOf({ headers }: Response): number | undefined {
  const seconds = headers.get('retry-after') ?? '';
  return /^\d+$/.test(seconds) ? Number(seconds) : undefined;
}

function unreachable(url: URL, error: unknown): never {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  throw new CommandError(
    `No answer from ${url.origin}: ${cause}\nStart a stack with \`npm start\`, or say with --api where one runs.`,
  );
}

function refusal(url: URL, status: number, text: string): string {
  try {
    const { code, detail, field } = JSON.parse(text);
    return `${url.pathname} answered ${status} ${code}${field ? ` (${field})` : ''}: ${detail}`;
  } catch {
    return `${url.href} answered ${status}: ${text.slice(0, 200)}`;
  }
}
