/** Tells all who listen what is read once for all of them. */
export interface Broadcast<News> {
  /** Tells from now on until `closed` aborts; at once what was read last, while others listen. */
  listen(tell: (news: News) => void, closed: AbortSignal): void;
}

export interface BroadcastOptions<News> {
  /** Reads what there is to tell. */
  read(): Promise<News>;
  /** From one reading to the next one, at least. */
  readonly everyMs: number;
  /** Hears why a reading has failed; the next one is tried all the same. */
  onError(error: unknown): void;
}

/** Reads while somebody listens and not otherwise, one reading after the other. */
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
