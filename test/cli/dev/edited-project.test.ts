import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bundler } from '../../../cli/dev/bundler.ts';
import { TypeChecker } from '../../../cli/dev/check-types.ts';
import { readTemplateInputs } from '../../../cli/dev/read-inputs.ts';
import { explain } from '../../../cli/dev/watch-sources.ts';
import { type BundlePlan, writeBundle } from '../../../lib/bundles.ts';
import { copyProject, type ProjectCopy } from '../../support/project-copy.ts';

const base = 'baseMinor: 220,';

describe('a project that is edited', () => {
  let copy: ProjectCopy;
  let plan: BundlePlan;
  let bundler: Bundler;
  let own: string;
  const both = ['pricing', 'release-driver'];

  beforeAll(async () => {
    copy = await copyProject();
    own = path.join(copy.directory, '.dev');
    await mkdir(own);
    // As where the cloud runs code: outside of the project, which is made of ES modules.
    await writeFile(path.join(own, 'package.json'), '{}');
    const entry = (name: string) => [name, path.join(copy.directory, 'functions', name, 'handler.ts')];
    plan = { entries: Object.fromEntries(both.map(entry)), services: ['estimate', 'sandbox'] };
    bundler = new Bundler(plan, path.join(own, 'packages'));
    await bundler.warmUp(async () => true);
  });
  afterAll(async () => {
    await bundler.end();
    await copy.remove();
  });

  const changed = async () => (await bundler.bundle(both)).map(({ name }) => name);
  const file = (name: string) => path.join(copy.directory, name);

  it('tells which files functions and the template are made of', async () => {
    const template = await readTemplateInputs(copy.directory);
    const madeOf = (name: string) => both.filter((each) => bundler.inputs.get(each)?.has(file(name)));
    expect(madeOf('core/tariffs.ts')).toEqual(['pricing']);
    expect(madeOf('adapters/lambda/telemetry.ts')).toEqual(both);
    expect(madeOf('lib/gather.ts')).toEqual([]);
    // What the bundler puts before each function's code is found where it is, not in the copy.
    const injected = path.resolve('adapters/lambda/mapped-stacks.ts');
    expect(both.filter((each) => bundler.inputs.get(each)?.has(injected))).toEqual(both);
    expect(template.has(file('lib/gather.ts'))).toBe(true);
    expect(template.has(file('core/branches.ts'))).toBe(true);
    expect(template.has(file('core/tariffs.ts'))).toBe(false);
  });

  it('has a function bundled anew when its code differs from what is live', async () => {
    expect(await changed()).toEqual([]);
    await copy.edit('core/tariffs.ts', base, 'baseMinor: 221,');
    const [rebuilt] = await bundler.bundle(both);
    expect(rebuilt?.name).toBe('pricing');
    expect(await changed()).toEqual(['pricing']);
    bundler.setLive('pricing', (rebuilt ?? expect.fail('nothing')).bundle);
    expect(await changed()).toEqual([]);
    await copy.edit('core/tariffs.ts', 'baseMinor: 221,', base);
    expect(await changed()).toEqual(['pricing']);
  });

  it('has no other functions bundled than those that are asked for', async () => {
    const [telemetry, first] = [
      'adapters/lambda/telemetry.ts',
      "import { Logger } from '@aws-lambda-powertools/logger';",
    ];
    await copy.edit(telemetry, first, `${first}\nconsole.log('edited');`);
    expect((await bundler.bundle(['release-driver'])).map(({ name }) => name)).toEqual(['release-driver']);
    expect((await changed()).toSorted()).toEqual(both);
    await copy.edit(telemetry, "\nconsole.log('edited');", '');
  });

  it('is taken for other code than what is live when it was edited before it was first bundled', async () => {
    const late = new Bundler(plan, path.join(own, 'late'));
    await late.warmUp(async () => false);
    expect((await late.bundle(both)).map(({ name }) => name)).toEqual(both);
    await late.end();
  });

  it('loads packages from a file of their own, also those that an edit adds', async () => {
    const cell = "import { latLngToCell } from 'h3-js';\nObject.assign(globalThis, { cell: latLngToCell(0, 0, 0) });\n";
    await copy.edit('core/tariffs.ts', 'export interface Tariff', `${cell}export interface Tariff`);
    const [rebuilt] = await bundler.bundle(['pricing']);
    const made = rebuilt ?? expect.fail('nothing');
    expect(made.bundle.get('index.js')?.length).toBeLessThan(50_000);
    const load = () => createRequire(import.meta.url)(path.join(writeBundle(own, 'pricing', made.bundle), 'index.js'));
    expect(load).toThrow('Missing environment variables');
    expect(globalThis).toHaveProperty('cell', '8075fffffffffff');
    await copy.edit('core/tariffs.ts', cell, '');
  });

  it('is not bundled to the end for somebody who does not wait for it any more', async () => {
    const edited = new AbortController();
    const bundling = bundler.bundle(both, edited.signal);
    await new Promise((resolve) => setImmediate(resolve));
    edited.abort(new Error('another edit'));
    await expect(bundling).rejects.toThrow();
    expect((await bundler.bundle(['pricing'])).map(({ name }) => name)).toEqual(['pricing']);
  });

  it('is bundled to the end when it is what was bundled before that nobody waits for any more', async () => {
    const edited = new AbortController();
    await bundler.bundle(['pricing'], edited.signal);
    const bundling = bundler.bundle(['release-driver']);
    await new Promise((resolve) => setImmediate(resolve));
    edited.abort(new Error('another edit'));
    await expect(bundling).resolves.toEqual([]);
  });

  it('has its syntax errors told with their places', async () => {
    await copy.edit('core/tariffs.ts', base, 'baseMinor: 220}},');
    const error = await bundler.bundle(both).catch((reason: unknown) => reason);
    expect(await explain(error)).toMatch(/core\/tariffs\.ts:\d+:\d+:/);
    await copy.edit('core/tariffs.ts', 'baseMinor: 220}},', base);
  });

  describe('in whose types', () => {
    let types: TypeChecker;
    const { signal } = new AbortController();
    const check = () => types.check('functions', signal);

    beforeAll(() => {
      types = new TypeChecker(copy.directory, own);
    });
    afterAll(() => types.end());

    async function edit(from: string, to: string): Promise<void> {
      await copy.edit('core/tariffs.ts', from, to);
      types.edited([file('core/tariffs.ts')]);
    }

    it('something is wrong: that is told with its place, until it is mended', async () => {
      expect(await check()).toBeUndefined();
      await edit(base, "/* ä */ baseMinor: '220',");
      expect(await check()).toMatch(/^core\/tariffs\.ts\(\d+,13\): error TS2322: Type 'string' .*$/);
      await edit("/* ä */ baseMinor: '220',", base);
      expect(await check()).toBeUndefined();
    });

    it('something is wrong elsewhere than in the edited file: that is told', async () => {
      await edit('export interface Tariff', 'interface Tariff');
      expect(await check()).toMatch(/^core\/(?!tariffs)\w+\.ts\(\d+,\d+\): error TS/);
      await edit('interface Tariff', 'export interface Tariff');
      expect(await check()).toBeUndefined();
    });

    it('something is wrong in a file that depends on the edited one through others: that is told, until all is mended', async () => {
      const retry = "import { longestPauseSeconds } from './names.ts';";
      await edit('export interface Tariff', 'interface Tariff');
      const wrong = await check();
      // Another edit mends nothing of it, and is right itself.
      await copy.edit('core/retry.ts', retry, `// Edited.\n${retry}`);
      types.edited([file('core/retry.ts')]);
      expect(await check()).toBe(wrong);
      await edit('interface Tariff', 'export interface Tariff');
      expect(await check()).toBeUndefined();
      await copy.edit('core/retry.ts', `// Edited.\n${retry}`, retry);
    });

    it('something is wrong from the start: that is told whatever is edited', async () => {
      const late = new TypeChecker(copy.directory, own);
      await edit(base, "baseMinor: '220',");
      for (const edited of [[], [file('core/retry.ts')]]) {
        late.edited(edited);
        expect(await late.check('functions', signal)).toMatch(/^core\/tariffs\.ts/);
      }
      await edit("baseMinor: '220',", base);
      late.edited([file('core/tariffs.ts')]);
      expect(await late.check('functions', signal)).toBeUndefined();
      await late.end();
    });

    it('a file that comes or goes is looked at', async () => {
      const added = file('core/added.ts');
      await writeFile(added, "export const added: number = '1';\n");
      types.edited([added]);
      expect(await check()).toMatch(/^core\/added\.ts\(1,14\): error TS2322: /);
      await rm(added);
      types.edited([added]);
      expect(await check()).toBeUndefined();
    });

    it('nothing is looked for any further when somebody does not wait for it any more, and no edit is lost', async () => {
      await edit(base, "baseMinor: '220',");
      const edited = new AbortController();
      const checking = types.check('functions', edited.signal);
      edited.abort(new Error('another edit'));
      await expect(checking).rejects.toThrow('another edit');
      expect(await check()).toMatch(/^core\/tariffs\.ts/);
      await edit("baseMinor: '220',", base);
      const later = new AbortController();
      const again = types.check('functions', later.signal);
      await new Promise((resolve) => setImmediate(resolve));
      later.abort(new Error('another edit'));
      await expect(again).rejects.toThrow('another edit');
      expect(await check()).toBeUndefined();
    });
  });
});
