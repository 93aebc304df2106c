import type { Stage } from './settings.ts';

/** A stage of its own is a stack of its own, beside the others of the account: `-c stage=prod` never replaces `dev`. */
export const stackNameOf = (stage: Stage): string => (stage === 'dev' ? 'RideRequest' : `RideRequest-${stage}`);
