import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Cloud } from '../../local/index.ts';
import type { PlannedRider } from './rider.ts';

type Item = Record<string, unknown>;

/** A real ride's record, from before and after the flow answered it: the riders' own rides are copied from it. */
export interface ModelRide {
  readonly requested: Item;
  readonly ended: Item;
}

/** The most items that BatchWriteItem takes. */
const batchSize = 25;

const batchesAtOnce = 4;

/** The table of rides, written as the API and the aggregator write it, for many rides at once. */
export class RidesTable {
  readonly tableName: string;
  readonly #client: DynamoDBDocumentClient;

  constructor({ environment, outputs }: Pick<Cloud, 'environment' | 'outputs'>) {
    this.tableName = outputs.RidesTableName ?? '';
    this.#client = DynamoDBDocumentClient.from(
      new DynamoDBClient({
        region: environment.AWS_REGION ?? '',
        endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? '',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      }),
    );
  }

  async read(rideId: string): Promise<Item> {
    const { Item = {} } = await this.#client.send(
      new GetCommand({ TableName: this.tableName, Key: { rideId }, ConsistentRead: true }),
    );
    return Item;
  }

  /** Writes each rider's ride as requested, with the time at which the rider is to ask for it. */
  async request({ requested }: ModelRide, riders: readonly PlannedRider[], signal: AbortSignal): Promise<void> {
    const items = riders.map((rider) => ({ ...requested, ...ownFields(rider) }));
    const batches = batchesOf(items).values();
    const writeAll = async () => {
      for (const batch of batches) {
        signal.throwIfAborted();
        await this.#write(batch);
      }
    };
    await Promise.all(Array.from({ length: batchesAtOnce }, writeAll));
  }

  /** Ends the riders' rides in order, evenly over a time, as the model ride ended. Resolves to the time of the first end. */
  async end(
    { ended }: ModelRide,
    riders: readonly PlannedRider[],
    overMs: number,
    signal: AbortSignal,
  ): Promise<number> {
    const batches = batchesOf(riders);
    const startedAt = Date.now();
    const writes = batches.map(async (batch, index) => {
      await wait((overMs * index) / batches.length, undefined, { signal });
      const completedAt = new Date().toISOString();
      await this.#write(batch.map((rider) => ({ ...ended, ...ownFields(rider), completedAt })));
    });
    await Promise.all(writes);
    return startedAt;
  }

  close(): void {
    this.#client.destroy();
  }

  async #write(items: readonly Item[]): Promise<void> {
    const puts = items.map((Item) => ({ PutRequest: { Item } }));
    const { UnprocessedItems = {} } = await this.#client.send(
      new BatchWriteCommand({ RequestItems: { [this.tableName]: puts } }),
    );
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('DynamoDB did not accept all records of the rides.');
  }
}

const ownFields = ({ rideId, riderId, asksAt }: PlannedRider) => ({
  rideId,
  riderId,
  requestedAt: new Date(asksAt).toISOString(),
});

function batchesOf<Each>(items: readonly Each[]): Each[][] {
  const count = Math.ceil(items.length / batchSize);
  return Array.from({ length: count }, (_, index) => items.slice(index * batchSize, (index + 1) * batchSize));
}

/** An unused id in the API's format. */
export const newRideId = (about: string): string =>
  `ride_${createHash('sha256').update(about).digest('hex').slice(0, 32)}`;
