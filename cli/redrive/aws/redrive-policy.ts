/** The queue that a `RedrivePolicy`, of a queue or of a subscription, sends dead letters to. */
export function deadLetterArnOf(redrivePolicy: string | undefined): string | undefined {
  return redrivePolicy ? JSON.parse(redrivePolicy).deadLetterTargetArn : undefined;
}
