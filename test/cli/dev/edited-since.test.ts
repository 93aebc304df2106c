import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { editedSince } from '../../../cli/dev/edited-since.ts';

describe('what was edited while a stack was made', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'edited-since-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('is what was written after that began, or is gone', async () => {
    const file = async (name: string, seconds: number) => {
      const made = path.join(directory, name);
      await writeFile(made, '');
      await utimes(made, seconds, seconds);
      return made;
    };
    const [before, after, gone] = [await file('before', 999), await file('after', 1_001), path.join(directory, 'gone')];
    expect(await editedSince([before, after, gone], 1_000_000)).toEqual([after, gone]);
  });
});
