import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../../cli/doctor/examine.ts';
import { thisMachine } from '../../../cli/doctor/machine.ts';

const program = path.join(import.meta.dirname, '../../../cli/ride-request.js');

const doctor = (environment: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  new Promise<{ code: number; out: string }>((resolve) => {
    const env = { ...process.env, AWS_EC2_METADATA_DISABLED: 'true', ...environment };
    execFile(process.execPath, [program, 'doctor', ...args], { env }, (failure, out) =>
      resolve({ code: failure ? Number(failure.code) : 0, out }),
    );
  });

describe('the doctor command', () => {
  it('ends with code 0 where a stack can be started, as here', async () => {
    const { code, out } = await doctor({});
    expect(out).toMatch(/`npm start` has everything that it needs\.\n$/);
    expect(code).toBe(0);
  });

  it('ends with code 1 where it can not, and tells why in JSON', async () => {
    const missing = path.join(import.meta.dirname, 'missing');
    const aws = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'a secret', AWS_REGION: 'eu-west-1' };
    const { code, out } = await doctor({ TMPDIR: missing, CHROMIUM: missing, ...aws }, '--json');
    const { ready, checks } = JSON.parse(out) as Diagnosis;
    const found = (name: string) => checks.find((check) => check.name === name);
    expect([code, ready]).toEqual([1, false]);
    expect(found('temporary directory')?.remedy).toContain(`${missing} does not exist`);
    expect(found('Chromium')?.found).toContain(missing);
    expect([found('AWS credentials')?.found, found('AWS region')?.found]).toEqual(['there', 'eu-west-1']);
    expect(out).not.toContain('a secret');
  });
});

describe('the machine', () => {
  it('knows which ports are taken, and that a stack is something else', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    expect([await thisMachine.canListen(port), await thisMachine.canListen(0)]).toEqual([false, true]);
    expect(await thisMachine.isStack(port)).toBe(false);
    server.close();
  });

  it('asks programs, those that there are', async () => {
    expect(await thisMachine.ask(process.execPath, '--version')).toBe(process.version);
    expect(await thisMachine.ask('no-such-program')).toBeUndefined();
    expect(await thisMachine.ask(process.execPath, '--eval', 'process.exit(1)')).toBeUndefined();
  });
});
