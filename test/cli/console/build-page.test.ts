import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isStale } from '../../../cli/console/build-page.ts';

describe("the console's page", () => {
  let directory: string;
  const site = () => path.join(directory, 'dist');
  const written = async (name: string, at: number) => {
    const file = path.join(directory, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, '');
    await utimes(file, at, at);
    for (let parent = path.dirname(file); parent !== directory; parent = path.dirname(parent))
      await utimes(parent, 1, 1);
  };

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'page-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('is to be built when it never was, and when a source of it is newer', async () => {
    await written('src/main.tsx', 100);
    expect(await isStale(directory, site())).toBe(true);
    await written('dist/index.html', 200);
    await written('dist/assets/late.js', 300);
    expect(await isStale(directory, site())).toBe(false);
    await written('src/deep/er.tsx', 201);
    expect(await isStale(directory, site())).toBe(true);
  });

  it('is to be built when something newer is taken in from elsewhere', async () => {
    await written('page/dist/index.html', 200);
    await utimes(path.join(directory, 'page'), 1, 1);
    await written('description.yaml', 201);
    const page = path.join(directory, 'page');
    const isStaleWith = (others: string[]) => isStale(page, path.join(page, 'dist'), others);
    expect(await isStaleWith([])).toBe(false);
    expect(await isStaleWith([path.join(directory, 'description.yaml')])).toBe(true);
  });
});
