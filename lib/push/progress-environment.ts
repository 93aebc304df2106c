import { variables } from '../../core/names.ts';
import type { Settings } from '../settings.ts';

/** Tells a function whether to announce each branch's answer. */
export const progressEnvironment = ({ push }: Settings): Record<string, string> =>
  push ? { [variables.progress]: 'on' } : {};
