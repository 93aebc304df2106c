import { branches, type Registry } from './branches.ts';
import { type GatherMessage, gatherMessageSchema } from './messages.ts';

const registry: Registry = branches;

/**
 * Parses the body of a message on `branch-results`, the result of a branch that the registry knows included. A branch
 * that it doesn't know (a newer one, during a deployment) keeps its result as it is. Throws `SyntaxError` or `ZodError`.
 */
export function parseGatherMessage(body: string): GatherMessage {
  const message = gatherMessageSchema.parse(JSON.parse(body));
  if (message.kind === 'branch-result' && message.status === 'ok')
    registry[message.branch]?.result.parse(message.result);
  return message;
}
