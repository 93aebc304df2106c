import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Dependents } from '../../../cli/dev/dependents.ts';

const names = ['a', 'b', 'c', 'd', 'lone'].map((name) => `core/${name}.ts`);
let project: string;
let dependents: Dependents;

const write = async (file: string, text: string) => {
  await mkdir(path.dirname(path.join(project, file)), { recursive: true });
  await writeFile(path.join(project, file), text);
};

const edit = async (file: string, text: string) => {
  await write(file, text);
  dependents.edited([path.join(project, file)]);
};

/** Of these files, by their names in the project. */
const dependentsOf = async (...files: string[]) => {
  const absolute = (each: readonly string[]) => each.map((file) => path.join(project, file));
  const found = await dependents.of(new Set(absolute(files)), absolute(names));
  return found && [...found].map((file) => path.relative(project, file)).toSorted();
};

beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'dependents-'));
  await write(
    'package.json',
    JSON.stringify({ imports: { '#d': { other: './core/lone.ts', default: './core/d.ts' } } }),
  );
  await write('core/a.ts', 'export const a = 1;');
  await write('core/b.ts', "import type { a } from './a.ts';\nexport type B = typeof a;");
  await write('core/c.ts', "export const c = (b: import('./b.ts').B) => b;");
  await write('core/d.ts', "import { c } from './c.ts';\nimport { a } from './a.ts';\nexport const d = [a, c];");
  await write('core/lone.ts', "export * from '#d';");
  dependents = new Dependents(project);
});
afterEach(() => rm(project, { recursive: true }));

it('are a file and all that import it: types alone, through others, in a circle, by an alias', async () => {
  expect(await dependentsOf('core/c.ts')).toEqual(['core/c.ts', 'core/d.ts', 'core/lone.ts']);
  expect(await dependentsOf('core/a.ts')).toEqual(names);
  expect(await dependentsOf('core/lone.ts')).toEqual(['core/lone.ts']);
});

it('are those of several files, as they are after an edit', async () => {
  await dependentsOf('core/a.ts');
  await edit('core/c.ts', 'export const c = 1;');
  expect(await dependentsOf('core/b.ts')).toEqual(['core/b.ts']);
  expect(await dependentsOf('core/b.ts', 'core/d.ts')).toEqual(['core/b.ts', 'core/d.ts', 'core/lone.ts']);
});

it('are not looked for where a file is not among the sources', async () => {
  expect(await dependentsOf('core/elsewhere.ts')).toEqual([]);
});

it.each(['declare global {\n  var a: number;\n}\nexport {};', 'const a = 1;'])(
  'are any files where one declares, or has declared, for all: %j',
  async (text) => {
    await edit('core/lone.ts', text);
    expect(await dependentsOf('core/lone.ts')).toBeUndefined();
    await edit('core/lone.ts', 'export {};');
    expect(await dependentsOf('core/lone.ts')).toBeUndefined();
    expect(await dependentsOf('core/d.ts')).toEqual(['core/d.ts']);
  },
);
