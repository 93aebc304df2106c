import { setTimeout as wait } from 'node:timers/promises';

/** An answer that may say when to ask again. */
interface Answered<Body> {
  readonly headers: Headers;
  readonly body: Body;
}

/** Asks again when the answer says, as long as it is a refusal of that kind, and gives all answers. */
export async function persistently<Answer extends Answered<unknown>>(
  ask: () => Promise<Answer>,
  isRefusal: (answer: Answer) => boolean,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (;;) {
    const answer = await ask();
    answers.push(answer);
    if (!isRefusal(answer)) return answers;
    await wait(1_000 * Number(answer.headers.get('retry-after')));
  }
}

/** Asks again as long as the stack says that it is overloaded, and gives the answer after that. */
export async function unlessOverloaded<Answer extends Answered<object>>(ask: () => Promise<Answer>): Promise<Answer> {
  const answers = await persistently(ask, ({ body }) => 'code' in body && body.code === 'overloaded');
  return answers.at(-1) as Answer;
}
