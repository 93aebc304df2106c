import { openEmulator } from './emulator.ts';
import type { Target } from './target.ts';

/** MiniStack. */
export const ministack: Target = {
  summary: 'a stack deployed to MiniStack',
  needs: ['endpoint', 'outputsFile'],
  open: (options) => openEmulator(options, 3),
};
