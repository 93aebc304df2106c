import type { HttpReply } from './http-types.ts';

/** Sends one event: its name, and its data as JSON. */
export type SendEvent = (event: string, data: unknown) => void;

/**
 * A streamed response: server-sent events (WHATWG HTML, "Server-sent events") until the client disconnects or the cloud stops,
 * which `closed` signals.
 */
export const eventStream = (start: (send: SendEvent, closed: AbortSignal) => void): HttpReply => ({
  statusCode: 200,
  headers: [
    ['Content-Type', 'text/event-stream'],
    ['Cache-Control', 'no-store'],
  ],
  body: {
    start: (write, closed) =>
      start((event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`), closed),
  },
});
