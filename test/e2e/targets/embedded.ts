import path from 'node:path';
import { embeddedContext } from '../../../cli/embedded-context.ts';
import { startCloud, synthesize } from '../../../local/index.ts';
import type { Service, Target } from './target.ts';

const endpointVariables: Readonly<Record<Service, string>> = {
  sqs: 'AWS_ENDPOINT_URL',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
};

/** Nobody need wait for 20 s, and a branch has the time for all of its attempts, on a busy machine too. */
const deadlineSeconds = '15';

/** The embedded cloud, which is started for the suite alone. */
export const embedded: Target = {
  summary: 'the embedded cloud, which the suite starts (the default)',
  needs: [],
  async open() {
    const projectDirectory = path.join(import.meta.dirname, '../../..');
    const context = { ...embeddedContext, deadlineSeconds };
    const cloud = await startCloud({ assemblyDirectory: await synthesize({ projectDirectory, context }) });
    const { apiUrl, environment, outputs } = cloud;
    return {
      apiUrl,
      stackName: 'RideRequest',
      outputs,
      redriveOptions: ['--api', apiUrl],
      timeFactor: 1,
      clientConfig: (service) => ({
        endpoint: environment[endpointVariables[service]] ?? '',
        region: environment.AWS_REGION ?? '',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      }),
      close: () => cloud.stop(),
    };
  },
};
