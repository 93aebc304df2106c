import { type Named, resources, type Template } from './template.ts';

/** A template, and where it is deployed to. */
export interface Deployment {
  readonly template: Template;
  readonly stackName: string;
  readonly region: string;
}

/** What a deployment calls something. */
export interface Name {
  /** Of the resource, and the path of the property: `AWS::SQS::Queue QueueName`. */
  readonly of: string;
  readonly value: string;
}

/** A metric that is looked at: its namespace, its name and its dimensions in one text. */
export type MetricText = string;

/** What stands for a reference to a resource of the stack: whatever has it in its name has a name that nothing else has. */
const own = /<[\w.]+>/;

export const isOwn = (text: string): boolean => own.test(text);

/** Properties that name something, by the last part of their path. */
const naming = /(Name|Domain|Identifier|Prefix|Alias|Aliases)s?$/;

/** Everything that the deployment's resources say is a name, whatever type they are of. */
export const namesIn = (deployment: Deployment): Name[] =>
  resources(deployment.template).flatMap((resource) => textsIn(deployment, resource));

function textsIn(deployment: Deployment, { type, properties }: Named): Name[] {
  const walk = (value: unknown, path: readonly string[]): Name[] => {
    const isName = naming.test(path.at(-1) ?? '');
    if (isName && !isContainer(value)) return [{ of: `${type} ${path.join('.')}`, value: resolved(value, deployment) }];
    if (typeof value !== 'object' || value === null || isReference(value)) return [];
    return Object.entries(value).flatMap(([key, inner]) => walk(inner, Array.isArray(value) ? path : [...path, key]));
  };
  return walk(properties, []);
}

const isReference = (value: object): boolean =>
  Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'));

const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null && !isReference(value);

/** What becomes of a value in this deployment: a text, with `<id>` for what AWS makes up when it makes a resource. */
export function resolved(value: unknown, deployment: Pick<Deployment, 'stackName' | 'region'>): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': text } = value as Intrinsic;
  if (Ref !== undefined) return pseudo(Ref, deployment) ?? `<${Ref}>`;
  if (attribute !== undefined) return `<${[attribute].flat().join('.')}>`;
  if (join !== undefined) return join[1].map((part) => resolved(part, deployment)).join(join[0]);
  if (text !== undefined)
    return text.replaceAll(/\$\{([^}]+)\}/g, (_, name) => pseudo(name, deployment) ?? `<${name}>`);
  throw new Error(`Nobody knows what this comes to: ${JSON.stringify(value)}`);
}

interface Intrinsic {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: string | readonly string[];
  readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
  readonly 'Fn::Sub'?: string;
}

/** One account for all deployments. */
function pseudo(name: string, { stackName, region }: Pick<Deployment, 'stackName' | 'region'>): string | undefined {
  const known: Readonly<Record<string, string>> = {
    'AWS::AccountId': '123456789012',
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': 'amazonaws.com',
  };
  return known[name];
}

/** The metrics that alarms watch and dashboards show. */
export function metricsIn(deployment: Deployment): MetricText[] {
  const alarms = resources(deployment.template, 'AWS::CloudWatch::Alarm').flatMap(({ properties }) => [
    ...(properties.MetricName ? [properties] : []),
    ...(properties.Metrics ?? []).flatMap(({ MetricStat }: { MetricStat?: { Metric: Watched } }) =>
      MetricStat ? [MetricStat.Metric] : [],
    ),
  ]);
  return [...alarms.map((metric) => watched(metric, deployment)), ...shown(deployment)];
}

interface Watched {
  readonly Namespace: unknown;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: unknown }[];
}

const watched = ({ Namespace, MetricName, Dimensions = [] }: Watched, deployment: Deployment): MetricText =>
  [Namespace, MetricName, ...Dimensions.flatMap(({ Name, Value }) => [Name, Value])]
    .map((part) => resolved(part, deployment))
    .join(' ');

/** What a dashboard shows is a list of texts, with options at its end. What is computed begins with an option. */
const shown = (deployment: Deployment): MetricText[] =>
  resources(deployment.template, 'AWS::CloudWatch::Dashboard').flatMap(({ properties }) => {
    const { widgets } = JSON.parse(resolved(properties.DashboardBody, deployment)) as Body;
    const metrics = widgets.flatMap((widget) => widget.properties.metrics ?? []);
    return metrics
      .map((metric) => metric.filter((part) => typeof part === 'string'))
      .filter((parts) => parts.length > 0)
      .map((parts) => parts.join(' '));
  });

interface Body {
  readonly widgets: readonly { readonly properties: { readonly metrics?: readonly (readonly unknown[])[] } }[];
}
