/** A call of an event source mapping that was answered. */
export interface PollerCall {
  /** The function that the mapping feeds. */
  functionName: string;
  /** As the service names it: of the queue, or of the function. */
  operation: 'ReceiveMessage' | 'Invoke' | 'DeleteMessageBatch';
  /** How many messages it was about: 0 for a receive that has come back empty. */
  messages: number;
  ms: number;
}

export type OnPollerCall = (call: PollerCall) => void;

/** Makes a call, and tells the listener of it. */
export type WatchCall = <Output>(
  operation: PollerCall['operation'],
  call: () => Promise<Output>,
  messagesOf: (output: Output) => number,
) => Promise<Output>;

export function watchCalls(functionName: string, listener: OnPollerCall | undefined): WatchCall {
  return async (operation, call, messagesOf) => {
    const startedAt = performance.now();
    const output = await call();
    listener?.({ functionName, operation, messages: messagesOf(output), ms: performance.now() - startedAt });
    return output;
  };
}
