import { dynamo } from '../../../../adapters/clients.ts';
import { driverHolds } from '../../../../adapters/driver-holds.ts';
import { driverStore } from '../../../../adapters/driver-store.ts';
import { environment } from '../../../../adapters/environment.ts';
import { clock, waitMs } from '../../../../adapters/lambda/process-effects.ts';
import { each } from '../../../../cli/each.ts';
import { fleetOf } from '../../../../cli/fleet.ts';
import type { Branch } from '../../../../core/answer-ride.ts';
import type { BranchResult, RideRequested } from '../../../../core/messages.ts';
import { stores, variables } from '../../../../core/names.ts';
import { newRide, requestedMessage } from '../../../../core/request-ride.ts';
import type { Ride } from '../../../../core/ride.ts';
import { rideRequestSchema } from '../../../../core/ride-request.ts';
import { rideView } from '../../../../core/ride-view.ts';
import { type Instant, nowOf } from '../../../../core/time.ts';
import { driversOnShift, freshSeconds } from '../../../support/fleet.ts';
import { askOnce, decided, loadBranches, rideTerms } from '../../../support/ride-at-once.ts';
import { startStack } from '../../../support/stack.ts';
import { tableEnvironment } from '../../../support/tables.ts';
import type { Work } from './work.ts';

/** A call for a ride. The caller chooses its id and time, so that a retry after a crash makes the same ride. */
export interface RideCall {
  readonly id: string;
  readonly at: Instant;
  readonly request: unknown;
}

const ports = { clock, simulation: { wait: waitMs, crash: () => process.exit(1) } };

/**
 * The work of this project's branches on the tables of its stack, whose functions are idle: this leaves out
 * all that the parallel flow does beside the branches. The driver is freed when the ride has been decided.
 */
export async function startRides(): Promise<Work<RideCall, RideRequested, BranchResult>> {
  const cloud = await startStack();
  const fresh = { [variables.driverFreshSeconds]: String(freshSeconds) };
  Object.assign(process.env, cloud.environment, tableEnvironment(cloud.outputs, stores), fresh);
  const branches = new Map((await loadBranches()).map((branch) => [branch.definition.name, branch]));
  const [driversTable] = environment(stores.drivers.environment);
  await putOnShift(driversTable);
  const { release } = driverHolds(dynamo(), driversTable);
  return {
    question: (call) => requestedMessage(portsOf(call), rideOf(call)),
    ask: (name, message) => askOnce(ports, branches.get(name) as Branch, message),
    end: async (call, answers) => {
      const ride = decided(ports, rideOf(call), answers);
      if (ride.outcome) await release(ride.outcome.driver.driverId, ride);
      return rideView(ride);
    },
    stop: () => cloud.stop(),
  };
}

const portsOf = ({ id, at }: RideCall) => ({ clock: () => new Date(at), randomId: () => id });

function rideOf(call: RideCall): Ride {
  const command = {
    riderId: 'rider-1', // It does not verify the caller.
    request: rideRequestSchema.parse(call.request),
    traceparent: `00-${call.id}-${call.id.slice(16)}-01`,
  };
  return newRide(portsOf(call), command, rideTerms);
}

async function putOnShift(table: string): Promise<void> {
  const drivers = driverStore(dynamo(), table);
  const now = nowOf(ports);
  await each(fleetOf(driversOnShift), 8, ({ driverId, report }) =>
    drivers.report(driverId, report, { now, reportedAt: now }),
  );
}
