import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deployToEmulator } from '../../../cli/emulator/deploy-to-emulator.ts';
import { CommandError } from '../../../cli/errors.ts';
import { eventually } from '../../support/eventually.ts';

let directory: string;
const stops: (() => void)[] = [];
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'deploy-test-'));
  vi.spyOn(console, 'log').mockImplementation(() => {});
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const stop of stops.splice(0)) stop();
  await rm(directory, { recursive: true, force: true });
});

/** An SSM that knows the version of the bootstrap stack, or none. */
async function anEmulator(isBootstrapped: boolean | 'broken'): Promise<string> {
  const answers = {
    true: [200, { Parameter: { Value: '30' } }],
    false: [400, { __type: 'ParameterNotFound' }],
    broken: [500, { __type: 'InternalError' }],
  } as const;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const [status, body] = answers[`${isBootstrapped}`];
    const isAsked = request.headers['x-amz-target'] === 'AmazonSSM.GetParameter';
    response.writeHead(isAsked ? status : 404).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

/** A CDK that notes how it was called, and writes outputs as `cdk deploy` does. */
async function aCdk(
  then = '',
): Promise<{ cdk: string; calls: () => Promise<{ args: string[]; env: NodeJS.ProcessEnv }[]> }> {
  const [cdk, log] = [path.join(directory, 'cdk.mjs'), path.join(directory, 'calls')];
  const program = `
    import { appendFileSync, writeFileSync } from 'node:fs';
    const args = process.argv.slice(2);
    appendFileSync(${JSON.stringify(log)}, JSON.stringify({ args, env: process.env }) + '\\n');
    const outputs = { RideRequest: { ApiUrl: 'https://abc123.execute-api.us-east-1.amazonaws.com/v1/' } };
    if (args[0] === 'deploy') writeFileSync(args[args.indexOf('--outputs-file') + 1], JSON.stringify(outputs));
    ${then}`;
  await writeFile(cdk, program);
  const calls = async () =>
    (await readFile(log, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { cdk, calls };
}

describe('deploying to an emulator', () => {
  it('bootstraps, deploys, and tells where the emulator serves the API', async () => {
    const [endpoint, { cdk, calls }] = [await anEmulator(false), await aCdk()];
    const stack = await deployToEmulator({ endpoint, cdk });
    expect(stack).toMatchObject({ stackName: 'RideRequest', apiUrl: `${endpoint}/_aws/execute-api/abc123/v1/` });
    expect((await calls()).map(({ args }) => args[0])).toEqual(['bootstrap', 'deploy']);
  });

  it('does not bootstrap twice', async () => {
    const [endpoint, { cdk, calls }] = [await anEmulator(true), await aCdk()];
    await deployToEmulator({ endpoint, cdk });
    expect((await calls()).map(({ args }) => args[0])).toEqual(['deploy']);
  });

  it('deploys what is for emulators, with simulation', async () => {
    const [endpoint, { cdk, calls }] = [await anEmulator(true), await aCdk()];
    await deployToEmulator({ endpoint, cdk });
    const [{ args = [] } = {}] = await calls();
    expect(args.join(' ')).toContain('-c target=localstack -c simulation=on');
  });

  it('gives the CDK both endpoints and keys that mean nothing, and nothing of the AWS account in the environment', async () => {
    const [endpoint, { cdk, calls }] = [await anEmulator(true), await aCdk()];
    const environment = {
      PATH: process.env.PATH,
      HOME: '/home/someone',
      AWS_PROFILE: 'production',
      AWS_ACCESS_KEY_ID: 'AKIA-REAL',
      AWS_SECRET_ACCESS_KEY: 'real',
      AWS_SESSION_TOKEN: 'real',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/real',
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/real',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: 'https://elsewhere.example',
      AWS_ENDPOINT_URL_CLOUDFORMATION: 'https://elsewhere.example',
      aws_profile: 'production',
      CDK_DEFAULT_ACCOUNT: '123456789012',
      HTTP_PROXY: 'http://proxy.example',
      https_proxy: 'http://proxy.example',
    };
    await deployToEmulator({ endpoint, cdk, environment });
    const [{ env = {} } = {}] = await calls();
    const seen = Object.fromEntries(Object.entries(env).filter(([name]) => /aws|cdk|proxy/i.test(name)));
    expect(seen).toEqual({
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
    });
    expect(env.HOME).toBe('/home/someone');
  });

  it('tells why the CDK failed', async () => {
    const [endpoint, { cdk }] = [await anEmulator(true), await aCdk(`console.error('no such role'); process.exit(3);`)];
    const deployed = deployToEmulator({ endpoint, cdk });
    await expect(deployed).rejects.toThrow(CommandError);
    await expect(deployed).rejects.toThrow(/`cdk deploy` failed with exit code 3:\s+no such role/);
  });

  it('does not deploy where it can not find out whether the emulator is bootstrapped', async () => {
    const [endpoint, { cdk }] = [await anEmulator('broken'), await aCdk()];
    await expect(deployToEmulator({ endpoint, cdk })).rejects.toThrow(/answered 500/);
  });

  it('ends the CDK, and what that has started, when it is interrupted', async () => {
    const started = path.join(directory, 'grandchild');
    const hang = `
      import { spawn } from 'node:child_process';
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      writeFileSync(${JSON.stringify(started)}, child.pid + ';');
      console.log('hanging');
      setInterval(() => {}, 1000);`;
    const [endpoint, { cdk }] = [await anEmulator(true), await aCdk(hang)];
    const interrupted = new AbortController();
    const written = vi.spyOn(process.stderr, 'write');
    const deployed = deployToEmulator({ endpoint, cdk, directory, signal: interrupted.signal });
    deployed.catch(() => {});
    const pid = await eventually(async () =>
      Number(/^(\d+);/.exec(await readFile(started, 'utf8'))?.[1] ?? expect.fail()),
    );
    interrupted.abort(new Error('interrupted'));
    await expect(deployed).rejects.toThrow('interrupted');
    await eventually(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'));
    expect(written).toHaveBeenCalled();
  });
});
