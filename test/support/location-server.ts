import { estimateRoute } from '../../core/estimates.ts';
import { type Answer, json, type ScriptedServer, startScriptedServer } from './scripted-server.ts';

/** An error as the service says it: the name is in a header. */
export const locationError = (status: number, name: string, fields: Readonly<Record<string, unknown>> = {}): Answer =>
  json(status, { message: `Of ${name}.`, ...fields }, { 'x-amzn-errortype': name });

/** The way by road: an answer with as much of one as is read, and some that is not. */
export const wayOf = (Distance: number, Duration: number): Answer =>
  json(200, {
    LegGeometryFormat: 'FlexiblePolyline',
    Notices: [],
    PricingBucket: 'Core',
    Routes: [
      {
        Legs: [{ Type: 'Vehicle', TravelMode: 'Car', Geometry: { Polyline: 'B' }, VehicleLegDetails: {} }],
        MajorRoadLabels: [{ RoadName: { Value: 'Market Street', Language: 'en' } }],
        Summary: { Distance, Duration },
      },
    ],
  });

export const noWay: Answer = json(200, {
  LegGeometryFormat: 'FlexiblePolyline',
  Notices: [{ Code: 'Other' }],
  PricingBucket: 'Core',
  Routes: [],
});

/**
 * A server that speaks Amazon Location's `CalculateRoutes`
 * (https://docs.aws.amazon.com/location/latest/APIReference/API_CalculateRoutes.html): signed JSON requests to `/v2/routes`.
 * Its roads are those of the estimate, and a quarter longer.
 */
export function startLocationServer(): Promise<ScriptedServer> {
  return startScriptedServer(({ method, path, headers, body }) => {
    if (!headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) return locationError(403, 'AccessDeniedException');
    if (method !== 'POST' || path !== '/v2/routes') return locationError(404, 'UnknownOperationException');
    const { Origin, Destination, DepartNow, DepartureTime } = JSON.parse(body);
    const positions = [Origin, Destination];
    const inPlace = positions.every(([lng, lat]) => Math.abs(lng) <= 180 && Math.abs(lat) <= 90);
    const inTime = DepartNow === true || Date.parse(DepartureTime) > Date.now();
    if (!inPlace || !inTime) {
      return locationError(400, 'ValidationException', { reason: 'FieldValidationFailed', fieldList: [] });
    }
    const [from, to] = positions.map(([lng, lat]) => ({ lat, lng }));
    const route = from && to && estimateRoute(from, to, new Date().toISOString());
    return route ? wayOf(Math.round(1.25 * route.distanceMeters), Math.round(1.25 * route.durationSeconds)) : noWay;
  });
}
