import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from './settings.ts';

/** What happens to tables and logs when their stack goes. */
export function dataRemoval(stage: Stage): RemovalPolicy {
  return stage === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
}
