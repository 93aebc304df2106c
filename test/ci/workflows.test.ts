import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const folder = new URL('../../.github/', import.meta.url);
const names = readdirSync(new URL('workflows/', folder));
const textOf = (name: string) => readFileSync(new URL(name, folder), 'utf8');

interface Job {
  readonly uses?: string;
  readonly if?: string;
  readonly needs?: readonly string[];
  readonly with?: Readonly<Record<string, string>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly 'runs-on'?: string;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
}

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly concurrency?: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

const workflow = (name: string): Workflow => parse(textOf(`workflows/${name}`));

describe.each(names)('the workflow %s', (name) => {
  const text = textOf(`workflows/${name}`);
  const { on, permissions, jobs } = workflow(name);
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);

  it('takes actions by the full hash of a commit, and says which release that is', () => {
    const uses = text.split('\n').filter((line) => /^\s*(- )?uses:/.test(line) && !line.includes('uses: ./'));
    expect(uses).not.toEqual([]);
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('knows no secret', () => {
    expect(text).not.toMatch(/secrets\b|access-key|password/i);
  });

  it('runs no code of others with permissions of its own', () => {
    expect(Object.keys(on)).not.toContain('pull_request_target');
    expect(Object.keys(on)).not.toContain('workflow_run');
  });

  it('permits nothing but what a job says, and no job to write', () => {
    expect(permissions).toEqual({});
    for (const [id, job] of Object.entries(jobs)) {
      const deploys = id.startsWith('deploy');
      expect(job.permissions).toEqual({ contents: 'read', ...(deploys && { 'id-token': 'write' }) });
    }
  });

  it('ends every job in time, on a system that does not change by itself', () => {
    for (const job of Object.values(jobs).filter(({ uses }) => uses === undefined)) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
      expect(job['runs-on']).toMatch(/^ubuntu-\d\d\.\d\d$/);
    }
  });

  it('leaves no credentials of the repository behind', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    for (const checkout of checkouts) expect(checkout.with).toEqual({ 'persist-credentials': false });
  });

  it('puts nothing that it is given into a command line', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });
});

describe('what is on main', () => {
  const { jobs } = workflow('ci.yml');
  const deploy = workflow('deploy.yml').jobs.deploy ?? expect.fail('no deploy job');
  const at = (what: string) => deploy.steps?.findIndex(({ uses, run }) => (uses ?? run)?.startsWith(what)) ?? -1;

  it('is checked as every change is', () => {
    expect(jobs.check?.steps?.at(-1)?.run).toBe('.ci/run');
    expect(jobs['supply-chain']?.steps?.at(-1)?.run).toBe('npm run check:supply-chain');
  });

  it('is deployed to dev when it was checked, and then to prod; a pull request never is', () => {
    const called = (stage: string) => ({ uses: './.github/workflows/deploy.yml', with: { stage } });
    expect(jobs['deploy-dev']).toMatchObject({ ...called('dev'), needs: ['check', 'supply-chain'] });
    expect(jobs['deploy-dev']?.if).toContain("github.event_name == 'push' && ");
    expect(jobs['deploy-prod']).toMatchObject({ ...called('prod'), needs: ['deploy-dev'] });
    expect(workflow('ci.yml').on).toEqual({ pull_request: null, push: { branches: ['main'] } });
    expect(Object.keys(workflow('deploy.yml').on)).toEqual(['workflow_call']);
  });

  it('is deployed in the environment of its stage, one deployment at a time', () => {
    expect(deploy.environment).toBe(expression('inputs.stage'));
    expect(deploy.concurrency).toEqual({ group: `deploy-${expression('inputs.stage')}`, 'cancel-in-progress': false });
  });

  it('is deployed by a role that is taken after what others wrote was installed', () => {
    expect(at('npm ci')).toBeGreaterThan(0);
    expect(at('aws-actions/configure-aws-credentials@')).toBeGreaterThan(at('npm ci'));
    expect(at('node bin/deploy.ts')).toBeGreaterThan(at('aws-actions/configure-aws-credentials@'));
    expect(deploy.steps?.[at('aws-actions/')]?.with).toEqual({
      'role-to-assume': expression('vars.DEPLOY_ROLE_ARN'),
      'aws-region': expression('vars.AWS_REGION'),
    });
  });
});

describe('every week', () => {
  const { on, jobs } = workflow('weekly.yml');

  it('each guard is broken, adapters and stack are tried on emulators, and the API with what a program makes up', () => {
    expect(on.schedule).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ \* \* [0-6]$/) }]);
    const last = Object.values(jobs).map(({ steps }) => steps?.at(-1)?.run);
    expect(last).toEqual([
      'npm run test:mutants',
      'npm run verify:moto',
      'npm run verify:localemu',
      'npm run verify:schemathesis',
    ]);
  });
});

describe('updates', () => {
  it('are proposed for packages and for actions', () => {
    const { updates }: { updates: { 'package-ecosystem': string }[] } = parse(textOf('dependabot.yml'));
    expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions']);
  });
});

/** How a workflow says that something is to be filled in. */
function expression(name: string): string {
  return `\${{ ${name} }}`;
}
