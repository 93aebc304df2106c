import { type Changes, cellsFor, type Needs, planChanges } from './changes.ts';
import { type HourlyCost, planCost } from './cost.ts';
import { callsOf, type FunctionPlan, planFunctions } from './functions.ts';
import { type HotKey, planHotKeys } from './hot-keys.ts';
import { type Limit, planLimits } from './limits.ts';
import type { Count, Measured } from './measured.ts';
import type { Service } from './prices.ts';
import { peakPerSecond, type Question } from './question.ts';
import { requestsOfCompletion, requestsOfRide, totalOf } from './requests.ts';

/** What AWS needs for a rate of rides, which limits come first, and what it costs. */
export interface Plan {
  readonly question: Question;
  /** Where the counts and durations come from. */
  readonly measured: { readonly command: string; readonly date: string; readonly machine: string };
  /** Requests in the busiest second, of rides and their completions; those of the API include drivers' reports. */
  readonly perSecond: Readonly<Record<'rides' | 'API' | Exclude<Service, 'API Gateway' | 'Step Functions'>, number>>;
  readonly functions: readonly FunctionPlan[];
  /** The limit that is reached first comes first. */
  readonly limits: readonly Limit[];
  readonly hotKeys: readonly HotKey[];
  readonly changes: Changes;
  readonly dollarsPerHour: HourlyCost;
}

/** Makes the plan by arithmetic alone, without simulation. */
export function makePlan(question: Question, measured: Measured): Plan {
  const needs = needsOf(question, measured);
  const { functions, limits, hotKeys, ride, completion } = needs;
  const cells = question.stacks ?? cellsFor(needs);
  const ofCell = questionOfCell(question, cells);
  const rides = peakPerSecond(question);
  const to = (name: Service) =>
    rides * totalOf([...ride, ...completion], 'requests', ({ service }) => service === name);
  const calls = callsOf(question);
  return {
    question,
    measured: { command: 'npm run cost', date: measured.date, machine: measured.machine },
    perSecond: {
      rides,
      API: calls.rides + calls.completions + calls.reports,
      Lambda: to('Lambda') + calls.reports,
      SNS: to('SNS'),
      SQS: to('SQS'),
      DynamoDB: to('DynamoDB') + calls.reports,
    },
    functions,
    limits,
    hotKeys,
    changes: planChanges(ofCell, measured, cells === 1 ? needs : needsOf(ofCell, measured), cells),
    dollarsPerHour: planCost(question, measured, { ride, completion }),
  };
}

/** The question for one of several stacks: riders and drivers are divided evenly. */
export const questionOfCell = (question: Question, cells: number): Question => ({
  ...question,
  ridesPerMinute: question.ridesPerMinute / cells,
  drivers: question.drivers / cells,
});

type Requests = { readonly ride: readonly Count[]; readonly completion: readonly Count[] };

function needsOf(question: Question, measured: Measured): Needs & Requests {
  const functions = planFunctions(question, measured);
  const ride = requestsOfRide(measured, functions, question);
  const completion = requestsOfCompletion(measured);
  const hotKeys = planHotKeys(question, functions, ride, completion);
  const limits = planLimits(question, measured, { functions, hotKeys, ride, completion });
  return { functions, hotKeys, limits, ride, completion };
}
