import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { metricNames } from '../core/metrics.ts';
import { hasPart } from './has-part.ts';
import type { QueueConsumer } from './queue-consumer.ts';
import type { RideFunction } from './ride-function.ts';
import { rideMetric } from './ride-metric.ts';
import type { RidesApi } from './rides-api.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import type { Settings } from './settings.ts';
import type { StackParts } from './stack-parts.ts';

/** Milliseconds that the slowest 1 % of rides may take beyond their slowest branch. Hops take some 100 to 300. */
const longestOverheadMs = 1_000;

const mostErrorsPercent = 5;
const mostServerErrorsPercent = 1;

/** In a lane that retries for hours, old messages are normal: SQS stops counting one after its third delivery. */
const longestRetryingSeconds = 3_600;

/** The subscriber that sends webhooks. */
const webhook = 'webhook';

const overFiveMinutes = { period: Duration.minutes(5), statistic: 'Sum' };

/** In two of three periods, so that neither a short, transient peak nor a quiet period in between decides. */
const twoOfThree = {
  evaluationPeriods: 3,
  datapointsToAlarm: 2,
  comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
};

/** The alarms that page an operator, besides those of the dead-letter queues. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, parts: StackParts, settings: Settings) {
    super(scope, id);
    for (const consumer of parts.consumers) this.#watchAge(consumer, settings);
    for (const handler of parts.functions) {
      if (hasPart(settings, 'metricMath')) this.#watchErrors(handler);
      this.#watchThrottles(handler);
    }
    for (const api of parts.apis) this.#watchApi(api);
    if (parts.functions.some(({ service }) => service === webhook)) this.#watchSigning();
    this.#watchOverhead();
    this.#watchRefusals();
  }

  /** A message older than a ride's deadline is of no use to a rider. The extra minute allows for delayed messages. */
  #watchAge({ queue, handler: { service }, retrySeconds }: QueueConsumer, { deadlineSeconds }: Settings): void {
    const seconds = retrySeconds > 0 ? longestRetryingSeconds : deadlineSeconds + 60;
    new RunbookAlarm(this, `${service}-age`, {
      meaning: `Messages wait for ${service} for more than ${seconds} s.`,
      runbook: 'waiting-messages',
      metric: queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: seconds,
      ...twoOfThree,
    });
  }

  /** Time-outs, crashes and uncaught errors. A failed message is none of these: it is retried. */
  #watchErrors(handler: RideFunction): void {
    new RunbookAlarm(this, `${handler.service}-errors`, {
      meaning: `More than ${mostErrorsPercent} % of the invocations of ${handler.service} fail.`,
      runbook: 'failing-function',
      metric: percentOf(handler.metricErrors(overFiveMinutes), handler.metricInvocations(overFiveMinutes)),
      threshold: mostErrorsPercent,
      ...twoOfThree,
    });
  }

  #watchThrottles(handler: RideFunction): void {
    new RunbookAlarm(this, `${handler.service}-throttles`, {
      meaning: `Lambda refuses to run ${handler.service}: there is no concurrency left.`,
      runbook: 'throttled-function',
      metric: handler.metricThrottles(overFiveMinutes),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  #watchApi(api: RidesApi): void {
    new RunbookAlarm(this, 'api-server-errors', {
      meaning: `More than ${mostServerErrorsPercent} % of the API's answers are 5xx.`,
      runbook: 'failing-api',
      // The average of this metric is the error rate.
      metric: api.deploymentStage.metricServerError({ period: Duration.minutes(5), statistic: 'Average' }),
      threshold: mostServerErrorsPercent / 100,
      ...twoOfThree,
    });
  }

  /** No other result of a webhook raises an alarm: receivers are in the hands of the callers who name the URLs. */
  #watchSigning(): void {
    new RunbookAlarm(this, 'unsigned-webhooks', {
      meaning: 'Webhooks are not sent: there is no secret to sign them with.',
      runbook: 'unsigned-webhooks',
      metric: rideMetric(this, webhook, metricNames.webhooksUnsigned, 'Sum'),
      threshold: 1,
      evaluationPeriods: 1,
    });
  }

  /** Refusing part of a burst is what admission is for; refusals that continue mean more load than the service can take. */
  #watchRefusals(): void {
    new RunbookAlarm(this, 'refused-rides', {
      meaning: 'Rides are refused: more are requested than can be decided in time.',
      runbook: 'refused-rides',
      metric: rideMetric(this, 'api', metricNames.ridesRefused, 'Sum'),
      ...twoOfThree,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    });
  }

  #watchOverhead(): void {
    new RunbookAlarm(this, 'overhead', {
      meaning: `One in a hundred rides waits ${longestOverheadMs} ms longer than for its slowest branch.`,
      runbook: 'high-overhead',
      metric: rideMetric(this, 'aggregator', metricNames.overhead, 'p99'),
      threshold: longestOverheadMs,
      evaluateLowSampleCountPercentile: 'ignore', // among few rides the slowest may well be a cold start
      ...twoOfThree,
    });
  }
}

function percentOf(part: Metric, whole: Metric): MathExpression {
  return new MathExpression({
    expression: '100 * part / whole',
    usingMetrics: { part, whole },
    label: '%',
    period: Duration.minutes(5),
  });
}
