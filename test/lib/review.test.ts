import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { boundFindings, concurrencyBound } from './review/bounds.ts';
import { deadEndFindings } from './review/dead-ends.ts';
import { encryptionFindings } from './review/encryption.ts';
import { lossFindings } from './review/lasting.ts';
import { logFindings } from './review/logs.ts';
import { leftoverAcknowledgements, nagFindings } from './review/nag.ts';
import { policyFindings } from './review/policies.ts';
import { statements } from './review/statements.ts';
import { resources, type Template } from './review/template.ts';
import { variants } from './review/variants.ts';
import { type Synthesized, serviceName, synthesize, synthesizeAnew } from './synthesize.ts';

describe.each(variants)('a stack with %o', (settings) => {
  const { stack, template } = synthesize(settings);
  const json = template.toJSON() as Template;

  it("breaks no rule of cdk-nag's AwsSolutions and Serverless packs without a reason", () => {
    expect(nagFindings(stack)).toEqual([]);
  });

  it('gives no reason for what breaks no rule', () => {
    expect(leftoverAcknowledgements(stack)).toEqual([]);
  });

  it('is synthesized without a warning', () => {
    const annotations = Annotations.fromStack(stack);
    expect(annotations.findWarning('*', Match.anyValue())).toEqual([]);
    expect(annotations.findError('*', Match.anyValue())).toEqual([]);
  });

  const checks: [string, (template: Template) => string[]][] = [
    ['allows nothing by a wildcard, nothing to everybody, and lets only services take roles', policyFindings],
    ['encrypts all that lies, and admits nobody without TLS', encryptionFindings],
    ['keeps what could not be delivered or handled', deadEndFindings],
    ['bounds how long and how many of each function run', boundFindings],
    ['keeps logs for a while, each written by one function', logFindings],
  ];
  if (settings.stage === 'prod') checks.push(['loses nothing when it goes', lossFindings]);

  it.each(checks)('%s', (_, findingsIn) => {
    expect(findingsIn(json)).toEqual([]);
  });
});

describe('the review', () => {
  it('sees the policies, queues, topics, tables and functions that there are', () => {
    const json = synthesize().template.toJSON() as Template;
    expect(statements(json).length).toBeGreaterThan(60);
    for (const type of ['SQS::Queue', 'SNS::Topic', 'DynamoDB::Table', 'Lambda::Function', 'Logs::LogGroup']) {
      expect(resources(json, `AWS::${type}`)).not.toEqual([]);
    }
  });

  it('finds a queue that is not like the others', () => {
    const { stack } = synthesizeAnew();
    new Queue(stack, 'Careless');
    const found = ['AwsSolutions-SQS3', 'AwsSolutions-SQS4', 'Serverless-SQSRedrivePolicy'];
    expect(nagFindings(stack)).toEqual(found.map((rule) => `${rule}: RideRequest/Careless/Resource`));
  });

  it('finds a reason that is given for nothing', () => {
    const { stack } = synthesizeAnew();
    stack.node.findChild('Stores').node.addMetadata(...acknowledgement('AwsSolutions-L1'));
    expect(leftoverAcknowledgements(stack)).toEqual(['AwsSolutions-L1: RideRequest/Stores']);
  });
});

describe('how many of a function run at once', () => {
  const driven = 'queues drive 50 at most';
  const admitted = 'the gateway lets in 200 a second';

  it('is bounded by the queue that drives it, and for the API by the gateway', () => {
    const { api, 'sequential-ride': sequential, ...lanes } = boundsOf(synthesize({ simulation: true }));
    expect([api, sequential]).toEqual([admitted, admitted]);
    expect(new Set(Object.values(lanes))).toEqual(new Set([driven]));
  });

  it('is bounded by what is set aside, where something is', () => {
    const bounds = Object.values(boundsOf(synthesize({ reservedConcurrency: 7 })));
    expect(new Set(bounds)).toEqual(new Set(['7 are set aside']));
  });
});

function boundsOf({ template }: Synthesized): Record<string, string | undefined> {
  const json = template.toJSON() as Template;
  const functions = resources(json, 'AWS::Lambda::Function');
  return Object.fromEntries(functions.map((one) => [serviceName(one.properties), concurrencyBound(json, one)]));
}

function acknowledgement(rule: string): [string, Record<string, string>] {
  return ['aws:cdk:acknowledged-rules', { [`Annotation::${rule}`]: 'none' }];
}
