import { describe, expect, it } from 'vitest';
import { branches } from '../../core/branches.ts';
import { metricNames } from '../../core/metrics.ts';
import { synthesize } from './synthesize.ts';

const stack = synthesize();
const [[, dashboard] = []] = stack.all('AWS::CloudWatch::Dashboard');
const body: string = dashboard?.Properties.DashboardBody['Fn::Join'][1]
  .map((part: string | { Ref?: string; 'Fn::GetAtt'?: string[] }) =>
    typeof part === 'string' ? part : (part.Ref ?? part['Fn::GetAtt']?.[0]),
  )
  .join('');
const { widgets } = JSON.parse(body) as { widgets: { properties: { title?: string; metrics?: string[][] } }[] };
const metricsOf = (title: string) => {
  const found = widgets.find(({ properties }) => properties.title === title);
  if (found === undefined) throw new Error(`The dashboard has no ${title}.`);
  return (found.properties.metrics ?? []).map((metric) => metric.filter((part) => typeof part === 'string'));
};

describe('the dashboard', () => {
  it('says how it is read', () => {
    expect(body).toContain('Are riders waiting longer than the slowest branch, and why?');
  });

  it('shows every metric that functions write of rides, branches and webhooks', () => {
    const { reached, webhooks, answered: _answered, ...others } = metricNames;
    for (const name of [reached, webhooks, others].flatMap((names) => Object.values<string>(names))) {
      expect(body).toContain(`["RideRequest","${name}"`);
    }
  });

  it('counts the outcomes of rides whoever has moved them on', () => {
    for (const name of ['RidesConfirmed', 'RidesRejected', 'RidesExpired']) {
      for (const service of ['aggregator', 'deadline', 'api']) {
        expect(body).toContain(`["RideRequest","${name}","service","${service}"`);
      }
    }
  });

  it('shows each branch by its name', () => {
    for (const title of ['branches: duration, ms, p99', 'branches: time in the queue, ms, p99']) {
      expect(metricsOf(title).map((metric) => metric.at(-1))).toEqual(Object.keys(branches));
    }
  });

  it('shows every function and every queue', () => {
    const functions = stack.all('AWS::Lambda::Function').length;
    for (const title of ['errors', 'throttles', 'concurrency']) expect(metricsOf(title)).toHaveLength(functions);
    const queues = stack.all('AWS::SQS::Queue').map(([id]) => id);
    const deadLetters = queues.filter((id) => id.includes('DeadLetters'));
    expect(
      metricsOf('dead letters')
        .map((metric) => metric.at(-1))
        .toSorted(),
    ).toEqual(deadLetters.toSorted());
    expect(metricsOf('oldest message, s')).toHaveLength(queues.length - deadLetters.length);
  });

  it('shows which alarms are raised', () => {
    for (const [id] of stack.all('AWS::CloudWatch::Alarm')) expect(body).toContain(`"${id}"`);
  });

  it.each(['localstack', 'embedded'] as const)('is not there for %s', (target) => {
    expect(synthesize({ target }).all('AWS::CloudWatch::Dashboard')).toEqual([]);
  });
});
