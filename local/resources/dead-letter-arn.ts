/** The dead-letter queue that a `RedrivePolicy` names, whether the template has it as JSON or as text. */
export function deadLetterArnOf(redrivePolicy: unknown): string | undefined {
  const policy = typeof redrivePolicy === 'string' ? JSON.parse(redrivePolicy) : redrivePolicy;
  return (policy as { deadLetterTargetArn?: string } | undefined)?.deadLetterTargetArn;
}
