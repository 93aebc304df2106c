import Stripe from 'stripe';

export interface StripeClientOptions {
  /** Reads the API key: at first use, and again after Stripe has refused the known one. */
  readonly apiKey: () => Promise<string>;
  /** A request without an answer for this long is retried once. */
  readonly requestTimeoutMs?: number;
  /** Where Stripe is, if not at its usual address. */
  readonly server?: Pick<Stripe.StripeConfig, 'protocol' | 'host' | 'port'>;
}

export interface StripeClients {
  /** The client of this process. Throws when its key cannot be read; the next call reads it again. */
  get(): Promise<Stripe>;
  /** Discards the key, which is no longer valid, so that it is read again. */
  forget(): void;
}

/** Caches a client with its API key. */
export function stripeClients(options: StripeClientOptions): StripeClients {
  let client: Promise<Stripe> | undefined;
  const forget = () => {
    client = undefined;
  };
  return {
    get: () => {
      client ??= made(options).catch((error: unknown) => {
        forget();
        throw error;
      });
      return client;
    },
    forget,
  };
}

async function made({ apiKey, requestTimeoutMs = 1_500, server }: StripeClientOptions): Promise<Stripe> {
  // With telemetry the client would report earlier requests, and store an id of its own in the home directory.
  const settings = { timeout: requestTimeoutMs, maxNetworkRetries: 1, telemetry: false };
  return new Stripe(await apiKey(), { ...settings, ...server });
}
