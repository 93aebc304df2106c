import { ending, makeCommand, notes, valued } from './command.ts';
import { deployToEmulator } from './emulator/deploy-to-emulator.ts';
import { loopbackEndpoint } from './emulator/loopback-endpoint.ts';
import { waitForHealth } from './emulator/wait-for-health.ts';
import { exitCodes } from './exit-codes.ts';
import { fleetOf, usualFleetSize } from './fleet.ts';
import { howToAsk, howToKeepDrivers } from './how-to-ask.ts';
import { program } from './program.ts';
import { seedFleet } from './seed-fleet.ts';
import { step } from './step.ts';
import { readCount } from './values.ts';

const defaultEndpoint = 'http://127.0.0.1:4566';

export const deployLocalstack = makeCommand('deploy-localstack')
  .description(
    "Deploys the stack to LocalStack on this machine: waits until LocalStack is up (`docker compose up -d` starts it), bootstraps the CDK there unless that was done, deploys the stack with what LocalStack lacks left out, seeds the fleet and prints the API's address. AWS keys, profiles and endpoints in the environment are ignored.",
  )
  .addOption(
    valued(
      '--endpoint <url>',
      'the address of LocalStack on this machine; any other is refused',
      loopbackEndpoint,
    ).default(defaultEndpoint),
  )
  .addOption(valued('--wait <seconds>', 'how long to wait for it', readCount).default(60))
  .addOption(
    valued('--drivers <n>', 'how many drivers are put on the streets of San Francisco', readCount).default(
      usualFleetSize,
    ),
  )
  .option('--json', "print the API's address as JSON")
  .addHelpText(
    'after',
    notes(
      'Exit code: 0 when the stack is up, 1 on an error.',
      `Example: ${program} deploy-localstack --endpoint http://localhost:4566`,
    ),
  )
  .action(
    ending(async ({ endpoint, wait, drivers, json }) => {
      const remedy = 'Start LocalStack with `docker compose up -d`.';
      await step(`waiting for LocalStack at ${endpoint}`, (onWaiting) =>
        waitForHealth(endpoint, { timeLimitMs: wait * 1000, remedy, onWaiting }),
      );
      const { apiUrl } = await deployToEmulator({ endpoint });
      const parked = await step(`seeding ${drivers} drivers`, () => seedFleet(apiUrl, fleetOf(drivers)));
      await parked.stop();
      console.log(json ? JSON.stringify({ apiUrl }, null, 2) : `\n${howToAsk(apiUrl)}\n\n${howToKeepDrivers(apiUrl)}`);
      return exitCodes.done;
    }),
  );
