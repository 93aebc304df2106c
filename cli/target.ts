import { Option } from '@commander-js/extra-typings';
import { apiUrlOf } from './api-url.ts';
import { valued } from './command.ts';
import { defaultApi } from './defaults.ts';
import { describeCloud } from './embedded-cloud.ts';
import { UsageError } from './errors.ts';
import { readEndpoint, readText, readUrl } from './values.ts';

/** Where the services of a stack are. */
export interface Target {
  /** For the SDK's clients. Omitted fields keep the SDK's defaults. */
  readonly client: {
    readonly endpoint?: string;
    readonly region?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** The stack whose resources are meant; those of all stacks if absent. */
  readonly stackName?: string;
}

/** The target on a command line. At most one of the first three may be present. */
export interface TargetOptions {
  readonly api?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly aws?: boolean | undefined;
  readonly stack?: string | undefined;
}

/** The stack's name, unless it is deployed as another stage. */
export const defaultStack = 'RideRequest';

/** The options that set the target. */
export const targetOptions = {
  api: valued('--api <url>', `an embedded cloud, by its API; $RIDE_REQUEST_API or ${defaultApi} by default`, readUrl),
  endpoint: valued('--endpoint <url>', 'another emulator of the services', readEndpoint),
  aws: new Option('--aws', 'AWS, with the credentials and the region that the AWS SDK finds'),
  stack: valued(
    '--stack <name>',
    `resources that CloudFormation has named NAME-LOGICALID-RANDOM; ${defaultStack} by default`,
    readText,
  ),
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws `UsageError` for contradictory options, and `CommandError` if no embedded cloud answers. */
export async function targetOf(options: TargetOptions, environment: Environment): Promise<Target> {
  const { api, endpoint, aws, stack: stackName = defaultStack } = options;
  if ([api !== undefined, endpoint !== undefined, aws === true].filter(Boolean).length > 1)
    throw new UsageError('--api, --endpoint and --aws exclude each other.');
  if (aws) return { client: realAws(environment), stackName };
  if (endpoint !== undefined) return { client: emulator(readEndpoint(endpoint, '--endpoint'), environment), stackName };
  if (options.stack !== undefined)
    throw new UsageError('--stack goes with --aws or --endpoint: an embedded cloud runs one stack.');
  return { client: await embeddedCloud(apiUrlOf(api, environment)) };
}

const endpointVariables = ['', '_SQS', '_SNS', '_CLOUDWATCH_LOGS'].map((service) => `AWS_ENDPOINT_URL${service}`);

/** The SDK finds region and credentials by itself; its environment must not point to an emulator. */
function realAws(environment: Environment): Target['client'] {
  const elsewhere = endpointVariables.find((name) => environment[name]);
  if (elsewhere) throw new UsageError(`--aws would not reach AWS: ${elsewhere} is ${environment[elsewhere]}.`);
  return {};
}

/** With dummy credentials, so that real ones are never sent to an emulator. */
function emulator(endpoint: string, environment: Environment): Target['client'] {
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION || 'us-east-1';
  return { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

async function embeddedCloud(apiUrl: string): Promise<Target['client']> {
  const { environment } = await describeCloud(apiUrl);
  return emulator(environment.AWS_ENDPOINT_URL ?? '', environment);
}
