import { expect, it } from 'vitest';
import { grouped, inMs } from '../../cli/figures.ts';

it.each([
  [0, '0'],
  [999, '999'],
  [12_345, '12,345'],
  [-1_234_567, '-1,234,567'],
])('%i is %j to people', (figure, text) => {
  expect([grouped(figure), inMs(figure)]).toEqual([text, `${text} ms`]);
});
