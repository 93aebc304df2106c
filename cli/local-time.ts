/** The terminal user's time zone, or another one. */
interface Zone {
  readonly timeZone?: string | undefined;
}

/** A time for people: `2026-03-04 10:00:00 +01:00`. Programs get it in UTC, by `--json`. */
export function localDateTime(at: number, zone: Zone = {}): string {
  const { year, month, day, hour, minute, second, offset } = partsOf(at, zone);
  return `${year}-${month}-${day} ${hour}:${minute}:${second} ${offset}`;
}

/** The same without the day and the zone, to the millisecond: `10:00:00.250`. */
export function localTime(at: number, zone: Zone = {}): string {
  const { hour, minute, second, fractionalSecond } = partsOf(at, zone);
  return `${hour}:${minute}:${second}.${fractionalSecond}`;
}

function partsOf(at: number, { timeZone }: Zone): Readonly<Record<string, string>> {
  const format = formatIn(timeZone);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  // `GMT+01:00`, or `GMT` in that zone.
  return { ...parts, offset: parts.timeZoneName?.slice('GMT'.length) || '+00:00' };
}

/** By time zone: to make one takes far longer than to use it. */
const formats = new Map<string | undefined, Intl.DateTimeFormat>();

function formatIn(timeZone: string | undefined): Intl.DateTimeFormat {
  const format = formats.get(timeZone) ?? newFormat(timeZone);
  formats.set(timeZone, format);
  return format;
}

const newFormat = (timeZone: string | undefined): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en', {
    ...(timeZone !== undefined && { timeZone }),
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    timeZoneName: 'longOffset',
  });
