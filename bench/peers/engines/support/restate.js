import { createServer } from 'node:http2';
import { createRequire } from 'node:module';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import { freePorts } from '../../../support/free-ports.ts';
import { giveUp } from './lifecycle.ts';
import { startServer } from './server-process.ts';
import { startWork } from './start-work.ts';
import { until } from './until.ts';
import { versionOf } from './version.ts';

/** @typedef {import('@restatedev/restate-sdk').ServiceDefinition<string, unknown>} Service */

/**
 * Serves Restate services of this process, which do the engine's work, through their own Restate server, with its default
 * settings but for its addresses. Callers use the server's ingress.
 * @param {string} handler the handler to call, as `service/handler`
 * @param {(work: import('./work.ts').Work) => readonly Service[]} servicesOf
 */
export async function startByRestate(handler, servicesOf) {
  const work = await startWork();
  const endpoint = await serveServices([...servicesOf(work)]);
  const server = await startRestate();
  await server.register(endpoint.url);
  const versions = {
    'restate-server': versionOf('@restatedev/restate-server'),
    'restate-sdk': versionOf('@restatedev/restate-sdk'),
  };
  const stop = async () => {
    await server.stop();
    endpoint.close();
    await work.stop();
  };
  return { url: `${server.ingressUrl}/${handler}`, versions, stop };
}

/** @param {Service[]} services */
async function serveServices(services) {
  // The SDK's own logger writes a line for each invocation.
  const server = createServer(createEndpointHandler({ services, logger: () => {} }));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function startRestate() {
  const [ingress, admin, fabric] = (await freePorts(3)).map((port) => `127.0.0.1:${port}`);
  const { stop } = await startServer({
    program: serverProgram(),
    argumentsIn: (folder) => ['--no-logo', '--base-dir', folder],
    environment: {
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_ADDRESS: `${fabric}`,
      RESTATE_ADMIN__BIND_ADDRESS: `${admin}`,
      RESTATE_INGRESS__BIND_ADDRESS: `${ingress}`,
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_SHUTDOWN_TIMEOUT: '1s',
    },
    // It looks for a newer version of itself, and has no setting for that.
    forgoes: ['api.github.com'],
  });
  await until('Restate is up', async () => (await fetch(`http://${admin}/health`)).ok);
  await until('Restate takes calls', async () => (await fetch(`http://${ingress}/restate/health`)).ok);
  return {
    ingressUrl: `http://${ingress}`,
    stop,
    /** @param {string} uri where the services are */
    register: async (uri) => {
      const body = JSON.stringify({ uri });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`http://${admin}/deployments`, { method: 'POST', headers, body });
      if (!answer.ok) throw new Error(`Restate refuses the services: ${answer.status} ${await answer.text()}`);
    },
  };
}

function serverProgram() {
  const name = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/bin/restate-server`);
  } catch {
    return giveUp(`a Restate server for this platform (${name})`);
  }
}
