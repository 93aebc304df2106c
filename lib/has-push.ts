import { hasPart } from './has-part.ts';
import type { Settings } from './settings.ts';

/**
 * Whether rides are pushed to riders' screens. On AWS only on request: it adds about five messages a ride through topic, queue
 * and function, a cost that stacks without screens to push to should not bear.
 */
export function hasPush(settings: Pick<Settings, 'target' | 'push'>): boolean {
  return (settings.push ?? settings.target === 'embedded') && hasPart(settings, 'push');
}
