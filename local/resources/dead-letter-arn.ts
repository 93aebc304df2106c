/** The dead-letter queue that a `RedrivePolicy` names, as JSON or as text in the template. */
export function deadLetterArnOf(redrivePolicy: unknown): string | undefined {
  const policy = typeof redrivePolicy === 'string' ? JSON.parse(redrivePolicy) : redrivePolicy;
  return (policy as { deadLetterTargetArn?: string } | undefined)?.deadLetterTargetArn;
}
