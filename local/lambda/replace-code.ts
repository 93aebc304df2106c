import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pool } from './pool.ts';

/**
 * Replaces a function's code by a copy of `directory` in the cloud's own temporary directory: each generation of code has its
 * own directory, because invocations under way may still load files from the old one. Rejects with a FunctionError where the
 * code cannot be loaded; the function keeps the old code then.
 */
export async function replaceCode(pool: Pool, directory: string, temporaryDirectory: string): Promise<void> {
  const old = pool.spec;
  const parent = join(temporaryDirectory, 'functions');
  await mkdir(parent, { recursive: true });
  const taskRoot = await mkdtemp(join(parent, `${old.name}-`));
  await cp(directory, taskRoot, { recursive: true });
  const spec = { ...old, taskRoot, environment: { ...old.environment, LAMBDA_TASK_ROOT: taskRoot } };
  try {
    const { oldEnded } = await pool.replaceCode(spec);
    void oldEnded.then(() => rm(old.taskRoot, { recursive: true, force: true }));
  } catch (error) {
    await rm(taskRoot, { recursive: true, force: true });
    throw error;
  }
}
