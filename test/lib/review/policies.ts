import { type Statement, statements } from './statements.ts';
import { list, resources, type Template } from './template.ts';

/** The only places where a policy may say `*`, or lean on a policy of AWS's own. */
const exceptions = {
  actionsWithoutResource: {
    reason: 'X-Ray has no resources to name: a trace belongs to the account.',
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
  },
  keyPolicies: {
    reason:
      "In a key's own policy `*` is that key, and the account's root with every action is what lets IAM decide at all.",
    type: 'AWS::KMS::Key',
  },
  ownObjects: {
    reason: 'A bucket of the stack is for one thing, and the names of what is in it change.',
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    shape: /^\{"Fn::Join":\["",\[\{"Fn::GetAtt":\["\w+","Arn"\]\},"\/\*"\]\]\}$/,
  },
  managed: {
    reason: 'API Gateway checks for this very policy when it is given its log role.',
    policies: [':iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs'],
  },
} as const;

/** Who may take a role. */
const trusted = ['lambda.amazonaws.com', 'apigateway.amazonaws.com', 'appsync.amazonaws.com'];

/** What is wrong with the template's policies, in words: wildcards, negations, open doors, foreign trust. */
export function policyFindings(template: Template): string[] {
  return [
    ...statements(template).filter(allows).flatMap(statementFindings),
    ...managedPolicies(template),
    ...invocations(template),
  ];
}

function allows({ effect }: Statement): boolean {
  return effect === 'Allow';
}

function statementFindings(statement: Statement): string[] {
  const { id } = statement.resource;
  const checks = [negations, wildcardActions, wildcardResources, everybody, trust, anySource];
  return checks.flatMap((check) => check(statement)).map((finding) => `${id} ${finding}`);
}

function negations({ negations }: Statement): string[] {
  return negations.map((name) => `allows all but something (${name})`);
}

function wildcardActions(statement: Statement): string[] {
  if (isKeysOwn(statement) && isRoot(statement.principals)) return [];
  return statement.actions.filter((action) => action.includes('*')).map((action) => `allows ${action}`);
}

function wildcardResources(statement: Statement): string[] {
  const { actions, resources } = statement;
  const wild = resources.map((resource) => JSON.stringify(resource)).filter((resource) => resource.includes('*'));
  const known: readonly string[] = exceptions.actionsWithoutResource.actions;
  if (isKeysOwn(statement) || actions.every((action) => known.includes(action))) return [];
  const { ownObjects } = exceptions;
  const isOnObjects = actions.every((action) => (ownObjects.actions as readonly string[]).includes(action));
  return wild
    .filter((resource) => !(isOnObjects && ownObjects.shape.test(resource)))
    .map((resource) => `allows ${actions.join(', ')} on ${resource}`);
}

function everybody({ principals }: Statement): string[] {
  return JSON.stringify(principals ?? '').includes('"*"') ? ['lets everybody in'] : [];
}

function trust({ kind, principals }: Statement): string[] {
  if (kind !== 'trust') return [];
  const services = list((principals as { Service?: string } | undefined)?.Service);
  const isTrusted = services.length === 1 && trusted.includes(services[0] ?? '');
  return isTrusted && Object.keys(principals ?? {}).length === 1 ? [] : [`trusts ${JSON.stringify(principals)}`];
}

/** A service acts for every account: it is let in for a source of our own only. */
function anySource(statement: Statement): string[] {
  const { kind, principals, condition } = statement;
  const isService = typeof principals === 'object' && 'Service' in principals;
  if (kind !== 'resource' || !isService || isKeysOwn(statement)) return [];
  const bound = Object.values(condition).flatMap((test) => Object.keys(test).map((name) => name.toLowerCase()));
  return bound.some((name) => sources.includes(name)) ? [] : [`lets ${JSON.stringify(principals)} in for any source`];
}

const sources = ['aws:sourcearn', 'aws:sourceaccount'];

function isKeysOwn({ resource }: Statement): boolean {
  return resource.type === exceptions.keyPolicies.type;
}

function isRoot(principals: Statement['principals']): boolean {
  return (
    typeof principals === 'object' &&
    JSON.stringify(principals.AWS ?? '').endsWith('{"Ref":"AWS::AccountId"},":root"]]}')
  );
}

function managedPolicies(template: Template): string[] {
  return resources(template, /^AWS::IAM::/).flatMap(({ id, properties }) =>
    list<unknown>(properties.ManagedPolicyArns)
      .map((arn) => JSON.stringify(arn))
      .filter((arn) => !exceptions.managed.policies.some((known) => arn.includes(known)))
      .map((arn) => `${id} leans on the managed policy ${arn}`),
  );
}

/** A function's resource policy is not a document: each of its statements is a resource. */
function invocations(template: Template): string[] {
  return resources(template, 'AWS::Lambda::Permission').flatMap(({ id, properties }) => {
    const { Principal, SourceArn, SourceAccount } = properties;
    if (Principal === '*') return [`${id} lets everybody in`];
    return SourceArn || SourceAccount ? [] : [`${id} lets ${JSON.stringify(Principal)} in for any source`];
  });
}
