import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { driverStore } from '../../adapters/driver-store.ts';
import { rideStore } from '../../adapters/ride-store.ts';
import type { DriverStore, RideStore } from '../../core/ports.ts';
import type { CloudDescription } from '../../local/index.ts';
import { Publications } from './publications.ts';

/** Direct access to the stack's services, for what the API does not report. */
export interface Services {
  readonly rides: RideStore;
  readonly drivers: DriverStore;
  readonly publications: Publications;
  close(): void;
}

export async function servicesOf({ environment, outputs }: CloudDescription): Promise<Services> {
  const { AWS_REGION: region = '', AWS_ENDPOINT_URL: endpoint = '', AWS_ENDPOINT_URL_DYNAMODB = '' } = environment;
  const options = { region, endpoint, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({ ...options, endpoint: AWS_ENDPOINT_URL_DYNAMODB }));
  const [sns, sqs] = [new SNSClient(options), new SQSClient(options)];
  const { RidesTableName = '', DriversTableName = '', RideRequestedTopicArn = '' } = outputs;
  return {
    rides: rideStore(dynamo, RidesTableName, () => new Date()),
    drivers: driverStore(dynamo, DriversTableName),
    publications: await Publications.of(sns, sqs, RideRequestedTopicArn),
    close: () => {
      for (const client of [dynamo, sns, sqs]) client.destroy();
    },
  };
}
