import { describe, expect, it } from 'vitest';
import { readContextLines } from '../../lib/read-context-lines.ts';

const read = (...lines: string[]) => Object.fromEntries(readContextLines(lines.join('\n'), 'dev'));

describe('context in lines', () => {
  it('is the stage alone, where no line says anything', () => {
    expect(read()).toEqual({ stage: 'dev' });
    expect(read('', '  ', '# push=on', '   # more')).toEqual({ stage: 'dev' });
  });

  it('is what each line says, with all that follows the first sign of equality', () => {
    const lines = ['push=on', '  alarmEmail=on-call@example.com  ', 'issuer=https://login.example\r', 'audience=a=b='];
    expect(read(...lines)).toEqual({
      stage: 'dev',
      push: 'on',
      alarmEmail: 'on-call@example.com',
      issuer: 'https://login.example',
      audience: 'a=b=',
    });
  });

  it.each([
    ['push', 'key=value, one a line'],
    ['=on', 'key=value, one a line'],
    ['push = on', 'key=value, one a line'],
    ['-c push=on', 'key=value, one a line'],
    ['stage=dev', 'nothing about stage'],
    ['target=aws', 'nothing about target'],
  ])('refuses the line %s', (line, allowed) => {
    expect(() => read('console=on', line)).toThrow(
      `Context "CONTEXT" cannot be ${JSON.stringify(line)}. Allowed: ${allowed}`,
    );
  });

  it('refuses a key that is there twice, be it with one value', () => {
    expect(() => read('push=on', 'push=on')).toThrow('each key once, and push is already set');
  });

  it.each([
    ['pusch=on', 'Unknown context key "pusch"'],
    ['push=yes', '"push" cannot be "yes"'],
    ['push=', '"push" cannot be ""'],
    ['stripeSecretArn=x', 'the whole ARN'],
  ])('refuses what -c would: %s', (line, message) => {
    expect(() => read(line)).toThrow(message);
  });

  it('is read as a production where it is one', () => {
    expect(() => readContextLines('', 'prod')).toThrow('"payments" is required');
    expect(() => readContextLines('payments=sandbox\nsimulation=on', 'prod')).toThrow('"simulation" cannot be');
    expect([...readContextLines('payments=sandbox', 'prod')]).toEqual([
      ['stage', 'prod'],
      ['payments', 'sandbox'],
    ]);
  });
});
