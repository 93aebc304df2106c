import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import { type Parse, parseOnce } from '../../../local/services/parse-once.ts';

type ParserName = 'conditionParser' | 'updateParser' | 'projectionParser';
type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** dynalite's own, as it was before anything was done to it. */
function parserOf(name: ParserName): Parse {
  const require = createRequire(createRequire(import.meta.url).resolve('dynalite'));
  const file = require.resolve(`./db/${name}`);
  const known = require.cache[file];
  delete require.cache[file];
  try {
    return require(file).parse;
  } finally {
    if (known) require.cache[file] = known;
    else delete require.cache[file];
  }
}

const flag = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true] as const));

const isReserved = (name: string) => name.toUpperCase() === 'STATUS';
const compare = (_: string, one?: { N?: string }, other?: { N?: string }) => Number(one?.N) > Number(other?.N);

/** What a parser says of an expression, the names and values that it has not used, or what it threw. */
function said(parse: Parse, expression: string, attrVals: Values, attrNames: Record<string, string> = {}) {
  const context = {
    attrNames,
    attrVals,
    unusedAttrNames: flag(Object.keys(attrNames)),
    unusedAttrVals: flag(Object.keys(attrVals)),
    isReserved,
    compare,
  };
  try {
    return { result: parse(expression, { context }), ...context };
  } catch (error) {
    return { thrown: String(error) };
  }
}

const names = { '#s': 'status', '#b': 'driver-matching' };
const text = (value: string) => ({ S: value });
const number = (value: number) => ({ N: String(value) });

type Case = [parser: ParserName, expression: string, requests: readonly Values[], names?: Record<string, string>];

const cases: Case[] = [
  [
    'conditionParser',
    'attribute_not_exists(rideId) OR expiresAt < :now',
    [{ ':now': number(1) }, { ':now': number(2) }],
  ],
  [
    'conditionParser',
    '#s = :from AND (begins_with(place, :p) OR NOT contains(#b, :p)) AND size(x) IN (:n, :m)',
    [1, 2].map((n) => ({ ':from': text(`f${n}`), ':p': text(`p${n}`), ':n': number(n), ':m': number(n + 5) })),
    names,
  ],
  [
    'updateParser',
    'SET results.#b = if_not_exists(results.#b, :r), n = n + :n, #s = :s REMOVE list[2] DELETE pending :self ADD m :n',
    [1, 2].map((n) => ({
      ':r': { M: { at: number(n) } },
      ':n': number(n),
      ':s': text(`s${n}`),
      ':self': { SS: [`b${n}`] },
    })),
    names,
  ],
  ['updateParser', 'SET a = :a', [{ ':a': text('text') }, { ':a': number(5) }, { ':a': { L: [] } }]],
  ['updateParser', 'ADD a :a', [{ ':a': number(5) }, { ':a': text('text') }, { ':a': number(6) }]],
  [
    'updateParser',
    'SET a = :a',
    [{ ':a': text('one'), ':b': text('two') }, { ':a': text('one') }, { ':b': text('two') }],
  ],
  ['updateParser', 'SET #b = :a', [{ ':a': text('one') }, { ':a': text('two') }], names],
  ['updateParser', 'SET status = :a', [{ ':a': text('one') }, { ':a': text('two') }]],
  ['updateParser', 'SET a = :a, a.b = :a', [{ ':a': text('one') }, { ':a': text('two') }]],
  ['conditionParser', 'a BETWEEN :a AND :b', [5, 1, 9].map((n) => ({ ':a': number(4), ':b': number(n) }))],
  [
    'conditionParser',
    'a BETWEEN b AND :a OR NOT (b BETWEEN :a AND :b AND c BETWEEN :b AND :c)',
    [5, 3, 9].map((n) => ({ ':a': number(4), ':b': number(n), ':c': number(6) })),
  ],
  ['conditionParser', 'attribute_type(a, :t)', [text('S'), text('no type'), text('N')].map((t) => ({ ':t': t }))],
  ['conditionParser', 'a = = :a', [{ ':a': number(1) }, { ':a': number(2) }]],
  ['projectionParser', 'rideId, #s, results.#b[1]', [{}, {}], names],
];

describe('a parser that remembers', () => {
  it.each(cases)('says what %s says: %s', (name, expression, requests, attributeNames) => {
    const parse = parserOf(name);
    const remembering = parseOnce(parse);
    for (const values of [...requests, ...requests]) {
      expect(said(remembering, expression, values, attributeNames)).toEqual(
        said(parse, expression, values, attributeNames),
      );
    }
  });

  it('tells apart what the same names stand for', () => {
    const parse = parserOf('updateParser');
    const remembering = parseOnce(parse);
    for (const name of ['one', 'two']) {
      const request = ['SET #n = :v', { ':v': text(name) }, { '#n': name }] as const;
      expect(said(remembering, ...request)).toEqual(said(parse, ...request));
    }
  });

  it('parses once what differs in values alone, and gives nobody what another has changed', () => {
    const parse = vi.fn(parserOf('updateParser'));
    const remembering = parseOnce(parse);
    for (const value of ['a', 'b', 'c']) {
      const { result } = said(remembering, 'SET #s = :v', { ':v': text(value) }, names) as {
        result: { sections: { val: unknown; path: string[] }[] };
      };
      expect(result.sections[0]).toMatchObject({ path: ['status'], val: text(value) });
      result.sections[0]?.path.push('spoiled');
    }
    expect(parse).toHaveBeenCalledTimes(1);
  });

  it('parses bounds once while they are in order', () => {
    const parse = vi.fn(parserOf('conditionParser'));
    const remembering = parseOnce(parse);
    for (const last of [5, 6, 7]) said(remembering, 'a BETWEEN :a AND :b', { ':a': number(5), ':b': number(last) });
    expect(parse).toHaveBeenCalledTimes(1);
  });

  it('does not remember without end', () => {
    let parsed = 0;
    const remembering = parseOnce(() => {
      parsed += 1;
      return { parsed };
    });
    const all = Array.from({ length: 5_000 }, (_, index) => `SET a${index} = :a`);
    for (const expression of [...all, ...all]) said(remembering, expression, { ':a': text('') });
    expect(parsed).toBeGreaterThan(9_000);
  });
});
