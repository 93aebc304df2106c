import { openEmulator } from './emulator.ts';
import type { Target } from './target.ts';

/** LocalEmu. It polls the queues of all functions in turn, so that scenarios would wait for each other. */
export const localemu: Target = {
  summary: 'a stack deployed to LocalEmu',
  needs: ['endpoint', 'outputsFile'],
  oneAtATime: true,
  open: (options) => openEmulator(options, 3),
};
