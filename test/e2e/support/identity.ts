import { randomUUID } from 'node:crypto';
import { type Authorization, asDriver, asRider } from '../../../cli/callers.ts';

export type Role = 'rider' | 'driver';

/** Somebody who calls the API. */
export interface Caller {
  readonly id: string;
  /** The headers by which the API knows who calls. */
  readonly headers: Readonly<Record<string, string>>;
}

const as: Readonly<Record<Role, (id: string) => Promise<Authorization>>> = { rider: asRider, driver: asDriver };

/** A rider or a driver that nobody else is. The one place of the suite that knows how the API tells who calls. */
export async function aCaller(role: Role): Promise<Caller> {
  const id = `${role}-${randomUUID()}`;
  return { id, headers: await as[role](id) };
}
