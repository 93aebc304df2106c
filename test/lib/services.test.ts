import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type accounts, resolvedVariables } from './resolved-variables.ts';
import { type Synthesized, synthesize, synthesizeAnew } from './synthesize.ts';

const sender = { receiptSender: 'receipts@rides.example.com' };

const subscribersOf = ({ all }: Synthesized): string[] =>
  all('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME);

describe('webhooks', () => {
  const stack = synthesize();

  it('are signed with a secret that nobody has chosen', () => {
    stack.template.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { PasswordLength: 43, ExcludePunctuation: true },
    });
  });

  it('are signed with the same secret as in version 0.1.0, whose id it keeps', () => {
    const [[id] = expect.fail()] = stack.all('AWS::SecretsManager::Secret');
    expect(id).toMatch(/^ServicesCallbacksSecret/);
  });

  it('let their function read that secret, and nothing else of secrets', () => {
    const [[secret] = expect.fail()] = stack.all('AWS::SecretsManager::Secret');
    expect(actionsOn(stack, secret)).toEqual([['secretsmanager:GetSecretValue', 'WebhookFunction']]);
  });

  it.each([
    [false, [5, 60, 300, 1_800, 7_200, 18_000, 36_000]],
    [true, [1, 2, 4]],
  ])('are tried again as scheduled, with simulation: %s', (simulation, delays) => {
    const simulated = synthesize({ simulation });
    const { Variables } = simulated.functionNamed('webhook').Properties.Environment;
    expect(JSON.parse(Variables.RETRY_DELAYS_SECONDS)).toEqual(delays);
    const attempts = delays.length + 1;
    expect(Variables.MAX_ATTEMPTS).toBe(String(attempts));
    const hours = delays.reduce((sum, seconds) => sum + seconds, 0);
    simulated.template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { maxReceiveCount: attempts, deadLetterTargetArn: Match.anyValue() },
      MessageRetentionPeriod: 4 * 24 * 3600 + hours,
    });
  });
});

describe('webhooks to the machine itself', () => {
  const mayBe = (stack: Synthesized, account: keyof typeof accounts) =>
    ['webhook', 'api', 'sequential-ride']
      .filter((name) => subscribersOf(stack).includes(name))
      .map((name) => resolvedVariables(stack, name, account).LOOPBACK_WEBHOOKS);

  it.each([{}, { simulation: true }, { stage: 'prod', payments: 'sandbox' }] as const)(
    'are not allowed on AWS, with %o, whatever account it seems to be',
    (settings) => {
      const stack = synthesize(settings);
      for (const account of ['aws', 'emulator'] as const)
        expect(new Set(mayBe(stack, account))).toEqual(new Set(['off']));
    },
  );

  it.each([
    { target: 'embedded', simulation: true },
    { target: 'embedded' },
    { target: 'localstack', simulation: true },
    { target: 'localstack' },
  ] as const)('are allowed with %o, but for a stack that was deployed to AWS by mistake', (settings) => {
    const stack = synthesize(settings);
    expect(new Set(mayBe(stack, 'emulator'))).toEqual(new Set(['on']));
    expect(new Set(mayBe(stack, 'aws'))).toEqual(new Set(['off']));
  });
});

describe('receipts', () => {
  it('have no lane on LocalStack, whose free edition can not send them, unless a sender is named', () => {
    const settings = { target: 'localstack', simulation: true } as const;
    expect(subscribersOf(synthesize(settings))).not.toContain('receipt');
    const sender = { receiptSender: 'rides@example.com' };
    expect(subscribersOf(synthesize({ ...settings, ...sender }))).toContain('receipt');
  });

  it('have no lane in a stack without a sender', () => {
    expect(subscribersOf(synthesize())).not.toContain('receipt');
    expect(JSON.stringify(synthesize().template.toJSON())).not.toContain('ses:');
  });

  it('come from the sender that the stack is told', () => {
    const { Variables } = synthesize(sender).functionNamed('receipt').Properties.Environment;
    expect(Variables.RECEIPT_SENDER).toBe(sender.receiptSender);
  });

  it('come from an example where simulation is on', () => {
    const { Variables } = synthesize({ simulation: true }).functionNamed('receipt').Properties.Environment;
    expect(Variables.RECEIPT_SENDER).toBe('receipts@example.com');
  });

  it('may be sent as that sender only', () => {
    const stack = synthesize(sender);
    const verifiable = ['receipts@rides.example.com', 'rides.example.com', 'example.com'];
    for (const identity of verifiable) {
      expect(actionsOn(stack, `:identity/${identity}"`)).toEqual([['ses:SendEmail', 'ReceiptFunction']]);
    }
    expect(actionsOn(stack, ':identity/com"')).toEqual([]);
    const [policy = ''] = stack
      .all('AWS::IAM::Policy')
      .map(([, { Properties }]) => JSON.stringify(Properties))
      .filter((text) => text.includes('ses:SendEmail'));
    expect(policy.match(/:identity\//g)).toHaveLength(verifiable.length);
  });
});

describe('routing and payments', () => {
  it('need nothing by default', () => {
    const template = JSON.stringify(synthesize({ simulation: true }).template.toJSON());
    for (const trace of ['geo-routes', 'STRIPE_SECRET', 'StripeSecretArn']) expect(template).not.toContain(trace);
  });

  it.each([
    [false, ['EtaFunction']],
    [true, ['EtaFunction', 'SequentialFunction']],
  ])('let those who ask Amazon Location for routes do that alone, with simulation: %s', (simulation, functions) => {
    const stack = synthesize({ routing: 'amazon-location', simulation });
    expect(actionsOn(stack, ':geo-routes:')).toEqual(functions.map((name) => ['geo-routes:CalculateRoutes', name]));
    const statements = stack.all('AWS::IAM::Policy').map(([, { Properties }]) => JSON.stringify(Properties));
    expect(statements.join()).toContain(':geo-routes:",{"Ref":"AWS::Region"},"::provider/default"');
  });

  it.each([
    [false, ['PaymentCheckFunction']],
    [true, ['PaymentCheckFunction', 'SequentialFunction']],
  ])('let those who check payments read the key for Stripe alone, with simulation: %s', (simulation, functions) => {
    const stack = synthesize({ payments: 'stripe', simulation });
    const [secret = expect.fail()] = secretsOf(stack).filter((id) => id.includes('StripeKey'));
    expect(actionsOn(stack, secret)).toEqual(functions.map((name) => ['secretsmanager:GetSecretValue', name]));
    const { Variables } = stack.functionNamed('payment-check').Properties.Environment;
    expect(Variables.STRIPE_SECRET).toEqual({ Ref: secret });
    stack.template.hasOutput('StripeSecretArn', { Value: { Ref: secret } });
  });

  it('take the key for Stripe from the secret that the stack is told, and make none', () => {
    const stripeSecretArn = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:stripe-AbC123';
    const stack = synthesize({ payments: 'stripe', stripeSecretArn });
    expect(secretsOf(stack)).toEqual(secretsOf(synthesize()));
    expect(actionsOn(stack, stripeSecretArn)).toEqual([['secretsmanager:GetSecretValue', 'PaymentCheckFunction']]);
    expect(stack.functionNamed('payment-check').Properties.Environment.Variables.STRIPE_SECRET).toBe(stripeSecretArn);
  });

  it.each([
    ['dev', 'Delete'],
    ['prod', 'Retain'],
  ] as const)('in %s keep the key for Stripe as tables are kept: %s', (stage, policy) => {
    const stack = synthesize({ stage, payments: 'stripe' });
    for (const [, { DeletionPolicy }] of stack.all('AWS::SecretsManager::Secret')) expect(DeletionPolicy).toBe(policy);
  });

  it.each([
    [{}, { eta: false, 'payment-check': false }],
    [{ routing: 'amazon-location' }, { eta: true, 'payment-check': false }],
    [{ payments: 'stripe' }, { eta: false, 'payment-check': true }],
  ] as const)('are bundled where they are used, if they are chosen: %o', (chosen, expected) => {
    const { outdir } = synthesizeAnew({ ...chosen, handlerEntry: bundledEntry }, { bundled: true });
    const codeOf = (name: string) => readFileSync(path.join(outdir, `bundles/${name}/index.js`), 'utf8');
    const hasService = (name: string) => /geo-routes|api\.stripe\.com/.test(codeOf(name));
    expect({ eta: hasService('eta'), 'payment-check': hasService('payment-check') }).toEqual(expected);
  });
});

/** Two of the functions begin where they always do; the others, for speed, with next to nothing. */
const bundledEntry = (name: string): string => {
  const file = ['eta', 'payment-check'].includes(name) ? `functions/${name}/handler.ts` : 'core/names.ts';
  return path.join(import.meta.dirname, '../..', file);
};

const secretsOf = ({ all }: Synthesized): string[] => all('AWS::SecretsManager::Secret').map(([id]) => id);

/** What is allowed on a resource, and to which function. */
function actionsOn({ all }: Synthesized, resource: string): (readonly [string, string])[] {
  return all('AWS::IAM::Policy').flatMap(([id, { Properties }]) => {
    const statements: { Action: string; Resource: unknown }[] = Properties.PolicyDocument.Statement;
    const about = statements.filter(({ Resource }) => JSON.stringify(Resource).includes(resource));
    return about.map(({ Action }) => [Action, id.replace(/RoleDefaultPolicy.*/, '')] as const);
  });
}
