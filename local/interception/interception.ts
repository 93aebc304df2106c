import { Agent } from 'node:http';
import { FunctionProxy } from './function-proxy.ts';
import type { Intercept, ServiceName } from './service-call.ts';

/** Puts a proxy between each function and the embedded services. */
export class Interception {
  readonly #intercept: Intercept;
  readonly #endpoints: Record<ServiceName, string>;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #proxies: FunctionProxy[] = [];

  constructor(intercept: Intercept, { fauxqs, dynalite }: { fauxqs: string; dynalite: string }) {
    this.#intercept = intercept;
    this.#endpoints = { sqs: fauxqs, sns: fauxqs, dynamodb: dynalite };
  }

  /** The function's environment with its own proxy in place of each service's address, also in queue URLs. */
  async environmentOf(functionName: string, environment: Record<string, string>): Promise<Record<string, string>> {
    const options = { functionName, endpoints: this.#endpoints, intercept: this.#intercept, agent: this.#agent };
    const proxy = await FunctionProxy.start(options);
    this.#proxies.push(proxy);
    const { sqs, dynamodb } = this.#endpoints;
    const redirected = (value: string) => value.replaceAll(sqs, proxy.endpoint).replaceAll(dynamodb, proxy.endpoint);
    return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, redirected(value)]));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#proxies.map((proxy) => proxy.stop()));
    this.#agent.destroy();
  }
}
