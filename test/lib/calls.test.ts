import { describe, expect, it } from 'vitest';
import { bundles, serviceActions, storeCalls } from './bundled-calls.ts';
import { statements } from './review/statements.ts';
import { type Template, target } from './review/template.ts';
import { complete } from './review/variants.ts';
import { storeRequests } from './store-requests.ts';
import { serviceName, synthesize } from './synthesize.ts';

// A stack in which every function is, and every service.
const stack = synthesize(complete.dev);
const names = stack
  .all('AWS::Lambda::Function')
  .flatMap(([, { Properties }]) =>
    'POWERTOOLS_SERVICE_NAME' in (Properties.Environment?.Variables ?? {}) ? [serviceName(Properties)] : [],
  );
const bundled = bundles(names, [complete.dev.routing, complete.dev.payments]);
const requests = await storeRequests();
const allowed = statements(stack.template.toJSON() as Template).filter(
  ({ kind, effect }) => kind === 'identity' && effect === 'Allow',
);

/** What Lambda does in a function's name, which is in no code. */
const runtime = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
const poller = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** What a function's role allows: an action and, of DynamoDB, the store (`rides`) or its index (`rides/index`). */
function allowedTo(name: string): string[] {
  const role = target(stack.functionNamed(name).Properties.Role);
  const own = allowed.filter(({ resource }) => (resource.properties.Roles ?? []).map(target).includes(role));
  return own.flatMap(({ actions, resources }) =>
    actions.flatMap((action) =>
      action.startsWith('dynamodb:') ? resources.map((resource) => `${action} ${storeIn(resource)}`) : [action],
    ),
  );
}

function storeIn(resource: unknown): string {
  const text = JSON.stringify(resource);
  const [, store = 'none'] = /Stores([A-Z][a-z]+)/.exec(text) ?? [];
  return `${store.toLowerCase()}${text.includes('/index/') ? '/index' : ''}`;
}

/** What the code of a function's bundle asks for, written in the same way. */
function askedBy(name: string): string[] {
  const bundle = bundled.get(name) ?? new Map();
  const ofStores = [...storeCalls(bundle)].flatMap((call) =>
    [...(requests.get(call) ?? [])].map((request) => {
      const [command = '', index] = request.split('/');
      const store = call.split('.')[0]?.replace('answers', 'rides');
      return `dynamodb:${itemAction[command] ?? command} ${store}${index ? '/index' : ''}`;
    }),
  );
  return [...ofStores, ...serviceActions(bundle)];
}

/** The document client's commands are named without what they are about. */
const itemAction: Readonly<Record<string, string>> = {
  BatchGet: 'BatchGetItem',
  BatchWrite: 'BatchWriteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
};

const isFedByQueue = (name: string): boolean =>
  'QUEUE_URL' in stack.functionNamed(name).Properties.Environment.Variables;

const sorted = (all: readonly string[]): string[] => [...new Set(all)].toSorted();

describe('a role allows what the code of its function calls, and nothing else', () => {
  it.each(names)('%s', (name) => {
    const byLambda = [...runtime, ...(isFedByQueue(name) ? poller : [])];
    expect(sorted(allowedTo(name))).toEqual(sorted([...askedBy(name), ...byLambda]));
  });

  it('sees every method of every store in some function', () => {
    const called = new Set(names.flatMap((name) => [...storeCalls(bundled.get(name) ?? new Map())]));
    expect([...requests.keys()].filter((method) => !called.has(method))).toEqual([]);
  });

  it('sees what each method of a store asks of its table', () => {
    expect([...(requests.get('rides.get') ?? [])].toSorted()).toEqual(['BatchGet', 'Get']);
    expect([...(requests.get('drivers.freeIn') ?? [])]).toEqual(['Query/index']);
    expect([...(requests.get('drivers.release') ?? [])].toSorted()).toEqual(['Get', 'Update']);
    for (const [method, made] of requests) expect(made.size, method).toBeGreaterThan(0);
  });
});
