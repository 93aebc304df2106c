import type { Point } from '../core/point.ts';
import { isRideId } from '../core/ride-id.ts';
import { isSubject } from '../core/subject.ts';
import { defaultApi } from './defaults.ts';
import { UsageError } from './errors.ts';

/** Parses an option's value. `earlier` is the result of its previous value. Throws `UsageError`, which names the option. */
export type Read<Value> = (text: string, option: string, earlier?: Value) => Value;

/** Any text, as it is. */
export const readText: Read<string> = (text) => text;

/** Any texts, for an option that may be repeated. */
export const readTexts: Read<readonly string[]> = (text, _, earlier = []) => [...earlier, text];

/** A ride's id, as it is also a part of paths and queries. Throws `UsageError`. */
export function readRideId(text: string): string {
  if (isRideId(text)) return text;
  throw new UsageError(`${text} is not a ride's id, such as ride_0f8fad5bd9cb469fa16570867728950e.`);
}

/** A duration such as `90s`, `30m`, `6h` or `2d`, in milliseconds. */
export const readSpanMs: Read<number> = (text, option) => {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit];
  if (unitMs === undefined) throw new UsageError(`${option} must be a span of time, such as 30m, 6h or 2d.`);
  return Number(count) * unitMs;
};

/** The same, between two spans. A timer that is longer than `24d` ends at once. */
export const readSpanWithin =
  (least: string, most: string): Read<number> =>
  (text, option) => {
    const ms = readSpanMs(text, option);
    if (ms >= readSpanMs(least, option) && ms <= readSpanMs(most, option)) return ms;
    throw new UsageError(`${option} must be a span of time, ${least} to ${most}.`);
  };

/** A place written as `LAT,LNG`. */
export const readPoint: Read<Point> = (text, option) => {
  const [lat, lng, ...more] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (lat === undefined || lng === undefined || more.length > 0 || !Number.isFinite(lat) || !Number.isFinite(lng)) {
    throw new UsageError(`${option} must be a place as LAT,LNG, for example 37.7749,-122.4194.`);
  }
  return { lat, lng };
};

/** The address of an HTTP service, to which paths can be added. */
const readAddress =
  (example: string): Read<string> =>
  (text, option) => {
    const hasScheme = /^[a-z][a-z\d+.-]*:\//i.test(text);
    const whole = hasScheme ? text : `http://${text}`;
    if (!URL.canParse(whole)) throw new UsageError(`${option} must be a URL, such as ${example}`);
    const { protocol, username, password, search, hash } = new URL(whole);
    // The message does not quote it: it may contain a password.
    if (username || password) throw new UsageError(`${option} must have no user name or password in it.`);
    if (!hasScheme) throw new UsageError(`${option} must begin with http:// or https://, such as ${whole}`);
    if (!/^https?:$/.test(protocol))
      throw new UsageError(`${option} must begin with http:// or https://, not ${protocol}//`);
    if (search || hash) throw new UsageError(`${option} must end before ${search}${hash}, such as ${example}`);
    return text;
  };

/** The API's address. */
export const readUrl = readAddress(defaultApi);

/** The address of an emulator. */
export const readEndpoint = readAddress('http://127.0.0.1:4566');

/** The id of a rider or a driver, as tokens contain it. */
export const readId: Read<string> = (text, option) => {
  if (isSubject(text)) return text;
  throw new UsageError(`${option} must be 1 to 255 visible characters of ASCII, without spaces.`);
};

/** A bearer token. The error does not quote it. */
export const readToken: Read<string> = (text, option) => {
  const token = text.trim();
  if (/^[!-~]+$/.test(token)) return token;
  throw new UsageError(`${option} must be a token: visible characters of ASCII, without spaces.`);
};

/** A TCP port. */
export const readPort: Read<number> = (text, option) => {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`${option} must be a port, 0 to 65535.`);
  return port;
};

/** An integer in a range. */
export const readInteger =
  (least: number, most: number): Read<number> =>
  (text, option) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new UsageError(`${option} must be a whole number, ${least} to ${most}.`);
  };

/** A positive integer: a count, or a number of seconds. */
export const readCount = readInteger(1, 999_999);

/** Any JSON. */
export const readJson: Read<unknown> = (text, option) => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${option} must be JSON: ${(cause as Error).message}`);
  }
};
