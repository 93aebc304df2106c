import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bench } from '../../cli/bench.ts';
import { run } from '../../cli/command.ts';

const projectDirectory = path.join(import.meta.dirname, '../..');

/** The folders of bench/ that have something to run. */
const folders = readdirSync(path.join(projectDirectory, 'bench'), { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'run.ts' && !file.includes('node_modules'))
  .map((file) => path.dirname(file));

describe('the bench command', () => {
  it('names each benchmark that there is', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    expect(await run(bench, ['--json'])).toBe(0);
    const { benchmarks } = JSON.parse(log.mock.calls.join()) as { benchmarks: { name: string }[] };
    log.mockRestore();
    expect(benchmarks.map(({ name }) => name).toSorted()).toEqual(folders.toSorted());
  });

  it('runs one with options of its own', async () => {
    const args = [path.join(projectDirectory, 'cli/ride-request.js'), 'bench', 'latency', '--help'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toMatch(/^Usage: npm run bench:latency /);
  });

  it('ends as the benchmark does', async () => {
    const args = [path.join(projectDirectory, 'cli/ride-request.js'), 'bench', 'latency', '--no-such-option'];
    const ended = await promisify(execFile)(process.execPath, args).catch((error: unknown) => error);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('--no-such-option') });
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'passes %s on, and waits until the benchmark has ended',
    async (name) => {
      const directory = mkdtempSync(path.join(tmpdir(), 'bench-command-'));
      onTestFinished(() => rmSync(directory, { recursive: true }));
      const script = path.join(directory, 'run.mjs');
      writeFileSync(script, "process.stdin.resume(); process.on('SIGTERM', () => process.exit(7)); console.log('up');");
      const caller = `import { runScript } from ${JSON.stringify(path.join(projectDirectory, 'cli/bench.ts'))};
      process.exitCode = await runScript(${JSON.stringify(script)}, []);`;
      const child = spawn(process.execPath, ['--input-type=module', '--eval', caller]);
      onTestFinished(() => void child.stdin.destroy()); // It ends the benchmark, too.
      await once(child.stdout, 'data');
      child.kill(name);
      expect(await once(child, 'close')).toEqual([7, null]);
    },
  );
});
