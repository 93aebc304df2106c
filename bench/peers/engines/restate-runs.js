// Restate, the four branches as durable steps of one handler.
import { RestatePromise, service } from '@restatedev/restate-sdk';
import { runEngine } from './support/lifecycle.ts';
import { startByRestate } from './support/restate.js';
import { branchNames } from './support/work.ts';

await runEngine(() =>
  startByRestate('ride/request', (work) => {
    const ride = service({
      name: 'ride',
      handlers: {
        /**
         * @param {import('@restatedev/restate-sdk').Context} ctx
         * @param {unknown} call
         */
        request: async (ctx, call) => {
          const question = work.question(call);
          const asked = branchNames.map((name) => ctx.run(name, () => work.ask(name, question)));
          const answers = await RestatePromise.all(asked);
          return ctx.run('end', () => work.end(call, answers));
        },
      },
    });
    return [ride];
  }),
);
