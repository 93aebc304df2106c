import { randomBytes } from 'node:crypto';

/** A new, unsampled trace header in X-Ray's format. */
export function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  const random = randomBytes(20).toString('hex');
  return `Root=1-${seconds}-${random.slice(0, 24)};Parent=${random.slice(24)};Sampled=0`;
}
