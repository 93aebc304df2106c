import { openEmulator } from './emulator.ts';
import type { Target } from './target.ts';

/** LocalStack. */
export const localstack: Target = {
  summary: 'a stack deployed to LocalStack',
  needs: ['endpoint', 'outputsFile'],
  open: (options) => openEmulator(options, 3),
};
