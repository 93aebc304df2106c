import { Aws, CfnCondition, Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The account of every emulator; AWS never assigns it. */
const emulatorsAccount = '000000000000';

const id = 'OnEmulator';

/**
 * A value that the template itself keeps off AWS: if the stack is deployed to an AWS account by mistake, the other value
 * applies.
 */
export function onEmulator(scope: Construct, value: string, onAws: string): string {
  const stack = Stack.of(scope);
  const known = stack.node.tryFindChild(id) as CfnCondition | undefined;
  const condition =
    known ?? new CfnCondition(stack, id, { expression: Fn.conditionEquals(Aws.ACCOUNT_ID, emulatorsAccount) });
  return Fn.conditionIf(condition.logicalId, value, onAws).toString();
}
