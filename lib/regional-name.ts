import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * A name for resources whose names are unique across an account's regions, such as dashboards and CloudFront's policies: CDK
 * generates the same name in each region, so a second stack would be refused.
 */
export function regionalName(scope: Construct, ...what: readonly string[]): string {
  const { stackName, region } = Stack.of(scope);
  return [stackName, region, ...what].join('-');
}
