import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Semaphore } from '../semaphore.ts';
import type { FunctionSpec } from './function-spec.ts';
import type { Pool } from './pool.ts';

/**
 * Replaces a function's code by a copy of `directory` in the cloud's own temporary directory: each generation of code has its
 * own directory, because invocations under way may still load files from the old one. New invocations wait from the call on.
 * Rejects with a FunctionError where the code cannot be loaded; the function keeps the old code then.
 */
export async function replaceCode(
  pool: Pool,
  directory: string,
  temporaryDirectory: string,
  gate: Semaphore,
): Promise<void> {
  const old = pool.spec;
  const prepared = copyOf(old, directory, temporaryDirectory);
  try {
    const { oldEnded } = await pool.replaceCode(prepared, gate);
    void oldEnded.then(() => rm(old.taskRoot, { recursive: true, force: true }));
  } catch (error) {
    const { taskRoot } = await prepared;
    await rm(taskRoot, { recursive: true, force: true });
    throw error;
  }
}

async function copyOf(old: FunctionSpec, directory: string, temporaryDirectory: string): Promise<FunctionSpec> {
  const parent = join(temporaryDirectory, 'functions');
  await mkdir(parent, { recursive: true });
  const taskRoot = await mkdtemp(join(parent, `${old.name}-`));
  await cp(directory, taskRoot, { recursive: true });
  return { ...old, taskRoot, environment: { ...old.environment, LAMBDA_TASK_ROOT: taskRoot } };
}
