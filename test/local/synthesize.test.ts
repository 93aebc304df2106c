import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SynthesisError, startCloud, synthesize } from '../../local/index.ts';
import { isRunning } from '../../local/is-running.ts';
import { eventually } from '../support/eventually.ts';
import { assemblyOf } from './support/assembly.ts';
import { queue } from './support/resources.ts';

/** A project whose app command runs `script`, which finds a copy of an assembly at `process.argv[2]`. */
async function projectOf(script: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'test-project-'));
  const assembly = await assemblyOf({ resources: { Q: queue() } });
  await writeFile(join(directory, 'app.mjs'), script);
  await mkdir(join(directory, 'node_modules', '.bin'), { recursive: true });
  await writeFile(join(directory, 'node_modules', '.bin', 'only-here'), '#!/bin/sh\nexec node "$@"\n', { mode: 0o755 });
  await writeFile(
    join(directory, 'cdk.json'),
    JSON.stringify({ app: `only-here app.mjs ${assembly}`, context: { colour: 'red', size: 1 } }),
  );
  return directory;
}

const COPY = `
  import { cpSync, writeFileSync } from 'node:fs';
  cpSync(process.argv[2], process.env.CDK_OUTDIR, { recursive: true });
  writeFileSync(process.env.CDK_OUTDIR + '/context.json', process.env.CDK_CONTEXT_JSON);`;

describe('synthesis', () => {
  it("runs the project's app command with its context and one's own", async () => {
    const projectDirectory = await projectOf(COPY);
    const outputDirectory = join(projectDirectory, 'cdk.out');
    await expect(synthesize({ projectDirectory, outputDirectory, context: { size: 2, more: true } })).resolves.toBe(
      outputDirectory,
    );
    const context = JSON.parse(await readFile(join(outputDirectory, 'context.json'), 'utf8'));
    expect(context).toEqual({ colour: 'red', size: 2, more: true });
  });

  it('that fails carries what the app wrote to stderr', async () => {
    const projectDirectory = await projectOf(`console.error('no such stage'); process.exit(3);`);
    const failure = synthesize({ projectDirectory });
    await expect(failure).rejects.toThrow(SynthesisError);
    await expect(failure).rejects.toMatchObject({
      message: expect.stringContaining('exit status 3'),
      stderr: 'no such stage\n',
    });
  });

  it('into a temporary directory is removed when its cloud stops', async () => {
    const assemblyDirectory = await synthesize({ projectDirectory: await projectOf(COPY) });
    const cloud = await startCloud({ assemblyDirectory });
    expect(existsSync(assemblyDirectory)).toBe(true);
    await cloud.stop();
    expect(existsSync(assemblyDirectory)).toBe(false);
  });

  it('ends with all that the app has started when the signal is given', async () => {
    const projectDirectory = await projectOf(`
      import { spawn } from 'node:child_process';
      import { renameSync, writeFileSync } from 'node:fs';
      const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
      writeFileSync('pids.new', JSON.stringify([process.pid, pid]));
      renameSync('pids.new', 'pids');
      setInterval(() => {}, 1000);`);
    const controller = new AbortController();
    const synthesis = synthesize({ projectDirectory, signal: controller.signal });
    const refused = expect(synthesis).rejects.toMatchObject({ name: 'AbortError' });
    const pids = await eventually(
      async () => JSON.parse(await readFile(join(projectDirectory, 'pids'), 'utf8')) as number[],
    );
    onTestFinished(() => {
      for (const pid of pids.filter(isRunning)) process.kill(pid, 'SIGKILL');
    });
    expect(pids.map(isRunning)).toEqual([true, true]);
    controller.abort();
    await refused;
    await eventually(() => expect(pids.map(isRunning)).toEqual([false, false]));
  });

  it('is not begun when the signal was given before', async () => {
    const projectDirectory = await projectOf(`import { writeFileSync } from 'node:fs'; writeFileSync('begun', '');`);
    await expect(synthesize({ projectDirectory, signal: AbortSignal.abort() })).rejects.toThrow('aborted');
    expect(existsSync(join(projectDirectory, 'begun'))).toBe(false);
  });

  it('into a given directory is left there', async () => {
    const projectDirectory = await projectOf(COPY);
    const outputDirectory = join(projectDirectory, 'cdk.out');
    const cloud = await startCloud({ assemblyDirectory: await synthesize({ projectDirectory, outputDirectory }) });
    await cloud.stop();
    expect(existsSync(outputDirectory)).toBe(true);
  });
});
