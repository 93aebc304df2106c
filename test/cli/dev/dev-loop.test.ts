import { describe, expect, it } from 'vitest';
import type { Rebuilt } from '../../../cli/dev/bundler.ts';
import { DevLoop, type DevTools, type NewTemplate } from '../../../cli/dev/dev-loop.ts';

const inputs = {
  functions: new Map([
    ['pricing', new Set(['/p/core/tariffs.ts', '/p/core/names.ts'])],
    ['eta', new Set(['/p/core/route.ts', '/p/core/names.ts'])],
  ]),
  template: new Set(['/p/lib/flow.ts', '/p/core/names.ts']),
};

const rebuilt = (name: string): Rebuilt => ({ name, bundle: new Map() });

const aBundler = (own: Partial<DevTools['bundler']> = {}): DevTools['bundler'] => ({
  inputs: inputs.functions,
  warmUp: async () => {},
  bundle: async (names) => names.map(rebuilt),
  setLive: () => {},
  ...own,
});

/** A loop over a stack of `pricing` and `eta`, in which all that is edited differs, and what becomes of it. */
function aLoop(tools: Partial<DevTools> = {}) {
  const said: string[] = [];
  const replaced: string[] = [];
  const restarts: NewTemplate[] = [];
  const cloud: DevTools['cloud'] = {
    functions: () =>
      ['pricing', 'eta'].map((name) => ({
        logicalId: `${name}Function`,
        name: `stack-${name}`,
        environment: { POWERTOOLS_SERVICE_NAME: name },
      })),
    replaceCode: async (functionId, directory) => void replaced.push(`${functionId} by ${directory}`),
  };
  const loop = new DevLoop(
    {
      projectDirectory: '/p',
      cloud,
      bundler: aBundler(),
      isUnedited: async () => true,
      checkTypes: async () => undefined,
      readTemplateInputs: async () => inputs.template,
      writeBundle: ({ name }) => `/bundles/${name}`,
      synthesize: async () => undefined,
      restart: (template) => void restarts.push(template),
      say: (text) => void said.push(text),
      explain: async (error) => (error as Error).message,
      ...tools,
    },
    inputs.template,
  );
  return { loop, said, replaced, restarts, cloud };
}

describe('the loop of edits', () => {
  it('replaces the code of the functions that are made of an edited file, and names them', async () => {
    const { loop, said, replaced } = aLoop();
    await loop.edit(['/p/core/tariffs.ts']);
    expect(replaced).toEqual(['stack-pricing by /bundles/pricing']);
    expect(said).toEqual([
      expect.stringMatching(/^Reloaded pricing in \d+ ms: bundled in \d+, types checked in \d+\.$/),
    ]);
  });

  it('leaves code that is the same as before alone', async () => {
    const { loop, said, replaced } = aLoop({ bundler: aBundler({ bundle: async () => [] }) });
    await loop.edit(['/p/core/tariffs.ts']);
    expect(replaced).toEqual([]);
    expect(said).toEqual(['The edit changes no code that runs.']);
  });

  it('shows a wrong type and has the old code go on, until it is mended, be it elsewhere', async () => {
    const wrongTypes: (string | undefined)[] = ['core/tariffs.ts(3,4): error TS2322', undefined];
    const { loop, said, replaced } = aLoop({ checkTypes: async () => wrongTypes.shift() });
    await loop.edit(['/p/core/tariffs.ts']);
    expect(replaced).toEqual([]);
    expect(said).toEqual(['core/tariffs.ts(3,4): error TS2322\nThe old code of pricing stays live.']);
    await loop.edit(['/p/core/route.ts']);
    expect(replaced).toEqual(['stack-pricing by /bundles/pricing', 'stack-eta by /bundles/eta']);
  });

  it('shows a syntax error and has the old code go on', async () => {
    const bundle = async () => {
      throw new Error('core/tariffs.ts:3:4: ERROR: Unexpected "}"');
    };
    const { loop, said, replaced } = aLoop({ bundler: aBundler({ bundle }) });
    await loop.edit(['/p/core/tariffs.ts']);
    expect(replaced).toEqual([]);
    expect(said).toEqual(['core/tariffs.ts:3:4: ERROR: Unexpected "}"\ncore/tariffs.ts: the old code stays live.']);
  });

  it('does not say that live code is not live when a source is being edited again', async () => {
    const readTemplateInputs = async () => {
      throw new Error('core/names.ts:3:4: ERROR: Unexpected end of file');
    };
    const { loop, said, replaced } = aLoop({ readTemplateInputs });
    for (let edits = 0; edits < 2; edits += 1) await loop.edit(['/p/core/names.ts']);
    expect(replaced).toHaveLength(4);
    const reloaded = said.filter((line) => !/template/.test(line));
    expect(reloaded).toEqual([
      expect.stringContaining('Reloaded pricing, eta'),
      expect.stringContaining('Reloaded pricing, eta'),
    ]);
  });

  it('takes code that cannot be loaded for code that is not live', async () => {
    const live = new Map<string, Rebuilt['bundle'] | undefined>();
    const asked: string[] = [];
    const bundle = async (names: readonly string[]) => {
      asked.push(names.join());
      return names.map(rebuilt);
    };
    const { loop, said } = aLoop({
      bundler: aBundler({ bundle, setLive: (name, each) => void live.set(name, each) }),
      cloud: {
        functions: () => [
          { logicalId: 'F', name: 'stack-pricing', environment: { POWERTOOLS_SERVICE_NAME: 'pricing' } },
        ],
        replaceCode: async () => {
          throw new Error('Runtime.ImportModuleError: no');
        },
      },
    });
    await loop.edit(['/p/core/tariffs.ts']);
    expect(live).toEqual(new Map([['pricing', undefined]]));
    expect(said.slice(1)).toEqual(['Runtime.ImportModuleError: no\nThe old code of pricing stays live.']);
    await loop.edit(['/p/core/route.ts']);
    expect(asked).toEqual(['pricing', 'pricing,eta']);
  });

  describe('whose code is still being loaded', () => {
    /** All of it is loaded when `loaded` says so. */
    const aSlowLoop = () => {
      const loaded = Promise.withResolvers<void>();
      const { functions } = aLoop().cloud;
      const [asked, replaced]: [string[], string[]] = [[], []];
      const replaceCode = (functionId: string) => {
        replaced.push(functionId);
        return replaced.length === 1 ? loaded.promise : Promise.resolve();
      };
      const bundle = async (names: readonly string[]) => {
        asked.push(names.join());
        return names.map(rebuilt);
      };
      return {
        ...aLoop({ cloud: { functions, replaceCode }, bundler: aBundler({ bundle }) }),
        loaded,
        asked,
        replaced,
      };
    };
    const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    /** The second edit is made while the first one's code is being loaded. */
    const editTwice = async (loop: DevLoop) => {
      const edits = [loop.edit(['/p/core/tariffs.ts'])];
      await settled();
      edits.push(loop.edit(['/p/core/route.ts']));
      await settled();
      return edits;
    };

    it('says that an edit is live when invocations wait for it', async () => {
      const { loop, said, loaded } = aSlowLoop();
      const edit = loop.edit(['/p/core/tariffs.ts']);
      await settled();
      expect(said).toEqual([expect.stringContaining('Reloaded pricing')]);
      loaded.resolve();
      await edit;
    });

    it('bundles the next edit meanwhile, and replaces no code before it is loaded', async () => {
      const { loop, loaded, asked, replaced } = aSlowLoop();
      const edits = await editTwice(loop);
      expect(asked).toEqual(['pricing', 'eta']);
      expect(replaced).toEqual(['stack-pricing']);
      loaded.resolve();
      await Promise.all(edits);
      expect(replaced).toEqual(['stack-pricing', 'stack-eta']);
    });

    it('bundles the next edit with what turned out not to be loadable', async () => {
      const { loop, loaded, asked, replaced } = aSlowLoop();
      const edits = await editTwice(loop);
      loaded.reject(new Error('Runtime.ImportModuleError: no'));
      await Promise.all(edits);
      await settled();
      expect(asked).toEqual(['pricing', 'eta', 'pricing,eta']);
      expect(replaced).toEqual(['stack-pricing', 'stack-pricing', 'stack-eta']);
    });

    it('ends though it is never loaded and another edit waits for it', async () => {
      const { loop, replaced } = aSlowLoop();
      await editTwice(loop);
      await loop.end();
      expect(replaced).toEqual(['stack-pricing']);
    });
  });

  it('begins anew with both, when one edit comes while another one is worked in', async () => {
    const first = Promise.withResolvers<void>();
    const asked: string[] = [];
    const bundle = async (names: readonly string[]) => {
      asked.push(names.join());
      if (asked.length === 1) await first.promise;
      return names.map(rebuilt);
    };
    const { loop, replaced } = aLoop({ bundler: aBundler({ bundle }) });
    const one = loop.edit(['/p/core/tariffs.ts']);
    await new Promise((resolve) => setImmediate(resolve));
    const other = loop.edit(['/p/core/route.ts']);
    first.resolve();
    await Promise.all([one, other]);
    expect(asked).toEqual(['pricing', 'pricing,eta']);
    expect(replaced).toEqual(['stack-pricing by /bundles/pricing', 'stack-eta by /bundles/eta']);
  });

  it('does not begin anew before what was begun has ended', async () => {
    const first = Promise.withResolvers<void>();
    const events: string[] = [];
    const bundle = async (names: readonly string[]) => {
      const isFirst = events.length === 0;
      events.push(`${names} begins`);
      if (isFirst) await first.promise;
      events.push(`${names} ends`);
      return names.map(rebuilt);
    };
    const checkTypes: DevTools['checkTypes'] = async (_, signal) => {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      return undefined;
    };
    const { loop } = aLoop({ bundler: aBundler({ bundle }), checkTypes });
    const one = loop.edit(['/p/core/tariffs.ts']);
    await Promise.resolve();
    const other = loop.edit(['/p/core/route.ts']);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    first.resolve();
    await Promise.all([one, other]);
    expect(events).toEqual(['pricing begins', 'pricing ends', 'pricing,eta begins', 'pricing,eta ends']);
  });

  it('reads and checks all of it before the first edit, and tells what types are wrong already', async () => {
    const events: string[] = [];
    const warmUp = async () => void events.push('warm-up');
    const bundle = async () => {
      events.push('bundle');
      return [];
    };
    const wrongTypes: (string | undefined)[] = ['core/route.ts(3,4): error TS2322', undefined];
    const { loop } = aLoop({
      bundler: aBundler({ warmUp, bundle }),
      checkTypes: async (scope) => {
        events.push(`types of ${scope}`);
        return wrongTypes.shift();
      },
    });
    const warm = loop.warmUp();
    await loop.edit(['/p/core/tariffs.ts']);
    expect(events.toSpliced(2).toSorted()).toEqual(['types of functions', 'warm-up']);
    expect(events.slice(2).toSorted()).toEqual(['bundle', 'types of functions']);
    expect(await warm).toBe('core/route.ts(3,4): error TS2322');
  });

  it('says what differs in the template, has the stack restarted, and does no more', async () => {
    const template = { assemblyDirectory: '/assembly', begunAt: 0, changes: ['~ Queue: 1 → 2'] };
    const { loop, said, replaced, restarts } = aLoop({ synthesize: async () => template });
    await loop.edit(['/p/core/names.ts']);
    await loop.edit(['/p/core/tariffs.ts']);
    expect(restarts).toEqual([template]);
    expect(said.at(-1)).toBe('The template differs:\n  ~ Queue: 1 → 2');
    expect(replaced).toEqual([]);
  });

  it('reloads what an edit of a registry concerns, where the template stays as it is', async () => {
    const { loop, replaced, restarts } = aLoop();
    await loop.edit(['/p/core/names.ts']);
    expect(restarts).toEqual([]);
    expect(replaced).toEqual(['stack-pricing by /bundles/pricing', 'stack-eta by /bundles/eta']);
  });

  it('does not restart the stack for a template that is wrong', async () => {
    const { loop, said, restarts } = aLoop({
      checkTypes: async (scope) => (scope === 'template' ? 'lib/flow.ts(1,1): error TS1005' : undefined),
      synthesize: async () => ({ assemblyDirectory: '/assembly', begunAt: 0, changes: ['~'] }),
    });
    await loop.edit(['/p/lib/flow.ts']);
    expect(restarts).toEqual([]);
    expect(said.at(-1)).toBe('lib/flow.ts(1,1): error TS1005\nThe old code of the stack stays live.');
  });

  it('ends what is under way, and hears of nothing more', async () => {
    let signalled = false;
    const { loop, replaced } = aLoop({
      checkTypes: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            signalled = true;
            reject(signal.reason);
          });
        }),
    });
    void loop.edit(['/p/core/tariffs.ts']);
    await new Promise((resolve) => setImmediate(resolve));
    await loop.end();
    await loop.edit(['/p/core/route.ts']);
    expect(signalled).toBe(true);
    expect(replaced).toEqual([]);
  });

  it('does not wait for code that never loads, and says nothing of it when the stack has ended', async () => {
    const loading = Promise.withResolvers<void>();
    const { loop, said, cloud } = aLoop();
    const edited = Promise.withResolvers<void>();
    cloud.replaceCode = () => {
      edited.resolve();
      return loading.promise;
    };
    const edit = loop.edit(['/p/core/tariffs.ts']);
    await edited.promise;
    await loop.end();
    loading.reject(new Error('Runtime exited'));
    await edit;
    expect(said).toEqual([expect.stringMatching(/^Reloaded pricing in /)]);
  });
});
