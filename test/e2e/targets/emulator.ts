import { readOutputs } from './outputs-file.ts';
import { type Deployment, TargetError, type TargetOptions } from './target.ts';

/** A stack that was deployed to an emulator of AWS with one endpoint for all services. Throws `TargetError`. */
export async function openEmulator(
  { endpoint = '', outputsFile = '' }: TargetOptions,
  timeFactor: number,
): Promise<Deployment> {
  const { stackName, outputs } = readOutputs(outputsFile);
  const apiUrl = emulatedApi(endpoint, outputs.ApiUrl ?? '');
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

/** `https://ID.execute-api.REGION…/STAGE/`, which is nowhere, at the path where LocalStack and MiniStack serve it. */
export function emulatedApi(endpoint: string, apiUrl: string): string {
  const { hostname, pathname } = new URL(apiUrl);
  const [apiId, service] = hostname.split('.');
  if (service !== 'execute-api') return apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`;
  return new URL(`/_aws/execute-api/${apiId}${pathname.replace(/\/?$/, '/')}`, endpoint).href;
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
