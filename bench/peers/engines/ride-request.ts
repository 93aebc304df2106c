// This project's parallel flow on the embedded cloud, as `npm start` runs it but without the throttle and the fleet.

import { fleetOf } from '../../../cli/fleet.ts';
import { driversOnShift, freshSeconds, reportOnce } from '../../support/fleet.ts';
import { startStack } from '../../support/stack.ts';
import { runEngine } from './support/lifecycle.ts';
import { versionOf } from './support/version.ts';

await runEngine(async () => {
  const cloud = await startStack({ driverFreshSeconds: String(freshSeconds) });
  await reportOnce(cloud.apiUrl, fleetOf(driversOnShift));
  const versions = { fauxqs: versionOf('fauxqs'), dynalite: versionOf('dynalite') };
  return { url: cloud.apiUrl, versions, stop: () => cloud.stop() };
});
