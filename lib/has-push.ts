import { hasPart } from './has-part.ts';
import type { Settings } from './settings.ts';

/**
 * Whether riders' screens are told of rides. On AWS only where that is asked for: it takes about five more messages a ride
 * through topic, queue and function, and whoever has no screen to tell would pay for them all the same.
 */
export function hasPush(settings: Pick<Settings, 'target' | 'push'>): boolean {
  return (settings.push ?? settings.target === 'embedded') && hasPart(settings, 'push');
}
