import { afterAll } from 'vitest';
import { stopSharedStack } from '../support/shared-stack.ts';

/**
 * Tests that can share a stack share one: to start a stack and to warm it up takes longer than most of them. They run in
 * this order, those marked as concurrent side by side. `-t` picks some of them: `-t 'the end of a ride'`.
 */
import './api-bad-input.ts'; // first: it looks whether anything was written at all
import './openapi.ts';
import './redrive.ts';
import './api-waiting.ts';
import './api-outcomes.ts';
import './api-ending.ts';
import './api-idempotency.ts';
import './webhook.ts';

afterAll(stopSharedStack);
