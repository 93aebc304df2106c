import type { Webhook } from 'standardwebhooks';
import { CallbackRefusedError, CallbackUnreachableError } from '../../core/errors.ts';
import type { CallbackSender } from '../../core/ports.ts';
import type { Clock } from '../../core/time.ts';
import { TimeLimitError, withTimeLimit } from '../time-limit.ts';
import { post } from './post.ts';
import { type Lookup, resolve } from './resolve.ts';
import { signatureHeaders } from './sign.ts';

/** A receiver that has more to do than this should answer first. Shorter than the function's own time-out. */
const timeLimitMs = 5_000;

export interface CallbackSenderOptions {
  readonly signers: () => Promise<readonly Webhook[]>;
  /** Whether receivers on this machine may be called: only on a stack with simulation on. */
  readonly loopbackAllowed: boolean;
  readonly clock: Clock;
  readonly lookup?: Lookup;
}

/** Calls back as Standard Webhooks says, over a connection that leads where it may. */
export function callbackSender({ signers, loopbackAllowed, clock, lookup }: CallbackSenderOptions): CallbackSender {
  return {
    post: async (callbackUrl, { id, body }) => {
      const url = new URL(callbackUrl);
      const headers = { ...contentHeaders(body), ...signatureHeaders(await signers(), id, clock(), body) };
      return withTimeLimit('The receiver', timeLimitMs, async (signal) => {
        const addresses = await resolve(url, loopbackAllowed, lookup);
        return post(url, addresses, { headers, body, signal });
      }).catch(namingNobody);
    },
  };
}

/** Errors of the network tell names and addresses, and end up in logs. */
function namingNobody(error: NodeJS.ErrnoException): never {
  if (error instanceof CallbackRefusedError || error instanceof TimeLimitError) throw error;
  throw new CallbackUnreachableError(error.code ?? error.name);
}

const contentHeaders = (body: string): Record<string, string> => ({
  'Content-Type': 'application/json',
  'Content-Length': String(Buffer.byteLength(body)),
  'User-Agent': 'ride-request',
});
