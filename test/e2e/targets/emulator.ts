import { apiAddress } from '../../../cli/emulator/api-address.ts';
import { readOutputs } from './outputs-file.ts';
import { type Deployment, TargetError, type TargetOptions } from './target.ts';

/** A stack that was deployed to an emulator of AWS with one endpoint for all services. Throws `TargetError`. */
export async function openEmulator(
  { endpoint = '', outputsFile = '' }: TargetOptions,
  timeFactor: number,
): Promise<Deployment> {
  const { stackName, outputs } = readOutputs(outputsFile);
  const apiUrl = apiAddress(endpoint, outputs.ApiUrl ?? '');
  await answers(endpoint);
  const client = { endpoint, region: regionOf(outputs), credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  return {
    apiUrl,
    stackName,
    outputs,
    redriveOptions: ['--endpoint', endpoint, '--stack', stackName],
    timeFactor,
    clientConfig: () => client,
    close: async () => {},
  };
}

/** The region that is part of every ARN. */
const regionOf = ({ RideRequestedTopicArn = '' }: Readonly<Record<string, string>>): string =>
  RideRequestedTopicArn.split(':')[3] ?? 'us-east-1';

async function answers(endpoint: string): Promise<void> {
  await fetch(endpoint).catch((error: Error) => {
    const cause = error.cause instanceof Error ? error.cause.message : error.message;
    throw new TargetError(`No answer from the emulator at ${endpoint}: ${cause}. Start it, or correct --endpoint.`);
  });
}
