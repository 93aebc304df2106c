// Restate, each branch a service of its own that the ride's handler calls.
import { RestatePromise, service } from '@restatedev/restate-sdk';
import { runEngine } from './support/lifecycle.ts';
import { startByRestate } from './support/restate.js';
import { branchNames } from './support/work.ts';

await runEngine(() =>
  startByRestate('ride/request', (work) => {
    const branches = branchNames.map((name) =>
      service({
        name,
        handlers: {
          /**
           * @param {import('@restatedev/restate-sdk').Context} _ctx
           * @param {unknown} question
           */
          ask: (_ctx, question) => work.ask(name, question),
        },
      }),
    );
    const ride = service({
      name: 'ride',
      handlers: {
        /**
         * @param {import('@restatedev/restate-sdk').Context} ctx
         * @param {unknown} call
         */
        request: async (ctx, call) => {
          const question = work.question(call);
          const answers = await RestatePromise.all(branches.map((each) => ctx.serviceClient(each).ask(question)));
          return ctx.run('end', () => work.end(call, answers));
        },
      },
    });
    return [ride, ...branches];
  }),
);
