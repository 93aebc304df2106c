export interface Rider {
  readonly riderId: string;
}

export interface Driver {
  readonly driverId: string;
}

/** Somebody who calls the API. */
export type Caller = Rider | Driver;

/** The headers by which the API knows who calls. The one place of the suite that knows how. */
export const headersOf = (caller: Caller): Record<string, string> =>
  'riderId' in caller ? { 'X-Rider-Id': caller.riderId } : { 'X-Driver-Id': caller.driverId };
