/** A message that a queue has handed to a function. */
export interface Delivery {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly functionName: string;
  readonly messageId: string;
  /** From 1. */
  readonly attempt: number;
  readonly body: string;
}

export interface Deliveries {
  /** All so far. */
  all(): Promise<readonly Delivery[]>;
  stop(): void;
}

/** The cloud keeps some thousands, and is asked before it forgets any. */
const lookEveryMs = 5_000;

/** Collects what a cloud tells of its queues' deliveries. Throws when it has forgotten any before it was asked. */
export function deliveriesOf(apiUrl: string): Deliveries {
  const found = new Map<string, Delivery>();
  let since = 0;
  const look = async () => {
    const response = await fetch(new URL(`/_cloud/messages?since=${since}`, apiUrl));
    const { messages } = (await response.json()) as { messages: Delivery[] };
    for (const message of messages) {
      found.set(`${message.functionName}/${message.messageId}/${message.attempt}`, message);
      since = Math.max(since, message.at);
    }
  };
  const timer = setInterval(() => void look().catch(() => {}), lookEveryMs);
  return {
    all: async () => {
      await look();
      return [...found.values()];
    },
    stop: () => clearInterval(timer),
  };
}
