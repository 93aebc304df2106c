import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repeatedKeys } from '../../../adapters/http/repeated-keys.ts';

const pathsIn = (json: string) => {
  JSON.parse(json); // It must be valid.
  return repeatedKeys(json, 20).map((path) => path.join('.'));
};

describe('the keys that stand more than once', () => {
  it.each<[string, string[]]>([
    ['{"a":1,"a":2}', ['a']],
    ['{"a":1,"a":1,"a":1}', ['a', 'a']],
    ['{"a":1,"\\u0061":2}', ['a']],
    ['{"\\u00fc":1,"ü":2}', ['ü']],
    ['{"a\\"b":1,"a\\u0022b":2}', ['a"b']],
    ['{"a\\/b":1,"a/b":2}', ['a/b']],
    ['{"a":{"b":1,"c":2,"b":3}}', ['a.b']],
    ['{"a":[{"b":1},{"b":1,"b":2}]}', ['a.1.b']],
    ['[[1,{"x":[0,{"y":1,"y":2}]}]]', ['0.1.x.1.y']],
    ['{"a":{"b":1},"a":{"b":1}}', ['a']],
    ['{"":1,"":2}', ['']],
    ['{"__proto__":1,"__proto__":2}', ['__proto__']],
    [' {\n "a" : 1 ,\t"a" : 2 } ', ['a']],
    ['{"a":"}{,:[","a":"\\\\"}', ['a']],
  ])('of %s are %o', (json, paths) => {
    expect(pathsIn(json)).toEqual(paths);
  });

  it.each([
    '{"a":1,"A":2,"a ":3,"\\u0000a":4}',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":2}]',
    '{"a":"a","b":"a"}',
    '{"a":["a","a","a"]}',
    '{"a":"\\"a\\":1,\\"a\\":2"}',
    '"a"',
    '12',
    '[]',
    '{}',
    'null',
  ])('of %s are none', (json) => {
    expect(pathsIn(json)).toEqual([]);
  });

  it('are none of what a program writes, however it sets it', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(4), (json, indent) => {
        expect(pathsIn(json)).toEqual([]);
        expect(pathsIn(JSON.stringify(JSON.parse(json), null, indent))).toEqual([]);
      }),
    );
  });

  it('are found wherever they are, and however they are written', () => {
    const escaped = (key: string) =>
      `"${[...key].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`;
    const step = fc.oneof(fc.string(), fc.nat(3));
    fc.assert(
      fc.property(fc.array(step), fc.string({ unit: 'grapheme-ascii' }), fc.json(), (steps, key, value) => {
        const inner = `{${JSON.stringify(key)}:${value}, ${escaped(key)}:${value}}`;
        const json = steps.reduceRight<string>(
          (within, at) =>
            typeof at === 'number'
              ? `[${'0,'.repeat(at)}${within},{}]`
              : `{${JSON.stringify(`before ${at}`)}:[{}], ${JSON.stringify(at)}:${within}}`,
          inner,
        );
        expect(repeatedKeys(json, 20)).toEqual([[...steps.map(String), key]]);
      }),
    );
  });

  it('are told of up to so many, in a text of any depth', () => {
    expect(pathsIn(`{${Array(1_000).fill('"a":1').join(',')}}`)).toHaveLength(20);
    expect(pathsIn(`${'{"a":'.repeat(3_000)}{"b":1,"b":2}${'}'.repeat(3_000)}`)).toEqual([`${'a.'.repeat(3_000)}b`]);
    expect(pathsIn(`${'['.repeat(8_000)}${']'.repeat(8_000)}`)).toEqual([]);
  });
});
