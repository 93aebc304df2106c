// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of the template language
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { AssemblyError, StackChoiceError, startCloud, UnsupportedResourceError } from '../../local/index.ts';
import { assemblyOf } from './support/assembly.ts';
import { functionOf, mapping, method, queue, restApi, subscription, table, topic } from './support/resources.ts';
import { testCloud } from './support/test-cloud.ts';

const CODE = { Fn: 'exports.handler = async () => {};' };

describe.concurrent('an assembly that cannot be run', () => {
  it.each([
    ['a type', { Bucket: { Type: 'AWS::S3::Bucket' } }, /Bucket \(AWS::S3::Bucket\)/],
    ['a custom resource', { Magic: { Type: 'Custom::Magic' } }, /Magic \(Custom::Magic\)/],
    [
      'a protocol',
      { T: topic(), Q: queue(), S: subscription('T', 'Q', { Protocol: 'lambda' }) },
      /S \(.*protocol lambda/,
    ],
    ['a stream', { Tab: table({ StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }) }, /Tab .*streams/],
    ['replicas', { G: { ...table({ Replicas: [{}, {}] }), Type: 'AWS::DynamoDB::GlobalTable' } }, /G .*replicas/],
    ['a runtime', { Fn: functionOf('Fn', { Runtime: 'python3.13' }) }, /Fn .*python3\.13/],
    ['layers', { Fn: functionOf('Fn', { Layers: ['arn:layer'] }) }, /Fn .*layers/],
    [
      'filter criteria',
      { Q: queue(), Fn: functionOf('Fn'), M: mapping('Q', 'Fn', { FilterCriteria: { Filters: [] } }) },
      /M .*FilterCriteria/,
    ],
    ['an authorizer', apiWith({}, { AuthorizationType: 'COGNITO_USER_POOLS' }), /Guarded .*COGNITO_USER_POOLS/],
    ['API keys', apiWith({}, { ApiKeyRequired: true }), /Guarded .*API keys/],
    ['an integration', apiWith({ Type: 'HTTP_PROXY' }), /Guarded .*HTTP_PROXY/],
    [
      'body validation',
      { V: { Type: 'AWS::ApiGateway::RequestValidator', Properties: { ValidateRequestBody: true } } },
      /V .*bodies/,
    ],
  ])('is refused by naming the resource (%s)', async (_, resources, message) => {
    const refused = testCloud({ resources, code: CODE });
    await expect(refused).rejects.toThrow(UnsupportedResourceError);
    await expect(refused).rejects.toThrow(message);
  });
});

describe('a cloud that cannot be started', () => {
  it('leaves nothing behind', async () => {
    const before = await temporaryDirectories();
    await expect(testCloud({ resources: { T: table({ StreamSpecification: {} }), Q: queue() } })).rejects.toThrow();
    expect(await temporaryDirectories()).toEqual(before);
  });
});

describe.concurrent('an assembly', () => {
  it('with several stacks asks for a name', async () => {
    const assemblyDirectory = await assemblyOf({ resources: { Q: queue() }, stackNames: ['one', 'two'] });
    await expect(startCloud({ assemblyDirectory })).rejects.toThrow(StackChoiceError);
    await expect(startCloud({ assemblyDirectory, stackName: 'three' })).rejects.toThrow(/three.*one, two/);
    const cloud = await startCloud({ assemblyDirectory, stackName: 'two' });
    expect(cloud.physicalIds.Q).toContain('/two-Q');
    await cloud.stop();
  });

  it('that is not there is named', async () => {
    await expect(startCloud({ assemblyDirectory: '/nowhere' })).rejects.toThrow(AssemblyError);
  });

  it('that lacks an asset is refused by naming the asset', async () => {
    const refused = testCloud({ resources: { Fn: functionOf('Fn') } });
    await expect(refused).rejects.toThrow('Fn.zip');
  });

  it('leaves out what its conditions exclude', async () => {
    const cloud = await testCloud({
      conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      resources: {
        Kept: queue(),
        Left: { ...queue(), Condition: 'Never' },
        Odd: { Type: 'AWS::S3::Bucket', Condition: 'Never' },
      },
      outputs: { Kept: { Value: 'yes' }, Left: { Value: { Ref: 'Left' }, Condition: 'Never' } },
    });
    expect(Object.keys(cloud.physicalIds)).toEqual(['Kept']);
    expect(cloud.outputs).toEqual({ Kept: 'yes' });
    await cloud.stop();
  });
});

function apiWith(integration: Record<string, unknown>, properties: Record<string, unknown> = {}) {
  return { ...restApi({}), Guarded: method('GET', undefined, { Type: 'MOCK', ...integration }, properties) };
}

/** Those of this process: other tests run clouds at the same time. */
async function temporaryDirectories(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('cloud-') && name.includes(`-${process.pid}-`));
}
