import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The clock of a stack's functions. */
export interface StackClock {
  /** For workers that start from now on. */
  setAhead(ms: number): Promise<void>;
  reset(): Promise<void>;
}

/** So that the name of no other environment variable is taken. */
const fileVariable = 'CLOCK_AHEAD_FILE';

interface Template {
  readonly Resources: Readonly<
    Record<string, { Type: string; Properties: { Environment?: { Variables: Record<string, unknown> } } }>
  >;
}

/** Has the functions of an assembly take the time from a clock that can be set ahead. One stack at a time can be run from it. */
export async function clockOf(assemblyDirectory: string): Promise<StackClock> {
  const file = path.join(assemblyDirectory, 'clock-ahead-ms');
  const preload = path.join(import.meta.dirname, 'clock-ahead.cjs');
  const variables = { NODE_OPTIONS: `--require ${JSON.stringify(preload)}`, [fileVariable]: file };
  for (const name of await readdir(assemblyDirectory)) {
    if (!name.endsWith('.template.json')) continue;
    const template = JSON.parse(await readFile(path.join(assemblyDirectory, name), 'utf8')) as Template;
    for (const { Type, Properties } of Object.values(template.Resources)) {
      if (Type !== 'AWS::Lambda::Function') continue;
      Properties.Environment = { Variables: { ...Properties.Environment?.Variables, ...variables } };
    }
    await writeFile(path.join(assemblyDirectory, name), JSON.stringify(template));
  }
  const reset = () => rm(file, { force: true });
  await reset();
  return { setAhead: (ms) => writeFile(file, String(ms)), reset };
}
