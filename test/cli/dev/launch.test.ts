import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectorPort } from '../../../cli/start/inspection.ts';

const root = path.join(import.meta.dirname, '../../..');
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8');

interface Configuration {
  readonly name: string;
  readonly request: 'launch' | 'attach';
  readonly program?: string;
  readonly args?: readonly string[];
}

/** Its comments have lines of their own. */
const { configurations } = JSON.parse(textOf('.vscode/launch.json').replaceAll(/^\s*\/\/.*$/gm, '')) as {
  readonly configurations: readonly Configuration[];
};
const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: { readonly dev: string } };

/** Those that look into the functions. */
const inspecting = configurations.filter(({ args, request }) => request === 'attach' || args?.includes('--inspect'));

describe('.vscode/launch.json', () => {
  it('runs the script `dev` with breakpoints', () => {
    const { program, args } = inspecting.find(({ request }) => request === 'launch') ?? expect.fail();
    const [, file, ...options] = scripts.dev.split(' ');
    expect(program).toBe(`\${workspaceFolder}/${file}`);
    expect(args).toEqual([...options, '--inspect']);
  });

  it('attaches where `npm run dev -- --inspect` listens', () => {
    const attaching = configurations.filter(({ request }) => request === 'attach');
    expect(attaching).toEqual([expect.objectContaining({ address: '127.0.0.1', port: inspectorPort })]);
  });

  it.each(inspecting)(
    'finds the maps of bundles, which are not in the project, but no other processes: $name',
    (each) => {
      expect(each).toMatchObject({ resolveSourceMapLocations: null, autoAttachChildProcesses: false });
      expect(each).not.toMatchObject({ sourceMaps: false });
    },
  );

  it('has the configurations that the documentation names', () => {
    const named = /In VS Code: F5, "([^"]+)"/.exec(textOf('docs/guide/develop.md'))?.[1];
    expect(configurations.map(({ name }) => name)).toContain(named);
  });
});
