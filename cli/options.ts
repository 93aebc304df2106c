import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Point } from '../core/point.ts';
import { isRideId } from '../core/ride-id.ts';
import { isSubject } from '../core/subject.ts';
import { defaultApi } from './defaults.ts';
import { UsageError } from './errors.ts';
import { suggestion } from './nearest.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The values of a command's options. Throws `UsageError` on an option that the command does not have. */
export function optionsOf<const Given extends Options>(args: readonly string[], options: Given) {
  const { positionals, values } = parsed(args, options);
  if (positionals[0] !== undefined) throw new UsageError(`There is no use for "${positionals[0]}".`);
  return values;
}

/** The same for a command that is about one thing, which stands before or after its options. Throws `UsageError`. */
export function subjectAndOptionsOf<const Given extends Options>(
  args: readonly string[],
  subject: string,
  options: Given,
) {
  const { positionals, values } = parsed(args, options);
  const [only, ...more] = positionals;
  if (only === undefined || more.length > 0) throw new UsageError(`Say one ${subject}.`);
  return { subject: only, ...values };
}

function parsed<const Given extends Options>(args: readonly string[], options: Given) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    throw new UsageError(complaint(error as NodeJS.ErrnoException, options));
  }
}

function complaint({ code, message }: NodeJS.ErrnoException, options: Options): string {
  const unknown = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? /'(-[^']+)'/.exec(message)?.[1] : undefined;
  if (unknown === undefined) return message;
  const known = Object.keys(options).map((name) => `--${name}`);
  return `There is no option ${unknown}.${suggestion(unknown, known)}`;
}

/** A ride's id, as it is also a part of paths and queries. */
export function rideIdOf(text: string): string {
  if (isRideId(text)) return text;
  throw new UsageError(`${text} is not a ride's id.`);
}

/** A span of time such as `90s`, `30m`, `6h` or `2d`, in milliseconds. */
export function spanMsOf(text: string, option: string): number {
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[unit];
  if (unitMs === undefined) throw new UsageError(`${option} must be a span of time, such as 30m, 6h or 2d.`);
  return Number(count) * unitMs;
}

/** A place written as `LAT,LNG`. */
export function pointOf(text: string | undefined, option: string): Point {
  const [lat, lng, ...more] = (text ?? '').split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (lat === undefined || lng === undefined || more.length > 0 || !Number.isFinite(lat) || !Number.isFinite(lng)) {
    throw new UsageError(`${option} must be a place as LAT,LNG, for example 37.7749,-122.4194.`);
  }
  return { lat, lng };
}

/** An absolute URL. */
export function urlOf(text: string, option: string): string {
  if (URL.canParse(text)) return text;
  throw new UsageError(`${option} must be a URL, such as ${defaultApi}`);
}

/** Who a rider or a driver is, as tokens have it. */
export function idOf(text: string, option: string): string {
  if (isSubject(text)) return text;
  throw new UsageError(`${option} must be 1 to 255 visible characters of ASCII, without spaces.`);
}

/** A TCP port. */
export function portOf(text: string, option: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new UsageError(`${option} must be a port, 0 to 65535.`);
  return port;
}

/** A whole number above zero, of seconds or of things. */
export function countOf(text: string, option: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(`${option} must be a whole number, 1 to 999999.`);
}
