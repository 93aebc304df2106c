import { isRecord } from './template.ts';

/** Something with URLs of its own. */
export interface Localized {
  /** The origins that they begin with on AWS, each with the one that it has on this machine. */
  readonly localOrigins: readonly (readonly [string, string])[];
}

/** The value with the URLs of every API (https://ID.execute-api..., say) replaced by those that they have on this machine. */
export function localizeUrls(value: unknown, apis: Iterable<Localized>): unknown {
  const origins = [...apis].flatMap(({ localOrigins }) => localOrigins);
  const localize = (item: unknown): unknown => {
    if (typeof item === 'string') return origins.reduce((text, [from, to]) => text.replaceAll(from, to), item);
    if (Array.isArray(item)) return item.map(localize);
    if (!isRecord(item)) return item;
    return Object.fromEntries(Object.entries(item).map(([key, member]) => [key, localize(member)]));
  };
  return origins.length > 0 ? localize(value) : value;
}
