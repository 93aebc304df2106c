import { devNull } from 'node:os';

/** Emulators accept any account; these keys are valid nowhere else. */
export const emulatedAccount = '000000000000';
export const emulatedRegion = 'us-east-1';

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment without the AWS account's credentials, region and endpoints. */
export const withoutAws = (inherited: Environment): Record<string, string> => without(/^(AWS|CDK)_/i, inherited);

/** Also without settings, such as proxies, that lead off loopback. */
export const onLoopback = (inherited: Environment): Record<string, string> =>
  without(/^(HTTPS?|ALL|NO)_PROXY$/i, withoutAws(inherited));

function without(names: RegExp, inherited: Environment): Record<string, string> {
  const kept = Object.entries(inherited).filter(([name, value]) => value !== undefined && !names.test(name));
  return Object.fromEntries(kept) as Record<string, string>;
}

/**
 * The environment of a child process whose AWS SDK calls the emulator at `endpoint` and nothing else. S3 has its own
 * endpoint, because the SDK would put a bucket's name in front of the other one's host.
 */
export function emulatorEnvironment(endpoint: string, inherited: Environment): Record<string, string> {
  return {
    ...onLoopback(inherited),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: emulatedRegion,
    AWS_DEFAULT_REGION: emulatedRegion,
    // Profiles in the home directory may name endpoints and credential processes.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
