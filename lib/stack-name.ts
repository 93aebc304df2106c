import type { Stage } from './settings.ts';

/** Each stage is a separate stack, next to the others of the account: `-c stage=prod` never replaces `dev`. */
export const stackNameOf = (stage: Stage): string => (stage === 'dev' ? 'RideRequest' : `RideRequest-${stage}`);
