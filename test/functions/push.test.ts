import '../support/quiet-telemetry.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { QueueHandler } from '../../adapters/lambda/queue-handler.ts';
import { variables } from '../../core/names.ts';
import { rideChannel } from '../../core/push-channel.ts';
import { branchView } from '../../core/ride-view.ts';
import { subscribers } from '../../core/subscribers.ts';
import { eventually } from '../support/eventually.ts';
import { heldTimeLimits } from '../support/held-time-limits.ts';
import { aRideEvent } from '../support/ride-events.ts';
import { allOk, aRide } from '../support/rides.ts';
import {
  disturbances,
  json,
  type ReceivedRequest,
  type ScriptedServer,
  startScriptedServer,
} from '../support/scripted-server.ts';
import { aRecord, deliver } from '../support/sqs-events.ts';

const taken = json(200, { failed: [], successful: [{ identifier: '1', index: 0 }] });
const refused = json(200, {
  failed: [{ identifier: '1', index: 0, code: 413, message: 'The rider is rider-1.' }],
  successful: [],
});

describe('the push function', () => {
  let eventApi: ScriptedServer;
  /** In the place of SQS, which is asked when a message should come again. */
  let queue: ScriptedServer;
  let handler: QueueHandler;
  let seen = 0;
  const published = (): readonly ReceivedRequest[] => eventApi.requests.slice(seen);

  beforeAll(async () => {
    [eventApi, queue] = await Promise.all([startScriptedServer(() => taken), startScriptedServer(() => json(200, {}))]);
    Object.assign(process.env, {
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session',
      AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${queue.port}`,
      [variables.queue]: `http://127.0.0.1:${queue.port}/queue`,
      [variables.maxAttempts]: '3',
      [variables.pushUrl]: `http://127.0.0.1:${eventApi.port}/event`,
    });
    ({ handler } = await import('../../functions/push/handler.ts'));
  });
  beforeEach(() => {
    seen = eventApi.requests.length;
  });
  afterAll(async () => {
    delete process.env.AWS_SESSION_TOKEN;
    await Promise.all([eventApi.stop(), queue.stop()]);
  });

  const progress = () => ({
    ...aRideEvent('ride_1', 'ride.progress'),
    progress: { branch: 'pricing', flow: 'parallel', view: branchView(aRide({ results: allOk() }), 'pricing') },
  });

  it("publishes a branch's answer on the channel of its ride", async () => {
    expect(await deliver(handler, aRecord(progress()))).toEqual([]);
    const [request] = published();
    expect(request).toMatchObject({ method: 'POST', path: '/event' });
    const { channel, events } = JSON.parse(request?.body ?? '');
    expect(channel).toBe(await rideChannel('rider-1', 'ride_1'));
    const { type, rideId, occurredAt, progress: told } = progress();
    expect(events.map((event: string) => JSON.parse(event))).toEqual([{ type, rideId, occurredAt, ...told }]);
  });

  it('publishes an outcome without a word of the driver', async () => {
    await deliver(handler, aRecord({ ...aRideEvent('ride_1'), driverId: 'driver-7' }));
    const [request] = published();
    expect(request?.body).toContain('ride.confirmed');
    expect(request?.body).not.toContain('driver-7');
  });

  it('signs as its role, for AppSync and for this minute', async () => {
    await deliver(handler, aRecord(aRideEvent('ride_1')));
    const [{ headers } = expect.fail()] = published();
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/appsync\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
    );
    expect(headers).toMatchObject({ host: `127.0.0.1:${eventApi.port}`, 'x-amz-security-token': 'session' });
  });

  it.each([
    ['401', json(401, { errors: [{ errorType: 'UnauthorizedException' }] })],
    ['429', json(429, {})],
    ['500, whatever it says', json(500, { failed: [], successful: [] })],
    ['a redirect', json(302, {}, { Location: '/that-would-take-it' })],
    ['that this event was refused', refused],
    ['nothing that can be read', json(200, { message: 'OK' })],
    ['what is no JSON', disturbances['says what is not JSON']],
    ['nothing, and closes the connection', disturbances['closes the connection']],
  ])('has an event come again when the Event API answers %s', async (_, answer) => {
    eventApi.answerNext(answer);
    const record = aRecord(aRideEvent('ride_1'));
    expect(await deliver(handler, record)).toEqual([record.messageId]);
    expect(await deliver(handler, record)).toEqual([]);
  });

  it('gives up on an Event API that does not answer, before its own time is over', async () => {
    eventApi.answerNext(disturbances['never answers']);
    const record = aRecord(aRideEvent('ride_1'));
    const limits = heldTimeLimits();
    const delivered = deliver(handler, record);
    await eventually(() => expect(published()).toHaveLength(1));
    limits.end();
    expect(await delivered).toEqual([record.messageId]);
    const { timeoutSeconds = 0 } = subscribers.find(({ name }) => name === 'push') ?? {};
    expect(Math.max(...limits.asked)).toBeLessThan(1_000 * timeoutSeconds - 2_000);
  });

  it('fails the events that were refused, and not their neighbours', async () => {
    eventApi.answerNext(refused);
    const records = [aRecord(aRideEvent('ride_1')), aRecord(aRideEvent('ride_2'))];
    expect(await deliver(handler, ...records)).toHaveLength(1);
  });

  it('publishes nothing of an event that has nothing for a screen', async () => {
    expect(await deliver(handler, aRecord(aRideEvent('ride_1', 'ride.driver-unneeded')))).toEqual([]);
    expect(published()).toEqual([]);
  });
});
