import { afterAll, beforeAll, describe, it } from 'vitest';
import { knownGaps } from './known-gaps.ts';
import { toldOptions } from './options.ts';
import { alone, type ScenarioName, sideBySide } from './scenarios/index.ts';
import { warmUp } from './scenarios/latency.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { sceneOn } from './support/scene.ts';
import { targets } from './targets/index.ts';
import type { Deployment, Target } from './targets/target.ts';

const { target, ...options } = toldOptions(process.env);
const { oneAtATime = false }: Target = targets[target];
const timeoutMs = target === 'embedded' ? 120_000 : 300_000;

describe(`the stack on ${target}`, () => {
  let deployment: Deployment;

  beforeAll(async () => {
    deployment = await targets[target].open(options);
    await played(warmUp)();
  }, timeoutMs);
  afterAll(() => deployment?.close());

  /** On a scene of its own, which it leaves as it found it. */
  const played = (scenario: Scenario) => async () => {
    const scene = sceneOn(deployment);
    await scenario(scene).finally(() => scene.end());
  };

  const register = (scenarios: Readonly<Record<string, Scenario>>, test: typeof it | typeof it.concurrent) => {
    for (const [name, scenario] of Object.entries(scenarios)) {
      const gap = knownGaps[target][name as ScenarioName];
      if (gap === undefined) test(name, { timeout: timeoutMs }, played(scenario));
      else it.skip(`${name} (known gap of ${target}: ${gap})`);
    }
  };

  describe('by itself', () => register(alone, it));
  describe('with others', () => register(sideBySide, oneAtATime ? it : it.concurrent));
});
