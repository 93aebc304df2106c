import type { ScenarioName } from './scenarios/index.ts';
import type { TargetName } from './targets/index.ts';

const ownLoopback = 'the receiver is on the loopback of this machine, which the functions of this target can not reach';

const keptCount =
  'a move task keeps the id of a message and how often it was received, where AWS begins anew: the branch takes it for one ' +
  'that it has given up, and it becomes a dead letter again';

/** What a target can not do, by scenario, and why. It is skipped there; everything else has to run. */
export const knownGaps: Readonly<Record<TargetName, Partial<Record<ScenarioName, string>>>> = {
  embedded: {},
  localstack: {
    'keeps what a branch has given up among the dead letters, and redrives it to that branch': keptCount,
    'sends the outcome by webhook, signed, and again after an error': ownLoopback,
  },
  localemu: {},
  ministack: {},
  aws: {
    'sends the outcome by webhook, signed, and again after an error': ownLoopback,
  },
};
