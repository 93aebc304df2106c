import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** A phone's window. */
export const phone = { width: 375, height: 740 };

/** Goes on from field to field until this one has the focus, as somebody without a mouse does, once it can have it. */
export async function tabTo(target: Locator): Promise<void> {
  await target.and(target.page().locator(':not(:disabled)')).waitFor();
  const focused = target.and(target.page().locator(':focus'));
  for (let presses = 0; (await focused.count()) === 0; presses += 1) {
    if (presses === 400) expect.fail(`Tab does not come to ${target}.`);
    await target.page().keyboard.press('Tab');
  }
}

/** Presses a button, or what else is pressed with a key. */
export async function press(target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(target);
  await target.page().keyboard.press(key);
}

export async function typeInto(field: Locator, text: string): Promise<void> {
  await press(field, 'ControlOrMeta+A');
  await field.page().keyboard.type(text);
}

/** Chooses an option of a list, one word. */
export async function choose(list: Locator, word: string): Promise<void> {
  await tabTo(list);
  await list.page().keyboard.type(word);
  expect(await list.locator('option:checked').textContent()).toBe(word);
}

/** Nobody has to scroll sideways on a phone. */
export async function expectToFitPhone(page: Page): Promise<void> {
  expect(await page.evaluate('document.scrollingElement.scrollWidth')).toBeLessThanOrEqual(phone.width);
}
