import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type Synthesized, synthesize } from './synthesize.ts';

const sender = { receiptSender: 'receipts@rides.example.com' };

const subscribersOf = ({ all }: Synthesized): string[] =>
  all('AWS::Lambda::Function').map(([, { Properties }]) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME);

describe('call-backs', () => {
  const stack = synthesize();

  it('are signed with a secret that nobody has chosen', () => {
    stack.template.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { PasswordLength: 43, ExcludePunctuation: true },
    });
  });

  it('let their function read that secret, and nothing else of secrets', () => {
    const [[secret] = expect.fail()] = stack.all('AWS::SecretsManager::Secret');
    expect(actionsOn(stack, secret)).toEqual([['secretsmanager:GetSecretValue', 'WebhookFunction']]);
  });

  it.each([
    [false, [5, 300, 1_800, 7_200, 18_000, 36_000]],
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

describe('receipts', () => {
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
    for (const identity of ['identity/receipts@rides.example.com', 'identity/rides.example.com']) {
      expect(actionsOn(stack, `:${identity}"`)).toEqual([['ses:SendEmail', 'ReceiptFunction']]);
    }
  });
});

/** What is allowed on a resource, and to which function. */
function actionsOn({ all }: Synthesized, resource: string): (readonly [string, string])[] {
  return all('AWS::IAM::Policy').flatMap(([id, { Properties }]) => {
    const statements: { Action: string; Resource: unknown }[] = Properties.PolicyDocument.Statement;
    const about = statements.filter(({ Resource }) => JSON.stringify(Resource).includes(resource));
    return about.map(({ Action }) => [Action, id.replace(/RoleDefaultPolicy.*/, '')] as const);
  });
}
