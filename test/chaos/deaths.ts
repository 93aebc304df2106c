import type { Cloud } from '../../local/index.ts';
import type { Random } from './random.ts';
import type { RidePlan } from './scenario.ts';
import type { Tally } from './tally.ts';

type Death = NonNullable<RidePlan['death']>;

const laneNames = [
  'DriverMatching',
  'Eta',
  'Pricing',
  'PaymentCheck',
  'BranchResults',
  'Deadlines',
  'ReleaseDriver',
  'Api',
] as const;

const kindNames: Readonly<Record<Death, string>> = {
  'after-answer': 'all workers die right after a 2xx answer',
  'one-function': 'all workers of one function die',
  'all-functions': 'all workers die',
};

/** Ends workers abruptly: all of them, or those of a function drawn by lot. */
export function deathsIn(cloud: Cloud, random: Random, injected: Tally): (death: Death) => Promise<void> {
  const functionIds = Object.keys(cloud.physicalIds);
  return async (death) => {
    injected.add(kindNames[death]);
    const ofLane = new RegExp(`^${random.pick(laneNames)}Function[0-9A-F]{8}$`);
    await cloud.killWorkers(death === 'one-function' ? functionIds.find((id) => ofLane.test(id)) : undefined);
  };
}
