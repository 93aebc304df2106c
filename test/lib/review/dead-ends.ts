import { statements } from './statements.ts';
import { list, type Named, resources, type Template, target } from './template.ts';

/**
 * What loses messages: a queue, a subscription or a function whose failures end nowhere.
 * A function's failures end where what invokes it keeps them, so each way of being invoked is looked at.
 */
export function deadEndFindings(template: Template): string[] {
  const queues = resources(template, 'AWS::SQS::Queue');
  const subscriptions = resources(template, 'AWS::SNS::Subscription');
  const moved = queues.flatMap((queue) => movedTo(template, queue, queues) ?? []);
  const kept = new Set([...[...queues, ...subscriptions].map(deadLettersOf), ...moved]);
  return [
    ...queues
      .filter((queue) => !kept.has(queue.id) && movedTo(template, queue, queues) === undefined)
      .flatMap((queue) => hop(queue, queues)),
    ...subscriptions.flatMap((subscription) => hop(subscription, queues)),
    ...resources(template, 'AWS::Lambda::Function').flatMap(({ id }) => invocations(template, id)),
  ];
}

function hop(from: Named, queues: readonly Named[]): string[] {
  const to = deadLettersOf(from);
  return queues.some(({ id }) => id === to) ? [] : [`${from.id} has no dead-letter queue`];
}

/**
 * Where the function of a queue without a redrive policy moves messages itself: the dead-letter queue names that queue, and
 * whatever the queue drives may send there.
 */
function movedTo(template: Template, { id, properties }: Named, queues: readonly Named[]): string | undefined {
  if (properties.RedrivePolicy) return undefined;
  const taker = queues.find(({ properties: { RedriveAllowPolicy: allowing } }) =>
    list(allowing?.sourceQueueArns).some((source) => target(source) === id),
  );
  const driven = resources(template, 'AWS::Lambda::EventSourceMapping')
    .filter((mapping) => target(mapping.properties.EventSourceArn) === id)
    .map((mapping) => target(mapping.properties.FunctionName));
  const maySend = driven.filter((handler) => taker && sends(template, handler, taker.id));
  return driven.length > 0 && maySend.length === driven.length ? taker?.id : undefined;
}

/** Whether a function may send to a queue. */
function sends(template: Template, functionId: string | undefined, queueId: string): boolean {
  const handler = resources(template, 'AWS::Lambda::Function').find(({ id }) => id === functionId);
  const role = target(handler?.properties.Role);
  return statements(template).some(
    ({ resource, effect, actions, resources: on }) =>
      effect === 'Allow' &&
      list(resource.properties.Roles).some((each) => target(each) === role) &&
      actions.includes('sqs:SendMessage') &&
      on.some((each) => target(each) === queueId),
  );
}

function deadLettersOf({ properties }: Named): string | undefined {
  return target(properties.RedrivePolicy?.deadLetterTargetArn);
}

function invocations(template: Template, functionId: string): string[] {
  const mappings = mappingsOf(template, functionId);
  const invokers = invokersOf(template, functionId);
  if (mappings.length + invokers.length === 0) return [`${functionId} is invoked by nothing that is known here`];
  return [
    ...mappings.filter((mapping) => !isFedByQueue(template, mapping)).map(({ id }) => `${id} is fed by no queue`),
    ...(invokers.every((invoker) => invoker in callers) || hasDestination(template, functionId)
      ? []
      : [`${functionId} has no dead-letter queue for invocations that nobody waits for`]),
  ];
}

/** Those who invoke a function wait for its answer and have its error: there is no letter that could be dead. */
export const callers: Readonly<Record<string, string>> = {
  'apigateway.amazonaws.com': 'The gateway waits, and its caller is told what failed.',
  'appsync.amazonaws.com': 'AppSync waits, and whoever connects or listens is told that they may not.',
  'cloudformation.amazonaws.com': 'CloudFormation waits, and undoes the deployment when it fails.',
  'cognito-idp.amazonaws.com': 'The user pool waits, and whoever signs in is told what failed.',
};

/** The event source mappings that drive a function. */
export function mappingsOf(template: Template, functionId: string): Named[] {
  const mappings = resources(template, 'AWS::Lambda::EventSourceMapping');
  return mappings.filter(({ properties }) => target(properties.FunctionName) === functionId);
}

/** The services that may invoke a function. */
export function invokersOf(template: Template, functionId: string): string[] {
  const permitted = resources(template, 'AWS::Lambda::Permission')
    .filter(({ properties }) => target(properties.FunctionName) === functionId)
    .map(({ properties }) => properties.Principal);
  // With the rights of whoever deploys, so that no permission says it.
  const customs = resources(template).filter(({ properties }) => target(properties.ServiceToken) === functionId);
  return [...permitted, ...customs.map(() => 'cloudformation.amazonaws.com')];
}

/** What a queue's messages end in is looked at with the queue. */
function isFedByQueue(template: Template, { properties }: Named): boolean {
  const source = target(properties.EventSourceArn);
  return resources(template, 'AWS::SQS::Queue').some(({ id }) => id === source);
}

function hasDestination(template: Template, functionId: string): boolean {
  const own = resources(template, 'AWS::Lambda::Function').find(({ id }) => id === functionId);
  return (
    Boolean(own?.properties.DeadLetterConfig?.TargetArn) ||
    resources(template, 'AWS::Lambda::EventInvokeConfig').some(
      ({ properties }) =>
        target(properties.FunctionName) === functionId && properties.DestinationConfig?.OnFailure?.Destination,
    )
  );
}
