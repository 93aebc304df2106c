import type { Settings, Target } from './settings.ts';

/** Parts of the stack that only watch it or let people in, and that emulators of AWS lack the service for. */
export type Part = 'dashboards' | 'tracing' | 'userPool';

/**
 * What is left out of the stack, by target. LocalStack's free edition has neither X-Ray nor Cognito, and its
 * CloudFormation does not know dashboards. The embedded cloud has nothing to look at them with.
 */
const leftOut: Readonly<Record<Target, readonly Part[]>> = {
  aws: [],
  localstack: ['dashboards', 'tracing', 'userPool'],
  embedded: ['dashboards', 'tracing', 'userPool'],
};

/** Whether a stack that goes to this target has that part. */
export function hasPart({ target }: Pick<Settings, 'target'>, part: Part): boolean {
  return !leftOut[target].includes(part);
}
