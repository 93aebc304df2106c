/** An incoming request whose body has been read. */
export interface HttpRequest {
  id: string;
  method: string;
  /** The path without the query, still encoded, stage included: `/v1/things/1`. */
  path: string;
  query: URLSearchParams;
  /** Names as the client wrote them, in order, with repetitions. */
  headers: readonly (readonly [string, string])[];
  /** Empty when it is too large. */
  body: Buffer;
  isTooLarge: boolean;
  sourceIp: string;
  /** Epoch milliseconds. */
  receivedAt: number;
}

/** A body that is streamed, with no end of its own. */
export interface StreamedBody {
  /** Called once the head is sent. `closed` aborts when the client disconnects or the server stops. */
  start(write: (chunk: string) => void, closed: AbortSignal): void;
}

export interface HttpReply {
  statusCode: number;
  headers: readonly (readonly [string, string])[];
  body: string | Buffer | StreamedBody;
}

/** The last value of a header; names are case-insensitive. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  return request.headers.findLast(([candidate]) => candidate.toLowerCase() === name.toLowerCase())?.[1];
}
