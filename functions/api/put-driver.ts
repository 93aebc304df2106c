import { json, type Route } from '../../adapters/http/api-handler.ts';
import { parseBody } from '../../adapters/http/parse.ts';
import { ProblemError } from '../../adapters/http/problem.ts';
import { driverReportSchema } from '../../core/messages.ts';
import { nowOf } from '../../core/time.ts';
import type { ApiPorts } from './ports.ts';

/** `PUT /drivers/{driverId}`: a driver reports where they are and whether they are on shift. */
export const putDriver =
  (ports: ApiPorts): Route =>
  async (event) => {
    const driverId = await ports.identity.driverIdOf(event);
    if (event.pathParameters?.driverId !== driverId) {
      throw new ProblemError(403, 'not_this_driver', 'A driver reports only for themselves.');
    }
    const report = parseBody(event, driverReportSchema);
    const now = nowOf(ports);
    await ports.drivers.report(driverId, report, { now, reportedAt: now });
    return json(200, { driverId, ...report });
  };
