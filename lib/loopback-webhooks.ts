import type { Construct } from 'constructs';
import { variables } from '../core/names.ts';
import { onEmulator } from './on-emulator.ts';
import type { Settings } from './settings.ts';

/**
 * Tells a function whether webhooks may go to loopback: only where that is the user's own machine. In Lambda, loopback is the
 * function's own, where the runtime API listens.
 */
export function loopbackWebhooks(scope: Construct, { target }: Settings): Record<string, string> {
  return { [variables.loopbackWebhooks]: target === 'aws' ? 'off' : onEmulator(scope, 'on', 'off') };
}
