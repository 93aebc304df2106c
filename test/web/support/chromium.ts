import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser that tests use: $CHROMIUM, or the system's; undefined when there is none. */
export const chromiumPath: string | undefined = process.env.CHROMIUM ?? places.find(existsSync);

/** Starts it, without a window. As root it has to do without its sandbox. */
export async function startBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(`There is no Chromium at any of ${places.join(', ')}.`);
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: chromiumPath, args });
}
