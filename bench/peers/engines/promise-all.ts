// The lower bound: Promise.all behind node:http.
import { httpFrontOf } from './support/http-front.ts';
import { runEngine } from './support/lifecycle.ts';
import { startWork } from './support/start-work.ts';
import { branchNames } from './support/work.ts';

await runEngine(async () => {
  const work = await startWork();
  const { url, close } = await httpFrontOf(async (call) => {
    const question = work.question(call);
    return work.end(call, await Promise.all(branchNames.map((name) => work.ask(name, question))));
  });
  return {
    url,
    versions: {},
    stop: async () => {
      await close();
      await work.stop();
    },
  };
});
