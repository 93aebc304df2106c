import { openEmulator } from './emulator.ts';
import type { Target } from './target.ts';

/** LocalEmu. It makes one invocation for a queue at a time, so that a scenario's hanging branch would keep others waiting. */
export const localemu: Target = {
  summary: 'a stack deployed to LocalEmu',
  needs: ['endpoint', 'outputsFile'],
  oneAtATime: true,
  open: (options) => openEmulator(options, 3),
};
