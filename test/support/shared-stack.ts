import { aQuickRequest, aRider } from './api-users.ts';
import { type RunningStack, startStack } from './running-stack.ts';

let shared: Promise<RunningStack> | undefined;

/** The stack that the tests of `test/cloud/shared.test.ts` have in common. It has not seen a ride before `warm`. */
export function sharedStack(): Promise<RunningStack> {
  shared ??= startStack();
  return shared;
}

/** The same, once its functions have answered a ride. */
export async function warmSharedStack(): Promise<RunningStack> {
  const stack = await sharedStack();
  await aRider(stack).asks(aQuickRequest());
  return stack;
}

export async function stopSharedStack(): Promise<void> {
  await (await shared)?.stop();
  shared = undefined;
}
