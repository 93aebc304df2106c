import { exec } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { decodeJwt } from 'jose';
import { asDriver, asRider } from '../../../cli/callers.ts';
import type { Role } from '../../../core/names.ts';
import type { Deployment } from '../targets/target.ts';

/** Somebody who calls the API. */
export interface Caller {
  readonly id: string;
  /** The headers by which the API knows who calls. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * A rider or a driver that nobody else is. The one place of the suite that knows how the API tells who calls: by a token
 * of the development issuer, or by what a command prints, where the stack believes another issuer.
 */
export async function aCaller({ tokenCommand }: Pick<Deployment, 'tokenCommand'>, role: Role): Promise<Caller> {
  const id = `${role}-${randomUUID()}`;
  if (tokenCommand === undefined) return { id, headers: await (role === 'rider' ? asRider(id) : asDriver(id)) };
  const token = (await promisify(exec)(`${tokenCommand} ${role} ${id}`)).stdout.trim();
  return { id: decodeJwt(token).sub ?? '', headers: { authorization: `Bearer ${token}` } };
}
