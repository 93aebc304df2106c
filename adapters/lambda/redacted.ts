/**
 * Patterns of text that must not be logged. The functions' own lines contain none of it, but errors of services and libraries
 * quote their input.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  [/\b(?:pm|pi|seti|cus|whsec|[sr]k_(?:test|live))_[\w+/=]+/g, '[secret]'],
  [/\bBearer\s+[\w.~+/=-]+/gi, '[token]'],
  [/\beyJ[\w-]{8,}(?:\.[\w-]*)*/g, '[token]'],
  [/\bhttps?:\/\/[^\s"'<>]+/gi, '[url]'],
  [/[\w.%+'-]{1,64}@[\w-]+(?:\.[\w-]+)+/g, '[e-mail]'],
  // Degrees to two decimals, about a kilometre. Not the seconds of a time.
  [/(?<![\d.]|\d:)(-?\d{1,3}\.\d\d)\d+/g, '$1'],
];

/** Part of every text that a rule matches. Most texts have none of it: they need not be searched by each rule. */
const suspicious = /[._]|bearer|eyJ|:\/\//i;

/** A value of a log line in loggable form: texts without secrets, numbers to two decimals. */
export function redacted(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Math.trunc(value * 100) / 100;
  if (typeof value !== 'string' || !suspicious.test(value)) return value;
  return rules.reduce((text, [look, replacement]) => text.replace(look, replacement), value);
}
