// This project's parallel flow on the embedded cloud, as `npm start` runs it but for the throttle and the fleet.

import { each } from '../../../cli/each.ts';
import { fleetOf } from '../../../cli/fleet.ts';
import { reportDriver } from '../../../cli/report-driver.ts';
import { startStack } from '../../support/stack.ts';
import { driversOnShift, freshSeconds } from './support/fleet.ts';
import { runEngine } from './support/lifecycle.ts';
import { versionOf } from './support/version.ts';

await runEngine(async () => {
  const cloud = await startStack({ driverFreshSeconds: String(freshSeconds) });
  await each(fleetOf(driversOnShift), 8, ({ driverId, report }) => reportDriver(cloud.apiUrl, driverId, report));
  const versions = { fauxqs: versionOf('fauxqs'), dynalite: versionOf('dynalite') };
  return { url: cloud.apiUrl, versions, stop: () => cloud.stop() };
});
