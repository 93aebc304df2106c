import { decodeJwt } from 'jose';
import type { PushAddress } from '../client/index.ts';
import { describeCloud } from './embedded-cloud.ts';
import { NotEmbeddedError } from './errors.ts';
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
  if (!isOnThisMachine(apiUrl)) return undefined;
  const outputs = await outputsOf(apiUrl, signal);
  const riderId = decodeJwt(await token()).sub;
  if (!outputs?.PushRealtimeUrl || !outputs.PushHttpUrl || riderId === undefined) return undefined;
  // The token is sent there: only to this machine, where the API is, whatever the output says.
  if (!isOnThisMachine(outputs.PushRealtimeUrl)) return undefined;
  return { realtimeUrl: outputs.PushRealtimeUrl, httpHost: new URL(outputs.PushHttpUrl).host, token, riderId };
}

async function outputsOf(apiUrl: string, signal: AbortSignal): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    return (await describeCloud(apiUrl, signal)).outputs;
  } catch (error) {
    if (error instanceof NotEmbeddedError) return undefined;
    throw error;
  }
}
