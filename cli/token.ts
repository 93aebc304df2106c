import type { Role } from '../core/names.ts';
import { ending, makeCommand, notes, valued } from './command.ts';
import { developmentTokens } from './development-tokens.ts';
import { UsageError } from './errors.ts';
import { quietProgram } from './program.ts';
import { type Read, readId } from './values.ts';

const longestTtlSeconds = 24 * 3_600;

const readTtlSeconds: Read<number> = (text, option) => {
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= longestTtlSeconds) return seconds;
  throw new UsageError(`${option} must be a whole number of seconds, 1 to ${longestTtlSeconds}.`);
};

export const token = makeCommand('token')
  .description(
    `Prints a token for a rider or a driver of a stack on this machine. It is signed with this working copy's own key, which is made when it is first needed, in .ride-request/ or in $RIDE_REQUEST_DIRECTORY. Stacks that were synthesized with that key for this machine accept it; a stack on AWS never does.`,
  )
  .addOption(valued('--rider <id>', 'a token for a rider: 1 to 255 visible characters of ASCII', readId))
  .addOption(valued('--driver <id>', 'a token for a driver', readId))
  .addOption(
    valued('--ttl <seconds>', `until it expires; 3600 by default, ${longestTtlSeconds} at most`, readTtlSeconds),
  )
  .option('--json', 'print when it expires and whose it is, too')
  .addHelpText(
    'after',
    notes(
      'Exit code: 0; 1 on an error.',
      `Example: curl -H "Authorization: Bearer $(${quietProgram} token --rider alice)" http://127.0.0.1:4100/v1/rides/RIDE_ID`,
    ),
  )
  .action(
    ending(async ({ ttl, json, ...party }) => {
      const [role, id] = readParty(party);
      const sign = await developmentTokens();
      const { token, expiresAt } = await sign(role, id, ttl);
      console.log(json ? JSON.stringify({ token, role, id, expiresAt }, null, 2) : token);
      return 0;
    }),
  );

function readParty({ rider, driver }: { rider?: string | undefined; driver?: string | undefined }): [Role, string] {
  if (rider !== undefined && driver === undefined) return ['rider', rider];
  if (driver !== undefined && rider === undefined) return ['driver', driver];
  throw new UsageError('Say either --rider ID or --driver ID.');
}
