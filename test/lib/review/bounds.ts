import { invokersOf, mappingsOf } from './dead-ends.ts';
import { type Named, resources, type Template } from './template.ts';

/** What could run on, or run up a bill: functions without a time-out or with no bound to how many of them run. */
export function boundFindings(template: Template): string[] {
  return resources(template, 'AWS::Lambda::Function').flatMap((handler) => [
    ...(handler.properties.Timeout > 0 ? [] : [`${handler.id} has no time-out of its own`]),
    ...(concurrencyBound(template, handler) ? [] : [`${handler.id} has no bounded concurrency`]),
  ]);
}

/** What bounds how many of a function run at once: the first that holds, or nothing. */
export function concurrencyBound(template: Template, { id, properties }: Named): string | undefined {
  if (properties.ReservedConcurrentExecutions > 0) return `${properties.ReservedConcurrentExecutions} are set aside`;
  const mappings = mappingsOf(template, id).map(({ properties }) => properties.ScalingConfig?.MaximumConcurrency);
  const invokers = invokersOf(template, id);
  // Quotas of AppSync's, in connections and subscriptions a second; no template can say them.
  if (mappings.length === 0 && invokers.join() === 'appsync.amazonaws.com')
    return 'AppSync asks as often as its quotas say';
  if (mappings.length === 0 && invokers.join() === 'cloudformation.amazonaws.com')
    return 'CloudFormation calls it once for a deployment';
  if (invokers.some((invoker) => invoker !== 'apigateway.amazonaws.com')) return undefined;
  if (mappings.some((most) => most === undefined)) return undefined;
  if (mappings.length > 0 && invokers.length > 0) return undefined;
  if (mappings.length > 0) return `queues drive ${mappings.reduce((sum, most) => sum + most, 0)} at most`;
  return invokers.length > 0 ? throttle(template) : undefined;
}

/** The gateway lets in so many a second, each for as long as the function's time-out at most. */
function throttle(template: Template): string | undefined {
  const stages = resources(template, 'AWS::ApiGateway::Stage').map(({ properties }) =>
    properties.MethodSettings?.find(
      ({ HttpMethod, ResourcePath }: Record<string, string>) => HttpMethod === '*' && ResourcePath === '/*',
    ),
  );
  const rates = stages.map((settings) => settings?.ThrottlingRateLimit);
  if (rates.length === 0 || rates.some((rate) => !(rate > 0))) return undefined;
  return `the gateway lets in ${rates.join(' + ')} a second`;
}
