import { ending, makeCommand, notes, valued } from './command.ts';
import { UsageError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { comparePlans } from './plan/compare.ts';
import { describePlan, type Simulated } from './plan/describe.ts';
import { standardMapping } from './plan/growth.ts';
import { makePlan } from './plan/make-plan.ts';
import { type Measured, readMeasured } from './plan/measured.ts';
import { predict } from './plan/predict.ts';
import { deployed, minutesWithDriver, type Question } from './plan/question.ts';
import { regions } from './plan/regions.ts';
import { program } from './program.ts';
import { type Read, readCount, readInteger } from './values.ts';

/** A number in a range, with or without a fraction. */
const readNumber =
  (least: number, most: number): Read<number> =>
  (text, option) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new UsageError(`${option} must be a number, ${least} to ${most}.`);
  };

/** CloudFormation accepts no other MaximumConcurrency. */
const readMaxConcurrency = readInteger(2, standardMapping.most);

const mostRates = 5;

const readRates: Read<readonly number[]> = (text, option) => {
  const rates = text.split(',');
  if (rates.length > mostRates) throw new UsageError(`${option} takes ${mostRates} rates at most.`);
  return rates.map((rate) => readCount(rate, option));
};

const readRegion: Read<string> = (text, option) => {
  if (Object.hasOwn(regions, text)) return text;
  throw new UsageError(
    `${option} ${text}: the quotas of that region are not known. Known are ${Object.keys(regions).join(', ')}.`,
  );
};

const readFleet = readInteger(0, 99_999_999);

export const plan = makeCommand('plan')
  .description(
    'Says what AWS needs for a number of rides a minute, which limits come first, and what it costs. Requests and durations are those that `npm run cost` has counted and timed; quotas and prices are those that AWS publishes.',
  )
  .usage('--rides-per-minute <n> [options]')
  .addOption(valued('--rides-per-minute <n>', 'on average; several, separated by commas, are compared', readRates))
  .addOption(valued('--peak <x>', 'the busiest minute as a multiple of the average; 1 by default', readNumber(1, 100)))
  .addOption(valued('--region <name>', 'us-east-1 by default', readRegion))
  .addOption(valued('--seconds-waiting <s>', 'of a call; 0: riders poll. By default as measured', readNumber(0, 28)))
  .addOption(valued('--crowd <share>', 'of rides at one door, 0 to 1', readNumber(0, 1)))
  .addOption(
    valued('--drivers <n>', `who report; by default ${minutesWithDriver} for each ride of a minute`, readFleet),
  )
  .addOption(valued('--concurrency <n>', `granted; ${deployed.concurrency} by default`, readCount))
  .addOption(
    valued('--max-concurrency <n>', `of each mapping; ${deployed.maxConcurrency} by default`, readMaxConcurrency),
  )
  .addOption(valued('--requests-per-second <n>', `of the stage; ${deployed.requestsPerSecond} by default`, readCount))
  .addOption(valued('--stacks <n>', 'by default as few as suffice', readCount))
  .addOption(valued('--seed <n>', '1 by default', readCount))
  .option('--json', 'print the plan as JSON')
  .addHelpText(
    'after',
    notes(
      'Everything is sized for --rides-per-minute times --peak; dollars are computed from --rides-per-minute. --region selects the default quotas. --crowd is the share of all rides that begin at one place, as after a concert. --drivers are on shift and report every 45 s. --concurrency, --max-concurrency and --requests-per-second are the quota of the account, MaximumConcurrency of the event source mappings and the limit of the stage, as the stack is deployed. --seed is that of the simulation.',
      'It makes no calls to AWS and changes nothing. docs/operate/city.md says what is measured, published and assumed.',
      'Exit code: 0, whatever the plan says; 1 on an error.',
      `Example: ${program} plan --rides-per-minute 100000 --peak 3 --region eu-central-1`,
    ),
  )
  .action(
    ending(async ({ json, seed, ridesPerMinute: rates, ...asked }) => {
      // Not checked by commander: it would report a missing option before a misspelt one.
      if (!rates) throw new UsageError('Say how many rides a minute there are: --rides-per-minute N.');
      const plans = await simulatedPlans(
        rates.map((ridesPerMinute) => questionOf({ ridesPerMinute, ...asked })),
        seed,
      );
      const [first] = plans;
      if (plans.length > 1) console.log(json ? JSON.stringify({ plans }, null, 2) : comparePlans(plans));
      else if (first) console.log(json ? JSON.stringify(first, null, 2) : describePlan(first));
      return exitCodes.done;
    }),
  );

type Asked = { readonly [Key in keyof Question]?: Question[Key] | undefined } & Pick<Question, 'ridesPerMinute'>;

/** The plan, and what happens to rides without its changes and with them. */
export async function simulatedPlan(question: Question, measured: Measured, seed = 1): Promise<Simulated> {
  const made = makePlan(question, measured);
  const asAsked = await predict(made, measured, { changed: false, seed });
  const changes = made.changes.list.length > 0;
  return {
    ...made,
    simulation: { asAsked, ...(changes && { changed: await predict(made, measured, { changed: true, seed }) }) },
  };
}

/** One after the other. */
export async function simulatedPlans(questions: readonly Question[], seed?: number): Promise<Simulated[]> {
  const measured = readMeasured();
  const plans: Simulated[] = [];
  for (const question of questions) plans.push(await simulatedPlan(question, measured, seed));
  return plans;
}

/** Fills in the defaults. */
export function questionOf({ ridesPerMinute, secondsWaiting, crowd, stacks, ...asked }: Asked): Question {
  return {
    ridesPerMinute,
    peak: asked.peak ?? 1,
    region: asked.region ?? 'us-east-1',
    ...(secondsWaiting !== undefined && { secondsWaiting }),
    ...(crowd !== undefined && { crowd }),
    ...(stacks !== undefined && { stacks }),
    drivers: asked.drivers ?? ridesPerMinute * minutesWithDriver,
    concurrency: asked.concurrency ?? deployed.concurrency,
    maxConcurrency: asked.maxConcurrency ?? deployed.maxConcurrency,
    requestsPerSecond: asked.requestsPerSecond ?? deployed.requestsPerSecond,
  };
}
