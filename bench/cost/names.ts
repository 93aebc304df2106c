import { branches } from '../../core/branches.ts';
import { subscribers } from '../../core/subscribers.ts';

/** Constructs whose name differs from their function's. */
const functionNames: Readonly<Record<string, string>> = {
  'branch-results': 'aggregator',
  deadlines: 'deadline',
  sequential: 'sequential-ride',
};

/** A function's own name, from its name in the stack: `RideRequest-EtaFunctionC8F274C2` is `eta`. */
export function functionNameOf(physicalName: string): string {
  const name = nameOf(physicalName);
  return functionNames[name] ?? name;
}

/** The name of a queue, topic or table, from its physical name, URL or ARN: `…-BranchResultsQueueB7A977E3` is `branch-results`. */
export function nameOf(physicalName: string): string {
  const logicalId = physicalName.slice(physicalName.lastIndexOf('-') + 1);
  const construct = logicalId
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/^Stores/, '')
    .replace(/(Queue|Function)$/, '');
  return construct.replace(/(?<=.)([A-Z])/g, '-$1').toLowerCase();
}

/** The kind of a function: functions of the same kind are counted together where they do the same. */
export function kindOf(functionName: string): string {
  if (Object.hasOwn(branches, functionName)) return 'branches';
  return subscribers.some(({ name }) => name === functionName) ? 'subscribers' : functionName;
}
