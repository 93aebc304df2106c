// Restate, each branch a service of its own that the ride's handler calls.
import { RestatePromise, service } from '@restatedev/restate-sdk';
import { branch, branchNames } from './support/branches.ts';
import { runEngine } from './support/lifecycle.ts';
import { startByRestate } from './support/restate.js';

const branches = branchNames.map((name) =>
  service({
    name,
    handlers: {
      /**
       * @param {import('@restatedev/restate-sdk').Context} _ctx
       * @param {number} delayMs
       */
      answer: (_ctx, delayMs) => branch(delayMs),
    },
  }),
);

const ride = service({
  name: 'ride',
  handlers: {
    /**
     * @param {import('@restatedev/restate-sdk').Context} ctx
     * @param {import('./support/branches.ts').Job} job
     */
    request: (ctx, { delays }) =>
      RestatePromise.all(branches.map((each, index) => ctx.serviceClient(each).answer(delays[index]))),
  },
});

await runEngine(() => startByRestate([ride, ...branches], 'ride/request'));
