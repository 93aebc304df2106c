import { branches, type Registry } from './branches.ts';
import { type GatherMessage, gatherMessageSchema } from './messages.ts';

const registry: Registry = branches;

/**
 * Parses the body of a message on `branch-results`, including the result of a branch in the registry. The result of an
 * unknown branch (a newer one, during a deployment) is kept as it is. Throws `SyntaxError` or `ZodError`.
 */
export function parseGatherMessage(body: string): GatherMessage {
  const message = gatherMessageSchema.parse(JSON.parse(body));
  if (message.kind === 'branch-result' && message.status === 'ok')
    registry[message.branch]?.result.parse(message.result);
  return message;
}
