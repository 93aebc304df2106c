import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { waitForHealth } from '../../../cli/emulator/wait-for-health.ts';
import { CommandError } from '../../../cli/errors.ts';
import { deadPort } from '../../support/dead-port.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Answers with one after the other, and with the last from then on. */
async function anEmulator(...answers: readonly { readonly status?: number; readonly body: string }[]): Promise<string> {
  const waiting = [...answers];
  const server = createServer((request, response) => {
    const { status = 200, body } = (waiting.length > 1 ? waiting.shift() : waiting[0]) ?? { body: '' };
    response.writeHead(request.url === '/_localstack/health' ? status : 404).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const healthy = { body: JSON.stringify({ services: { sqs: 'running', lambda: 'available' }, version: '4.14.0' }) };
const options = { timeLimitMs: 10_000, remedy: 'Start it with `docker compose up -d`.' };

describe('waiting for an emulator', () => {
  it('ends when the emulator says that it is up', async () => {
    await expect(waitForHealth(await anEmulator(healthy), options)).resolves.toBeUndefined();
  });

  it('goes on while it is starting, and says why', async () => {
    const reasons: string[] = [];
    const endpoint = await anEmulator({ status: 503, body: '' }, healthy);
    await waitForHealth(endpoint, { ...options, onWaiting: (why) => reasons.push(why) });
    expect(reasons).toEqual([expect.stringContaining('it answers 503')]);
  });

  it('gives up when nothing answers in time, and says what to do', async () => {
    const waited = waitForHealth(`http://127.0.0.1:${deadPort}`, { ...options, timeLimitMs: 0 });
    await expect(waited).rejects.toThrow(CommandError);
    await expect(waited).rejects.toThrow(/nothing answers there\. Start it with `docker compose up -d`/);
  });

  it.each(['<html>', '{"ok":true}'])('takes %s for no emulator', async (body) => {
    const waited = waitForHealth(await anEmulator({ body }), { ...options, timeLimitMs: 0 });
    await expect(waited).rejects.toThrow(/not an AWS emulator/);
  });

  it('names the services that are switched off and needed', async () => {
    const services = { sqs: 'disabled', lambda: 'error', s3: 'running', kinesis: 'disabled' };
    const waited = waitForHealth(await anEmulator({ body: JSON.stringify({ services }) }), options);
    await expect(waited).rejects.toThrow(/without lambda, sqs,/);
  });

  it('ends at once when it is interrupted', async () => {
    const interrupted = new AbortController();
    const endpoint = await anEmulator({ status: 503, body: '' });
    const waited = waitForHealth(endpoint, {
      ...options,
      signal: interrupted.signal,
      onWaiting: () => interrupted.abort(),
    });
    await expect(waited).rejects.toThrow(/aborted/);
  });
});
