import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { developmentTokens } from '../../cli/development-tokens.ts';
import { CommandError } from '../../cli/errors.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'development-tokens-'));
});
afterEach(() => rm(directory, { recursive: true }));

const refusal = async (where: string): Promise<string> => {
  const error = await developmentTokens(where).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CommandError);
  return (error as Error).message;
};

describe('the key that tokens are signed with', () => {
  it('is named when it is damaged, with what to do', async () => {
    const file = path.join(directory, 'development-key.json');
    await writeFile(file, '{');
    expect(await refusal(directory)).toBe(
      `${file} does not hold a private key. Delete it: a new one is made, and stacks have to be started again.`,
    );
  });

  it('is named when it can be neither read nor made', async () => {
    const file = path.join(directory, 'file');
    await writeFile(file, '');
    expect(await refusal(path.join(file, 'own'))).toMatch(
      /^The key that tokens are signed with can't be read or made: .*ENOTDIR.*\. Put a directory of your own into \$RIDE_REQUEST_DIRECTORY\.$/,
    );
    await mkdir(path.join(directory, 'development-key.json'));
    expect(await refusal(directory)).toContain('EISDIR');
  });
});
