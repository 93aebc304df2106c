/** A completed call of an event source mapping. */
export interface PollerCall {
  /** The function that the mapping feeds. */
  functionName: string;
  /** The operation's name in the queue service or in Lambda. */
  operation: 'ReceiveMessage' | 'Invoke' | 'DeleteMessageBatch';
  /** The number of messages in the call: 0 for an empty receive. */
  messages: number;
  ms: number;
}

export type OnPollerCall = (call: PollerCall) => void;

/** Makes a call, and reports it to the listener. */
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
