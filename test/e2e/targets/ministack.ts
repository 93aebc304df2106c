import { openEmulator } from './emulator.ts';
import type { Target } from './target.ts';

/** MiniStack. It runs one process for a function, so that each rider who waits in the API keeps all others out of it. */
export const ministack: Target = {
  summary: 'a stack deployed to MiniStack',
  needs: ['endpoint', 'outputsFile'],
  oneAtATime: true,
  open: (options) => openEmulator(options, 3),
};
