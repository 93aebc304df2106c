import { latLngToCell } from 'h3-js';
import type { Point } from '../../core/point.ts';
import type { LogEntry } from '../../local/index.ts';

/** Something that must not be in a log, in every form in which it could be there. */
export interface Canary {
  readonly name: string;
  readonly forms: readonly string[];
}

/** A text that nothing else has, as it is, in a URL, and inside of anything in base64. */
export const aCanary = (name: string, text: string): Canary => ({
  name,
  forms: [text, encodeURIComponent(text), ...base64Of(text)],
});

/** A JSON Web Token: its claims and its signature, each of which is enough to be too much. */
export const tokenCanaries = (whose: string, token: string): Canary[] => {
  const [, claims = '', signature = ''] = token.split('.');
  return [aCanary(`${whose} token's claims`, claims), aCanary(`${whose} token's signature`, signature)];
};

/** What of a text's base64 does not depend on its neighbours, for each place where it may begin among three bytes. */
function base64Of(text: string): string[] {
  const cuts = [0, 2, 3].map((cut, offset) =>
    Buffer.from(' '.repeat(offset) + text)
      .toString('base64')
      .slice(cut, -4),
  );
  return cuts.filter(({ length }) => length >= 8);
}

/**
 * A place, which a log may know to two decimals of a degree, about a kilometre. So found are its coordinates with three
 * decimals or more, cut or rounded, and its H3 cells of less than a square kilometre. Its degrees should be beyond 60,
 * or the seconds of a time look like them.
 */
export function aPositionCanary(name: string, { lat, lng }: Point): Canary {
  const cells = [8, 9, 10, 11, 12, 13, 14, 15].map((resolution) => latLngToCell(lat, lng, resolution));
  return { name, forms: [...coordinateForms(lat), ...coordinateForms(lng), ...cells] };
}

function coordinateForms(degrees: number): string[] {
  const text = Math.abs(degrees).toFixed(6);
  return [text.slice(0, -3), Math.abs(degrees).toFixed(3)];
}

/** Says which canary is in which line; empty when the log keeps its secrets. */
export function leaksIn(logs: readonly LogEntry[], canaries: readonly Canary[]): string[] {
  return logs.flatMap(({ functionName, stream, line }) =>
    canaries
      .filter(({ forms }) => forms.some((form) => line.includes(form)))
      .map(({ name }) => `${name} in a line of ${functionName} (${stream}): ${line}`),
  );
}
