import type { Routing } from '../../core/ports.ts';
import { estimatedRouting } from '../estimated-routing.ts';

/** Routing on a stack without a routing service. */
export const routing = (): Routing => estimatedRouting;
