import { defaultPort } from '../defaults.ts';
import type { Machine } from './machine.ts';

/** What a check has found. `remedy` is set if something has to be done first. */
export interface Finding {
  readonly found: string;
  readonly remedy?: string;
}

/** A requirement of a command on the machine. */
export interface Check {
  readonly name: string;
  /** What it is for: the words after "for". */
  readonly neededFor: string;
  /** Whether `npm start` requires it. */
  readonly isNeededToStart: boolean;
  readonly look: (machine: Machine) => Promise<Finding> | Finding;
}

const requiredNode = 24;
/** The first for which the requirements' hashes are complete: Python 3.10 needs additional packages. */
export const oldestPython = [3, 11] as const;

/** Commands that may be Python, in the order in which they are tried. */
export const pythons = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];

/** Where Chromium may be installed. */
export const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const start = '`npm start`';

/** All checks; those for `npm start` come first. */
export const checks: readonly Check[] = [
  {
    name: 'Node',
    neededFor: 'everything',
    isNeededToStart: true,
    look: ({ nodeVersion }) =>
      Number(nodeVersion.split('.')[0]) >= requiredNode
        ? { found: nodeVersion }
        : { found: nodeVersion, remedy: `Run \`npm ci\`: it brings Node ${requiredNode}, and npm scripts use it.` },
  },
  {
    name: 'loopback ports',
    neededFor: start,
    isNeededToStart: true,
    look: async (machine) => {
      if (!(await machine.canListen(0)))
        return { found: 'none available', remedy: 'Let programs listen on 127.0.0.1: a sandbox may forbid it.' };
      if (await machine.canListen(defaultPort)) return { found: `${defaultPort} is free` };
      const by = (await machine.isStack(defaultPort)) ? 'a stack that runs' : 'another program';
      return { found: `${defaultPort} is taken by ${by}, so ${start} takes another one` };
    },
  },
  {
    name: 'temporary directory',
    neededFor: start,
    isNeededToStart: true,
    look: (machine) => tried(() => machine.tryTemporaryDirectory(), 'there, with room in it'),
  },
  {
    name: 'development key',
    neededFor: `tokens of stacks on this machine, and so for ${start}`,
    isNeededToStart: true,
    look: (machine) => tried(() => machine.tryKey(), 'good, or made when it is first needed'),
  },
  {
    name: 'Docker',
    neededFor: '`npm run deploy:localstack`',
    isNeededToStart: false,
    look: async (machine) => {
      const version = await machine.ask('docker', 'version', '--format', '{{.Server.Version}}');
      return version ? { found: version } : { found: 'not found', remedy: 'Install Docker, or start its daemon.' };
    },
  },
  {
    name: 'Python',
    neededFor: '`npm run verify:ministack`, `verify:localemu`, `verify:moto` and `verify:schemathesis`',
    isNeededToStart: false,
    look: lookForPython,
  },
  {
    name: 'Chromium',
    neededFor: "the tests of the console's page, which are skipped without it",
    isNeededToStart: false,
    look: ({ environment: { CHROMIUM }, isFile }) => {
      const found = CHROMIUM || browsers.find(isFile);
      if (found !== undefined && isFile(found)) return { found };
      const where = found === undefined ? 'not found' : `not at ${found}, where $CHROMIUM says`;
      return { found: where, remedy: 'Install Chromium, or put the path of one into $CHROMIUM.' };
    },
  },
  {
    name: 'AWS credentials',
    neededFor: '`npx cdk deploy`, and for commands with --aws',
    isNeededToStart: false,
    look: async (machine) => {
      const remedy = 'Sign in, for example with `aws sso login`, or set $AWS_PROFILE.';
      const { credentials } = await machine.findAws();
      return credentials().then(
        () => ({ found: 'there' }),
        () => ({ found: 'none', remedy }),
      );
    },
  },
  {
    name: 'AWS region',
    neededFor: '`npx cdk deploy`, and for commands with --aws',
    isNeededToStart: false,
    look: async (machine) => {
      const { region } = await machine.findAws();
      return region().then(
        (found) => ({ found }),
        () => ({ found: 'none', remedy: 'Set $AWS_REGION, or a region of your profile.' }),
      );
    },
  },
];

/** The error's message says what to do about it. */
async function tried(work: () => Promise<void>, good: string): Promise<Finding> {
  try {
    await work();
    return { found: good };
  } catch (error) {
    return { found: 'of no use', remedy: (error as Error).message };
  }
}

async function lookForPython(machine: Machine): Promise<Finding> {
  const remedy = `Install Python ${oldestPython.join('.')} or newer, with venv.`;
  let older: string | undefined;
  for (const python of pythons) {
    const [, version, major, minor] =
      /^Python ((\d+)\.(\d+)\S*)/.exec((await machine.ask(python, '--version')) ?? '') ?? [];
    if (version === undefined) continue;
    const [least, leastMinor] = oldestPython;
    if (Number(major) > least || (Number(major) === least && Number(minor) >= leastMinor)) return { found: version };
    older ??= version;
  }
  return { found: older ?? 'not found', remedy };
}
