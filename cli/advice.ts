import { ClientError, NoAnswerError, ProblemError, UnreadableAnswerError } from '../client/index.ts';
import { program } from './program.ts';

/** What went wrong with an API call, and what to do next; undefined for any other error. */
export function advised(error: unknown): string | undefined {
  if (!(error instanceof ClientError)) return undefined;
  return [error.message, ...adviceOn(error)].join('\n');
}

function adviceOn(error: ClientError): readonly string[] {
  if (error instanceof NoAnswerError)
    return ['Start a stack with `npm start`, or set the address of a running one with --api.'];
  if (error instanceof UnreadableAnswerError) return ["Set the API's address, including the stage, with --api."];
  if (!(error instanceof ProblemError)) return [];
  const told = advice[error.code ?? ''];
  if (told !== undefined) return [told];
  const seconds = error.retryAfterSeconds;
  if (seconds !== undefined) return [`Try again in ${seconds} s.`];
  return error.status >= 500 ? ['Try again later.'] : [];
}

const anotherToken = `A stack on this machine accepts the tokens of the working copy that it was started from (\`${program} token --rider ID\`), any other those of its own issuer. Set one with --token or $RIDE_REQUEST_TOKEN.`;

const lookFirst = `It may have been carried out nevertheless: check \`${program} rides\` before you retry.`;

const advice: Readonly<Record<string, string>> = {
  outcome_unknown: lookFirst,
  bad_gateway: lookFirst,
  gateway_timeout: lookFirst,
  missing_token: anotherToken,
  expired_token: anotherToken,
  invalid_token: anotherToken,
  token_not_yet_valid: "The clock of the token's issuer is ahead of the stack's: wait, or synchronize the clocks.",
  unauthorized: anotherToken,
  insufficient_scope: "Use a rider's token for rides, and a driver's for drivers.",
  ride_not_found: `Only its own rider can see a ride: set the rider with --rider or --token. \`${program} rides\` lists their rides.`,
  simulation_off: 'Leave out --simulate, or deploy the stack with `-c simulation=on`.',
  not_found:
    "Set the API's address, including the stage, with --api. `--flow sequential` needs a stack with simulation on.",
};
