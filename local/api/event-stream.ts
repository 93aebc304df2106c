import type { HttpReply } from './http-types.ts';

/** Sends one event: its name, and what is told, as JSON. */
export type SendEvent = (event: string, data: unknown) => void;

/**
 * An answer that goes on: server-sent events (WHATWG HTML, "Server-sent events") until the listener leaves or the cloud
 * stops, which `closed` tells.
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
