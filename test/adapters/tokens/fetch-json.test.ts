import { get } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonFetcher } from '../../../adapters/tokens/fetch-json.ts';
import { deadPort } from '../../support/dead-port.ts';
import {
  type Answer,
  disturbances,
  json,
  type ScriptedServer,
  startScriptedServer,
} from '../../support/scripted-server.ts';

describe('a document', () => {
  let server: ScriptedServer;
  beforeEach(async () => {
    server = await startScriptedServer(() => json(200, { keys: [] }));
  });
  afterEach(() => server.stop());

  const fetched = (port = server.port, timeLimitMs = 5_000) =>
    jsonFetcher(get, timeLimitMs)(`http://127.0.0.1:${port}/keys`);

  it('is fetched', async () => {
    expect(await fetched()).toEqual({ keys: [] });
    expect(server.requests).toMatchObject([{ method: 'GET', path: '/keys' }]);
  });

  const moved: Answer = json(302, {}, { Location: '/elsewhere' });

  it.each<[string, Answer]>([
    ['there is an error', json(500, {})],
    ['it has moved', moved],
    ['it is no JSON', disturbances['says what is not JSON']],
    ['it breaks off', disturbances['breaks off']],
    ['the connection is closed', disturbances['closes the connection']],
  ])('is asked for once more when %s, and not a third time', async (_, answer) => {
    server.answerNext(answer);
    expect(await fetched()).toEqual({ keys: [] });
    server.answerNext(answer, answer);
    await expect(fetched()).rejects.toThrow();
    expect(server.requests.map(({ path }) => path)).toEqual(Array(4).fill('/keys'));
  });

  it('is not waited for without end', async () => {
    server.answerNext(disturbances['never answers'], disturbances['never answers']);
    await expect(fetched(server.port, 50)).rejects.toThrow(/abort/i);
  });

  it('cannot be had from nobody', async () => {
    await expect(fetched(deadPort)).rejects.toThrow('ECONNREFUSED');
  });
});
