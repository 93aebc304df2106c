import type { Cloud } from '../../local/index.ts';
import { runSender } from '../support/sender-process.ts';
import type { Orders, SenderResult, Step } from './sender.ts';

/** Sends the load of these steps to a stack. */
export function send(
  { apiUrl, environment, outputs }: Cloud,
  drivers: number,
  steps: readonly Step[],
  signal: AbortSignal,
  onProgress: (line: string) => void,
): Promise<SenderResult> {
  const orders: Orders = { apiUrl, environment, topicArn: outputs.RideEventsTopicArn ?? '', drivers, steps };
  return runSender(new URL('./sender.ts', import.meta.url), orders, signal, onProgress);
}
