/** The queue that a `RedrivePolicy`, of a queue or of a subscription, sends dead letters to. */
export function deadLetterArnOf(redrivePolicy: string | undefined): string | undefined {
  return redrivePolicy ? JSON.parse(redrivePolicy).deadLetterTargetArn : undefined;
}

/** The queues that a dead-letter queue's `RedriveAllowPolicy` names. */
export function lettersOf(redriveAllowPolicy: string | undefined): readonly string[] {
  return redriveAllowPolicy ? (JSON.parse(redriveAllowPolicy).sourceQueueArns ?? []) : [];
}
