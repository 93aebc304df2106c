import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { metricNames } from '../../core/metrics.ts';
import { serviceName, synthesize } from './synthesize.ts';

const props = { simulation: true, deadlineSeconds: 20, alarmEmail: 'on-call@example.com' } as const;
const { all } = synthesize(props);
const alarms = all('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
const topicIds = all('AWS::SNS::Topic').map(([id]) => id);
const alarmTopic = topicIds.find((id) => id.startsWith('Operations')) ?? '';
const [[, key] = []] = all('AWS::KMS::Key');

const services = all('AWS::Lambda::Function').map(([, { Properties }]) => serviceName(Properties));
const about = (words: string) => alarms.filter(({ AlarmDescription }) => AlarmDescription.includes(words));

const runbook = readFileSync(new URL('../../docs/operate/runbook.md', import.meta.url), 'utf8');
const sections = runbook.split(/^## /m).slice(1);
const anchorOf = (section: string) => section.split('\n', 1)[0]?.toLowerCase().replaceAll(' ', '-');

describe('alarms', () => {
  it('tell the topic when they are raised and when they are over', () => {
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toEqual([{ Ref: alarmTopic }]);
      expect(OKActions).toEqual([{ Ref: alarmTopic }]);
    }
  });

  it('say in the words of the runbook what to do, each in a section, and none of the sections is without an alarm', () => {
    const named = alarms.map(
      ({ AlarmDescription }) => /\. See docs\/operate\/runbook\.md#([\w-]+)$/.exec(AlarmDescription)?.[1],
    );
    expect(new Set(named)).toEqual(new Set(sections.map(anchorOf)));
  });

  it.each(sections)('are explained: %s', (section) => {
    for (const part of ['**Means.**', '**Look at**', '**Do.**']) expect(section).toContain(part);
    expect(section).toMatch(/^```\n[\s\S]+?\n```$/m);
  });

  it('watch every function for errors and throttles', () => {
    expect(services.length).toBeGreaterThan(8);
    for (const service of services) {
      expect(about(`invocations of ${service} fail`)).toHaveLength(1);
      expect(about(`refuses to run ${service}:`)).toHaveLength(1);
    }
  });

  it("watch every queue for messages that are older than a ride's deadline, or than is usual where they are tried for hours", () => {
    const aged = alarms.filter(({ MetricName }) => MetricName === 'ApproximateAgeOfOldestMessage');
    expect(aged).toHaveLength(all('AWS::Lambda::EventSourceMapping').length);
    const thresholds = aged.map(({ AlarmDescription, Threshold }) => [AlarmDescription.includes('webhook'), Threshold]);
    for (const [isWebhook, seconds] of thresholds) expect(seconds).toBe(isWebhook ? 3_600 : 80);
  });

  it('watch what rides take beyond their slowest branch, as the aggregator measures it', () => {
    expect(about('longer than for its slowest branch')).toMatchObject([
      {
        Namespace: 'RideRequest',
        MetricName: 'Overhead',
        Dimensions: [{ Name: 'service', Value: 'aggregator' }],
        ExtendedStatistic: 'p99',
        Threshold: 1_000,
        EvaluateLowSampleCountPercentile: 'ignore',
      },
    ]);
  });

  it('watch for webhooks that there is no secret to sign with, from the first, as the function counts them', () => {
    expect(about('no secret to sign them with')).toMatchObject([
      {
        Namespace: 'RideRequest',
        MetricName: 'WebhooksUnsigned',
        Dimensions: [{ Name: 'service', Value: 'webhook' }],
        Statistic: 'Sum',
        Threshold: 1,
        EvaluationPeriods: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      },
    ]);
  });

  it('watch for rides that are refused because too many are under way', () => {
    expect(about('Rides are refused')).toMatchObject([
      {
        Namespace: 'RideRequest',
        MetricName: 'RidesRefused',
        Dimensions: [{ Name: 'service', Value: 'api' }],
        Statistic: 'Sum',
        Threshold: 1,
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      },
    ]);
  });

  it('watch nothing that is in the hands of whoever writes URLs', () => {
    const { delivered, gone, refused, undelivered } = metricNames.webhooks;
    const watched = JSON.stringify(alarms);
    for (const name of [delivered, gone, refused, undelivered]) expect(watched).not.toContain(name);
  });

  it('watch the answers of the API', () => {
    expect(about("the API's answers are 5xx")).toMatchObject([
      { MetricName: '5XXError', Statistic: 'Average', Threshold: 0.01, Period: 300 },
    ]);
  });

  it('are not raised where there is nothing to measure', () => {
    for (const { TreatMissingData } of alarms) expect(TreatMissingData).toBe('notBreaching');
  });

  it('are there for LocalStack, too, as far as they need no arithmetic, and not for the embedded cloud', () => {
    const kinds = (found: typeof alarms) => new Set(found.map(({ MetricName }) => MetricName));
    const onLocalStack = synthesize({ ...props, target: 'localstack' }).all('AWS::CloudWatch::Alarm');
    const plain = alarms.filter(({ Metrics }) => Metrics === undefined);
    expect(kinds(onLocalStack.map(([, { Properties }]) => Properties))).toEqual(kinds(plain));
    const embedded = synthesize({ ...props, target: 'embedded' });
    expect(embedded.all('AWS::SNS::Topic')).toHaveLength(topicIds.length - 1);
    expect(embedded.all('AWS::KMS::Key')).toEqual([]);
  });
});

describe('the topic of alarms', () => {
  const fromAlarms = {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Condition: {
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
      ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', expect.arrayContaining([':alarm:*'])] } },
    },
  };

  it('is encrypted with a key that is rotated and admits the alarms of this account', () => {
    const topic = all('AWS::SNS::Topic').find(([id]) => id === alarmTopic)?.[1];
    expect(topic?.Properties.KmsMasterKeyId['Fn::GetAtt'][0]).toBe(all('AWS::KMS::Key')[0]?.[0]);
    expect(key?.Properties.EnableKeyRotation).toBe(true);
    const Action = ['kms:Decrypt', 'kms:GenerateDataKey'];
    expect(key?.Properties.KeyPolicy.Statement.slice(1)).toMatchObject([{ ...fromAlarms, Action, Resource: '*' }]);
  });

  it('takes messages from the alarms of this account, and over TLS', () => {
    const policy = all('AWS::SNS::TopicPolicy').find(
      ([, { Properties }]) => Properties.Topics[0].Ref === alarmTopic,
    )?.[1];
    const [denied, allowed, ...more] = policy?.Properties.PolicyDocument.Statement ?? [];
    expect(denied).toMatchObject({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
    expect(allowed).toMatchObject({ ...fromAlarms, Action: 'sns:Publish', Resource: { Ref: alarmTopic } });
    expect(more).toEqual([]);
  });

  it('writes to the address that the context names, and to nobody without one', () => {
    const mails = (stack: ReturnType<typeof synthesize>) =>
      stack.all('AWS::SNS::Subscription').filter(([, { Properties }]) => Properties.Protocol === 'email');
    expect(mails({ ...synthesize(props) }).map(([, { Properties }]) => Properties.Endpoint)).toEqual([
      'on-call@example.com',
    ]);
    expect(mails(synthesize())).toEqual([]);
  });
});
