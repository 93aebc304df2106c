import { describe, expect, it } from 'vitest';
import { describeDiagnosis, examine } from '../../../cli/doctor/examine.ts';
import type { Machine } from '../../../cli/doctor/machine.ts';

const programs: Readonly<Record<string, string>> = {
  'docker version --format {{.Server.Version}}': '27.1.0',
  'python3 --version': 'Python 3.12.1',
};

/** A machine that has everything, but for what is said. */
const aMachine = (but: Partial<Machine> = {}): Machine => ({
  nodeVersion: '24.21.0',
  environment: {},
  canListen: async () => true,
  isStack: async () => false,
  tryTemporaryDirectory: async () => {},
  tryKey: async () => {},
  ask: async (...call) => programs[call.join(' ')],
  isFile: (file) => file === '/usr/bin/chromium',
  findAws: async () => ({ credentials: async () => ({}), region: async () => 'eu-central-1' }),
  ...but,
});

const failing = (message: string) => () => Promise.reject(new Error(message));

async function lookAt(name: string, machine: Machine) {
  const { ready, checks } = await examine(machine);
  const [check] = checks.filter((each) => each.name === name);
  return { ready, found: check?.found, remedy: check?.remedy };
}

describe('a machine that has everything', () => {
  it('is ready, with nothing to do', async () => {
    const { ready, checks } = await examine(aMachine());
    expect(ready).toBe(true);
    expect(checks.map(({ name, found, remedy }) => [name, found, remedy])).toEqual([
      ['Node', '24.21.0', undefined],
      ['loopback ports', '4100 is free', undefined],
      ['temporary directory', 'there, with room in it', undefined],
      ['development key', 'good, or made when it is first needed', undefined],
      ['Docker', '27.1.0', undefined],
      ['Python', '3.12.1', undefined],
      ['Chromium', '/usr/bin/chromium', undefined],
      ['AWS credentials', 'there', undefined],
      ['AWS region', 'eu-central-1', undefined],
    ]);
  });
});

describe('what npm start can not do without', () => {
  it.each<[string, Partial<Machine>, string, string]>([
    ['Node', { nodeVersion: '22.19.0' }, '22.19.0', 'npm ci'],
    ['loopback ports', { canListen: async () => false }, 'none available', '127.0.0.1'],
    [
      'temporary directory',
      { tryTemporaryDirectory: failing('It is full. Make room.') },
      'of no use',
      'It is full. Make room.',
    ],
    ['development key', { tryKey: failing('It is damaged. Delete it.') }, 'of no use', 'It is damaged. Delete it.'],
  ])('is %s', async (name, but, found, remedy) => {
    expect(await lookAt(name, aMachine(but))).toEqual({ ready: false, found, remedy: expect.stringContaining(remedy) });
  });

  it.each([
    [true, 'a stack that runs'],
    [false, 'another program'],
  ])('is not the usual port, as another one will do (taken by a stack: %s)', async (isStack, by) => {
    const machine = aMachine({ canListen: async (port) => port === 0, isStack: async () => isStack });
    expect(await lookAt('loopback ports', machine)).toEqual({
      ready: true,
      found: `4100 is taken by ${by}, so \`npm start\` takes another one`,
      remedy: undefined,
    });
  });
});

describe('what other commands need', () => {
  it.each<[string, Partial<Machine>, string, string]>([
    ['Docker', { ask: async () => undefined }, 'not found', 'Install Docker, or start its daemon.'],
    ['Python', { ask: async () => undefined }, 'not found', 'Install Python 3.11 or newer'],
    ['Python', { ask: async () => 'Python 3.10.12' }, '3.10.12', 'Install Python 3.11 or newer'],
    ['Python', { ask: async () => 'Python 2.7.18' }, '2.7.18', 'Install Python 3.11 or newer'],
    ['Chromium', { isFile: () => false }, 'not found', '$CHROMIUM'],
    [
      'Chromium',
      { environment: { CHROMIUM: '/opt/chromium' } },
      'not at /opt/chromium, where $CHROMIUM says',
      '$CHROMIUM',
    ],
    [
      'AWS credentials',
      { findAws: async () => ({ credentials: failing('none'), region: async () => 'eu-central-1' }) },
      'none',
      '$AWS_PROFILE',
    ],
    [
      'AWS region',
      { findAws: async () => ({ credentials: async () => ({}), region: failing('none') as () => Promise<never> }) },
      'none',
      '$AWS_REGION',
    ],
    ['AWS region', { findAws: failing('no SDK') as () => Promise<never> }, 'unknown', 'no SDK'],
  ])('is %s, and its lack keeps nobody from starting', async (name, but, found, remedy) => {
    expect(await lookAt(name, aMachine(but))).toEqual({ ready: true, found, remedy: expect.stringContaining(remedy) });
  });

  it('may go by another name: a newer Python beside an old one, another Chromium', async () => {
    const ask = async (python: string) => ({ python3: 'Python 3.9.2', 'python3.13': 'Python 3.13.0' })[python];
    expect((await lookAt('Python', aMachine({ ask }))).found).toBe('3.13.0');
    const isFile = (file: string) => file === '/opt/chromium';
    const environment = { CHROMIUM: '/opt/chromium' };
    expect((await lookAt('Chromium', aMachine({ isFile, environment }))).found).toBe('/opt/chromium');
    const unset = { CHROMIUM: '' };
    expect((await lookAt('Chromium', aMachine({ environment: unset }))).found).toBe('/usr/bin/chromium');
  });
});

describe('a diagnosis for a terminal', () => {
  it('has a line a check, and what to do below those that lack something', async () => {
    const diagnosis = await examine(aMachine({ nodeVersion: '20.1.0', ask: async () => undefined }));
    expect(describeDiagnosis(diagnosis).split('\n')).toEqual([
      'fail  Node                 20.1.0',
      '      For everything. Run `npm ci`: it brings Node 24, and npm scripts use it.',
      'ok    loopback ports       4100 is free',
      'ok    temporary directory  there, with room in it',
      'ok    development key      good, or made when it is first needed',
      'none  Docker               not found',
      '      For `npm run deploy:localstack`. Install Docker, or start its daemon.',
      'none  Python               not found',
      '      For `npm run verify:ministack`, `verify:localemu`, `verify:moto` and `verify:schemathesis`. Install Python 3.11 or newer, with venv.',
      'ok    Chromium             /usr/bin/chromium',
      'ok    AWS credentials      there',
      'ok    AWS region           eu-central-1',
      '',
      '`npm start` lacks what is marked "fail".',
    ]);
  });

  it('says that all is well', async () => {
    expect(describeDiagnosis(await examine(aMachine()))).toMatch(/\n\n`npm start` has everything that it needs\.$/);
  });
});
