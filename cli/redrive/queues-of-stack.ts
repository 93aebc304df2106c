/**
 * Tells a stack's queues from those of other stacks by their names, which CloudFormation makes of the stack's name, the
 * queue's logical id and a random part: `RideRequest-PricingQueueE649C4EC-1A2B3C4D5E6F`. (The embedded cloud leaves the
 * random part out.) None of the parts that follow has a hyphen, so `RideRequest` does not take in `RideRequest-prod`.
 */
export function isOfStack(queueName: string, stackName: string): boolean {
  const prefix = `${stackName}-`;
  return queueName.startsWith(prefix) && /^[A-Za-z0-9]+(-[A-Za-z0-9]+)?$/.test(queueName.slice(prefix.length));
}
