import { json, type Route } from '../../adapters/http/api-handler.ts';
import { parseBody } from '../../adapters/http/parse.ts';
import { pathParameter } from '../../adapters/http/path-parameter.ts';
import { BadRequestError, ProblemError } from '../../adapters/http/problem.ts';
import type { DriverView } from '../../core/api/schemas.ts';
import { longestReportAheadMs } from '../../core/driver-states.ts';
import { driverUpdateSchema } from '../../core/messages.ts';
import { msBetween, nowOf } from '../../core/time.ts';
import type { ApiPorts } from './ports.ts';

/**
 * `PUT /drivers/{driverId}`: a driver reports their position and whether they are on shift. The answer is the newest report
 * that was stored, and the ride that holds the driver.
 */
export const putDriver =
  (ports: ApiPorts): Route =>
  async (event) => {
    const driverId = await ports.identity.driverIdOf(event);
    if (!pathParameter(event, 'driverId').includes(driverId)) {
      throw new ProblemError(403, 'not_this_driver', 'A driver reports only for themselves.');
    }
    const now = nowOf(ports);
    const { reportedAt = now, ...report } = parseBody(event, driverUpdateSchema);
    if (msBetween(now, reportedAt) > longestReportAheadMs) throw reportedAhead();
    const { heldBy, ...newest } = await ports.drivers.report(driverId, report, { now, reportedAt });
    return json(200, { driverId, ...newest, rideId: heldBy ?? null } satisfies DriverView);
  };

const reportedAhead = () =>
  new BadRequestError([
    {
      field: 'reportedAt',
      code: 'out_of_range',
      detail: `reportedAt may be at most ${longestReportAheadMs / 1000} s ahead of the server's clock. Leave it out to report as of now.`,
    },
  ]);
