import * as z from 'zod/mini';
import { CommandError } from '../errors.ts';
import { emulatedRegion } from './emulator-environment.ts';

/** Where `cdk bootstrap` stores its version, and where `cdk deploy` reads it. */
const parameter = '/cdk-bootstrap/hnb659fds/version';

const foundSchema = z.object({ Parameter: z.object({ Value: z.string() }) });

/** Whether `cdk bootstrap` was run on the emulator at `endpoint`. Throws `CommandError` if that can't be determined. */
export async function isBootstrapped(endpoint: string, signal?: AbortSignal): Promise<boolean> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'AmazonSSM.GetParameter',
      // Emulators read service, account and region from it, and do not verify it.
      Authorization: `AWS4-HMAC-SHA256 Credential=test/20200101/${emulatedRegion}/ssm/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify({ Name: parameter }),
    redirect: 'error',
    ...(signal && { signal }),
  });
  const text = await response.text();
  if (response.ok) return foundSchema.safeParse(JSON.parse(text)).success;
  if (response.status === 400 && text.includes('ParameterNotFound')) return false;
  throw new CommandError(
    `${endpoint} answered ${response.status} to the query for its bootstrap version: ${text.slice(0, 200)}`,
  );
}
