import { afterAll } from 'vitest';
import { stopSharedStack } from '../support/shared-stack.ts';

/**
 * Tests that can share a stack share one: to start a stack and to warm it up takes longer than most of them. They run in
 * this order, those marked as concurrent side by side. `-t` picks some of them: `-t 'the end of a ride'`.
 *
 * But in the last of them, no branch may crash or run into its time-out: rides of other tests can be in the same batch.
 */
import './api-bad-input.ts'; // first: it looks whether anything was written at all
import './ports.ts';
import './openapi.ts';
import './push.ts';
import './api-identity.ts';
import './api-waiting.ts';
import './api-outcomes.ts';
import './api-ending.ts';
import './api-idempotency.ts';
import './fair-queues.ts';
import './webhook.ts';
import './webhook-flood.ts';
import './redrive.ts'; // last: in it a branch hangs

afterAll(stopSharedStack);
