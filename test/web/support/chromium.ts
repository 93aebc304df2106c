import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { browsers } from '../../../cli/doctor/checks.ts';

/** The browser that tests use: $CHROMIUM, or the system's; undefined when there is none. */
export const chromiumPath: string | undefined = process.env.CHROMIUM || browsers.find(existsSync);

/** Starts it, without a window. As root it has to do without its sandbox. */
export async function startBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(`There is no Chromium at any of ${browsers.join(', ')}.`);
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: chromiumPath, args });
}
