import { decodeJwt } from 'jose';
import type { PushAddress } from '../client/index.ts';
import { embeddedCloudAt } from './embedded-cloud.ts';
import { type GiveToken, isOnThisMachine } from './rider-of.ts';

/**
 * Where a rider receives updates of their rides; undefined if that can't be determined: only an embedded cloud publishes
 * it under the address of its API.
 */
export async function pushAddressOf(
  apiUrl: string,
  token: GiveToken,
  signal: AbortSignal,
): Promise<PushAddress | undefined> {
  const outputs = (await embeddedCloudAt(apiUrl, signal))?.outputs;
  if (!outputs?.PushRealtimeUrl || !outputs.PushHttpUrl) return undefined;
  const riderId = subjectOf(await token());
  if (riderId === undefined) return undefined;
  // The token is sent there: only to this machine, where the API is, whatever the output says.
  if (!isOnThisMachine(outputs.PushRealtimeUrl)) return undefined;
  return { realtimeUrl: outputs.PushRealtimeUrl, httpHost: new URL(outputs.PushHttpUrl).host, token, riderId };
}

/** Undefined for a token that only its issuer can read. */
function subjectOf(token: string): string | undefined {
  try {
    return decodeJwt(token).sub;
  } catch {
    return undefined;
  }
}
