import { Aws, CfnCondition, Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The account of every emulator, which AWS gives to nobody. */
const emulatorsAccount = '000000000000';

const id = 'OnEmulator';

/**
 * A value that the template itself keeps off AWS: wherever a stack is deployed by mistake, in an account there it is the
 * other one.
 */
export function onEmulator(scope: Construct, value: string, onAws: string): string {
  const stack = Stack.of(scope);
  const known = stack.node.tryFindChild(id) as CfnCondition | undefined;
  const condition =
    known ?? new CfnCondition(stack, id, { expression: Fn.conditionEquals(Aws.ACCOUNT_ID, emulatorsAccount) });
  return Fn.conditionIf(condition.logicalId, value, onAws).toString();
}
