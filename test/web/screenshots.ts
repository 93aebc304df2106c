/** Takes the console's pictures for docs/guide/: `npm run web:screenshots`. */
import path from 'node:path';
import { buildPage } from '../../cli/console/build-page.ts';
import { makeConsole } from '../../cli/console/make-console.ts';
import { embeddedContext } from '../../cli/embedded-context.ts';
import { fleetOf } from '../../cli/fleet.ts';
import { seedFleet } from '../../cli/seed-fleet.ts';
import { startCloud, synthesize } from '../../local/index.ts';
import { startBrowser } from './support/chromium.ts';

const projectDirectory = path.join(import.meta.dirname, '../..');
const [assemblyDirectory, site] = await Promise.all([
  synthesize({ projectDirectory, context: embeddedContext }),
  buildPage(),
]);
const cloud = await startCloud({ assemblyDirectory, site, ...makeConsole() });
const browser = await startBrowser();
try {
  const parked = await seedFleet(cloud.apiUrl, fleetOf(500));
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height: 1400 } });
    await page.goto(new URL('/', cloud.apiUrl).href);
    const button = page.getByRole('button', { name: 'Race a ride' });
    // So that there is something to see in the city.
    const load = page.locator('#load');
    await load.getByLabel('Rides').fill('150');
    await load.getByLabel('Each branch takes').fill('0');
    await load.getByRole('button', { name: 'Send them' }).click();
    await load.locator('[data-phase=done]').waitFor();
    await load.evaluate('window.scrollTo(0, 0)');
    // The first ones start the functions.
    for (const race of ['cold', 'warm', 'shown']) {
      // One flow survives what ends the other.
      if (race === 'shown') await page.getByLabel("pricing's fault").selectOption('crashes');
      await button.click();
      await button.waitFor();
    }
    await page.getByText(/drivers are free, \d+ taken/).waitFor();
    await page.mouse.move(0, 0);
    const name = colorScheme === 'light' ? 'console.png' : 'console-dark.png';
    await page.screenshot({ path: path.join(projectDirectory, 'docs/guide', name) });
    await page.close();
  }
  await parked.stop();
} finally {
  await browser.close();
  await cloud.stop();
}
