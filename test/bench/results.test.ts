import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Published, pageOf } from '../../bench/support/report.ts';

const results = new URL('../../bench/results/', import.meta.url);
const names = readdirSync(results)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));

/** JSON has no NaN: a cell without a figure is null. */
const nanOf = (_: string, value: unknown): unknown => value ?? Number.NaN;

it.each(names)('bench/results/%s.md is what the JSON beside it says', async (name) => {
  const published = JSON.parse(readFileSync(new URL(`${name}.json`, results), 'utf8'), nanOf) as Published;
  await expect(
    pageOf(name, published),
    'run `npx vitest run --project unit test/bench/results.test.ts -u`',
  ).toMatchFileSnapshot(`../../bench/results/${name}.md`);
});
