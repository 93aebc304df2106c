import { tokenOf } from '../../cli/callers.ts';
import { firstRide } from '../../cli/how-to-ask.ts';
import { reportDriver } from '../../cli/report-driver.ts';
import { createClient, type RideClient } from '../../client/index.ts';

/** One run of Schemathesis: who calls, and what stands in paths. */
export interface Pass {
  readonly name: string;
  readonly token: string;
  /** By name; a path parameter that is not here is made up. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether something came of it: if not, all answers may have been as described because every call was refused. */
  readonly hadEffect: () => Promise<boolean>;
}

const riderId = 'rider-of-schemathesis';
/** The rider of the ride that the driver is to complete: the other one calls off whatever is theirs. */
const driversRiderId = 'rider-of-the-driver-of-schemathesis';
const driverIds = ['driver-of-schemathesis-1', 'driver-of-schemathesis-2'];

/**
 * A rider and a driver, each once with paths that are made up, of which next to none leads anywhere, and once with those of
 * a ride that is theirs.
 */
export async function passesOn(apiUrl: string): Promise<Pass[]> {
  const report = { position: firstRide.pickup, product: 'standard', onShift: true } as const;
  for (const driverId of driverIds) await reportDriver(apiUrl, driverId, report);
  const clientOf = (id: string) => createClient({ baseUrl: apiUrl, token: () => tokenOf('rider', id) });
  const [client, driversClient] = [clientOf(riderId), clientOf(driversRiderId)];
  const [ofRider, ofDriver] = [await confirmedRide(client), await confirmedRide(driversClient)];
  const rider = await tokenOf('rider', riderId);
  const driver = await tokenOf('driver', ofDriver.driverId);
  const hasAsked = async () => (await client.listRides({ limit: 3 })).rides.length > 2;
  return [
    { name: 'a rider', token: rider, parameters: {}, hadEffect: hasAsked },
    {
      name: "a rider, of the rider's ride",
      token: rider,
      parameters: { ...ofRider },
      hadEffect: async () => (await client.getRide(ofRider.rideId)).status === 'cancelled',
    },
    { name: 'a driver', token: driver, parameters: {}, hadEffect: async () => true },
    {
      name: "a driver, of the driver's ride",
      token: driver,
      parameters: { ...ofDriver },
      hadEffect: async () => (await driversClient.getRide(ofDriver.rideId)).status === 'completed',
    },
  ];
}

interface Own {
  readonly rideId: string;
  readonly driverId: string;
}

/** A ride of the rider, and the driver that it has. */
async function confirmedRide(client: RideClient): Promise<Own> {
  const { rideId } = await client.requestRide(firstRide, { waitSeconds: 25 });
  const { status, outcome } = await client.getRide(rideId, { waitSeconds: 25 });
  if (!outcome) throw new Error(`The ride that is to be asked about is ${status}.`);
  return { rideId, driverId: outcome.driver.driverId };
}
