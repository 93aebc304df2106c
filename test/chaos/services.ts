import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Cloud } from '../../local/index.ts';

/** The harness's own way to the services: past the functions and past whatever disturbs their calls. */
export interface Services {
  readonly dynamo: DynamoDBDocumentClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  /** All items of a table, by the stack's output that names it. */
  itemsOf<Item>(output: string): Promise<Item[]>;
  close(): void;
}

export function servicesOf({ environment, outputs }: Cloud): Services {
  const { AWS_REGION: region = '', AWS_ENDPOINT_URL: endpoint = '', AWS_ENDPOINT_URL_DYNAMODB = '' } = environment;
  const options = { region, endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ ...options, endpoint: AWS_ENDPOINT_URL_DYNAMODB }));
  const sns = new SNSClient(options);
  const sqs = new SQSClient(options);
  return {
    dynamo,
    sns,
    sqs,
    itemsOf: async <Item>(output: string) => {
      const items: Item[] = [];
      const pages = paginateScan({ client: dynamo }, { TableName: outputs[output], ConsistentRead: true });
      for await (const { Items = [] } of pages) items.push(...(Items as Item[]));
      return items;
    },
    close: () => {
      for (const client of [dynamo, sns, sqs]) client.destroy();
    },
  };
}
