import { createHash } from 'node:crypto';

/** The region and account of everything local. The account is the one that the embedded SNS and SQS use. */
export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';

/** ARN of a resource of the embedded cloud. */
export function arnOf(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
}

/** A name for a resource without one in the template: the same at every start, within the service's limit. */
export function physicalName(stackName: string, logicalId: string, maxLength: number): string {
  const name = `${stackName}-${logicalId}`;
  if (name.length <= maxLength) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, maxLength - 9)}-${digest}`;
}

/** The environment with which an SDK client reaches the embedded services and nothing else. */
export function clientEnvironment(endpoints: {
  fauxqs: string;
  dynalite: string;
  secrets: string;
  mail: string;
}): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoints.fauxqs,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynalite,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secrets,
    AWS_ENDPOINT_URL_SESV2: endpoints.mail,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}
