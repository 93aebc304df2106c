import { describe, expect, it } from 'vitest';
import { checkedOptions, environmentOf, toldOptions } from './options.ts';

const endpoint = 'http://127.0.0.1:4566';
const outputsFile = '/tmp/outputs.json';

describe('the options of the end-to-end suite', () => {
  it.each([
    [{ target: 'azure' }, '--target must be embedded, localstack, localemu, ministack, aws, not azure.'],
    [{ target: 'toString' }, '--target must be embedded, localstack, localemu, ministack, aws, not toString.'],
    [{ target: 'ministack' }, '--target ministack needs --endpoint URL.'],
    [{ target: 'localstack', endpoint }, '--target localstack needs --outputs FILE.'],
    [{ target: 'localstack', endpoint: '', outputsFile }, '--target localstack needs --endpoint URL.'],
    [{ target: 'localstack', endpoint: 'port 4566', outputsFile }, '--endpoint must be a URL such as'],
    [{ target: 'aws' }, '--target aws needs --outputs FILE.'],
    [{ target: 'aws', endpoint, outputsFile }, '--target aws takes no --endpoint URL.'],
    [{ target: 'embedded', outputsFile }, '--target embedded takes no --outputs FILE.'],
  ])('are refused when they are %j', (options, message) => {
    expect(() => checkedOptions(options)).toThrow(message);
  });

  it.each([
    { target: 'embedded' },
    { target: 'ministack', endpoint, outputsFile },
    { target: 'aws', outputsFile },
  ] as const)('reach the suite as they are: %j', (options) => {
    expect(toldOptions(environmentOf(options))).toEqual(options);
  });

  it('are those of the embedded cloud where nobody says anything', () => {
    expect(toldOptions({}).target).toBe('embedded');
  });
});
