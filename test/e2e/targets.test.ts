import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aws } from './targets/aws.ts';
import { localstack } from './targets/localstack.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'e2e-outputs-'));
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(() => void vi.stubEnv('E2E_TOKEN_COMMAND', 'print-token'));
afterEach(() => void vi.unstubAllEnvs());

const apiUrl = 'https://abc123.execute-api.eu-west-1.amazonaws.com/v1/';
const stack = { ApiUrl: apiUrl, RideRequestedTopicArn: 'arn:aws:sns:eu-west-1:000000000000:requested' };

function outputsFile(content: unknown): string {
  const file = path.join(directory, 'outputs.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('a stack that was deployed', () => {
  it('to AWS is found by its outputs', async () => {
    const deployment = await aws.open({ outputsFile: outputsFile({ 'RideRequest-x': stack, CDKToolkit: {} }) });
    expect(deployment).toMatchObject({
      apiUrl,
      redriveOptions: ['--aws', '--stack', 'RideRequest-x'],
      tokenCommand: 'print-token',
    });
    expect(deployment.clientConfig('sqs')).toEqual({ region: 'eu-west-1' });
  });

  it('to AWS is of no use to the suite when nothing prints tokens', async () => {
    vi.stubEnv('E2E_TOKEN_COMMAND', '');
    await expect(aws.open({ outputsFile: outputsFile({ RideRequest: stack }) })).rejects.toThrow('$E2E_TOKEN_COMMAND');
  });

  it.each([
    ['is not there', () => path.join(directory, 'nowhere.json'), "can't be read: ENOENT"],
    ['is no JSON', () => outputsFile('{'), "can't be read: "],
    ['is no object', () => outputsFile('7'), "can't be read: it is not an object"],
    ['knows no API', () => outputsFile({ RideRequest: { Other: '1' } }), 'has no stack with an output ApiUrl'],
    ['knows two', () => outputsFile({ One: stack, Two: stack }), 'has One and Two with an output ApiUrl'],
  ])('is not found when the outputs file %s', async (_which, file, message) => {
    await expect(aws.open({ outputsFile: file() })).rejects.toThrow(message);
  });

  it('to an emulator is not found where nothing answers', async () => {
    const options = { endpoint: 'http://127.0.0.1:9', outputsFile: outputsFile({ RideRequest: stack }) };
    await expect(localstack.open(options)).rejects.toThrow('No answer from the emulator at http://127.0.0.1:9');
  });
});
