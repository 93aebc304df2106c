import type { APIGatewayProxyEvent } from 'aws-lambda';
import { required } from './parse.ts';

const idFormat = /^[A-Za-z0-9._@:-]{1,128}$/;

/** Who the rider is. The one place that knows; it believes what the request says of itself. */
export const riderIdOf = (event: APIGatewayProxyEvent): string =>
  required(event.headers['x-rider-id'], idFormat, 'X-Rider-Id', 'unknown_rider', 401);

/** Who the driver is, likewise. */
export const driverIdOf = (event: APIGatewayProxyEvent): string =>
  required(event.headers['x-driver-id'], idFormat, 'X-Driver-Id', 'unknown_driver', 401);
