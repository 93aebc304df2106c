import path from 'node:path';
import { step } from '../../cli/step.ts';
import type { ForeignEmulator } from '../support/verify-on-emulator.ts';
import { startMinistack } from './ministack-process.ts';
import { repairs } from './repairs.ts';

/** MiniStack, which runs functions as processes by itself. */
export const ministack: ForeignEmulator = {
  name: 'MiniStack',
  target: 'ministack',
  program: 'ministack',
  requirements: path.join(import.meta.dirname, 'requirements.txt'),
  start: startMinistack,
  repair: (deployed) =>
    step('repairing what its CloudFormation left undone', () =>
      Promise.all(repairs.map(async ({ what, reason, mend }) => ({ what, reason, count: await mend(deployed) }))),
    ),
};
