import type { Settings, Target } from './settings.ts';

/** Parts of the stack that a ride does not need, and whose service not every target offers. */
export type Part = 'dashboards' | 'tracing' | 'userPool' | 'mail' | 'alarms' | 'metricMath' | 'push' | 'console';

/**
 * The parts that the stack lacks, by target. LocalStack's free edition has no X-Ray, no Cognito, no AppSync, and of SES only
 * version 1; its CloudFormation does not support dashboards, and emulators raise no alarms on metric math. The embedded cloud
 * cannot display traces or dashboards, and has neither CloudWatch nor Cognito. Only AWS has CloudFront; the embedded cloud
 * serves the console itself.
 */
const leftOut: Readonly<Record<Target, readonly Part[]>> = {
  aws: [],
  localstack: ['dashboards', 'tracing', 'userPool', 'mail', 'metricMath', 'push', 'console'],
  embedded: ['dashboards', 'tracing', 'userPool', 'alarms', 'metricMath', 'console'],
};

/** Whether a stack for this target has that part. */
export function hasPart({ target }: Pick<Settings, 'target'>, part: Part): boolean {
  return !leftOut[target].includes(part);
}
