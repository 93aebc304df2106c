import Stripe from 'stripe';

export interface StripeClientOptions {
  /** Reads the API key: at first use, and again after Stripe has refused the one that was known. */
  readonly apiKey: () => Promise<string>;
  /** After so long without an answer a request is made once more. */
  readonly requestTimeoutMs?: number;
  /** Where Stripe is, if it is not where it always is. */
  readonly server?: Pick<Stripe.StripeConfig, 'protocol' | 'host' | 'port'>;
}

export interface StripeClients {
  /** The client of this process. Throws when its key cannot be read, and then reads it again the next time. */
  get(): Promise<Stripe>;
  /** Has the key be read anew: the one that was read is not good any more. */
  forget(): void;
}

/** Keeps a client with the API key that it was made with. */
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
  // With telemetry the client would report on earlier requests, and keep an id of its own in the home directory.
  const settings = { timeout: requestTimeoutMs, maxNetworkRetries: 1, telemetry: false };
  return new Stripe(await apiKey(), { ...settings, ...server });
}
