import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SortedTexts } from '../../../local/services/sorted-texts.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '~', '\0'), maxLength: 4 });

it('has what was added and not deleted, in order', () => {
  const check = (added: readonly string[], deleted: readonly string[], from: string, to: string | undefined) => {
    const texts = new SortedTexts();
    const model = new Set(added);
    for (const each of model) texts.add(each);
    for (const each of deleted) if (model.delete(each)) texts.delete(each);
    const expected = [...model].filter((each) => each >= from && (to === undefined || each < to)).sort();
    expect(texts.within(from, to)).toEqual(expected);
  };
  fc.assert(fc.property(fc.array(text), fc.array(text), text, fc.option(text, { nil: undefined }), check));
});

it('keeps more than a block of them', () => {
  const texts = new SortedTexts();
  const names = Array.from({ length: 3_000 }, (_, index) => `t${String(index).padStart(4, '0')}`);
  // In an order that adds between others.
  for (const step of names.keys()) texts.add(names[(step * 1_171) % names.length] as string);
  expect(texts.within('', undefined)).toEqual(names);
  expect(texts.within('t0400', 't2600')).toEqual(names.slice(400, 2_600));
  for (const name of names.slice(100, 2_900)) texts.delete(name);
  expect(texts.within('', undefined)).toEqual([...names.slice(0, 100), ...names.slice(2_900)]);
  for (const name of texts.within('', undefined)) texts.delete(name);
  expect(texts.within('', undefined)).toEqual([]);
  texts.add('again');
  expect(texts.within('', undefined)).toEqual(['again']);
});
