import type { Settings, Target } from './settings.ts';

/** Parts of the stack that a ride does without, and that not every target has the service for. */
export type Part = 'dashboards' | 'tracing' | 'userPool' | 'mail' | 'alarms' | 'metricMath' | 'push' | 'console';

/**
 * What is left out of the stack, by target. LocalStack's free edition has no X-Ray, no Cognito, no AppSync and of SES only the
 * first version; its CloudFormation does not know dashboards, and emulators raise no alarms on what is computed from several
 * metrics. The embedded cloud has nothing to look at traces and dashboards with, no CloudWatch and no Cognito. Only AWS has
 * CloudFront; the embedded cloud serves the console by itself.
 */
const leftOut: Readonly<Record<Target, readonly Part[]>> = {
  aws: [],
  localstack: ['dashboards', 'tracing', 'userPool', 'mail', 'metricMath', 'push', 'console'],
  embedded: ['dashboards', 'tracing', 'userPool', 'alarms', 'metricMath', 'console'],
};

/** Whether a stack that goes to this target has that part. */
export function hasPart({ target }: Pick<Settings, 'target'>, part: Part): boolean {
  return !leftOut[target].includes(part);
}
