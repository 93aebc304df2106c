import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  LogQueryWidget,
  MathExpression,
  type Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { metricNames } from '../core/metrics.ts';
import { regionalName } from './regional-name.ts';
import { rideMetric } from './ride-metric.ts';
import type { StackParts } from './stack-parts.ts';

const howToRead = `
# Are riders waiting longer than the slowest branch, and why?

A ride should take as long as its slowest branch, plus two hops. **Overhead** is what it takes beyond that; p99 above 1 s is an alarm.

1. **Overhead** is low, but rides are slow: a branch is slow. *branches: duration* shows which.
2. Overhead is high, and so is *branches: time in the queue*: there are too few invocations. Look at *throttles* and *concurrency*.
3. Overhead is high, but queues are quick: the gather is slow (*oldest message* of the aggregator) or fails (*errors*).
4. Rides expire: a branch does not answer at all. Look at its *errors* and *dead letters*; *lateness* shows how late the other answers were.
5. Rides are refused: *rides under way* have reached their limit. Compare with *time in the queue*, *throttles* and *rides by outcome*: demand is too high, or throughput too low.
6. Rides end after their deadline: *oldest message* and *errors* of deadline show why.

docs/operate/runbook.md describes what to do about each alarm; \`npm run trace -- RIDE_ID\` shows a single ride.
`.trim();

/** The functions that move rides on from `requested`: the API does so when it finds a ride whose deadline has passed. */
const settlers = ['aggregator', 'deadline', 'api'];

const height = 7;
const columns = 3;
const width = 24 / columns;

/** One page that shows whether riders wait longer than necessary, and where the time goes. */
export class RidesDashboard extends Construct {
  constructor(scope: Construct, id: string, parts: StackParts) {
    super(scope, id);
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: regionalName(this) });
    dashboard.addWidgets(new TextWidget({ markdown: howToRead, width: 24, height: 7 }));
    dashboard.addWidgets(...this.#rides());
    dashboard.addWidgets(...this.#branches(parts));
    dashboard.addWidgets(...functions(parts));
    dashboard.addWidgets(...failures(parts));
    dashboard.addWidgets(this.#slowestRides(parts), this.#makeshift());
    dashboard.addWidgets(...this.#admission(), this.#webhooks());
    dashboard.addWidgets(new AlarmStatusWidget({ title: 'alarms', alarms: [...parts.alarms], width: 24, height }));
  }

  #rides(): IWidget[] {
    const { overhead, rideDuration, slowestBranch, reached } = metricNames;
    const of = (metricName: string, statistic: string) => rideMetric(this, 'aggregator', metricName, statistic);
    const ends = Object.entries(reached).map(([state, name]) => {
      const by = (service: string) => rideMetric(this, service, name, 'Sum');
      if (state === 'cancelled' || state === 'completed') return by('api');
      const writers = Object.fromEntries(settlers.map((service) => [`${service}${name}`, by(service)]));
      return sumOf(writers, name);
    });
    return [
      graph(
        'overhead over the slowest branch, ms',
        percentiles((statistic) => of(overhead, statistic)),
      ),
      graph(
        'whole ride and slowest branch, ms',
        ['p50', 'p99'].flatMap((statistic) =>
          [rideDuration, slowestBranch].map((name) => of(name, statistic).with({ label: `${name} ${statistic}` })),
        ),
      ),
      graph('rides by outcome', ends),
    ];
  }

  #branches({ branches, consumers }: StackParts): IWidget[] {
    const ofEach = (metricName: string) =>
      branches.map(({ handler }) =>
        rideMetric(this, handler.service, metricName, 'p99').with({ label: handler.service }),
      );
    const ages = consumers.map(({ queue, handler }) =>
      queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum', label: handler.service }),
    );
    return [
      graph('branches: duration, ms, p99', ofEach(metricNames.branchDuration)),
      graph('branches: time in the queue, ms, p99', ofEach(metricNames.branchQueued)),
      graph('oldest message, s', ages),
    ];
  }

  /** Requests that were answered although something optional failed. */
  #makeshift(): IWidget {
    const { routeEstimated, quotasUnavailable, failuresTolerated } = metricNames;
    return graph('routes estimated, requests not counted, failures tolerated', [
      rideMetric(this, 'eta', routeEstimated, 'Sum'),
      rideMetric(this, 'api', quotasUnavailable, 'Sum'),
      rideMetric(this, 'api', failuresTolerated, 'Sum'),
    ]);
  }

  /** Admission: the load that is let in, next to the load that waits. */
  #admission(): IWidget[] {
    const { ridesUnderWay, ridesAdmissible, ridesRefused, waitsRefused, loadUnavailable } = metricNames;
    const deciding = ['aggregator', 'deadline'];
    return [
      graph('rides under way, and how many may be', [
        rideMetric(this, 'api', ridesUnderWay, 'Maximum'),
        rideMetric(this, 'api', ridesAdmissible, 'Minimum'),
      ]),
      graph('rides refused, waits refused, counts unavailable', [
        rideMetric(this, 'api', ridesRefused, 'Sum'),
        rideMetric(this, 'api', waitsRefused, 'Sum'),
        ...['api', ...deciding].map((service) =>
          rideMetric(this, service, loadUnavailable, 'Sum').with({ label: `${loadUnavailable} ${service}` }),
        ),
      ]),
    ];
  }

  /** The behaviour of receivers raises no alarm, so it is shown here. */
  #webhooks(): IWidget {
    const { webhooks, webhooksUnsigned } = metricNames;
    const names = [...Object.values(webhooks), webhooksUnsigned];
    return graph(
      'webhooks by outcome',
      names.map((name) => rideMetric(this, 'webhook', name, 'Sum')),
    );
  }

  /** The rides to look at first, within the dashboard's time range. */
  #slowestRides({ functions }: StackParts): IWidget {
    const settling = functions.filter(({ service }) => service === 'aggregator' || service === 'deadline');
    return new LogQueryWidget({
      title: 'rides with the highest overhead',
      logGroupNames: settling.map(({ logGroup }) => logGroup.logGroupName),
      queryLines: [
        'fields @timestamp, rideId, status, totalMs, slowestBranch, slowestMs, overheadMs',
        'filter message = "ride settled" and ispresent(overheadMs)',
        'sort overheadMs desc',
        'limit 20',
      ],
      width: 2 * width,
      height,
    });
  }
}

function functions({ functions }: StackParts): IWidget[] {
  return [
    graph(
      'errors',
      functions.map((each) => each.metricErrors({ label: each.service })),
    ),
    graph(
      'throttles',
      functions.map((each) => each.metricThrottles({ label: each.service })),
    ),
    graph(
      'concurrency',
      functions.map((each) => each.metric('ConcurrentExecutions', { statistic: 'Maximum', label: each.service })),
    ),
  ];
}

function failures({ deadLetters, apis, functions }: StackParts): IWidget[] {
  const aggregator = functions.filter(({ service }) => service === 'aggregator');
  return [
    graph(
      'dead letters',
      deadLetters.map((queue) =>
        queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', label: queue.node.path }),
      ),
    ),
    graph(
      'late answers, ms after the outcome',
      aggregator.flatMap((each) =>
        percentiles((statistic) => rideMetric(each, each.service, metricNames.lateness, statistic)),
      ),
    ),
    graph(
      'the API: requests, and answers 4xx and 5xx',
      apis.flatMap(({ deploymentStage: stage }) => [
        stage.metricCount({ statistic: 'Sum' }),
        stage.metricClientError({ statistic: 'Sum' }),
        stage.metricServerError({ statistic: 'Sum' }),
      ]),
    ),
  ];
}

/** @param metrics by an id that is unique within the graph */
function sumOf(metrics: Record<string, Metric>, label: string): MathExpression {
  const filled = Object.keys(metrics).map((id) => `FILL(${id}, 0)`);
  const expression = `SUM([${filled.join(', ')}])`;
  return new MathExpression({ expression, usingMetrics: metrics, label, period: Duration.minutes(5) });
}

const percentiles = (metric: (statistic: string) => ReturnType<typeof rideMetric>) =>
  ['p50', 'p95', 'p99'].map((statistic) => metric(statistic).with({ label: statistic }));

const graph = (title: string, left: IMetric[]): IWidget => new GraphWidget({ title, left, width, height });
