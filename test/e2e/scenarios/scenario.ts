import type { Scene } from '../support/scene.ts';

/** Something that holds wherever the stack runs. It fails by throwing. */
export type Scenario = (scene: Scene) => Promise<void>;
