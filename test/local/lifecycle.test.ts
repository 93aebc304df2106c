import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../bench/support/free-ports.ts';
import { PortTakenError, startCloud } from '../../local/index.ts';
import { listeners, listeningPorts } from '../support/listening-ports.ts';
import { assemblyOf } from './support/assembly.ts';
import { functionOf, mapping, queue, restApi, table } from './support/resources.ts';
import { testCloud } from './support/test-cloud.ts';

const run = promisify(execFile);
const index = new URL('../../local/index.ts', import.meta.url).href;

function everything() {
  return {
    resources: {
      Q: queue(),
      Tab: table({ TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } }),
      Fn: functionOf('Fn'),
      M: mapping('Q', 'Fn'),
      ...restApi({ 'GET /': 'Fn' }),
    },
    code: { Fn: `exports.handler = async () => ({ statusCode: 200, body: process.env.LAMBDA_TASK_ROOT });` },
  };
}

/** Runs a script that has a cloud to itself. It must end by itself. */
async function inProcess(script: string): Promise<string> {
  const assembly = await assemblyOf(everything());
  const source = `
    import { startCloud } from ${JSON.stringify(index)};
    const cloud = await startCloud({ assemblyDirectory: ${JSON.stringify(assembly)} });
    ${script}`;
  const { stdout } = await run(process.execPath, ['--input-type=module-typescript', '--eval', source], {
    timeout: 110_000,
  });
  return stdout.trim();
}

describe('a cloud', () => {
  it('listens on the loopback interface only', async () => {
    const before = listeningPorts();
    const cloud = await testCloud(everything());
    const own = listeners().filter(({ port }) => !before.has(port));
    const { AWS_ENDPOINT_URL = '', AWS_ENDPOINT_URL_DYNAMODB = '' } = cloud.environment;
    const urls = [cloud.apiUrl, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_DYNAMODB];
    expect(own.map(({ port }) => port)).toEqual(expect.arrayContaining(urls.map((url) => Number(new URL(url).port))));
    expect(new Set(own.map(({ ip4, ip6 }) => ip4 ?? ip6))).toEqual(new Set(['127.0.0.1']));
    await cloud.stop();
  });

  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_DYNAMODB'])(
    'keeps its services when a client hangs up within a request (%s)',
    async (endpoint) => {
      const output = await inProcess(`
        const { connect } = await import('node:net');
        const { once } = await import('node:events');
        const endpoint = cloud.environment.${endpoint};
        const socket = connect(new URL(endpoint).port, '127.0.0.1');
        socket.write('POST / HTTP/1.1\\r\\nHost: x\\r\\nExpect: 100-continue\\r\\nContent-Length: 9\\r\\n\\r\\n{');
        await once(socket, 'data');
        socket.destroy();
        for (let n = 0; n < 20; n++) await fetch(endpoint).then((answer) => answer.text());
        console.log('alive');
        await cloud.stop();`);
      expect(output).toBe('alive');
    },
  );

  it('lets its process end once it has stopped', async () => {
    const output = await inProcess(`
      const answer = await fetch(cloud.apiUrl);
      console.log(answer.status);
      await cloud.stop();
      await cloud.stop();`);
    expect(output).toBe('200');
  });

  it('removes its temporary files and closes its ports when it stops', async () => {
    const cloud = await testCloud(everything());
    const { apiUrl, environment } = cloud;
    const taskRoot = await (await fetch(apiUrl)).text();
    expect(existsSync(taskRoot)).toBe(true);
    const urls = [apiUrl, environment.AWS_ENDPOINT_URL ?? '', environment.AWS_ENDPOINT_URL_DYNAMODB ?? ''];
    // By this process: another one may listen there by then.
    const isListenedOn = (url: string) => listeningPorts().has(Number(new URL(url).port));
    expect(urls.filter(isListenedOn)).toEqual(urls);
    await cloud.stop();
    expect(existsSync(taskRoot)).toBe(false);
    expect(urls.filter(isListenedOn)).toEqual([]);
  });

  it('lets a request under way end before it stops', async () => {
    const cloud = await testCloud({
      resources: { Fn: functionOf('Fn'), ...restApi({ 'GET /': 'Fn' }) },
      code: {
        Fn: `exports.handler = () => {
          console.log('{"began":true}');
          return new Promise((resolve) => setTimeout(resolve, 200, { statusCode: 200, body: 'in time' }));
        };`,
      },
    });
    const answer = fetch(cloud.apiUrl);
    await cloud.log.untilFacts('Fn');
    await cloud.stop();
    expect(await (await answer).text()).toBe('in time');
  });

  it('does not wait for a function that takes longer than the grace', async () => {
    const cloud = await testCloud(
      {
        resources: { Q: queue(), Fn: functionOf('Fn', { Timeout: 900 }), M: mapping('Q', 'Fn') },
        code: { Fn: `exports.handler = () => { console.log('{"began":true}'); return new Promise(() => {}); };` },
      },
      { stopGraceMs: 100 },
    );
    await cloud.send('Q', 'x');
    await cloud.log.untilFacts('Fn');
    await cloud.stop();
    expect(cloud.log.entries.filter(({ line }) => line.includes('timed out'))).toEqual([]);
  });

  it('serves its API on the port asked for', async () => {
    const port = await freePort();
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    const assemblyDirectory = await assemblyOf(everything());
    const refused = startCloud({ assemblyDirectory, apiPort: port });
    await expect(refused).rejects.toThrow(PortTakenError);
    await expect(refused).rejects.toThrow(String(port));
    const other = await startCloud({ assemblyDirectory, apiPort: [port, 0] });
    expect(new URL(other.apiUrl).port).not.toBe(String(port));
    await other.stop();
    server.close();
    await once(server, 'close');
    const cloud = await startCloud({ assemblyDirectory, apiPort: [port, 0] });
    expect(cloud.apiUrl).toBe(`http://127.0.0.1:${port}/v1/`);
    await cloud.stop();
  });
});
