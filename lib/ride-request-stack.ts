import path from 'node:path';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { branches, type Registry } from '../core/branches.ts';
import { type SubscriberDefinition, subscribers } from '../core/subscribers.ts';
import { ApiFunction } from './api-function.ts';
import { BranchLane } from './branch-lane.ts';
import { ConsoleSite } from './console/console-site.ts';
import type { Flow } from './flow.ts';
import { functionCode } from './function-code.ts';
import { Aggregator, Deadlines } from './gather.ts';
import { hasPart } from './has-part.ts';
import { hasPush } from './has-push.ts';
import { chooseIssuer } from './identity/choose-issuer.ts';
import type { PublicKeys } from './identity/development-issuer.ts';
import { Operations } from './operations.ts';
import { pascalCase } from './pascal-case.ts';
import { pushAuthorizer } from './push/push-authorizer.ts';
import { RidesApi } from './rides-api.ts';
import { SecureTopic } from './secure-topic.ts';
import { SequentialFunction } from './sequential-function.ts';
import { Services, servicesOf } from './services.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { Stores } from './stores.ts';
import { SubscriberLane } from './subscriber-lane.ts';
import { isTraced, TopicTracing } from './tracing.ts';

export interface RideRequestStackProps extends StackProps, Partial<Settings> {
  /** The branches that answer every ride. Default: the registry. */
  readonly branches?: Registry;
  /** The subscribers to ride events. Default: all whose services the stack has. */
  readonly subscribers?: readonly SubscriberDefinition[];
  /** A function's entry file. Default: `functions/<name>/handler.ts`. */
  readonly handlerEntry?: (functionName: string) => string;
  /** Public keys of the development issuer; required where it signs the tokens, and refused on AWS. */
  readonly developmentKeys?: PublicKeys;
}

const defaults = {
  ...defaultSettings,
  branches: branches as Registry,
  subscribers,
  handlerEntry: (functionName: string) => path.join(import.meta.dirname, '../functions', functionName, 'handler.ts'),
};

/** The whole flow: API → ride-requested → a lane per branch → the gather → ride-events → a lane per subscriber. */
export class RideRequestStack extends Stack {
  constructor(scope: Construct, id: string, props: RideRequestStackProps = {}) {
    const { branches, subscribers, handlerEntry, developmentKeys, ...given } = { ...defaults, ...props };
    const settings: Settings = { ...given, push: hasPush(given) };
    super(scope, id, { terminationProtection: settings.stage === 'prod', ...props });
    const available = servicesOf(settings);
    const listening = subscribers.filter(({ services = [] }) => services.every((service) => available.has(service)));
    const lanes = [...Object.values(branches), ...listening];
    const functions = [
      ...lanes.map(({ name }) => name),
      'aggregator',
      'deadline',
      'api',
      ...(settings.simulation ? ['sequential-ride'] : []),
      ...(settings.push ? [pushAuthorizer] : []),
    ];

    const entries = new Map(functions.map((name) => [name, handlerEntry(name)]));
    const codeOf = functionCode(this, entries, [settings.routing, settings.payments]);
    const api = new RidesApi(this, 'Api', settings);
    const site =
      settings.console && hasPart(settings, 'console') ? new ConsoleSite(this, 'Console', api, settings) : undefined;
    const issuer = chooseIssuer(this, settings, { developmentKeys, consoleUrl: site?.url });
    const start = {
      branches,
      settings,
      codeOf,
      issuer,
      stores: new Stores(this, 'Stores', settings),
      services: new Services(this, 'Services', { codeOf, issuer, settings }),
      rideRequested: new SecureTopic(this, 'RideRequested', settings),
      rideEvents: new SecureTopic(this, 'RideEvents', settings),
    };
    if (isTraced(settings)) new TopicTracing(this, 'TopicTracing', [start.rideRequested, start.rideEvents]);
    const branchResults = new Aggregator(this, 'BranchResults', start).queue;
    const deadlines = new Deadlines(this, 'Deadlines', start).queue;
    const flow: Flow = { ...start, branchResults, deadlines };
    for (const branch of Object.values(branches)) new BranchLane(this, branch, flow);
    for (const subscriber of listening) new SubscriberLane(this, subscriber, flow);
    this.#routes(api, flow);
    site?.deploy(flow);
    this.#outputs(api, flow, site);
    if (hasPart(settings, 'alarms')) new Operations(this, 'Operations', settings);
  }

  #routes(api: RidesApi, flow: Flow): void {
    const handler = new ApiFunction(this, 'ApiFunction', flow);
    api.route('POST', '/rides', handler);
    api.route('GET', '/rides', handler);
    api.route('GET', '/rides/{rideId}', handler);
    api.route('POST', '/rides/{rideId}/cancel', handler);
    api.route('POST', '/rides/{rideId}/complete', handler);
    api.route('PUT', '/drivers/{driverId}', handler);
    if (flow.settings.simulation) {
      api.route('POST', '/sequential-rides', new SequentialFunction(this, 'SequentialFunction', flow));
    }
  }

  /** What a user, a test or a tool needs to call the deployed stack. */
  #outputs(api: RidesApi, flow: Flow, site: ConsoleSite | undefined): void {
    const { stores, services, issuer, rideRequested, rideEvents, branchResults, deadlines } = flow;
    const outputs = {
      ApiUrl: api.url,
      ...(site && { ConsoleUrl: site.url }),
      RideRequestedTopicArn: rideRequested.topicArn,
      RideEventsTopicArn: rideEvents.topicArn,
      BranchResultsQueueUrl: branchResults.queueUrl,
      DeadlinesQueueUrl: deadlines.queueUrl,
      WebhookSecretArn: services.webhooks.secret.secretArn,
      ...issuer.outputs,
      ...services.push?.outputs,
      ...(services.payments.secretArn && { StripeSecretArn: services.payments.secretArn }),
      ...Object.fromEntries(
        [...stores.tables].map(([name, table]) => [`${pascalCase(name)}TableName`, table.tableName]),
      ),
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
