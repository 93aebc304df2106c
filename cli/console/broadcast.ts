/** Reads once and sends the result to all listeners. */
export interface Broadcast<News> {
  /** Sends each reading until `closed` aborts; the last one immediately if there are other listeners. */
  listen(tell: (news: News) => void, closed: AbortSignal): void;
}

export interface BroadcastOptions<News> {
  /** Reads what is sent. */
  read(): Promise<News>;
  /** The shortest time between two readings. */
  readonly everyMs: number;
  /** Receives the error of a failed reading. Reading continues. */
  onError(error: unknown): void;
}

/** Reads only while there are listeners, one reading at a time. */
export function broadcast<News>({ read, everyMs, onError }: BroadcastOptions<News>): Broadcast<News> {
  const listeners = new Set<(news: News) => void>();
  let timer: NodeJS.Timeout | undefined;
  let isReading = false;
  let last: News | undefined;

  const round = async () => {
    isReading = true;
    try {
      const news = await read();
      last = news;
      for (const tell of listeners) tell(news);
    } catch (error) {
      onError(error);
    } finally {
      isReading = false;
      timer = listeners.size > 0 ? setTimeout(round, everyMs) : undefined;
    }
  };

  return {
    listen: (tell, closed) => {
      if (listeners.size > 0 && last !== undefined) tell(last);
      listeners.add(tell);
      closed.addEventListener('abort', () => {
        listeners.delete(tell);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
      });
      if (timer === undefined && !isReading) void round();
    },
  };
}
