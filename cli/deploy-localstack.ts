import type { Command } from './command.ts';
import { deployToEmulator } from './emulator/deploy-to-emulator.ts';
import { loopbackEndpoint } from './emulator/loopback-endpoint.ts';
import { waitForHealth } from './emulator/wait-for-health.ts';
import { fleetOf, usualFleetSize } from './fleet.ts';
import { howToAsk, howToKeepDrivers } from './how-to-ask.ts';
import { countOf, optionsOf } from './options.ts';
import { program } from './program.ts';
import { seedFleet } from './seed-fleet.ts';
import { step } from './step.ts';

const defaultEndpoint = 'http://127.0.0.1:4566';
const waitSeconds = 60;

export const deployLocalstack: Command = {
  usage: `Usage: ${program} deploy-localstack [OPTIONS]

  --endpoint URL    where LocalStack is: on this machine, ${defaultEndpoint} by default. Anything else is refused
  --wait SECONDS    how long it is waited for; ${waitSeconds} by default
  --drivers N       how many drivers are put on the streets of San Francisco; ${usualFleetSize} by default
  --json            print the API's address as JSON

Waits until LocalStack is up (\`docker compose up -d\` starts it), bootstraps the CDK there unless that was done, deploys
the stack with what LocalStack lacks left out, seeds the fleet and prints the API's address. Keys, profiles and endpoints
of AWS in the environment are not used.

Exit code: 0 when the stack is up, 1 on an error.

Example: ${program} deploy-localstack --endpoint http://localhost:4566`,

  async run(args) {
    const options = optionsOf(args, {
      endpoint: { type: 'string', default: defaultEndpoint },
      wait: { type: 'string', default: String(waitSeconds) },
      drivers: { type: 'string', default: String(usualFleetSize) },
      json: { type: 'boolean', default: false },
    });
    const endpoint = loopbackEndpoint(options.endpoint);
    const [timeLimitMs, drivers] = [countOf(options.wait, '--wait') * 1000, countOf(options.drivers, '--drivers')];
    const remedy = 'Start LocalStack with `docker compose up -d`.';
    await step(`waiting for LocalStack at ${endpoint}`, (onWaiting) =>
      waitForHealth(endpoint, { timeLimitMs, remedy, onWaiting }),
    );
    const { apiUrl } = await deployToEmulator({ endpoint });
    const parked = await step(`seeding ${drivers} drivers`, () => seedFleet(apiUrl, fleetOf(drivers)));
    await parked.stop();
    console.log(
      options.json ? JSON.stringify({ apiUrl }, null, 2) : `\n${howToAsk(apiUrl)}\n\n${howToKeepDrivers(apiUrl)}`,
    );
    return 0;
  },
};
