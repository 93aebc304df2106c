// This project's parallel flow on the embedded cloud, as `npm start` runs it but for the throttle and a larger fleet.
import { fleetOf } from '../../../cli/fleet.ts';
import { seedFleet } from '../../../cli/seed-fleet.ts';
import { startStack } from '../../support/stack.ts';
import { runEngine } from './support/lifecycle.ts';
import { versionOf } from './support/version.ts';

/** Several times as many as rides hold at once: there is a driver near each of them. */
const drivers = 2_000;

await runEngine(async () => {
  const cloud = await startStack();
  const parked = await seedFleet(cloud.apiUrl, fleetOf(drivers));
  const versions = { fauxqs: versionOf('fauxqs'), dynalite: versionOf('dynalite') };
  return {
    url: cloud.apiUrl,
    versions,
    stop: async () => {
      await parked.stop();
      await cloud.stop();
    },
  };
});
