import { describe, expect, it } from 'vitest';
import { BadRequestError, ProblemError, problemOf, problemResponse } from '../../../adapters/http/problem.ts';
import {
  DeadlinePassedError,
  IdempotencyKeyReusedError,
  NotTakenError,
  OutcomeUnknownError,
  OverloadedError,
  RideEndedError,
  RideNotFoundError,
  ServiceError,
  SimulationOffError,
  TooManyRidesError,
  UnknownBranchError,
} from '../../../core/errors.ts';

const answerTo = (error: unknown) => {
  const { statusCode, headers, body } = problemResponse(problemOf(error));
  return { statusCode, headers, body: JSON.parse(body) };
};

describe('an error as an answer', () => {
  it.each<[Error, number, string, string | undefined]>([
    [new RideNotFoundError('ride-1'), 404, 'ride_not_found', undefined],
    [new RideEndedError('ride-1', 'expired', 'cancelled'), 409, 'ride_expired', undefined],
    [new DeadlinePassedError(), 503, 'deadline_passed', undefined],
    [new ServiceError('PutItemCommand failed'), 503, 'service_unavailable', undefined],
    [new NotTakenError('PutItemCommand failed'), 503, 'service_unavailable', undefined],
    [new OutcomeUnknownError('ride-1'), 503, 'outcome_unknown', undefined],
    [new TooManyRidesError(10, 42), 429, 'too_many_rides', undefined],
    [new OverloadedError(7), 429, 'overloaded', undefined],
    [new IdempotencyKeyReusedError(), 422, 'idempotency_key_reused', 'Idempotency-Key'],
    [new SimulationOffError(), 400, 'simulation_off', 'simulate'],
    [new UnknownBranchError('tea', ['eta']), 400, 'unknown_branch', 'simulate.tea'],
    [new ProblemError(404, 'not_found', 'There is no GET /tea.'), 404, 'not_found', undefined],
    [new TypeError('undefined is not a function'), 500, 'internal_error', undefined],
  ])('%o', (error, status, code, field) => {
    const { statusCode, headers, body } = answerTo(error);
    expect(statusCode).toBe(status);
    expect(headers).toMatchObject({ 'Content-Type': 'application/problem+json' });
    expect(body).toMatchObject({ type: `urn:ride-request:problem:${code}`, status, code, title: expect.any(String) });
    expect(body.detail).toEqual(expect.any(String));
    expect(body.field).toBe(field);
  });

  it('says why, except for what nobody outside should know', () => {
    expect(answerTo(new RideEndedError('ride-1', 'expired', 'cancelled')).body.detail).toContain('expired');
    expect(JSON.stringify(answerTo(new Error('secret table name')))).not.toContain('secret');
    expect(JSON.stringify(answerTo(new ServiceError('secret table name')))).not.toContain('secret');
    expect(answerTo('not even an error')).toMatchObject({ statusCode: 500, body: { code: 'internal_error' } });
  });

  it('says when to come back where that may help', () => {
    expect(answerTo(new DeadlinePassedError()).headers).toMatchObject({ 'Retry-After': '1' });
    expect(answerTo(new OverloadedError(7)).headers).toMatchObject({ 'Retry-After': '7' });
    expect(answerTo(new TooManyRidesError(10, 42)).headers).toMatchObject({ 'Retry-After': '42' });
    expect(answerTo(new ServiceError('down')).headers).toMatchObject({ 'Retry-After': '1' });
    expect(answerTo(new RideNotFoundError('ride-1')).headers).not.toHaveProperty('Retry-After');
  });

  it.each([
    ['/v1/rides', '/v1/rides/ride-1'],
    ['/v1/sequential-rides', '/v1/rides/ride-1'],
    ['/rides', '/rides/ride-1'],
    ['/v1/rides/', '/v1/rides/ride-1'],
    ['/v1/sequential-rides//', '/v1/rides/ride-1'],
  ])('says where a ride would be that may have been accepted, and not to ask again: %s', (path, location) => {
    const { headers, body } = problemResponse(problemOf(new OutcomeUnknownError('ride-1'), path));
    expect(headers).toMatchObject({ Location: location });
    expect(headers).not.toHaveProperty('Retry-After');
    expect(JSON.parse(body)).toMatchObject({ rideId: 'ride-1', detail: expect.stringContaining('ride-1') });
  });

  it('names every fault of a request, and the first one as its own', () => {
    const faults = [
      { field: 'pickup.lat', code: 'out_of_range', detail: 'pickup.lat must be at most 90.' },
      { field: 'dropoff', code: 'missing_field', detail: 'dropoff is missing.' },
    ] as const;
    expect(answerTo(new BadRequestError([...faults])).body).toMatchObject({
      status: 400,
      code: 'out_of_range',
      field: 'pickup.lat',
      detail: 'pickup.lat must be at most 90.',
      errors: faults,
    });
  });
});
