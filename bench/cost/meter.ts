import type { Cloud, CloudOptions, PollerCall, ServiceCall } from '../../local/index.ts';
import { functionNameOf, nameOf } from './names.ts';
import { type Purpose, purposeOf, type Request } from './purposes.ts';
import { RequestUnitMeter, type RequestUnits } from './request-unit-meter.ts';
import { chunksOf } from './request-units.ts';
import { dynamoOf, type ServiceClient } from './service-client.ts';

/** Requests of one kind. */
export interface Count extends Omit<Request, 'body'> {
  readonly purpose: Pick<Purpose, 'by' | 'buys'>;
  requests: number;
  /** Messages that an event source mapping delivered. */
  messages: number;
  readUnits: number;
  writeUnits: number;
}

/** All counts between a start and a stop. */
export interface Counted {
  readonly counts: readonly Count[];
  /** Empty receives: they depend on time, not on rides. */
  readonly emptyReceives: number;
}

/**
 * Counts the requests of a cloud's functions and event source mappings while it is started. It intercepts
 * each call, so it is for counting and not for timing.
 */
export class Meter {
  /** The interceptor to start the cloud with. */
  readonly hooks: Pick<CloudOptions, 'intercept' | 'onPollerCall'> = {
    intercept: async (call) => {
      // An error here must not look to the function like one of the service.
      await this.#ofFunction(call).catch((error: unknown) => {
        this.#error ??= error;
      });
      return 'pass' as const;
    },
    onPollerCall: (call) => this.#ofPoller(call),
  };
  #running: { counts: Map<string, Count>; units: [Count, RequestUnits][]; emptyReceives: number } | undefined;
  #dynamo: ServiceClient | undefined;
  #unitMeter: RequestUnitMeter | undefined;
  #error: unknown;

  start(cloud: Cloud): void {
    this.#dynamo ??= dynamoOf(cloud);
    this.#unitMeter = new RequestUnitMeter(this.#dynamo);
    this.#running = { counts: new Map(), units: [], emptyReceives: 0 };
  }

  /** To be called when all calls are done. Throws the first error of a count. */
  async stop(): Promise<Counted> {
    if (this.#error) throw this.#error;
    if (!this.#running) throw new Error('The meter was not started.');
    const { counts, units, emptyReceives } = this.#running;
    this.#running = undefined;
    await this.#unitMeter?.finish();
    for (const [count, { read, write }] of units) {
      count.readUnits += read;
      count.writeUnits += write;
    }
    return { counts: [...counts.values()], emptyReceives };
  }

  async close(): Promise<void> {
    await this.#dynamo?.close();
  }

  /** Counts a request that the cloud does not report. */
  count(request: Request, { requests = 1, messages = 0 } = {}): Count | undefined {
    if (!this.#running) return undefined;
    const { service, operation, by, of } = request;
    const purpose = purposeOf(request);
    const kind = JSON.stringify([service, operation, by, of, purpose.buys]);
    const none = { service, operation, by, of, purpose, requests: 0, messages: 0, readUnits: 0, writeUnits: 0 };
    const count: Count = this.#running.counts.get(kind) ?? none;
    count.requests += requests;
    count.messages += messages;
    this.#running.counts.set(kind, count);
    return count;
  }

  async #ofFunction({ functionName, service, operation, body }: ServiceCall): Promise<void> {
    const by = functionNameOf(functionName);
    if (service === 'sqs') {
      const of = nameOf(JSON.parse(body).QueueUrl);
      this.count({ service: 'SQS', operation, by, of, body }, { requests: chunksOf(body) });
    } else if (service === 'sns') {
      const of = nameOf(new URLSearchParams(body).get('TopicArn') ?? '');
      this.count({ service: 'SNS', operation, by, of, body }, { requests: chunksOf(body) });
    } else {
      await this.#ofDynamo({ service: 'DynamoDB', operation, by, of: tableOf(body), body });
    }
  }

  async #ofDynamo(request: Request): Promise<void> {
    const [running, count] = [this.#running, this.count(request)];
    const units = count && (await this.#unitMeter?.before(request.operation, request.body));
    if (units) running?.units.push([count, units]);
  }

  #ofPoller({ functionName, operation, messages }: PollerCall): void {
    if (messages === 0) {
      if (this.#running) this.#running.emptyReceives += 1;
      return;
    }
    const service = operation === 'Invoke' ? 'Lambda' : 'SQS';
    this.count({ service, operation, by: functionNameOf(functionName), of: '', body: '' }, { messages });
  }
}

/** The table of a call, with the index if it queries one. */
function tableOf(body: string): string {
  const { TableName, IndexName, RequestItems } = JSON.parse(body);
  const tables: string[] = TableName ? [TableName] : Object.keys(RequestItems ?? {});
  return tables.map((table) => nameOf(table) + (IndexName ? `.${IndexName}` : '')).join(', ');
}
