// Restate, the four branches as durable steps of one handler.
import { RestatePromise, service } from '@restatedev/restate-sdk';
import { branch, branchNames } from './support/branches.ts';
import { runEngine } from './support/lifecycle.ts';
import { startByRestate } from './support/restate.js';

const ride = service({
  name: 'ride',
  handlers: {
    /**
     * @param {import('@restatedev/restate-sdk').Context} ctx
     * @param {import('./support/branches.ts').Job} job
     */
    request: (ctx, { delays }) =>
      RestatePromise.all(delays.map((delayMs, index) => ctx.run(`${branchNames[index]}`, () => branch(delayMs)))),
  },
});

await runEngine(() => startByRestate([ride], 'ride/request'));
