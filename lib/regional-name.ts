import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * A name for what an account has, or may have, one list of for all regions, such as dashboards and what CloudFront keeps:
 * CDK's own names are the same in each region, and a second stack would be refused.
 */
export function regionalName(scope: Construct, ...what: readonly string[]): string {
  const { stackName, region } = Stack.of(scope);
  return [stackName, region, ...what].join('-');
}
