import type { Role } from '../core/names.ts';
import type { Command } from './command.ts';
import { developmentTokens } from './development-tokens.ts';
import { UsageError } from './errors.ts';
import { idOf, optionsOf } from './options.ts';
import { quietProgram } from './program.ts';

const longestTtlSeconds = 24 * 3_600;

export const token: Command = {
  usage: `Usage: ${quietProgram} token --rider ID | --driver ID [OPTIONS]

  --rider ID    a token for a rider: 1 to 255 visible characters of ASCII
  --driver ID   a token for a driver
  --ttl SECONDS until it expires; 3600 by default, ${longestTtlSeconds} at most
  --json        print when it expires and whose it is, too

The token is signed with this working copy's own key, which is made when it is first needed, in .ride-request/ or in
$RIDE_REQUEST_DIRECTORY. Stacks that were synthesized with that key for this machine accept it; a stack on AWS never does.

Exit code: 0; 1 on an error.

Example: curl -H "Authorization: Bearer $(${quietProgram} token --rider alice)" http://127.0.0.1:4100/v1/rides/RIDE_ID`,

  async run(args) {
    const options = optionsOf(args, {
      rider: { type: 'string' },
      driver: { type: 'string' },
      ttl: { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    const [role, id] = partyOf(options);
    const sign = await developmentTokens();
    const { token, expiresAt } = await sign(role, id, options.ttl === undefined ? undefined : secondsOf(options.ttl));
    console.log(options.json ? JSON.stringify({ token, role, id, expiresAt }, null, 2) : token);
    return 0;
  },
};

function partyOf({ rider, driver }: { rider?: string | undefined; driver?: string | undefined }): [Role, string] {
  if ((rider === undefined) === (driver === undefined)) throw new UsageError('Say either --rider ID or --driver ID.');
  return rider === undefined ? ['driver', idOf(driver ?? '', '--driver')] : ['rider', idOf(rider, '--rider')];
}

function secondsOf(text: string): number {
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= longestTtlSeconds) return seconds;
  throw new UsageError(`--ttl must be a whole number of seconds, 1 to ${longestTtlSeconds}.`);
}
