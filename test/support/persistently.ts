import { setTimeout as wait } from 'node:timers/promises';
import type { Answer } from './running-stack.ts';

/** Asks again when the answer says, as long as it is a refusal of that kind, and gives all answers. */
export async function persistently<Body>(
  ask: () => Promise<Answer<Body>>,
  isRefusal: (answer: Answer<Body>) => boolean,
): Promise<readonly Answer<Body>[]> {
  const answers: Answer<Body>[] = [];
  for (;;) {
    const answer = await ask();
    answers.push(answer);
    if (!isRefusal(answer)) return answers;
    await wait(1_000 * Number(answer.headers.get('retry-after')));
  }
}
