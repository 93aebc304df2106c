import type { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import { onEmulator } from './on-emulator.ts';
import type { Settings } from './settings.ts';

/**
 * Tells a function whether webhooks may go to the machine itself: only where that is the user's own. In Lambda it is the
 * function's, and the runtime's own API listens there.
 */
export function loopbackWebhooks(scope: Construct, { target }: Settings): Record<string, string> {
  return { [variables.loopbackWebhooks]: target === 'aws' ? 'off' : onEmulator(scope, 'on', 'off') };
}
