import { cancel } from './cancel.ts';
import { deadLetter } from './dead-letter.ts';
import { deadline } from './deadline.ts';
import { idempotency } from './idempotency.ts';
import { latency } from './latency.ts';
import { rejection } from './rejection.ts';
import { webhook } from './webhook.ts';

/** Scenarios that wait side by side: each has a scene of its own. The longest waits come first. */
export const sideBySide = { ...deadline, ...deadLetter, ...webhook, ...cancel, ...rejection, ...idempotency };

/** Scenarios that have the machine for themselves, one after the other. */
export const alone = latency;

export type ScenarioName = keyof typeof sideBySide | keyof typeof alone;
