/**
 * Distinguishes a stack's queues from those of other stacks by their names, which CloudFormation makes of the stack's name,
 * the queue's logical id and a random part: `RideRequest-PricingQueueE649C4EC-1A2B3C4D5E6F`. (The embedded cloud leaves out
 * the random part.) The parts after the stack's name contain no hyphen, so `RideRequest` does not match `RideRequest-prod`.
 */
export function isOfStack(queueName: string, stackName: string): boolean {
  const prefix = `${stackName}-`;
  return queueName.startsWith(prefix) && /^[A-Za-z0-9]+(-[A-Za-z0-9]+)?$/.test(queueName.slice(prefix.length));
}
